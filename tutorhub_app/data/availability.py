"""A tutor's weekly windows and time off: the tables."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, col, select

from tutorhub_app.data.base import Record, Row
from tutorhub_app.domain.availability import DayOfWeek, TimeOff, Window
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
        for window_id, day, start, end, mode, on in session.exec(
            select(
                Availability.id,
                Availability.day_of_week,
                Availability.start_time,
                Availability.end_time,
                Availability.teaching_mode,
                Availability.specific_date,
            ).where(
                Availability.tutor_profile_id == profile_id, col(Availability.is_active).is_(True)
            )
        )
    )


def time_off_of(session: Session, profile_id: str) -> tuple[TimeOff, ...]:
    return tuple(
        TimeOff(first, last)
        for first, last in session.exec(
            select(TimeOffPeriod.first_day, TimeOffPeriod.last_day)
            .where(TimeOffPeriod.tutor_profile_id == profile_id)
            .order_by(col(TimeOffPeriod.first_day))
        )
    )


def _minutes(hhmm: str) -> int:
    return int(hhmm[:2]) * 60 + int(hhmm[3:])
