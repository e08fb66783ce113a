"""A tutor's week: windows of local wall time in the tutor's zone, and time off.

Times of a window are minutes from local midnight (0..1440); 1440 is 24:00, only as an end.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tutorhub_app.domain.catalog import TeachingMode


class DayOfWeek(StrEnum):
    """Values and order are the scheduling API's (index = position, Sunday is 0)."""

    SUNDAY = "sunday"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"


@dataclass(frozen=True, slots=True)
class Window:
    """Hours a tutor teaches: every week, or on `specific_date` alone when that is set.

    `start` and `end` are minutes from local midnight, 0 <= start < end <= 1440.
    """

    day: DayOfWeek
    start: int
    end: int
    mode: TeachingMode
    specific_date: date | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Whole days off in the tutor's zone, both ends included."""

    first_day: date
    last_day: date
