"""What a session asks its database, whichever way."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from tutorhub_app.data.engine import connection_of


@contextmanager
def asked_of(session: Session) -> Iterator[list[str]]:
    """The statements that SQLite runs meanwhile, with their values."""
    asked: list[str] = []
    sqlite = connection_of(session).connection.dbapi_connection
    sqlite.set_trace_callback(asked.append)
    try:
        yield asked
    finally:
        sqlite.set_trace_callback(None)
