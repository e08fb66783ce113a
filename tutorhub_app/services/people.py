"""People, for administrators: find somebody, to act for them on the other pages."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data.people import PersonRow, find_people
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.policy import Permission, require
from tutorhub_app.services.unit import reads

__all__ = ["People", "PersonRow", "people"]

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class People:
    """One page of people. Pages are counted from 1."""

    rows: tuple[PersonRow, ...]
    total: int
    page: int
    pages: int


@reads
def people(
    session: Session,
    principal: Principal | None,
    *,
    text: str = "",
    role: str = "",
    page: int = 1,
    now: datetime,
) -> People:
    """Search by name or email, of one role or of all. A page past the end is the last one."""
    require(principal, Permission.USER_MANAGE)
    wanted = role if role in tuple(Role) else None
    page = max(1, page)
    rows, total = _page(session, text, wanted, page)
    pages = max(1, -(-total // PAGE_SIZE))
    if page > pages:
        page = pages
        rows, total = _page(session, text, wanted, page)
    return People(tuple(rows), total, page, pages)


def _page(session: Session, text: str, role: str | None, page: int) -> tuple[list[PersonRow], int]:
    return find_people(
        session, text=text, role=role, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
    )
