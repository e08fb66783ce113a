"""The calendars of many tutors, in as many selects as for one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlmodel import Session, col, select

from tutorhub_app.data.availability import Availability, OwnHoursDate, TimeOffPeriod
from tutorhub_app.data.booking import BusyTime
from tutorhub_app.data.calendars import LESSON
from tutorhub_app.data.catalog import TutorProfile
from tutorhub_app.data.lesson_slots import offered_of_tutors
from tutorhub_app.data.profiles import RULE_COLUMNS
from tutorhub_app.domain.availability import DayOfWeek, TimeOff, Window, parse_time
from tutorhub_app.domain.catalog import BookingRules, TeachingMode
from tutorhub_app.domain.slots import Busy, TutorCalendar

_MOST_AT_ONCE = 500
"""Ids in one select: databases limit how many values a statement may hold."""


def load_calendars(
    session: Session, profile_ids: Iterable[str], *, since: datetime
) -> dict[str, TutorCalendar]:
    """The calendars of the active ones of these tutors, with what is busy from `since` on.

    Load a day more than is looked at: buffers and daily limits reach back there.
    """
    wanted = list(dict.fromkeys(profile_ids))
    found: dict[str, TutorCalendar] = {}
    for start in range(0, len(wanted), _MOST_AT_ONCE):
        found |= _load(session, wanted[start : start + _MOST_AT_ONCE], since)
    return found


def _load(
    session: Session, profile_ids: Sequence[str], since: datetime
) -> dict[str, TutorCalendar]:
    head: tuple[Any, ...] = (TutorProfile.id, TutorProfile.user_id, TutorProfile.time_zone)
    tutors = session.exec(
        select(*head, *RULE_COLUMNS).where(
            col(TutorProfile.id).in_(profile_ids), col(TutorProfile.is_active).is_(True)
        )
    ).all()
    windows = _windows(session, profile_ids)
    own_dates = _own_dates(session, profile_ids)
    time_off = _time_off(session, profile_ids)
    busy = _busy(session, [user_id for _, user_id, *_ in tutors], since)
    offered = offered_of_tutors(session, profile_ids, since=since)
    return {
        profile_id: TutorCalendar(
            time_zone=time_zone,
            windows=tuple(windows[profile_id]),
            time_off=tuple(time_off[profile_id]),
            busy=tuple(busy[user_id]),
            rules=BookingRules(*rules),
            own_dates=frozenset(own_dates[profile_id]),
            offered=tuple(offered[profile_id]),
        )
        for profile_id, user_id, time_zone, *rules in tutors
    }


def _windows(session: Session, profile_ids: Sequence[str]) -> dict[str, list[Window]]:
    found: dict[str, list[Window]] = defaultdict(list)
    rows = session.exec(
        select(
            Availability.tutor_profile_id,
            Availability.day_of_week,
            Availability.start_time,
            Availability.end_time,
            Availability.teaching_mode,
            Availability.specific_date,
        ).where(
            col(Availability.tutor_profile_id).in_(profile_ids),
            col(Availability.is_active).is_(True),
        )
    )
    for profile_id, day, start, end, mode, on in rows:
        window = Window(DayOfWeek(day), _minutes(start), _minutes(end), TeachingMode(mode), on)
        found[profile_id].append(window)
    return found


def _own_dates(session: Session, profile_ids: Sequence[str]) -> dict[str, list[date]]:
    found: dict[str, list[date]] = defaultdict(list)
    rows = session.exec(
        select(OwnHoursDate.tutor_profile_id, OwnHoursDate.on_date).where(
            col(OwnHoursDate.tutor_profile_id).in_(profile_ids)
        )
    )
    for profile_id, day in rows:
        found[profile_id].append(day)
    return found


def _time_off(session: Session, profile_ids: Sequence[str]) -> dict[str, list[TimeOff]]:
    found: dict[str, list[TimeOff]] = defaultdict(list)
    rows = session.exec(
        select(
            TimeOffPeriod.tutor_profile_id, TimeOffPeriod.first_day, TimeOffPeriod.last_day
        ).where(col(TimeOffPeriod.tutor_profile_id).in_(profile_ids))
    )
    for profile_id, first_day, last_day in rows:
        found[profile_id].append(TimeOff(first_day, last_day))
    return found


def _busy(session: Session, people: Sequence[str], since: datetime) -> dict[str, list[Busy]]:
    found: dict[str, list[Busy]] = defaultdict(list)
    rows = session.exec(
        select(
            BusyTime.person_id, BusyTime.starts_at, BusyTime.ends_at, BusyTime.source_type
        ).where(col(BusyTime.person_id).in_(people), BusyTime.ends_at > since)
    )
    for person, starts_at, ends_at, source in rows:
        found[person].append(Busy(starts_at, ends_at, is_lesson=source == LESSON))
    return found


@lru_cache(maxsize=1500)
def _minutes(hhmm: str) -> int:
    return parse_time(hhmm, "time", is_end=True)
