"""What rows have in common."""

from datetime import UTC, datetime
from typing import Any

import uuid_utils
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Field, SQLModel

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)

# Constraint names are fixed by convention, so that a batch alter on SQLite can find them.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """A UUIDv7: unique, and in the order of making."""
    return str(uuid_utils.uuid7())


class Row(SQLModel):
    """A row with an id of its own."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)


class Record(Row):
    """A row the API shows: deleted softly, counted by version (from 1, one more a write).

    `created_at` and `updated_at` are set at flush from the unit of work's `now`. A unit of work is
    one write, however often it flushes.
    """

    is_active: bool = True
    record_version: int = 1
    created_at: datetime = EPOCH
    updated_at: datetime = EPOCH
    owner_id: str = Field(max_length=36)


def new_record(session: OrmSession, owner_id: str) -> dict[str, Any]:
    """The columns that all records have, of one that is inserted past the ORM now."""
    row_id, now = new_id(), session.info["now"]
    written_in(session).add(row_id)
    return {
        "id": row_id,
        "is_active": True,
        "record_version": 1,
        "created_at": now,
        "updated_at": now,
        "owner_id": owner_id,
    }


def count_write(session: OrmSession, row_id: str) -> int:
    """What a write past the ORM adds to the row's version: 1, or 0 when this unit of work has
    counted one already."""
    written = written_in(session)
    counted = row_id in written
    written.add(row_id)
    return 0 if counted else 1


def touch(session: OrmSession, row: Record, now: datetime) -> None:
    """Count a write that changes what the row is shown with, whether or not the row itself."""
    row.record_version += row.id not in written_in(session)
    row.updated_at = now
    written_in(session).add(row.id)


@event.listens_for(OrmSession, "before_flush")
def _stamp(session: OrmSession, *_: Any) -> None:
    now = session.info.get("now")
    if now is None:
        return
    written = written_in(session)
    for row in session.new:
        if isinstance(row, Record):
            row.created_at = row.updated_at = now
            written.add(row.id)
    for row in session.dirty:
        if isinstance(row, Record) and session.is_modified(row):
            if inspect(row).attrs.record_version.history.has_changes():
                continue
            row.record_version += row.id not in written
            row.updated_at = now
            written.add(row.id)


def written_in(session: OrmSession) -> set[str]:
    """The ids of the rows whose version this unit of work has counted already."""
    written: set[str] = session.info.setdefault("written", set())
    return written
