"""Online lessons: the table and its queries. Each is a room with two doors, made by the lessons
API or for a booked lesson."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Select, bindparam, select
from sqlmodel import Field, Session, SQLModel

from tutorhub_app.data.prepared import Prepared, Row
from tutorhub_app.domain.online_lessons import LONGEST_LINK, LONGEST_TITLE, OnlineStatus
from tutorhub_app.domain.records import OnlineLessonRecord


class OnlineLesson(SQLModel, table=True):
    """`account_id` is whose key made it, or the tutor of the booked lesson `slot_id`, whose
    `room_slug` is its `student_slug`. Its ids are never used again.

    `status` (domain.online_lessons.OnlineStatus) is kept by the clock. `opened_at` is when a
    teacher let people in before the start, `first_joined_at` when anybody first came in.
    `record_token` names the recording that `recordUrl` leads to; None while there is none.
    """

    __tablename__ = "online_lesson"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        Index(None, "account_id", "starts_at", "id"),
        Index(None, "account_id", "title", "id"),
        Index(None, "status", "starts_at"),
        Index(None, "status", "ends_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: str = Field(foreign_key="user.id", ondelete="CASCADE", max_length=36)
    slot_id: str | None = Field(
        default=None, foreign_key="lesson_slot.id", ondelete="CASCADE", unique=True, max_length=36
    )
    title: str = Field(max_length=LONGEST_TITLE)
    duration_minutes: int
    starts_at: datetime
    ends_at: datetime
    status: str = Field(max_length=16)
    exit_link: str | None = Field(default=None, max_length=LONGEST_LINK)
    share_link: str | None = Field(default=None, max_length=LONGEST_LINK)
    teacher_token: str = Field(unique=True, max_length=64)
    student_slug: str = Field(unique=True, max_length=64)
    opened_at: datetime | None = None
    first_joined_at: datetime | None = None
    record_token: str | None = Field(default=None, max_length=64)
    created_at: datetime
    updated_at: datetime


_NAMES = tuple(field.name for field in fields(OnlineLessonRecord))
_COLUMNS: tuple[Any, ...] = tuple(getattr(OnlineLesson, name) for name in _NAMES)
_LESSONS: Select[Any] = select(*_COLUMNS)


def _by(column: str) -> Prepared:
    return Prepared(_LESSONS.where(getattr(OnlineLesson, column) == bindparam(column)))


_BY_ID, _BY_SLOT = _by("id"), _by("slot_id")
_BY_TOKEN, _BY_SLUG = _by("teacher_token"), _by("student_slug")


def lesson_record(session: Session, lesson_id: int) -> OnlineLessonRecord | None:
    return _record(_BY_ID.first(session, id=lesson_id))


def record_by_token(session: Session, teacher_token: str) -> OnlineLessonRecord | None:
    """The lesson whose teacher door this opens."""
    return _record(_BY_TOKEN.first(session, teacher_token=teacher_token))


def record_by_slug(session: Session, student_slug: str) -> OnlineLessonRecord | None:
    """The lesson whose student door this opens."""
    return _record(_BY_SLUG.first(session, student_slug=student_slug))


def record_of_slot(session: Session, slot_id: str) -> OnlineLessonRecord | None:
    """The room of a booked lesson."""
    return _record(_BY_SLOT.first(session, slot_id=slot_id))


def _record(row: Row | None) -> OnlineLessonRecord | None:
    if row is None:
        return None
    values = dict(zip(_NAMES, row, strict=True))
    return OnlineLessonRecord(**values | {"status": OnlineStatus(values["status"])})
