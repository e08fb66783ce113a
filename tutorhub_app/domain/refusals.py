"""Why a time is refused, in plain words that name facts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from tutorhub_app.domain import words
from tutorhub_app.domain.catalog import BookingRules, SessionMode


class Refusal(StrEnum):
    """Codes for machines, in the order in which they are told."""

    PAST = "past"
    TOO_SOON = "tooSoon"
    PAST_HORIZON = "pastHorizon"
    MODE_NOT_OFFERED = "modeNotOffered"
    TIME_OFF = "timeOff"
    CLOCK_CHANGE = "clockChange"
    OUTSIDE_HOURS = "outsideHours"
    OFF_GRID = "offGrid"
    TAKEN = "taken"
    BUFFER = "buffer"
    STUDENT_BUSY = "studentBusy"
    DAILY_LIMIT = "dailyLimit"


MODE_WORDS = {SessionMode.ONLINE: "online", SessionMode.FACE_TO_FACE: "face-to-face"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentences may name. Instants are aware; days are the tutor's local ones.

    `hours` are the tutor's that day for `mode`, and `stretch_end` the end of those in which the
    lesson starts, if it does. Times are told in `viewer_zone`, else in the tutor's, which is then
    named.
    """

    starts_at: datetime
    ends_at: datetime
    now: datetime
    earliest: datetime
    last_day: date
    rules: BookingRules
    mode: SessionMode
    is_mode_in_offer: bool
    hours: tuple[tuple[datetime, datetime], ...]
    stretch_end: datetime | None
    grid_neighbours: tuple[datetime, ...]
    days_off: tuple[date, date] | None
    tutor_zone: ZoneInfo
    viewer_zone: ZoneInfo | None
    hour_cycle: int

    @property
    def zone(self) -> ZoneInfo:
        return self.viewer_zone or self.tutor_zone

    @property
    def in_zone(self) -> str:
        return "" if self.viewer_zone else f" ({self.tutor_zone.key})"

    @property
    def tutor_day(self) -> date:
        return self.starts_at.astimezone(self.tutor_zone).date()

    def at(self, instant: datetime) -> str:
        """The time there; with its day when that is not the lesson's."""
        same_day = (
            instant.astimezone(self.zone).date() == self.starts_at.astimezone(self.zone).date()
        )
        tell = words.clock_of if same_day else words.day_and_clock
        return tell(instant, self.zone, self.hour_cycle)

    def tutors(self, day: date) -> str:
        """A day of the tutor's; the zone is named when the viewer may live on another date."""
        if self.viewer_zone is None or self.viewer_zone.key == self.tutor_zone.key:
            return words.long_day(day)
        return f"{words.long_day(day)} in {self.tutor_zone.key}"


def sentence(code: Refusal, facts: Facts) -> str:
    return _SENTENCES[code](facts)


def skipped_sentence(zone: ZoneInfo, day: date, minutes: int) -> str:
    """Why a wall time in a spring gap can not be booked."""
    return (
        f"Clocks go forward on {words.long_day(day)} in {zone.key}: "
        f"{words.clock(minutes)} does not exist that day."
    )


def _past(facts: Facts) -> str:
    return "This time has passed."


def _too_soon(facts: Facts) -> str:
    ahead = words.duration(facts.rules.minimum_notice_minutes)
    earliest = words.day_and_clock(facts.earliest, facts.zone, facts.hour_cycle)
    return (
        f"The tutor takes bookings at least {ahead} ahead: "
        f"now that is from {earliest} on{facts.in_zone}."
    )


def _past_horizon(facts: Facts) -> str:
    days = words.duration(facts.rules.horizon_days * words.MINUTES_A_DAY)
    last = f"{words.long_day(facts.last_day)} {facts.last_day.year}"
    return f"The tutor takes bookings up to {days} ahead: now that is until {last}."


def _mode_not_offered(facts: Facts) -> str:
    wanted = MODE_WORDS[facts.mode]
    if not facts.is_mode_in_offer:
        return f"This course pack is not taught {wanted}."
    other = next(words_ for mode, words_ in MODE_WORDS.items() if mode is not facts.mode)
    return f"At this time the tutor teaches {other} only, not {wanted}."


def _time_off(facts: Facts) -> str:
    first, last = facts.days_off or (facts.tutor_day, facts.tutor_day)
    if first == last:
        return f"The tutor is away on {facts.tutors(first)}."
    return f"The tutor is away from {words.long_day(first)} to {facts.tutors(last)}."


def _clock_change(facts: Facts) -> str:
    twice = words.clock_of(facts.starts_at, facts.tutor_zone, facts.hour_cycle)
    return (
        f"Clocks go back on {words.long_day(facts.tutor_day)} in {facts.tutor_zone.key}: "
        f"{twice} comes twice, and only the first one can be booked."
    )


def _outside_hours(facts: Facts) -> str:
    if facts.stretch_end:
        return (
            f"The lesson would last until {facts.at(facts.ends_at)}, "
            f"and the tutor's hours end at {facts.at(facts.stretch_end)}{facts.in_zone}."
        )
    if not facts.hours:
        return f"The tutor does not teach on {facts.tutors(facts.tutor_day)}."
    hours = [f"{facts.at(opens)} to {facts.at(closes)}" for opens, closes in facts.hours]
    return f"The tutor teaches that day from {words.listed(hours)}{facts.in_zone}."


def _off_grid(facts: Facts) -> str:
    step = words.duration(facts.rules.slot_step_minutes)
    near = " or ".join(facts.at(instant) for instant in facts.grid_neighbours)
    return f"Lessons with this tutor start every {step}; near this time at {near}{facts.in_zone}."


def _taken(facts: Facts) -> str:
    return "The tutor is already busy at this time."


def _buffer(facts: Facts) -> str:
    gap = max(facts.rules.buffer_before_minutes, facts.rules.buffer_after_minutes)
    return (
        f"The tutor keeps {words.duration(gap)} free between lessons, "
        "and this time is closer than that to another one."
    )


def _student_busy(facts: Facts) -> str:
    return "The student already has another lesson or meeting at this time."


def _daily_limit(facts: Facts) -> str:
    limit = facts.rules.max_lessons_per_day or 0
    count = "1 lesson" if limit == 1 else f"{limit} lessons"
    return f"The tutor gives at most {count} a day, and {facts.tutors(facts.tutor_day)} is full."


_SENTENCES: dict[Refusal, Callable[[Facts], str]] = {
    Refusal.PAST: _past,
    Refusal.TOO_SOON: _too_soon,
    Refusal.PAST_HORIZON: _past_horizon,
    Refusal.MODE_NOT_OFFERED: _mode_not_offered,
    Refusal.TIME_OFF: _time_off,
    Refusal.CLOCK_CHANGE: _clock_change,
    Refusal.OUTSIDE_HOURS: _outside_hours,
    Refusal.OFF_GRID: _off_grid,
    Refusal.TAKEN: _taken,
    Refusal.BUFFER: _buffer,
    Refusal.STUDENT_BUSY: _student_busy,
    Refusal.DAILY_LIMIT: _daily_limit,
}
