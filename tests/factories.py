"""A factory per table. Each makes what its row needs, commits, and returns the row's view.

The cast: alice owns (a tutor), bob belongs (her student), charlie is an outsider.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel

from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import LoginSession, User, email_key
from tutorhub_app.data.availability import Availability, TimeOffPeriod
from tutorhub_app.data.base import new_id
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.screening import TutorDecision

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
"""A Monday morning."""

ALL_DAYS = tuple(DayOfWeek)
Model = TypeVar("Model", bound=SQLModel)
_numbers = count(1)


def save(row: Model, *, now: datetime | None = None) -> Model:
    with unit_of_work(now=now or utc_now()) as session:
        session.add(row)
    return row


def make_user(role: Role = Role.STUDENT, **values: Any) -> User:
    email = values.pop("email", f"person{next(_numbers)}@example.com")
    values.setdefault("fullname", email.split("@")[0].title())
    values.setdefault("password_hash", "never fits")
    values.setdefault("created_at", utc_now())
    return save(User(email=email, email_key=email_key(email), role=role, **values))


def sign_in(user: User, profile_id: str | None = None) -> Principal:
    """A principal with a live session row."""
    now = utc_now()
    row = save(
        LoginSession(
            id=new_id(), user_id=user.id, created_at=now, expires_at=now + timedelta(days=3650)
        )
    )
    return Principal(
        user_id=user.id,
        session_id=row.id,
        role=Role(user.role),
        email=user.email,
        fullname=user.fullname,
        time_zone=user.time_zone,
        tutor_profile_id=profile_id,
    )


def make_principal(role: Role = Role.STUDENT, **values: Any) -> Principal:
    return sign_in(make_user(role, **values))


@dataclass(frozen=True, slots=True)
class Tutor:
    """A tutor with profile and principal."""

    user: User
    profile: TutorProfile
    principal: Principal


def make_tutor(
    *, time_zone: str = "UTC", user: dict[str, Any] | None = None, **rules: Any
) -> Tutor:
    """A tutor without hours. `rules` are columns of the profile."""
    person = make_user(Role.TUTOR, time_zone=time_zone, **(user or {}))
    profile = save(
        TutorProfile(user_id=person.id, owner_id=person.id, time_zone=time_zone, **rules)
    )
    return Tutor(person, profile, sign_in(person, profile.id))


def make_pack(tutor: Tutor, **values: Any) -> CoursePack:
    """A pack of ten online lessons of an hour, unless `values` say otherwise."""
    defaults: dict[str, Any] = {
        "title": "Ten lessons",
        "lesson_minutes": 60,
        "lesson_count": 10,
        "price_minor": 30000,
        "currency": "EUR",
        "teaching_mode": TeachingMode.ONLINE,
    }
    return save(
        CoursePack(tutor_profile_id=tutor.profile.id, owner_id=tutor.user.id, **(defaults | values))
    )


def make_window(
    tutor: Tutor,
    day: DayOfWeek = DayOfWeek.MONDAY,
    start: str = "09:00",
    end: str = "17:00",
    mode: TeachingMode = TeachingMode.ONLINE,
    on: date | None = None,
) -> Availability:
    return save(
        Availability(
            tutor_profile_id=tutor.profile.id,
            owner_id=tutor.user.id,
            day_of_week=day,
            start_time=start,
            end_time=end,
            is_recurring=on is None,
            specific_date=on,
            teaching_mode=mode,
        )
    )


def make_open_week(tutor: Tutor, start: str = "00:00", end: str = "24:00", **values: Any) -> None:
    """The same hours on all seven days."""
    for day in ALL_DAYS:
        make_window(tutor, day, start, end, **values)


def make_time_off(tutor: Tutor, first_day: date, last_day: date, note: str = "") -> TimeOffPeriod:
    return save(
        TimeOffPeriod(
            tutor_profile_id=tutor.profile.id, first_day=first_day, last_day=last_day, note=note
        )
    )


def make_enrollment(pack: CoursePack, student: Principal, lessons: int | None = None) -> Enrollment:
    bought = pack.lesson_count if lessons is None else lessons
    return save(
        Enrollment(
            course_pack_id=pack.id,
            student_id=student.user_id,
            owner_id=student.user_id,
            lessons_left=bought,
            lessons_bought=bought,
        )
    )


def make_screening(
    pack: CoursePack,
    student: Principal,
    decision: TutorDecision = TutorDecision.APPROVED,
    **values: Any,
) -> PreliminaryMeeting:
    """A request. With `agreed_at` nobody is busy by it: let the service agree for that."""
    values.setdefault("owner_id", student.user_id)
    return save(
        PreliminaryMeeting(
            course_pack_id=pack.id,
            student_id=student.user_id,
            tutor_decision=decision,
            **values,
        )
    )


def reload(row: Model) -> Model:
    """The row as it is in the database now."""
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return _again(session, row)


def _again(session: Session, row: Model) -> Model:
    return session.get_one(type(row), row.id)
