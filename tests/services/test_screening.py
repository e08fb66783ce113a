"""Screening requests as services: who asks, who agrees, who decides, and what it blocks."""

from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    make_pack,
    make_principal,
    make_screening,
)
from tests.lessons import make_lesson
from tests.services.screening_cast import (
    APPROVED,
    NO_ID,
    PENDING,
    REJECTED,
    ScreeningCast,
    busy_times,
    cast,
    listed,
    refusal,
    taken,
)
from tutorhub_app.data import screening as data
from tutorhub_app.data.changes import (
    SCREENINGS_TOPIC,
    changes_after,
    last_seq,
    person_topic,
    tutor_topic,
)
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    NotYours,
    ScreeningRequired,
)
from tutorhub_app.domain.screening_patch import MeetingChange
from tutorhub_app.services import screening
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.enrollment import enroll
from tutorhub_app.services.unit import call

__all__ = ["cast"]


def topics_since(seq: int) -> set[str]:
    with unit_of_work(now=NOW, readonly=True) as session:
        return {topic for _, topic in changes_after(session, seq)}


def seq_now() -> int:
    with unit_of_work(now=NOW, readonly=True) as session:
        return last_seq(session)


def test_a_student_asks_with_a_proposal_that_blocks_nobody(cast: ScreeningCast):
    asked = cast.ask(scheduled_datetime=cast.tuesday, comments="I won a local round.")
    assert (asked.course_pack_id, asked.student_id) == (cast.pack.id, cast.bob.user_id)
    assert (asked.scheduled_datetime, asked.tutor_decision) == (cast.tuesday, PENDING)
    assert (asked.comments, asked.meeting_link) == ("I won a local round.", None)
    assert (asked.owner_id, asked.record_version, asked.created_at) == (cast.bob.user_id, 1, NOW)
    assert busy_times() == set()


def test_the_answer_brings_what_and_who_it_is_about(cast: ScreeningCast):
    made = call(
        screening.create,
        cast.bob,
        cast.pack.id,
        cast.bob.user_id,
        MeetingChange(tutor_decision=PENDING),
        now=NOW,
    )
    assert (made.course_pack.id, made.tutor_profile.id) == (cast.pack.id, cast.alice.profile.id)
    assert (made.tutor_user.id, made.student.id) == (cast.alice.user.id, cast.bob.user_id)


@pytest.mark.parametrize("decision", [APPROVED, REJECTED])
def test_a_student_decides_nothing_when_asking(cast: ScreeningCast, decision):
    assert isinstance(refusal(cast.ask, tutor_decision=decision), NotAllowed)
    link = "https://meet.example/a"
    assert isinstance(refusal(cast.ask, meeting_link=link), NotAllowed)
    assert listed(cast.admin) == []


def test_one_asks_for_oneself_the_packs_tutor_and_administrators_for_students(cast: ScreeningCast):
    for outsider in (cast.charlie, cast.dora.principal):
        assert isinstance(refusal(cast.ask, outsider), NotAllowed)
    own = refusal(cast.ask, cast.dora.principal, student=cast.dora.principal)
    assert isinstance(own, NotAllowed)
    with pytest.raises(NotSignedIn):
        call(screening.create, None, cast.pack.id, cast.bob.user_id, MeetingChange(), now=NOW)
    assert cast.ask(cast.alice.principal).owner_id == cast.bob.user_id
    assert cast.ask(cast.admin, student=cast.charlie).student_id == cast.charlie.user_id


def test_the_tutor_asks_for_a_student_and_approves_and_agrees_at_once(cast: ScreeningCast):
    made = cast.ask(
        cast.alice.principal,
        tutor_decision=APPROVED,
        scheduled_datetime=cast.tuesday,
        meeting_link="https://meet.example/a",
    )
    assert (made.tutor_decision, made.meeting_link) == (APPROVED, "https://meet.example/a")
    assert busy_times() == taken(cast.tuesday, cast.bob, cast.alice.principal)
    assert call(enroll, cast.bob, cast.pack.id, now=NOW).lessons_left == 10


def test_a_pack_must_be_there_and_ask_for_a_screening(cast: ScreeningCast):
    plain = make_pack(cast.alice)
    refused = refusal(cast.ask, pack=plain)
    assert (type(refused), refused.code) == (Invalid, "screeningIsNotRequired")
    gone = make_pack(cast.alice, requires_screening=True, is_active=False)
    assert isinstance(refusal(cast.ask, pack=gone), NotFound)
    with pytest.raises(NotFound):
        call(screening.create, cast.bob, NO_ID, cast.bob.user_id, MeetingChange(), now=NOW)


def test_the_tutor_asks_only_for_active_students(cast: ScreeningCast):
    gone = make_principal(is_active=False)
    for nobody in (gone, cast.dora.principal, cast.admin):
        refused = refusal(cast.ask, cast.alice.principal, student=nobody)
        assert set(refused.fields) == {"studentId"}


def test_a_second_open_request_is_refused_whoever_makes_it(cast: ScreeningCast):
    cast.ask()
    for by in (cast.bob, cast.alice.principal, cast.admin):
        refused = refusal(cast.ask, by)
        assert (type(refused), refused.code) == (Conflict, "alreadyRequested")
    assert cast.ask(pack=cast.other_pack).course_pack_id == cast.other_pack.id
    assert cast.ask(cast.charlie, student=cast.charlie).student_id == cast.charlie.user_id


def test_one_asks_again_after_a_rejection_and_not_after_an_approval(cast: ScreeningCast):
    first = cast.ask()
    cast.change(first.id, tutor_decision=REJECTED)
    second = cast.ask()
    assert second.id != first.id
    cast.change(second.id, tutor_decision=APPROVED)
    for by in (cast.bob, cast.alice.principal):
        refused = refusal(cast.ask, by)
        assert (type(refused), refused.code) == (Conflict, "alreadyApproved")


def test_an_approval_opens_the_pack_and_stays_until_it_is_changed(cast: ScreeningCast):
    asked = cast.ask()
    with pytest.raises(ScreeningRequired):
        call(enroll, cast.bob, cast.pack.id, now=NOW)
    cast.change(asked.id, tutor_decision=APPROVED)
    assert call(enroll, cast.bob, cast.pack.id, now=NOW).lessons_left == 10
    cast.change(asked.id, tutor_decision=REJECTED)
    request = BookingRequest(cast.pack.id, cast.tuesday, SessionMode.ONLINE)
    with pytest.raises(ScreeningRequired):
        call(book_slot, cast.bob, request, now=NOW)
    cast.change(asked.id, cast.admin, tutor_decision=APPROVED)
    assert call(book_slot, cast.bob, request, now=NOW).starts_at == cast.tuesday


@pytest.mark.parametrize("status", [SlotStatus.BOOKED, SlotStatus.COMPLETED])
@pytest.mark.parametrize("decision", [REJECTED, PENDING])
def test_an_approval_is_not_withdrawn_from_lessons(cast: ScreeningCast, status, decision):
    asked = cast.ask(cast.alice.principal, tutor_decision=APPROVED)
    make_lesson(cast.pack, cast.bob, cast.tuesday, status=status)
    for by in (cast.alice.principal, cast.admin):
        refused = refusal(cast.change, asked.id, by, tutor_decision=decision)
        assert (type(refused), refused.code) == (Conflict, "lessonsAreBooked")
    assert cast.change(asked.id, comments="Well done.").tutor_decision is APPROVED


def test_cancelled_lessons_and_those_of_others_hold_no_approval(cast: ScreeningCast):
    asked = cast.ask(cast.alice.principal, tutor_decision=APPROVED)
    make_lesson(cast.pack, cast.bob, cast.tuesday, status=SlotStatus.CANCELED)
    make_lesson(make_pack(cast.alice), cast.bob, cast.tuesday)
    make_screening(cast.pack, cast.charlie)
    make_lesson(cast.pack, cast.charlie, cast.tuesday + timedelta(hours=1))
    assert cast.change(asked.id, tutor_decision=REJECTED).tutor_decision is REJECTED


def test_a_student_changes_time_and_comments_while_it_is_pending_alone(cast: ScreeningCast):
    asked = cast.ask()
    later = cast.tuesday + timedelta(hours=1)
    changed = cast.change(asked.id, cast.bob, scheduled_datetime=later, comments="After school.")
    assert (changed.scheduled_datetime, changed.comments) == (later, "After school.")
    for wanted in ({"tutor_decision": APPROVED}, {"meeting_link": "https://meet.example/a"}):
        assert isinstance(refusal(cast.change, asked.id, cast.bob, **wanted), NotAllowed)
    for decision in (APPROVED, REJECTED):
        cast.change(asked.id, tutor_decision=decision)
        for own in ({"scheduled_datetime": cast.tuesday}, {"comments": "Please."}):
            assert isinstance(refusal(cast.change, asked.id, cast.bob, **own), NotAllowed)


@pytest.mark.parametrize(
    "wanted",
    [
        {"scheduled_datetime": NOW + timedelta(days=2)},
        {"tutor_decision": APPROVED},
        {"comments": "Hello"},
        {"meeting_link": "https://meet.example/a"},
        {},
    ],
)
def test_outsiders_change_nothing(cast: ScreeningCast, wanted):
    asked = cast.ask()
    for outsider in (cast.charlie, cast.dora.principal):
        assert isinstance(refusal(cast.change, asked.id, outsider, **wanted), NotYours)
    with pytest.raises(NotSignedIn):
        call(screening.update, None, asked.id, MeetingChange(**wanted), now=NOW)
    assert cast.row(asked.id).record_version == 1


@pytest.mark.parametrize("who", ["alice", "admin"])
def test_tutor_and_administrators_change_every_field_and_back(cast: ScreeningCast, who):
    asked = cast.ask()
    by = cast.person(who)
    changed = cast.change(
        asked.id,
        by,
        scheduled_datetime=cast.tuesday,
        tutor_decision=APPROVED,
        comments="Fine",
        meeting_link="https://meet.example/a",
    )
    assert (changed.tutor_decision, changed.scheduled_datetime) == (APPROVED, cast.tuesday)
    assert (changed.comments, changed.meeting_link) == ("Fine", "https://meet.example/a")
    cleared = cast.change(
        asked.id,
        by,
        scheduled_datetime=None,
        tutor_decision=PENDING,
        comments=None,
        meeting_link=None,
    )
    assert (cleared.tutor_decision, cleared.scheduled_datetime) == (PENDING, None)
    assert (cleared.comments, cleared.meeting_link) == (None, None)
    assert cleared.record_version == 3
    assert busy_times() == set()


def test_a_reopened_request_stands_beside_no_other(cast: ScreeningCast):
    first = cast.ask()
    cast.change(first.id, tutor_decision=REJECTED)
    second = cast.ask()
    assert refusal(cast.change, first.id, tutor_decision=PENDING).code == "alreadyRequested"
    cast.change(second.id, tutor_decision=APPROVED)
    assert refusal(cast.change, first.id, tutor_decision=PENDING).code == "alreadyApproved"
    cast.change(second.id, tutor_decision=REJECTED)
    assert cast.change(first.id, tutor_decision=PENDING).tutor_decision is PENDING


def test_of_several_requests_an_approval_counts_then_an_open_one(cast: ScreeningCast):
    def standing():
        with unit_of_work(now=NOW, readonly=True) as session:
            found = data.decisions_of(session, cast.bob.user_id, [cast.pack.id])
        return found.get(cast.pack.id)

    assert standing() is None
    first = cast.ask()
    assert standing() is PENDING
    cast.change(first.id, tutor_decision=REJECTED)
    assert standing() is REJECTED
    second = cast.ask()
    assert standing() is PENDING
    cast.change(first.id, tutor_decision=APPROVED)
    assert standing() is APPROVED
    cast.change(second.id, tutor_decision=REJECTED)
    assert standing() is APPROVED
    cast.change(first.id, tutor_decision=REJECTED)
    assert standing() is REJECTED


def test_a_version_that_was_not_looked_at_is_refused(cast: ScreeningCast):
    asked = cast.ask()
    cast.change(asked.id, cast.bob, comments="Hello", record_version=1)
    refused = refusal(cast.change, asked.id, tutor_decision=APPROVED, record_version=1)
    assert (type(refused), refused.code) == (Conflict, "conflict")
    assert cast.change(asked.id, tutor_decision=APPROVED, record_version=2).record_version == 3


def test_what_changes_nothing_is_no_write(cast: ScreeningCast):
    asked = cast.ask(comments="Hello")
    seq = seq_now()
    same = cast.change(asked.id, cast.bob, comments="Hello", tutor_decision=PENDING)
    assert same == asked
    assert topics_since(seq) == set()


def test_every_write_is_told_to_all_whose_pages_show_it(cast: ScreeningCast):
    topics = {
        SCREENINGS_TOPIC,
        tutor_topic(cast.alice.profile.id),
        person_topic(cast.bob.user_id),
    }
    seq = seq_now()
    asked = cast.ask()
    assert topics_since(seq) >= topics
    for wanted in (
        {"scheduled_datetime": cast.tuesday},
        {"tutor_decision": REJECTED},
        {"comments": "Sorry"},
    ):
        seq = seq_now()
        cast.change(asked.id, **wanted)
        assert topics_since(seq) >= topics
