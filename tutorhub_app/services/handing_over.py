"""Giving a booked lesson to another student."""

from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import engine
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.calendars import occupy, release
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.services import booking_desk
from tutorhub_app.services.booking import (
    Place,
    checked_place,
    give_back,
    slot_columns,
    take_lessons,
    tell,
)
from tutorhub_app.services.booking_changes import lesson_to_change
from tutorhub_app.services.lesson_notices import Booked, tell_booked, tell_taken_away


def hand_over(
    session: Session,
    me: Principal,
    lesson_id: str,
    student_id: str,
    starts_at: datetime,
    place: Place,
    own_link: str | None,
    *,
    now: datetime,
) -> None:
    """Make a booked lesson another student's, at that time and place, by today's terms. The first
    student gets the lesson back, and nothing of theirs stays: it is held in a new room.

    By the pack's tutor or an administrator. Raises as `booking.book_slot` for the other student.
    """
    _, lesson, _ = lesson_to_change(session, me, lesson_id)
    held = checked_place(place)
    desk = booking_desk.open_desk(session, me, lesson.pack_id, student_id, slot_id=lesson_id)
    missing = booking_desk.what_is_missing(session, desk)
    if missing:
        raise missing
    booking_desk.require_bookable(
        session, desk, starts_at, held.session_mode, me, but_lessons=(lesson_id,), now=now
    )
    assert desk.enrollment is not None
    row = session.get_one(LessonSlot, lesson_id)
    if row.enrollment_id:
        give_back(session, row.enrollment_id, 1)
    for name, value in slot_columns(desk, starts_at, held, own_link).items():
        setattr(row, name, value)
    row.student_id = row.owner_id = student_id
    row.enrollment_id = desk.enrollment.enrollment_id
    row.series_id = row.request_key = None
    row.booked_at = now
    take_lessons(session, desk, 1)
    engine.flush(session)
    release(session, lesson_id)
    occupy(session, lesson_id, (student_id, desk.tutor.user_id), row.starts_at, row.ends_at)
    engine.flush(session)
    tell(
        session,
        profile_id=lesson.tutor_profile_id,
        people=(lesson.student_id, student_id, lesson.tutor_id),
    )
    tell_taken_away(session, me, lesson, now=now)
    tell_booked(session, me, desk, Booked(lesson_id, starts_at, row.room_slug), now=now)
