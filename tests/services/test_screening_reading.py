"""Who reads which screening requests, one and in lists, and what grants change of it."""

from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    make_pack,
    make_principal,
    make_tutor,
    save,
)
from tests.granting import again, allow, deny
from tests.services.screening_cast import (
    APPROVED,
    NO_ID,
    ScreeningCast,
    cast,
    listed,
    refusal,
)
from tutorhub_app.data.changes import (
    SCREENINGS_TOPIC,
    person_topic,
    tutor_topic,
)
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import (
    NotAllowed,
    NotFound,
    NotSignedIn,
    NotYours,
)
from tutorhub_app.domain.paging import PageRequest
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services import screening
from tutorhub_app.services.unit import call

__all__ = ["cast"]


def test_the_people_concerned_read_it(cast: ScreeningCast):
    asked = cast.ask(comments="Hello")
    for who in ("bob", "alice", "admin"):
        assert call(screening.get, cast.person(who), asked.id, now=NOW) == asked
    for who in ("charlie", "dora"):
        with pytest.raises(NotYours):
            call(screening.get, cast.person(who), asked.id, now=NOW)
    with pytest.raises(NotSignedIn):
        call(screening.get, None, asked.id, now=NOW)


def test_what_is_not_there_or_deleted_is_not_found(cast: ScreeningCast):
    asked = cast.ask()
    row = cast.row(asked.id)
    row.is_active = False
    save(row)
    for meeting_id in (NO_ID, asked.id):
        with pytest.raises(NotFound):
            call(screening.get, cast.admin, meeting_id, now=NOW)
        assert type(refusal(cast.change, meeting_id, comments="Hello")) is NotFound
    assert listed(cast.admin) == []
    assert cast.ask().id != asked.id


def test_a_list_holds_what_each_may_read_the_newest_first(cast: ScreeningCast):
    first = cast.ask(now=NOW)
    second = cast.ask(cast.charlie, student=cast.charlie, now=NOW + timedelta(minutes=1))
    third = cast.ask(pack=cast.other_pack, now=NOW + timedelta(minutes=2))
    assert listed(cast.admin) == [third.id, second.id, first.id]
    assert listed(cast.alice.principal) == [second.id, first.id]
    assert listed(cast.dora.principal) == [third.id]
    assert listed(cast.bob) == [third.id, first.id]
    assert listed(cast.charlie) == [second.id]
    assert listed(make_principal()) == []
    assert listed(make_principal(Role.TUTOR)) == []
    with pytest.raises(NotSignedIn):
        listed(None)


def test_a_list_comes_in_pages_that_hold_each_once(cast: ScreeningCast):
    made = [cast.ask(cast.admin, student=make_principal()).id for _ in range(5)]
    newest_first = sorted(made, reverse=True)
    seen = [listed(cast.alice.principal, number=page, row_count=2) for page in (1, 2, 3, 4)]
    assert seen == [newest_first[:2], newest_first[2:4], newest_first[4:], []]
    assert listed(cast.alice.principal, number=0) == newest_first
    page = call(screening.meetings, cast.admin, PageRequest(2, 2), now=NOW)
    assert (page.total, page.page_count) == (5, 3)


def test_a_list_is_made_from_what_changes_of_it(cast: ScreeningCast):
    def topics(principal):
        with unit_of_work(now=NOW, readonly=True) as session:
            return set(screening.topics_of_meetings(session, principal))

    own = {person_topic(cast.alice.user.id), tutor_topic(cast.alice.profile.id)}
    assert topics(cast.bob) == {person_topic(cast.bob.user_id)}
    assert topics(cast.alice.principal) == own
    assert topics(cast.admin) == {SCREENINGS_TOPIC}
    assert topics(None) == set()


@pytest.mark.parametrize("belongs_to", ["meeting", "pack", "profile"])
def test_who_is_granted_a_decision_takes_the_tutors_part_there_alone(
    cast: ScreeningCast, belongs_to
):
    asked = cast.ask()
    elsewhere = cast.ask(pack=make_pack(cast.dora, requires_screening=True))
    ids = {"meeting": asked.id, "pack": cast.pack.id, "profile": cast.alice.profile.id}
    dan = make_tutor().principal
    allow(dan, Permission.PRELIMINARY_MEETING_DECIDE, ids[belongs_to])
    helper = again(dan)
    assert listed(helper) == [asked.id]
    assert call(screening.get, helper, asked.id, now=NOW) == asked
    assert cast.change(asked.id, helper, tutor_decision=APPROVED).tutor_decision is APPROVED
    with pytest.raises(NotYours):
        call(screening.get, helper, elsewhere.id, now=NOW)
    assert isinstance(refusal(cast.change, elsewhere.id, helper, comments="Hello"), NotYours)
    with unit_of_work(now=NOW, readonly=True) as session:
        assert screening.topics_of_meetings(session, helper) == (SCREENINGS_TOPIC,)


def test_the_closest_word_decides_in_a_list_as_it_does_of_one(cast: ScreeningCast):
    kept, denied = cast.ask(), cast.ask(cast.charlie, student=cast.charlie)
    dan = make_tutor().principal
    allow(dan, Permission.PRELIMINARY_MEETING_OVERRIDE, cast.pack.id)
    deny(dan, Permission.PRELIMINARY_MEETING_DECIDE, denied.id)
    helper = again(dan)
    assert listed(helper) == [kept.id]
    assert call(screening.get, helper, kept.id, now=NOW) == kept
    with pytest.raises(NotYours):
        call(screening.get, helper, denied.id, now=NOW)
    deny(cast.admin, Permission.PRELIMINARY_MEETING_DECIDE, cast.alice.profile.id)
    assert listed(again(cast.admin)) == []


def test_who_is_denied_a_decision_looks_and_does_not_act(cast: ScreeningCast):
    asked = cast.ask()
    deny(cast.alice.principal, Permission.PRELIMINARY_MEETING_DECIDE, asked.id)
    alice = again(cast.alice.principal)
    refused = refusal(cast.change, asked.id, alice, tutor_decision=APPROVED)
    assert (type(refused), str(refused)) == (
        NotAllowed,
        "Only the tutor can decide about this screening.",
    )
    assert call(screening.get, alice, asked.id, now=NOW) == asked
    deny(cast.bob, Permission.PRELIMINARY_MEETING_REQUEST)
    bob = again(cast.bob)
    assert isinstance(refusal(cast.change, asked.id, bob, comments="Hello"), NotAllowed)
    assert isinstance(refusal(cast.ask, bob, pack=cast.other_pack), NotAllowed)
    assert listed(bob) == [asked.id]
