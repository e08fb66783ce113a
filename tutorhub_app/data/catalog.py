"""Tutor profiles, course packs and enrollments: the tables."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from tutorhub_app.data.base import EPOCH, Record, Row


class TutorProfile(Record, table=True):
    """A tutor as students see them, with the booking rules (minutes, days)."""

    __tablename__ = "tutor_profile"

    user_id: str = Field(foreign_key="user.id", ondelete="CASCADE", unique=True, max_length=36)
    headline: str = Field(default="", max_length=120)
    bio: str = Field(default="", max_length=4000)
    photo: str = Field(default="", max_length=200)
    time_zone: str = Field(default="UTC", max_length=64)
    meeting_link: str = Field(default="", max_length=500)
    teaching_place: str = Field(default="", max_length=300)
    is_listed: bool = True
    slot_step_minutes: int = 30
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    minimum_notice_minutes: int = 60
    horizon_days: int = 365
    max_lessons_per_day: int | None = None
    cancellation_notice_minutes: int = 1440
    reschedule_notice_minutes: int = 1440
    screening_wait_days: int = 14


class TutorTag(Row, table=True):
    """A subject or a language of a tutor. `key` is the name case-folded, for filters."""

    __tablename__ = "tutor_tag"
    __table_args__ = (
        UniqueConstraint("tutor_profile_id", "kind", "key"),
        Index(None, "kind", "key"),
    )

    tutor_profile_id: str = Field(foreign_key="tutor_profile.id", ondelete="CASCADE", max_length=36)
    kind: str = Field(max_length=16)
    name: str = Field(max_length=60)
    key: str = Field(max_length=60)
    position: int = 0


class CoursePack(Record, table=True):
    """So many lessons of one length at one price (minor units of `currency`)."""

    __tablename__ = "course_pack"
    __table_args__ = (
        CheckConstraint("lesson_minutes BETWEEN 15 AND 480", name="lesson_minutes"),
        CheckConstraint("lesson_count BETWEEN 1 AND 200", name="lesson_count"),
        CheckConstraint("price_minor >= 0", name="price"),
    )

    tutor_profile_id: str = Field(
        foreign_key="tutor_profile.id", ondelete="CASCADE", index=True, max_length=36
    )
    title: str = Field(max_length=120)
    description: str = Field(default="", max_length=4000)
    lesson_minutes: int
    lesson_count: int
    price_minor: int
    currency: str = Field(max_length=3)
    requires_screening: bool = False
    teaching_mode: str = Field(max_length=16)


class Enrollment(Record, table=True):
    """A student in a pack. `lessons_left` never goes below zero: the database refuses it."""

    __tablename__ = "enrollment"
    __table_args__ = (
        UniqueConstraint("course_pack_id", "student_id"),
        CheckConstraint("lessons_left >= 0", name="lessons_left"),
    )

    course_pack_id: str = Field(foreign_key="course_pack.id", ondelete="CASCADE", max_length=36)
    student_id: str = Field(foreign_key="user.id", ondelete="CASCADE", index=True, max_length=36)
    lessons_left: int
    lessons_bought: int


class StudentNote(Row, table=True):
    """What a tutor keeps about a student; nobody else reads it."""

    __tablename__ = "student_note"
    __table_args__ = (UniqueConstraint("tutor_profile_id", "student_id"),)

    tutor_profile_id: str = Field(foreign_key="tutor_profile.id", ondelete="CASCADE", max_length=36)
    student_id: str = Field(foreign_key="user.id", ondelete="CASCADE", max_length=36)
    text: str = Field(default="", max_length=8000)
    updated_at: datetime = EPOCH
