"""Reading the audit log: narrowed, newest first, a page or a stretch at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, tuple_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from tutorhub_app.data.accounts import User, email_key
from tutorhub_app.data.audit import AuditEntry

_Actor = aliased(User)
_Subject = aliased(User)

_LAST_LETTER = "\U0010ffff"
MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries; what is None does not narrow. `by_house`: those without an actor. `subjects`
    are ids of people concerned. In [since, until)."""

    actor_id: str | None = None
    by_house: bool = False
    action: str | None = None
    subjects: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An entry with the names its people have now; None where there is nobody, or no longer.
    `detail` is a JSON object of texts."""

    id: str
    at: datetime
    actor_id: str | None
    actor_name: str | None
    actor_email: str | None
    action: str
    object_kind: str
    object_id: str
    subject_id: str | None
    subject_name: str | None
    subject_email: str | None
    reason: str | None
    detail: str


def count_entries(session: Session, which: AuditFilter) -> int:
    count: int = session.exec(_narrowed(select(func.count()).select_from(AuditEntry), which)).one()
    return count


def entries(
    session: Session,
    which: AuditFilter,
    *,
    oldest_first: bool = False,
    limit: int,
    offset: int = 0,
    after: tuple[datetime, str] | None = None,
) -> list[AuditRow]:
    """`after` is the time and the id of an entry: those that follow it, in the order of the newest
    first."""
    at, entry_id = col(AuditEntry.at), col(AuditEntry.id)
    order = (at, entry_id) if oldest_first else (at.desc(), entry_id.desc())
    ids = _narrowed(select(AuditEntry.id), which).order_by(*order).limit(limit)
    if offset:
        ids = ids.offset(offset)
    if after is not None:
        ids = ids.where(tuple_(at, entry_id) < tuple_(*after))
    # Names are looked up for the rows of the page alone, not for those that are skipped.
    page = ids.subquery()
    rows = session.execute(
        _row_columns()
        .join(page, page.c.id == AuditEntry.id)
        .outerjoin(_Actor, col(_Actor.id) == AuditEntry.actor_id)
        .outerjoin(_Subject, col(_Subject.id) == AuditEntry.subject_user_id)
        .order_by(*order)
    )
    return [AuditRow(*row) for row in rows]


def actors(session: Session) -> list[tuple[str, str | None]]:
    """Everyone who did something that the log tells of: id, and name while there is one. In the
    order of names."""
    found = []
    last = ""
    # Leaps from one to the next along the index: there are few, of many entries.
    while (actor := _actor_after(session, last)) is not None:
        found.append(actor)
        last = actor
    rows = session.exec(select(User.id, User.fullname).where(col(User.id).in_(found)))
    names = {user_id: name for user_id, name in rows}
    return sorted(((each, names.get(each)) for each in found), key=lambda pair: pair[1] or "")


def people_like(session: Session, text: str) -> tuple[str, ...]:
    """Ids of the people whose email or name begins with the text; or the text itself, as an id,
    which may be that of somebody who was deleted. By index, so names begin in just this case or
    with capitals."""
    wanted = text.strip()
    names = (wanted, wanted.title())
    begins = [(User.email_key, email_key(text)), *((User.fullname, name) for name in names)]
    found = [
        user_id
        for column, beginning in begins
        for user_id in session.exec(
            select(User.id)
            .where(col(column) >= beginning, col(column) < beginning + _LAST_LETTER)
            .order_by(col(column))
            .limit(MOST_PEOPLE)
        )
    ]
    return tuple(dict.fromkeys((wanted, *found)))


def _actor_after(session: Session, actor_id: str) -> str | None:
    return session.exec(
        select(func.min(AuditEntry.actor_id)).where(col(AuditEntry.actor_id) > actor_id)
    ).one()


def _row_columns() -> Select[Any]:
    columns: Select[Any] = select_columns(
        AuditEntry.id,
        AuditEntry.at,
        AuditEntry.actor_id,
        _Actor.fullname,
        _Actor.email,
        AuditEntry.action,
        AuditEntry.object_kind,
        AuditEntry.object_id,
        AuditEntry.subject_user_id,
        _Subject.fullname,
        _Subject.email,
        AuditEntry.reason,
        AuditEntry.detail,
    ).select_from(AuditEntry)
    return columns


def _narrowed(statement: Any, which: AuditFilter) -> Any:
    if which.by_house:
        statement = statement.where(col(AuditEntry.actor_id).is_(None))
    elif which.actor_id is not None:
        statement = statement.where(AuditEntry.actor_id == which.actor_id)
    if which.action is not None:
        statement = statement.where(AuditEntry.action == which.action)
    if which.subjects is not None:
        statement = statement.where(col(AuditEntry.subject_user_id).in_(which.subjects))
    if which.since is not None:
        statement = statement.where(col(AuditEntry.at) >= which.since)
    if which.until is not None:
        statement = statement.where(col(AuditEntry.at) < which.until)
    return statement
