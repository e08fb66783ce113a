"""Lists of screenings: by indexes whatever is asked, and right whatever is asked."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Select
from sqlalchemy import text as sql
from sqlmodel import Session

from tests.factories import NOW, make_pack, make_principal, make_tutor
from tests.granting import again, allow, deny
from tests.services.screening_cast import REJECTED, ScreeningCast, cast
from tests.statements import asked_of
from tutorhub_app.data import screening_lists as lists
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.data.screening_lists import Narrowed
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.screening import Stage, TutorDecision
from tutorhub_app.domain.screening_lists import ScreeningQuery, Sort
from tutorhub_app.services import screening_views
from tutorhub_app.services.screening import expire_due
from tutorhub_app.services.screening_views import ScreeningRow
from tutorhub_app.services.unit import call

__all__ = ["cast"]

TABLES = ("preliminary_meeting", "course_pack", "tutor_profile", "user", "name_word")
LATER = NOW + timedelta(days=3)
BY_THE_CLOCK = (Stage.AGREED, Stage.HELD)


def plan(session: Session, statement: Select[Any]) -> list[str]:
    with asked_of(session) as asked:
        session.execute(statement).all()
    return [row[3] for one in asked for row in session.execute(sql(f"EXPLAIN QUERY PLAN {one}"))]


def full_scans(steps: list[str]) -> list[str]:
    """Steps that look at every row of a table. Walking an index in the order that is asked for
    ends with the page."""
    return [
        step
        for step in steps
        if step.startswith("SCAN")
        and step.split()[1] in TABLES
        and not step.startswith("SCAN preliminary_meeting USING INDEX")
    ]


def narrowings(cast: ScreeningCast) -> list[dict[str, Any]]:
    return [
        {},
        {"tutor_profile_id": cast.alice.profile.id},
        {"pack_id": cast.pack.id},
        {"made_until": NOW},
        {"waits_for": Side.TUTOR},
        {"made_until": NOW, "tutor_profile_id": cast.alice.profile.id},
        {"text": "bob"},
        {"text": "ten lessons", "pack_id": cast.pack.id},
    ]


@pytest.mark.parametrize("who", ["admin", "alice", "bob", "granted"])
def test_no_list_looks_at_every_row(cast: ScreeningCast, who: str):
    cast.at(Stage.REJECTED)
    if who == "granted":
        helper = make_tutor().principal
        allow(helper, Permission.PRELIMINARY_MEETING_DECIDE, cast.pack.id)
        reader = again(helper)
    else:
        reader = cast.person(who)
    with unit_of_work(now=NOW, readonly=True) as session:
        for values, stage in product(narrowings(cast), (None, *Stage)):
            which = Narrowed(stage=stage, **values)
            count = lists.count_statement(session, reader, which, now=NOW)
            assert full_scans(plan(session, count)) == [], (values, stage)
            for sort, descending in product(Sort, (False, True)):
                page = lists.page_statement(
                    session,
                    reader,
                    which,
                    sort=sort,
                    descending=descending,
                    first=None if who == "admin" else Side.TUTOR,
                    limit=25,
                    offset=50,
                    now=NOW,
                )
                steps = plan(session, page)
                assert full_scans(steps) == [], (values, stage, sort, descending)


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize(
    "stage", [None, *(s for s in Stage if s not in (Stage.AGREED, Stage.HELD))]
)
def test_everyones_are_sorted_by_an_index(cast: ScreeningCast, sort: Sort, stage: Stage | None):
    with unit_of_work(now=NOW, readonly=True) as session:
        page = lists.page_statement(
            session,
            cast.admin,
            Narrowed(stage=stage),
            sort=sort,
            descending=True,
            first=None,
            limit=25,
            offset=0,
            now=NOW,
        )
        assert not [step for step in plan(session, page) if "TEMP B-TREE" in step]


@pytest.mark.parametrize("who", ["admin", "alice", "bob"])
@pytest.mark.parametrize("text", ["", "bob", "ten les"])
def test_nothing_that_a_list_asks_looks_at_every_row(cast: ScreeningCast, who: str, text: str):
    cast.at(Stage.REJECTED)
    with unit_of_work(now=NOW, readonly=True) as session:
        query = ScreeningQuery(text=text)
        with asked_of(session) as asked:
            found = screening_views.screenings(session, cast.person(who), query, now=NOW)
        assert found.total == 1
        for one in asked:
            steps = [row[3] for row in session.execute(sql(f"EXPLAIN QUERY PLAN {one}"))]
            assert full_scans(steps) == [], one


def test_one_screening_and_a_page_of_them_are_looked_up_by_their_ids(cast: ScreeningCast):
    meeting_id = cast.at(Stage.AGREED)
    with unit_of_work(now=NOW, readonly=True) as session:
        with asked_of(session) as asked:
            assert lists.screening_record(session, meeting_id)
        steps = [
            row[3] for one in asked for row in session.execute(sql(f"EXPLAIN QUERY PLAN {one}"))
        ]
    assert full_scans(steps) == []
    assert not [step for step in steps if step.startswith("SCAN")]


def listed(who: Principal, now=LATER, **query: Any) -> list[ScreeningRow]:
    return list(call(screening_views.screenings, who, ScreeningQuery(**query), now=now).rows)


@pytest.fixture
def crowd(cast: ScreeningCast) -> dict[Stage, str]:
    """A request of another student's at each stage, each made a minute after the one before."""
    found = {}
    for number, stage in enumerate(Stage):
        student = make_principal(fullname=f"Student {stage.value}")
        one = cast.request(
            student,
            proposals=[cast.tuesday + timedelta(hours=number)],
            now=NOW + timedelta(minutes=number),
        )
        found[stage] = one
        at = cast.tuesday + timedelta(hours=number)
        if stage is Stage.AGREED:
            cast.act("offer", one, proposals=[NOW + timedelta(days=8)])
            cast.act("agree", one, student, starts_at=NOW + timedelta(days=8))
        elif stage is Stage.HELD:
            cast.act("agree", one, starts_at=at)
        elif stage is Stage.WITHDRAWN:
            cast.act("withdraw", one, student)
        elif stage in (Stage.APPROVED, Stage.REJECTED):
            cast.act("decide", one, decision=TutorDecision(stage.value), reason="So it is.")
        elif stage is Stage.EXPIRED:
            with unit_of_work(now=NOW) as session:
                session.get_one(PreliminaryMeeting, one).expires_at = NOW
            call(expire_due, now=NOW)
    return found


@pytest.mark.parametrize("who", ["admin", "alice"])
@pytest.mark.parametrize("stage", Stage)
def test_a_list_of_a_stage_holds_just_those(cast: ScreeningCast, crowd, who: str, stage: Stage):
    assert [row.id for row in listed(cast.person(who), state=stage)] == [crowd[stage]]
    (row,) = listed(cast.person(who), state=stage)
    assert row.stage is stage


def test_everyone_lists_what_they_may_see(cast: ScreeningCast, crowd):
    elsewhere = cast.request(cast.charlie, pack=cast.other_pack)
    everything = {*crowd.values(), elsewhere}
    assert {row.id for row in listed(cast.admin)} == everything
    assert {row.id for row in listed(cast.alice.principal)} == set(crowd.values())
    assert [row.id for row in listed(cast.charlie)] == [elsewhere]
    assert [row.id for row in listed(cast.dora.principal)] == [elsewhere]
    assert listed(cast.bob) == listed(make_tutor().principal) == []


def test_grants_show_and_hide_in_lists(cast: ScreeningCast, crowd):
    helper = make_tutor().principal
    allow(helper, Permission.PRELIMINARY_MEETING_DECIDE, cast.pack.id)
    deny(helper, Permission.PRELIMINARY_MEETING_DECIDE, crowd[Stage.HELD])
    seen = {row.id for row in listed(again(helper))}
    assert seen == set(crowd.values()) - {crowd[Stage.HELD]}
    allow(cast.charlie, Permission.PRELIMINARY_MEETING_DECIDE, cast.alice.profile.id)
    assert {row.id for row in listed(again(cast.charlie))} == set(crowd.values())
    deny(cast.admin, Permission.PRELIMINARY_MEETING_OVERRIDE)
    assert listed(again(cast.admin)) == []


def test_lists_narrow_by_tutor_pack_age_text_and_turn(cast: ScreeningCast, crowd):
    elsewhere = cast.request(cast.charlie, pack=cast.other_pack)
    admin = cast.admin
    assert [row.id for row in listed(admin, tutor_profile_id=cast.dora.profile.id)] == [elsewhere]
    assert [row.id for row in listed(admin, pack_id=cast.other_pack.id)] == [elsewhere]
    assert listed(admin, pack_id=make_pack(cast.dora).id) == []
    assert len(listed(admin, older_than_days=3, now=NOW + timedelta(days=3, minutes=2))) == 4
    assert [row.id for row in listed(admin, text="CHÁRLIE")] == [elsewhere]
    assert [row.id for row in listed(admin, text="dora")] == [elsewhere]
    assert len(listed(admin, text="ten lessons")) == 8
    assert listed(admin, text="100%") == listed(admin, text="nobody") == []
    mine = {row.id for row in listed(cast.alice.principal, mine=True)}
    assert mine == {crowd[Stage.REQUESTED], crowd[Stage.HELD]}
    assert all(row.mine for row in listed(cast.alice.principal, mine=True))


def test_the_tutors_own_turn_comes_first_the_longest_waiting_first(cast: ScreeningCast, crowd):
    rows = listed(cast.alice.principal)
    assert [row.id for row in rows[:2]] == [crowd[Stage.REQUESTED], crowd[Stage.HELD]]
    assert [row.mine for row in rows] == [True, True, *[False] * 5]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    ("sort", "key"),
    [(Sort.CREATED, lambda r: r.created_at), (Sort.CHANGED, lambda r: r.updated_at)],
)
def test_pages_hold_each_once_in_order(cast: ScreeningCast, crowd, sort, key, descending):
    whole: list[ScreeningRow] = []
    for page in (1, 2, 3, 4):
        found = call(
            screening_views.screenings,
            cast.admin,
            ScreeningQuery(sort=sort, descending=descending, page=page, page_size=2),
            now=LATER,
        )
        assert (found.total, found.page_count, found.page) == (7, 4, page)
        whole += found.rows
    assert len({row.id for row in whole}) == 7
    assert whole == sorted(whole, key=lambda r: (key(r), r.id), reverse=descending)
    beyond = ScreeningQuery(sort=sort, descending=descending, page=9, page_size=2)
    assert call(screening_views.screenings, cast.admin, beyond, now=LATER).page == 4


def test_an_appeal_waits_in_the_administrators_list(cast: ScreeningCast):
    meeting_id = cast.at(Stage.REJECTED)
    assert listed(cast.admin, mine=True) == []
    cast.act("appeal", meeting_id, "bob", message="I was ill.")
    (row,) = listed(cast.admin, mine=True)
    assert (row.id, row.is_appealed, row.waits_for) == (meeting_id, True, Side.ADMIN)
    cast.act("override", meeting_id, "admin", decision=REJECTED, reason="It was fair.")
    assert listed(cast.admin, mine=True) == []
