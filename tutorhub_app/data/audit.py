"""The audit log: written in the transaction of what it tells of, never changed, never deleted."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, Session

from tutorhub_app.data.base import Row


class AuditEntry(Row, table=True):
    """`actor_id` is None when nobody asked for it: the house did it by the clock. People and
    objects are named by id alone, without foreign keys: the log outlives them. `detail` is a JSON
    object of texts."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(None, "at", "id"),
        Index(None, "action", "at"),
        Index(None, "actor_id", "at"),
        Index(None, "subject_user_id", "at"),
        Index(None, "object_id", "at"),
    )

    at: datetime
    actor_id: str | None = Field(default=None, max_length=36)
    action: str = Field(max_length=40)
    object_kind: str = Field(max_length=40)
    object_id: str = Field(max_length=80)
    subject_user_id: str | None = Field(default=None, max_length=36)
    reason: str | None = Field(default=None, max_length=2000)
    detail: str = Field(default="{}", sa_type=Text)


def add_entry(
    session: Session,
    *,
    at: datetime,
    actor_id: str | None,
    action: str,
    object_kind: str,
    object_id: str,
    subject_user_id: str | None,
    reason: str | None,
    detail: Mapping[str, str],
) -> None:
    session.add(
        AuditEntry(
            at=at,
            actor_id=actor_id,
            action=action,
            object_kind=object_kind,
            object_id=object_id,
            subject_user_id=subject_user_id,
            reason=reason,
            detail=json.dumps(dict(detail), ensure_ascii=False),
        )
    )
