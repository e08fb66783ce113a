"""What a tutor keeps about a screening never reaches the student, whichever way they ask."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.api.asking import Clients
from tests.api.screening_routes import MEETINGS
from tests.factories import NOW
from tests.granting import again, allow
from tests.services.screening_cast import APPROVED, REJECTED, ScreeningCast, cast
from tests.statements import asked_of
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import NotAllowed
from tutorhub_app.domain.paging import PageRequest
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.screening import Stage
from tutorhub_app.domain.screening_lists import ScreeningQuery
from tutorhub_app.domain.screening_patch import MeetingChange
from tutorhub_app.services import catalog, home, screening, screening_views, user_export
from tutorhub_app.services.unit import call

__all__ = ["cast"]

SECRET = "Wobbly-on-surds"
MARKS = {"knowledge": 2, "readiness": 1, "motivation": 5, "communication": 3}
STAGES = [Stage.AGREED, Stage.APPROVED, Stage.REJECTED, Stage.WITHDRAWN]


def noted(cast: ScreeningCast, stage: Stage) -> str:
    meeting_id = cast.at(stage)
    cast.act("note", meeting_id, notes=SECRET, marks=MARKS)
    return meeting_id


def reads_of(cast: ScreeningCast, meeting_id: str) -> Iterator[tuple[Callable[..., Any], Any]]:
    """Every reading service with something of screenings for the student."""
    pack_id = cast.pack.id
    yield screening_views.view, (meeting_id,)
    yield screening_views.standing, (pack_id,)
    yield screening_views.screenings, (ScreeningQuery(),)
    yield screening.meetings, (PageRequest(0),)
    yield catalog.pack_view, (pack_id,)
    yield home.home, ()


@pytest.mark.parametrize("stage", STAGES)
def test_no_view_of_the_students_holds_notes_or_marks(cast: ScreeningCast, stage: Stage):
    meeting_id = noted(cast, stage)
    assert cast.view(meeting_id, "alice").notes == SECRET
    with unit_of_work(now=NOW, readonly=True) as session, asked_of(session) as asked:
        for service, arguments in reads_of(cast, meeting_id):
            seen = service(session, cast.bob, *arguments, now=NOW)
            assert SECRET not in repr(seen)
    seen = cast.view(meeting_id)
    assert (seen.notes, seen.marks) == (None, None)
    assert SECRET not in repr(call(user_export.export_own, cast.bob, now=NOW))
    assert asked
    assert not [statement for statement in asked if "screening_note" in statement]


def test_what_the_student_writes_answers_without_them(cast: ScreeningCast):
    meeting_id = noted(cast, Stage.AGREED)
    answer = call(screening.update, cast.bob, meeting_id, MeetingChange(comments="Hello"), now=NOW)
    assert SECRET not in repr(answer)
    with pytest.raises(Exception, match=r"^(?!.*Wobbly).*$"):
        cast.act("note", meeting_id, "bob", notes="", marks={})


@pytest.mark.parametrize("decision", [APPROVED, REJECTED])
def test_no_notice_history_or_answer_of_the_api_tells_of_them(cast: ScreeningCast, decision: Any):
    meeting_id = noted(cast, Stage.AGREED)
    cast.act("decide", meeting_id, decision=decision, reason="So it is.")
    with unit_of_work(now=NOW, readonly=True) as session:
        connection = session.connection().connection
        told = {
            table: connection.execute(f'SELECT * FROM "{table}"').fetchall()  # type: ignore[attr-defined]
            for (table,) in connection.execute(  # type: ignore[attr-defined]
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall()
        }
    holding = {table for table, rows in told.items() if SECRET in repr(rows)}
    assert holding == {"screening_note"}


async def test_the_api_never_answers_with_them(cast: ScreeningCast, client_of: Clients):
    meeting_id = noted(cast, Stage.AGREED)
    for who in (cast.bob, cast.alice.principal, cast.admin):
        client = client_of(who)
        answers = [
            await client.get(MEETINGS),
            await client.get(f"{MEETINGS}/{meeting_id}"),
            await client.patch(f"{MEETINGS}/{meeting_id}", json={}),
        ]
        for answer in answers:
            assert answer.status_code == 200
            assert SECRET not in answer.text
            assert '"marks"' not in answer.text


@pytest.mark.parametrize("place", ["meeting", "pack", "profile", None])
@pytest.mark.parametrize(
    "permission",
    [Permission.PRELIMINARY_MEETING_DECIDE, Permission.PRELIMINARY_MEETING_OVERRIDE],
)
def test_a_student_stays_the_student_of_their_own_whatever_is_granted(
    cast: ScreeningCast, place: str | None, permission: Permission
):
    meeting_id = noted(cast, Stage.AGREED)
    places = {"meeting": meeting_id, "pack": cast.pack.id, "profile": cast.alice.profile.id}
    allow(cast.bob, permission, places[place] if place else None)
    bob = again(cast.bob)
    seen = cast.view(meeting_id, bob)
    assert (seen.side, seen.notes, SECRET in repr(seen)) == (Side.STUDENT, None, False)
    for act, values in (
        ("decide", {"decision": APPROVED, "reason": ""}),
        ("note", {"notes": "Brilliant.", "marks": {}}),
        ("override", {"decision": APPROVED, "reason": "Fair."}),
    ):
        with pytest.raises(NotAllowed):
            cast.act(act, meeting_id, bob, **values)
    with pytest.raises(NotAllowed):
        cast.change(meeting_id, bob, tutor_decision=APPROVED)
