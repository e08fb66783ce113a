"""What a room keeps of its board: the present items, and the log of what they became."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import Insert
from sqlmodel import Session, col, select

from tutorhub_app.data.classroom import BoardEvent, BoardItem
from tutorhub_app.data.engine import connection_of, execute, fetch
from tutorhub_app.domain.board import Item, Stamp

_COLUMNS = (
    col(BoardItem.item_id),
    col(BoardItem.page_id),
    col(BoardItem.version),
    col(BoardItem.version_nonce),
    col(BoardItem.is_deleted),
    col(BoardItem.content),
    col(BoardItem.updated_at),
)


def board_items(session: Session, lesson_id: int) -> dict[str, Item]:
    """Every item of the board, deleted ones too, in the order in which they came to be."""
    rows = session.execute(
        select(*_COLUMNS)
        .where(col(BoardItem.lesson_id) == lesson_id)
        .order_by(col(BoardItem.revision))
    )
    return {
        item_id: Item(item_id, page, Stamp(version, nonce), deleted, content, at)
        for item_id, page, version, nonce, deleted, content, at in rows
    }


def board_revision(session: Session, lesson_id: int) -> int:
    highest = func.max(BoardItem.revision)
    return session.exec(select(highest).where(BoardItem.lesson_id == lesson_id)).one() or 0


def logged_size(session: Session, lesson_id: int) -> int:
    """How many characters of the board's past are kept."""
    size = func.sum(func.length(BoardEvent.content))
    return session.exec(select(size).where(BoardEvent.lesson_id == lesson_id)).one() or 0


def save_items(session: Session, rows: Iterable[tuple[int, int, Item]]) -> None:
    """Keep (lesson, revision, item). What is newer in the database already stays as it is."""
    values = [
        {
            "lesson_id": lesson_id,
            "item_id": item.id,
            "page_id": item.page,
            "version": item.stamp.version,
            "version_nonce": item.stamp.nonce,
            "is_deleted": item.is_deleted,
            "revision": revision,
            "content": item.content,
            "updated_at": item.at,
        }
        for lesson_id, revision, item in rows
    ]
    if values:
        execute(session, _upsert(connection_of(session).dialect.name), values)


def log_items(session: Session, rows: Iterable[tuple[int, Item]]) -> None:
    """Add (lesson, item) to what can be played back, in this order."""
    values = [
        {"lesson_id": lesson_id, "at": item.at, "content": item.content} for lesson_id, item in rows
    ]
    if values:
        execute(session, plain_insert(BoardEvent), values)


def logged(
    session: Session, lesson_id: int, *, after: int, most_items: int, most_characters: int
) -> tuple[list[tuple[datetime, str]], int | None]:
    """(instant, item as JSON) of what was logged after that id, as much as goes together but one
    at least; after which id the rest follows, None when there is none."""
    last, has_more = _page(session, lesson_id, after, most_items, most_characters)
    statement = (
        select(BoardEvent.at, BoardEvent.content)
        .where(_is_logged(lesson_id, after), col(BoardEvent.id) <= last)
        .order_by(col(BoardEvent.id))
    )
    found = [(at, content) for at, content in fetch(session, statement)]
    return found, last if has_more else None


def _page(
    session: Session, lesson_id: int, after: int, most_items: int, most_characters: int
) -> tuple[int, bool]:
    """The last id of those that go together, and whether there are more. Of the items only the
    lengths are read: together they may be too much to have at once."""
    sizes = fetch(
        session,
        select(BoardEvent.id, func.length(BoardEvent.content))
        .where(_is_logged(lesson_id, after))
        .order_by(col(BoardEvent.id))
        .limit(most_items + 1),
    )
    last, size = after, 0
    for count, (event_id, characters) in enumerate(sizes):
        size += characters
        if count == most_items or (count and size > most_characters):
            return last, True
        last = event_id
    return last, False


def _is_logged(lesson_id: int, after: int) -> ColumnElement[bool]:
    return (col(BoardEvent.lesson_id) == lesson_id) & (col(BoardEvent.id) > after)


def first_and_last_logged(
    session: Session, lesson_id: int
) -> tuple[datetime | None, datetime | None]:
    statement = select(func.min(BoardEvent.at), func.max(BoardEvent.at)).where(
        BoardEvent.lesson_id == lesson_id
    )
    first, last = session.exec(statement).one()
    return first, last


@lru_cache
def _upsert(dialect: str) -> Insert:
    made: Any = (postgresql if dialect == "postgresql" else sqlite).insert(BoardItem)
    new, old = made.excluded, BoardItem
    upsert: Insert = made.on_conflict_do_update(
        index_elements=["lesson_id", "item_id"],
        set_={
            name: new[name]
            for name in (
                "page_id",
                "version",
                "version_nonce",
                "is_deleted",
                "revision",
                "content",
                "updated_at",
            )
        },
        where=or_(
            new.version > old.version,
            and_(new.version == old.version, new.version_nonce < old.version_nonce),
        ),
    )
    return upsert
