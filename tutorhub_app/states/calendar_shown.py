"""The calendar page in words: what is shown of a `WeekView`, as plain values."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tutorhub_app import routes
from tutorhub_app.domain import hours_words, words
from tutorhub_app.domain.availability import day_of, mode_words
from tutorhub_app.domain.calendar_view import CalendarEvent, EventKind
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.domain.refusals import MODE_WORDS
from tutorhub_app.domain.stranded import StrandedLesson
from tutorhub_app.domain.words import MINUTES_A_DAY
from tutorhub_app.domain.zones import local_edge, zone
from tutorhub_app.services.availability_week import (
    BlockView,
    DayView,
    LessonView,
    MeetingView,
    WeekView,
)
from tutorhub_app.states.booking_shown import counted

OFF_PREFIX, LESSON_PREFIX, MEETING_PREFIX = "off.", "lesson.", "meeting."
STEP_MINUTES = 15
_ONE_DAY = timedelta(days=1)
_KINDS = {
    TeachingMode.ONLINE: EventKind.ONLINE,
    TeachingMode.FACE_TO_FACE: EventKind.FACE_TO_FACE,
    TeachingMode.BOTH: EventKind.BOTH,
}


@dataclass(frozen=True)
class BlockShown:
    """`name` says all of it, for screen readers."""

    key: str
    span: str
    mode: str
    repeats: bool
    name: str


@dataclass(frozen=True)
class DayShown:
    """`day` is the API's name of the weekday; `can_copy`: the weekday has weekly hours."""

    iso: str
    day: str
    name: str
    date: str
    is_today: bool
    is_over: bool
    is_off: bool
    has_own_hours: bool
    can_copy: bool
    lessons: str
    blocks: list[BlockShown]


@dataclass(frozen=True)
class TimeOffShown:
    id: str
    days: str
    note: str


@dataclass(frozen=True)
class DateShown:
    iso: str
    name: str


@dataclass(frozen=True)
class LessonShown:
    """One lesson, as its dialog tells it. `hint` is "" unless it is outside the hours."""

    title: str = ""
    who: str = ""
    when: str = ""
    mode: str = ""
    place: str = ""
    hint: str = ""
    href: str = ""


@dataclass(frozen=True)
class StrandedShown:
    id: str
    who: str
    when: str
    mode: str


@dataclass(frozen=True)
class WeekShown:
    """The page but for the calendar's own events. `zone_note` is "" unless the viewer's own zone
    is another one."""

    profile_id: str = ""
    tutor_name: str = ""
    zone: str = ""
    zone_words: str = ""
    zone_note: str = ""
    title: str = ""
    today: str = ""
    has_hours: bool = True
    days: list[DayShown] = field(default_factory=list)
    time_off: list[TimeOffShown] = field(default_factory=list)
    own_dates: list[DateShown] = field(default_factory=list)
    clock_changes: list[str] = field(default_factory=list)


def week_of(day: date, first_day_of_week: int) -> tuple[date, date]:
    """First and last day of the week that holds a day; 0 is Sunday, 1 Monday."""
    back = (day.isoweekday() - first_day_of_week) % 7
    first = day - timedelta(days=back)
    return first, first + timedelta(days=6)


def week_shown(view: WeekView, first_day: date, *, viewer_zone: str, hour_cycle: int) -> WeekShown:
    """The seven days from `first_day` on; the view may hold more."""
    last_day = first_day + timedelta(days=6)
    return WeekShown(
        profile_id=view.profile_id,
        tutor_name=view.tutor_name,
        zone=view.time_zone,
        zone_words=f"{view.time_zone} ({view.offset})",
        zone_note="" if viewer_zone == view.time_zone else viewer_zone,
        title=_range_words(first_day, last_day),
        today=view.today.isoformat(),
        has_hours=view.has_hours,
        days=[
            _day_shown(view, day, hour_cycle, can_copy=day_of(day.on) in view.weekly_days)
            for day in view.days
            if first_day <= day.on <= last_day
        ],
        time_off=[
            TimeOffShown(off.id, _days_off(off.first_day, off.last_day), off.note)
            for off in view.time_off
        ],
        own_dates=[DateShown(day.isoformat(), words.long_day(day)) for day in view.own_dates],
        clock_changes=list(view.clock_changes),
    )


def events_shown(view: WeekView) -> list[CalendarEvent]:
    """What stands on the calendar. Hours that a clock change leaves nothing of are not there."""
    where = zone(view.time_zone)
    blocks = [_block_event(b, view.today, where) for b in view.blocks if b.starts_at < b.ends_at]
    lessons = [_lesson_event(lesson, where) for lesson in view.lessons]
    off = [
        CalendarEvent(
            id=f"{OFF_PREFIX}{each.id}",
            title=each.note or "Time off",
            start=_iso(local_edge(where, each.first_day, 0), where),
            end=_iso(local_edge(where, each.last_day + _ONE_DAY, 0), where),
            kind=EventKind.TIME_OFF,
        )
        for each in view.time_off
    ]
    meetings = [_meeting_event(meeting, where) for meeting in view.meetings]
    return [*blocks, *off, *lessons, *meetings]


def lesson_shown(view: WeekView, lesson: LessonView, hour_cycle: int) -> LessonShown:
    return LessonShown(
        title=lesson.pack_title,
        who=lesson.student_name,
        when=_when(lesson.starts_at, lesson.ends_at, view.time_zone, hour_cycle),
        mode=lesson.session_mode.value,
        place=lesson.place,
        hint="This lesson is outside your hours." if lesson.is_outside else "",
        href=routes.lesson(lesson.room_slug),
    )


def stranded_shown(lesson: StrandedLesson, time_zone: str, hour_cycle: int) -> StrandedShown:
    return StrandedShown(
        id=lesson.id,
        who=lesson.student_name,
        when=_when(lesson.starts_at, lesson.ends_at, time_zone, hour_cycle),
        mode=MODE_WORDS[SessionMode(lesson.session_mode)],
    )


def time_options(view: WeekView | None, hour_cycle: int) -> list[tuple[str, str]]:
    """(minutes, words) of every quarter of an hour up to 24:00, and of the times in use."""
    minutes = set(range(0, MINUTES_A_DAY + 1, STEP_MINUTES))
    for block in view.blocks if view else ():
        minutes |= {block.start, _of_day(block.end)}
    return [(str(minute), words.clock(minute, hour_cycle)) for minute in sorted(minutes)]


def _day_shown(view: WeekView, day: DayView, hour_cycle: int, *, can_copy: bool) -> DayShown:
    where = zone(view.time_zone)

    booked = [
        (sum(each.starts_at.astimezone(where).date() == day.on for each in view.lessons), "lesson"),
        (
            sum(each.starts_at.astimezone(where).date() == day.on for each in view.meetings),
            "screening",
        ),
    ]
    return DayShown(
        iso=day.on.isoformat(),
        day=day_of(day.on).value,
        name=words.weekday_name(day.on),
        date=words.short_day(day.on).partition(" ")[2],
        is_today=day.is_today,
        is_over=day.is_over,
        is_off=day.is_off,
        has_own_hours=day.has_own_hours,
        can_copy=can_copy,
        lessons=", ".join(counted(number, noun) for number, noun in booked if number),
        blocks=[_block_shown(b, hour_cycle) for b in view.blocks if b.on == day.on],
    )


def _block_shown(block: BlockView, hour_cycle: int) -> BlockShown:
    span = hours_words.span_words(block.start, block.end, hour_cycle)
    day = words.long_day(block.on)
    return BlockShown(
        key=block.key,
        span=span,
        mode=block.mode.value,
        repeats=block.repeats,
        name=f"{day} {span}, {mode_words(block.mode)}"
        + (", every week" if block.repeats else ", this date only"),
    )


def _block_event(block: BlockView, today: date, where: ZoneInfo) -> CalendarEvent:
    return CalendarEvent(
        id=block.key,
        title="",
        start=_iso(block.starts_at, where),
        end=_iso(block.ends_at, where),
        kind=_KINDS[block.mode],
        editable=block.repeats or block.on >= today,
        detail="" if block.repeats else "This date only",
    )


def _lesson_event(lesson: LessonView, where: ZoneInfo) -> CalendarEvent:
    kind = EventKind.LESSON
    if lesson.is_over:
        kind = EventKind.LESSON_PAST
    elif lesson.is_outside:
        kind = EventKind.OUTSIDE
    return CalendarEvent(
        id=f"{LESSON_PREFIX}{lesson.id}",
        title=lesson.student_name,
        start=_iso(lesson.starts_at, where),
        end=_iso(lesson.ends_at, where),
        kind=kind,
        detail=lesson.pack_title,
    )


def _meeting_event(meeting: MeetingView, where: ZoneInfo) -> CalendarEvent:
    return CalendarEvent(
        id=f"{MEETING_PREFIX}{meeting.id}",
        title=meeting.student_name,
        start=_iso(meeting.starts_at, where),
        end=_iso(meeting.ends_at, where),
        kind=EventKind.SCREENING,
        detail=meeting.pack_title,
    )


def _when(starts_at: datetime, ends_at: datetime, time_zone: str, hour_cycle: int) -> str:
    where = zone(time_zone)
    day = words.long_day(starts_at.astimezone(where).date())
    start, end = (words.clock_of(at, where, hour_cycle) for at in (starts_at, ends_at))
    return f"{day}, {start} to {end}"


def _days_off(first: date, last: date) -> str:
    if first == last:
        return words.long_day(first)
    return f"{words.short_day(first)} to {words.short_day(last)}"


def _range_words(first: date, last: date) -> str:
    """Such as "2 to 8 March", or "30 March to 5 April"."""
    start, end = words.long_day(first).split(" ", 1)[1], words.long_day(last).split(" ", 1)[1]
    return f"{first.day} to {end}" if first.month == last.month else f"{start} to {end}"


def _of_day(minutes: int) -> int:
    return minutes if minutes <= MINUTES_A_DAY else minutes - MINUTES_A_DAY


def _iso(instant: datetime, where: ZoneInfo) -> str:
    return instant.astimezone(where).isoformat()
