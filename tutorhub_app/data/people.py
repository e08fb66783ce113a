"""Looking people up, for administrators."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from tutorhub_app.data.accounts import User
from tutorhub_app.data.catalog import TutorProfile


@dataclass(frozen=True, slots=True)
class PersonRow:
    user_id: str
    fullname: str
    email: str
    role: str
    time_zone: str
    is_active: bool
    created_at: datetime
    profile_id: str | None
    photo: str


def find_people(
    session: Session, *, text: str, role: str | None, limit: int, offset: int
) -> tuple[list[PersonRow], int]:
    """One page of people whose name or email contains `text`, and how many there are in all."""
    where = []
    if text.strip():
        pattern = f"%{_escaped(text.strip().casefold())}%"
        where.append(
            or_(
                func.lower(User.fullname).like(pattern, escape="\\"),
                col(User.email_key).like(pattern, escape="\\"),
            )
        )
    if role:
        where.append(col(User.role) == role)
    total = session.exec(select(func.count()).select_from(User).where(*where)).one()
    rows = session.exec(
        select(
            User.id,
            User.fullname,
            User.email,
            User.role,
            User.time_zone,
            User.is_active,
            User.created_at,
            TutorProfile.id,
            func.coalesce(TutorProfile.photo, ""),
        )
        .outerjoin(TutorProfile, col(TutorProfile.user_id) == User.id)
        .where(*where)
        .order_by(User.fullname, User.id)
        .limit(limit)
        .offset(offset)
    )
    return [PersonRow(*row) for row in rows], total


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
