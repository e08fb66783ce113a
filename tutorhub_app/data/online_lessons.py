"""Online lessons: the table. Each is a room with two doors, made by the lessons API or for a
booked lesson."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from tutorhub_app.domain.online_lessons import LONGEST_LINK, LONGEST_TITLE


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
