"""Users and their sign-in sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy
from sqlalchemy import Index, Select, and_, bindparam, func
from sqlmodel import Field, Session, col, delete, select, update

from tutorhub_app.data.base import EPOCH, Row
from tutorhub_app.data.permissions import grants_to, is_granted_to
from tutorhub_app.data.prepared import Prepared
from tutorhub_app.domain.accounts import MAXIMUM_EMAIL, MAXIMUM_NAME, Principal, Role


class User(Row, table=True):
    """A person. `email_key` is the email case-folded: unique, and what is looked up.

    Of one who was deleted (`deleted_at`) nothing is left but the row that others' books refer to.
    """

    __table_args__ = (
        Index(None, "fullname", "id"),
        Index(None, "role", "fullname", "id"),
        Index(None, "created_at", "id"),
        Index(None, "is_active", "role"),
    )

    email: str = Field(max_length=MAXIMUM_EMAIL)
    email_key: str = Field(max_length=MAXIMUM_EMAIL, unique=True)
    fullname: str = Field(max_length=MAXIMUM_NAME)
    password_hash: str = Field(max_length=255)
    role: str = Field(max_length=16)
    time_zone: str = Field(default="UTC", max_length=64)
    hour_cycle: int = 24
    first_day_of_week: int = 1
    is_active: bool = True
    is_demo: bool = False
    created_at: datetime = EPOCH
    deleted_at: datetime | None = None


class LoginSession(Row, table=True):
    """A row per token id (`jti`), so that a session can be revoked."""

    __tablename__ = "session"

    user_id: str = Field(foreign_key="user.id", ondelete="CASCADE", index=True, max_length=36)
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against. Never leaves the services."""

    user_id: str
    password_hash: str
    is_active: bool


def email_key(email: str) -> str:
    return email.strip().casefold()


def credentials(session: Session, email: str) -> Credentials | None:
    row = session.exec(
        select(User.id, User.password_hash, User.is_active).where(
            User.email_key == email_key(email)
        )
    ).first()
    return Credentials(*row) if row else None


def credentials_of(session: Session, user_id: str) -> Credentials | None:
    row = session.exec(
        select(User.id, User.password_hash, User.is_active).where(User.id == user_id)
    ).first()
    return Credentials(*row) if row else None


def is_open(session: Session, user_id: str) -> bool:
    """Whether there is such an account, and it is active."""
    found = credentials_of(session, user_id)
    return found is not None and found.is_active


def email_exists(session: Session, email: str) -> bool:
    return (
        session.exec(select(User.id).where(User.email_key == email_key(email))).first() is not None
    )


def principal_of_session(session: Session, session_id: str, now: datetime) -> Principal | None:
    """The principal of a live session of an active user: in one select, and in a second one when
    something was granted to them."""
    found = _principal_statement().first(session, session_id=session_id, at=now)
    return principal_of_row(session, found) if found else None


def principal_of_row(session: Session, row: Sequence[Any]) -> Principal:
    """Of a row of `select_people`."""
    *person, is_granted = row
    user_id, acts_by, role, email, fullname, zone, hours, first_day, profile_id, photo = person
    return Principal(
        user_id=user_id,
        session_id=acts_by,
        role=Role(role),
        email=email,
        fullname=fullname,
        time_zone=zone,
        hour_cycle=hours,
        first_day_of_week=first_day,
        tutor_profile_id=profile_id,
        photo=photo or "",
        grants=grants_to(session, user_id, role) if is_granted else (),
    )


def select_people(acts_by: Any) -> Select[Any]:
    """Active people with what they act by: a table such as of sessions, whose rows have an `id` and
    a `user_id`."""
    from tutorhub_app.data.catalog import TutorProfile

    columns: tuple[Any, ...] = (
        User.id,
        acts_by.id,
        User.role,
        User.email,
        User.fullname,
        User.time_zone,
        User.hour_cycle,
        User.first_day_of_week,
        TutorProfile.id,
        TutorProfile.photo,
        is_granted_to(User.id, User.role),
    )
    return (
        sqlalchemy.select(*columns)
        .join(acts_by, col(acts_by.user_id) == User.id)
        # Who was a tutor once keeps the profile, and acts as a student all the same.
        .outerjoin(
            TutorProfile,
            and_(col(TutorProfile.user_id) == User.id, col(User.role) != Role.STUDENT),
        )
        .where(col(User.is_active).is_(True))
    )


@lru_cache
def _principal_statement() -> Prepared:
    """Asked with every request and every event."""
    return Prepared(
        select_people(LoginSession).where(
            col(LoginSession.id) == bindparam("session_id"),
            col(LoginSession.revoked_at).is_(None),
            col(LoginSession.expires_at) > bindparam("at"),
        )
    )


def revoke_session(session: Session, session_id: str, now: datetime) -> None:
    session.exec(
        update(LoginSession)
        .where(col(LoginSession.id) == session_id, col(LoginSession.revoked_at).is_(None))
        .values(revoked_at=now)
    )


def revoke_sessions_of(
    session: Session, user_id: str, now: datetime, *, but: str | None = None
) -> None:
    """Revoke every live session of a user, `but` one that stays."""
    statement = update(LoginSession).where(
        col(LoginSession.user_id) == user_id, col(LoginSession.revoked_at).is_(None)
    )
    if but is not None:
        statement = statement.where(col(LoginSession.id) != but)
    session.exec(statement.values(revoked_at=now))


def fullname_of(session: Session, user_id: str) -> str:
    """The person's name; "" when there is no such person."""
    return session.exec(select(User.fullname).where(User.id == user_id)).first() or ""


def drop_expired_sessions_of(session: Session, user_id: str, now: datetime) -> None:
    session.exec(
        delete(LoginSession).where(
            col(LoginSession.user_id) == user_id, col(LoginSession.expires_at) <= now
        )
    )


def count_users(session: Session) -> int:
    return session.exec(select(func.count()).select_from(User)).one()


def count_by_role(session: Session) -> dict[str, int]:
    """How many active users each role has."""
    return {
        role: number
        for role, number in session.exec(
            select(User.role, func.count())
            .where(col(User.is_active).is_(True))
            .group_by(col(User.role))
        )
    }


def demo_accounts_exist(session: Session) -> bool:
    return session.exec(select(User.id).where(col(User.is_demo).is_(True))).first() is not None


def active_ids_of_role(session: Session, role: Role) -> list[str]:
    return list(
        session.exec(select(User.id).where(User.role == role, col(User.is_active).is_(True)))
    )


def is_active_student(session: Session, user_id: str) -> bool:
    return (
        session.exec(
            select(User.id).where(
                User.id == user_id,
                User.role == Role.STUDENT,
                col(User.is_active).is_(True),
            )
        ).first()
        is not None
    )
