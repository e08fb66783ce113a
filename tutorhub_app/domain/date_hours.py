"""Hours of one date: what applies there, and changes that concern that date alone.

A date with hours of its own does not follow the weekly hours: only its own windows apply. It gets
them when weekly hours are changed "only on this date": the weekly ones of that day are copied to
the date, and the copy is what changes.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tutorhub_app.domain import week_editing, zones
from tutorhub_app.domain.availability import DayOfWeek, Window, day_of, merge
from tutorhub_app.domain.week_editing import Block, blocks, change_between
from tutorhub_app.domain.words import MINUTES_A_DAY

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WeekHours:
    """All of a tutor's windows, and the dates on which the weekly ones do not apply."""

    windows: tuple[Window, ...]
    own_dates: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class HoursChange:
    """What to store, and the hours as they then are.

    `delete` are ids of windows, `insert` windows without one; `own` are dates that get hours of
    their own, `weekly_again` dates that follow the weekly hours again.
    """

    delete: frozenset[str]
    insert: tuple[Window, ...]
    own: frozenset[date]
    weekly_again: frozenset[date]
    result: WeekHours

    @property
    def is_empty(self) -> bool:
        return not (self.delete or self.insert or self.own or self.weekly_again)


def windows_on(hours: WeekHours, day: date) -> tuple[Window, ...]:
    """The windows that apply on a date, told as windows of that date; they keep their ids."""
    return tuple(
        replace(window, day=day_of(day), specific_date=day)
        for window in hours.windows
        if window.specific_date == day
        or (window.specific_date is None and _follows(hours, window, day))
    )


def shown_blocks(hours: WeekHours, first_day: date, last_day: date) -> tuple[Block, ...]:
    """The hours of these days as they are shown and edited: what touches in one mode is one block.

    Each block has its date. A night that began on the day before the first is the first block.
    """
    near = [windows_on(hours, day) for day in _days(first_day - _ONE_DAY, last_day + _ONE_DAY)]
    return tuple(
        block
        for block in blocks(window for windows in near for window in windows)
        if block.specific_date is not None
        and block.specific_date <= last_day
        and (block.specific_date >= first_day or block.end > MINUTES_A_DAY)
    )


def block_instants(time_zone: str, block: Block) -> tuple[datetime, datetime]:
    """When a block of a date begins and ends (UTC). Both are the same when a spring gap holds all
    of it."""
    assert block.specific_date is not None
    day, end = block.specific_date, block.end
    if end > MINUTES_A_DAY:
        day, end = day + _ONE_DAY, end - MINUTES_A_DAY
    return (
        zones.local_edge(time_zone, block.specific_date, block.start),
        zones.local_edge(time_zone, day, end),
    )


def is_weekly(hours: WeekHours, ids: Collection[str]) -> bool:
    """Whether every one of these windows repeats each week."""
    return all(window.specific_date is None for window in hours.windows if window.id in ids)


def put(
    hours: WeekHours,
    new: Sequence[Window],
    replacing: Collection[str] = (),
    *,
    seen_on: date | None = None,
    today: date | None = None,
) -> HoursChange:
    """Put hours (the windows of one block) in the place of the windows with the ids `replacing`.

    Weekly hours in place of any: those are gone. Hours of a date in place of weekly ones: the
    weekly ones stay, and the date `seen_on`, where the block that is replaced was seen to begin,
    gets hours of its own. Raises `WindowsOverlap` for hours in another mode at the same time.
    """
    is_dated = any(window.specific_date for window in new)
    if is_dated:
        start, dropped = _apart(hours, replacing, seen_on)
    else:
        start, dropped = hours, frozenset(replacing)
        new = (*new, *kept_on_own_dates(hours, new, replacing))
    change = week_editing.put_window(
        start.windows, new, dropped, own_dates=start.own_dates, today=today
    )
    return _change(hours, WeekHours(change.result, start.own_dates))


def kept_on_own_dates(
    hours: WeekHours, new: Sequence[Window], replacing: Collection[str]
) -> Iterator[Window]:
    """What a date with hours of its own keeps when one of them becomes weekly: the week does not
    reach that date."""
    for old in hours.windows:
        day = old.specific_date
        if old.id in replacing and day in hours.own_dates and day is not None:
            for window in new:
                if window.day is day_of(day):
                    yield replace(window, specific_date=day)


def remove(hours: WeekHours, ids: Collection[str], *, only_on: date | None = None) -> HoursChange:
    """Delete windows; with `only_on`, where their block was seen to begin, on that date alone."""
    start, dropped = (hours, frozenset(ids)) if only_on is None else _apart(hours, ids, only_on)
    kept = tuple(
        window for window in start.windows if window.id is None or window.id not in dropped
    )
    return _change(hours, WeekHours(kept, start.own_dates))


def copy_day(
    hours: WeekHours, source: DayOfWeek, targets: Iterable[DayOfWeek], *, today: date | None = None
) -> HoursChange:
    """Give the target days the weekly hours of the source day, in place of theirs."""
    change = week_editing.copy_day(
        hours.windows, source, targets, own_dates=hours.own_dates, today=today
    )
    return _change(hours, WeekHours(change.result, hours.own_dates))


def follow_week(hours: WeekHours, day: date) -> HoursChange:
    """Let a date follow the weekly hours again, without any of its own."""
    kept = tuple(window for window in hours.windows if window.specific_date != day)
    return _change(hours, WeekHours(kept, hours.own_dates - {day}))


def _follows(hours: WeekHours, window: Window, day: date) -> bool:
    return window.day is day_of(day) and day not in hours.own_dates


def _apart(
    hours: WeekHours, ids: Collection[str], seen_on: date | None
) -> tuple[WeekHours, frozenset[str]]:
    """The hours with dates of their own where the weekly windows among `ids` apply, without those
    windows there; and the ids that are still to be dropped."""
    dropped = frozenset(w.id for w in hours.windows if w.id and w.id in ids and w.specific_date)
    days = {w.day for w in hours.windows if w.id in ids and w.specific_date is None}
    # A block ends on the day after it began at the latest.
    near = () if seen_on is None else (seen_on, seen_on + _ONE_DAY)
    new_dates = {day for day in near if day_of(day) in days} - hours.own_dates
    copies = merge(
        replace(window, id=None)
        for day in new_dates
        for window in windows_on(hours, day)
        if window.id not in ids
    )
    stays = tuple(w for w in hours.windows if w.specific_date not in new_dates)
    return WeekHours((*stays, *copies), hours.own_dates | new_dates), dropped


def _change(before: WeekHours, after: WeekHours) -> HoursChange:
    windows = change_between(before.windows, after.windows)
    return HoursChange(
        delete=windows.delete,
        insert=windows.insert,
        own=after.own_dates - before.own_dates,
        weekly_again=before.own_dates - after.own_dates,
        result=WeekHours(windows.result, after.own_dates),
    )


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
