"""Screening requests that many change at once: one legal state, and the losers are told."""

from collections import Counter
from contextlib import nullcontext
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlmodel import select

from tests.factories import NOW, make_enrollment, make_pack, make_tutor
from tests.many_at_once import at_once, kinds, writers
from tests.services.screening_cast import (
    APPROVED,
    PENDING,
    REJECTED,
    ScreeningCast,
    busy_times,
    cast,
    taken,
)
from tutorhub_app.data import engine
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain import screening as rules
from tutorhub_app.domain import screening_clocks
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import Conflict, NotAllowed, SlotTaken, TutorHubError
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.unit import call

__all__ = ["cast", "writers"]

RECORD = "PreliminaryMeetingRecord"


def rows(kind) -> list:
    with engine.unit_of_work(now=NOW, readonly=True) as session:
        return list(session.exec(select(kind)))


@pytest.mark.usefixtures("writers")
def test_asking_many_times_at_once_makes_one_request(cast: ScreeningCast):
    by = (cast.bob, cast.alice.principal, cast.admin) * 4
    results = at_once(*(lambda who=who: cast.ask(who) for who in by))
    assert kinds(results) == {RECORD: 1, "Conflict": len(by) - 1}
    assert {each.code for each in results if isinstance(each, Conflict)} == {"alreadyRequested"}
    assert len(rows(PreliminaryMeeting)) == 1


@pytest.mark.usefixtures("writers")
def test_two_tutors_agree_to_overlapping_times_and_one_is_told(cast: ScreeningCast):
    tutors = [cast.alice, cast.dora, *(make_tutor() for _ in range(6))]
    asked = [(tutor, cast.ask(pack=make_pack(tutor, requires_screening=True))) for tutor in tutors]
    results = at_once(
        *(
            lambda tutor=tutor, row=row, n=n: cast.change(
                row.id,
                tutor.principal,
                scheduled_datetime=cast.tuesday + timedelta(minutes=7 * (n % 4)),
            )
            for n, (tutor, row) in enumerate(asked)
        )
    )
    assert kinds(results) == {RECORD: 1, "SlotTaken": len(tutors) - 1}
    (won,) = (n for n, each in enumerate(results) if not isinstance(each, SlotTaken))
    (agreed,) = (row for row in rows(PreliminaryMeeting) if row.agreed_at)
    assert agreed.id == asked[won][1].id
    assert busy_times() == taken(agreed.scheduled_datetime, cast.bob, tutors[won].principal)


@pytest.mark.usefixtures("writers")
def test_of_an_approval_and_a_rejection_of_what_both_looked_at_one_is_told(cast: ScreeningCast):
    asked = cast.ask(cast.alice.principal, scheduled_datetime=cast.tuesday)
    results = at_once(
        lambda: cast.change(asked.id, tutor_decision=APPROVED, record_version=1),
        lambda: cast.change(asked.id, cast.admin, tutor_decision=REJECTED, record_version=1),
    )
    assert kinds(results) == {RECORD: 1, "Conflict": 1}
    require_whole(cast)


@pytest.mark.usefixtures("writers")
def test_of_an_approval_and_a_rejection_the_later_one_stands(cast: ScreeningCast):
    asked = cast.ask(cast.alice.principal, scheduled_datetime=cast.tuesday)
    results = at_once(
        *(
            lambda decision=decision: cast.change(asked.id, tutor_decision=decision)
            for decision in (APPROVED, REJECTED)
        )
    )
    assert kinds(results) == {RECORD: 2}
    last = max(results, key=lambda row: row.record_version)
    assert cast.row(asked.id).tutor_decision == last.tutor_decision
    require_whole(cast)


@pytest.mark.usefixtures("writers")
def test_a_booking_and_the_end_of_its_approval_never_both_happen(cast: ScreeningCast):
    make_enrollment(cast.pack, cast.bob)
    asked = cast.ask(cast.alice.principal, tutor_decision=APPROVED)
    request = BookingRequest(cast.pack.id, cast.tuesday, SessionMode.ONLINE)
    booked, withdrawn = at_once(
        lambda: call(book_slot, cast.bob, request, now=NOW),
        lambda: cast.change(asked.id, tutor_decision=REJECTED),
    )
    lessons = [row for row in rows(LessonSlot) if row.status == SlotStatus.BOOKED]
    if isinstance(booked, TutorHubError):
        assert (booked.code, lessons) == ("screeningRequired", [])
        assert cast.row(asked.id).tutor_decision == REJECTED
    else:
        assert (withdrawn.code, len(lessons)) == ("lessonsAreBooked", 1)
        assert cast.row(asked.id).tutor_decision == APPROVED


@pytest.mark.usefixtures("writers")
def test_a_proposal_and_an_agreement_at_once_leave_one_of_them(cast: ScreeningCast):
    asked = cast.ask(scheduled_datetime=cast.tuesday)
    later = cast.tuesday + timedelta(hours=1)
    at_once(
        lambda: cast.change(asked.id, scheduled_datetime=cast.tuesday),
        lambda: cast.change(asked.id, cast.bob, scheduled_datetime=later),
    )
    row = cast.row(asked.id)
    assert (row.scheduled_datetime, row.agreed_at is None) in {(later, True), (cast.tuesday, False)}
    require_whole(cast)


def test_the_database_alone_keeps_the_second_open_request_out(
    cast: ScreeningCast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(screening_clocks, "require_may_ask", lambda standing: None)
    cast.ask()
    with pytest.raises(Conflict) as refused:
        cast.ask()
    assert refused.value.code == "alreadyRequested"
    assert len(rows(PreliminaryMeeting)) == 1


def test_rounds_of_asking_agreeing_and_deciding_leave_everything_whole(
    cast: ScreeningCast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engine, "_writers", nullcontext())
    packs = [cast.pack, cast.other_pack, make_pack(cast.alice, requires_screening=True)]
    tutors = {cast.pack.id: cast.alice, cast.other_pack.id: cast.dora, packs[2].id: cast.alice}
    ids: list[tuple[str, str]] = []
    done: Counter[str] = Counter()

    def one_round(seed: int) -> None:
        chance = Random(seed)
        pack, student = chance.choice(packs), chance.choice((cast.bob, cast.charlie))
        time = cast.tuesday + timedelta(minutes=15 * chance.randrange(6))
        kind = chance.choice(("ask", "agree", "propose", "decide", "decide"))
        try:
            if kind == "ask" or not ids:
                ids.append((cast.ask(student, pack=pack, student=student).id, pack.id))
            else:
                meeting_id, pack_id = chance.choice(ids)
                tutor = tutors[pack_id].principal
                if kind == "agree":
                    cast.change(meeting_id, tutor, scheduled_datetime=time)
                elif kind == "propose":
                    student_id = cast.row(meeting_id).student_id
                    by = cast.bob if student_id == cast.bob.user_id else cast.charlie
                    cast.change(meeting_id, by, scheduled_datetime=time)
                else:
                    decision = chance.choice((PENDING, APPROVED, REJECTED))
                    cast.change(meeting_id, tutor, tutor_decision=decision)
            done[kind] += 1
        except (Conflict, NotAllowed):
            return

    for first in range(0, 400, 8):
        failures = at_once(*(lambda seed=seed: one_round(seed) for seed in range(first, first + 8)))
        assert failures == [None] * 8
    assert all(done[kind] > 5 for kind in ("ask", "agree", "propose", "decide")), done
    require_whole(cast)


def require_whole(cast: ScreeningCast) -> None:
    """Exactly the agreed meetings take their people, nobody twice, and one request a pack is
    open."""
    meetings = rows(PreliminaryMeeting)
    tutor_of = {cast.other_pack.id: cast.dora.user.id}
    expected = set()
    for row in meetings:
        assert not (row.agreed_at and row.tutor_decision == REJECTED)
        if row.agreed_at:
            ends_at = row.scheduled_datetime + rules.MEETING_LENGTH
            tutor = tutor_of.get(row.course_pack_id, cast.alice.user.id)
            expected |= {
                (person, "screening", row.scheduled_datetime, ends_at)
                for person in (row.student_id, tutor)
            }
    assert busy_times() == expected
    assert len(rows(BusyTime)) == len(expected)
    ordered = sorted(expected, key=lambda busy: (busy[0], busy[2]))
    for one, other in pairwise(ordered):
        assert one[0] != other[0] or one[3] <= other[2]
    standing = Counter(
        (row.course_pack_id, row.student_id) for row in meetings if row.tutor_decision == PENDING
    )
    assert set(standing.values()) <= {1}
