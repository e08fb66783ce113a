"""Screening requests: who may do what at which stage, and what becomes of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.screenings import (
    AT,
    EARLIER,
    LATER,
    NOW,
    SOON,
    do,
    doable,
)
from tutorhub_app.domain import screening_acts as acts
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import Conflict, Invalid, NotAllowed, TutorHubError
from tutorhub_app.domain.screening import (
    MEETING_LENGTH,
    MOST_PROPOSALS,
    Act,
    Appeal,
    AppealOutcome,
    Closing,
    Meeting,
    Stage,
    TutorDecision,
    acts_of,
)

PENDING, APPROVED, REJECTED = TutorDecision
STUDENT, TUTOR, ADMIN = Side
UNDECIDED = (Stage.REQUESTED, Stage.AGREED, Stage.HELD)
CLOSED = (Stage.WITHDRAWN, Stage.EXPIRED)

# Each act of each side -> the stages from which it leads, and to which.
WAYS: dict[tuple[Side, Act], dict[Stage, Stage]] = {
    (STUDENT, Act.PROPOSE): dict.fromkeys(UNDECIDED, Stage.REQUESTED),
    (STUDENT, Act.UNPLAN): dict.fromkeys((Stage.AGREED, Stage.HELD), Stage.REQUESTED),
    (STUDENT, Act.COMMENT): {stage: stage for stage in UNDECIDED},
    (STUDENT, Act.WITHDRAW): dict.fromkeys(UNDECIDED, Stage.WITHDRAWN),
    (STUDENT, Act.APPEAL): {Stage.REJECTED: Stage.REJECTED},
    (TUTOR, Act.AGREE): {
        Stage.REQUESTED: Stage.AGREED,
    },
    (TUTOR, Act.OFFER): dict.fromkeys(UNDECIDED, Stage.REQUESTED),
    (TUTOR, Act.UNPLAN): {
        Stage.REQUESTED: Stage.REQUESTED,
        Stage.AGREED: Stage.REQUESTED,
        Stage.HELD: Stage.REQUESTED,
        Stage.APPROVED: Stage.APPROVED,
        Stage.REJECTED: Stage.REJECTED,
    },
    (TUTOR, Act.APPROVE): dict.fromkeys((*UNDECIDED, Stage.REJECTED), Stage.APPROVED),
    (TUTOR, Act.REJECT): dict.fromkeys((*UNDECIDED, Stage.APPROVED), Stage.REJECTED),
    (TUTOR, Act.REOPEN): {Stage.APPROVED: Stage.AGREED, Stage.REJECTED: Stage.REQUESTED},
    (TUTOR, Act.COMMENT): {s: s for s in Stage if s not in CLOSED},
    (TUTOR, Act.LINK): {s: s for s in Stage if s not in CLOSED},
    (ADMIN, Act.OVERRIDE): {
        **dict.fromkeys((*UNDECIDED, Stage.REJECTED), Stage.APPROVED),
        Stage.APPROVED: Stage.REJECTED,
    },
}
for (side, act), ways in list(WAYS.items()):
    if side is TUTOR:
        WAYS[ADMIN, act] = ways
ACTS = [act for act in Act if act is not Act.NOTE]


@pytest.mark.parametrize("stage", Stage)
def test_each_stage_is_told_from_the_row_and_the_clock(stage):
    assert AT[stage].stage_at(NOW) is stage


@pytest.mark.parametrize(("side", "stage", "act"), list(product(Side, Stage, ACTS)))
def test_each_act_leads_from_each_stage_where_it_should_or_is_refused(side, stage, act):
    end = WAYS.get((side, act), {}).get(stage)
    if end is None:
        before = AT[stage]
        with pytest.raises((NotAllowed, Conflict)):
            do(before, side, act)
    else:
        assert do(AT[stage], side, act).stage_at(NOW) is end


@pytest.mark.parametrize(("side", "stage"), list(product(Side, Stage)))
@pytest.mark.parametrize("has_lessons", [False, True])
def test_what_is_offered_is_what_can_be_done(side, stage, has_lessons):
    offered = acts_of(AT[stage], side, now=NOW, has_lessons=has_lessons) - {Act.NOTE}
    done = {act for act in ACTS if doable(AT[stage], side, act, has_lessons=has_lessons)}
    # An agreement is moved by offering other times, or by the API, which sets any.
    assert done <= offered
    assert offered - done <= {Act.AGREE}


def test_only_the_tutors_side_keeps_notes_at_any_stage():
    for stage, side in product(Stage, Side):
        keeps = Act.NOTE in acts_of(AT[stage], side, now=NOW)
        assert keeps is (side is not STUDENT)


def test_an_agreed_time_takes_both_for_the_length_of_a_meeting():
    meeting = acts.agreed(Meeting(), TUTOR, SOON, now=NOW)
    assert (meeting.scheduled_datetime, meeting.agreed_at) == (SOON, NOW)
    assert meeting.taken == (SOON, SOON + MEETING_LENGTH)
    assert timedelta(minutes=30) == MEETING_LENGTH
    assert AT[Stage.REQUESTED].taken is None


def test_a_meeting_is_held_from_its_end_on():
    over = SOON + MEETING_LENGTH
    assert AT[Stage.AGREED].stage_at(over - timedelta(microseconds=1)) is Stage.AGREED
    assert AT[Stage.AGREED].stage_at(over) is Stage.HELD
    assert AT[Stage.APPROVED].stage_at(over) is Stage.APPROVED


def test_the_tutor_agrees_to_one_of_the_students_times_or_to_any_when_none_is_named():
    asked = acts.asked("Hello", [SOON, LATER], now=NOW)
    assert acts.agreed(asked, TUTOR, LATER, now=NOW).scheduled_datetime == LATER
    with pytest.raises(Conflict) as refused:
        acts.agreed(asked, TUTOR, SOON + timedelta(hours=1), now=NOW)
    assert refused.value.code == "notProposed"
    any_time = acts.asked("Hello", [], now=NOW)
    assert acts.agreed(any_time, TUTOR, LATER, now=NOW).agreed_at == NOW


def test_the_student_takes_one_of_the_tutors_offers_and_the_tutor_waits_for_that():
    offered = acts.proposed(AT[Stage.REQUESTED], TUTOR, [SOON, LATER], now=NOW)
    assert (offered.proposals, offered.proposed_by) == ((SOON, LATER), TUTOR)
    assert offered.scheduled_datetime is None
    assert acts.agreed(offered, STUDENT, LATER, now=NOW).scheduled_datetime == LATER
    with pytest.raises(Conflict):
        acts.agreed(offered, STUDENT, LATER + timedelta(hours=1), now=NOW)
    for time in (SOON, LATER + timedelta(hours=1)):
        with pytest.raises(Conflict):
            acts.agreed(offered, TUTOR, time, now=NOW)


def test_a_student_agrees_to_no_time_of_their_own():
    with pytest.raises(Conflict) as refused:
        acts.agreed(AT[Stage.REQUESTED], STUDENT, SOON, now=NOW)
    assert refused.value.code == "notOffered"


def test_other_times_take_an_agreement_back():
    for side in Side:
        changed = acts.proposed(AT[Stage.AGREED], side, [LATER], now=NOW)
        assert (changed.stage, changed.taken) == (Stage.REQUESTED, None)
    assert acts.proposed(AT[Stage.AGREED], STUDENT, [], now=NOW).proposed_by is None


def test_a_proposal_that_has_passed_can_not_be_agreed_to():
    asked = Meeting(EARLIER, proposals=(EARLIER,), proposed_by=STUDENT)
    with pytest.raises(Invalid) as refused:
        acts.agreed(asked, TUTOR, EARLIER, now=NOW)
    assert refused.value.code == "scheduledDatetimeIsInThePast"


def test_up_to_three_times_are_proposed_each_once_in_their_order():
    times = [SOON + timedelta(hours=n) for n in range(MOST_PROPOSALS + 1)]
    assert acts.asked("", [times[1], times[0], times[1]], now=NOW).proposals == tuple(times[:2])
    assert acts.asked("", times[:3], now=NOW).scheduled_datetime == times[0]
    for bad in (times, [EARLIER], [NOW + timedelta(days=4000)]):
        with pytest.raises(Invalid) as refused:
            acts.asked("", bad, now=NOW)
        assert set(refused.value.fields) == {"proposals"}
    with pytest.raises(Invalid):
        acts.proposed(AT[Stage.REQUESTED], TUTOR, [], now=NOW)


def test_a_message_is_cleaned_and_has_its_length():
    assert acts.asked("  I know fractions. \r\n\x07 ", [], now=NOW).message == "I know fractions."
    assert acts.asked(" ", [], now=NOW).message is None
    with pytest.raises(Invalid) as refused:
        acts.asked("x" * 2001, [], now=NOW)
    assert set(refused.value.fields) == {"message"}


def test_a_rejection_ends_the_agreement_and_an_approval_keeps_it():
    rejected = acts.decided(AT[Stage.AGREED], TUTOR, REJECTED, has_lessons=False, now=NOW)
    assert (rejected.taken, rejected.scheduled_datetime) == (None, SOON)
    approved = acts.decided(AT[Stage.AGREED], TUTOR, APPROVED, has_lessons=False, now=NOW)
    assert approved.taken == AT[Stage.AGREED].taken


def test_a_reopened_request_stands_with_its_time_as_a_proposal():
    reopened = acts.decided(AT[Stage.REJECTED], TUTOR, PENDING, has_lessons=False, now=NOW)
    assert (reopened.proposals, reopened.proposed_by) == ((SOON,), STUDENT)
    assert (
        acts.decided(Meeting(tutor_decision=REJECTED), TUTOR, PENDING, has_lessons=False, now=NOW)
        == Meeting()
    )


def test_a_rejection_needs_a_reason_and_an_approval_does_not_inherit_it():
    def decide(meeting, decision, reason):
        return acts.decided_with_reason(
            meeting, TUTOR, decision, reason, has_lessons=False, now=NOW
        )

    with pytest.raises(Invalid) as refused:
        decide(AT[Stage.HELD], REJECTED, "  ")
    assert set(refused.value.fields) == {"reason"}
    rejected = decide(AT[Stage.HELD], REJECTED, "Another pack fits better.")
    assert rejected.comments == "Another pack fits better."
    assert decide(rejected, APPROVED, "").comments is None
    with pytest.raises(Conflict):
        decide(rejected, REJECTED, "Again.")


@pytest.mark.parametrize("decision", [REJECTED, PENDING])
def test_with_lessons_an_approval_stays_whoever_asks(decision):
    for side in (TUTOR, ADMIN):
        with pytest.raises(Conflict) as refused:
            acts.decided(AT[Stage.APPROVED], side, decision, has_lessons=True, now=NOW)
        assert refused.value.code == "lessonsAreBooked"
    with pytest.raises(Conflict):
        acts.overridden(AT[Stage.APPROVED], decision, "Fairness.", has_lessons=True, now=NOW)


def test_what_an_administrator_decided_only_administrators_change():
    by_admin = acts.overridden(AT[Stage.REJECTED], APPROVED, "Fair.", has_lessons=False, now=NOW)
    assert (by_admin.decided_by, by_admin.comments) == (ADMIN, "Fair.")
    for decision in (REJECTED, PENDING):
        with pytest.raises(Conflict) as refused:
            acts.decided(by_admin, TUTOR, decision, has_lessons=False, now=NOW)
        assert refused.value.code == "decidedByAdministrator"
    reopened = acts.decided(by_admin, ADMIN, PENDING, has_lessons=False, now=NOW)
    assert reopened.decided_by is None
    assert acts.decided(reopened, TUTOR, REJECTED, has_lessons=False, now=NOW).decided_by is TUTOR


def test_an_override_needs_a_reason_and_changes_something():
    with pytest.raises(Invalid) as refused:
        acts.overridden(AT[Stage.REJECTED], APPROVED, " ", has_lessons=False, now=NOW)
    assert set(refused.value.fields) == {"reason"}
    with pytest.raises(Conflict) as same:
        acts.overridden(AT[Stage.REJECTED], REJECTED, "As it is.", has_lessons=False, now=NOW)
    assert same.value.code == "decidedAlready"


def test_a_rejection_is_appealed_against_once():
    appealed = acts.appealed(AT[Stage.REJECTED], STUDENT, "I was ill.", now=NOW)
    assert appealed.appeal == Appeal("I was ill.", NOW)
    assert appealed.is_appealed
    with pytest.raises(Conflict) as again:
        acts.appealed(appealed, STUDENT, "Please.", now=NOW)
    assert again.value.code == "alreadyAppealed"
    refused = acts.overridden(appealed, REJECTED, "The test was fair.", has_lessons=False, now=NOW)
    assert refused.appeal.outcome is AppealOutcome.REFUSED
    assert (refused.stage, refused.decided_by) == (Stage.REJECTED, ADMIN)
    with pytest.raises(Conflict):
        acts.appealed(refused, STUDENT, "Please.", now=NOW)
    with pytest.raises(Invalid) as empty:
        acts.appealed(AT[Stage.REJECTED], STUDENT, " ", now=NOW)
    assert set(empty.value.fields) == {"message"}


@pytest.mark.parametrize("decision", [APPROVED, PENDING])
@pytest.mark.parametrize("side", [TUTOR, ADMIN])
def test_who_changes_a_rejection_grants_the_appeal(side, decision):
    appealed = acts.appealed(AT[Stage.REJECTED], STUDENT, "I was ill.", now=NOW)
    granted = acts.decided(appealed, side, decision, has_lessons=False, now=NOW)
    assert granted.appeal.outcome is AppealOutcome.GRANTED


def test_what_was_withdrawn_or_expired_takes_nobodys_time():
    for stage in CLOSED:
        assert AT[stage].taken is None
    assert acts.withdrawn(AT[Stage.AGREED], STUDENT, now=NOW).taken is None
    assert acts.expired(AT[Stage.REQUESTED]).closed_as is Closing.EXPIRED


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.REQUESTED])
def test_only_what_nobody_answered_expires(stage):
    with pytest.raises(Conflict):
        acts.expired(AT[stage])


def test_the_refusal_tells_how_things_stand():
    told = {}
    for stage in (Stage.WITHDRAWN, Stage.EXPIRED, Stage.REJECTED):
        with pytest.raises(Conflict) as refused:
            acts.agreed(AT[stage], TUTOR, SOON, now=NOW)
        told[stage] = refused.value.code
    assert told == {
        Stage.WITHDRAWN: "alreadyWithdrawn",
        Stage.EXPIRED: "alreadyExpired",
        Stage.REJECTED: "alreadyRejected",
    }
    with pytest.raises(Conflict) as late:
        acts.withdrawn(AT[Stage.APPROVED], STUDENT, now=NOW)
    assert late.value.code == "alreadyApproved"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(Side),
        st.sampled_from([*Act, None]),
        st.integers(0, 5),
        st.booleans(),
    ),
    max_size=25,
)
START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def whole(meeting: Meeting) -> None:
    """What is true of a request at any time."""
    stage = meeting.stage
    assert (meeting.taken is None) == (meeting.agreed_at is None)
    if stage in (Stage.REQUESTED, Stage.REJECTED, *CLOSED):
        assert meeting.taken is None
    if stage is Stage.AGREED:
        assert meeting.taken is not None
        assert meeting.proposals == ()
    assert (meeting.proposed_by is None) == (meeting.proposals == ())
    assert len(meeting.proposals) <= MOST_PROPOSALS
    if stage is Stage.REQUESTED:
        own = meeting.proposals if meeting.proposed_by is STUDENT else ()
        assert meeting.scheduled_datetime == (own[0] if own else None)
    assert (meeting.decided_by is None) == (meeting.tutor_decision is PENDING)
    if meeting.is_appealed:
        assert stage is Stage.REJECTED
    if meeting.closed_as:
        assert meeting.tutor_decision is PENDING


@settings(max_examples=600)
@given(STEPS)
def test_however_people_act_the_request_stays_whole(steps):
    meeting = acts.asked("Hello", [SOON], now=START)
    now = START
    for side, act, hours, lessons in steps:
        now += timedelta(hours=hours * 5)
        before = meeting
        try:
            if act is None:
                meeting = acts.expired(before)
            else:
                meeting = do(before, side, act, now=now, has_lessons=lessons)
        except TutorHubError:
            assert meeting == before
            continue
        whole(meeting)
        if before.stage in CLOSED:
            assert meeting == before
        if side is STUDENT and act is not None:
            assert meeting.tutor_decision is before.tutor_decision
            assert meeting.meeting_link == before.meeting_link
            if meeting.taken not in (None, before.taken):
                assert meeting.scheduled_datetime in before.offers
        if lessons and before.stage is Stage.APPROVED:
            assert meeting.stage is Stage.APPROVED
        if before.decided_by is ADMIN and side is TUTOR:
            assert meeting.tutor_decision is before.tutor_decision


def test_a_link_is_a_web_address_of_the_tutors():
    linked = acts.linked(Meeting(), TUTOR, " https://meet.example/a ", now=NOW)
    assert linked.meeting_link == "https://meet.example/a"
    assert acts.linked(linked, TUTOR, None, now=NOW).meeting_link is None
    assert acts.linked(linked, STUDENT, "https://meet.example/a", now=NOW) == linked
    with pytest.raises(NotAllowed):
        acts.linked(linked, STUDENT, None, now=NOW)
    for bad in ("javascript:alert(1)", "meet.example/a", "ftp://meet.example", "https://"):
        with pytest.raises(Invalid) as refused:
            acts.linked(Meeting(), TUTOR, bad, now=NOW)
        assert set(refused.value.fields) == {"meetingLink"}


def test_comments_are_the_words_of_both_until_it_is_decided():
    told = acts.commented(AT[Stage.REQUESTED], STUDENT, "I know fractions.", now=NOW)
    assert told.comments == "I know fractions."
    assert acts.commented(told, TUTOR, " ", now=NOW).comments is None
    decided = replace(AT[Stage.APPROVED], comments="Well done.")
    with pytest.raises(NotAllowed):
        acts.commented(decided, STUDENT, "Thanks.", now=NOW)
