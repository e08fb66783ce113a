"""A tutor's week as the calendar page shows it: hours, lessons, time off, clock changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data.accounts import fullname_of
from tutorhub_app.data.availability import TimeOffRow, time_off_of, time_off_rows
from tutorhub_app.data.lessons import LessonFilter, LessonRow, lesson_rows
from tutorhub_app.data.screening_times import meetings_with
from tutorhub_app.domain import date_hours, hours_words
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.domain.date_hours import WeekHours
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.week_editing import Block
from tutorhub_app.domain.zones import local_edge, offset_label, zone
from tutorhub_app.services import availability_desk
from tutorhub_app.services.unit import reads

MAXIMUM_DAYS = 62
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BlockView:
    """Hours shown and edited as one, on one date.

    `start` and `end` are minutes from the date's midnight, `end` above 1440 when they go on past
    midnight; `starts_at` and `ends_at` the instants, the same when a clock change leaves nothing.
    `repeats`: every part comes every week. `ids` are the windows it stands for.
    """

    key: str
    on: date
    day: DayOfWeek
    start: int
    end: int
    mode: TeachingMode
    repeats: bool
    ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson in the week. `is_outside`: it is still to come, and no hours hold it."""

    id: str
    room_slug: str
    student_name: str
    pack_title: str
    starts_at: datetime
    ends_at: datetime
    session_mode: SessionMode
    place: str
    is_over: bool
    is_outside: bool


@dataclass(frozen=True, slots=True)
class MeetingView:
    """An agreed screening in the week."""

    id: str
    student_name: str
    pack_title: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class DayView:
    """`has_own_hours`: the weekly hours do not apply."""

    on: date
    is_today: bool
    is_over: bool
    is_off: bool
    has_own_hours: bool


@dataclass(frozen=True, slots=True)
class WeekView:
    """`time_off` is all that is not over; `own_dates` the coming dates that do not simply follow
    the week, in order; `weekly_days` the weekdays with weekly hours. `offset` is the zone's now,
    such as "UTC+2"."""

    profile_id: str
    tutor_name: str
    time_zone: str
    offset: str
    today: date
    days: tuple[DayView, ...]
    blocks: tuple[BlockView, ...]
    lessons: tuple[LessonView, ...]
    meetings: tuple[MeetingView, ...]
    time_off: tuple[TimeOffRow, ...]
    own_dates: tuple[date, ...]
    weekly_days: frozenset[DayOfWeek]
    clock_changes: tuple[str, ...]
    has_hours: bool


@reads
def week(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    first_day: date,
    last_day: date,
    *,
    now: datetime,
) -> WeekView:
    """Those days of the tutor's, both included, for the tutor or an administrator.

    Raises `Invalid` for more than two months, and what `availability_desk.tutor_of` does.
    """
    tutor = availability_desk.tutor_of(session, principal, profile_id)
    if not 0 <= (last_day - first_day).days < MAXIMUM_DAYS:
        raise Invalid("Look at two months at most.")
    where = zone(tutor.time_zone)
    today = now.astimezone(where).date()
    hours = availability_desk.hours_of(session, profile_id)
    off = time_off_of(session, profile_id)
    blocks = date_hours.shown_blocks(hours, first_day, last_day)
    since, until = local_edge(where, first_day, 0), local_edge(where, last_day + _ONE_DAY, 0)
    lessons = lesson_rows(
        session,
        LessonFilter(
            tutor_profile_id=profile_id,
            statuses=(SlotStatus.BOOKED, SlotStatus.COMPLETED),
            since=since,
            until=until,
        ),
    )
    outside = availability_desk.outside(tutor, hours, off, lessons)
    return WeekView(
        profile_id=profile_id,
        tutor_name=fullname_of(session, tutor.user_id),
        time_zone=tutor.time_zone,
        offset=offset_label(where, now),
        today=today,
        days=tuple(
            DayView(
                on=day,
                is_today=day == today,
                is_over=day < today,
                is_off=any(each.first_day <= day <= each.last_day for each in off),
                has_own_hours=day in hours.own_dates,
            )
            for day in (first_day + n * _ONE_DAY for n in range((last_day - first_day).days + 1))
        ),
        blocks=tuple(_block(tutor.time_zone, hours, block) for block in blocks),
        lessons=tuple(_lesson(lesson, lesson.id in outside, now) for lesson in lessons),
        meetings=tuple(
            MeetingView(each.id, each.student_name, each.pack_title, each.starts_at, each.ends_at)
            for each in meetings_with(session, tutor.user_id, since=since, until=until)
        ),
        time_off=time_off_rows(session, profile_id, since=min(today, first_day)),
        own_dates=_own_dates(hours, today),
        weekly_days=frozenset(w.day for w in hours.windows if w.specific_date is None),
        clock_changes=hours_words.clock_change_notes(tutor.time_zone, blocks, first_day, last_day),
        has_hours=bool(hours.windows),
    )


def _block(time_zone: str, hours: WeekHours, block: Block) -> BlockView:
    assert block.specific_date is not None
    starts_at, ends_at = date_hours.block_instants(time_zone, block)
    return BlockView(
        key=f"{block.specific_date}.{block.ids[0]}",
        on=block.specific_date,
        day=block.day,
        start=block.start,
        end=block.end,
        mode=block.mode,
        repeats=date_hours.is_weekly(hours, block.ids),
        ids=block.ids,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _lesson(lesson: LessonRow, is_outside: bool, now: datetime) -> LessonView:
    return LessonView(
        id=lesson.id,
        room_slug=lesson.room_slug,
        student_name=lesson.student_name,
        pack_title=lesson.pack_title,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        session_mode=lesson.session_mode,
        place=lesson.location_details,
        is_over=lesson.ends_at <= now,
        is_outside=is_outside and lesson.starts_at > now and lesson.status is SlotStatus.BOOKED,
    )


def _own_dates(hours: WeekHours, today: date) -> tuple[date, ...]:
    dates: Sequence[date] = sorted(
        {window.specific_date for window in hours.windows if window.specific_date} | hours.own_dates
    )
    return tuple(day for day in dates if day >= today)
