"""Stored objects as the API documents have them: every property, nothing looked up beside it."""

from dataclasses import dataclass
from datetime import date, datetime

from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import TeachingMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all of them have. `record_version` counts writes, from 1; instants are aware."""

    id: str
    is_active: bool
    record_version: int
    created_at: datetime
    updated_at: datetime
    owner_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityRecord(Record):
    """A window of local wall time, HH:MM in the tutor's zone."""

    tutor_profile_id: str
    day_of_week: DayOfWeek
    start_time: str
    end_time: str
    is_recurring: bool
    specific_date: date | None
    teaching_mode: TeachingMode
