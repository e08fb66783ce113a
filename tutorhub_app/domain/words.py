"""Days, times and lists in plain English, the same on every machine (no system locale)."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

MINUTES_A_DAY = 1440

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_CLOCKS = tuple(f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(MINUTES_A_DAY + 1))


def clock(minutes: int, hour_cycle: int = 24) -> str:
    """Minutes from midnight (0..1440) as "09:30", or "9:30 am" when `hour_cycle` is 12."""
    if hour_cycle != 12:
        return _CLOCKS[minutes]
    half = "am" if minutes % MINUTES_A_DAY < 720 else "pm"
    return f"{minutes // 60 % 12 or 12}:{minutes % 60:02d} {half}"


def weekday_name(day: date) -> str:
    return _DAYS[day.weekday()]


def month_name(day: date) -> str:
    return _MONTHS[day.month - 1]


def long_day(day: date) -> str:
    """Such as "Tuesday 3 March"."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def short_day(day: date) -> str:
    """Such as "Tue 3 Mar"."""
    return f"{_DAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1][:3]}"


def day_of_year(day: date) -> str:
    """With its year: "4 March 2026"."""
    return f"{day.day} {month_name(day)} {day.year}"


def clock_of(instant: datetime, zone: tzinfo, hour_cycle: int = 24) -> str:
    local = instant.astimezone(zone)
    return clock(local.hour * 60 + local.minute, hour_cycle)


def day_and_clock(instant: datetime, zone: tzinfo, hour_cycle: int = 24) -> str:
    """Such as "Tue 3 Mar 18:00" in that zone."""
    return f"{short_day(instant.astimezone(zone).date())} {clock_of(instant, zone, hour_cycle)}"


def duration(minutes: int) -> str:
    """Such as "1 hour 30 minutes"; whole days from 24 hours on are days."""
    if minutes >= MINUTES_A_DAY and minutes % MINUTES_A_DAY == 0:
        return _counted(minutes // MINUTES_A_DAY, "day")
    hours, rest = divmod(minutes, 60)
    parts = [_counted(n, unit) for n, unit in ((hours, "hour"), (rest, "minute")) if n]
    return " ".join(parts) or "0 minutes"


def how_far(instant: datetime, now: datetime) -> str:
    """How far off, in the largest unit that fits: "in 2 hours", "in 3 days", "20 minutes ago"."""
    seconds = (instant - now).total_seconds()
    minutes = round(abs(seconds) / 60)
    if minutes == 0:
        return "now"
    if minutes < 60:
        far = _counted(minutes, "minute")
    elif minutes < MINUTES_A_DAY:
        far = _counted(round(minutes / 60), "hour")
    else:
        far = _counted(round(minutes / MINUTES_A_DAY), "day")
    return f"in {far}" if seconds > 0 else f"{far} ago"


def listed(items: Sequence[str]) -> str:
    """Such as "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
