"""What a booking needs to know of a course pack and of a student in it."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from tutorhub_app.data.accounts import User
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile
from tutorhub_app.data.prepared import Prepared
from tutorhub_app.domain.catalog import TeachingMode


@dataclass(frozen=True, slots=True)
class PackRow:
    """A course pack, on offer or not. The price is in minor units of `currency`."""

    pack_id: str
    tutor_profile_id: str
    title: str
    lesson_minutes: int
    lesson_count: int
    price_minor: int
    currency: str
    requires_screening: bool
    is_offered: bool
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


_PACK = Prepared(
    select(
        CoursePack.id,
        CoursePack.tutor_profile_id,
        CoursePack.title,
        CoursePack.lesson_minutes,
        CoursePack.lesson_count,
        CoursePack.price_minor,
        CoursePack.currency,
        CoursePack.requires_screening,
        CoursePack.is_active,
        CoursePack.teaching_mode,
    ).where(CoursePack.id == bindparam("pack_id"))
)
_ENROLLMENT = Prepared(
    select(Enrollment.id, Enrollment.lessons_left).where(
        Enrollment.course_pack_id == bindparam("pack_id"),
        Enrollment.student_id == bindparam("student_id"),
        col(Enrollment.is_active).is_(True),
    )
)
_STUDENT = Prepared(
    select(User.id, User.fullname, User.time_zone).where(
        User.id == bindparam("user_id"), col(User.is_active).is_(True)
    )
)
_FACE = Prepared(
    select(User.fullname, TutorProfile.photo, TutorProfile.teaching_place)
    .join(TutorProfile, col(TutorProfile.user_id) == User.id)
    .where(TutorProfile.id == bindparam("profile_id"))
)


def pack_row(session: Session, pack_id: str) -> PackRow | None:
    row = _PACK.first(session, pack_id=pack_id)
    if row is None:
        return None
    columns = (*row[:-1], TeachingMode(row[-1]))
    return PackRow(*columns)


def enrollment_row(session: Session, *, pack_id: str, student_id: str) -> EnrollmentRow | None:
    """The student's active enrollment in the pack, if there is one."""
    row = _ENROLLMENT.first(session, pack_id=pack_id, student_id=student_id)
    return EnrollmentRow(*row) if row else None


def student_row(session: Session, user_id: str) -> StudentRow | None:
    row = _STUDENT.first(session, user_id=user_id)
    return StudentRow(*row) if row else None


def tutor_face(session: Session, profile_id: str) -> tuple[str, str, str]:
    """The tutor's name, photo and teaching place."""
    row = _FACE.first(session, profile_id=profile_id)
    assert row is not None
    return (row[0], row[1], row[2])
