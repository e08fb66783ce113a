"""Values as the documents show them."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from tutorhub_app.domain.records import Record


def instant(value: datetime) -> str:
    """`2026-01-31T09:00:00.000Z`."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def enum(name: str, value: StrEnum | None) -> dict[str, Any]:
    """The name of an enum's member, and beside it its index; both null for none."""
    index = None if value is None else list(type(value)).index(value)
    return {name: value, f"{name}_idx": index}


def record(row: Record) -> dict[str, Any]:
    """What closes every stored object."""
    return {
        "isActive": row.is_active,
        "recordVersion": row.record_version,
        "createdAt": instant(row.created_at),
        "updatedAt": instant(row.updated_at),
        "_owner": row.owner_id,
    }
