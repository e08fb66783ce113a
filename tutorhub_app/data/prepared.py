"""Statements that are made ready once and then run as often as they are asked for.

SQLAlchemy takes several times as long to run a statement as SQLite takes to answer it, even one
that it has compiled before. So on SQLite a prepared statement goes to the driver itself, with the
types of its columns applied as SQLAlchemy applies them; elsewhere SQLAlchemy runs it.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import Dialect, Select, bindparam, insert
from sqlalchemy.sql.expression import Delete, Insert, Update
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

from tutorhub_app.data.engine import connection_of, execute, flush, named_error, sqlite_of

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
        flush(session)
        sqlite = sqlite_of(session)
        if sqlite is None:
            return [tuple(row) for row in execute(session, self._statement, values)]
        ready = self._on_sqlite or self._made_ready(session)
        try:
            found = sqlite.execute(ready.sql, ready.asked(values)).fetchall()
        except sqlite3.Error as error:
            raise named_error(error) or error from error
        return ready.converted(found)

    def first(self, session: Session, **values: Any) -> Row | None:
        """The first row, or None. For selects that find at most a few."""
        return next(iter(self.rows(session, **values)), None)

    def run(self, session: Session, **values: Any) -> int:
        """How many rows were written. The database's refusals leave as named errors."""
        flush(session)
        sqlite = sqlite_of(session)
        if sqlite is None:
            return execute(session, self._statement, values).rowcount
        ready = self._on_sqlite or self._made_ready(session)
        try:
            return sqlite.execute(ready.sql, ready.asked(values)).rowcount
        except sqlite3.Error as error:
            raise named_error(error) or error from error

    def _made_ready(self, session: Session) -> "_OnSqlite":
        made = self._on_sqlite = _OnSqlite.of(self._statement, connection_of(session).dialect)
        return made


class Inserts:
    """Rows of these columns for a table, as many as there are in one statement. For a handful:
    each number of rows is a statement of its own."""

    def __init__(self, table: type[SQLModel], *columns: str) -> None:
        self._table = table
        self._columns = columns
        self._by_count: dict[int, Prepared] = {}

    def run(self, session: Session, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows, each with a value for each column. The database's refusals leave as named
        errors, and no row is added then."""
        if not rows:
            return
        statement = self._by_count.get(len(rows))
        if statement is None:
            statement = self._by_count[len(rows)] = self._of(len(rows))
        statement.run(
            session,
            **{
                f"{name}_{number}": value
                for number, row in enumerate(rows)
                for name, value in zip(self._columns, row, strict=True)
            },
        )

    def _of(self, count: int) -> Prepared:
        # The types are told: of rows after the first, SQLAlchemy does not infer them.
        types = {name: getattr(self._table, name).type for name in self._columns}
        return Prepared(
            insert(self._table).values(
                [
                    {
                        name: bindparam(f"{name}_{number}", type_=kind)
                        for name, kind in types.items()
                    }
                    for number in range(count)
                ]
            )
        )


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
            convert = _to_sqlite(types[name], dialect)
            if name in asked_for:
                parameters.append(None)
                values.append((at, name, convert))
            else:
                own = whole.parameters[name]
                parameters.append(own if convert is None else convert(own))
        columns = [
            _from_sqlite(column.type, dialect)
            for column in getattr(statement, "selected_columns", ())
        ]
        converted = [(at, convert) for at, convert in enumerate(columns) if convert is not None]
        return cls(whole.statement, tuple(parameters), tuple(values), tuple(converted))

    def asked(self, values: dict[str, Any]) -> list[Any]:
        parameters = list(self.parameters)
        for at, name, convert in self.values:
            value = values[name]
            parameters[at] = value if convert is None else convert(value)
        return parameters

    def converted(self, found: list[Row]) -> list[Row]:
        return [self._row(row) for row in found] if self.columns else found

    def _row(self, found: Row) -> Row:
        row = list(found)
        for at, convert in self.columns:
            row[at] = convert(row[at])
        return tuple(row)


def _to_sqlite(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    usual = kind.dialect_impl(dialect).bind_processor(dialect)
    if usual is None or not isinstance(kind, UTCDateTime):
        return usual

    def text_of(value: datetime | None) -> Any:
        if value is None or value.tzinfo is not UTC:
            return usual(value)
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")

    return text_of


def _from_sqlite(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    if isinstance(kind, UTCDateTime):
        return _instant
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _instant(text: str | None) -> datetime | None:
    """What the column's own type makes of its text, in a quarter of the time."""
    return None if text is None else datetime.fromisoformat(text + "+00:00")
