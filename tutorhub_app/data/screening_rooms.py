"""The rooms of screening meetings. Each follows its meeting, whoever changes that."""

from datetime import datetime
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session, select

from tutorhub_app.data.changes import Change, online_lesson_topic
from tutorhub_app.data.online_lessons import OnlineLesson, put_at
from tutorhub_app.data.screening import PreliminaryMeeting, meeting_of
from tutorhub_app.domain.screening import Meeting

_FOLLOWED = ("scheduled_datetime", "agreed_at", "meeting_link", "is_active")


@event.listens_for(OrmSession, "before_flush")
def _follow_meetings(session: Session, *_: Any) -> None:
    for row in session.dirty:
        if isinstance(row, PreliminaryMeeting):
            changes = inspect(row).attrs
            if any(changes[name].history.has_changes() for name in _FOLLOWED):
                _follow(session, row)


def _follow(session: Session, row: PreliminaryMeeting) -> None:
    """Nobody is sent out of a meeting that has begun: a rejection in its midst ends the agreement,
    but not the talk."""
    room = session.exec(select(OnlineLesson).where(OnlineLesson.meeting_id == row.id)).first()
    if room is None:
        return
    now: datetime = session.info["now"]
    meeting = meeting_of(row)
    if row.is_active and meeting.taken and has_room(meeting):
        put_at(session, room, meeting.taken[0], room.duration_minutes, now=now)
    elif now < room.starts_at:
        put_at(session, room, room.starts_at, room.duration_minutes, canceled=True, now=now)
    assert room.id is not None
    # As a row: `record_change` would flush, which is what is about to happen.
    session.add(Change(topic=online_lesson_topic(room.id)))


def has_room(meeting: Meeting) -> bool:
    """Whether a meeting at this time is held in our room."""
    return meeting.taken is not None and meeting.meeting_link is None
