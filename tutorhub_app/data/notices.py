"""Notices: what each person is told of, until long after they have read it."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Index, Text, bindparam, delete, insert, select, text
from sqlmodel import Field, Session, col

from tutorhub_app.data.base import Row, new_id
from tutorhub_app.data.prepared import Prepared

_UNREAD = "read_at IS NULL"


class Notice(Row, table=True):
    """`object_id` is what it is about, by its kind: a screening, a lesson. `facts` is a JSON
    object of texts: names, reasons, instants in ISO format."""

    __table_args__ = (
        Index(None, "user_id", "created_at", "id"),
        Index(
            "ix_notice_unread",
            "user_id",
            "created_at",
            "id",
            sqlite_where=text(_UNREAD),
            postgresql_where=text(_UNREAD),
        ),
        Index(None, "read_at"),
    )

    user_id: str = Field(foreign_key="user.id", ondelete="CASCADE", max_length=36)
    kind: str = Field(max_length=40)
    object_id: str = Field(max_length=80)
    facts: str = Field(default="{}", sa_type=Text)
    created_at: datetime
    read_at: datetime | None = None


_INSERT = Prepared(
    insert(Notice).values(
        {
            name: bindparam(name)
            for name in ("id", "user_id", "kind", "object_id", "facts", "created_at")
        }
    )
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


def prune_read(session: Session, *, until: datetime, most: int) -> int:
    """Delete up to so many of the notices that were read until then; how many were."""
    old = select(col(Notice.id)).where(col(Notice.read_at) <= until).limit(most)
    deleted = session.exec(delete(Notice).where(col(Notice.id).in_(old)))
    return int(deleted.rowcount)
