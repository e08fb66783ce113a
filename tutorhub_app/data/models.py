"""Every table, imported for its metadata."""

from sqlmodel import SQLModel

from tutorhub_app.data import (  # noqa: F401
    accounts,
    api_keys,
    audit,
    availability,
    booking,
    catalog,
    changes,
    classroom,
    idempotency,
    jobs,
    name_words,
    notices,
    online_lessons,
    permissions,
    recordings,
    screening,
    screening_history,
    screening_rooms,
    slot_rooms,
)

metadata = SQLModel.metadata
