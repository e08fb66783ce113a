"""The rooms of booked lessons and of screening meetings, for their people alone: made when
somebody first comes to the door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tutorhub_app.data import (
    classroom_people,
    lessons,
    online_lessons,
    screening_lists,
    screening_rooms,
    slot_rooms,
)
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.classroom import Stay
from tutorhub_app.domain.online_lessons import LONGEST_TITLE, Door, OnlineStatus
from tutorhub_app.domain.records import OnlineLessonRecord
from tutorhub_app.domain.screening import MEETING_LENGTH
from tutorhub_app.services import online_lessons as rooms_of_lessons
from tutorhub_app.services import rooms
from tutorhub_app.services.lesson_view import side_of
from tutorhub_app.services.screening_views import side_of_viewer
from tutorhub_app.services.unit import reads


@dataclass(frozen=True, slots=True)
class OwnDoor:
    """By which door one of the lesson's people comes in."""

    lesson: OnlineLessonRecord
    door: Door


@dataclass(frozen=True, slots=True)
class RoomView:
    """What is left of a room: `record_url` is "" without a recording, `stays` are told to the
    tutor's side only."""

    status: OnlineStatus
    record_url: str
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class _Booking:
    """What an address is of, and on whose side there the one who asks is. `room` is None until it
    is made, of what `fresh` says; and that is None where none may be made."""

    side: Side
    room: OnlineLessonRecord | None
    fresh: dict[str, Any] | None


@reads
def lacks_room(session: Session, principal: Principal | None, slug: str, *, now: datetime) -> bool:
    """Whether the address is that of one's own booking, whose room nobody has come to yet."""
    booking = _booking(session, principal, slug)
    return booking is not None and booking.room is None and booking.fresh is not None


def own_door(
    session: Session, principal: Principal | None, slug: str, *, now: datetime
) -> OwnDoor | None:
    """What the address of a booking opens to this person: its room, made now if this is the first
    to come. None for outsiders, and where there is no such booking or no room of it."""
    booking = _booking(session, principal, slug)
    if booking is None:
        return None
    found = booking.room
    if found is None:
        if booking.fresh is None:
            return None
        rooms_of_lessons.make(session, **booking.fresh, student_slug=slug, now=now)
        found = online_lessons.record_by_slug(session, slug)
        assert found is not None
    door = Door.STUDENT if booking.side is Side.STUDENT else Door.TEACHER
    return OwnDoor(found.at(now), door)


@reads
def room_of(
    session: Session, principal: Principal | None, slug: str, *, now: datetime
) -> RoomView | None:
    """How it went online, for its people. None for others, and while nobody has come."""
    booking = _booking(session, principal, slug)
    if booking is None or booking.room is None:
        return None
    found, is_student = booking.room, booking.side is Side.STUDENT
    return RoomView(
        status=found.at(now).status,
        record_url=rooms.recording_url(found.record_token) if found.record_token else "",
        stays=() if is_student else classroom_people.stays(session, found.id),
    )


def _booking(session: Session, principal: Principal | None, slug: str) -> _Booking | None:
    """None for whoever is not one of its people, too."""
    if principal is None:
        return None
    return _lesson(session, principal, slug) or _meeting(session, principal, slug)


def _lesson(session: Session, principal: Principal, slug: str) -> _Booking | None:
    row = lessons.lesson_row_of_room(session, slug)
    side = side_of(principal, row) if row else None
    if row is None or side is None:
        return None
    fresh = None
    if slot_rooms.has_room(row):
        fresh = {
            "account_id": row.tutor_id,
            "title": row.pack_title[:LONGEST_TITLE],
            "starts_at": row.starts_at,
            "minutes": row.lesson_minutes,
            "slot_id": row.id,
        }
    return _Booking(side, online_lessons.record_of_slot(session, row.id), fresh)


def _meeting(session: Session, principal: Principal, slug: str) -> _Booking | None:
    row = screening_lists.screening_record(session, slug)
    side = side_of_viewer(principal, row) if row else None
    if row is None or side is None:
        return None
    fresh = None
    if row.meeting.taken and screening_rooms.has_room(row.meeting):
        fresh = {
            "account_id": row.tutor_id,
            "title": f"Screening: {row.pack_title}"[:LONGEST_TITLE],
            "starts_at": row.meeting.taken[0],
            "minutes": MEETING_LENGTH.seconds // 60,
            "meeting_id": row.id,
        }
    return _Booking(side, online_lessons.record_of_meeting(session, row.id), fresh)
