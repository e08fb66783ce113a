"""The rooms of booked lessons: made when somebody first comes to the door, at the address that the
lesson got at booking."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import classroom_people, lessons, online_lessons, slot_rooms
from tutorhub_app.data.lessons import LessonRow
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.classroom import Stay
from tutorhub_app.domain.online_lessons import LONGEST_TITLE, Door, OnlineStatus
from tutorhub_app.domain.records import OnlineLessonRecord
from tutorhub_app.services import online_lessons as rooms_of_lessons
from tutorhub_app.services import rooms
from tutorhub_app.services.lesson_view import side_of
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


def own_door(
    session: Session, principal: Principal | None, slug: str, *, now: datetime
) -> OwnDoor | None:
    """What the address of a booked lesson opens to this person: its room, made now if this is the
    first to come. None for outsiders, and where there is no such lesson or no room of it."""
    row = lessons.lesson_row_of_room(session, slug)
    side = side_of(principal, row) if principal and row else None
    if row is None or side is None:
        return None
    found = online_lessons.record_of_slot(session, row.id)
    if found is None:
        if not slot_rooms.has_room(row):
            return None
        _make(session, row, now)
        found = online_lessons.record_of_slot(session, row.id)
        assert found is not None
    return OwnDoor(found.at(now), Door.STUDENT if side is Side.STUDENT else Door.TEACHER)


@reads
def room_of(
    session: Session, principal: Principal | None, slug: str, *, now: datetime
) -> RoomView | None:
    """How the lesson went online, for its people. None for others, and while nobody has come."""
    row = lessons.lesson_row_of_room(session, slug)
    side = side_of(principal, row) if principal and row else None
    found = online_lessons.record_of_slot(session, row.id) if row and side else None
    if found is None:
        return None
    return RoomView(
        status=found.at(now).status,
        record_url=rooms.recording_url(found.record_token) if found.record_token else "",
        stays=() if side is Side.STUDENT else classroom_people.stays(session, found.id),
    )


def _make(session: Session, row: LessonRow, now: datetime) -> None:
    rooms_of_lessons.make(
        session,
        row.tutor_id,
        row.pack_title[:LONGEST_TITLE],
        row.starts_at,
        row.lesson_minutes,
        slot_id=row.id,
        student_slug=row.room_slug,
        now=now,
    )
