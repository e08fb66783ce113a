"""The words by which people and course packs are looked for, in an index of their own: to search in
names as they are written would mean to read all of them."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, delete, event, insert, inspect, intersect, select
from sqlmodel import Field, SQLModel, col

from tutorhub_app.data.accounts import User
from tutorhub_app.data.catalog import CoursePack
from tutorhub_app.domain.texts import folded, search_terms

PERSON, PACK = "person", "pack"
LONGEST = 60
_LAST = "\U0010ffff"
_BREAKS = re.compile(r"[^\w]+|_")


class NameWord(SQLModel, table=True):
    """A word of a name, without case and accents."""

    __tablename__ = "name_word"

    kind: str = Field(primary_key=True, max_length=8)
    word: str = Field(primary_key=True, max_length=LONGEST)
    object_id: str = Field(primary_key=True, index=True, max_length=36)


def words_of(*names: str) -> set[str]:
    """Each word of the names, and each part of words such as "smith-jones" and emails."""
    words = {word for name in names for word in folded(name).split()}
    parts = {part for word in words for part in _BREAKS.split(word) if part}
    return {word[:LONGEST] for word in words | parts}


def named(kind: str, text: str) -> Select[Any] | None:
    """Ids of those in whose names each word of the text begins a word; None for no words."""
    terms = search_terms(text)
    if not terms:
        return None
    found = [
        select(col(NameWord.object_id)).where(
            col(NameWord.kind) == kind,
            col(NameWord.word) >= term[:LONGEST],
            col(NameWord.word) < term[:LONGEST] + _LAST,
        )
        for term in terms
    ]
    together = intersect(*found).subquery()
    return select(together.c.object_id).distinct()


def _keep(connection: Connection, kind: str, object_id: str, words: Iterable[str]) -> None:
    _forget(connection, kind, object_id)
    rows = [{"kind": kind, "word": word, "object_id": object_id} for word in sorted(words)]
    if rows:
        connection.execute(insert(NameWord), rows)


def _forget(connection: Connection, kind: str, object_id: str) -> None:
    connection.execute(
        delete(NameWord).where(col(NameWord.object_id) == object_id, col(NameWord.kind) == kind)
    )


def _is_renamed(row: Any, *names: str) -> bool:
    state = inspect(row)
    return any(state.attrs[name].history.has_changes() for name in names)


@event.listens_for(User, "after_insert")
@event.listens_for(User, "after_update")
def _keep_person(_: Any, connection: Connection, row: User) -> None:
    if _is_renamed(row, "fullname", "email_key"):
        _keep(connection, PERSON, row.id, words_of(row.fullname, row.email_key))


@event.listens_for(CoursePack, "after_insert")
@event.listens_for(CoursePack, "after_update")
def _keep_pack(_: Any, connection: Connection, row: CoursePack) -> None:
    if _is_renamed(row, "title"):
        _keep(connection, PACK, row.id, words_of(row.title))


@event.listens_for(User, "after_delete")
def _forget_person(_: Any, connection: Connection, row: User) -> None:
    _forget(connection, PERSON, row.id)


@event.listens_for(CoursePack, "after_delete")
def _forget_pack(_: Any, connection: Connection, row: CoursePack) -> None:
    _forget(connection, PACK, row.id)
