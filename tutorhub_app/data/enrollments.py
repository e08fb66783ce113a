"""Queries of enrollments."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, update
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, col, select

from tutorhub_app.data.accounts import User
from tutorhub_app.data.base import count_write
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile
from tutorhub_app.data.prepared import Prepared
from tutorhub_app.domain.booking import SlotStatus


@dataclass(frozen=True, slots=True)
class EnrollmentRow:
    """A student in a pack, with the people. `lessons_coming` are booked and not over yet."""

    id: str
    pack_id: str
    pack_title: str
    pack_is_active: bool
    lesson_minutes: int
    teaching_mode: str
    requires_screening: bool
    tutor_profile_id: str
    tutor_user_id: str
    tutor_name: str
    tutor_photo: str
    tutor_zone: str
    student_id: str
    lessons_left: int
    lessons_bought: int
    lessons_coming: int


def enrollment_rows_of(session: Session, student_id: str, now: datetime) -> list[EnrollmentRow]:
    """The student's enrollments: those with lessons left first, then by tutor and pack."""
    return _rows(session, now, Enrollment.student_id == student_id)


def enrollment_row(session: Session, enrollment_id: str, now: datetime) -> EnrollmentRow | None:
    return next(iter(_rows(session, now, Enrollment.id == enrollment_id)), None)


def is_student_of(session: Session, student_id: str, profile_id: str) -> bool:
    """Whether the person is enrolled in any pack of the tutor."""
    found = session.exec(
        select(Enrollment.id)
        .join(CoursePack, col(CoursePack.id) == Enrollment.course_pack_id)
        .where(
            Enrollment.student_id == student_id,
            CoursePack.tutor_profile_id == profile_id,
            col(Enrollment.is_active).is_(True),
        )
    ).first()
    return found is not None


def students_left_with(session: Session, profile_id: str) -> int:
    """How many students have lessons left with the tutor."""
    return session.exec(
        select(func.count(func.distinct(Enrollment.student_id)))
        .join(CoursePack, col(CoursePack.id) == Enrollment.course_pack_id)
        .where(
            CoursePack.tutor_profile_id == profile_id,
            col(Enrollment.is_active).is_(True),
            Enrollment.lessons_left > 0,
        )
    ).one()


def enrollment_with_tutor(session: Session, enrollment_id: str) -> tuple[Enrollment, str] | None:
    """An enrollment that has not been withdrawn, locked where the database can, and the profile of
    its pack's tutor."""
    found = session.exec(
        select(Enrollment, CoursePack.tutor_profile_id)
        .join(CoursePack, col(CoursePack.id) == Enrollment.course_pack_id)
        .where(Enrollment.id == enrollment_id, col(Enrollment.is_active).is_(True))
        .with_for_update(of=Enrollment)
    ).first()
    return (found[0], found[1]) if found else None


def enrollment_to_change(session: Session, pack_id: str, student_id: str) -> Enrollment | None:
    """The student's enrollment in the pack, active or not, locked where the database can."""
    return session.exec(
        select(Enrollment)
        .where(Enrollment.course_pack_id == pack_id, Enrollment.student_id == student_id)
        .with_for_update()
    ).first()


_COUNT = Prepared(
    update(Enrollment)
    .where(col(Enrollment.id) == bindparam("enrollment_id"))
    .values(
        lessons_left=col(Enrollment.lessons_left) + bindparam("more"),
        record_version=col(Enrollment.record_version) + bindparam("writes"),
        updated_at=bindparam("now"),
    )
)


def add_lessons_left(session: Session, enrollment_id: str, more: int) -> None:
    """So many lessons more, or with a minus fewer. NoLessonsLeft when there are not so many."""
    found = _COUNT.run(
        session,
        enrollment_id=enrollment_id,
        more=more,
        writes=count_write(session, enrollment_id),
        now=session.info["now"],
    )
    if found != 1:
        raise LookupError(f"There is no enrollment {enrollment_id}.")
    held = session.identity_map.get(identity_key(Enrollment, enrollment_id))
    if held is not None:
        session.expire(held)


def _rows(
    session: Session, now: datetime, *conditions: ColumnElement[bool] | bool
) -> list[EnrollmentRow]:
    coming = (
        select(func.count())
        .where(
            LessonSlot.enrollment_id == Enrollment.id,
            LessonSlot.status == SlotStatus.BOOKED,
            col(LessonSlot.is_active).is_(True),
            LessonSlot.ends_at > now,
        )
        .correlate(Enrollment)
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (
        Enrollment.id,
        CoursePack.id,
        CoursePack.title,
        CoursePack.is_active,
        CoursePack.lesson_minutes,
        CoursePack.teaching_mode,
        CoursePack.requires_screening,
        TutorProfile.id,
        User.id,
        User.fullname,
        TutorProfile.photo,
        TutorProfile.time_zone,
        Enrollment.student_id,
        Enrollment.lessons_left,
        Enrollment.lessons_bought,
        coming,
    )
    rows = session.exec(
        select(*columns)
        .join(CoursePack, col(CoursePack.id) == Enrollment.course_pack_id)
        .join(TutorProfile, col(TutorProfile.id) == CoursePack.tutor_profile_id)
        .join(User, col(User.id) == TutorProfile.user_id)
        .where(*conditions, col(Enrollment.is_active).is_(True))
        .order_by(col(Enrollment.lessons_left) == 0, col(User.fullname), col(CoursePack.title))
    )
    return [EnrollmentRow(*row) for row in rows]
