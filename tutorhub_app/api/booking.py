"""`/v1/lessonslots`: lessons, and the free slots that tutors offer."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from tutorhub_app.api.calls import Call, Calling
from tutorhub_app.api.documented import DateText, IdText, RecordShape, documented, envelope
from tutorhub_app.api.fields import (
    BY_NAME,
    Body,
    Id,
    Link,
    LocalDate,
    LocalTime,
    Text,
    optional,
)
from tutorhub_app.api.shown import enum, record
from tutorhub_app.domain.booking import LocationType, SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.records import LessonSlotRecord
from tutorhub_app.services import lesson_slot_changes, lesson_slots
from tutorhub_app.services.lesson_slots import NewSlot

router = APIRouter(tags=["Lesson slots"])
NAME, NAMES = "lessonSlot", "lessonSlots"

Day = Annotated[LocalDate, Field(description="The tutor's local date.")]
Time = Annotated[LocalTime, Field(description="When it starts, on the tutor's clock.")]
Place = Annotated[LocationType, BY_NAME]
# What stands within the alternatives of a field is not shown in the document.
Details = Annotated[Text | None, Field(description="At most 500 characters.")]
OwnLink = Annotated[Link | None, Field(description="The tutor's own address for an online lesson.")]


class NewLessonSlot(Body):
    coursePackId: Id
    studentId: Id | None = None
    scheduledDate: Day
    scheduledTime: Time
    status: Annotated[SlotStatus, BY_NAME]
    locationType: Place | None = None
    locationDetails: Details = None
    sessionMode: Annotated[SessionMode, BY_NAME]
    meetLink: OwnLink = None


class LessonSlotPatch(Body):
    studentId: Id | None = None
    status: Annotated[SlotStatus, BY_NAME] = optional()
    locationType: Place | None = None
    locationDetails: Details = None
    sessionMode: Annotated[SessionMode, BY_NAME] = optional()
    meetLink: OwnLink = None
    scheduledDate: Day = optional()
    scheduledTime: Time = optional()


class Cancellation(Body):
    reason: Details = None


class NewTime(Body):
    scheduledDate: Day
    scheduledTime: Time


class LessonSlotShape(RecordShape):
    coursePackId: IdText
    studentId: IdText | None
    scheduledDate: DateText
    scheduledTime: str
    status: SlotStatus
    status_idx: int
    locationType: LocationType | None
    locationType_idx: int | None
    locationDetails: str | None
    sessionMode: SessionMode
    sessionMode_idx: int
    meetLink: str | None


_ONE = envelope(NAME, LessonSlotShape)


@router.post("/v1/lessonslots", **documented(_ONE, 404, 409, status=201, writes=True))
async def create_lesson_slot(call: Calling, body: NewLessonSlot) -> Response:
    """Book a lesson, or offer a free slot.

    A student books: `status` is `booked`, `studentId` is their own or left out. They are enrolled
    in the pack (401), have lessons left (409), and the time is one that `openslots` lists: 400
    outside the hours, the notice or the horizon, 409 when it is taken. Only the tutor sets a
    `meetLink` (401).

    The pack's tutor and administrators book for an enrolled student, wherever nobody is busy, or
    offer a time with the status `free`: then without a student. A free slot may lie outside the
    hours, neither in the past nor on a day off (400), nor where the tutor is busy or the pack
    offers the time already (409). It blocks nobody. Who books its time takes it, and it keeps its
    id.
    """
    new = NewSlot(
        pack_id=body.coursePackId,
        student_id=body.studentId,
        scheduled_date=body.scheduledDate,
        scheduled_time=body.scheduledTime,
        status=body.status,
        location_type=body.locationType,
        location_details=body.locationDetails,
        session_mode=body.sessionMode,
        meet_link=body.meetLink,
    )
    return await call.write(NAME, "create", lesson_slots.create, new, show=shown_to(call))


@router.patch("/v1/lessonslots/{lessonSlotId}", **documented(_ONE, 404, 409, writes=True))
async def update_lesson_slot(call: Calling, lessonSlotId: Id, body: LessonSlotPatch) -> Response:
    """Change what differs from the slot; what is sent as it is already is no change.

    A student: `locationType` and `locationDetails` of their own booked slot; and `status`
    `booked`, with their own `studentId` or none, takes a free slot of a pack they are enrolled in.
    Anything else is 401.

    The pack's tutor and administrators: every field. Hours, notice, horizon, buffers and the daily
    limit do not bind them; a time at which somebody is busy is 409. The ways of `status`: `free` to
    `booked` with a `studentId`; `booked` to `completed` at any time, to `canceled`, or back to
    `free`, when the student gets the lesson back; `completed` back to `booked`. Others are 400.
    Another `studentId` of a booked lesson gives it to that student, as booking would; the first
    gets the lesson back, and where it was to be held goes with them. Another `sessionMode` brings
    its own `meetLink` and place; a `meetLink` of null is the usual one.
    """
    return await call.write(
        NAME,
        "update",
        lesson_slot_changes.update,
        lessonSlotId,
        show=shown_to(call),
        **body.values(),
    )


@router.delete("/v1/lessonslots/{lessonSlotId}", **documented(_ONE, 404, writes=True))
async def delete_lesson_slot(call: Calling, lessonSlotId: Id) -> Response:
    """Delete a slot: the pack's tutor a free or a booked one (others 400), an administrator any, a
    student none (401). A booked one is cancelled, and the student gets the lesson back."""
    return await call.write(NAME, "delete", lesson_slots.delete, lessonSlotId, show=shown_to(call))


@router.get("/v1/lessonslots/{lessonSlotId}", **documented(_ONE, 404))
async def get_lesson_slot(call: Calling, lessonSlotId: Id) -> Response:
    """One slot, for the pack's tutor, its student and administrators; a free one also for the
    students who are enrolled in the pack."""
    return await call.read(NAME, lesson_slots.get, lessonSlotId, show=shown_to(call))


@router.get("/v1/lessonslots", **documented(envelope(NAMES, LessonSlotShape, many=True)))
async def list_lesson_slots(call: Calling) -> Response:
    """A student's own slots with the free ones of the packs they are enrolled in, a tutor's of all
    their packs, everyone's for administrators; in the order of their time."""
    return await call.listed(
        NAMES,
        lesson_slots.slots,
        call.page,
        show=shown_to(call),
        topics=lesson_slots.topics_of_slots,
    )


@router.post("/v1/lessonslots/{lessonSlotId}/cancel", **documented(_ONE, 404, 409, writes=True))
async def cancel_lesson_slot(
    call: Calling, lessonSlotId: Id, body: Cancellation | None = None
) -> Response:
    """Cancel a booked lesson, by anyone in it. A student gets the lesson back in time for the
    notice that was agreed when it was booked, and can cancel until it begins; the tutor and
    administrators always give it back."""
    return await call.write(
        NAME,
        "update",
        lesson_slots.cancel,
        lessonSlotId,
        (body and body.reason) or "",
        show=shown_to(call),
    )


@router.post("/v1/lessonslots/{lessonSlotId}/reschedule", **documented(_ONE, 404, 409, writes=True))
async def reschedule_lesson_slot(call: Calling, lessonSlotId: Id, body: NewTime) -> Response:
    """Move a booked lesson, by anyone in it; its terms stay. A student in time for the notice that
    was agreed when it was booked (409), to a time that `openslots` lists (400, 409); the tutor and
    administrators anywhere nobody is busy."""
    return await call.write(
        NAME,
        "update",
        lesson_slots.reschedule,
        lessonSlotId,
        body.scheduledDate,
        body.scheduledTime,
        show=shown_to(call),
    )


def shown_to(call: Call) -> Callable[[LessonSlotRecord], dict[str, Any]]:
    """How a slot is shown in answer to the call: our own rooms at the address it came to, when no
    public one is configured."""

    def shown(row: LessonSlotRecord) -> dict[str, Any]:
        link = row.meet_link
        return {
            "id": row.id,
            "coursePackId": row.course_pack_id,
            "studentId": row.student_id,
            "scheduledDate": row.scheduled_date,
            "scheduledTime": row.scheduled_time,
            **enum("status", row.status),
            **enum("locationType", row.location_type),
            "locationDetails": row.location_details,
            **enum("sessionMode", row.session_mode),
            "meetLink": f"{call.origin}{link}" if link and link.startswith("/") else link,
            **record(row),
        }

    return shown
