"""Keys by which people's programs act for them."""

from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy
from sqlalchemy import Select, bindparam, func, or_, update
from sqlmodel import Field, Session, col, select

from tutorhub_app.data.accounts import principal_of_row, select_people
from tutorhub_app.data.base import Row
from tutorhub_app.data.paging import page_of
from tutorhub_app.data.prepared import Prepared
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.records import ApiKeyRecord


class ApiKey(Row, table=True):
    """`key_hash` is the SHA-256 (hex) of the key, which is kept nowhere; `prefix` its first
    characters, to tell it by."""

    __tablename__ = "api_key"

    user_id: str = Field(foreign_key="user.id", ondelete="CASCADE", index=True, max_length=36)
    name: str = Field(max_length=80)
    prefix: str = Field(max_length=16)
    key_hash: str = Field(max_length=64, unique=True)
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


_COLUMNS: tuple[Any, ...] = tuple(getattr(ApiKey, field.name) for field in fields(ApiKeyRecord))


def key_record(session: Session, key_id: str) -> ApiKeyRecord | None:
    """The key, revoked or not."""
    row = session.execute(sqlalchemy.select(*_COLUMNS).where(col(ApiKey.id) == key_id))
    found = row.mappings().first()
    return ApiKeyRecord(**found) if found else None


def live_keys_page(session: Session, user_id: str, page: PageRequest) -> Page[ApiKeyRecord]:
    """The person's keys that were not revoked, the oldest first."""
    statement: Select[Any] = sqlalchemy.select(*_COLUMNS)
    rows, total = page_of(
        session,
        statement.where(col(ApiKey.user_id) == user_id, col(ApiKey.revoked_at).is_(None)).order_by(
            col(ApiKey.id)
        ),
        page,
    )
    return Page(tuple(ApiKeyRecord(**row) for row in rows), total, page)


def count_live(session: Session, user_id: str) -> int:
    return session.exec(
        select(func.count())
        .select_from(ApiKey)
        .where(ApiKey.user_id == user_id, col(ApiKey.revoked_at).is_(None))
    ).one()


def revoke_keys_of(session: Session, user_id: str, now: datetime) -> None:
    """Revoke every live key of a person."""
    session.exec(
        update(ApiKey)
        .where(col(ApiKey.user_id) == user_id, col(ApiKey.revoked_at).is_(None))
        .values(revoked_at=now)
    )


def holder(session: Session, key_hash: str) -> tuple[Principal, datetime | None] | None:
    """The active person whose live key has that hash, and when it was last used. The key's id
    stands for their session."""
    found = _holder_statement().first(session, key_hash=key_hash)
    if found is None:
        return None
    *person, last_used_at = found
    return principal_of_row(session, person), last_used_at


def note_use(session: Session, key_id: str, now: datetime, *, unless_since: datetime) -> None:
    """Keep when the key was used, unless that was noted after `unless_since`."""
    session.exec(
        update(ApiKey)
        .where(
            col(ApiKey.id) == key_id,
            or_(col(ApiKey.last_used_at).is_(None), col(ApiKey.last_used_at) <= unless_since),
        )
        .values(last_used_at=now)
    )


@lru_cache
def _holder_statement() -> Prepared:
    return Prepared(
        select_people(ApiKey)
        .add_columns(col(ApiKey.last_used_at))
        .where(col(ApiKey.key_hash) == bindparam("key_hash"), col(ApiKey.revoked_at).is_(None))
    )
