"""The engine, and the one unit of work: the only commit and rollback there is.

SQLite runs in WAL; every writing unit begins with BEGIN IMMEDIATE, so what it reads can not go
stale under it, and a reading unit takes no write lock and can not write.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, CursorResult, Engine, Executable, event
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import PoolProxiedConnection
from sqlmodel import Session, create_engine

from tutorhub_app.domain.errors import (
    Conflict,
    NoLessonsLeft,
    ScreeningRequired,
    SlotTaken,
    TutorHubError,
    Unavailable,
)
from tutorhub_app.domain.texts import folded
from tutorhub_app.settings import get_settings

# The low byte is the kind of error, the rest its detail.
_SQLITE_OUTAGES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PROTOCOL,
    }
)
BUSY_TIMEOUT_MS = 30_000
Result: TypeAlias = CursorResult[*tuple[Any, ...]]

# Where a session keeps the driver's connection.
_SQLITE = "tutorhub_sqlite"
# Notes on a pooled connection: whether the unit that has it only reads, and how it is set.
_READS = "tutorhub_reads"
_QUERY_ONLY = "tutorhub_query_only"

# Waiting in Python is slightly faster than SQLite's own polling for its lock.
_writers = threading.Lock()


def make_engine(url: str) -> Engine:
    """An engine for `url`, with the hooks its database needs."""
    # hide_parameters: an error must not carry a row's values into the logs. The connection used
    # last comes first: it has its pages and its statements at hand.
    engine = create_engine(
        url, hide_parameters=True, pool_size=20, max_overflow=20, pool_use_lifo=True
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        # Not by the event "begin": an engine with one looks for more at every statement.
        engine.dialect.do_begin = _begin_on_sqlite  # type: ignore[method-assign]
    return engine


def _on_sqlite_connect(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        # First: several processes may turn a new database to WAL at once.
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        # Pages of 4 kB, of which a booking writes thirty. Only where `data.checkpoints` does not
        # keep up, or nothing takes any, a writer does it.
        "wal_autocheckpoint = 20000",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's own lower() and LIKE know the letters of English alone.
    connection.create_function("fold", 1, folded, deterministic=True)


def _begin_on_sqlite(dbapi_connection: PoolProxiedConnection) -> None:
    readonly = dbapi_connection.info.get(_READS, False)
    # What a pooled connection was used for last, it remembers.
    if dbapi_connection.info.get(_QUERY_ONLY) is not readonly:
        _run(dbapi_connection, f"PRAGMA query_only = {'ON' if readonly else 'OFF'}")
        dbapi_connection.info[_QUERY_ONLY] = readonly
    _run(dbapi_connection, "BEGIN" if readonly else "BEGIN IMMEDIATE")


def _run(connection: PoolProxiedConnection, command: str) -> None:
    cursor = connection.cursor()
    cursor.execute(command)
    cursor.close()


@lru_cache
def get_engine() -> Engine:
    """The engine of this process, made at first use: servers fork after import."""
    return make_engine(get_settings().resolved_database_url)


@contextmanager
def unit_of_work(
    *, now: datetime, readonly: bool = False, engine: Engine | None = None
) -> Iterator[Session]:
    """A session that commits when the block ends and rolls back when it raises.

    Database errors that stand for a rule of the house leave as that named error.
    """
    engine = engine or get_engine()
    is_alone = not readonly and engine.dialect.name == "sqlite"
    try:
        # Bound to the connection, the session costs nothing until the ORM is asked.
        with (
            _writers if is_alone else nullcontext(),
            transaction(engine, readonly=readonly) as connection,
            Session(connection, expire_on_commit=False, info=_info(connection, now)) as session,
        ):
            yield session
            session.flush()
    except (DatabaseError, PoolTimeout, sqlite3.Error) as error:
        if (named := named_error(error)) is not None:
            raise named from error
        raise


def _info(connection: Connection, now: datetime) -> dict[str, Any]:
    is_sqlite = connection.dialect.name == "sqlite"
    return {"now": now, _SQLITE: connection.connection.dbapi_connection if is_sqlite else None}


def sqlite_of(session: Session) -> sqlite3.Connection | None:
    """The driver's connection of the session's unit of work, where the database is SQLite."""
    found: sqlite3.Connection | None = session.info.get(_SQLITE)
    return found


@contextmanager
def transaction(engine: Engine, *, readonly: bool) -> Iterator[Connection]:
    """A connection with a transaction of its own; `readonly`, it takes no write lock and can not
    write."""
    with _connection(engine) as connection:
        notes = connection.info
        notes[_READS] = readonly
        try:
            with connection.begin():
                yield connection
        finally:
            notes[_READS] = False


@dataclass
class _Held:
    """The connection that a thread keeps from unit to unit, and whether a unit has it now."""

    connection: Connection
    in_use: bool = False


class _OfThread(threading.local):
    keeps = False
    held: _Held | None = None


_of_thread = _OfThread()


def keep_connection() -> None:
    """Let this thread keep its connection between units of work: to take one from the pool and to
    give it back is a tenth of what a short unit takes. For threads of which there are few."""
    _of_thread.keeps = True


@contextmanager
def _connection(engine: Engine) -> Iterator[Connection]:
    """The thread's own connection, or one of the pool: for other threads, for a unit inside
    another, and on databases whose connections may be cut."""
    held = _of_thread.held
    if not _of_thread.keeps or (held and held.in_use) or engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            yield connection
        return
    if held is None or held.connection.engine is not engine:
        _let_go()
        held = _of_thread.held = _Held(engine.connect())
    held.in_use = True
    try:
        yield held.connection
    except BaseException:
        # Whatever state it is in, the pool sets it right.
        _let_go()
        raise
    finally:
        held.in_use = False


def _let_go() -> None:
    held, _of_thread.held = _of_thread.held, None
    if held is not None:
        held.connection.close()


def fetch(session: Session, statement: Executable, **values: Any) -> Result:
    """The rows of a select of columns, past the ORM. Sees what the session has made so far.

    Where it is asked often, make the select once, with a `bindparam` for each of the values: to
    make one takes several times as long as to run it.
    """
    return execute(session, statement, values)


def execute(
    session: Session,
    statement: Executable,
    values: Mapping[str, Any] | Sequence[Mapping[str, Any]],
) -> Result:
    """Run a statement past the ORM, after what the session has made so far; the database's
    refusals leave as named errors."""
    try:
        session.flush()
        return connection_of(session).execute(statement, values)
    except DatabaseError as error:
        raise named_error(error) or error from error


def connection_of(session: Session) -> Connection:
    """The connection of the session's unit of work."""
    bind = session.bind
    return bind if isinstance(bind, Connection) else session.connection()


def flush(session: Session) -> None:
    """Flush, so that the database has the last word now; its refusals leave as named errors."""
    try:
        session.flush()
    except DatabaseError as error:
        if (named := named_error(error)) is not None:
            raise named from error
        raise


def named_error(error: DatabaseError | PoolTimeout | sqlite3.Error) -> TutorHubError | None:
    """The named error a database error stands for, if it stands for one."""
    if isinstance(error, PoolTimeout) or _is_outage(error):
        return Unavailable()
    if not isinstance(error, (IntegrityError, sqlite3.IntegrityError)):
        return None
    words = str(error.orig if isinstance(error, DatabaseError) else error)
    if "slot_taken" in words:
        return SlotTaken()
    if "screening_required" in words:
        return ScreeningRequired()
    if "approval_in_use" in words:
        return Conflict(
            "Lessons of this course pack are booked on this approval.", code="lessonsAreBooked"
        )
    if "ck_enrollment_lessons_left" in words:
        return NoLessonsLeft()
    if "UNIQUE" in words:
        return Conflict("This exists already.", code="duplicate")
    return None


def _is_outage(error: DatabaseError | sqlite3.Error) -> bool:
    """Whether the database, rather than what it was asked, is to blame."""
    cause = error.orig if isinstance(error, DatabaseError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_OUTAGES
    return isinstance(error, DatabaseError) and (
        error.connection_invalidated or isinstance(error, OperationalError)
    )
