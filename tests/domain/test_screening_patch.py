"""Screening requests as the API changes them: any fields at once; echoes change nothing."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.screenings import AT, EARLIER, LATER, LINK, NOW, SOON
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import Conflict, Invalid, NotAllowed, TutorHubError
from tutorhub_app.domain.patches import UNCHANGED
from tutorhub_app.domain.screening import Meeting, Stage, TutorDecision
from tutorhub_app.domain.screening_patch import MeetingChange, changed, requested
from tutorhub_app.domain.screening_texts import LONGEST_COMMENTS

PENDING, APPROVED, REJECTED = TutorDecision
STAGES = (Stage.REQUESTED, Stage.AGREED, Stage.APPROVED, Stage.REJECTED)
"""Those that the API shows and that do not depend on the clock."""
PAIRS = list(product(STAGES, STAGES))

# What brings a request to a stage, whatever it was before.
TO = {
    Stage.REQUESTED: MeetingChange(scheduled_datetime=None, tutor_decision=PENDING),
    Stage.AGREED: MeetingChange(scheduled_datetime=LATER, tutor_decision=PENDING),
    Stage.APPROVED: MeetingChange(tutor_decision=APPROVED),
    Stage.REJECTED: MeetingChange(tutor_decision=REJECTED),
}


def change(meeting, side, *, now=NOW, lessons=False, **wanted) -> Meeting:
    return changed(meeting, side, MeetingChange(**wanted), has_lessons=lessons, now=now)


def refusal(meeting, side, **wanted) -> TutorHubError:
    with pytest.raises(TutorHubError) as refused:
        change(meeting, side, **wanted)
    return refused.value


@pytest.mark.parametrize(("begin", "end"), PAIRS)
@pytest.mark.parametrize("side", [Side.TUTOR, Side.ADMIN])
def test_the_tutor_brings_a_request_from_each_stage_to_each_other(begin, end, side):
    assert changed(AT[begin], side, TO[end], has_lessons=False, now=NOW).stage is end


@pytest.mark.parametrize(("begin", "end"), PAIRS)
def test_the_student_brings_no_request_anywhere_but_back_to_a_proposal(begin, end):
    undecided = (Stage.REQUESTED, Stage.AGREED)
    if begin is end and begin not in undecided:
        assert changed(AT[begin], Side.STUDENT, TO[end], has_lessons=False, now=NOW) == AT[begin]
    elif begin in undecided and end in undecided:
        after = changed(AT[begin], Side.STUDENT, TO[end], has_lessons=False, now=NOW)
        assert after.stage is Stage.REQUESTED
    else:
        with pytest.raises(NotAllowed):
            changed(AT[begin], Side.STUDENT, TO[end], has_lessons=False, now=NOW)


@pytest.mark.parametrize(("begin", "end"), PAIRS)
def test_with_lessons_an_approval_stays(begin, end):
    if begin is Stage.APPROVED and end is not Stage.APPROVED:
        with pytest.raises(Conflict) as refused:
            changed(AT[begin], Side.ADMIN, TO[end], has_lessons=True, now=NOW)
        assert refused.value.code == "lessonsAreBooked"
    else:
        assert changed(AT[begin], Side.ADMIN, TO[end], has_lessons=True, now=NOW).stage is end


def test_a_students_time_is_a_proposal_and_the_tutors_is_agreed():
    proposed = change(Meeting(), Side.STUDENT, scheduled_datetime=SOON)
    assert proposed == AT[Stage.REQUESTED]
    agreed = change(proposed, Side.TUTOR, scheduled_datetime=LATER)
    assert (agreed.scheduled_datetime, agreed.agreed_at, agreed.proposals) == (LATER, NOW, ())


def test_sending_the_proposal_back_agrees_to_it():
    assert change(AT[Stage.REQUESTED], Side.TUTOR, scheduled_datetime=SOON).agreed_at == NOW
    approved = change(
        AT[Stage.REQUESTED], Side.TUTOR, scheduled_datetime=SOON, tutor_decision=APPROVED
    )
    assert (approved.stage, approved.agreed_at) == (Stage.APPROVED, NOW)


def test_a_student_who_names_one_of_the_tutors_offers_takes_it():
    offered = Meeting(proposals=(SOON, LATER), proposed_by=Side.TUTOR)
    taken = change(offered, Side.STUDENT, scheduled_datetime=LATER)
    assert (taken.stage, taken.scheduled_datetime) == (Stage.AGREED, LATER)
    other = change(offered, Side.STUDENT, scheduled_datetime=LATER + timedelta(hours=1))
    assert (other.stage, other.proposed_by) == (Stage.REQUESTED, Side.STUDENT)
    echoed = change(offered, Side.STUDENT, scheduled_datetime=None, comments="Hello")
    assert echoed.offers == (SOON, LATER)


@pytest.mark.parametrize("stage", STAGES[1:])
@pytest.mark.parametrize("side", Side)
def test_sending_everything_back_changes_nothing(stage, side):
    meeting = AT[stage]
    echo = MeetingChange(
        meeting.scheduled_datetime,
        meeting.tutor_decision,
        meeting.comments,
        meeting.meeting_link,
    )
    assert changed(meeting, side, echo, has_lessons=True, now=LATER) == meeting


def test_who_decides_and_sends_a_passed_proposal_back_agrees_to_nothing():
    passed = Meeting(EARLIER, proposals=(EARLIER,), proposed_by=Side.STUDENT)
    decided = change(passed, Side.TUTOR, scheduled_datetime=EARLIER, tutor_decision=APPROVED)
    assert decided == replace(passed, tutor_decision=APPROVED, decided_by=Side.TUTOR)
    refused = refusal(passed, Side.TUTOR, scheduled_datetime=EARLIER)
    assert refused.code == "scheduledDatetimeIsInThePast"


def test_agreeing_again_to_the_agreed_time_keeps_when_it_was_agreed():
    assert change(AT[Stage.AGREED], Side.TUTOR, scheduled_datetime=SOON) == AT[Stage.AGREED]
    moved = change(AT[Stage.AGREED], Side.TUTOR, scheduled_datetime=LATER)
    assert (moved.scheduled_datetime, moved.agreed_at) == (LATER, NOW)


def test_another_time_of_the_students_takes_the_agreement_back():
    proposed = change(AT[Stage.AGREED], Side.STUDENT, scheduled_datetime=LATER)
    assert (proposed.stage, proposed.proposals) == (Stage.REQUESTED, (LATER,))
    assert change(AT[Stage.AGREED], Side.STUDENT, scheduled_datetime=None) == Meeting()
    assert change(AT[Stage.AGREED], Side.STUDENT, scheduled_datetime=SOON) == AT[Stage.AGREED]


def test_a_rejected_request_takes_no_new_time():
    refused = refusal(AT[Stage.REJECTED], Side.TUTOR, scheduled_datetime=LATER)
    assert (type(refused), refused.code) == (Conflict, "alreadyRejected")
    both = refusal(AT[Stage.AGREED], Side.TUTOR, scheduled_datetime=LATER, tutor_decision=REJECTED)
    assert both.code == "alreadyRejected"
    reopened = change(
        AT[Stage.REJECTED], Side.TUTOR, scheduled_datetime=LATER, tutor_decision=PENDING
    )
    assert (reopened.stage, reopened.scheduled_datetime) == (Stage.AGREED, LATER)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("time", "code"),
    [
        (NOW, "InThePast"),
        (EARLIER, "InThePast"),
        (NOW + timedelta(days=4000), "NotValid"),
    ],
)
def test_a_meeting_lies_in_the_future_that_people_plan(side, time, code):
    refused = refusal(Meeting(), side, scheduled_datetime=time)
    assert (type(refused), refused.code) == (Invalid, f"scheduledDatetimeIs{code}")
    assert set(refused.fields) == {"scheduledDatetime"}
    first = NOW + timedelta(milliseconds=1)
    assert change(Meeting(), side, scheduled_datetime=first).scheduled_datetime == first


def test_times_are_kept_as_fine_as_they_are_shown():
    fine = SOON.replace(microsecond=123_999)
    kept = change(Meeting(), Side.STUDENT, scheduled_datetime=fine)
    assert kept.scheduled_datetime == SOON.replace(microsecond=123_000)
    assert change(kept, Side.STUDENT, scheduled_datetime=fine) == kept


def test_comments_are_cleaned_and_cleared_by_nothing():
    told = change(Meeting(), Side.STUDENT, comments="  I know fractions. \r\n\x07 ")
    assert told.comments == "I know fractions."
    assert change(told, Side.TUTOR, comments=" ").comments is None
    assert change(told, Side.TUTOR, comments=None).comments is None
    longest = "x" * LONGEST_COMMENTS
    assert change(told, Side.TUTOR, comments=longest).comments == longest
    assert refusal(told, Side.TUTOR, comments=longest + "x").code == "commentsIsTooLong"


def test_a_student_says_nothing_that_is_the_tutors_to_say():
    for wanted in ({"meeting_link": LINK}, {"tutor_decision": APPROVED}):
        assert isinstance(refusal(AT[Stage.REQUESTED], Side.STUDENT, **wanted), NotAllowed)
    for stage in (Stage.APPROVED, Stage.REJECTED):
        comment = refusal(AT[stage], Side.STUDENT, comments="Please.")
        proposal = refusal(AT[stage], Side.STUDENT, scheduled_datetime=LATER)
        assert (type(comment), type(proposal)) == (NotAllowed, NotAllowed)


def test_a_student_asks_with_a_proposal_and_a_comment_alone():
    asked = requested(Side.STUDENT, MeetingChange(SOON, PENDING, "Hello"), now=NOW)
    assert asked == replace(AT[Stage.REQUESTED], comments="Hello")
    for wanted in (
        MeetingChange(tutor_decision=APPROVED),
        MeetingChange(tutor_decision=REJECTED),
        MeetingChange(meeting_link=LINK),
    ):
        with pytest.raises(NotAllowed):
            requested(Side.STUDENT, wanted, now=NOW)


def test_a_tutor_asks_for_a_student_with_all_that_a_change_may_say():
    made = requested(Side.TUTOR, MeetingChange(SOON, APPROVED, "Fine", LINK), now=NOW)
    assert made == Meeting(SOON, NOW, APPROVED, "Fine", LINK, decided_by=Side.TUTOR)


TIMES = st.sampled_from([None, UNCHANGED, SOON, LATER, EARLIER])
TEXTS = st.sampled_from([None, UNCHANGED, "Hello", "Fine"])
LINKS = st.sampled_from([None, UNCHANGED, LINK])
CHANGES = st.builds(
    MeetingChange, TIMES, st.sampled_from([UNCHANGED, *TutorDecision]), TEXTS, LINKS
)
STEPS = st.lists(st.tuples(st.sampled_from(Side), CHANGES, st.booleans()), max_size=12)


@settings(max_examples=500)
@given(STEPS)
def test_whatever_is_asked_the_request_stays_whole(steps):
    meeting, now = Meeting(), NOW
    for side, wanted, lessons in steps:
        now += timedelta(minutes=1)
        before = meeting
        try:
            meeting = changed(before, side, wanted, has_lessons=lessons, now=now)
        except TutorHubError:
            continue
        assert (meeting.taken is None) == (meeting.agreed_at is None)
        if meeting.stage is Stage.REJECTED:
            assert meeting.taken is None
        if side is Side.STUDENT:
            assert meeting.tutor_decision is before.tutor_decision
            assert meeting.meeting_link == before.meeting_link
            assert meeting.taken in (None, before.taken)
            if before.stage in (Stage.APPROVED, Stage.REJECTED):
                assert meeting == before
        if lessons and before.stage is Stage.APPROVED:
            assert meeting.stage is Stage.APPROVED
        assert changed(meeting, side, wanted, has_lessons=lessons, now=now) == meeting
