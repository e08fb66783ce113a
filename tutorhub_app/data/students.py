"""A tutor's students: who they are, what is left, was and comes; and the tutor's notes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_
from sqlmodel import Session, col, select

from tutorhub_app.data.accounts import User
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.catalog import CoursePack, Enrollment, StudentNote
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.texts import search_terms


@dataclass(frozen=True, slots=True)
class StudentRow:
    """Lessons are counted with this tutor alone."""

    student_id: str
    fullname: str
    email: str
    time_zone: str
    held: int
    missed: int
    next_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class EnrollmentRow:
    enrollment_id: str
    student_id: str
    pack_id: str
    title: str
    lesson_minutes: int
    teaching_mode: str
    left: int
    bought: int


SORTS = ("name", "next", "held")


def students_of(
    session: Session,
    profile_id: str,
    *,
    now: datetime,
    student_id: str | None = None,
    text: str = "",
    sort: str = "name",
    descending: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[StudentRow]:
    """Everyone enrolled with the tutor whose name or email holds each word of `text`; or the one
    asked for. By name, by their next lesson (those without one at the end), or by how many were
    held."""
    completed = col(LessonSlot.status) == SlotStatus.COMPLETED
    missed = completed & col(LessonSlot.no_show).is_(True)
    coming = (col(LessonSlot.status) == SlotStatus.BOOKED) & (col(LessonSlot.ends_at) > now)
    lessons = (
        select(
            col(LessonSlot.student_id).label("student_id"),
            func.sum(case((completed & ~col(LessonSlot.no_show), 1), else_=0)).label("held"),
            func.sum(case((missed, 1), else_=0)).label("missed"),
            func.min(case((coming, col(LessonSlot.starts_at)))).label("next_at"),
            func.max(case((completed, col(LessonSlot.starts_at)))).label("last_at"),
        )
        .where(LessonSlot.tutor_profile_id == profile_id, col(LessonSlot.is_active).is_(True))
        .group_by(col(LessonSlot.student_id))
        .subquery()
    )
    statement = (
        select(
            User.id,
            User.fullname,
            # A deleted person has an address that leads nowhere.
            case((col(User.deleted_at).is_(None), col(User.email)), else_=""),
            User.time_zone,
            func.coalesce(lessons.c.held, 0),
            func.coalesce(lessons.c.missed, 0),
            lessons.c.next_at,
            lessons.c.last_at,
        )
        .outerjoin(lessons, lessons.c.student_id == User.id)
        .where(*_found(profile_id, text))
        .limit(limit)
        .offset(offset or None)
    )
    by: dict[str, Any] = {
        "name": col(User.fullname),
        "next": lessons.c.next_at,
        "held": func.coalesce(lessons.c.held, 0),
    }
    if sort == "next":
        statement = statement.order_by(lessons.c.next_at.is_(None))
    order = by[sort].desc() if descending else by[sort]
    statement = statement.order_by(order, col(User.fullname), col(User.id))
    if student_id is not None:
        statement = statement.where(User.id == student_id)
    return [StudentRow(*row) for row in session.exec(statement)]


def count_students(session: Session, profile_id: str, text: str = "") -> int:
    return session.exec(
        select(func.count()).select_from(User).where(*_found(profile_id, text))
    ).one()


def _found(profile_id: str, text: str) -> list[Any]:
    of_tutor = (
        select(Enrollment.student_id)
        .join(CoursePack, col(CoursePack.id) == Enrollment.course_pack_id)
        .where(CoursePack.tutor_profile_id == profile_id)
    )
    words = [
        or_(
            func.fold(User.fullname).contains(term, autoescape=True),
            func.fold(User.email_key).contains(term, autoescape=True),
        )
        for term in search_terms(text)
    ]
    return [col(User.id).in_(of_tutor), *words]


def enrollments_with(
    session: Session, profile_id: str, *, student_id: str | None = None
) -> list[EnrollmentRow]:
    """The enrollments in the tutor's packs, in the order of pack titles."""
    statement = (
        select(
            Enrollment.id,
            Enrollment.student_id,
            CoursePack.id,
            CoursePack.title,
            CoursePack.lesson_minutes,
            CoursePack.teaching_mode,
            Enrollment.lessons_left,
            Enrollment.lessons_bought,
        )
        .join(CoursePack, col(CoursePack.id) == Enrollment.course_pack_id)
        .where(CoursePack.tutor_profile_id == profile_id, col(Enrollment.is_active).is_(True))
        .order_by(CoursePack.title, CoursePack.id)
    )
    if student_id is not None:
        statement = statement.where(Enrollment.student_id == student_id)
    return [EnrollmentRow(*row) for row in session.exec(statement)]


def note(session: Session, profile_id: str, student_id: str) -> str:
    return (
        session.exec(
            select(StudentNote.text).where(
                StudentNote.tutor_profile_id == profile_id, StudentNote.student_id == student_id
            )
        ).first()
        or ""
    )


def put_note(
    session: Session, profile_id: str, student_id: str, text: str, *, now: datetime
) -> None:
    """Keep `text` as the tutor's one note about the student."""
    kept = session.exec(
        select(StudentNote).where(
            StudentNote.tutor_profile_id == profile_id, StudentNote.student_id == student_id
        )
    ).first()
    if kept is None:
        kept = StudentNote(tutor_profile_id=profile_id, student_id=student_id)
        session.add(kept)
    kept.text, kept.updated_at = text, now
