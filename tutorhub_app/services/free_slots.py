"""Free slots: times that a tutor offers of a course pack, one by one, beside the hours."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tutorhub_app.data import engine, lesson_slots
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.calendars import release
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import Conflict, Invalid
from tutorhub_app.domain.offered import OfferedTime
from tutorhub_app.domain.records import LessonSlotRecord
from tutorhub_app.services import booking_desk
from tutorhub_app.services.booking import (
    Place,
    checked_place,
    give_back,
    meet_link,
    slot_columns,
    tell,
    times,
)
from tutorhub_app.services.booking_changes import lesson_to_change
from tutorhub_app.services.booking_desk import Desk
from tutorhub_app.services.lesson_notices import tell_taken_away


def offer(
    session: Session,
    me: Principal,
    desk: Desk,
    starts_at: datetime,
    place: Place,
    own_link: str | None,
    *,
    now: datetime,
) -> str:
    """Offer a time at a desk that `offering_desk` opened. The answer is the slot's id.

    The hours, the notice, the horizon and the other rules for students do not matter. Raises
    NotBookable for what has passed or lies on a day off, SlotTaken when the tutor is busy then,
    Conflict when the pack offers that time already, Invalid.
    """
    held = checked_place(place)
    _require_offerable(session, me, desk, starts_at, held.session_mode, now=now)
    columns = slot_columns(desk, starts_at, held, own_link)
    slot_id = lesson_slots.add_slot(
        session, desk.tutor.user_id, {**columns, "status": SlotStatus.FREE}
    )
    tell(session, profile_id=desk.tutor.profile_id, people=(desk.tutor.user_id,))
    return slot_id


def change(
    session: Session,
    me: Principal,
    slot: LessonSlotRecord,
    starts_at: datetime,
    place: Place,
    link: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Offer another time, or another place. `link` holds `meet_link` when it was set: the tutor's
    own address, or None for the usual one. Raises as `offer`."""
    desk = booking_desk.offering_desk(session, me, slot.course_pack_id, slot_id=slot.id)
    held = checked_place(place)
    mode_changes = held.session_mode is not slot.session_mode
    if starts_at != slot.starts_at or mode_changes:
        _require_offerable(
            session, me, desk, starts_at, held.session_mode, but_slot=slot.id, now=now
        )
    row = session.get_one(LessonSlot, slot.id)
    for name, value in times(starts_at, desk.pack.lesson_minutes, desk.tutor.time_zone).items():
        setattr(row, name, value)
    row.lesson_minutes = desk.pack.lesson_minutes
    row.session_mode = held.session_mode
    row.location_type, row.location_details = held.location_type, held.location_details
    if link or mode_changes:
        usual = meet_link(desk.tutor.meeting_link, row.room_slug, held.session_mode)
        row.meet_link = link.get("meet_link") or usual
    engine.flush(session)
    tell(session, profile_id=desk.tutor.profile_id, people=(desk.tutor.user_id,))


def take_back(
    session: Session,
    me: Principal,
    lesson_id: str,
    starts_at: datetime,
    place: Place,
    own_link: str | None,
    *,
    now: datetime,
) -> None:
    """Make a booked lesson a free slot again: the student gets the lesson back, and is told. It is
    the tutor's again, and offered for that time and place: nothing of the student stays. Raises as
    `offer`."""
    _, lesson, _ = lesson_to_change(session, me, lesson_id)
    held = checked_place(place)
    desk = booking_desk.offering_desk(session, me, lesson.pack_id, slot_id=lesson.id)
    _require_offerable(
        session, me, desk, starts_at, held.session_mode, but_lessons=(lesson.id,), now=now
    )
    row = session.get_one(LessonSlot, lesson.id)
    enrollment_id = row.enrollment_id
    for name, value in slot_columns(desk, starts_at, held, own_link).items():
        setattr(row, name, value)
    row.status, row.owner_id = SlotStatus.FREE, desk.tutor.user_id
    row.student_id = row.enrollment_id = row.series_id = row.request_key = None
    row.booked_at = None
    if enrollment_id:
        give_back(session, enrollment_id, 1)
    release(session, lesson.id)
    engine.flush(session)
    tell(
        session,
        profile_id=lesson.tutor_profile_id,
        people=(lesson.student_id, lesson.tutor_id),
    )
    tell_taken_away(session, me, lesson, now=now)


def _require_offerable(
    session: Session,
    me: Principal,
    desk: Desk,
    starts_at: datetime,
    mode: SessionMode,
    *,
    but_slot: str | None = None,
    but_lessons: Collection[str] = (),
    now: datetime,
) -> None:
    """Ask of the time what would be against it if it were offered."""
    if mode not in desk.offer.session_modes:
        raise Invalid.field("sessionMode", "This course pack is not taught that way.")
    loaded = booking_desk.calendars(
        session, desk, since=starts_at, until=starts_at + desk.duration, but_lessons=but_lessons
    )
    there = loaded.free_slot_at(starts_at)
    if there not in (None, but_slot):
        raise Conflict("This course pack offers that time already.", code="slotExists")
    offered = OfferedTime("", desk.pack.pack_id, starts_at, mode)
    as_offered = replace(loaded, tutor=replace(loaded.tutor, offered=(offered,)))
    students = replace(desk, overrides=False)
    booking_desk.refuse(
        booking_desk.reasons_against(students, as_offered, starts_at, mode, me, now=now)
    )
