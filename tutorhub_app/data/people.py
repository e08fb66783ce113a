"""Looking people up, for administrators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from tutorhub_app.data.accounts import User
from tutorhub_app.data.catalog import TutorProfile
from tutorhub_app.data.name_words import PERSON, named


@dataclass(frozen=True, slots=True)
class PersonRow:
    user_id: str
    fullname: str
    email: str
    role: str
    time_zone: str
    is_active: bool
    is_deleted: bool
    created_at: datetime
    profile_id: str | None
    photo: str


ORDERS: dict[str, tuple[Any, ...]] = {
    "name": (User.fullname, User.id),
    "email": (User.email_key,),
    "role": (User.role, User.fullname, User.id),
    "joined": (User.created_at, User.id),
}
"""By what people are sorted; each has an index."""


def find_people(
    session: Session,
    *,
    text: str,
    role: str | None,
    is_active: bool | None = None,
    is_deleted: bool = False,
    sort: str = "name",
    descending: bool = False,
    limit: int,
    offset: int,
) -> tuple[list[PersonRow], int]:
    """One page of people in whose name or email each word of `text` begins a word, in any case
    and without accents, and how many there are in all. Deleted ones are asked for, or left out."""
    deleted_at = col(User.deleted_at)
    where = [deleted_at.is_not(None) if is_deleted else deleted_at.is_(None)]
    if (found := named(PERSON, text)) is not None:
        where.append(col(User.id).in_(found))
    if role:
        where.append(col(User.role) == role)
    if is_active is not None:
        where.append(col(User.is_active).is_(is_active))
    order = [column.desc() if descending else column for column in map(col, ORDERS[sort])]
    total = session.exec(select(func.count()).select_from(User).where(*where)).one()
    rows = session.exec(
        select(
            User.id,
            User.fullname,
            User.email,
            User.role,
            User.time_zone,
            User.is_active,
            deleted_at.is_not(None),
            User.created_at,
            TutorProfile.id,
            func.coalesce(TutorProfile.photo, ""),
        )
        .outerjoin(TutorProfile, col(TutorProfile.user_id) == User.id)
        .where(*where)
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    )
    return [PersonRow(*row) for row in rows], total
