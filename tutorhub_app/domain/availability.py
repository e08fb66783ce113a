"""A tutor's week: windows of local wall time in the tutor's zone, and time off.

Times of a window are minutes from local midnight (0..1440); 1440 is 24:00, only as an end.
A window of one date adds to that weekday's weekly hours, it does not replace them (but on a date
that has hours of its own: see `domain.date_hours`). Where both are in the same mode the hours are
their union; in different modes they may not overlap, since one time can not be taught in two ways.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import TypeVar

from tutorhub_app.domain import words
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.words import MINUTES_A_DAY

T = TypeVar("T", bound=StrEnum)

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00", re.ASCII)


class DayOfWeek(StrEnum):
    """Values and order are the scheduling API's (index = position, Sunday is 0)."""

    SUNDAY = "sunday"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"


_DAYS = tuple(DayOfWeek)


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


def day_of(day: date) -> DayOfWeek:
    return _DAYS[day.isoweekday() % 7]


def next_day(day: DayOfWeek) -> DayOfWeek:
    return _DAYS[(_DAYS.index(day) + 1) % 7]


def parse_time(text: object, field: str, *, is_end: bool = False) -> int:
    """Minutes of "HH:MM"; "24:00" for an end alone. Raises `Invalid` naming the field."""
    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    if match is None or (match[1] is None and not is_end):
        raise Invalid.field(field, _what_is_a_time(is_end))
    return MINUTES_A_DAY if match[1] is None else int(match[1]) * 60 + int(match[2])


def format_time(minutes: int) -> str:
    """Minutes as "HH:MM"; 1440 is "24:00"."""
    return words.clock(minutes)


def validate_window(
    day: object,
    start_time: object,
    end_time: object,
    mode: object,
    *,
    specific_date: date | None = None,
    is_recurring: bool | None = None,
    id: str | None = None,
) -> Window:
    """The window these inputs describe. Days and modes are their enum or its value.

    Raises one `Invalid` that names every bad field: dayOfWeek, startTime, endTime, teachingMode,
    specificDate. `is_recurring=None` follows from whether there is a date.
    """
    faults: dict[str, str] = {}
    weekday = _member(DayOfWeek, day, "dayOfWeek", "Choose a day of the week.", faults)
    taught = _member(
        TeachingMode, mode, "teachingMode", "Choose online, face-to-face or both.", faults
    )
    start = _time(start_time, "startTime", faults, is_end=False)
    end = _time(end_time, "endTime", faults, is_end=True)
    if start is not None and end is not None and end <= start:
        faults["endTime"] = (
            "Choose an end after the start; hours that go on past midnight are two windows, "
            "the first until 24:00."
        )
    date_fault = _date_fault(weekday, specific_date, is_recurring)
    if date_fault:
        faults["specificDate"] = date_fault
    if faults or weekday is None or taught is None or start is None or end is None:
        needs_date = specific_date is None and list(faults) == ["specificDate"]
        code = "specificDateIsRequired" if needs_date else None
        raise Invalid(" ".join(faults.values()), code=code, fields=faults)
    return Window(weekday, start, end, taught, specific_date, id)


def split_at_midnight(
    day: DayOfWeek,
    start: int,
    end: int,
    mode: TeachingMode,
    specific_date: date | None = None,
) -> tuple[Window, ...]:
    """The windows to store for hours entered as one, cut at each midnight.

    An `end` at or before the start is on the next day (22:00 to 02:00; 00:00 is midnight), and so
    is one above 1440, counted from the first day's midnight. Raises `Invalid` on endTime when the
    two are the same time or more than a day apart.
    """
    if not 0 <= start < MINUTES_A_DAY:
        raise Invalid.field("startTime", _what_is_a_time(False))
    if end == 0:
        end = MINUTES_A_DAY
    if end < start:
        end += MINUTES_A_DAY
    if end == start:
        raise Invalid.field("endTime", "The end must differ from the start.")
    if not start < end <= start + MINUTES_A_DAY:
        raise Invalid.field("endTime", "Hours entered as one can last one day at most.")
    evening = Window(day, start, min(end, MINUTES_A_DAY), mode, specific_date)
    if end <= MINUTES_A_DAY:
        return (evening,)
    morning_date = None if specific_date is None else specific_date + timedelta(days=1)
    return evening, Window(next_day(day), 0, end - MINUTES_A_DAY, mode, morning_date)


def merge(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Touching and overlapping windows of one mode and one scope joined, in the week's order.

    A scope is a weekday of every week, or one date. A joined window keeps the id of its earliest
    part that has one.
    """
    merged: list[Window] = []
    for window in sorted(windows, key=_order):
        last = merged[-1] if merged else None
        if last and is_same_kind(last, window) and window.start <= last.end:
            end = max(last.end, window.end)
            merged[-1] = replace(last, end=end, id=last.id or window.id)
        else:
            merged.append(window)
    return tuple(sorted(merged, key=reading_order))


def window_sentence(window: Window) -> str:
    """Such as "Tuesday 09:00 to 12:00 (online)"; a window of one date names the date."""
    day = (
        window.day.capitalize()
        if window.specific_date is None
        else f"{words.long_day(window.specific_date)} {window.specific_date.year}"
    )
    return f"{day} {_span(window)} ({mode_words(window.mode)})"


def mode_words(mode: TeachingMode) -> str:
    return {
        TeachingMode.ONLINE: "online",
        TeachingMode.FACE_TO_FACE: "face-to-face",
        TeachingMode.BOTH: "online or face-to-face",
    }[mode]


def week_sentences(windows: Iterable[Window], *, first_day_of_week: int = 1) -> tuple[str, ...]:
    """The hours in words, a line for each run of days that are alike, then one for each date.

    "Monday to Friday: 09:00 to 12:00 and 14:00 to 17:00 (online)". `first_day_of_week` is 0 for
    Sunday and 1 for Monday.
    """
    merged = merge(windows)
    days = [_DAYS[(first_day_of_week + n) % 7] for n in range(7)]
    weekly = [(day, day_sentence(w for w in merged if _is_weekly_on(w, day))) for day in days]
    lines = []
    for hours, group in groupby(weekly, key=lambda pair: pair[1]):
        names = [day.capitalize() for day, _ in group]
        if hours:
            lines.append(f"{_day_range(names)}: {hours}")
    for day in sorted({w.specific_date for w in merged if w.specific_date}):
        hours = day_sentence(w for w in merged if w.specific_date == day)
        lines.append(f"Also on {words.long_day(day)} {day.year}: {hours}")
    return tuple(lines)


def hours_sentence(windows: Iterable[Window], *, first_day_of_week: int = 1) -> str:
    """The whole week in one text."""
    lines = week_sentences(windows, first_day_of_week=first_day_of_week)
    return f"{'; '.join(lines)}." if lines else "No teaching hours yet."


def day_sentence(windows: Iterable[Window]) -> str:
    """One day's windows: "09:00 to 12:00 and 14:00 to 17:00 (online)"; empty without any."""
    ordered = sorted(windows, key=lambda w: (w.start, w.end))
    parts = []
    for mode, group in groupby(ordered, key=lambda window: window.mode):
        parts.append(f"{words.listed([_span(w) for w in group])} ({mode_words(mode)})")
    return ", ".join(parts)


def _what_is_a_time(is_end: bool) -> str:
    allowed = "00:01 to 24:00, such as 17:30" if is_end else "00:00 to 23:59, such as 09:30"
    return f"Enter a time from {allowed}."


def _time(text: object, field: str, faults: dict[str, str], *, is_end: bool) -> int | None:
    try:
        return parse_time(text, field, is_end=is_end)
    except Invalid as fault:
        faults.update(fault.fields)
        return None


def _member(
    kind: type[T], value: object, field: str, sentence: str, faults: dict[str, str]
) -> T | None:
    try:
        return kind(str(value))
    except ValueError:
        faults[field] = sentence
        return None


def _date_fault(
    day: DayOfWeek | None, specific_date: date | None, is_recurring: bool | None
) -> str | None:
    if specific_date is None:
        return "Choose the date of these hours." if is_recurring is False else None
    if is_recurring:
        return "Weekly hours have no date: leave it empty."
    if day is not None and day_of(specific_date) is not day:
        actual = words.weekday_name(specific_date)
        return f"That date is a {actual}, not a {day.capitalize()}."
    return None


def scope(window: Window) -> tuple[int, date]:
    """Weekly hours of a day, or one date. The date alone decides for a window that has one."""
    if window.specific_date is None:
        return _DAYS.index(window.day), date.min
    return 7, window.specific_date


def _order(window: Window) -> tuple[tuple[int, date], str, int, int]:
    return scope(window), window.mode.value, window.start, window.end


def reading_order(window: Window) -> tuple[tuple[int, date], int, int, str]:
    return scope(window), window.start, window.end, window.mode.value


def is_same_kind(one: Window, other: Window) -> bool:
    return one.mode is other.mode and scope(one) == scope(other)


def _is_weekly_on(window: Window, day: DayOfWeek) -> bool:
    return window.specific_date is None and window.day is day


def _span(window: Window) -> str:
    return f"{format_time(window.start)} to {format_time(window.end)}"


def _day_range(names: Sequence[str]) -> str:
    if len(names) < 3:
        return words.listed(names)
    return f"{names[0]} to {names[-1]}"
