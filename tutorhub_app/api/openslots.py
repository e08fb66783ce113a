"""`/v1/openslots`: the bookable times of a course pack, and why another time is not one."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tutorhub_app.api.calls import Calling
from tutorhub_app.api.documented import DateText, InstantText, Shape, documented, envelope
from tutorhub_app.api.fields import Id, LocalDate, LocalTime
from tutorhub_app.api.shown import instant
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.open_times import MOST_DAYS, USUAL_DAYS, DaysWanted
from tutorhub_app.domain.slots import OpenSlot, Reason
from tutorhub_app.domain.words import clock
from tutorhub_app.services import open_times
from tutorhub_app.services.open_times import OpenTimes

router = APIRouter(tags=["Open slots"])

ClockText = Annotated[str, Field(pattern=r"^\d\d:\d\d$", examples=["09:00"])]


class OpenSlotShape(Shape):
    scheduledDate: DateText = Field(description="The tutor's, as `scheduledTime`; book by these.")
    scheduledTime: ClockText
    startsAt: InstantText
    endsAt: InstantText
    localDate: DateText = Field(description="In the zone that was asked for, as `localTime`.")
    localTime: ClockText
    sessionModes: list[SessionMode]


class ReasonShape(Shape):
    code: str = Field(examples=["outsideHours"])
    sentence: str


From = Annotated[
    LocalDate | None, Query(alias="from", description="First day, in `timeZone`; else today.")
]
To = Annotated[
    LocalDate | None,
    Query(description=f"Last day; else {USUAL_DAYS} days in all. {MOST_DAYS} days at most."),
]
Zone = Annotated[
    str | None, Query(description="A name such as Europe/Berlin; else one's own.", max_length=64)
]
TutorsZone = Annotated[
    str | None, Query(description="Of `date` and `time`; else the tutor's.", max_length=64)
]


@router.get(
    "/v1/openslots/{coursePackId}",
    **documented(envelope("openSlots", OpenSlotShape, many=True, paged=False), 404),
)
async def list_open_slots(
    call: Calling, coursePackId: Id, first: From = None, to: To = None, timeZone: Zone = None
) -> Response:
    """The times at which a lesson of this pack can be booked, for anyone who is signed in; those
    at which a student is busy themselves are left out."""

    def shown(found: OpenTimes) -> list[dict[str, Any]]:
        return [_slot(slot, found.time_zone) for slot in found.slots]

    return await call.counted(
        "openSlots",
        open_times.listed,
        coursePackId,
        DaysWanted(first, to, timeZone),
        show=shown,
        topics=lambda session, who: open_times.topics(session, who, coursePackId),
        until=lambda found: found.until,
    )


@router.get(
    "/v1/openslots/{coursePackId}/explain",
    **documented(envelope("reasons", ReasonShape, many=True, paged=False), 404),
)
async def explain_time(
    call: Calling,
    coursePackId: Id,
    day: Annotated[LocalDate, Query(alias="date")],
    time: Annotated[LocalTime, Query()],
    timeZone: TutorsZone = None,
) -> Response:
    """Everything that speaks against a lesson at a time; nothing when it can be booked by whoever
    asks. A time that the clocks skip that day has `clockChange` as its reason."""
    return await call.counted(
        "reasons", open_times.reasons, coursePackId, day, time, timeZone, show=_reasons
    )


def _slot(slot: OpenSlot, where: ZoneInfo) -> dict[str, Any]:
    local = slot.starts_at.astimezone(where)
    return {
        "scheduledDate": slot.local_date,
        "scheduledTime": slot.local_time,
        "startsAt": instant(slot.starts_at),
        "endsAt": instant(slot.ends_at),
        "localDate": local.date(),
        "localTime": clock(local.hour * 60 + local.minute),
        "sessionModes": slot.session_modes,
    }


def _reasons(found: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [{"code": reason.code, "sentence": reason.sentence} for reason in found]
