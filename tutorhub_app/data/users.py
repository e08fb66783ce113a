"""One person's account as administrators look at it: sessions, keys, packs, figures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from tutorhub_app.data.accounts import LoginSession, User
from tutorhub_app.data.api_keys import ApiKey
from tutorhub_app.data.booking import IS_FREE, LessonSlot
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.screening import TutorDecision


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person, deleted or not. `profile_id` is "" for who never had a tutor's profile."""

    user_id: str
    fullname: str
    email: str
    role: Role
    time_zone: str
    is_active: bool
    created_at: datetime
    deleted_at: datetime | None
    profile_id: str
    photo: str
    is_listed: bool


@dataclass(frozen=True, slots=True)
class SessionRow:
    session_id: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KeyRow:
    key_id: str
    name: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack of the person's, as a tutor."""

    pack_id: str
    title: str
    is_active: bool
    students: int


@dataclass(frozen=True, slots=True)
class EnrollmentRow:
    """A pack the person is enrolled in."""

    enrollment_id: str
    pack_title: str
    tutor_name: str
    tutor_profile_id: str
    left: int
    bought: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What hangs on the account: `*_coming` is booked and has not begun."""

    learning_coming: int = 0
    learning_past: int = 0
    teaching_coming: int = 0
    teaching_past: int = 0
    free_slots: int = 0
    open_screenings: int = 0


def account_row(session: Session, user_id: str) -> AccountRow | None:
    row = session.execute(
        select(
            col(User.id),
            col(User.fullname),
            col(User.email),
            col(User.role),
            col(User.time_zone),
            col(User.is_active),
            col(User.created_at),
            col(User.deleted_at),
            func.coalesce(TutorProfile.id, ""),
            func.coalesce(TutorProfile.photo, ""),
            func.coalesce(col(TutorProfile.is_active) & col(TutorProfile.is_listed), False),
        )
        .outerjoin(TutorProfile, col(TutorProfile.user_id) == User.id)
        .where(col(User.id) == user_id)
    ).first()
    if row is None:
        return None
    head, (role, *rest) = row[:3], row[3:]
    return AccountRow(*head, Role(role), *rest)


def has_other_admin(session: Session, user_id: str) -> bool:
    """Whether another active administrator is there."""
    return (
        session.execute(
            select(col(User.id)).where(
                col(User.role) == Role.ADMIN,
                col(User.is_active).is_(True),
                col(User.id) != user_id,
            )
        ).first()
        is not None
    )


def live_sessions_of(session: Session, user_id: str, now: datetime) -> tuple[SessionRow, ...]:
    """The newest first."""
    found = session.execute(
        select(col(LoginSession.id), col(LoginSession.created_at), col(LoginSession.expires_at))
        .where(
            col(LoginSession.user_id) == user_id,
            col(LoginSession.revoked_at).is_(None),
            col(LoginSession.expires_at) > now,
        )
        .order_by(col(LoginSession.created_at).desc(), col(LoginSession.id).desc())
    )
    return tuple(SessionRow(*row) for row in found)


def live_keys_of(session: Session, user_id: str) -> tuple[KeyRow, ...]:
    found = session.execute(
        select(
            col(ApiKey.id),
            col(ApiKey.name),
            col(ApiKey.prefix),
            col(ApiKey.created_at),
            col(ApiKey.last_used_at),
        )
        .where(col(ApiKey.user_id) == user_id, col(ApiKey.revoked_at).is_(None))
        .order_by(col(ApiKey.id))
    )
    return tuple(KeyRow(*row) for row in found)


def packs_of(session: Session, profile_id: str) -> tuple[PackRow, ...]:
    """The tutor's packs, those on offer first, and how many students each has."""
    students = (
        select(func.count())
        .where(col(Enrollment.course_pack_id) == CoursePack.id, col(Enrollment.is_active).is_(True))
        .correlate(CoursePack)
        .scalar_subquery()
    )
    found = session.execute(
        select(col(CoursePack.id), col(CoursePack.title), col(CoursePack.is_active), students)
        .where(col(CoursePack.tutor_profile_id) == profile_id)
        .order_by(col(CoursePack.is_active).desc(), col(CoursePack.title), col(CoursePack.id))
    )
    return tuple(PackRow(*row) for row in found)


def enrollments_of(session: Session, user_id: str) -> tuple[EnrollmentRow, ...]:
    found = session.execute(
        select(
            col(Enrollment.id),
            col(CoursePack.title),
            col(User.fullname),
            col(TutorProfile.id),
            col(Enrollment.lessons_left),
            col(Enrollment.lessons_bought),
        )
        .join(CoursePack, col(CoursePack.id) == Enrollment.course_pack_id)
        .join(TutorProfile, col(TutorProfile.id) == CoursePack.tutor_profile_id)
        .join(User, col(User.id) == TutorProfile.user_id)
        .where(col(Enrollment.student_id) == user_id, col(Enrollment.is_active).is_(True))
        .order_by(col(CoursePack.title), col(Enrollment.id))
    )
    return tuple(EnrollmentRow(*row) for row in found)


def figures_of(session: Session, user_id: str, profile_id: str, now: datetime) -> Figures:
    learning = _lessons(session, col(LessonSlot.student_id) == user_id, now)
    teaching = (0, 0)
    free_slots = 0
    if profile_id:
        own = col(LessonSlot.tutor_profile_id) == profile_id
        teaching = _lessons(session, own, now)
        free_slots = _count(session, LessonSlot, own, IS_FREE, col(LessonSlot.starts_at) > now)
    return Figures(*learning, *teaching, free_slots, _open_screenings(session, user_id, profile_id))


def _lessons(session: Session, own: Any, now: datetime) -> tuple[int, int]:
    """(booked and not begun, all others that had a student)."""
    there = (own, col(LessonSlot.is_active).is_(True), col(LessonSlot.student_id).is_not(None))
    is_booked = col(LessonSlot.status) == SlotStatus.BOOKED
    coming = is_booked & (col(LessonSlot.starts_at) > now)
    return (
        _count(session, LessonSlot, *there, coming),
        _count(session, LessonSlot, *there, ~coming),
    )


def _open_screenings(session: Session, user_id: str, profile_id: str) -> int:
    taught = select(col(CoursePack.id)).where(col(CoursePack.tutor_profile_id) == profile_id)
    return _count(
        session,
        PreliminaryMeeting,
        or_(
            col(PreliminaryMeeting.student_id) == user_id,
            col(PreliminaryMeeting.course_pack_id).in_(taught),
        ),
        col(PreliminaryMeeting.is_active).is_(True),
        col(PreliminaryMeeting.tutor_decision) == TutorDecision.PENDING,
    )


def _count(session: Session, table: Any, *conditions: Any) -> int:
    statement = select(func.count()).select_from(table).where(*conditions)
    return int(session.execute(statement).scalar_one())
