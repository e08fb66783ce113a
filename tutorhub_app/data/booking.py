"""Lesson slots, and the times at which people are busy: the tables."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, TextClause, UniqueConstraint, text
from sqlmodel import Field

from tutorhub_app.data.base import Record, Row


def _free(table: str = "") -> TextClause:
    """As text: an index of the free slots alone serves only queries that say the very same."""
    return text(f"{table}status = 'free' AND {table}is_active")


IS_FREE = _free("lesson_slot.")
"""The condition on a free slot that has not been deleted."""


class LessonSlot(Record, table=True):
    """One lesson: free (offered, without a student), booked, completed or canceled. A pack offers
    a time once.

    `scheduled_date` and `scheduled_time` are the tutor's local wall time; `starts_at` and
    `ends_at` are derived from them when the slot is made. From `lesson_minutes` on come the
    terms as they were when it was booked, which was at `booked_at`; None while it is free.
    `request_key` makes a repeated request one booking.
    """

    __tablename__ = "lesson_slot"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("status = 'free' OR student_id IS NOT NULL", name="student"),
        UniqueConstraint("student_id", "request_key"),
        Index(None, "tutor_profile_id", "starts_at"),
        Index(None, "student_id", "starts_at"),
        Index(None, "starts_at", "id"),
        Index(None, "booked_at", "status"),
        Index(None, "canceled_at"),
        Index(
            "uq_lesson_slot_free",
            "course_pack_id",
            "starts_at",
            unique=True,
            sqlite_where=_free(),
            postgresql_where=_free(),
        ),
        Index(
            "ix_lesson_slot_free_tutor",
            "tutor_profile_id",
            "starts_at",
            sqlite_where=_free(),
            postgresql_where=_free(),
        ),
    )

    course_pack_id: str = Field(foreign_key="course_pack.id", index=True, max_length=36)
    tutor_profile_id: str = Field(foreign_key="tutor_profile.id", max_length=36)
    student_id: str | None = Field(default=None, foreign_key="user.id", max_length=36)
    enrollment_id: str | None = Field(
        default=None, foreign_key="enrollment.id", index=True, max_length=36
    )
    scheduled_date: date
    scheduled_time: str = Field(max_length=5)
    starts_at: datetime
    ends_at: datetime
    status: str = Field(max_length=16)
    location_type: str | None = Field(default=None, max_length=16)
    location_details: str | None = Field(default=None, max_length=500)
    session_mode: str = Field(max_length=16)
    meet_link: str | None = Field(default=None, max_length=500)
    room_slug: str = Field(unique=True, max_length=64)
    series_id: str | None = Field(default=None, index=True, max_length=36)
    request_key: str | None = Field(default=None, max_length=64)
    booked_at: datetime | None = None

    no_show: bool = False
    canceled_at: datetime | None = None
    canceled_by: str | None = Field(default=None, max_length=36)
    cancel_reason: str = Field(default="", max_length=500)
    lesson_returned: bool = False

    lesson_minutes: int
    price_minor: int
    currency: str = Field(max_length=3)
    cancellation_notice_minutes: int
    reschedule_notice_minutes: int


class BusyTime(Row, table=True):
    """When a person is taken: a row for each person of each booked lesson or agreed screening.

    No two rows of one person may overlap: the database's own guard refuses it.
    """

    __tablename__ = "busy_time"
    __table_args__ = (
        UniqueConstraint("source_type", "source_id", "person_id"),
        CheckConstraint("ends_at > starts_at", name="order"),
        Index(None, "person_id", "starts_at"),
    )

    person_id: str = Field(foreign_key="user.id", ondelete="CASCADE", max_length=36)
    starts_at: datetime
    ends_at: datetime
    source_type: str = Field(max_length=16)
    source_id: str = Field(max_length=36)
