"""Weeks of the calendar, from Monday to Sunday (ISO 8601), in somebody's zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tutorhub_app.domain.zones import local_edge

PERIODS = (4, 12, 26, 52)
"""Numbers of weeks to choose from."""
USUAL_PERIOD = 12
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """The week that begins on this Monday: the instants in [starts_at, ends_at)."""

    monday: date
    starts_at: datetime
    ends_at: datetime

    @property
    def number(self) -> int:
        """1 to 53."""
        return self.monday.isocalendar().week


def weeks_until(now: datetime, count: int, here: ZoneInfo) -> tuple[Week, ...]:
    """So many weeks, in order; the last one is under way in that zone."""
    today = now.astimezone(here).date()
    last = today - timedelta(days=today.weekday())
    mondays = [last - _WEEK * back for back in reversed(range(count))]
    edges = [local_edge(here, monday, 0) for monday in (*mondays, last + _WEEK)]
    return tuple(map(Week, mondays, edges, edges[1:]))
