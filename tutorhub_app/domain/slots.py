"""Which times can be booked, and why another can not.

`_refusals` and `_refusals_of_place` are the rule. Everything else asks them: the lists keep the
times they have nothing against, `why_not` tells what they have. Of that, little counts against a
time that the tutor offers as a free slot: see `domain.offered`. Wall times are the tutor's; how
they become instants, and what clock changes and midnights do, is in `domain.hours`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import merge
from itertools import chain, groupby
from math import ceil, floor
from typing import NamedTuple, TypeVar

from tutorhub_app.domain import refusals, zones
from tutorhub_app.domain.availability import TimeOff, Window
from tutorhub_app.domain.catalog import BookingRules, SessionMode
from tutorhub_app.domain.errors import NotBookable
from tutorhub_app.domain.hours import Day, Hours, Stretch
from tutorhub_app.domain.offered import BINDS_AN_OFFER, Modes, OfferedTime, OfferedTimes
from tutorhub_app.domain.refusals import Facts, Refusal
from tutorhub_app.domain.spans import Spans, Steady
from tutorhub_app.domain.words import MINUTES_A_DAY, clock

_SECONDS_A_DAY = 86_400
_NEAR_COUNT = 3

LessonId = TypeVar("LessonId")


@dataclass(frozen=True, slots=True)
class Busy:
    """When a person is taken: aware UTC instants, half open [starts_at, ends_at)."""

    starts_at: datetime
    ends_at: datetime
    is_lesson: bool = True


@dataclass(frozen=True, slots=True)
class TutorCalendar:
    """All that decides a tutor's open times. `time_zone` is an IANA name.

    Weekly windows do not apply on `own_dates`: there the windows of the date stand alone.
    `offered` are the free slots, of any pack.
    """

    time_zone: str
    windows: tuple[Window, ...]
    time_off: tuple[TimeOff, ...]
    busy: tuple[Busy, ...]
    rules: BookingRules
    own_dates: frozenset[date] = frozenset()
    offered: tuple[OfferedTime, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What is booked: a lesson of so many minutes in one of these modes. Free slots of `pack_id`
    are open for it."""

    lesson_minutes: int
    session_modes: frozenset[SessionMode]
    pack_id: str = ""


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


def open_slots(
    calendar: TutorCalendar,
    offer: Offer,
    *,
    first_day: date,
    last_day: date,
    now: datetime,
    student_busy: Iterable[Busy] = (),
) -> list[OpenSlot]:
    """The bookable times on those tutor-local days, both included; sorted, one per start."""
    desk = _Desk(calendar, offer, now, student_busy)
    return list(desk.open_between(first_day.toordinal(), last_day.toordinal()))


def earliest_open_slot(
    calendar: TutorCalendar, offer: Offer, *, now: datetime, student_busy: Iterable[Busy] = ()
) -> OpenSlot | None:
    """The first of all `open_slots` up to the horizon. Looks no further than that one."""
    desk = _Desk(calendar, offer, now, student_busy)
    return next(desk.open_between(desk.first_day, desk.farthest_day), None)


def nearest_open_slots(
    calendar: TutorCalendar,
    offer: Offer,
    wanted: datetime,
    *,
    now: datetime,
    count: int = _NEAR_COUNT,
    student_busy: Iterable[Busy] = (),
) -> list[OpenSlot]:
    """Up to `count` bookable times, the nearest to `wanted` first (the earlier of two as near)."""
    desk = _Desk(calendar, offer, now, student_busy)
    target = wanted.timestamp()
    home = wanted.astimezone(desk.hours.zone).toordinal()

    def near(first: int, last: int) -> Iterator[tuple[float, datetime, OpenSlot]]:
        for slot in desk.open_between(max(first, desk.first_day), last):
            yield abs(slot.starts_at.timestamp() - target), slot.starts_at, slot

    # Beyond the horizon there is only what is offered: too little to walk there day by day.
    found = list(near(desk.last_day + 1, desk.farthest_day))
    nearest_day = max(0, desk.first_day - home, home - desk.last_day)
    farthest_day = max(desk.last_day - home, home - desk.first_day)
    for radius in range(nearest_day, farthest_day + 1):
        for ordinal in sorted({home - radius, home + radius}):
            found += near(ordinal, min(ordinal, desk.last_day))
        # What lies outside the days searched is at least this far (a day less for clock changes).
        certain = (radius - 1) * _SECONDS_A_DAY
        if sum(distance <= certain for distance, _, _ in found) >= count:
            break
    return [slot for _, _, slot in sorted(found, key=lambda each: each[:2])[:count]]


def why_not(
    calendar: TutorCalendar,
    offer: Offer,
    starts_at: datetime,
    session_mode: SessionMode | None,
    *,
    now: datetime,
    student_busy: Iterable[Busy] = (),
    viewer_zone: str | None = None,
    hour_cycle: int = 24,
) -> tuple[Reason, ...]:
    """Everything against a lesson at that instant; empty exactly when `open_slots` lists it.

    Without a mode it is enough that one mode is possible; the reasons are then those of the mode
    with the fewest. Sentences tell times in `viewer_zone`, else in the tutor's zone, and name it.
    """
    desk = _Desk(calendar, offer, now, student_busy)
    modes = (session_mode,) if session_mode else desk.modes or tuple(SessionMode)
    codes, mode = min(
        ((desk.refusals_at(starts_at, mode), mode) for mode in modes),
        key=lambda answer: len(answer[0]),
    )
    if not codes:
        return ()
    facts = _facts(desk, starts_at, mode, viewer_zone, hour_cycle)
    return tuple(Reason(code.value, refusals.sentence(code, facts)) for code in codes)


def instant_of(time_zone: str, day: date, minutes: int) -> datetime:
    """The UTC instant of a tutor's wall time; in a spring gap `NotBookable` (clockChange)."""
    where = zones.zone(time_zone)
    instant = zones.local_to_instant(where, day, minutes)
    if instant is None:
        sentence = refusals.skipped_sentence(where, day, minutes)
        raise NotBookable(((Refusal.CLOCK_CHANGE.value, sentence),))
    return instant


def lessons_outside_hours(
    calendar_after_change: TutorCalendar,
    lessons: Iterable[tuple[LessonId, datetime, datetime, SessionMode | None]],
) -> tuple[LessonId, ...]:
    """Ids of the lessons (id, starts_at, ends_at, session_mode) that the hours do not hold.

    A lesson is inside when it lies within hours for its mode (any, without one) and not in time
    off; where it starts on the grid, and all other rules, do not matter. In the order given.
    """
    calendar = calendar_after_change
    zone = zones.zone(calendar.time_zone)
    hours = Hours(zone, calendar.windows, calendar.time_off, calendar.own_dates)

    def is_inside(starts_at: datetime, ends_at: datetime, mode: SessionMode | None) -> bool:
        start, end = floor(starts_at.timestamp()), ceil(ends_at.timestamp())
        return any(hours.covers(each, start, end) for each in ((mode,) if mode else SessionMode))

    return tuple(id for id, start, end, mode in lessons if not is_inside(start, end, mode))


class _Desk:
    """One question's calendar, made ready: instants as whole seconds, busy times as spans."""

    def __init__(
        self, calendar: TutorCalendar, offer: Offer, now: datetime, student_busy: Iterable[Busy]
    ) -> None:
        rules = calendar.rules
        zone = zones.zone(calendar.time_zone)
        self.hours = Hours(zone, calendar.windows, calendar.time_off, calendar.own_dates)
        self.rules = rules
        self.modes = tuple(mode for mode in SessionMode if mode in offer.session_modes)
        self.lesson = offer.lesson_minutes * 60
        self.now = now
        self.earliest = now + timedelta(minutes=rules.minimum_notice_minutes)
        self.now_second = ceil(now.timestamp())
        self.earliest_second = ceil(self.earliest.timestamp())
        self.first_day = now.astimezone(zone).toordinal()
        self.last_day = self.first_day + rules.horizon_days
        self.offered = OfferedTimes(calendar.offered, offer.pack_id, zone)
        self.farthest_day = max(self.last_day, self.offered.last_day)
        self.taken = Spans(_seconds(busy) for busy in calendar.busy)
        # Buffers of two neighbours may overlap each other, so the wider one is the gap.
        gap = max(rules.buffer_before_minutes, rules.buffer_after_minutes)
        self.kept_free = self.taken.widened(gap * 60)
        self.student_taken = Spans(_seconds(busy) for busy in student_busy)
        self.full_days = _full_days(calendar, self.hours)

    def open_between(self, first: int, last: int) -> Iterator[OpenSlot]:
        """Lazily, in order; days are ordinals."""
        first = max(first, self.first_day)
        days = self.hours.open_days(first, min(last, self.last_day))
        offered = [self.hours.day(ordinal) for ordinal in self.offered.days(first, last)]
        if offered:
            together = groupby(merge(days, offered, key=_ordinal), key=_ordinal)
            days = (next(same) for _, same in together)
        for day in days:
            yield from _open_on(self, day)

    def refusals_at(self, starts_at: datetime, mode: SessionMode) -> tuple[Refusal, ...]:
        local = starts_at.astimezone(self.hours.zone)
        day = self.hours.day(local.toordinal())
        start = floor(starts_at.timestamp())
        # Seconds fit no grid of minutes.
        minute = None if local.second or local.microsecond else local.hour * 60 + local.minute
        place = _Place(mode, day.stretch_at(mode, start), is_repeated=bool(local.fold))
        found = {*_refusals(self, day, start), *_refusals_of_place(self, day, start, minute, place)}
        if minute is not None and mode in self.offered.on(day.ordinal).get(minute, ()):
            found &= BINDS_AN_OFFER
            if _first_day_off(self, day, start + self.lesson) is not None:
                found.add(Refusal.TIME_OFF)
        told = {_refined(code, self, day, start, mode) for code in found}
        return tuple(code for code in Refusal if code in told)


class _Place(NamedTuple):
    """Where a start lies in the tutor's hours for one mode: in that stretch, if in any.

    `is_repeated`: the clocks were put back and show its wall time for the second time.
    """

    mode: SessionMode
    stretch: Stretch | None
    is_repeated: bool = False


class _Places:
    """Where starts lie that have it in common: a place for each mode.

    What begins up to `last_within` ends within the hours of them all, so that nobody need ask.
    """

    __slots__ = ("each", "last_within", "modes")

    def __init__(self, each: tuple[_Place, ...], lesson: int) -> None:
        self.each = each
        self.modes = tuple(place.mode for place in each)
        self.last_within = min(place.stretch.closes for place in each if place.stretch) - lesson


def _refusals(desk: _Desk, day: Day, start: int) -> Iterator[Refusal]:
    """What is against a lesson at second `start` on `day`, however it is held."""
    if start < desk.earliest_second:
        yield Refusal.PAST if start < desk.now_second else Refusal.TOO_SOON
    if day.ordinal > desk.last_day:
        yield Refusal.PAST_HORIZON
    end = start + desk.lesson
    if desk.kept_free.meets(start, end):
        yield Refusal.TAKEN if desk.taken.meets(start, end) else Refusal.BUFFER
    if desk.student_taken.meets(start, end):
        yield Refusal.STUDENT_BUSY
    if day.ordinal in desk.full_days:
        yield Refusal.DAILY_LIMIT


def _refusals_of_place(
    desk: _Desk, day: Day, start: int, minute: int | None, place: _Place
) -> Iterator[Refusal]:
    """What the tutor's hours have against it in one mode; `minute` is its wall time, if whole."""
    mode, stretch, is_repeated = place
    if mode not in desk.modes:
        yield Refusal.MODE_NOT_OFFERED
    if is_repeated:
        yield Refusal.CLOCK_CHANGE
    elif stretch is None or not day.holds(stretch, mode, start + desk.lesson):
        yield Refusal.OUTSIDE_HOURS
    elif minute is None or (minute - stretch.first_minute) % desk.rules.slot_step_minutes:
        yield Refusal.OFF_GRID


def _open_on(desk: _Desk, day: Day) -> Iterator[OpenSlot]:
    grid, offered = _grid(desk, day), desk.offered.on(day.ordinal)
    is_open = _open_starts(desk, day)
    for minute in sorted({*grid, *offered} if offered else grid):
        start = day.instant(minute)
        if start is None:
            continue
        modes: tuple[SessionMode, ...] = ()
        if minute in grid and is_open.at(start):
            places = grid[minute]
            held = start <= places.last_within
            modes = places.modes if held else _modes_by_hours(desk, day, start, minute, places)
        if minute in offered:
            also = _modes_by_offer(desk, day, start, offered[minute])
            modes = tuple(mode for mode in desk.modes if mode in modes or mode in also)
        if modes:
            yield OpenSlot(
                starts_at=_instant(start),
                ends_at=_instant(start + desk.lesson),
                local_date=day.date,
                local_time=clock(minute),
                session_modes=modes,
            )


def _open_starts(desk: _Desk, day: Day) -> Steady:
    """The seconds of the day that `_refusals` has nothing against. It is asked only where a busy
    time comes in reach or goes out of it, or the notice ends: a month has thousands of starts."""
    first, last = day.edge(0), day.edge(MINUTES_A_DAY)
    turns = chain(
        (desk.earliest_second,),
        desk.kept_free.turns(first, last, desk.lesson),
        desk.student_taken.turns(first, last, desk.lesson),
    )
    return Steady(turns, lambda start: not _any(_refusals(desk, day, start)))


def _modes_by_hours(
    desk: _Desk, day: Day, start: int, minute: int, places: _Places
) -> tuple[SessionMode, ...]:
    return tuple(
        place.mode
        for place in places.each
        if not _any(_refusals_of_place(desk, day, start, minute, place))
    )


def _modes_by_offer(desk: _Desk, day: Day, start: int, offered: Modes) -> Modes:
    if _any(code for code in _refusals(desk, day, start) if code in BINDS_AN_OFFER):
        return frozenset()
    if _first_day_off(desk, day, start + desk.lesson) is not None:
        return frozenset()
    return offered


def _grid(desk: _Desk, day: Day) -> dict[int, _Places]:
    """The wall minutes at which a lesson may start when nothing is against it."""
    grid: dict[int, _Places] = {}
    if day.ordinal > desk.last_day:
        return grid
    for mode in desk.modes:
        for stretch in day.stretches(mode):
            place = _Place(mode, stretch)
            # Neighbours lie in the same places, mostly: what they have in common is made once.
            known: dict[_Places | None, _Places] = {None: _Places((place,), desk.lesson)}
            starts = range(stretch.first_minute, stretch.last_minute, desk.rules.slot_step_minutes)
            for minute in starts:
                others = grid.get(minute)
                if others is not None and others not in known:
                    known[others] = _Places((*others.each, place), desk.lesson)
                grid[minute] = known[others]
    return grid


def _any(found: Iterator[Refusal]) -> bool:
    return next(found, None) is not None


def _ordinal(day: Day) -> int:
    return day.ordinal


def _refined(code: Refusal, desk: _Desk, day: Day, start: int, mode: SessionMode) -> Refusal:
    """For a time outside the hours, what puts it there."""
    if code is not Refusal.OUTSIDE_HOURS:
        return code
    end = start + desk.lesson
    if _first_day_off(desk, day, end) is not None:
        return Refusal.TIME_OFF
    if mode in desk.modes and any(day.fits(other, start, end) for other in SessionMode):
        return Refusal.MODE_NOT_OFFERED
    return code


def _first_day_off(desk: _Desk, day: Day, end: int) -> int | None:
    """The first day off that a lesson from `day` until `end` reaches."""
    last = datetime.fromtimestamp(end - 1, desk.hours.zone).toordinal()
    for ordinal in range(day.ordinal, last + 1):
        if desk.hours.is_off(ordinal):
            return ordinal
    return None


def _full_days(calendar: TutorCalendar, hours: Hours) -> frozenset[int]:
    """The tutor-local days on which as many lessons start as a day may have."""
    limit = calendar.rules.max_lessons_per_day
    if limit is None:
        return frozenset()
    lessons = Counter(
        busy.starts_at.astimezone(hours.zone).toordinal()
        for busy in calendar.busy
        if busy.is_lesson
    )
    return frozenset(day for day, count in lessons.items() if count >= limit)


def _seconds(busy: Busy) -> tuple[int, int]:
    return floor(busy.starts_at.timestamp()), ceil(busy.ends_at.timestamp())


def _facts(
    desk: _Desk,
    starts_at: datetime,
    mode: SessionMode,
    viewer_zone: str | None,
    hour_cycle: int,
) -> Facts:
    zone = desk.hours.zone
    start = floor(starts_at.timestamp())
    ends_at = starts_at + timedelta(seconds=desk.lesson)
    day = desk.hours.day(starts_at.astimezone(zone).toordinal())
    stretch = day.stretch_at(mode, start)
    off = _first_day_off(desk, day, start + desk.lesson)
    return Facts(
        starts_at=starts_at,
        ends_at=ends_at,
        now=desk.now,
        earliest=desk.earliest,
        last_day=date.fromordinal(desk.last_day),
        rules=desk.rules,
        mode=mode,
        is_mode_in_offer=mode in desk.modes,
        hours=tuple((_instant(s.opens), _instant(s.closes)) for s in day.stretches(mode)),
        stretch_end=_instant(stretch.closes) if stretch else None,
        grid_neighbours=_grid_neighbours(desk, day, start, mode),
        days_off=None if off is None else desk.hours.days_off_around(off),
        tutor_zone=zone,
        viewer_zone=zones.zone(viewer_zone) if viewer_zone else None,
        hour_cycle=hour_cycle,
    )


def _grid_neighbours(desk: _Desk, day: Day, start: int, mode: SessionMode) -> tuple[datetime, ...]:
    """The starts of the grid right before and right after, in the same stretch."""
    stretch = day.stretch_at(mode, start)
    if stretch is None:
        return ()
    minutes = range(stretch.first_minute, stretch.last_minute, desk.rules.slot_step_minutes)
    instants = sorted(i for i in (day.instant(minute) for minute in minutes) if i is not None)
    before = [_instant(i) for i in instants if i <= start][-1:]
    after = [_instant(i) for i in instants if i > start][:1]
    return (*before, *after)


def _instant(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
