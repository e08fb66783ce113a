"""The demo data: enough, varied, in zones far apart, and never stale."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlmodel import func, select

from tests.factories import make_user
from tutorhub_app.data.accounts import User
from tutorhub_app.data.audit import AuditEntry
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.calendars import SCREENING
from tutorhub_app.data.catalog import CoursePack, TutorProfile
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.permissions import PermissionGrant, UserGroupMember
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.services import demo, demo_accounts, home, notices
from tutorhub_app.services.accounts import sign_in
from tutorhub_app.settings import PROJECT_ROOT

pytestmark = pytest.mark.usefixtures("database")

WINTER_NIGHT = datetime(2027, 12, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize("at", [datetime(2026, 3, 28, 12, 0, tzinfo=UTC), WINTER_NIGHT])
def test_lessons_lie_on_both_sides_of_the_present_whenever_it_is(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        assert demo.seed_if_empty()
    with unit_of_work(now=at, readonly=True) as session:
        lessons = session.exec(select(LessonSlot.starts_at, LessonSlot.status)).all()
    statuses = {status for _, status in lessons}
    assert statuses == {SlotStatus.BOOKED, SlotStatus.COMPLETED, SlotStatus.CANCELED}
    for starts_at, status in lessons:
        assert (starts_at > at) == (status == SlotStatus.BOOKED)
    assert len(lessons) > 60


def test_there_is_a_group_and_something_granted_and_denied() -> None:
    demo.seed_if_empty()
    with unit_of_work(now=WINTER_NIGHT, readonly=True) as session:
        answers = session.exec(select(PermissionGrant.can_do)).all()
        members = session.exec(select(func.count()).select_from(UserGroupMember)).one()
        logged = set(session.exec(select(AuditEntry.action)))
    assert (sorted(answers), members) == ([False, True], 1)
    assert {"group.make", "group.addMember", "permission.grant"} <= logged


def test_there_are_tutors_and_packs_of_many_kinds() -> None:
    demo.seed_if_empty()
    with unit_of_work(now=WINTER_NIGHT, readonly=True) as session:
        profiles = session.exec(select(TutorProfile.time_zone, TutorProfile.photo)).all()
        packs = session.exec(
            select(
                CoursePack.lesson_minutes,
                CoursePack.teaching_mode,
                CoursePack.price_minor,
                CoursePack.requires_screening,
            )
        ).all()
    zones = {zone for zone, _ in profiles}
    assert len(profiles) == 12
    assert len(zones) >= 6
    assert {zone.split("/")[0] for zone in zones} >= {"America", "Europe", "Asia"}
    assert all(Path(PROJECT_ROOT, "assets", photo.lstrip("/")).is_file() for _, photo in profiles)
    assert len(packs) >= 20
    minutes = {minutes for minutes, *_ in packs}
    assert (min(minutes), max(minutes)) == (30, 90)
    assert {mode for _, mode, *_ in packs} == {"online", "faceToFace", "both"}
    assert sum(screened for *_, screened in packs) == 2


@pytest.mark.parametrize("at", [datetime(2026, 3, 28, 12, 0, tzinfo=UTC), WINTER_NIGHT])
def test_screenings_stand_at_each_open_stage_and_agreed_ones_take_both(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        demo.seed_if_empty()
    with unit_of_work(now=at, readonly=True) as session:
        meetings = session.exec(select(PreliminaryMeeting)).all()
        busy = session.exec(select(BusyTime).where(BusyTime.source_type == SCREENING)).all()
    stages = Counter(row.stage for row in meetings)
    assert stages == {"requested": 2, "agreed": 2, "approved": 1, "rejected": 1}
    agreed = {row.id: row.scheduled_datetime for row in meetings if row.stage == "agreed"}
    assert Counter((row.source_id, row.starts_at) for row in busy) == dict.fromkeys(
        agreed.items(), 2
    )
    over = [time for time in agreed.values() if time and time + timedelta(minutes=30) < at]
    coming = [time for time in agreed.values() if time and time > at]
    assert (len(over), len(coming)) == (1, 1)
    proposed = " ".join(row.proposals for row in meetings).split()
    assert len(proposed) == 5
    assert min(map(datetime.fromisoformat, proposed)) > at
    (appealed,) = (row for row in meetings if row.appealed_at)
    assert (appealed.stage, appealed.waits_for) == ("rejected", "admin")
    assert all(row.created_at < at and row.message for row in meetings)


@pytest.mark.parametrize("at", [datetime(2026, 3, 28, 12, 0, tzinfo=UTC), WINTER_NIGHT])
def test_something_waits_for_each_of_the_printed_accounts_and_there_is_news(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        demo.seed_if_empty()
    with unit_of_work(now=at, readonly=True) as session:
        for email in demo_accounts.ACCOUNTS:
            user = session.exec(select(User).where(User.email == email)).one()
            profile_id = session.exec(
                select(TutorProfile.id).where(TutorProfile.user_id == user.id)
            ).first()
            me = Principal(
                user.id, "", Role(user.role), email, user.fullname, "UTC", 24, 1, profile_id
            )
            assert home.home(session, me, now=at).waiting, email
            assert notices.bell(session, me, now=at).unread, email


async def test_the_printed_accounts_sign_in() -> None:
    demo.seed_if_empty()
    for email in demo_accounts.ACCOUNTS:
        signed_in = await sign_in(email, demo_accounts.PASSWORD, address="127.0.0.1")
        assert signed_in.principal.role == email.split("@")[0]


def test_a_database_that_holds_somebody_is_left_alone() -> None:
    make_user()
    assert not demo.seed_if_empty()
    with unit_of_work(now=WINTER_NIGHT, readonly=True) as session:
        assert session.exec(select(func.count()).select_from(User)).one() == 1
