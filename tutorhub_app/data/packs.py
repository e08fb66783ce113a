"""What a booking needs to know of a course pack and of a student in it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from tutorhub_app.data.accounts import User
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile
from tutorhub_app.domain.catalog import TeachingMode


@dataclass(frozen=True, slots=True)
class PackRow:
    """A course pack. The price is in minor units of `currency`."""

    pack_id: str
    tutor_profile_id: str
    title: str
    lesson_minutes: int
    lesson_count: int
    price_minor: int
    currency: str
    requires_screening: bool
    teaching_mode: TeachingMode


@dataclass(frozen=True, slots=True)
class EnrollmentRow:
    enrollment_id: str
    lessons_left: int


@dataclass(frozen=True, slots=True)
class StudentRow:
    """A student as a booking needs them."""

    user_id: str
    fullname: str
    time_zone: str


def pack_row(session: Session, pack_id: str, *, offered_only: bool = True) -> PackRow | None:
    """The pack, or None when there is none, or none that is still offered."""
    statement = select(
        CoursePack.id,
        CoursePack.tutor_profile_id,
        CoursePack.title,
        CoursePack.lesson_minutes,
        CoursePack.lesson_count,
        CoursePack.price_minor,
        CoursePack.currency,
        CoursePack.requires_screening,
        CoursePack.teaching_mode,
    ).where(CoursePack.id == pack_id)
    if offered_only:
        statement = statement.where(col(CoursePack.is_active).is_(True))
    row: Any = session.execute(statement).first()
    if row is None:
        return None
    columns = (*row[:-1], TeachingMode(row[-1]))
    return PackRow(*columns)


def enrollment_row(session: Session, *, pack_id: str, student_id: str) -> EnrollmentRow | None:
    """The student's active enrollment in the pack, if there is one."""
    row = session.execute(
        select(Enrollment.id, Enrollment.lessons_left).where(
            Enrollment.course_pack_id == pack_id,
            Enrollment.student_id == student_id,
            col(Enrollment.is_active).is_(True),
        )
    ).first()
    return EnrollmentRow(*row) if row else None


def student_row(session: Session, user_id: str) -> StudentRow | None:
    row = session.execute(
        select(User.id, User.fullname, User.time_zone).where(
            User.id == user_id, col(User.is_active).is_(True)
        )
    ).first()
    return StudentRow(*row) if row else None


def tutor_face(session: Session, profile_id: str) -> tuple[str, str, str]:
    """The tutor's name, photo and teaching place."""
    row = session.execute(
        select(User.fullname, TutorProfile.photo, TutorProfile.teaching_place)
        .join(TutorProfile, col(TutorProfile.user_id) == User.id)
        .where(TutorProfile.id == profile_id)
    ).one()
    return (row[0], row[1], row[2])
