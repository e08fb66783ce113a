"""Acts on one screening at once: one legal state, and the loser is told what happened."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import select

from tests.factories import NOW, make_enrollment, make_pack, make_principal
from tests.many_at_once import at_once, writers
from tests.services.screening_cast import (
    APPROVED,
    REJECTED,
    ScreeningCast,
    busy_times,
    cast,
    taken,
)
from tutorhub_app.data.audit import AuditEntry
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.data.screening_history import ScreeningEvent
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import Conflict, SlotTaken
from tutorhub_app.domain.screening import Stage
from tutorhub_app.services import screening
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.unit import call

__all__ = ["cast", "writers"]

pytestmark = pytest.mark.usefixtures("writers")

ROUNDS = 4
LATER = NOW.replace(hour=15) + timedelta(days=2)
DUE = NOW + timedelta(days=14)


def rows(kind: Any) -> list[Any]:
    with unit_of_work(now=NOW, readonly=True) as session:
        return list(session.exec(select(kind).order_by(kind.id)))


def events(meeting_id: str) -> list[str]:
    return [row.kind for row in rows(ScreeningEvent) if row.meeting_id == meeting_id]


def one_wins(*jobs: Callable[[], object]) -> int:
    """Which of the jobs went through, when exactly one did; all others were told what happened."""
    results = at_once(*jobs)
    (won,) = (n for n, each in enumerate(results) if not isinstance(each, Exception))
    for n, each in enumerate(results):
        if n != won:
            assert isinstance(each, Conflict), each
            assert each.sentence != Conflict.sentence
    return won


def act(cast: ScreeningCast, name: str, meeting_id: str, who: str = "alice", **values: Any):
    return lambda: cast.act(name, meeting_id, who, **values)


def decide(cast: ScreeningCast, meeting_id: str, decision, who: str = "alice", **values: Any):
    return act(cast, "decide", meeting_id, who, decision=decision, reason="So it is.", **values)


# Two acts that can not both be right, and the stages that each of them leaves.
RACES: dict[str, tuple[Stage, tuple[str, str, dict], tuple[str, str, dict], tuple[str, str]]] = {
    "approve and reject": (
        Stage.AGREED,
        ("decide", "alice", {"decision": APPROVED, "reason": "Well done."}),
        ("decide", "alice", {"decision": REJECTED, "reason": "Not yet."}),
        ("approved", "rejected"),
    ),
    "withdraw against approve": (
        Stage.AGREED,
        ("withdraw", "bob", {}),
        ("decide", "alice", {"decision": APPROVED, "reason": ""}),
        ("withdrawn", "approved"),
    ),
    "withdraw against agree": (
        Stage.REQUESTED,
        ("withdraw", "bob", {}),
        ("agree", "alice", {"starts_at": NOW.replace(hour=10) + timedelta(days=1)}),
        ("withdrawn", "agreed"),
    ),
    "propose anew against agree": (
        Stage.REQUESTED,
        ("offer", "bob", {"proposals": [LATER]}),
        ("agree", "alice", {"starts_at": NOW.replace(hour=10) + timedelta(days=1)}),
        ("requested", "agreed"),
    ),
    "appeal against override": (
        Stage.REJECTED,
        ("appeal", "bob", {"message": "I was ill."}),
        ("override", "admin", {"decision": APPROVED, "reason": "Fair."}),
        ("rejected", "approved"),
    ),
    "override against the tutor": (
        Stage.AGREED,
        ("override", "admin", {"decision": APPROVED, "reason": "Fair."}),
        ("decide", "alice", {"decision": REJECTED, "reason": "Not yet."}),
        ("approved", "rejected"),
    ),
    "two overrides": (
        Stage.REJECTED,
        ("override", "admin", {"decision": APPROVED, "reason": "Fair."}),
        ("override", "admin", {"decision": APPROVED, "reason": "Fair indeed."}),
        ("approved", "approved"),
    ),
}


@pytest.mark.parametrize("race", RACES)
def test_of_two_acts_on_what_both_looked_at_one_stands(cast: ScreeningCast, race: str):
    stage, *both, ends = RACES[race]
    meeting_id = cast.at(stage)
    version, before = cast.row(meeting_id).record_version, len(events(meeting_id))
    won = one_wins(
        *(
            act(cast, name, meeting_id, who, **values, record_version=version)
            for name, who, values in both
        )
    )
    assert cast.row(meeting_id).stage == ends[won]
    assert len(events(meeting_id)) == before + 1
    require_taken_as_agreed(cast, meeting_id)


@pytest.mark.parametrize("race", RACES)
def test_two_acts_that_looked_at_nothing_stand_in_an_order_that_is_allowed(
    cast: ScreeningCast, race: str
):
    stage, *both, ends = RACES[race]
    meeting_id = cast.at(stage)
    results = at_once(*(act(cast, name, meeting_id, who, **values) for name, who, values in both))
    assert all(each is None or isinstance(each, Conflict) for each in results)
    assert None in results
    assert cast.row(meeting_id).stage in ends
    require_taken_as_agreed(cast, meeting_id)


def require_taken_as_agreed(cast: ScreeningCast, meeting_id: str) -> None:
    row = cast.row(meeting_id)
    both = taken(row.scheduled_datetime, cast.bob, cast.alice.principal) if row.agreed_at else set()
    assert busy_times() == both


def test_decisions_of_many_tabs_are_one_and_the_log_has_one(cast: ScreeningCast):
    meeting_id = cast.at(Stage.AGREED)
    approve = decide(cast, meeting_id, APPROVED)
    one_wins(*[approve] * 6, *[decide(cast, meeting_id, APPROVED, "admin")] * 2)
    assert events(meeting_id) == ["requested", "agreed", "approved"]
    assert len(rows(AuditEntry)) == 1


def test_of_two_times_of_one_request_one_is_agreed(cast: ScreeningCast):
    for _ in range(ROUNDS):
        times = [LATER, LATER + timedelta(hours=1)]
        meeting_id = cast.request(proposals=times)
        won = one_wins(
            act(cast, "agree", meeting_id, starts_at=times[0]),
            act(cast, "agree", meeting_id, "admin", starts_at=times[1]),
        )
        assert busy_times() == taken(times[won], cast.bob, cast.alice.principal)
        assert events(meeting_id) == ["requested", "agreed"]
        cast.act("withdraw", meeting_id, "bob")


def test_two_requests_for_one_time_are_not_both_agreed(cast: ScreeningCast):
    students = [make_principal() for _ in range(6)]
    ids = [cast.request(each, proposals=[cast.tuesday]) for each in students]
    results = at_once(*(act(cast, "agree", each, starts_at=cast.tuesday) for each in ids))
    (won,) = (n for n, each in enumerate(results) if each is None)
    assert {type(each) for n, each in enumerate(results) if n != won} == {SlotTaken}
    assert busy_times() == taken(cast.tuesday, students[won], cast.alice.principal)
    stages = [cast.row(each).stage for each in ids]
    assert sorted(stages) == ["agreed", *["requested"] * 5]


def test_a_meeting_and_a_lesson_are_not_both_at_one_time(cast: ScreeningCast):
    plain = make_pack(cast.alice)
    make_enrollment(plain, cast.charlie)
    meeting_id = cast.at(Stage.REQUESTED)
    booking = BookingRequest(plain.id, cast.tuesday, SessionMode.ONLINE)
    results = at_once(
        act(cast, "agree", meeting_id, starts_at=cast.tuesday),
        lambda: call(book_slot, cast.charlie, booking, now=NOW),
    )
    assert sum(isinstance(each, SlotTaken) for each in results) == 1
    booked = [row for row in rows(LessonSlot) if row.status == "booked"]
    assert len(booked) + (cast.row(meeting_id).stage == "agreed") == 1


def test_a_student_asks_once_however_often_they_click(cast: ScreeningCast):
    results = at_once(*[lambda: cast.request(proposals=[cast.tuesday])] * 8)
    assert sum(isinstance(each, str) for each in results) == 1
    assert {each.code for each in results if isinstance(each, Conflict)} == {"alreadyRequested"}
    (row,) = rows(PreliminaryMeeting)
    assert events(row.id) == ["requested"]


@pytest.mark.parametrize(
    ("name", "who", "values", "ends"),
    [
        ("agree", "alice", {"starts_at": DUE + timedelta(days=1)}, "agreed"),
        ("withdraw", "bob", {}, "withdrawn"),
        ("decide", "alice", {"decision": REJECTED, "reason": "Not yet."}, "rejected"),
    ],
)
def test_a_request_expires_or_is_answered_and_never_both(
    cast: ScreeningCast, name: str, who: str, values: dict[str, Any], ends: str
):
    for _ in range(ROUNDS):
        student = make_principal()
        meeting_id = cast.request(student)
        by = student if who == "bob" else cast.alice.principal
        result, count = at_once(
            partial(cast.act, name, meeting_id, by, now=DUE, **values),
            lambda: call(screening.expire_due, now=DUE),
        )
        stage = cast.row(meeting_id).stage
        if count:
            assert (type(result), stage) == (Conflict, "expired")
            assert "expired" in result.sentence
        else:
            assert (result, stage) == (None, ends)
        assert len(events(meeting_id)) == 2
        if stage == "agreed":
            cast.act("withdraw", meeting_id, student, now=DUE)


def test_the_clocks_of_several_processes_expire_each_request_once(cast: ScreeningCast):
    ids = [cast.request(make_principal()) for _ in range(12)]
    assert sum(at_once(*[lambda: call(screening.expire_due, now=DUE)] * 4)) == len(ids)
    for meeting_id in ids:
        assert events(meeting_id) == ["requested", "expired"]


def test_a_student_takes_an_offer_while_the_tutor_offers_others(cast: ScreeningCast):
    for _ in range(ROUNDS):
        meeting_id = cast.request()
        cast.act("offer", meeting_id, proposals=[LATER])
        version = cast.row(meeting_id).record_version
        other: datetime = LATER + timedelta(hours=2)
        won = one_wins(
            act(cast, "agree", meeting_id, "bob", starts_at=LATER, record_version=version),
            act(cast, "offer", meeting_id, proposals=[other], record_version=version),
        )
        assert cast.row(meeting_id).stage == ("agreed", "requested")[won]
        cast.act("withdraw", meeting_id, "bob")
        assert busy_times() == set()
