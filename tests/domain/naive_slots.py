"""A second, slow opinion on which times are open: it walks through every minute.

It shares nothing with `domain.slots` but its types. It never asks Python for a fold or a gap: a
wall time exists when some minute shows it, and the first minute that shows it counts. While the
clocks repeat an hour, the tutor's hours wait at the last new minute.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.domain.offered import OfferedTime
from tutorhub_app.domain.slots import Busy, Offer, TutorCalendar

MINUTE = timedelta(minutes=1)
ALLOWS = {
    SessionMode.ONLINE: (TeachingMode.ONLINE, TeachingMode.BOTH),
    SessionMode.FACE_TO_FACE: (TeachingMode.FACE_TO_FACE, TeachingMode.BOTH),
}


@lru_cache(maxsize=256)
def minutes_around(
    zone: str, day: date
) -> tuple[dict[datetime, datetime], dict[datetime, datetime]]:
    """From two days before until three after: when each wall time is first shown, and what the
    clock of the tutor's hours shows at each minute."""
    where = ZoneInfo(zone)
    start = datetime.combine(day, time(), UTC) - timedelta(days=2)
    first_shown: dict[datetime, datetime] = {}
    hours_clock: dict[datetime, datetime] = {}
    latest = datetime.min  # noqa: DTZ901 - wall times are naive here
    for instant in (start + n * MINUTE for n in range(6 * 1440)):
        wall = instant.astimezone(where).replace(tzinfo=None)
        latest = max(latest, wall)
        first_shown.setdefault(wall, instant)
        hours_clock[instant] = latest
    return first_shown, hours_clock


class Oracle:
    def __init__(
        self,
        tutor: TutorCalendar,
        offer: Offer,
        day: date,
        now: datetime,
        student: tuple[Busy, ...],
    ) -> None:
        self.tutor, self.offer, self.now, self.student = tutor, offer, now, student
        self.zone = ZoneInfo(tutor.time_zone)
        self.today = now.astimezone(self.zone).date()
        self.first_shown, self.hours_clock = minutes_around(tutor.time_zone, day)
        self.open_minutes: dict[tuple[date, SessionMode], frozenset[int]] = {}
        self.left: dict[SessionMode, dict[datetime, int]] = {}
        self.grid: dict[tuple[date, SessionMode], frozenset[int]] = {}

    def listed(self, first_day: date, last_day: date) -> dict[datetime, tuple[SessionMode, ...]]:
        found: dict[datetime, tuple[SessionMode, ...]] = {}
        for n in range((last_day - first_day).days + 1):
            day = first_day + timedelta(days=n)
            for mode in SessionMode:
                for minute in self.starts(day, mode):
                    wall = datetime.combine(day, time()) + minute * MINUTE
                    instant = self.first_shown.get(wall)
                    if instant and self.is_open(wall, instant, mode):
                        found[instant] = (*found.get(instant, ()), mode)
        for each in self.tutor.offered:
            wall = each.starts_at.astimezone(self.zone).replace(tzinfo=None)
            if first_day <= wall.date() <= last_day and self.is_offered(wall, each):
                modes = {*found.get(each.starts_at, ()), each.session_mode}
                found[each.starts_at] = tuple(mode for mode in SessionMode if mode in modes)
        return found

    def is_offered(self, wall: datetime, each: OfferedTime) -> bool:
        """Whether the free slot is open: the tutor's rules and hours do not matter to it."""
        start = each.starts_at
        end = start + timedelta(minutes=self.offer.lesson_minutes)
        minutes = (start + n * MINUTE for n in range(self.offer.lesson_minutes))
        return (
            each.pack_id == self.offer.pack_id
            and each.session_mode in self.offer.session_modes
            and self.first_shown.get(wall) == start
            and start >= self.now
            and all(
                end <= busy.starts_at or start >= busy.ends_at
                for busy in (*self.tutor.busy, *self.student)
            )
            and not any(self.is_off(m.astimezone(self.zone).date()) for m in minutes)
        )

    def is_open(self, wall: datetime, instant: datetime, mode: SessionMode) -> bool:
        return (
            mode in self.offer.session_modes
            and self.is_inside(instant, self.offer.lesson_minutes, mode)
            and self.is_in_time(wall, instant)
            and self.is_free(instant)
            and self.has_room(wall.date())
        )

    def minutes_open(self, day: date, mode: SessionMode) -> frozenset[int]:
        """Wall minutes of the day in any window for the mode, time off aside."""
        key = day, mode
        if key not in self.open_minutes:
            weekday = DayOfWeek(day.strftime("%A").lower())
            has_own = day in self.tutor.own_dates
            self.open_minutes[key] = frozenset(
                minute
                for w in self.tutor.windows
                if w.mode in ALLOWS[mode]
                if (
                    w.day == weekday and not has_own
                    if w.specific_date is None
                    else w.specific_date == day
                )
                for minute in range(w.start, w.end)
            )
        return self.open_minutes[key]

    def starts(self, day: date, mode: SessionMode) -> frozenset[int]:
        """Wall minutes of the day on the tutor's grid, counted from where hours begin."""
        key = day, mode
        if key not in self.grid:
            minutes, found, anchor = self.minutes_open(day, mode), set(), 0
            for minute in range(1440):
                if minute not in minutes:
                    anchor = minute + 1
                elif (minute - anchor) % self.tutor.rules.slot_step_minutes == 0:
                    found.add(minute)
            self.grid[key] = frozenset(found)
        return self.grid[key]

    def is_inside(self, instant: datetime, length: int, mode: SessionMode) -> bool:
        return self.minutes_left(mode)[instant] >= length

    def minutes_left(self, mode: SessionMode) -> dict[datetime, int]:
        """From each instant on, for how many minutes the tutor teaches without a break."""
        if mode not in self.left:
            left, run = {}, 0
            for instant, wall in reversed(self.hours_clock.items()):
                minute = wall.hour * 60 + wall.minute
                is_open = minute in self.minutes_open(wall.date(), mode)
                run = run + 1 if is_open and not self.is_off(wall.date()) else 0
                left[instant] = run
            self.left[mode] = left
        return self.left[mode]

    def is_off(self, day: date) -> bool:
        return any(off.first_day <= day <= off.last_day for off in self.tutor.time_off)

    def is_in_time(self, wall: datetime, instant: datetime) -> bool:
        rules = self.tutor.rules
        notice = timedelta(minutes=rules.minimum_notice_minutes)
        return (
            instant >= self.now + notice and (wall.date() - self.today).days <= rules.horizon_days
        )

    def is_free(self, start: datetime) -> bool:
        end = start + timedelta(minutes=self.offer.lesson_minutes)
        rules = self.tutor.rules
        before = timedelta(minutes=rules.buffer_before_minutes)
        after = timedelta(minutes=rules.buffer_after_minutes)
        for busy in self.tutor.busy:
            is_clear_after = start >= busy.ends_at + after and start - before >= busy.ends_at
            is_clear_before = end <= busy.starts_at - before and end + after <= busy.starts_at
            if not (is_clear_after or is_clear_before):
                return False
        return all(end <= b.starts_at or start >= b.ends_at for b in self.student)

    def has_room(self, day: date) -> bool:
        limit = self.tutor.rules.max_lessons_per_day
        lessons = [
            b
            for b in self.tutor.busy
            if b.is_lesson and b.starts_at.astimezone(self.zone).date() == day
        ]
        return limit is None or len(lessons) < limit
