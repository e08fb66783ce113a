"""Changing a lesson slot field by field, as a PATCH does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tutorhub_app.data import lesson_slots as data
from tutorhub_app.domain import slot_changes
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import Side, SlotStatus
from tutorhub_app.domain.errors import Invalid, NotYours, SlotTaken
from tutorhub_app.domain.policy import require_signed_in
from tutorhub_app.domain.records import LessonSlotRecord
from tutorhub_app.domain.slot_changes import Step
from tutorhub_app.services import booking_changes, booking_desk, free_slots
from tutorhub_app.services.booking import BookingRequest, Place, book_at_desk
from tutorhub_app.services.handing_over import hand_over
from tutorhub_app.services.lesson_slots import (
    as_it_is,
    instant,
    looked_at,
    on_tutors_clock,
    require_link_fits,
    require_may_manage,
    tutor_zone,
)

_PLACE = frozenset({"session_mode", "location_type", "location_details"})
_TIME = frozenset({"scheduled_date", "scheduled_time"})


def update(
    session: Session,
    principal: Principal | None,
    slot_id: str,
    *,
    now: datetime,
    **values: Any,
) -> LessonSlotRecord:
    """Change what differs from `values`: student_id, status, location_type, location_details,
    session_mode, meet_link, scheduled_date, scheduled_time.

    The pack's tutor and administrators change any of them, by the steps of `domain.slot_changes`;
    the rules for students do not bind them, but nobody is ever in two places. Students change the
    place of their own booked lesson, and take a free slot of a pack they are enrolled in.

    Raises NotFound, NotYours, NotAllowed, Invalid, NotBookable, SlotTaken, Conflict, and what
    booking and moving a lesson do.
    """
    me, slot, side = _looked_at(session, principal, slot_id, values)
    if values.get("location_details") is not None:
        values["location_details"] = values["location_details"].strip() or None
    changed = slot_changes.differing(slot, values)
    if not changed:
        return slot
    asking = on_tutors_clock(session, me, slot)
    if side in (Side.TUTOR, Side.ADMIN):
        require_may_manage(me, slot)
        _change_as_tutor(session, asking, slot, changed, now)
    else:
        _change_as_student(session, asking, slot, changed, now)
    return as_it_is(session, slot_id)


def _looked_at(
    session: Session, principal: Principal | None, slot_id: str, values: Mapping[str, Any]
) -> tuple[Principal, LessonSlotRecord, Side | None]:
    """As `looked_at`; who would take a slot that another student has taken meanwhile is told so."""
    try:
        return looked_at(session, principal, slot_id)
    except NotYours:
        me, slot = require_signed_in(principal), as_it_is(session, slot_id)
        wants_it = values.get("status") is SlotStatus.BOOKED
        for_me = values.get("student_id", me.user_id) == me.user_id
        if not (wants_it and for_me and slot.status is SlotStatus.BOOKED):
            raise
        if not data.is_enrolled(session, me.user_id, slot.course_pack_id):
            raise
        raise SlotTaken() from None


def _change_as_student(
    session: Session, me: Principal, slot: LessonSlotRecord, changed: dict[str, Any], now: datetime
) -> None:
    if slot_changes.students_step(slot, changed, me.user_id) is Step.BOOK:
        _book(session, me, slot, changed, me.user_id, now)
    else:
        booking_changes.change_location(session, me, slot.id, _place(slot, changed), now=now)


def _change_as_tutor(
    session: Session, me: Principal, slot: LessonSlotRecord, changed: dict[str, Any], now: datetime
) -> None:
    step = slot_changes.tutors_step(slot, changed)
    require_link_fits(changed.get("session_mode", slot.session_mode), changed.get("meet_link"))
    student_id = changed.get("student_id", slot.student_id)
    if step is Step.BOOK:
        if student_id is None:
            raise Invalid.field(
                "studentId",
                "studentId: send the id of the student whose lesson it is.",
                code="studentIdIsRequired",
            )
        _book(session, me, slot, changed, student_id, now)
        return
    if step is Step.HAND_OVER:
        anew = _anew(session, slot, changed)
        hand_over(session, me, slot.id, changed["student_id"], *anew, now=now)
        return
    _require_student_stays(slot, step, changed)
    if slot.status is SlotStatus.FREE:
        link = {name: changed[name] for name in ("meet_link",) if name in changed}
        starts_at = _starts_at(session, slot, changed)
        free_slots.change(session, me, slot, starts_at, _place(slot, changed), link, now=now)
        return
    if step is Step.OFFER:
        free_slots.take_back(session, me, slot.id, *_anew(session, slot, changed), now=now)
        return
    if step is Step.REOPEN:
        booking_changes.undo_mark(session, me, slot.id, now=now)
    _change_lesson(session, me, slot, changed, now)
    if step is Step.COMPLETE:
        booking_changes.mark_completed(session, me, slot.id, at_any_time=True, now=now)
    elif step is Step.CANCEL:
        booking_changes.cancel_lesson(session, me, slot.id, now=now)


def _anew(
    session: Session, slot: LessonSlotRecord, changed: Mapping[str, Any]
) -> tuple[datetime, Place, str | None]:
    """Time, place and address of a lesson that leaves its student. Where it was to be held is
    theirs, and goes with them unless it is said anew."""
    place = Place(
        changed.get("session_mode", slot.session_mode),
        changed.get("location_type"),
        changed.get("location_details"),
    )
    return _starts_at(session, slot, changed), place, changed.get("meet_link")


def _change_lesson(
    session: Session, me: Principal, slot: LessonSlotRecord, changed: dict[str, Any], now: datetime
) -> None:
    """Time, place and address. Conflict unless the lesson is booked."""
    place = _place(slot, changed) if _PLACE & set(changed) else None
    if _TIME & set(changed):
        starts_at = _starts_at(session, slot, changed)
        booking_changes.reschedule_lesson(session, me, slot.id, starts_at, place=place, now=now)
    elif place is not None:
        booking_changes.change_location(session, me, slot.id, place, now=now)
    if "meet_link" in changed:
        booking_changes.change_link(session, me, slot.id, changed["meet_link"], now=now)


def _book(
    session: Session,
    me: Principal,
    slot: LessonSlotRecord,
    changed: dict[str, Any],
    student_id: str,
    now: datetime,
) -> None:
    """The very slot becomes the student's lesson, with the other changes in one."""
    desk = booking_desk.open_desk(session, me, slot.course_pack_id, student_id, slot_id=slot.id)
    place = _place(slot, changed)
    request = BookingRequest(
        pack_id=slot.course_pack_id,
        starts_at=_starts_at(session, slot, changed),
        session_mode=place.session_mode,
        location_type=place.location_type,
        location_details=place.location_details,
        student_id=student_id,
        own_link=changed["meet_link"] or "" if "meet_link" in changed else None,
        free_slot=slot.id,
    )
    book_at_desk(session, me, desk, request, now=now)


def _require_student_stays(slot: LessonSlotRecord, step: Step, changed: Mapping[str, Any]) -> None:
    student_id = changed.get("student_id", slot.student_id)
    if step is Step.OFFER and student_id in (None, slot.student_id):
        return
    if student_id == slot.student_id:
        return
    sentence = "studentId: a free slot has none, and a lesson goes to another while it is booked."
    raise Invalid.field("studentId", sentence)


def _starts_at(session: Session, slot: LessonSlotRecord, changed: Mapping[str, Any]) -> datetime:
    if not _TIME & set(changed):
        return slot.starts_at
    day = changed.get("scheduled_date", slot.scheduled_date)
    time = changed.get("scheduled_time", slot.scheduled_time)
    return instant(tutor_zone(session, slot), day, time)


def _place(slot: LessonSlotRecord, changed: Mapping[str, Any]) -> Place:
    """Where the slot is held after the change. Held another way, it keeps nothing of the old
    place."""
    mode = changed.get("session_mode", slot.session_mode)
    before = slot if mode is slot.session_mode else None
    return Place(
        mode,
        changed.get("location_type", before and before.location_type),
        changed.get("location_details", before and before.location_details),
    )
