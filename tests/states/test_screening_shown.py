"""What the pages tell of a screening: the sentence of what is next, the way, the times, history."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.screening import Act, Appeal, AppealOutcome, Stage
from tutorhub_app.domain.screening_events import EventKind
from tutorhub_app.domain.timeline import Mark
from tutorhub_app.services.screening_calendar import Clash
from tutorhub_app.services.screening_views import HistoryEntry, ScreeningView
from tutorhub_app.states import screening_shown as shown
from tutorhub_app.states.booking_shown import Viewer

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 17, tzinfo=UTC)
BERLIN = Viewer(ZoneInfo("Europe/Berlin"))
SOON = NOW + timedelta(days=3)


def view(stage: Stage, side: Side = Side.STUDENT, **changes: Any) -> ScreeningView:
    values: dict[str, Any] = {
        "id": "one",
        "record_version": 1,
        "stage": stage,
        "side": side,
        "pack_id": "pack",
        "pack_title": "Olympiad",
        "pack_is_active": True,
        "tutor_profile_id": "profile",
        "tutor_id": "tutor",
        "tutor_name": "Alice",
        "tutor_photo": "",
        "tutor_zone": "Europe/Berlin",
        "student_id": "student",
        "student_name": "Bob",
        "student_zone": "UTC",
        "message": None,
        "proposals": (),
        "proposed_by": None,
        "scheduled_datetime": None,
        "ends_at": None,
        "agreed_at": None,
        "meeting_link": None,
        "is_our_room": False,
        "reason": None,
        "appeal": None,
        "created_at": NOW,
        "updated_at": NOW,
        "waiting_since": None,
        "waits_for": None,
        "expires_at": None,
        "decided_at": None,
        "decided_by": None,
        "ask_again_at": None,
        "acts": frozenset(),
        "history": (),
        "notes": None,
        "marks": None,
    }
    return ScreeningView(**(values | changes))


def marks(seen: ScreeningView) -> list[tuple[str, Mark]]:
    return [(step.title, step.mark) for step in shown.steps_shown(seen, BERLIN)]


@pytest.mark.parametrize(
    ("seen", "sentence"),
    [
        (
            view(Stage.REQUESTED, waits_for=Side.TUTOR, expires_at=SOON),
            "Alice answers next by Wed 4 Mar 10:00. You are told at once.",
        ),
        (
            view(Stage.REQUESTED, waits_for=Side.STUDENT),
            "Alice offers other times. Agree to one, or propose others.",
        ),
        (
            view(Stage.REQUESTED, Side.TUTOR, waits_for=Side.TUTOR, expires_at=SOON),
            "Bob waits for your answer by Wed 4 Mar 10:00.",
        ),
        (
            view(Stage.REJECTED, acts=frozenset({Act.APPEAL}), ask_again_at=SOON),
            "You may appeal once, if you think this is wrong. "
            "You may ask again from Wed 4 Mar 10:00.",
        ),
        (view(Stage.REJECTED, ask_again_at=NOW), "You may ask again now."),
        (
            view(Stage.REJECTED, appeal=Appeal("No", NOW), ask_again_at=SOON),
            "An administrator looks at your appeal next. You may ask again from Wed 4 Mar 10:00.",
        ),
        (
            view(
                Stage.REJECTED,
                appeal=Appeal("No", NOW, AppealOutcome.REFUSED),
                ask_again_at=NOW,
            ),
            "An administrator looked at your appeal, and the decision stays. "
            "You may ask again now.",
        ),
        (
            view(Stage.REJECTED, Side.ADMIN, appeal=Appeal("No", NOW)),
            "Bob appealed. Your decision is next.",
        ),
        (view(Stage.HELD, Side.TUTOR), "The meeting is over. Bob waits for your decision."),
    ],
)
def test_each_side_is_told_what_happens_next(seen: ScreeningView, sentence: str):
    assert shown.next_sentence(seen, BERLIN, NOW) == sentence


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("side", Side)
def test_every_stage_has_its_sentence_and_its_way_for_every_side(stage: Stage, side: Side):
    seen = view(stage, side, ask_again_at=SOON)
    assert shown.next_sentence(seen, BERLIN, NOW)
    steps = shown.steps_shown(seen, BERLIN)
    assert steps[0].title == "Requested"
    assert sum(step.mark in (Mark.NOW, Mark.GOOD, Mark.BAD, Mark.OFF) for step in steps) == 1


def test_the_way_of_an_open_request_shows_what_is_to_come():
    assert marks(view(Stage.REQUESTED)) == [
        ("Requested", Mark.NOW),
        ("Time agreed", Mark.AHEAD),
        ("Meeting held", Mark.AHEAD),
        ("Decision", Mark.AHEAD),
    ]
    met = {"agreed_at": NOW, "scheduled_datetime": TUESDAY, "ends_at": TUESDAY}
    assert marks(view(Stage.HELD, **met))[-1] == ("Decision", Mark.NOW)


def test_the_way_of_a_rejection_says_why():
    *_, last = shown.steps_shown(view(Stage.REJECTED, reason="Not yet.", decided_at=NOW), BERLIN)
    assert (last.title, last.text, last.when) == ("Not approved", "Not yet.", "Sun 1 Mar 10:00")


def test_a_proposal_says_what_stands_in_its_way_and_can_then_not_be_agreed_to():
    later = TUESDAY + timedelta(days=1)
    seen = view(
        Stage.REQUESTED,
        Side.TUTOR,
        proposals=(TUESDAY, later),
        proposed_by=Side.STUDENT,
        acts=frozenset({Act.AGREE}),
    )
    clash = Clash("Carol", True, TUESDAY, TUESDAY + timedelta(hours=1))
    taken, free = shown.proposals_shown(seen, {TUESDAY: (clash,)}, BERLIN, NOW)
    assert taken.clash == "You have a lesson with Carol then, 18:00 to 19:00"
    assert (taken.can_agree, free.can_agree, free.clash) == (False, True, "")
    assert taken.time == "Tuesday 3 March, 18:00 to 18:30"


@pytest.mark.parametrize("side", [Side.TUTOR, Side.ADMIN])
def test_who_offered_times_can_not_agree_to_them(side: Side):
    seen = view(
        Stage.REQUESTED,
        side,
        proposals=(TUESDAY,),
        proposed_by=Side.TUTOR,
        acts=frozenset({Act.AGREE}),
    )
    (offered,) = shown.proposals_shown(seen, {}, BERLIN, NOW)
    assert not offered.can_agree


def test_the_history_tells_who_did_what_in_the_viewers_words_and_zone():
    def entry(kind: EventKind, *, mine: bool = False, **facts: str) -> HistoryEntry:
        return HistoryEntry(NOW, "Bob", Side.STUDENT, kind, facts, "Because.", mine)

    history = (
        entry(EventKind.REQUESTED),
        entry(EventKind.AGREED, mine=True, startsAt=TUESDAY.isoformat()),
        entry(EventKind.EXPIRED),
    )
    first, second, third = shown.history_shown(view(Stage.AGREED, history=history), BERLIN)
    assert first.what == "Bob asked for a meeting: any time"
    assert second.what == "You agreed to a time: Tue 3 Mar 18:00"
    assert third.what == "The request expired: nobody answered in time"
    # What was asked with stands on the page by itself.
    assert (first.text, second.text) == ("", "Because.")


def test_errors_beside_a_field_do_not_name_it_again():
    errors = {"message": "message: use at most 2000 characters.", "other": "Plain."}
    assert shown.plain_errors(errors) == {
        "message": "Use at most 2000 characters.",
        "other": "Plain.",
    }
