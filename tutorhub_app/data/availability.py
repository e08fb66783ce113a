"""A tutor's windows, dates with hours of their own, and time off."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint, bindparam
from sqlmodel import Field, Session, col, delete, select

from tutorhub_app.data.base import Record, Row
from tutorhub_app.data.prepared import Prepared
from tutorhub_app.domain.availability import DayOfWeek, TimeOff, Window, format_time
from tutorhub_app.domain.catalog import TeachingMode


class Availability(Record, table=True):
    """A window of local wall time: weekly, or on `specific_date` alone.

    `start_time` and `end_time` are HH:MM in the tutor's zone; 24:00 only as an end.
    """

    __tablename__ = "availability"
    __table_args__ = (
        CheckConstraint("end_time > start_time", name="order"),
        CheckConstraint("(specific_date IS NULL) = is_recurring", name="recurrence"),
    )

    tutor_profile_id: str = Field(
        foreign_key="tutor_profile.id", ondelete="CASCADE", index=True, max_length=36
    )
    day_of_week: str = Field(max_length=9)
    start_time: str = Field(max_length=5)
    end_time: str = Field(max_length=5)
    is_recurring: bool = True
    specific_date: date | None = None
    teaching_mode: str = Field(max_length=16)


class OwnHoursDate(Row, table=True):
    """A date on which the tutor's weekly windows do not apply, only those of the date."""

    __tablename__ = "own_hours_date"
    __table_args__ = (UniqueConstraint("tutor_profile_id", "on_date"),)

    tutor_profile_id: str = Field(foreign_key="tutor_profile.id", ondelete="CASCADE", max_length=36)
    on_date: date


class TimeOffPeriod(Row, table=True):
    """Whole days off in the tutor's zone, both ends included."""

    __tablename__ = "time_off"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="order"),)

    tutor_profile_id: str = Field(
        foreign_key="tutor_profile.id", ondelete="CASCADE", index=True, max_length=36
    )
    first_day: date
    last_day: date
    note: str = Field(default="", max_length=200)


_WINDOWS = Prepared(
    select(
        Availability.id,
        Availability.day_of_week,
        Availability.start_time,
        Availability.end_time,
        Availability.teaching_mode,
        Availability.specific_date,
    ).where(
        Availability.tutor_profile_id == bindparam("profile_id"),
        col(Availability.is_active).is_(True),
    )
)
_OWN_DATES = Prepared(
    select(OwnHoursDate.on_date).where(OwnHoursDate.tutor_profile_id == bindparam("profile_id"))
)
_TIME_OFF = Prepared(
    select(TimeOffPeriod.first_day, TimeOffPeriod.last_day)
    .where(TimeOffPeriod.tutor_profile_id == bindparam("profile_id"))
    .order_by(col(TimeOffPeriod.first_day))
)


def windows_of(session: Session, profile_id: str) -> tuple[Window, ...]:
    """The tutor's windows, weekly and dated, as the rules know them."""
    return tuple(
        Window(
            id=window_id,
            day=DayOfWeek(day),
            start=_minutes(start),
            end=_minutes(end),
            mode=TeachingMode(mode),
            specific_date=on,
        )
        for window_id, day, start, end, mode, on in _WINDOWS.rows(session, profile_id=profile_id)
    )


def own_dates_of(session: Session, profile_id: str) -> frozenset[date]:
    return frozenset(on for (on,) in _OWN_DATES.rows(session, profile_id=profile_id))


def time_off_of(session: Session, profile_id: str) -> tuple[TimeOff, ...]:
    return tuple(
        TimeOff(first, last) for first, last in _TIME_OFF.rows(session, profile_id=profile_id)
    )


@dataclass(frozen=True, slots=True)
class TimeOffRow:
    id: str
    first_day: date
    last_day: date
    note: str


def time_off_rows(session: Session, profile_id: str, *, since: date) -> tuple[TimeOffRow, ...]:
    """Time off that ends on that day or later, in order."""
    return tuple(
        TimeOffRow(*row)
        for row in session.exec(
            select(
                TimeOffPeriod.id,
                TimeOffPeriod.first_day,
                TimeOffPeriod.last_day,
                TimeOffPeriod.note,
            )
            .where(TimeOffPeriod.tutor_profile_id == profile_id, TimeOffPeriod.last_day >= since)
            .order_by(col(TimeOffPeriod.first_day), col(TimeOffPeriod.id))
        )
    )


def delete_time_off(
    session: Session, profile_id: str, ids: Collection[str]
) -> tuple[TimeOffRow, ...]:
    """Delete time off of this tutor. Returns what was there."""
    rows = session.exec(
        select(TimeOffPeriod).where(
            TimeOffPeriod.tutor_profile_id == profile_id, col(TimeOffPeriod.id).in_(ids)
        )
    ).all()
    for row in rows:
        session.delete(row)
    return tuple(TimeOffRow(row.id, row.first_day, row.last_day, row.note) for row in rows)


def add_time_off(session: Session, profile_id: str, rows: Iterable[TimeOffRow]) -> None:
    """Put time off back as it was, where it is not there."""
    for row in rows:
        if session.get(TimeOffPeriod, row.id) is None:
            session.add(
                TimeOffPeriod(
                    id=row.id,
                    tutor_profile_id=profile_id,
                    first_day=row.first_day,
                    last_day=row.last_day,
                    note=row.note,
                )
            )


@dataclass(frozen=True, slots=True)
class StoredWindow:
    """A window's row as it was: enough to bring it back."""

    id: str
    record_version: int
    is_active: bool
    window: Window


def store_windows(
    session: Session,
    profile_id: str,
    owner_id: str,
    *,
    delete_ids: Collection[str],
    insert: Iterable[Window],
) -> tuple[tuple[StoredWindow, ...], tuple[Availability, ...]]:
    """Put windows in the place of those deleted. Rows that stay in use keep their id.

    Returns the rows that were deleted or reused, as they were, and all rows that were touched.
    Flush before their versions are read.
    """
    rows = list(
        session.exec(
            select(Availability)
            .where(
                Availability.tutor_profile_id == profile_id, col(Availability.id).in_(delete_ids)
            )
            .order_by(col(Availability.id))
        )
    )
    before = tuple(_stored(row) for row in rows)
    spare = iter(rows)
    touched = []
    for window in insert:
        row = next(spare, None)
        if row is None:
            row = Availability(
                tutor_profile_id=profile_id,
                owner_id=owner_id,
                day_of_week=window.day,
                start_time="",
                end_time="",
                teaching_mode=window.mode,
            )
            session.add(row)
        _write(row, window)
        touched.append(row)
    for row in spare:
        row.is_active = False
        touched.append(row)
    return before, tuple(touched)


def bring_back_windows(
    session: Session,
    profile_id: str,
    before: Iterable[StoredWindow],
    after: Iterable[tuple[str, int]],
) -> bool:
    """Make rows what they were; those of `after` (id, record_version) that were new go.

    False, with nothing changed, when a row of `after` has another version by now.
    """
    versions = dict(after)
    rows = {
        row.id: row
        for row in session.exec(
            select(Availability).where(
                Availability.tutor_profile_id == profile_id, col(Availability.id).in_(versions)
            )
        )
    }
    if any(id not in rows or rows[id].record_version != seen for id, seen in versions.items()):
        return False
    old = {stored.id: stored for stored in before}
    for id, row in rows.items():
        if id in old:
            _write(row, old[id].window)
            row.is_active = old[id].is_active
        else:
            row.is_active = False
    return True


def set_own_dates(
    session: Session, profile_id: str, *, add: Collection[date], drop: Collection[date]
) -> None:
    """Mark dates as having hours of their own, or no longer. Marking twice changes nothing."""
    session.exec(
        delete(OwnHoursDate).where(
            col(OwnHoursDate.tutor_profile_id) == profile_id,
            col(OwnHoursDate.on_date).in_({*add, *drop}),
        )
    )
    session.add_all(OwnHoursDate(tutor_profile_id=profile_id, on_date=day) for day in sorted(add))


def _stored(row: Availability) -> StoredWindow:
    return StoredWindow(
        row.id,
        row.record_version,
        row.is_active,
        Window(
            DayOfWeek(row.day_of_week),
            _minutes(row.start_time),
            _minutes(row.end_time),
            TeachingMode(row.teaching_mode),
            row.specific_date,
            row.id,
        ),
    )


def _write(row: Availability, window: Window) -> None:
    row.day_of_week = window.day
    row.start_time = format_time(window.start)
    row.end_time = format_time(window.end)
    row.teaching_mode = window.mode
    row.specific_date = window.specific_date
    row.is_recurring = window.specific_date is None


def _minutes(hhmm: str) -> int:
    return int(hhmm[:2]) * 60 + int(hhmm[3:])
