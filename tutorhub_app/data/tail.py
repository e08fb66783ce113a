"""Noticing the changes that any process committed. What one engine alone speaks stays in here."""

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from tutorhub_app.data.changes import changes_after, last_seq
from tutorhub_app.data.engine import transaction


class Tail:
    """Follows the change rows from the moment it is made. One thread at a time may use it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with Session(engine) as session:
            self._seq = last_seq(session)
        self._watch: Connection | None = None
        self._version: int | None = None

    def poll(self) -> list[str]:
        """Topics changed since the last call, in order, each once."""
        if not self._moved():
            return []
        with transaction(self._engine, readonly=True) as connection, Session(connection) as session:
            rows = changes_after(session, self._seq)
        if rows:
            self._seq = rows[-1][0]
        return list(dict.fromkeys(topic for _, topic in rows))

    def close(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def _moved(self) -> bool:
        """Whether anyone committed: SQLite says so for 2 microseconds of work."""
        if self._engine.dialect.name != "sqlite":
            return True
        if self._watch is None:
            self._watch = self._engine.connect()
        cursor = self._watch.connection.cursor()
        version = cursor.execute("PRAGMA data_version").fetchone()[0]
        cursor.close()
        moved = version != self._version
        self._version = version
        return bool(moved)
