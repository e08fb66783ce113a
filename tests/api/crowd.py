"""A school in full swing, for calls that are made up: the demo's people and rows, at a fixed time.

Whoever makes up a call finds rows here that exist: some of those who ask, some of others.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlmodel import Session, select

from tests.api.asking import token_of
from tests.factories import sign_in
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.data.api_keys import ApiKey
from tutorhub_app.data.availability import Availability
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile
from tutorhub_app.data.engine import get_engine, unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.services import api_keys, demo, demo_accounts, online_lesson_records
from tutorhub_app.services.unit import call
from tutorhub_app.settings import get_settings

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
OWN_ROWS, OTHER_ROWS = 4, 2

# Of each kind of row its table, and the column that names its owner among the demo's people.
_KINDS: dict[str, tuple[Any, str]] = {
    "tutorProfileId": (TutorProfile, "id"),
    "coursePackId": (CoursePack, "tutor_profile_id"),
    "availabilityId": (Availability, "tutor_profile_id"),
    "enrollmentId": (Enrollment, "student_id"),
    "lessonSlotId": (LessonSlot, "student_id"),
    "preliminaryMeetingId": (PreliminaryMeeting, "student_id"),
    "studentId": (User, "id"),
    "userId": (User, "id"),
    "apiKeyId": (ApiKey, "user_id"),
    "lessonId": (OnlineLesson, "account_id"),
}


@dataclass
class Crowd:
    """People by role, nobody is None; the API keys of those who have one; and ids by the name under
    which they are sent."""

    people: dict[str, Principal | None] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    ids: dict[str, list[Any]] = field(default_factory=dict)

    def token(self, who: str) -> str | None:
        """Signed anew: each test has a key of its own."""
        person = self.people[who]
        return token_of(person) if person else None


def _gather() -> Crowd:
    demo.seed_if_empty()
    crowd = Crowd({"nobody": None})
    with unit_of_work(now=utc_now(), readonly=True) as session:
        people = {role: _person(session, email) for role, email in _ACCOUNTS.items()}
        profile = session.exec(
            select(TutorProfile).where(TutorProfile.user_id == people["tutor"].id)
        ).one()
    for role, user in people.items():
        principal = sign_in(user, profile.id if user.role == Role.TUTOR else None)
        crowd.people[role] = principal
        if role != "student":
            crowd.keys[role] = call(api_keys.create, principal, f"A key of the {role}").key
            lesson = {"startTime": int(NOW.timestamp()) + 3600, "title": "Verbs", "duration": 60}
            for _ in range(2):
                call(online_lesson_records.create, principal, lesson)
    with unit_of_work(now=utc_now(), readonly=True) as session:
        owners = {profile.id, *(user.id for user in people.values())}
        for name, (table, owner) in _KINDS.items():
            rows = session.exec(select(table.id, getattr(table, owner)).order_by(table.id)).all()
            own = [found for found, owned_by in rows if owned_by in owners][:OWN_ROWS]
            others = [found for found, owned_by in rows if owned_by not in owners][:OTHER_ROWS]
            assert own, name
            crowd.ids[name] = own + others
    return crowd


_ACCOUNTS = {
    "student": demo_accounts.STUDENT,
    "tutor": demo_accounts.TUTOR,
    "admin": demo_accounts.ADMIN,
}


def _person(session: Session, email: str) -> User:
    return session.exec(select(User).where(User.email == email)).one()


_gathered: list[tuple[Crowd, bytes]] = []


@pytest.fixture
def crowd(database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crowd]:
    """Everyone, in this test's own database: a copy of the one in which they were made first."""
    monkeypatch.setenv("TUTORHUB_RATE_LIMITS", "off")
    get_settings.cache_clear()
    with time_machine.travel(NOW, tick=False):
        if not _gathered:
            made = _gather()
            # Its last connection writes everything into the one file.
            get_engine().dispose()
            _gathered.append((made, database.read_bytes()))
        everyone, rows = _gathered[0]
        database.write_bytes(rows)
        yield everyone
