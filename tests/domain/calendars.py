"""Calendars for the tests: short builders, and hypothesis strategies for odd ones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tutorhub_app.domain.availability import DayOfWeek, TimeOff, Window, day_of, parse_time
from tutorhub_app.domain.catalog import BookingRules, SessionMode, TeachingMode
from tutorhub_app.domain.offered import OfferedTime
from tutorhub_app.domain.slots import Busy, Offer, TutorCalendar

ONLINE = frozenset({SessionMode.ONLINE})
PACK = "the pack"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
OPEN_RULES = BookingRules(minimum_notice_minutes=0, horizon_days=7300)

# Zones whose clocks change by an hour, by half an hour, at midnight, before midnight, or never.
CHANGES = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "America/Santiago": (date(2026, 9, 6), date(2026, 4, 4)),
    "Australia/Sydney": (date(2026, 10, 4), date(2026, 4, 5)),
    "Australia/Lord_Howe": (date(2026, 10, 4), date(2026, 4, 5)),
    "Africa/Cairo": (date(2026, 4, 24), date(2026, 10, 29)),
    "America/Nuuk": (date(2026, 3, 28), date(2026, 10, 24)),
    "Atlantic/Azores": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/Havana": (date(2026, 3, 8), date(2026, 11, 1)),
    "America/Sao_Paulo": (date(2018, 11, 4), date(2018, 2, 17)),
    "America/St_Johns": (date(2009, 3, 8), date(2009, 11, 1)),
    "Asia/Tokyo": (date(2026, 1, 1), date(2026, 7, 1)),
    "Asia/Kathmandu": (date(2026, 5, 20),),
}


def window(day: date | DayOfWeek, hours: str, mode: TeachingMode = TeachingMode.ONLINE) -> Window:
    """`hours` as in "09:00-12:00"; a date makes it a window of that date alone."""
    start, _, end = hours.partition("-")
    minutes = parse_time(start, "start"), parse_time(end, "end", is_end=True)
    if isinstance(day, DayOfWeek):
        return Window(day, *minutes, mode)
    return Window(day_of(day), *minutes, mode, day)


def calendar(
    zone: str,
    *windows: Window,
    busy: tuple[Busy, ...] = (),
    off: tuple[TimeOff, ...] = (),
    rules: BookingRules = OPEN_RULES,
    offered: tuple[OfferedTime, ...] = (),
) -> TutorCalendar:
    return TutorCalendar(zone, windows, off, busy, rules, offered=offered)


def lesson(minutes: int = 60, modes: frozenset[SessionMode] = ONLINE) -> Offer:
    return Offer(minutes, modes, PACK)


def offered(
    starts_at: datetime, mode: SessionMode = SessionMode.ONLINE, pack_id: str = PACK
) -> OfferedTime:
    return OfferedTime(f"{pack_id} {starts_at}", pack_id, starts_at, mode)


def utc(text: str) -> datetime:
    """ "2026-03-29 01:00" as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(zone: str, text: str, fold: int = 0) -> datetime:
    """A wall time of that zone, as its UTC instant."""
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return wall.astimezone(UTC)


@st.composite
def windows_near(draw: st.DrawFn, day: date, max_size: int = 4) -> tuple[Window, ...]:
    """Windows on the days around `day`, of all modes, overlapping and touching as they like.

    Often a night is among them: hours up to midnight and from midnight on.
    """
    found = []
    modes = st.sampled_from([*TeachingMode, TeachingMode.BOTH])
    for _ in range(draw(st.integers(1, max_size))):
        on = day + timedelta(days=draw(st.sampled_from([-1, 0, 0, 1])))
        start = draw(st.sampled_from([0, 0, 60, 95, 120, 150, 185, 540, 1300, 1380, 1410]))
        length = draw(st.sampled_from([20, 30, 45, 90, 180, 400, 1440]))
        is_weekly = draw(st.booleans())
        mode = draw(modes)
        date_or_none = None if is_weekly else on
        found.append(Window(day_of(on), start, min(start + length, 1440), mode, date_or_none))
    if draw(st.booleans()):
        evening = day + timedelta(days=draw(st.sampled_from([-1, -1, 0])))
        first = draw(st.sampled_from([0, 1100, 1290, 1395]))
        found.append(Window(day_of(evening), first, 1440, draw(modes)))
        last = draw(st.sampled_from([30, 60, 150, 240, 1440]))
        morning = evening + timedelta(days=1)
        found.append(Window(day_of(morning), 0, last, draw(modes), morning))
    return tuple(found)


@st.composite
def busy_near(draw: st.DrawFn, day: date, max_size: int = 4) -> tuple[Busy, ...]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = []
    for _ in range(draw(st.integers(0, max_size))):
        start = midnight + timedelta(minutes=5 * draw(st.integers(-60, 360)))
        if draw(st.integers(0, 5)) == 0:
            start += timedelta(seconds=draw(st.integers(1, 59)))
        length = timedelta(minutes=draw(st.sampled_from([1, 30, 45, 60, 120])))
        found.append(Busy(start, start + length, draw(st.booleans())))
    return tuple(found)


@st.composite
def offered_near(draw: st.DrawFn, day: date) -> tuple[OfferedTime, ...]:
    """Free slots on the days around `day`, of the pack and of another one; now and then far ahead,
    beyond every horizon."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = []
    for _ in range(draw(st.sampled_from([0, 0, 1, 4]))):
        start = midnight + timedelta(minutes=5 * draw(st.integers(-300, 560)))
        if draw(st.integers(0, 9)) == 0:
            start += timedelta(days=50)
        mode = draw(st.sampled_from([*SessionMode]))
        found.append(offered(start, mode, draw(st.sampled_from([PACK, PACK, "another pack"]))))
    return tuple(found)


@st.composite
def situations(draw: st.DrawFn) -> tuple[TutorCalendar, Offer, date, datetime, tuple[Busy, ...]]:
    """A calendar, an offer, a day near a clock change, a `now` and the student's busy times."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    day = draw(st.sampled_from(CHANGES[zone])) + timedelta(
        days=draw(st.sampled_from([0, 0, -1, 1]))
    )
    rules = BookingRules(
        slot_step_minutes=draw(st.sampled_from([5, 15, 25, 30, 60, 70])),
        buffer_before_minutes=draw(st.sampled_from([0, 0, 10, 30])),
        buffer_after_minutes=draw(st.sampled_from([0, 0, 15, 45])),
        minimum_notice_minutes=draw(st.sampled_from([0, 0, 60, 600])),
        horizon_days=draw(st.sampled_from([2, 3, 30, 30])),
        max_lessons_per_day=draw(st.sampled_from([None, None, None, 1, 2])),
    )
    off: tuple[TimeOff, ...] = ()
    if draw(st.integers(0, 4)) == 0:
        first = day + timedelta(days=draw(st.sampled_from([-1, 1, 2])))
        off = (TimeOff(first, first + timedelta(days=draw(st.integers(0, 1)))),)
    near = [day + timedelta(days=n) for n in (-1, 0, 1)]
    own_dates = frozenset(draw(st.lists(st.sampled_from(near), max_size=2)))
    busy = draw(busy_near(day))
    tutor = TutorCalendar(
        zone, draw(windows_near(day)), off, busy, rules, own_dates, draw(offered_near(day))
    )
    modes = draw(
        st.sampled_from([ONLINE, frozenset({SessionMode.FACE_TO_FACE}), frozenset(SessionMode)])
    )
    offer = Offer(draw(st.sampled_from([15, 30, 45, 60, 90, 200])), modes, PACK)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    now = midnight + timedelta(minutes=5 * draw(st.integers(-576, 100)))
    if draw(st.integers(0, 3)) == 0:
        now += timedelta(seconds=draw(st.integers(-59, 59)))
    return tutor, offer, day, now, draw(busy_near(day, max_size=2))
