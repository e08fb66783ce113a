"""Data to measure the API on: tutors with full hours, students enrolled with each, lessons booked.

Made with Core inserts into an empty, migrated database that the environment names.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from tutorhub_app.clock import utc_now
from tutorhub_app.data import migrate
from tutorhub_app.data.accounts import LoginSession, User
from tutorhub_app.data.availability import Availability
from tutorhub_app.data.base import new_id
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.calendars import LESSON
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.booking import LocationType, SlotStatus
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.services import tokens
from tutorhub_app.settings import get_settings

STUDENTS = 200
NEWCOMERS = 16
TUTORS = 8
LESSONS = 176
DAYS = 30
LESSON_MINUTES = 60
OPENS, CLOSES = 8, 20
LESSONS_LEFT = 100_000


@dataclass(frozen=True)
class Person:
    user_id: str
    token: str


@dataclass(frozen=True)
class Tutor(Person):
    """`lesson_ids` are booked, in the next 30 days; `free_starts` are free whole hours of those
    days, in order, each for one lesson. Every day has twelve open hours, in UTC."""

    profile_id: str
    pack_id: str
    availability_id: str
    lesson_ids: tuple[str, ...]
    free_starts: tuple[datetime, ...]
    first_later_day: datetime

    def later_starts(self) -> Iterator[datetime]:
        """Free whole hours after those days, up to the tutor's horizon."""
        return _open_hours(self.first_later_day, 365 - DAYS - 5)


def _open_hours(first_day: datetime, days: int) -> Iterator[datetime]:
    """The whole hours at which a lesson may start; the first day begins at midnight."""
    for day in range(days):
        for hour in range(OPENS, CLOSES):
            yield first_day + timedelta(days=day, hours=hour)


@dataclass(frozen=True)
class BenchData:
    """The first day of the 30 is tomorrow. Newcomers are enrolled, but have no lesson yet."""

    first_day: date
    last_day: date
    tutors: tuple[Tutor, ...]
    students: tuple[Person, ...]
    newcomers: tuple[Person, ...]


def make_data() -> BenchData:
    migrate.upgrade(get_settings().resolved_database_url)
    now = utc_now()
    first = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    with unit_of_work(now=now) as session:
        everyone = tuple(
            _person(session, Role.STUDENT, number, now) for number in range(STUDENTS + NEWCOMERS)
        )
        tutors = tuple(_tutor(session, number, everyone, first, now) for number in range(TUTORS))
    last_day = first.date() + timedelta(days=DAYS - 1)
    return BenchData(first.date(), last_day, tutors, everyone[:STUDENTS], everyone[STUDENTS:])


def _person(session: Session, role: Role, number: int, now: datetime) -> Person:
    email = f"{role}{number}@bench.example"
    user = User(
        email=email,
        email_key=email,
        fullname=f"{role.title()} {number}",
        password_hash="never fits",
        role=role,
        created_at=now,
    )
    ends = now + timedelta(days=1)
    signed_in = LoginSession(user_id=user.id, created_at=now, expires_at=ends)
    _insert(session, [user])
    _insert(session, [signed_in])
    token = tokens.issue(user_id=user.id, session_id=signed_in.id, expires_at=ends, now=now)
    return Person(user.id, token)


def _tutor(
    session: Session, number: int, students: tuple[Person, ...], first: datetime, now: datetime
) -> Tutor:
    person = _person(session, Role.TUTOR, number, now)
    stamped: dict[str, Any] = {"owner_id": person.user_id, "created_at": now, "updated_at": now}
    profile = TutorProfile(user_id=person.user_id, headline="Full hours", **stamped)
    pack = CoursePack(
        tutor_profile_id=profile.id,
        title="A pack of lessons",
        lesson_minutes=LESSON_MINUTES,
        lesson_count=200,
        price_minor=30000,
        currency="EUR",
        teaching_mode=TeachingMode.ONLINE,
        **stamped,
    )
    windows = [
        Availability(
            tutor_profile_id=profile.id,
            day_of_week=day,
            start_time=f"{OPENS:02}:00",
            end_time=f"{CLOSES:02}:00",
            teaching_mode=TeachingMode.ONLINE,
            **stamped,
        )
        for day in DayOfWeek
    ]
    _insert(session, [profile])
    _insert(session, [pack])
    _insert(session, windows)
    enrollments = [_enrollment(pack, student, now) for student in students]
    _insert(session, enrollments)
    hours = list(_open_hours(first, DAYS))
    taken = hours[:: len(hours) // LESSONS][:LESSONS]
    lessons = [
        _lesson(pack, enrollments[(at + number) % STUDENTS], start, now)
        for at, start in enumerate(taken)
    ]
    _insert(session, lessons)
    _insert(session, [busy for lesson in lessons for busy in _busy(lesson, person.user_id)])
    return Tutor(
        person.user_id,
        person.token,
        profile.id,
        pack.id,
        windows[0].id,
        tuple(lesson.id for lesson in lessons),
        tuple(sorted(set(hours) - set(taken))),
        first + timedelta(days=DAYS + 2),
    )


def _enrollment(pack: CoursePack, student: Person, now: datetime) -> Enrollment:
    return Enrollment(
        course_pack_id=pack.id,
        student_id=student.user_id,
        owner_id=student.user_id,
        created_at=now,
        updated_at=now,
        lessons_left=LESSONS_LEFT,
        lessons_bought=LESSONS_LEFT,
    )


def _lesson(
    pack: CoursePack, enrollment: Enrollment, starts_at: datetime, now: datetime
) -> LessonSlot:
    slot_id = new_id()
    return LessonSlot(
        id=slot_id,
        owner_id=enrollment.student_id,
        created_at=now,
        updated_at=now,
        course_pack_id=pack.id,
        tutor_profile_id=pack.tutor_profile_id,
        student_id=enrollment.student_id,
        enrollment_id=enrollment.id,
        scheduled_date=starts_at.date(),
        scheduled_time=f"{starts_at:%H:%M}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=LESSON_MINUTES),
        status=SlotStatus.BOOKED,
        location_type=LocationType.ONLINE,
        session_mode=SessionMode.ONLINE,
        room_slug=slot_id,
        meet_link=f"https://meet.example/{slot_id}",
        lesson_minutes=LESSON_MINUTES,
        price_minor=pack.price_minor,
        currency=pack.currency,
        cancellation_notice_minutes=1440,
        reschedule_notice_minutes=1440,
    )


def _busy(lesson: LessonSlot, tutor_id: str) -> Iterator[BusyTime]:
    assert lesson.student_id is not None
    for person in (lesson.student_id, tutor_id):
        yield BusyTime(
            person_id=person,
            starts_at=lesson.starts_at,
            ends_at=lesson.ends_at,
            source_type=LESSON,
            source_id=lesson.id,
        )


def _insert(session: Session, rows: Iterable[SQLModel]) -> None:
    """All of one table, past the ORM's bookkeeping."""
    made = list(rows)
    session.connection().execute(insert(type(made[0])), [row.model_dump() for row in made])
