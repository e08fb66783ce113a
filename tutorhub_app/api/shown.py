"""Values as the documents show them."""

from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from tutorhub_app.domain.records import Record


def instant(value: datetime) -> str:
    """`2026-01-31T09:00:00.000Z`."""
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    return value.isoformat(timespec="milliseconds")[:23] + "Z"


def enum(name: str, value: StrEnum | None) -> dict[str, Any]:
    """The name of an enum's member, and beside it its index; both null for none."""
    index = None if value is None else _positions(type(value))[value]
    return {name: value, f"{name}_idx": index}


@lru_cache
def _positions(kind: type[StrEnum]) -> dict[StrEnum, int]:
    return {member: position for position, member in enumerate(kind)}


def record(row: Record) -> dict[str, Any]:
    """What closes every stored object."""
    return {
        "isActive": row.is_active,
        "recordVersion": row.record_version,
        "createdAt": instant(row.created_at),
        "updatedAt": instant(row.updated_at),
        "_owner": row.owner_id,
    }
