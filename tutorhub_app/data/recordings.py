"""Recordings of lessons. Their bytes are files (integrations/recordings.py)."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from tutorhub_app.data.base import Row


class Recording(Row, table=True):
    """`state` is recording, processing, ready or failed. `token` is in the address at which it is
    watched. `participant_id` is whose browser records: nobody else adds to it. `heard_at` is when
    its last piece came."""

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
    duration_ms: int | None = None
    size: int = 0
