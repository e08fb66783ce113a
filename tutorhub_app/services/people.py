"""People, for administrators: find somebody, to act for them on the other pages."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from sqlmodel import Session

from tutorhub_app.data.people import ORDERS, PersonRow, find_people
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.policy import Permission, require
from tutorhub_app.services.unit import reads

__all__ = ["SORTS", "People", "PersonRow", "Standing", "people"]

PAGE_SIZE = 25
SORTS = tuple(ORDERS)


class Standing(StrEnum):
    """How it stands with an account."""

    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    DELETED = "deleted"


_IS_ACTIVE = {Standing.ACTIVE.value: True, Standing.DEACTIVATED.value: False}


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
    state: str = "",
    sort: str = "name",
    descending: bool = False,
    page: int = 1,
    now: datetime,
) -> People:
    """Search by name or email, of one role or of all, in one `Standing` or any but deleted. A page
    past the end is the last one."""
    require(principal, Permission.USER_MANAGE)
    found = partial(
        find_people,
        session,
        text=text,
        role=role if role in tuple(Role) else None,
        is_active=_IS_ACTIVE.get(state),
        is_deleted=state == Standing.DELETED,
        sort=sort if sort in SORTS else "name",
        descending=descending,
        limit=PAGE_SIZE,
    )
    page = max(1, page)
    rows, total = found(offset=(page - 1) * PAGE_SIZE)
    pages = max(1, -(-total // PAGE_SIZE))
    if page > pages:
        page = pages
        rows, total = found(offset=(page - 1) * PAGE_SIZE)
    return People(tuple(rows), total, page, pages)
