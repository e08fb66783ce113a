"""What happened to screening requests, and what tutors keep about them.

Notes and marks have a table of their own, which no query for a student touches.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, Text, select
from sqlmodel import Field, Session, SQLModel, col

from tutorhub_app.data.accounts import User
from tutorhub_app.data.base import EPOCH, Row
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.screening_events import Event, EventKind


class ScreeningEvent(Row, table=True):
    """One step of a request. Without an actor the clock did it. `facts` is a JSON object of
    texts."""

    __tablename__ = "screening_event"
    __table_args__ = (Index(None, "meeting_id", "id"),)

    meeting_id: str = Field(foreign_key="preliminary_meeting.id", ondelete="CASCADE", max_length=36)
    at: datetime
    actor_id: str | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL", index=True, max_length=36
    )
    actor_side: str | None = Field(default=None, max_length=16)
    kind: str = Field(max_length=24)
    facts: str = Field(default="{}", sa_type=Text)
    reason: str | None = Field(default=None, max_length=2000)


class ScreeningNote(SQLModel, table=True):
    """What the tutor's side keeps about a request. `marks` is a JSON object of whole numbers."""

    __tablename__ = "screening_note"

    meeting_id: str = Field(
        primary_key=True, foreign_key="preliminary_meeting.id", ondelete="CASCADE", max_length=36
    )
    notes: str = Field(default="", max_length=8000)
    marks: str = Field(default="{}", max_length=400)
    updated_at: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class EventRow:
    """A step as it is read. `side` is None when the clock did it; the actor's name is "" when
    there is no such person any more."""

    at: datetime
    actor_id: str | None
    actor_name: str
    side: Side | None
    kind: EventKind
    facts: Mapping[str, str]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Notes:
    notes: str
    marks: Mapping[str, int]


def add_event(
    session: Session,
    meeting_id: str,
    event: Event,
    *,
    actor_id: str | None,
    side: Side | None,
    at: datetime,
) -> None:
    session.add(
        ScreeningEvent(
            meeting_id=meeting_id,
            at=at,
            actor_id=actor_id,
            actor_side=side,
            kind=event.kind,
            facts=json.dumps(dict(event.facts), ensure_ascii=False),
            reason=event.reason,
        )
    )


def events_of(session: Session, meeting_id: str, *, newest: int | None = None) -> list[EventRow]:
    """The steps in their order; `newest`, the last so many alone."""
    statement = (
        select(
            col(ScreeningEvent.at),
            col(ScreeningEvent.actor_id),
            col(User.fullname),
            col(ScreeningEvent.actor_side),
            col(ScreeningEvent.kind),
            col(ScreeningEvent.facts),
            col(ScreeningEvent.reason),
        )
        .outerjoin(User, col(User.id) == ScreeningEvent.actor_id)
        .where(col(ScreeningEvent.meeting_id) == meeting_id)
        .order_by(col(ScreeningEvent.id).desc())
        .limit(newest)
    )
    rows = [
        EventRow(
            at,
            actor_id,
            name or "",
            Side(side) if side else None,
            EventKind(kind),
            json.loads(facts),
            reason,
        )
        for at, actor_id, name, side, kind, facts, reason in session.execute(statement)
    ]
    return rows[::-1]


def notes_of(session: Session, meeting_id: str) -> Notes | None:
    row = session.get(ScreeningNote, meeting_id)
    return Notes(row.notes, json.loads(row.marks)) if row else None


def write_notes(
    session: Session, meeting_id: str, notes: str, marks: Mapping[str, int], *, now: datetime
) -> None:
    row = session.get(ScreeningNote, meeting_id) or ScreeningNote(meeting_id=meeting_id)
    row.notes, row.marks, row.updated_at = notes, json.dumps(dict(marks)), now
    session.add(row)
