"""Lesson slots one by one, as the scheduling API has them: lessons, and the free slots that tutors
offer. What is booked follows the rules of `services.booking` and `services.booking_changes`.

Dates and times are the tutor's local ones, in what is asked and in the sentences that refuse it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from tutorhub_app.data import engine, lessons
from tutorhub_app.data import lesson_slots as data
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.calendars import release, tutor_row
from tutorhub_app.data.changes import LESSONS_TOPIC, person_topic, tutor_topic
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.availability import parse_time
from tutorhub_app.domain.booking import LocationType, Side, SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotYours
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.domain.records import LessonSlotRecord
from tutorhub_app.domain.slots import instant_of
from tutorhub_app.services import booking_changes, booking_desk, free_slots
from tutorhub_app.services.booking import BookingRequest, Place, book_at_desk, tell
from tutorhub_app.services.lesson_notices import tell_canceled
from tutorhub_app.services.unit import reads

_MANAGE = Permission.LESSON_SLOT_MANAGE
_NOT_THERE = "There is no such lesson slot, or no longer."


@dataclass(frozen=True, slots=True)
class NewSlot:
    """Date and time, HH:MM, are the tutor's local ones. `meet_link` is the tutor's own address for
    an online lesson."""

    pack_id: str
    scheduled_date: date
    scheduled_time: str
    status: SlotStatus
    session_mode: SessionMode
    student_id: str | None = None
    location_type: LocationType | None = None
    location_details: str | None = None
    meet_link: str | None = None

    @property
    def place(self) -> Place:
        return Place(self.session_mode, self.location_type, self.location_details)


def create(
    session: Session, principal: Principal | None, new: NewSlot, *, now: datetime
) -> LessonSlotRecord:
    """Book a lesson, or offer a free slot.

    Students book for themselves; the pack's tutor and administrators for an enrolled student, or
    they offer a time. Raises as `booking.book_slot` and `free_slots.offer`.
    """
    me = require_signed_in(principal)
    _require_makes_sense(session, me, new)
    if new.status is SlotStatus.FREE:
        desk = booking_desk.offering_desk(session, me, new.pack_id)
    else:
        desk = booking_desk.open_desk(session, me, new.pack_id, new.student_id)
    starts_at = instant(desk.tutor.time_zone, new.scheduled_date, new.scheduled_time)
    asking = replace(me, time_zone=desk.tutor.time_zone)
    if new.status is SlotStatus.FREE:
        made = free_slots.offer(session, asking, desk, starts_at, new.place, new.meet_link, now=now)
    else:
        request = BookingRequest(
            pack_id=new.pack_id,
            starts_at=starts_at,
            session_mode=new.session_mode,
            location_type=new.location_type,
            location_details=new.location_details,
            student_id=new.student_id,
            own_link=new.meet_link,
        )
        made = book_at_desk(session, asking, desk, request, now=now)
    return as_it_is(session, made)


@reads
def get(
    session: Session, principal: Principal | None, slot_id: str, *, now: datetime
) -> LessonSlotRecord:
    """One slot, for the pack's tutor, its student and administrators; a free one also for those
    enrolled in the pack. NotFound, NotYours."""
    _, slot, _ = looked_at(session, principal, slot_id)
    return slot


@reads
def slots(
    session: Session, principal: Principal | None, page: PageRequest, *, now: datetime
) -> Page[LessonSlotRecord]:
    """A student's own slots and the free ones of their packs, a tutor's of all packs, everyone's
    for administrators; in the order of their time."""
    return data.slots_seen_by(session, require_signed_in(principal), page)


def topics_of_slots(session: Session, principal: Principal | None) -> tuple[str, ...]:
    """What the answer of `slots` is made from."""
    if principal is None:
        return ()
    if policy.reaches_anyones(principal, _MANAGE) and not principal.grants:
        return (LESSONS_TOPIC,)
    # A pack that is deleted takes its free slots from its students: that is its tutor's topic.
    tutors = data.tutors_of_student(session, principal.user_id)
    if principal.tutor_profile_id:
        tutors += (principal.tutor_profile_id,)
    topics = (person_topic(principal.user_id), *map(tutor_topic, tutors))
    return (LESSONS_TOPIC, *topics) if principal.grants else topics


def delete(
    session: Session, principal: Principal | None, slot_id: str, *, now: datetime
) -> LessonSlotRecord:
    """Delete a slot: the pack's tutor a free or a booked one, an administrator any. A booked one
    is cancelled for its student. The answer is its last state.

    Raises NotFound, NotYours, NotAllowed for students, Invalid for what is over.
    """
    me, slot, side = looked_at(session, principal, slot_id)
    if side not in (Side.TUTOR, Side.ADMIN):
        raise NotAllowed("Only the tutor can delete a lesson slot.")
    require_may_manage(me, slot)
    if side is Side.TUTOR and slot.status in (SlotStatus.COMPLETED, SlotStatus.CANCELED):
        raise Invalid.field("status", "status: free and booked slots can be deleted, no others.")
    lesson = lessons.lesson_row(session, slot_id)
    row = session.get_one(LessonSlot, slot_id)
    row.is_active, row.request_key = False, None
    if lesson is not None and slot.status is SlotStatus.BOOKED:
        booking_changes.cancel_row(session, me, lesson, side, "", now)
        tell_canceled(session, me, lesson, is_gone=True, now=now)
    else:
        release(session, slot_id)
        engine.flush(session)
        tutor = tutor_row(session, slot.tutor_profile_id)
        people = [person for person in (slot.student_id, tutor and tutor.user_id) if person]
        tell(session, profile_id=slot.tutor_profile_id, people=people)
    return as_it_is(session, slot_id)


def cancel(
    session: Session, principal: Principal | None, slot_id: str, reason: str, *, now: datetime
) -> LessonSlotRecord:
    """Cancel a booked lesson by the terms kept with it, as `booking_changes.cancel_lesson`."""
    _, slot, _ = looked_at(session, principal, slot_id)
    if slot.status is SlotStatus.FREE:
        raise Conflict("Nobody has booked this slot. Delete it instead.", code="notCancellable")
    booking_changes.cancel_lesson(session, principal, slot_id, reason=reason, now=now)
    return as_it_is(session, slot_id)


def reschedule(
    session: Session,
    principal: Principal | None,
    slot_id: str,
    scheduled_date: date,
    scheduled_time: str,
    *,
    now: datetime,
) -> LessonSlotRecord:
    """Move a booked lesson by the terms kept with it, as `booking_changes.reschedule_lesson`."""
    me, slot, _ = looked_at(session, principal, slot_id)
    if slot.status is SlotStatus.FREE:
        raise Conflict("Nobody has booked this slot. Change it instead.", code="notReschedulable")
    where = tutor_zone(session, slot)
    starts_at = instant(where, scheduled_date, scheduled_time)
    asking = replace(me, time_zone=where)
    booking_changes.reschedule_lesson(session, asking, slot_id, starts_at, now=now)
    return as_it_is(session, slot_id)


def looked_at(
    session: Session, principal: Principal | None, slot_id: str
) -> tuple[Principal, LessonSlotRecord, Side | None]:
    """Who asks, the slot, and on whose side they stand; None for those who only see a free slot.

    Raises NotSignedIn, NotFound, and NotYours for those who may not see it.
    """
    me = require_signed_in(principal)
    slot = data.slot_record(session, slot_id)
    if slot is None:
        raise NotFound(_NOT_THERE)
    side = _side_of(me, slot)
    if side is None and not (
        slot.status is SlotStatus.FREE
        and data.is_enrolled(session, me.user_id, slot.course_pack_id)
    ):
        raise NotYours("You have no part in this lesson slot.")
    return me, slot, side


def require_may_manage(me: Principal, slot: LessonSlotRecord) -> None:
    """NotAllowed where it is not theirs to manage, or was denied."""
    concerned = me.tutor_profile_id == slot.tutor_profile_id
    policy.require(me, _MANAGE, concerned=concerned, objects=_objects_of(slot))


def as_it_is(session: Session, slot_id: str) -> LessonSlotRecord:
    """The slot as it is in this transaction, deleted or not."""
    slot = data.last_state(session, slot_id)
    if slot is None:
        raise NotFound(_NOT_THERE)
    return slot


def instant(tutors_zone: str, day: date, time: str) -> datetime:
    """When that wall time is. Raises Invalid naming scheduledTime, NotBookable in a spring gap."""
    return instant_of(tutors_zone, day, parse_time(time, "scheduledTime"))


def tutor_zone(session: Session, slot: LessonSlotRecord) -> str:
    tutor = tutor_row(session, slot.tutor_profile_id)
    if tutor is None:
        raise NotFound("This tutor does not teach here any more.")
    return tutor.time_zone


def on_tutors_clock(session: Session, me: Principal, slot: LessonSlotRecord) -> Principal:
    """The one who asks, to be told times as they say them here."""
    tutor = tutor_row(session, slot.tutor_profile_id)
    return replace(me, time_zone=tutor.time_zone) if tutor else me


def require_link_fits(mode: SessionMode, link: str | None) -> None:
    if link and mode is not SessionMode.ONLINE:
        raise Invalid.field("meetLink", "meetLink: only an online lesson has a link.")


def _require_makes_sense(session: Session, me: Principal, new: NewSlot) -> None:
    require_link_fits(new.session_mode, new.meet_link)
    is_student = booking_desk.is_bound_as_student(session, me, new.pack_id)
    allowed = (SlotStatus.BOOKED,) if is_student else (SlotStatus.FREE, SlotStatus.BOOKED)
    if new.status not in allowed:
        sentence = f"status: send {' or '.join(allowed)}; a new slot is nothing else."
        raise Invalid.field("status", sentence)
    if is_student and new.meet_link:
        raise NotAllowed("meetLink: only the tutor sets the address of a lesson.")
    if new.status is SlotStatus.FREE and new.student_id:
        raise Invalid.field("studentId", "studentId: leave it out, a free slot has no student.")
    if new.status is SlotStatus.BOOKED and me.role is not Role.STUDENT and not new.student_id:
        raise Invalid.field(
            "studentId",
            "studentId: send the id of the student whose lesson it is.",
            code="studentIdIsRequired",
        )


def _side_of(me: Principal, slot: LessonSlotRecord) -> Side | None:
    """As `lesson_view.side_of`, also of slots without a student."""
    if me.tutor_profile_id == slot.tutor_profile_id:
        return Side.TUTOR
    objects = _objects_of(slot)
    if policy.allowed(me, _MANAGE, concerned=False, objects=objects):
        return Side.ADMIN if policy.reaches_anyones(me, _MANAGE, objects) else Side.TUTOR
    return Side.STUDENT if me.user_id == slot.student_id else None


def _objects_of(slot: LessonSlotRecord) -> tuple[str, ...]:
    return (slot.id, slot.course_pack_id, slot.tutor_profile_id)
