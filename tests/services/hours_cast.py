"""The people of the hours tests: alice teaches in Berlin, bob has a lesson with her on Tuesday."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.factories import (
    NOW,
    Tutor,
    make_enrollment,
    make_pack,
    make_principal,
    make_tutor,
    make_window,
    reload,
)
from tutorhub_app.clock import utc_now
from tutorhub_app.data.availability import Availability, own_dates_of, time_off_of, windows_of
from tutorhub_app.data.catalog import CoursePack, Enrollment
from tutorhub_app.data.changes import changes_after, tutor_topic
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.availability import DayOfWeek, window_sentence
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.services.availability_week import WeekView, week
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.booking_lists import lesson
from tutorhub_app.services.lesson_view import LessonView
from tutorhub_app.services.unit import call

TUESDAY = date(2026, 1, 6)
NEXT_TUESDAY = date(2026, 1, 13)
TEN = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
"""10:00 in Berlin on that Tuesday."""


@dataclass(frozen=True, slots=True)
class HoursCast:
    """alice teaches on Tuesdays from 09:00 to 12:00, online (`tuesday` is that window)."""

    alice: Tutor
    tuesday: Availability
    pack: CoursePack
    bob: Principal
    enrollment: Enrollment
    charlie: Principal
    dora: Tutor
    admin: Principal

    def ask(self, service: Callable[..., Any], *args: Any, by: Any = "alice", **kw: Any) -> Any:
        """Call a service on alice's hours, as alice unless `by` is someone else or None."""
        asking = self.alice.principal if by == "alice" else by
        kw.setdefault("now", NOW)
        return call(service, asking, self.alice.profile.id, *args, **kw)

    def book(self, starts_at: datetime = TEN) -> LessonView:
        request = BookingRequest(self.pack.id, starts_at, SessionMode.ONLINE)
        return call(book_slot, self.bob, request, now=NOW)

    def lesson(self, lesson_id: str) -> LessonView:
        return call(lesson, self.bob, lesson_id, now=NOW)

    def is_booked(self, lesson_id: str) -> bool:
        return self.lesson(lesson_id).status is SlotStatus.BOOKED

    def lessons_left(self) -> int:
        return reload(self.enrollment).lessons_left

    def week(self, first: date = TUESDAY, last: date = TUESDAY, **kw: Any) -> WeekView:
        seen: WeekView = self.ask(week, first, last, **kw)
        return seen

    def stored(self) -> list[str]:
        """The windows in words, and the dates with hours of their own."""
        with unit_of_work(now=utc_now(), readonly=True) as session:
            own = own_dates_of(session, self.alice.profile.id)
            windows = windows_of(session, self.alice.profile.id)
        dates = [f"own hours on {day}" for day in own]
        return sorted([*(window_sentence(window) for window in windows), *dates])

    def time_off(self) -> list[tuple[date, date]]:
        with unit_of_work(now=utc_now(), readonly=True) as session:
            off = time_off_of(session, self.alice.profile.id)
        return [(each.first_day, each.last_day) for each in off]

    def changes(self) -> int:
        """How often pages that watch alice's calendar were told of a change."""
        with unit_of_work(now=utc_now(), readonly=True) as session:
            topic = tutor_topic(self.alice.profile.id)
            return sum(changed == topic for _, changed in changes_after(session, 0))


@pytest.fixture
def hours(database: object) -> HoursCast:
    alice = make_tutor(time_zone="Europe/Berlin", user={"fullname": "Alice"})
    pack = make_pack(alice, title="Algebra")
    bob = make_principal(fullname="Bob")
    return HoursCast(
        alice=alice,
        tuesday=make_window(alice, DayOfWeek.TUESDAY, "09:00", "12:00"),
        pack=pack,
        bob=bob,
        enrollment=make_enrollment(pack, bob),
        charlie=make_principal(fullname="Charlie"),
        dora=make_tutor(),
        admin=make_principal(Role.ADMIN),
    )
