"""The engine, and the one unit of work: the only commit and rollback there is.

SQLite runs in WAL; every writing unit begins with BEGIN IMMEDIATE, so what it reads can not go
stale under it, and a reading unit takes no write lock and can not write.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import Session, create_engine

from tutorhub_app.domain.errors import (
    Conflict,
    NoLessonsLeft,
    ScreeningRequired,
    SlotTaken,
    TutorHubError,
)
from tutorhub_app.domain.texts import folded
from tutorhub_app.settings import get_settings

BUSY_TIMEOUT_MS = 30_000
_READONLY = "tutorhub_readonly"

# Waiting in Python is slightly faster than SQLite's own polling for its lock.
_writers = threading.Lock()


def make_engine(url: str) -> Engine:
    """An engine for `url`, with the hooks its database needs."""
    # hide_parameters: an error must not carry a row's values into the logs.
    engine = create_engine(url, hide_parameters=True, pool_size=20, max_overflow=20)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _on_sqlite_connect(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's own lower() and LIKE know the letters of English alone.
    connection.create_function("fold", 1, folded, deterministic=True)


def _on_sqlite_begin(connection: Connection) -> None:
    readonly = connection.get_execution_options().get(_READONLY, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if readonly else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


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
    if readonly:
        engine = engine.execution_options(**{_READONLY: True})
    one_writer = _writers if engine.dialect.name == "sqlite" and not readonly else nullcontext()
    with one_writer, Session(engine, expire_on_commit=False, info={"now": now}) as session:
        try:
            yield session
            session.commit()
        except DatabaseError as error:
            session.rollback()
            raise named_error(error) or error from error


def flush(session: Session) -> None:
    """Flush, so that the database has the last word now; its refusals leave as named errors."""
    try:
        session.flush()
    except DatabaseError as error:
        raise named_error(error) or error from error


def named_error(error: DatabaseError) -> TutorHubError | None:
    """The named error a database error stands for, if it stands for one."""
    if not isinstance(error, IntegrityError):
        return None
    words = str(error.orig)
    if "slot_taken" in words:
        return SlotTaken()
    if "screening_required" in words:
        return ScreeningRequired()
    if "ck_enrollment_lessons_left" in words:
        return NoLessonsLeft()
    if "UNIQUE" in words:
        return Conflict("This exists already.", code="duplicate")
    return None
