"""Lessons at the same time every week: what becomes of each date.

A series keeps the tutor's wall time. When clocks change between the tutor and the student, or on
one side alone, the student's wall time moves, and the date says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tutorhub_app.domain import words, zones
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import Invalid, NotBookable
from tutorhub_app.domain.refusals import Refusal
from tutorhub_app.domain.slots import (
    Busy,
    Offer,
    OpenSlot,
    Reason,
    TutorCalendar,
    instant_of,
    nearest_open_slots,
    why_not,
)

MOST_LESSONS = 100
MOST_WEEKS_BETWEEN = 52

_TAKEN = frozenset({Refusal.TAKEN, Refusal.BUFFER, Refusal.STUDENT_BUSY})


class SeriesState(StrEnum):
    FREE = "free"
    TAKEN = "taken"
    TIME_OFF = "timeOff"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SeriesDate:
    """One date of a series. `position` counts from 0; date and HH:MM are the tutor's.

    The instants are UTC, and None when the clocks skip that wall time. `reasons` are those of
    `why_not`, empty when free. `shift_sentence` says how the student's time differs from the first
    lesson's, when it does. `alternative` is the nearest free time for a date that is not free.
    """

    position: int
    local_date: date
    local_time: str
    starts_at: datetime | None
    ends_at: datetime | None
    state: SeriesState
    reasons: tuple[Reason, ...]
    shifted_for_student: bool
    shift_sentence: str
    alternative: OpenSlot | None


def plan_series(
    calendar: TutorCalendar,
    offer: Offer,
    *,
    first: datetime,
    count: int,
    session_mode: SessionMode,
    now: datetime,
    student_zone: str,
    interval_weeks: int = 1,
    student_busy: Iterable[Busy] = (),
    hour_cycle: int = 24,
) -> list[SeriesDate]:
    """Each date of the series, in order. `first` is an aware instant.

    All dates that are free, and the alternatives of the others, can be booked together: none
    stands in another's way. Sentences are for the student, in `student_zone`. Raises `Invalid` on
    count (1..100), intervalWeeks (1..52) and studentZone.
    """
    _refuse_odd_numbers(count, interval_weeks)
    asked = _Asked(
        offer=replace(offer, session_modes=offer.session_modes & {session_mode}),
        mode=session_mode,
        first=first,
        now=now,
        tutor_zone=zones.zone(calendar.time_zone),
        student_zone=zones.zone(student_zone, "studentZone"),
        hour_cycle=hour_cycle,
    )
    booked = _Bookings(calendar, tuple(student_busy), timedelta(minutes=offer.lesson_minutes))
    days = _days(asked, count, interval_weeks)
    dates = [_judged(asked, booked, position, day) for position, day in enumerate(days)]
    return [_with_alternative(asked, booked, each) for each in dates]


@dataclass(frozen=True, slots=True)
class _Asked:
    offer: Offer
    mode: SessionMode
    first: datetime
    now: datetime
    tutor_zone: ZoneInfo
    student_zone: ZoneInfo
    hour_cycle: int

    @property
    def minute(self) -> int:
        """The wall minute, in the tutor's zone, that all dates share."""
        local = self.first.astimezone(self.tutor_zone)
        return local.hour * 60 + local.minute


class _Bookings:
    """The calendars of both sides, with the lessons of the series as they are chosen."""

    def __init__(
        self, calendar: TutorCalendar, student_busy: tuple[Busy, ...], length: timedelta
    ) -> None:
        self.calendar = calendar
        self.student_busy = student_busy
        self.length = length

    def add(self, starts_at: datetime) -> None:
        lesson = Busy(starts_at, starts_at + self.length)
        self.calendar = replace(self.calendar, busy=(*self.calendar.busy, lesson))
        self.student_busy = (*self.student_busy, lesson)


def _refuse_odd_numbers(count: int, interval_weeks: int) -> None:
    if not 1 <= count <= MOST_LESSONS:
        raise Invalid.field("count", f"A series has 1 to {MOST_LESSONS} lessons.")
    if not 1 <= interval_weeks <= MOST_WEEKS_BETWEEN:
        raise Invalid.field(
            "intervalWeeks", f"Lessons of a series are 1 to {MOST_WEEKS_BETWEEN} weeks apart."
        )


def _days(asked: _Asked, count: int, interval_weeks: int) -> list[date]:
    """The tutor's local dates."""
    first_day = asked.first.astimezone(asked.tutor_zone).date()
    step = timedelta(weeks=interval_weeks)
    return [first_day + position * step for position in range(count)]


def _judged(asked: _Asked, booked: _Bookings, position: int, day: date) -> SeriesDate:
    """The date as it stands among those before it; a free one is spoken for."""
    starts_at, reasons = _instant(asked, position, day)
    if starts_at is not None:
        reasons = _reasons(asked, booked, starts_at)
        if not reasons:
            booked.add(starts_at)
    shift = _shift(asked, starts_at) if starts_at else ""
    return SeriesDate(
        position=position,
        local_date=day,
        local_time=words.clock(asked.minute),
        starts_at=starts_at,
        ends_at=starts_at and starts_at + booked.length,
        state=_state(reasons),
        reasons=reasons,
        shifted_for_student=bool(shift),
        shift_sentence=shift,
        alternative=None,
    )


def _instant(asked: _Asked, position: int, day: date) -> tuple[datetime | None, tuple[Reason, ...]]:
    """When the date's lesson would start, or why there is no such time."""
    if position == 0:
        return asked.first.astimezone(UTC), ()
    try:
        return instant_of(asked.tutor_zone.key, day, asked.minute), ()
    except NotBookable as refusal:
        return None, tuple(Reason(code, sentence) for code, sentence in refusal.reasons)


def _reasons(asked: _Asked, booked: _Bookings, starts_at: datetime) -> tuple[Reason, ...]:
    return why_not(
        booked.calendar,
        asked.offer,
        starts_at,
        asked.mode,
        now=asked.now,
        student_busy=booked.student_busy,
        viewer_zone=asked.student_zone.key,
        hour_cycle=asked.hour_cycle,
    )


def _state(reasons: Sequence[Reason]) -> SeriesState:
    codes = {reason.code for reason in reasons}
    if not codes:
        return SeriesState.FREE
    if Refusal.TIME_OFF in codes:
        return SeriesState.TIME_OFF
    return SeriesState.TAKEN if codes & _TAKEN else SeriesState.REFUSED


def _shift(asked: _Asked, starts_at: datetime) -> str:
    """How the student's wall time differs from the first lesson's; empty when it does not."""
    tutor, student = asked.tutor_zone, asked.student_zone
    first = asked.first
    # Whole weeks lie between two dates, counted in the tutor's days.
    days = starts_at.astimezone(tutor).toordinal() - first.astimezone(tutor).toordinal()
    usual = first.astimezone(student).replace(tzinfo=None) + timedelta(days=days)
    actual = starts_at.astimezone(student).replace(tzinfo=None)
    if actual == usual:
        return ""
    changed = [
        zone.key
        for zone in (tutor, student)
        if first.astimezone(zone).utcoffset() != starts_at.astimezone(zone).utcoffset()
    ]
    return (
        f"For you this is {_told(actual, asked.hour_cycle)} instead of "
        f"{_told(usual, asked.hour_cycle, with_day=usual.date() != actual.date())}, "
        f"because clocks change in {words.listed(changed)}."
    )


def _told(wall: datetime, hour_cycle: int, *, with_day: bool = True) -> str:
    time = words.clock(wall.hour * 60 + wall.minute, hour_cycle)
    return f"{words.short_day(wall.date())} {time}" if with_day else time


def _with_alternative(asked: _Asked, booked: _Bookings, each: SeriesDate) -> SeriesDate:
    """A date that is not free gets its nearest free time, which is then spoken for."""
    if each.state is SeriesState.FREE:
        return each
    near = nearest_open_slots(
        booked.calendar,
        asked.offer,
        each.starts_at or zones.local_edge(asked.tutor_zone, each.local_date, asked.minute),
        now=asked.now,
        count=1,
        student_busy=booked.student_busy,
    )
    if not near:
        return each
    booked.add(near[0].starts_at)
    return replace(each, alternative=near[0])
