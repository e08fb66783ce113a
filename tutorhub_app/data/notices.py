"""Notices: what each person is told of, until long after they have read it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Select, Text, bindparam, delete, func, insert, select, update
from sqlmodel import Field, Session, col

from tutorhub_app.data.base import Row, new_id
from tutorhub_app.data.paging import page_of
from tutorhub_app.data.prepared import Prepared
from tutorhub_app.domain.notices import NoticeKind, NoticeRecord
from tutorhub_app.domain.paging import Page, PageRequest


class Notice(Row, table=True):
    """`object_id` is what it is about, by its kind: a screening, a lesson. `facts` is a JSON
    object of texts: names, reasons, instants in ISO format."""

    __table_args__ = (
        Index(None, "user_id", "created_at", "id"),
        Index(None, "user_id", "read_at", "created_at", "id"),
        Index(None, "read_at"),
    )

    user_id: str = Field(foreign_key="user.id", ondelete="CASCADE", max_length=36)
    kind: str = Field(max_length=40)
    object_id: str = Field(max_length=80)
    facts: str = Field(default="{}", sa_type=Text)
    created_at: datetime
    read_at: datetime | None = None


_COLUMNS: tuple[Any, ...] = (
    Notice.id,
    Notice.kind,
    Notice.object_id,
    Notice.facts,
    Notice.created_at,
    Notice.read_at,
)
_NEWEST_FIRST = (col(Notice.created_at).desc(), col(Notice.id).desc())
_INSERT = Prepared(
    insert(Notice).values(
        {
            name: bindparam(name)
            for name in ("id", "user_id", "kind", "object_id", "facts", "created_at")
        }
    )
)
_NEWEST_UNREAD = Prepared(
    select(*_COLUMNS)
    .where(col(Notice.user_id) == bindparam("user_id"), col(Notice.read_at).is_(None))
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most"))
)
_COUNT_UNREAD = Prepared(
    select(func.count())
    .select_from(Notice)
    .where(col(Notice.user_id) == bindparam("user_id"), col(Notice.read_at).is_(None))
)


def add_notice(
    session: Session,
    user_id: str,
    kind: str,
    *,
    object_id: str,
    facts: Mapping[str, str],
    now: datetime,
) -> None:
    _INSERT.run(
        session,
        id=new_id(),
        user_id=user_id,
        kind=kind,
        object_id=object_id,
        facts=json.dumps(dict(facts), ensure_ascii=False),
        created_at=now,
    )


def count_unread(session: Session, user_id: str) -> int:
    found = _COUNT_UNREAD.first(session, user_id=user_id)
    return int(found[0]) if found else 0


def newest_unread(session: Session, user_id: str, most: int) -> tuple[NoticeRecord, ...]:
    """Up to so many that the person has not read, the newest first."""
    return tuple(map(_record, _NEWEST_UNREAD.rows(session, user_id=user_id, most=most)))


def notices_page(
    session: Session, user_id: str, page: PageRequest, *, unread_only: bool
) -> Page[NoticeRecord]:
    """The person's notices, the newest first."""
    statement: Select[Any] = select(*_COLUMNS).where(col(Notice.user_id) == user_id)
    if unread_only:
        statement = statement.where(col(Notice.read_at).is_(None))
    rows, total = page_of(session, statement.order_by(*_NEWEST_FIRST), page)
    return Page(tuple(_record(tuple(row.values())) for row in rows), total, page)


def notice_of(session: Session, user_id: str, notice_id: str) -> NoticeRecord | None:
    """That notice, if it is this person's."""
    row = session.execute(
        select(*_COLUMNS).where(col(Notice.id) == notice_id, col(Notice.user_id) == user_id)
    ).first()
    return _record(row) if row else None


def mark_read(
    session: Session,
    user_id: str,
    *,
    notice_id: str | None = None,
    until: datetime | None = None,
    now: datetime,
) -> int:
    """Mark unread notices of the person: that one, or those that came until then. How many."""
    statement = update(Notice).where(col(Notice.user_id) == user_id, col(Notice.read_at).is_(None))
    if notice_id is not None:
        statement = statement.where(col(Notice.id) == notice_id)
    if until is not None:
        statement = statement.where(col(Notice.created_at) <= until)
    marked: Any = session.execute(statement.values(read_at=now))
    return int(marked.rowcount)


def prune_read(session: Session, *, until: datetime, most: int) -> int:
    """Delete up to so many of the notices that were read until then; how many were."""
    old = select(col(Notice.id)).where(col(Notice.read_at) <= until).limit(most)
    deleted: Any = session.execute(delete(Notice).where(col(Notice.id).in_(old)))
    return int(deleted.rowcount)


def _record(row: Any) -> NoticeRecord:
    notice_id, kind, object_id, facts, created_at, read_at = row
    return NoticeRecord(
        notice_id, NoticeKind(kind), object_id, json.loads(facts), created_at, read_at
    )
