"""Answers kept under the key a client chose, so that a repeated request is done once."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, delete, select

from tutorhub_app.data.base import Row


class IdempotencyKey(Row, table=True):
    """What a person's request with this key was answered. `fingerprint` is the SHA-256 (hex) of
    the request: the same key with another request is refused."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    user_id: str = Field(foreign_key="user.id", ondelete="CASCADE", max_length=36)
    key: str = Field(max_length=255)
    fingerprint: str = Field(max_length=64)
    status: int
    body: bytes
    created_at: datetime = Field(index=True)


def kept_answer(session: Session, user_id: str, key: str) -> IdempotencyKey | None:
    return session.exec(
        select(IdempotencyKey).where(IdempotencyKey.user_id == user_id, IdempotencyKey.key == key)
    ).first()


def forget_answers(session: Session, *, until: datetime) -> None:
    session.exec(delete(IdempotencyKey).where(col(IdempotencyKey.created_at) <= until))
