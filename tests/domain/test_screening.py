"""Screening requests: who may do what at which stage, and what becomes of it."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import Conflict, Invalid, NotAllowed, TutorHubError
from tutorhub_app.domain.patches import UNCHANGED
from tutorhub_app.domain.screening import (
    LONGEST_COMMENTS,
    MEETING_LENGTH,
    Act,
    Meeting,
    MeetingChange,
    Stage,
    TutorDecision,
    acts_of,
    changed,
    requested,
    require_may_ask,
)

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
SOON, LATER = NOW + timedelta(days=1), NOW + timedelta(days=2)
EARLIER = NOW - timedelta(days=1)
PENDING, APPROVED, REJECTED = TutorDecision

AT = {
    Stage.REQUESTED: Meeting(SOON),
    Stage.AGREED: Meeting(SOON, EARLIER),
    Stage.APPROVED: Meeting(SOON, EARLIER, APPROVED),
    Stage.REJECTED: Meeting(SOON, None, REJECTED),
}

PAIRS = list(product(Stage, Stage))

# What brings a request to a stage, whatever it was before.
TO = {
    Stage.REQUESTED: MeetingChange(scheduled_datetime=None, tutor_decision=PENDING),
    Stage.AGREED: MeetingChange(scheduled_datetime=LATER, tutor_decision=PENDING),
    Stage.APPROVED: MeetingChange(tutor_decision=APPROVED),
    Stage.REJECTED: MeetingChange(tutor_decision=REJECTED),
}


def change(meeting: Meeting, side: Side, *, now: datetime = NOW, lessons=False, **wanted):
    return changed(meeting, side, MeetingChange(**wanted), has_lessons=lessons, now=now)


def refusal(meeting: Meeting, side: Side, **wanted) -> TutorHubError:
    with pytest.raises(TutorHubError) as refused:
        change(meeting, side, **wanted)
    return refused.value


@pytest.mark.parametrize("stage", Stage)
def test_each_stage_is_told_from_the_row(stage):
    assert AT[stage].stage is stage


@pytest.mark.parametrize(("begin", "end"), PAIRS)
@pytest.mark.parametrize("side", [Side.TUTOR, Side.ADMIN])
def test_the_tutor_brings_a_request_from_each_stage_to_each_other(begin, end, side):
    after = changed(AT[begin], side, TO[end], has_lessons=False, now=NOW)
    assert after.stage is end


@pytest.mark.parametrize(("begin", "end"), PAIRS)
def test_the_student_brings_no_request_anywhere_but_back_to_a_proposal(begin, end):
    if begin is end and end is not Stage.AGREED:
        wanted = TO[end] if end is not Stage.REQUESTED else MeetingChange()
        assert changed(AT[begin], Side.STUDENT, wanted, has_lessons=False, now=NOW) == AT[begin]
    elif begin in (Stage.REQUESTED, Stage.AGREED) and end in (Stage.REQUESTED, Stage.AGREED):
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
        after = changed(AT[begin], Side.ADMIN, TO[end], has_lessons=True, now=NOW)
        assert after.stage is end


ACTS = {
    Act.AGREE: {"scheduled_datetime": LATER},
    Act.UNPLAN: {"scheduled_datetime": None},
    Act.APPROVE: {"tutor_decision": APPROVED},
    Act.REJECT: {"tutor_decision": REJECTED},
    Act.REOPEN: {"tutor_decision": PENDING},
    Act.COMMENT: {"comments": "Bring a pencil."},
    Act.LINK: {"meeting_link": "https://meet.example/a"},
}
STUDENT_ACTS = {**ACTS, Act.PROPOSE: {"scheduled_datetime": LATER}}
del STUDENT_ACTS[Act.AGREE], STUDENT_ACTS[Act.UNPLAN]


@pytest.mark.parametrize(
    ("side", "act", "stage", "lessons"),
    [
        (side, act, stage, lessons)
        for side in Side
        for act in (STUDENT_ACTS if side is Side.STUDENT else ACTS)
        for stage in Stage
        for lessons in (False, True)
    ],
)
def test_what_is_offered_is_what_can_be_done(side, act, stage, lessons):
    wanted = STUDENT_ACTS[act] if side is Side.STUDENT else ACTS[act]
    if act in acts_of(side, stage, has_lessons=lessons):
        assert change(AT[stage], side, lessons=lessons, **wanted) != AT[stage]
    else:
        with suppress(NotAllowed, Conflict):
            assert change(AT[stage], side, lessons=lessons, **wanted) == AT[stage]


def test_students_are_offered_a_proposal_and_a_comment_while_it_is_pending():
    offered = {stage: acts_of(Side.STUDENT, stage) for stage in Stage}
    both = {Act.PROPOSE, Act.COMMENT}
    assert offered == {
        Stage.REQUESTED: both,
        Stage.AGREED: both,
        Stage.APPROVED: set(),
        Stage.REJECTED: set(),
    }


def test_tutors_are_offered_what_changes_something():
    offered = {stage: acts_of(Side.TUTOR, stage) for stage in Stage}
    always = {Act.UNPLAN, Act.COMMENT, Act.LINK}
    assert offered == {
        Stage.REQUESTED: always | {Act.AGREE, Act.APPROVE, Act.REJECT},
        Stage.AGREED: always | {Act.AGREE, Act.APPROVE, Act.REJECT},
        Stage.APPROVED: always | {Act.AGREE, Act.REJECT, Act.REOPEN},
        Stage.REJECTED: always | {Act.APPROVE, Act.REOPEN},
    }
    assert offered == {stage: acts_of(Side.ADMIN, stage) for stage in Stage}


def test_an_agreed_time_takes_both_for_the_length_of_a_meeting():
    agreed = change(Meeting(), Side.TUTOR, scheduled_datetime=SOON)
    assert (agreed.scheduled_datetime, agreed.agreed_at) == (SOON, NOW)
    assert agreed.taken == (SOON, SOON + MEETING_LENGTH)
    assert timedelta(minutes=30) == MEETING_LENGTH
    assert AT[Stage.REQUESTED].taken is None


def test_sending_the_proposal_back_agrees_to_it():
    assert change(AT[Stage.REQUESTED], Side.TUTOR, scheduled_datetime=SOON).agreed_at == NOW
    approved = change(
        AT[Stage.REQUESTED], Side.TUTOR, scheduled_datetime=SOON, tutor_decision=APPROVED
    )
    assert (approved.stage, approved.agreed_at) == (Stage.APPROVED, NOW)


def test_sending_everything_back_changes_nothing_else():
    for meeting in (AT[Stage.AGREED], AT[Stage.APPROVED], AT[Stage.REJECTED]):
        echo = MeetingChange(
            meeting.scheduled_datetime,
            meeting.tutor_decision,
            meeting.comments,
            meeting.meeting_link,
        )
        for side in Side:
            assert changed(meeting, side, echo, has_lessons=True, now=LATER) == meeting
    held = Meeting(EARLIER)
    decided = change(held, Side.TUTOR, scheduled_datetime=EARLIER, tutor_decision=APPROVED)
    assert decided == replace(held, tutor_decision=APPROVED)
    rejected = change(
        AT[Stage.REQUESTED], Side.TUTOR, scheduled_datetime=SOON, tutor_decision=REJECTED
    )
    assert rejected == AT[Stage.REJECTED]
    over = replace(held, tutor_decision=REJECTED)
    assert change(over, Side.TUTOR, scheduled_datetime=EARLIER, tutor_decision=PENDING) == held


def test_agreeing_again_to_the_agreed_time_keeps_when_it_was_agreed():
    assert change(AT[Stage.AGREED], Side.TUTOR, scheduled_datetime=SOON) == AT[Stage.AGREED]
    moved = change(AT[Stage.AGREED], Side.TUTOR, scheduled_datetime=LATER)
    assert (moved.scheduled_datetime, moved.agreed_at) == (LATER, NOW)


def test_another_time_of_the_students_takes_the_agreement_back():
    proposed = change(AT[Stage.AGREED], Side.STUDENT, scheduled_datetime=LATER)
    assert proposed == Meeting(LATER)
    assert change(AT[Stage.AGREED], Side.STUDENT, scheduled_datetime=None) == Meeting()
    assert change(AT[Stage.AGREED], Side.STUDENT, scheduled_datetime=SOON) == AT[Stage.AGREED]


def test_a_rejection_ends_the_agreement_and_an_approval_keeps_it():
    rejected = change(AT[Stage.AGREED], Side.TUTOR, tutor_decision=REJECTED)
    assert rejected == Meeting(SOON, None, REJECTED)
    approved = change(AT[Stage.AGREED], Side.TUTOR, tutor_decision=APPROVED)
    assert approved.taken == AT[Stage.AGREED].taken
    assert change(rejected, Side.TUTOR, tutor_decision=PENDING) == Meeting(SOON)


def test_a_rejected_request_takes_no_new_time():
    refused = refusal(AT[Stage.REJECTED], Side.TUTOR, scheduled_datetime=LATER)
    assert (type(refused), refused.code) == (Conflict, "alreadyRejected")
    both = refusal(AT[Stage.AGREED], Side.TUTOR, scheduled_datetime=LATER, tutor_decision=REJECTED)
    assert both.code == "alreadyRejected"
    reopened = change(
        AT[Stage.REJECTED], Side.TUTOR, scheduled_datetime=LATER, tutor_decision=PENDING
    )
    assert reopened == Meeting(LATER, NOW)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("time", "code"),
    [
        (NOW, "scheduledDatetimeIsInThePast"),
        (EARLIER, "scheduledDatetimeIsInThePast"),
        (NOW + timedelta(days=4000), "scheduledDatetimeIsNotValid"),
    ],
)
def test_a_meeting_lies_in_the_future_that_people_plan(side, time, code):
    refused = refusal(Meeting(), side, scheduled_datetime=time)
    assert (type(refused), refused.code) == (Invalid, code)
    assert set(refused.fields) == {"scheduledDatetime"}
    first = NOW + timedelta(milliseconds=1)
    assert change(Meeting(), side, scheduled_datetime=first).scheduled_datetime == first


def test_a_passed_proposal_can_not_be_agreed_to():
    refused = refusal(Meeting(EARLIER), Side.TUTOR, scheduled_datetime=EARLIER)
    assert refused.code == "scheduledDatetimeIsInThePast"


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


def test_a_link_is_a_web_address_of_the_tutors():
    linked = change(Meeting(), Side.TUTOR, meeting_link=" https://meet.example/a ")
    assert linked.meeting_link == "https://meet.example/a"
    assert change(linked, Side.TUTOR, meeting_link=None).meeting_link is None
    assert change(linked, Side.STUDENT, meeting_link="https://meet.example/a") == linked
    assert isinstance(refusal(linked, Side.STUDENT, meeting_link=None), NotAllowed)
    for bad in ("javascript:alert(1)", "meet.example/a", "ftp://meet.example", "https://"):
        refused = refusal(Meeting(), Side.TUTOR, meeting_link=bad)
        assert set(refused.fields) == {"meetingLink"}


def test_a_student_asks_with_a_proposal_and_a_comment_alone():
    asked = requested(Side.STUDENT, MeetingChange(SOON, PENDING, "Hello"), now=NOW)
    assert asked == Meeting(SOON, None, PENDING, "Hello")
    for wanted in (
        MeetingChange(tutor_decision=APPROVED),
        MeetingChange(tutor_decision=REJECTED),
        MeetingChange(meeting_link="https://meet.example/a"),
    ):
        with pytest.raises(NotAllowed):
            requested(Side.STUDENT, wanted, now=NOW)


def test_a_tutor_asks_for_a_student_with_all_that_a_change_may_say():
    made = requested(
        Side.TUTOR, MeetingChange(SOON, APPROVED, "Fine", "https://meet.example/a"), now=NOW
    )
    assert made == Meeting(SOON, NOW, APPROVED, "Fine", "https://meet.example/a")


@pytest.mark.parametrize(
    ("standing", "code"),
    [(None, None), (REJECTED, None), (PENDING, "alreadyRequested"), (APPROVED, "alreadyApproved")],
)
def test_one_asks_when_nothing_is_open_or_approved(standing, code):
    if code is None:
        require_may_ask(standing)
        return
    with pytest.raises(Conflict) as refused:
        require_may_ask(standing)
    assert refused.value.code == code


TIMES = st.sampled_from([None, UNCHANGED, SOON, LATER, EARLIER])
TEXTS = st.sampled_from([None, UNCHANGED, "Hello", "Fine"])
LINKS = st.sampled_from([None, UNCHANGED, "https://meet.example/a"])
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
