"""Which times can be booked, and why another can not. This module owns all conversion of time."""

from dataclasses import dataclass
from datetime import date, datetime

from tutorhub_app.domain.availability import TimeOff, Window
from tutorhub_app.domain.catalog import BookingRules, SessionMode


@dataclass(frozen=True, slots=True)
class Busy:
    """When a person is taken: aware UTC instants, half open [starts_at, ends_at)."""

    starts_at: datetime
    ends_at: datetime
    is_lesson: bool = True


@dataclass(frozen=True, slots=True)
class TutorCalendar:
    """All that decides a tutor's open times. `time_zone` is an IANA name."""

    time_zone: str
    windows: tuple[Window, ...]
    time_off: tuple[TimeOff, ...]
    busy: tuple[Busy, ...]
    rules: BookingRules


@dataclass(frozen=True, slots=True)
class Offer:
    """What is booked: a lesson of so many minutes in one of these modes."""

    lesson_minutes: int
    session_modes: frozenset[SessionMode]


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A bookable time: UTC instants, the tutor's local date and HH:MM, and the modes on offer."""

    starts_at: datetime
    ends_at: datetime
    local_date: date
    local_time: str
    session_modes: tuple[SessionMode, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a time is refused: a code for machines and a sentence for people."""

    code: str
    sentence: str
