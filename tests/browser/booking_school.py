"""A tutor, her pack and her students, in the running app's database."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import select

from tests.app_data import password_hash
from tests.factories import (
    make_enrollment,
    make_open_week,
    make_pack,
    make_tutor,
    make_user,
    reload,
)
from tests.factories import sign_in as principal_of
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.lesson_view import LessonView
from tutorhub_app.services.unit import call
from tutorhub_app.states.booking_shown import key_of

_schools = count(1)


class School:
    """Alice teaches around the clock, online and face to face; all people live in UTC."""

    def __init__(self, **pack: Any) -> None:
        number = next(_schools)
        self._made_at = utc_now()
        self.alice = make_tutor(
            user={"password_hash": password_hash(), "fullname": f"Alice Alder {number}"}
        )
        make_open_week(self.alice, mode=TeachingMode.BOTH)
        self.pack = make_pack(
            self.alice, title="Algebra", **{"teaching_mode": TeachingMode.ONLINE} | pack
        )
        self.bob = self.student("Bob")
        self.enrollment = make_enrollment(self.pack, principal_of(self.bob))

    @property
    def address(self) -> str:
        return f"/book/{self.pack.id}"

    def student(self, name: str) -> User:
        return make_user(password_hash=password_hash(), fullname=f"{name} {next(_schools)}")

    def enrolled(self, name: str) -> User:
        student = self.student(name)
        make_enrollment(self.pack, principal_of(student))
        return student

    def noon(self, in_days: int = 2) -> datetime:
        """Noon in UTC, so many days from when the school was made."""
        return (self._made_at + timedelta(days=in_days)).replace(
            hour=12, minute=0, second=0, microsecond=0
        )

    def key(self, in_days: int = 2, minutes: int = 0) -> str:
        """Of so many minutes after noon, as the page names it."""
        return key_of(self.noon(in_days) + timedelta(minutes=minutes))

    def book(self, student: User, starts_at: datetime) -> LessonView:
        """As the student would, from elsewhere."""
        request = BookingRequest(self.pack.id, starts_at, SessionMode.ONLINE)
        return call(book_slot, principal_of(student), request)

    def lessons(self) -> list[LessonSlot]:
        """In the order of time."""
        statement = select(LessonSlot).where(LessonSlot.course_pack_id == self.pack.id)
        with unit_of_work(now=utc_now(), readonly=True) as session:
            return sorted(session.exec(statement), key=lambda lesson: lesson.starts_at)

    def lessons_left(self) -> int:
        return reload(self.enrollment).lessons_left
