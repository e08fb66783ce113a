"""The overview: what is counted in which week, by whose weeks, and who may look."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.factories import NOW, make_pack, make_principal, make_screening, make_tutor, save
from tests.lessons import make_lesson
from tests.services.booking_cast import Cast, cast
from tests.statements import asked_of
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.booking import Side, SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import NotAllowed, NotSignedIn
from tutorhub_app.domain.screening import TutorDecision
from tutorhub_app.services import overview
from tutorhub_app.services.booking import Place
from tutorhub_app.services.booking_desk import offering_desk
from tutorhub_app.services.free_slots import offer, take_back
from tutorhub_app.services.overview import Overview
from tutorhub_app.services.unit import call

__all__ = ["cast"]

pytestmark = pytest.mark.usefixtures("database")

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
def ada(database: Path) -> Principal:
    return make_principal(Role.ADMIN)


def look(asking: Principal | None, now: datetime = NOW, **asked) -> Overview:
    return call(overview.overview, asking, now=now, **asked)


def test_a_fresh_installation_has_weeks_without_anything(ada) -> None:
    found = look(ada)
    assert len(found.weeks) == 12
    assert all(
        (week.bookings, week.cancellations, week.approved) == (0, 0, 0) for week in found.weeks
    )
    assert all(week.waiting_days is None for week in found.weeks)
    assert (found.figures.people, found.figures.screenings_waiting) == (1, 0)


def test_bookings_and_cancellations_count_in_the_week_in_which_they_were_made(ada) -> None:
    pack, bob = make_pack(make_tutor()), make_principal()
    make_lesson(pack, bob, NOW + 20 * DAY, booked_at=NOW)
    make_lesson(pack, bob, NOW + 21 * DAY, booked_at=NOW - WEEK)
    make_lesson(
        pack,
        bob,
        NOW + 22 * DAY,
        booked_at=NOW - 2 * WEEK,
        status=SlotStatus.CANCELED,
        canceled_at=NOW - WEEK,
    )
    make_lesson(pack, None, NOW + 23 * DAY, status=SlotStatus.FREE)
    *_, before, last, this = look(ada).weeks
    assert [week.bookings for week in (before, last, this)] == [1, 1, 1]
    assert [week.cancellations for week in (before, last, this)] == [0, 1, 0]


def test_decisions_and_the_wait_for_them_count_in_the_week_of_the_decision(ada) -> None:
    pack = make_pack(make_tutor(), requires_screening=True)
    for decision, days in (
        (TutorDecision.APPROVED, 2),
        (TutorDecision.APPROVED, 4),
        (TutorDecision.REJECTED, 6),
        (TutorDecision.PENDING, None),
    ):
        row = make_screening(pack, make_principal(), decision)
        if days is not None:
            row.created_at, row.decided_at = NOW - days * DAY, NOW
            # What says its version itself is not stamped.
            row.record_version += 1
            save(row)
    *_, last, this = look(ada).weeks
    assert (this.approved, this.rejected, this.waiting_days) == (2, 1, 4)
    assert (last.approved, last.rejected, last.waiting_days) == (0, 0, None)


def test_weeks_are_those_of_the_one_who_looks(database: Path) -> None:
    pack, bob = make_pack(make_tutor()), make_principal()
    sunday_in_new_york = datetime.fromisoformat("2026-01-05T02:00:00Z")
    make_lesson(pack, bob, NOW + 20 * DAY, booked_at=sunday_in_new_york)
    here = look(make_principal(Role.ADMIN, time_zone="UTC"))
    there = look(make_principal(Role.ADMIN, time_zone="America/New_York"))
    assert [week.bookings for week in here.weeks[-2:]] == [0, 1]
    assert [week.bookings for week in there.weeks[-2:]] == [1, 0]
    assert there.time_zone == "America/New_York"


@pytest.mark.parametrize("weeks", overview.PERIODS)
def test_the_period_is_as_long_as_was_asked_for(ada, weeks: int) -> None:
    assert len(look(ada, weeks=weeks).weeks) == weeks


@pytest.mark.parametrize("weeks", [0, -1, 5, 10**9])
def test_another_period_is_the_usual_one(ada, weeks: int) -> None:
    assert len(look(ada, weeks=weeks).weeks) == overview.USUAL_PERIOD


def test_the_figures_count_active_people_by_role_and_what_waits(ada) -> None:
    alice = make_tutor()
    make_principal()
    make_principal(is_active=False)
    pack = make_pack(alice, requires_screening=True)
    make_screening(
        pack, make_principal(), TutorDecision.PENDING, waits_for=Side.TUTOR, waiting_since=NOW - DAY
    )
    make_screening(
        pack, make_principal(), TutorDecision.PENDING, waits_for=Side.TUTOR, waiting_since=NOW + DAY
    )
    figures = look(ada).figures
    assert (figures.people, figures.students, figures.tutors, figures.admins) == (5, 3, 1, 1)
    assert figures.screenings_waiting == 1
    assert figures.jobs > 0


def test_what_is_booked_today_counts_today_until_its_time_is_free_again(cast: Cast) -> None:
    lesson = cast.book()
    assert look(cast.admin).weeks[-1].bookings == 1
    place = Place(SessionMode.ONLINE, None, None)
    call(take_back, cast.alice.principal, lesson.id, cast.tuesday, place, None, now=NOW)
    assert look(cast.admin).weeks[-1].bookings == 0


def test_a_free_slot_counts_when_it_is_taken_not_when_it_was_offered(cast: Cast) -> None:
    offered = NOW - 3 * WEEK
    place = Place(SessionMode.ONLINE, None, None)
    with unit_of_work(now=offered) as session:
        me = cast.alice.principal
        desk = offering_desk(session, me, cast.pack.id)
        offer(session, me, desk, cast.tuesday, place, None, now=offered)
    cast.book()
    assert [week.bookings for week in look(cast.admin).weeks[-4:]] == [0, 0, 0, 1]


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TUTOR, None])
def test_only_administrators_look(role: Role | None) -> None:
    with pytest.raises(NotAllowed if role else NotSignedIn):
        look(make_principal(role) if role else None)


TABLES = re.compile(r"\b(user|lesson_slot|preliminary_meeting)\b")


def test_the_overview_reads_indexes_alone(ada) -> None:
    with unit_of_work(now=NOW, readonly=True) as session:
        with asked_of(session) as asked:
            overview.overview(session, ada, now=NOW)
        connection = session.connection()
        plans = {
            each: [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}")]
            for each in asked
            if "FROM job_state" not in each
        }
    for statement, steps in plans.items():
        read = [step for step in steps if TABLES.search(step)]
        assert read, statement
        assert all("SEARCH" in step and "COVERING INDEX" in step for step in read), steps
