"""The rooms of booked lessons. Each follows its slot, whoever changes that: a room that opened at a
time from which the lesson was moved away would be a lesson that nobody finds."""

from datetime import datetime
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session, select

from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.changes import Change, online_lesson_topic
from tutorhub_app.data.online_lessons import OnlineLesson, put_at
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import SessionMode

_WITH_A_ROOM = frozenset({SlotStatus.BOOKED, SlotStatus.COMPLETED})
_FOLLOWED = ("starts_at", "ends_at", "status", "session_mode", "room_slug", "is_active")


@event.listens_for(OrmSession, "before_flush")
def _follow_slots(session: Session, *_: Any) -> None:
    for slot in session.dirty:
        if isinstance(slot, LessonSlot):
            changes = inspect(slot).attrs
            changed = {name for name in _FOLLOWED if changes[name].history.has_changes()}
            if changed:
                _follow(session, slot, is_anothers="room_slug" in changed)


def _follow(session: Session, slot: LessonSlot, *, is_anothers: bool) -> None:
    """`is_anothers`: the lesson was handed to another student, in a new room. What the first left
    in theirs is not for the second."""
    room = session.exec(select(OnlineLesson).where(OnlineLesson.slot_id == slot.id)).first()
    if room is None:
        return
    if is_anothers:
        session.delete(room)
    else:
        now: datetime = session.info["now"]
        put_at(
            session, room, slot.starts_at, slot.lesson_minutes, canceled=not has_room(slot), now=now
        )
    assert room.id is not None
    # As a row: `record_change` would flush, which is what is about to happen.
    session.add(Change(topic=online_lesson_topic(room.id)))


def has_room(slot: Any) -> bool:
    """Whether the slot (a row of it, or its entity) is a lesson that is held online."""
    is_there = getattr(slot, "is_active", True)
    return is_there and slot.status in _WITH_A_ROOM and slot.session_mode == SessionMode.ONLINE
