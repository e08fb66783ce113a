"""A tutor's hours on given days, as instants.

Instants here are whole seconds since 1970 UTC: a month of them is compared in microseconds.

- A window runs from the first occurrence of its start to the first occurrence of its end. In a
  spring gap both are the instant of the change, so that part of the window is lost; in an autumn
  fold the repeated hour lies between the two readings around it and counts as one long stretch.
- Windows of one date add to that weekday's weekly hours; on a date with its own hours they stand
  alone. For each session mode the hours are the union of all windows that allow it; touching
  windows are one.
- A lesson may go on past midnight when the next day's hours begin at 00:00. Starts are counted
  anew there: each day's first start is the start of its own hours, so the grid of a day never
  depends on the day before (and is defined for hours around the clock).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tutorhub_app.domain import zones
from tutorhub_app.domain.availability import DayOfWeek, TimeOff, Window
from tutorhub_app.domain.catalog import SESSION_MODES, SessionMode
from tutorhub_app.domain.spans import Spans, union
from tutorhub_app.domain.words import MINUTES_A_DAY

Pairs = tuple[tuple[int, int], ...]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Position of a DayOfWeek for date.weekday(), where Monday is 0.
_WEEKDAYS = (*tuple(DayOfWeek)[1:], DayOfWeek.SUNDAY)


class Stretch(NamedTuple):
    """Hours without a break on one local day: wall minutes, and the instants they are."""

    first_minute: int
    last_minute: int
    opens: int
    closes: int


class Day:
    """One local date and its hours. Made by `Hours`."""

    __slots__ = ("_hours", "_midnight", "_runs", "date", "is_off", "ordinal")

    def __init__(self, hours: "Hours", day: date) -> None:
        self._hours = hours
        self._runs: dict[SessionMode, tuple[Stretch, ...]] = {}
        self.date = day
        self.ordinal = day.toordinal()
        self.is_off = hours.is_off(self.ordinal)
        # Without a clock change the whole day is arithmetic from midnight.
        self._midnight: int | None = None
        if zones.has_one_offset(hours.zone, day):
            self._midnight = int(datetime.combine(day, time(), hours.zone).timestamp())

    def instant(self, minute: int) -> int | None:
        """When that wall time is; None when the clocks skip it."""
        if self._midnight is not None:
            return self._midnight + minute * 60
        instant = zones.local_to_instant(self._hours.zone, self.date, minute)
        return None if instant is None else int(instant.timestamp())

    def edge(self, minute: int) -> int:
        """When that wall time is, or the clock change that skips it."""
        if self._midnight is not None:
            return self._midnight + minute * 60
        return int(zones.local_edge(self._hours.zone, self.date, minute).timestamp())

    def stretches(self, mode: SessionMode) -> tuple[Stretch, ...]:
        """The day's hours for that mode, in order; none on a day off."""
        runs = self._runs.get(mode)
        if runs is None:
            runs = self._runs[mode] = () if self.is_off else tuple(self._stretches(mode))
        return runs

    def stretch_at(self, mode: SessionMode, instant: int) -> Stretch | None:
        for stretch in self.stretches(mode):
            if stretch.opens <= instant < stretch.closes:
                return stretch
        return None

    def fits(self, mode: SessionMode, start: int, end: int) -> bool:
        """Whether [start, end) lies in hours of this day, or in those that go on from them."""
        stretch = self.stretch_at(mode, start)
        return stretch is not None and self.holds(stretch, mode, end)

    def holds(self, stretch: Stretch, mode: SessionMode, end: int) -> bool:
        """Whether hours that begin in `stretch` last until `end`."""
        return end <= stretch.closes or end <= self._open_until(stretch.closes, mode, end)

    def _stretches(self, mode: SessionMode) -> Iterator[Stretch]:
        for first, last in self._hours.minutes(self.date, mode):
            opens, closes = self.edge(first), self.edge(last)
            if opens < closes:
                yield Stretch(first, last, opens, closes)

    def _open_until(self, instant: int, mode: SessionMode, wanted: int) -> int:
        """How far the hours go on without a break from `instant`; at least `wanted` if they do."""
        day = self
        while instant < wanted:
            onward = day.stretch_at(mode, instant)
            if onward is not None:
                instant = onward.closes
            elif instant == day.edge(MINUTES_A_DAY):
                day = self._hours.day(day.ordinal + 1)
            else:
                break
        return instant


class Hours:
    """A tutor's windows and time off, asked day by day; days are made once.

    Weekly windows do not apply on `own_dates`.
    """

    def __init__(
        self,
        zone: ZoneInfo,
        windows: Iterable[Window],
        time_off: Iterable[TimeOff],
        own_dates: Collection[date] = (),
    ) -> None:
        self.zone = zone
        self._own_dates = frozenset(own_dates)
        self._days: dict[int, Day] = {}
        self._off = Spans((t.first_day.toordinal(), t.last_day.toordinal() + 1) for t in time_off)
        self._weekly: dict[tuple[DayOfWeek, SessionMode], Pairs] = {}
        self._dated: dict[tuple[date, SessionMode], Pairs] = {}
        for window in windows:
            self._add(window)
        self._weekly = {key: tuple(union(pairs)) for key, pairs in self._weekly.items()}
        self._dated = {key: tuple(union(pairs)) for key, pairs in self._dated.items()}
        self._open_weekdays = {_WEEKDAYS.index(day) for day, _ in self._weekly}
        self._open_dates = sorted({day.toordinal() for day, _ in self._dated})

    def _add(self, window: Window) -> None:
        for mode in SESSION_MODES[window.mode]:
            pair = ((window.start, window.end),)
            if window.specific_date is None:
                weekly = (window.day, mode)
                self._weekly[weekly] = self._weekly.get(weekly, ()) + pair
            else:
                dated = (window.specific_date, mode)
                self._dated[dated] = self._dated.get(dated, ()) + pair

    def is_off(self, ordinal: int) -> bool:
        return self._off.meets(ordinal, ordinal + 1)

    def days_off_around(self, ordinal: int) -> tuple[date, date] | None:
        """First and last day of the time off that holds that day."""
        span = self._off.holding(ordinal)
        return span and (date.fromordinal(span[0]), date.fromordinal(span[1] - 1))

    def day(self, ordinal: int) -> Day:
        day = self._days.get(ordinal)
        if day is None:
            day = self._days[ordinal] = Day(self, date.fromordinal(ordinal))
        return day

    def minutes(self, day: date, mode: SessionMode) -> Pairs:
        """The hours of that date as wall minutes, joined, whether or not it is a day off."""
        dated = self._dated.get((day, mode))
        if day in self._own_dates:
            return dated or ()
        weekly = self._weekly.get((_WEEKDAYS[day.weekday()], mode), ())
        return weekly if dated is None else tuple(union((*weekly, *dated)))

    def open_days(self, first: int, last: int) -> Iterator[Day]:
        """Days with hours among the ordinals first..last, in order. Lazy; others cost little."""
        for ordinal in self._ordinals_with_hours(first, last):
            if not self.is_off(ordinal):
                yield self.day(ordinal)

    def covers(self, mode: SessionMode, start: int, end: int) -> bool:
        """Whether [start, end) lies in the hours for that mode."""
        ordinal = datetime.fromtimestamp(start, self.zone).toordinal()
        # In a fold across midnight an instant's date can be the day before that of its hours.
        return any(self.day(near).fits(mode, start, end) for near in (ordinal, ordinal + 1))

    def _ordinals_with_hours(self, first: int, last: int) -> Iterable[int]:
        dates = self._open_dates[
            bisect_left(self._open_dates, first) : bisect_right(self._open_dates, last)
        ]
        if not self._open_weekdays:
            return dates
        # Ordinal 1 is a Monday.
        return (
            ordinal
            for ordinal in range(first, last + 1)
            if (ordinal - 1) % 7 in self._open_weekdays or ordinal in dates
        )
