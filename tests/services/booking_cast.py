"""The people of the booking tests: alice teaches, bob learns with her, the others have no part."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories import (
    NOW,
    Tutor,
    make_enrollment,
    make_open_week,
    make_pack,
    make_principal,
    make_tutor,
    reload,
)
from tutorhub_app.data.catalog import CoursePack, Enrollment
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.lesson_view import LessonView
from tutorhub_app.services.unit import call


@dataclass(frozen=True, slots=True)
class Cast:
    """`tuesday` is 10:00 UTC of the day after NOW; alice teaches on all days from 08:00 to 20:00 in
    UTC, online and face to face."""

    alice: Tutor
    pack: CoursePack
    bob: Principal
    enrollment: Enrollment
    charlie: Principal
    dora: Tutor
    admin: Principal

    @property
    def tuesday(self) -> datetime:
        return NOW.replace(hour=10) + timedelta(days=1)

    def book(
        self,
        starts_at: datetime | None = None,
        *,
        by: Principal | None = None,
        now: datetime = NOW,
        **values: Any,
    ) -> LessonView:
        return call(book_slot, by or self.bob, self.request(starts_at, **values), now=now)

    def request(self, starts_at: datetime | None = None, **values: Any) -> BookingRequest:
        values.setdefault("session_mode", SessionMode.ONLINE)
        return BookingRequest(self.pack.id, starts_at or self.tuesday, **values)

    def lessons_left(self) -> int:
        return reload(self.enrollment).lessons_left


def gather(**rules: Any) -> Cast:
    """The cast; `rules` are columns of alice's profile."""
    alice = make_tutor(**rules)
    make_open_week(alice, "08:00", "20:00", mode=TeachingMode.BOTH)
    pack = make_pack(alice, teaching_mode=TeachingMode.BOTH)
    bob = make_principal(fullname="Bob", time_zone="Europe/Berlin")
    return Cast(
        alice=alice,
        pack=pack,
        bob=bob,
        enrollment=make_enrollment(pack, bob),
        charlie=make_principal(fullname="Charlie"),
        dora=make_tutor(),
        admin=make_principal(Role.ADMIN, fullname="Ada"),
    )


@pytest.fixture
def cast(database: object) -> Cast:
    return gather()
