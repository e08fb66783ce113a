"""What the booking page shows, made from what the services say. Plain functions, no state."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tutorhub_app import routes
from tutorhub_app.domain import booking_words, words
from tutorhub_app.domain.booking import LocationType, SlotStatus, Standing
from tutorhub_app.domain.calendar_view import MonthDay, TimeChoice
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.slots import OpenSlot
from tutorhub_app.domain.zones import offset_label, zone
from tutorhub_app.services.booking_offer import PackToBook
from tutorhub_app.services.money import price_words

_DAYS_A_WEEK = 7

PLACES = (
    (LocationType.STUDENT_HOME.value, "Student's home"),
    (LocationType.TUTOR_HOME.value, "Tutor's home"),
    (LocationType.OTHER.value, "Elsewhere"),
)


@dataclass(frozen=True)
class Viewer:
    """How the one who looks reads times."""

    zone: ZoneInfo
    hour_cycle: int = 24
    first_day_of_week: int = 1

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def clock(self, instant: datetime) -> str:
        return words.clock_of(instant, self.zone, self.hour_cycle)

    def span(self, starts_at: datetime, ends_at: datetime) -> str:
        return f"{self.clock(starts_at)} to {self.clock(ends_at)}"


@dataclass(frozen=True)
class PackShown:
    """The left side of the page: who and what."""

    pack_id: str = ""
    title: str = ""
    duration: str = ""
    mode: str = ""
    place: str = ""
    tutor_name: str = ""
    tutor_first_name: str = ""
    tutor_photo: str = ""
    tutor_zone: str = ""
    tutor_href: str = ""
    student_name: str = ""
    lessons_left: str = ""
    price: str = ""
    missing: str = ""
    missing_sentence: str = ""


@dataclass(frozen=True)
class ChosenShown:
    """The time that was chosen, before it is confirmed. `modes` are on offer at that time."""

    key: str = ""
    day: str = ""
    time: str = ""
    zone: str = ""
    tutor_time: str = ""
    relative: str = ""
    cancel_policy: str = ""
    move_policy: str = ""
    modes: list[str] = field(default_factory=list)


def pack_shown(pack: PackToBook, *, is_move: bool = False, is_blocked: bool = False) -> PackShown:
    """`is_move`: for moving a lesson, which `is_blocked` when that is no longer possible."""
    missing = pack.missing if pack.student_id else "noStudent"
    modes = [mode.value for mode in pack.session_modes]
    left = pack.lessons_left
    return PackShown(
        pack_id=pack.pack_id,
        title=pack.title,
        duration=words.duration(pack.lesson_minutes),
        mode=modes[0] if len(modes) == 1 else "both",
        place=pack.teaching_place if SessionMode.FACE_TO_FACE in pack.session_modes else "",
        tutor_name=pack.tutor_name,
        tutor_first_name=pack.tutor_name.split(" ")[0],
        tutor_photo=pack.tutor_photo,
        tutor_zone=place_of(pack.tutor_zone),
        tutor_href=routes.tutor(pack.tutor_profile_id),
        student_name=pack.student_name if pack.overrides else "",
        lessons_left=counted(left, "lesson") + " left" if pack.is_enrolled and not is_move else "",
        price=f"{counted(pack.lesson_count, 'lesson')} for "
        f"{price_words(pack.price_minor, pack.currency)}",
        missing="notMovable" if is_blocked else missing,
        missing_sentence=pack.missing_sentence,
    )


def place_of(zone_name: str) -> str:
    """The place a zone is named after: "America/New_York" is "New York"."""
    return zone_name.rsplit("/", 1)[-1].replace("_", " ")


def key_of(starts_at: datetime) -> str:
    """An instant as it goes to the page and comes back: "2026-03-03T17:00Z"."""
    return starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def instant_of_key(key: str) -> datetime | None:
    try:
        return datetime.strptime(key, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def by_day(slots: Iterable[OpenSlot], viewer: Viewer) -> dict[date, list[OpenSlot]]:
    days: dict[date, list[OpenSlot]] = defaultdict(list)
    for slot in slots:
        days[viewer.day_of(slot.starts_at)].append(slot)
    return days


def month_bounds(month: date, viewer: Viewer) -> tuple[date, date]:
    """First and last day of the whole weeks that show the month."""
    first = month.replace(day=1)
    last = next_month(first) - timedelta(days=1)
    # date.weekday() counts from Monday, the preference from Sunday.
    ahead = (first.weekday() + 1 - viewer.first_day_of_week) % _DAYS_A_WEEK
    after = (viewer.first_day_of_week + 5 - last.weekday()) % _DAYS_A_WEEK
    return first - timedelta(days=ahead), last + timedelta(days=after)


def next_month(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def previous_month(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_title(month: date) -> str:
    return f"{words.month_name(month)} {month.year}"


def weekday_heads(viewer: Viewer) -> list[str]:
    """Short names in the order of the columns. 4 January 1970 was a Sunday."""
    first = date(1970, 1, 4) + timedelta(days=viewer.first_day_of_week)
    return [words.weekday_name(first + timedelta(days=n))[:2] for n in range(_DAYS_A_WEEK)]


def month_days(
    month: date,
    days: Mapping[date, list[OpenSlot]],
    viewer: Viewer,
    *,
    today: date,
    selected: date | None,
) -> list[MonthDay]:
    first, last = month_bounds(month, viewer)
    return [
        MonthDay(
            iso=day.isoformat(),
            day_number=str(day.day),
            label=f"{words.long_day(day)}, {counted_times(len(days.get(day, ())))}",
            in_month=day.month == month.month,
            has_times=bool(days.get(day)),
            is_today=day == today,
            is_selected=day == selected,
        )
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    ]


@dataclass(frozen=True)
class MonthShown:
    """A month to choose from, and the times of one of its days; no day when none has any."""

    day: date | None
    title: str
    weekdays: list[str]
    days: list[MonthDay]
    day_title: str
    times: list[TimeChoice]
    summary: str


def month_shown(
    slots: Iterable[OpenSlot],
    month: date,
    day: date | None,
    viewer: Viewer,
    tutor_zone: str,
    *,
    today: date,
    nothing: str,
    selected: Collection[str] = (),
) -> MonthShown:
    """The month with that day's times, or those of its first day with any. `nothing` is said where
    there are none, `selected` are keys of times."""
    days = by_day(slots, viewer)
    if day is None:
        day = min((each for each in days if each.month == month.month), default=None)
    times = days.get(day, []) if day else []
    return MonthShown(
        day=day,
        title=month_title(month),
        weekdays=weekday_heads(viewer),
        days=month_days(month, days, viewer, today=today, selected=day),
        day_title=words.long_day(day) if day else nothing,
        times=time_choices(times, viewer, tutor_zone, selected=selected),
        summary=counted_times(len(times)).capitalize() if day else "",
    )


def counted_times(count: int) -> str:
    return counted(count, "free time") if count else "no free times"


def counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"


def time_choices(
    slots: Iterable[OpenSlot],
    viewer: Viewer,
    tutor_zone: str,
    *,
    selected: Collection[str] = (),
) -> list[TimeChoice]:
    """The times of one day; `selected` are keys."""
    return [_choice(slot, viewer, tutor_zone, selected, with_day=False) for slot in slots]


def near_choices(slots: Iterable[OpenSlot], viewer: Viewer, tutor_zone: str) -> list[TimeChoice]:
    """Times of different days, each with its day."""
    return [_choice(slot, viewer, tutor_zone, (), with_day=True) for slot in slots]


def _choice(
    slot: OpenSlot, viewer: Viewer, tutor_zone: str, selected: Collection[str], *, with_day: bool
) -> TimeChoice:
    theirs = tutor_time(slot.starts_at, viewer, tutor_zone)
    mine = viewer.clock(slot.starts_at)
    if with_day:
        mine = f"{words.short_day(viewer.day_of(slot.starts_at))}, {mine}"
    place = place_of(tutor_zone)
    return TimeChoice(
        key=key_of(slot.starts_at),
        viewer_time=mine,
        label=f"{mine}, {theirs} in {place}" if theirs else mine,
        tutor_time=f"{theirs} {place}" if theirs else "",
        is_selected=key_of(slot.starts_at) in selected,
    )


def tutor_time(starts_at: datetime, viewer: Viewer, tutor_zone: str) -> str:
    """The tutor's own time, with the day where that differs; "" where both read the same."""
    there = zone(tutor_zone)
    local = starts_at.astimezone(there)
    mine = starts_at.astimezone(viewer.zone)
    if local.replace(tzinfo=None) == mine.replace(tzinfo=None):
        return ""
    theirs = words.clock_of(starts_at, there, viewer.hour_cycle)
    if local.date() != mine.date():
        return f"{words.weekday_name(local.date())[:3]} {theirs}"
    return theirs


def zone_line(viewer: Viewer, instant: datetime) -> str:
    """Such as "Berlin time (UTC+1)"."""
    return f"{place_of(viewer.zone.key)} time ({offset_label(viewer.zone, instant)})"


def chosen_shown(
    slot: OpenSlot,
    viewer: Viewer,
    tutor_zone: str,
    terms: tuple[int, int],
    *,
    is_student: bool,
    now: datetime,
) -> ChosenShown:
    """`terms` are the notices to cancel and to reschedule, in minutes."""
    standing = Standing(SlotStatus.BOOKED, slot.starts_at, *terms)
    return ChosenShown(
        key=key_of(slot.starts_at),
        day=full_day(viewer.day_of(slot.starts_at)),
        time=viewer.span(slot.starts_at, slot.ends_at),
        zone=zone_line(viewer, slot.starts_at),
        tutor_time=tutor_span(slot.starts_at, slot.ends_at, viewer, tutor_zone),
        relative=words.how_far(slot.starts_at, now),
        cancel_policy=booking_words.cancellation_policy(
            standing, now, viewer.zone, viewer.hour_cycle
        )
        if is_student
        else "",
        move_policy=booking_words.reschedule_policy(standing, now, viewer.zone, viewer.hour_cycle)
        if is_student
        else "",
        modes=[mode.value for mode in slot.session_modes],
    )


def tutor_span(starts_at: datetime, ends_at: datetime, viewer: Viewer, tutor_zone: str) -> str:
    """Such as "Mon 23:00 to 00:00 in New York"; "" where the viewer's clock reads the same."""
    theirs = tutor_time(starts_at, viewer, tutor_zone)
    if not theirs:
        return ""
    end = words.clock_of(ends_at, zone(tutor_zone), viewer.hour_cycle)
    return f"{theirs} to {end} in {place_of(tutor_zone)}"


def full_day(day: date) -> str:
    return f"{words.long_day(day)} {day.year}"
