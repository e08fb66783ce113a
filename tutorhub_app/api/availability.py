"""`/v1/availabilities`: a tutor's windows."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from tutorhub_app.api.calls import Calling
from tutorhub_app.api.documented import DateText, IdText, RecordShape, documented, envelope
from tutorhub_app.api.fields import (
    BY_NAME,
    Body,
    Boolean,
    Id,
    LocalDate,
    LocalTime,
    any_of,
    optional,
)
from tutorhub_app.api.shown import enum, record
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.records import AvailabilityRecord
from tutorhub_app.services import availability_records
from tutorhub_app.services.availability_records import WindowRequest

router = APIRouter(tags=["Availability"])


class AvailabilityShape(RecordShape):
    tutorProfileId: IdText
    dayOfWeek: DayOfWeek
    dayOfWeek_idx: int
    startTime: str
    endTime: str
    isRecurring: bool
    specificDate: DateText | None
    teachingMode: TeachingMode
    teachingMode_idx: int


class NewAvailability(Body):
    tutorProfileId: Id
    dayOfWeek: Annotated[DayOfWeek, BY_NAME]
    startTime: LocalTime
    endTime: LocalTime
    isRecurring: Boolean
    specificDate: LocalDate | None = None
    teachingMode: Annotated[TeachingMode, BY_NAME]


class AvailabilityChanges(Body):
    dayOfWeek: Annotated[DayOfWeek, BY_NAME] = optional()
    startTime: LocalTime = optional()
    endTime: LocalTime = optional()
    isRecurring: Boolean = optional()
    specificDate: LocalDate | None = None
    teachingMode: Annotated[TeachingMode, BY_NAME] = optional()


Modes = Annotated[
    list[TeachingMode | None],
    any_of(TeachingMode),
    Query(default_factory=list, description="Names in any case; several by repeating; or null."),
]


@router.post(
    "/v1/availabilities",
    **documented(envelope("availability", AvailabilityShape), 404, 409, status=201, writes=True),
)
async def create_availability(call: Calling, body: NewAvailability) -> Response:
    """A new window: every week, or on `specificDate` alone. By its tutor or an administrator.

    The end lies after the start; 24:00 is an end. The same hours twice, or hours in another mode
    at the same time, are a conflict.
    """
    request = WindowRequest(
        day_of_week=body.dayOfWeek,
        start_time=body.startTime,
        end_time=body.endTime,
        is_recurring=body.isRecurring,
        specific_date=body.specificDate,
        teaching_mode=body.teachingMode,
    )
    return await call.write(
        "availability",
        "create",
        availability_records.create,
        body.tutorProfileId,
        request,
        show=shown,
    )


@router.patch(
    "/v1/availabilities/{availabilityId}",
    **documented(envelope("availability", AvailabilityShape), 404, 409, writes=True),
)
async def update_availability(
    call: Calling, availabilityId: Id, body: AvailabilityChanges
) -> Response:
    """Change what is sent, by its tutor or an administrator. Booked lessons stay.

    What the window then is has to agree with itself: hours that become weekly take
    `specificDate: null`, those of a date its `dayOfWeek`.
    """
    return await call.write(
        "availability",
        "update",
        availability_records.update,
        availabilityId,
        show=shown,
        **body.values(),
    )


@router.delete(
    "/v1/availabilities/{availabilityId}",
    **documented(envelope("availability", AvailabilityShape), 404, writes=True),
)
async def delete_availability(call: Calling, availabilityId: Id) -> Response:
    """Delete a window, by its tutor or an administrator. Booked lessons stay."""
    return await call.write(
        "availability", "delete", availability_records.delete, availabilityId, show=shown
    )


@router.get(
    "/v1/availabilities/{availabilityId}",
    **documented(envelope("availability", AvailabilityShape), 404),
)
async def get_availability(call: Calling, availabilityId: Id) -> Response:
    """One window, for its tutor and for administrators."""
    return await call.read("availability", availability_records.get, availabilityId, show=shown)


@router.get(
    "/v1/listavailabilities/{tutorProfileId}",
    **documented(envelope("availabilities", AvailabilityShape, many=True)),
)
async def list_availabilities(call: Calling, tutorProfileId: Id, teachingMode: Modes) -> Response:
    """A tutor's windows, for anyone who is signed in: the week's in order from Sunday, then those
    of dates."""
    return await call.listed(
        "availabilities",
        availability_records.listed,
        tutorProfileId,
        teachingMode,
        call.page,
        show=shown,
        topics=lambda *_: availability_records.topics(tutorProfileId),
    )


def shown(row: AvailabilityRecord) -> dict[str, Any]:
    return {
        "id": row.id,
        "tutorProfileId": row.tutor_profile_id,
        **enum("dayOfWeek", row.day_of_week),
        "startTime": row.start_time,
        "endTime": row.end_time,
        "isRecurring": row.is_recurring,
        "specificDate": row.specific_date,
        **enum("teachingMode", row.teaching_mode),
        **record(row),
    }
