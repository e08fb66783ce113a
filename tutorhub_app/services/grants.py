"""What was granted and denied to whom, in names; and what to grant is picked from."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import grants as data
from tutorhub_app.data.grants import GROUP, PERSON, ROLE, GrantRow, GroupRow, Named
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.permission_words import ObjectKind
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services.unit import reads

__all__ = [
    "GROUP",
    "PERSON",
    "ROLE",
    "SORTS",
    "GrantQuery",
    "GrantRow",
    "GroupRow",
    "Named",
    "grants",
    "grants_of",
    "groups",
    "named",
]

PAGE_SIZE = 25
MOST_OFFERED = 8
MOST_OF_A_PERSON = 100
SORTS = tuple(data.ORDERS)


@dataclass(frozen=True, slots=True)
class GrantQuery:
    """Which grants; "" and None narrow nothing. `text` is looked for in whom and on what."""

    text: str = ""
    permission: str = ""
    subject_kind: str = ""
    can_do: bool | None = None
    sort: str = "at"
    descending: bool = True
    page: int = 1


@reads
def grants(
    session: Session, principal: Principal | None, query: GrantQuery, *, now: datetime
) -> Page[GrantRow]:
    """A page of all grants; one past the end is the last. NotAllowed."""
    _require_granting(principal)
    found = _page(session, query, query.page)
    return found if found.rows or query.page == 1 else _page(session, query, found.page_count)


@reads
def grants_of(
    session: Session, principal: Principal | None, user_id: str, *, now: datetime
) -> tuple[GrantRow, ...]:
    """What was granted or denied one person and their groups. NotAllowed."""
    _require_granting(principal)
    asked = PageRequest(1, MOST_OF_A_PERSON)
    return data.find_grants(session, asked, user_id=user_id).rows


@reads
def groups(session: Session, principal: Principal | None, *, now: datetime) -> tuple[GroupRow, ...]:
    """All groups with their members. NotAllowed."""
    _require_granting(principal)
    return data.groups(session)


@reads
def named(
    session: Session, principal: Principal | None, kind: str, text: str, *, now: datetime
) -> tuple[Named, ...]:
    """The first people, groups, tutors or course packs that are named so. NotAllowed."""
    _require_granting(principal)
    look = {
        PERSON: data.people_named,
        GROUP: data.groups_named,
        ObjectKind.TUTOR.value: data.tutors_named,
        ObjectKind.PACK.value: data.packs_named,
    }.get(kind)
    return look(session, text, MOST_OFFERED) if look else ()


def _page(session: Session, query: GrantQuery, number: int) -> Page[GrantRow]:
    return data.find_grants(
        session,
        PageRequest(max(1, number), PAGE_SIZE),
        text=query.text,
        permission=query.permission,
        subject_kind=query.subject_kind if query.subject_kind in (PERSON, GROUP, ROLE) else "",
        can_do=query.can_do,
        sort=query.sort if query.sort in SORTS else "at",
        descending=query.descending,
    )


def _require_granting(principal: Principal | None) -> None:
    policy.require(principal, Permission.PERMISSION_GRANT)
