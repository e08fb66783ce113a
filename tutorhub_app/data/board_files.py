"""Queries of the pictures on a lesson's board."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from tutorhub_app.data.classroom import BoardFile


@dataclass(frozen=True, slots=True)
class KeptFile:
    media_type: str
    size: int


def file_of(session: Session, lesson_id: int, file_id: str) -> KeptFile | None:
    row = session.get(BoardFile, (lesson_id, file_id))
    return KeptFile(row.media_type, row.size) if row else None


def size_of_all(session: Session, lesson_id: int) -> int:
    """How many bytes a lesson's pictures have."""
    size = func.sum(col(BoardFile.size))
    return session.exec(select(size).where(BoardFile.lesson_id == lesson_id)).one() or 0


def add_file(session: Session, lesson_id: int, file_id: str, kept: KeptFile, now: datetime) -> None:
    session.add(
        BoardFile(
            lesson_id=lesson_id,
            file_id=file_id,
            media_type=kept.media_type,
            size=kept.size,
            created_at=now,
        )
    )
