"""Everything that decides a tutor's open times, loaded together."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from tutorhub_app.data.availability import own_dates_of, time_off_of, windows_of
from tutorhub_app.data.base import END_OF_TIME, new_id
from tutorhub_app.data.booking import BusyTime
from tutorhub_app.data.catalog import TutorProfile
from tutorhub_app.data.engine import fetch
from tutorhub_app.data.lesson_slots import offered_of_pack
from tutorhub_app.data.prepared import Inserts, Prepared
from tutorhub_app.domain.catalog import BookingRules
from tutorhub_app.domain.slots import Busy, TutorCalendar

LESSON = "lesson"
SCREENING = "screening"
"""What people are busy with."""


@dataclass(frozen=True, slots=True)
class TutorRow:
    """A tutor's profile columns that booking needs."""

    profile_id: str
    user_id: str
    time_zone: str
    meeting_link: str
    rules: BookingRules


_TUTOR = Prepared(
    select(
        TutorProfile.user_id,
        TutorProfile.time_zone,
        TutorProfile.meeting_link,
        TutorProfile.slot_step_minutes,
        TutorProfile.buffer_before_minutes,
        TutorProfile.buffer_after_minutes,
        TutorProfile.minimum_notice_minutes,
        TutorProfile.horizon_days,
        TutorProfile.max_lessons_per_day,
        TutorProfile.cancellation_notice_minutes,
        TutorProfile.reschedule_notice_minutes,
        TutorProfile.screening_wait_days,
    ).where(TutorProfile.id == bindparam("profile_id"), col(TutorProfile.is_active).is_(True))
)


def tutor_row(session: Session, profile_id: str) -> TutorRow | None:
    """The tutor's row, or None when there is no such active profile."""
    row = _TUTOR.first(session, profile_id=profile_id)
    if row is None:
        return None
    user_id, zone, link, *rules = row
    return TutorRow(profile_id, user_id, zone, link, BookingRules(*rules))


def lock_tutor(session: Session, profile_id: str) -> None:
    """Let one writing unit of work at a time change this tutor's hours.

    On SQLite every writing unit is alone already, and the lock is nothing.
    """
    session.exec(
        select(TutorProfile.id).where(TutorProfile.id == profile_id).with_for_update()
    ).first()


def load_calendar(
    session: Session,
    tutor: TutorRow,
    *,
    since: datetime,
    until: datetime | None,
    but_lessons: Collection[str] = (),
    pack_id: str | None = None,
) -> TutorCalendar:
    """The tutor's calendar with what is busy between two instants, and with the free slots of one
    pack; without an end all that comes. Some lessons can be left out.

    Load a day more on either side than is looked at: buffers and daily limits reach there.
    """
    return TutorCalendar(
        time_zone=tutor.time_zone,
        windows=windows_of(session, tutor.profile_id),
        time_off=time_off_of(session, tutor.profile_id),
        busy=busy_of(session, tutor.user_id, since=since, until=until, but_lessons=but_lessons),
        rules=tutor.rules,
        own_dates=own_dates_of(session, tutor.profile_id),
        offered=offered_of_pack(session, pack_id, since=since, until=until) if pack_id else (),
    )


_PERSON: Any = bindparam("person_id")
_SINCE: Any = bindparam("since", type_=col(BusyTime.starts_at).type)
_UNTIL: Any = bindparam("until", type_=col(BusyTime.starts_at).type)
_EARLIER = aliased(BusyTime)
# No two rows of a person overlap, so that only the last of those that begin by `since` can reach
# beyond it: without this, all of the person's past would be looked through.
_REACHING = (
    select(func.max(_EARLIER.starts_at))
    .where(_EARLIER.person_id == _PERSON, col(_EARLIER.starts_at) <= _SINCE)
    .scalar_subquery()
)
_MET = (
    col(BusyTime.person_id) == _PERSON,
    col(BusyTime.starts_at) >= func.coalesce(_REACHING, _SINCE, type_=_SINCE.type),
    col(BusyTime.starts_at) < _UNTIL,
    col(BusyTime.ends_at) > _SINCE,
)
_BUSY = (
    select(BusyTime.starts_at, BusyTime.ends_at, BusyTime.source_type)
    .where(*_MET)
    .order_by(col(BusyTime.starts_at))
)
_BUSY_PREPARED = Prepared(_BUSY)


def busy_of(
    session: Session,
    person_id: str,
    *,
    since: datetime,
    until: datetime | None,
    but_lessons: Collection[str] = (),
) -> tuple[Busy, ...]:
    """When a person is taken between two instants, or from one on; in order. Some lessons or
    meetings can be left out."""
    values = {"person_id": person_id, "since": since, "until": until or END_OF_TIME}
    rows: Iterable[Sequence[Any]]
    if but_lessons:
        rows = fetch(session, _BUSY.where(col(BusyTime.source_id).not_in(but_lessons)), **values)
    else:
        rows = _BUSY_PREPARED.rows(session, **values)
    return tuple(
        Busy(starts_at, ends_at, is_lesson=source == LESSON) for starts_at, ends_at, source in rows
    )


_BUSY_ID = Prepared(select(BusyTime.id).where(*_MET, col(BusyTime.source_id) != bindparam("but")))


def is_busy(
    session: Session, person_id: str, *, since: datetime, until: datetime, but: str | None = None
) -> bool:
    """Whether a person is taken between two instants by anything but one lesson or meeting."""
    values = {"person_id": person_id, "since": since, "until": until, "but": but or ""}
    return _BUSY_ID.first(session, **values) is not None


_OCCUPY = Inserts(BusyTime, "id", "person_id", "starts_at", "ends_at", "source_type", "source_id")
_RELEASE = Prepared(
    delete(BusyTime).where(
        col(BusyTime.source_type) == bindparam("source_type"),
        col(BusyTime.source_id) == bindparam("source_id"),
    )
)


def occupy(
    session: Session,
    source_id: str,
    people: tuple[str, ...],
    starts_at: datetime,
    ends_at: datetime,
    *,
    source: str = LESSON,
) -> None:
    """Make the people of a lesson or a screening busy then. Who had another time for it is to be
    released first. SlotTaken when somebody is busy."""
    _OCCUPY.run(
        session,
        [(new_id(), person, starts_at, ends_at, source, source_id) for person in people],
    )


def release(session: Session, source_id: str, *, source: str = LESSON) -> None:
    """Make the people of a lesson or a screening free again."""
    _RELEASE.run(session, source_type=source, source_id=source_id)
