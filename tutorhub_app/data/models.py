"""Every table, imported for its metadata."""

from sqlmodel import SQLModel

from tutorhub_app.data import (  # noqa: F401
    accounts,
    api_keys,
    availability,
    booking,
    catalog,
    changes,
    idempotency,
    permissions,
    screening,
)

metadata = SQLModel.metadata
