"""Whose answer a request waits for, since when, until when; and what its history tells."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.screenings import AT, EARLIER, LATER, LINK, NOW, SOON, do
from tutorhub_app.domain import screening_acts as acts
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import Conflict, TutorHubError
from tutorhub_app.domain.screening import MEETING_LENGTH, Act, Meeting, Stage, TutorDecision
from tutorhub_app.domain.screening_clocks import (
    Clocks,
    ask_again_at,
    clocks_of,
    require_may_ask,
    require_waited,
    turn_of,
)
from tutorhub_app.domain.screening_events import EventKind, events_between, happened_sentence

PENDING, APPROVED, REJECTED = TutorDecision
EXPIRY = timedelta(days=14)


def after(before: Meeting | None, was: Clocks, meeting: Meeting, now=NOW) -> Clocks:
    return clocks_of(before, was, meeting, now=now, expiry=EXPIRY)


def test_a_new_request_waits_for_the_tutor_and_expires():
    assert after(None, Clocks(), AT[Stage.REQUESTED]) == Clocks(Side.TUTOR, NOW, NOW + EXPIRY)


def test_the_time_begins_anew_when_the_turn_passes_and_not_before():
    asked = AT[Stage.REQUESTED]
    began = after(None, Clocks(), asked, now=EARLIER)
    again = acts.proposed(asked, Side.STUDENT, [LATER], now=NOW)
    assert after(asked, began, again) == began
    offered = acts.proposed(asked, Side.TUTOR, [LATER], now=NOW)
    passed = after(asked, began, offered)
    assert passed == Clocks(Side.STUDENT, NOW, NOW + EXPIRY)
    back = acts.proposed(offered, Side.STUDENT, [SOON], now=NOW)
    later = NOW + timedelta(days=1)
    assert after(offered, passed, back, now=later) == Clocks(Side.TUTOR, later, later + EXPIRY)


def test_an_agreed_meeting_waits_for_the_tutor_from_its_end_on_and_never_expires():
    clocks = after(AT[Stage.REQUESTED], Clocks(), AT[Stage.AGREED])
    assert clocks == Clocks(Side.TUTOR, SOON + MEETING_LENGTH, None)


def test_a_decided_request_waits_for_nobody_and_keeps_when_it_was_decided():
    decided = after(AT[Stage.AGREED], Clocks(), AT[Stage.REJECTED])
    assert decided == Clocks(None, None, None, NOW)
    linked = acts.linked(AT[Stage.REJECTED], Side.TUTOR, LINK, now=LATER)
    assert after(AT[Stage.REJECTED], decided, linked, now=LATER).decided_at == NOW
    approved = after(AT[Stage.REJECTED], decided, AT[Stage.APPROVED], now=LATER)
    assert approved.decided_at == LATER
    reopened = after(AT[Stage.REJECTED], decided, AT[Stage.REQUESTED], now=LATER)
    assert reopened == Clocks(Side.TUTOR, LATER, LATER + EXPIRY)


def test_an_appeal_waits_for_an_administrator_until_it_is_answered():
    appealed = acts.appealed(AT[Stage.REJECTED], Side.STUDENT, "I was ill.", now=NOW)
    clocks = after(AT[Stage.REJECTED], Clocks(decided_at=EARLIER), appealed)
    assert clocks == Clocks(Side.ADMIN, NOW, None, EARLIER)
    refused = acts.overridden(appealed, REJECTED, "It was fair.", has_lessons=False, now=NOW)
    assert after(appealed, clocks, refused, now=LATER) == Clocks(decided_at=EARLIER)


@pytest.mark.parametrize("stage", Stage)
def test_only_what_is_open_or_appealed_waits_for_somebody(stage):
    waits = {Stage.REQUESTED, Stage.AGREED, Stage.HELD}
    assert (turn_of(AT[stage]) is not None) == (stage in waits)


@given(
    st.lists(
        st.tuples(st.sampled_from(Side), st.sampled_from([*Act, None]), st.integers(0, 4)),
        max_size=20,
    )
)
def test_exactly_unanswered_requests_expire(steps):
    meeting, now = AT[Stage.REQUESTED], NOW
    clocks = after(None, Clocks(), meeting)
    for side, act, hours in steps:
        now += timedelta(hours=hours * 6)
        try:
            changed = do(meeting, side, act, now=now) if act else acts.expired(meeting)
        except TutorHubError:
            continue
        clocks = after(meeting, clocks, changed, now=now)
        meeting = changed
        assert (clocks.expires_at is not None) == (meeting.stage is Stage.REQUESTED)
        assert (clocks.waiting_since is not None) == (clocks.waits_for is not None)
        undecided = meeting.stage in (Stage.REQUESTED, Stage.AGREED)
        assert (clocks.decided_at is None) == undecided
        if clocks.expires_at and clocks.waiting_since:
            assert clocks.expires_at - clocks.waiting_since == EXPIRY


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


def test_one_asks_again_once_the_waiting_time_is_over():
    again = ask_again_at(NOW, 14)
    assert again == NOW + timedelta(days=14)
    require_waited(again, "Mon 19 Jan 2026", again)
    require_waited(None, "", NOW)
    with pytest.raises(Conflict) as refused:
        require_waited(again, "Mon 19 Jan 2026", again - timedelta(microseconds=1))
    assert refused.value.code == "askAgainLater"
    assert "Mon 19 Jan 2026" in refused.value.sentence


EVENTS = {
    (Stage.REQUESTED, Side.STUDENT, Act.PROPOSE): [EventKind.PROPOSED],
    (Stage.AGREED, Side.STUDENT, Act.PROPOSE): [EventKind.PROPOSED],
    (Stage.REQUESTED, Side.TUTOR, Act.OFFER): [EventKind.OFFERED],
    (Stage.REQUESTED, Side.TUTOR, Act.AGREE): [EventKind.AGREED],
    (Stage.AGREED, Side.TUTOR, Act.UNPLAN): [EventKind.UNPLANNED],
    (Stage.AGREED, Side.STUDENT, Act.UNPLAN): [EventKind.UNPLANNED],
    (Stage.REQUESTED, Side.TUTOR, Act.UNPLAN): [EventKind.UNPLANNED],
    (Stage.HELD, Side.TUTOR, Act.APPROVE): [EventKind.APPROVED],
    (Stage.AGREED, Side.TUTOR, Act.REJECT): [EventKind.REJECTED],
    (Stage.REJECTED, Side.TUTOR, Act.REOPEN): [EventKind.REOPENED],
    (Stage.APPROVED, Side.TUTOR, Act.REOPEN): [EventKind.REOPENED],
    (Stage.AGREED, Side.TUTOR, Act.LINK): [EventKind.LINKED],
    (Stage.AGREED, Side.STUDENT, Act.COMMENT): [EventKind.COMMENTED],
    (Stage.AGREED, Side.STUDENT, Act.WITHDRAW): [EventKind.WITHDRAWN],
    (Stage.REJECTED, Side.STUDENT, Act.APPEAL): [EventKind.APPEALED],
    (Stage.REJECTED, Side.ADMIN, Act.OVERRIDE): [EventKind.APPROVED],
}


@pytest.mark.parametrize(("stage", "side", "act"), EVENTS)
def test_each_act_is_told_once(stage, side, act):
    changed = do(AT[stage], side, act)
    told = [event.kind for event in events_between(AT[stage], changed)]
    assert told == EVENTS[stage, side, act]


def test_nothing_changed_is_nothing_told():
    for stage in Stage:
        assert events_between(AT[stage], AT[stage]) == ()


def test_a_new_request_tells_its_message_and_times():
    asked = acts.asked("Hello", [SOON, LATER], now=NOW)
    (event,) = events_between(None, asked)
    assert (event.kind, event.reason) == (EventKind.REQUESTED, "Hello")
    assert event.facts == {"proposals": f"{SOON.isoformat()} {LATER.isoformat()}"}


def test_an_answered_appeal_is_told_with_its_reason():
    appealed = acts.appealed(AT[Stage.REJECTED], Side.STUDENT, "I was ill.", now=NOW)
    refused = acts.overridden(appealed, REJECTED, "It was fair.", has_lessons=False, now=NOW)
    (event,) = events_between(appealed, refused)
    assert (event.kind, event.reason) == (EventKind.APPEAL_REFUSED, "It was fair.")
    granted = acts.overridden(appealed, APPROVED, "He was.", has_lessons=False, now=NOW)
    told = events_between(appealed, granted, reason="He was.")
    assert [(e.kind, e.reason) for e in told] == [
        (EventKind.APPROVED, "He was."),
        (EventKind.APPEAL_GRANTED, None),
    ]


@pytest.mark.parametrize(
    ("kind", "side", "sentence"),
    [
        (EventKind.WITHDRAWN, Side.STUDENT, "The student withdrew this request a moment ago."),
        (EventKind.REJECTED, Side.TUTOR, "The tutor rejected this request a moment ago."),
        (EventKind.APPROVED, Side.ADMIN, "An administrator approved this request a moment ago."),
        (EventKind.EXPIRED, None, "This request expired a moment ago."),
    ],
)
def test_the_loser_of_a_race_is_told_what_happened(kind, side, sentence):
    assert happened_sentence(kind, side, NOW, NOW, by_viewer=False) == sentence


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_has_its_words(kind):
    assert happened_sentence(kind, Side.TUTOR, NOW, LATER, by_viewer=True).endswith("ago.")
