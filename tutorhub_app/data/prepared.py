"""Statements that are made ready once and then run as often as they are asked for.

SQLAlchemy takes several times as long to run a statement as SQLite takes to answer it, even one
that it has compiled before. So on SQLite a prepared statement goes to the driver itself, with the
types of its columns applied as SQLAlchemy applies them; elsewhere SQLAlchemy runs it.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.sql.expression import Delete, Insert, Update
from sqlmodel import Session

from tutorhub_app.data.engine import connection_of, execute, flush, named_error

Row: TypeAlias = tuple[Any, ...]
_Convert: TypeAlias = Callable[[Any], Any]


class Prepared:
    """A statement with a `bindparam` for each of its values; an insert has one for each column
    that it names. A value is never a list, as for `IN`.

    It sees what the session has made so far.
    """

    def __init__(self, statement: Select[Any] | Insert | Update | Delete) -> None:
        self._statement = statement
        self._on_sqlite: _OnSqlite | None = None

    def rows(self, session: Session, **values: Any) -> list[Row]:
        """All rows, their columns in the order of the select."""
        session.flush()
        connection = connection_of(session)
        if connection.dialect.name != "sqlite":
            return [tuple(row) for row in execute(session, self._statement, values)]
        ready = self._ready(connection.dialect)
        with _named():
            return ready.read(_cursor(connection).execute(*ready.asked(values)))

    def first(self, session: Session, **values: Any) -> Row | None:
        """The first row, or None. For selects that find at most a few."""
        return next(iter(self.rows(session, **values)), None)

    def run(self, session: Session, **values: Any) -> int:
        """How many rows were written. The database's refusals leave as named errors."""
        return self.run_each(session, [values])

    def run_each(self, session: Session, each: Iterable[dict[str, Any]]) -> int:
        """`run` for each of these values; how many rows in all."""
        flush(session)
        connection = connection_of(session)
        if connection.dialect.name != "sqlite":
            return sum(execute(session, self._statement, values).rowcount for values in each)
        ready = self._ready(connection.dialect)
        cursor = _cursor(connection)
        with _named():
            return sum(cursor.execute(*ready.asked(values)).rowcount for values in each)

    def _ready(self, dialect: Dialect) -> "_OnSqlite":
        if self._on_sqlite is None:
            self._on_sqlite = _OnSqlite.of(self._statement, dialect)
        return self._on_sqlite


@dataclass(frozen=True, slots=True)
class _OnSqlite:
    """`parameters` are those that the statement brings itself, with None in the place of the
    others, the `values`: position, name and conversion. `columns` of a row are converted, too."""

    sql: str
    parameters: Row
    values: tuple[tuple[int, str, _Convert | None], ...]
    columns: tuple[tuple[int, _Convert], ...]

    @classmethod
    def of(cls, statement: Any, dialect: Dialect) -> "_OnSqlite":
        compiled = statement.compile(dialect=dialect)
        asked_for = {name for name, bind in compiled.binds.items() if bind.required}
        whole = compiled.construct_expanded_state(dict.fromkeys(asked_for))
        types = {name: bind.type for name, bind in compiled.binds.items()}
        for name, members in whole.parameter_expansion.items():
            types |= dict.fromkeys(members, types[name])
        parameters: list[Any] = []
        values = []
        for at, name in enumerate(whole.positiontup):
            convert = types[name].dialect_impl(dialect).bind_processor(dialect)
            if name in asked_for:
                parameters.append(None)
                values.append((at, name, convert))
            else:
                own = whole.parameters[name]
                parameters.append(own if convert is None else convert(own))
        columns = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in getattr(statement, "selected_columns", ())
        ]
        converted = [(at, convert) for at, convert in enumerate(columns) if convert is not None]
        return cls(whole.statement, tuple(parameters), tuple(values), tuple(converted))

    def asked(self, values: dict[str, Any]) -> tuple[str, list[Any]]:
        parameters = list(self.parameters)
        for at, name, convert in self.values:
            value = values[name]
            parameters[at] = value if convert is None else convert(value)
        return self.sql, parameters

    def read(self, cursor: sqlite3.Cursor) -> list[Row]:
        found: list[Row] = cursor.fetchall()
        return [self._row(row) for row in found] if self.columns else found

    def _row(self, found: Row) -> Row:
        row = list(found)
        for at, convert in self.columns:
            row[at] = convert(row[at])
        return tuple(row)


@contextmanager
def _named() -> Iterator[None]:
    """The driver's errors leave as the named ones they stand for."""
    try:
        yield
    except sqlite3.Error as error:
        raise named_error(error) or error from error


def _cursor(connection: Connection) -> sqlite3.Cursor:
    cursor: sqlite3.Cursor = connection.connection.cursor()  # type: ignore[assignment]
    return cursor
