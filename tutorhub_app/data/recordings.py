"""Recordings of lessons: the table and its queries. Their bytes are files
(integrations/recordings.py)."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Index, or_
from sqlmodel import Field, Session, col, select, update

from tutorhub_app.data.base import Row
from tutorhub_app.data.batches import in_batches
from tutorhub_app.domain.recordings import RecordingRecord, RecordingState


class Recording(Row, table=True):
    """`state` is a RecordingState. `token` is in the address at which it is watched.
    `participant_id` is whose browser records: nobody else adds to it. `heard_at` is when its last
    piece came; `claimed_until` how long nobody else is to put it together."""

    __tablename__ = "recording"
    __table_args__ = (Index(None, "lesson_id", "started_at"), Index(None, "state", "heard_at"))

    lesson_id: int = Field(foreign_key="online_lesson.id", ondelete="CASCADE")
    participant_id: str = Field(max_length=36)
    token: str = Field(unique=True, max_length=64)
    state: str = Field(max_length=16)
    media_type: str = Field(max_length=80)
    started_at: datetime
    heard_at: datetime
    ended_at: datetime | None = None
    claimed_until: datetime | None = None
    duration_ms: int | None = None
    size: int = 0


_NAMES = tuple(field.name for field in fields(RecordingRecord))
_COLUMNS: tuple[Any, ...] = tuple(getattr(Recording, name) for name in _NAMES)


def recordings_of(session: Session, lesson_id: int) -> tuple[RecordingRecord, ...]:
    """The lesson's, the oldest first."""
    return _records(session, col(Recording.lesson_id) == lesson_id)


def recording(session: Session, recording_id: str) -> RecordingRecord | None:
    return next(iter(_records(session, col(Recording.id) == recording_id)), None)


def recording_by_token(session: Session, token: str) -> RecordingRecord | None:
    return next(iter(_records(session, col(Recording.token) == token)), None)


def note_piece(session: Session, recording_id: str, growth: int, now: datetime) -> bool:
    """Count what came; False when no more is taken."""
    written = session.exec(
        update(Recording)
        .where(
            col(Recording.id) == recording_id,
            col(Recording.state) == RecordingState.RECORDING.value,
        )
        .values(size=Recording.size + growth, heard_at=now)
    )
    return bool(written.rowcount)


def end(session: Session, recording_id: str, now: datetime) -> bool:
    """Take no more pieces; False when none were taken any more."""
    written = session.exec(
        update(Recording)
        .where(
            col(Recording.id) == recording_id,
            col(Recording.state) == RecordingState.RECORDING.value,
        )
        .values(state=RecordingState.PROCESSING.value, ended_at=now)
    )
    return bool(written.rowcount)


def unheard(session: Session, *, since: datetime, most: int) -> list[RecordingRecord]:
    """Those that take pieces, and got none since then."""
    condition = (col(Recording.state) == RecordingState.RECORDING.value) & (
        col(Recording.heard_at) <= since
    )
    return list(_records(session, condition, most))


def unclaimed(session: Session, now: datetime) -> RecordingRecord | None:
    """The first that is to be put together and that nobody works on."""
    return next(iter(_records(session, _is_unclaimed(now), 1)), None)


def claim(session: Session, recording_id: str, *, until: datetime, now: datetime) -> bool:
    """Keep it from others; False when another was faster."""
    written = session.exec(
        update(Recording)
        .where(col(Recording.id) == recording_id, _is_unclaimed(now))
        .values(claimed_until=until)
    )
    return bool(written.rowcount)


def keep_claim(session: Session, recording_id: str, *, until: datetime) -> None:
    session.exec(
        update(Recording).where(col(Recording.id) == recording_id).values(claimed_until=until)
    )


def settle(
    session: Session, recording_id: str, state: RecordingState, **values: Any
) -> RecordingRecord | None:
    """What became of one that was put together; None when it is gone, or settled already."""
    written = session.exec(
        update(Recording)
        .where(
            col(Recording.id) == recording_id,
            col(Recording.state) == RecordingState.PROCESSING.value,
        )
        .values(state=state.value, claimed_until=None, **values)
    )
    return recording(session, recording_id) if written.rowcount else None


def states_of(session: Session, ids: Collection[str]) -> dict[str, RecordingState]:
    """Those of the ids that there still are."""
    states = select(Recording.id, Recording.state)
    return {
        recording_id: RecordingState(state)
        for batch in in_batches(ids)
        for recording_id, state in session.exec(states.where(col(Recording.id).in_(batch)))
    }


def _is_unclaimed(now: datetime) -> ColumnElement[bool]:
    return (col(Recording.state) == RecordingState.PROCESSING.value) & or_(
        col(Recording.claimed_until).is_(None), col(Recording.claimed_until) <= now
    )


def _records(
    session: Session, condition: ColumnElement[bool], most: int | None = None
) -> tuple[RecordingRecord, ...]:
    statement = (
        sqlalchemy.select(*_COLUMNS)
        .where(condition)
        .order_by(col(Recording.started_at), col(Recording.id))
        .limit(most)
    )
    return tuple(
        RecordingRecord(**dict(row) | {"state": RecordingState(row["state"])})
        for row in session.execute(statement).mappings()
    )
