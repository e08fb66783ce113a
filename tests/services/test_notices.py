"""Notices: left in the transaction that causes them, for one person alone."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, make_principal
from tests.statements import asked_of
from tutorhub_app.data.changes import last_seq, notices_topic, topics_changed_after
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.notices import Notice
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.errors import NotFound, NotSignedIn
from tutorhub_app.domain.notices import NoticeKind
from tutorhub_app.services import notices
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")


def test_a_notice_is_for_one_person_unread_and_wakes_their_pages() -> None:
    bob = make_principal()
    with unit_of_work(now=NOW) as session:
        notices.tell(
            session,
            bob.user_id,
            NoticeKind.SCREENING_APPROVED,
            object_id="a screening",
            facts={"tutor": "Álice"},
            now=NOW,
        )
    with unit_of_work(now=NOW, readonly=True) as session:
        notice = session.exec(select(Notice)).one()
        assert (notice.user_id, notice.kind, notice.object_id) == (
            bob.user_id,
            "screeningApproved",
            "a screening",
        )
        assert json.loads(notice.facts) == {"tutor": "Álice"}
        assert (notice.created_at, notice.read_at) == (NOW, None)
        assert notices_topic(bob.user_id) in topics_changed_after(session, 0)


def test_what_fails_afterwards_tells_nobody() -> None:
    bob = make_principal()
    with pytest.raises(RuntimeError), unit_of_work(now=NOW) as session:
        notices.tell(session, bob.user_id, NoticeKind.ROLE_CHANGED, object_id="", facts={}, now=NOW)
        raise RuntimeError
    with unit_of_work(now=NOW, readonly=True) as session:
        assert session.exec(select(Notice)).all() == []


def test_what_was_read_long_ago_is_deleted_in_batches_and_what_is_unread_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bob = make_principal()
    monkeypatch.setattr(notices, "BATCH", 2)
    long_ago = NOW - notices.KEPT_AFTER_READING
    with unit_of_work(now=NOW) as session:
        for read_at in (long_ago, long_ago, long_ago, long_ago + timedelta(seconds=1), None):
            session.add(
                Notice(
                    user_id=bob.user_id,
                    kind=NoticeKind.ROLE_CHANGED,
                    object_id="",
                    created_at=long_ago,
                    read_at=read_at,
                )
            )
    assert [call(notices.prune, now=NOW) for _ in range(3)] == [2, 1, 0]
    with unit_of_work(now=NOW, readonly=True) as session:
        left = session.exec(select(Notice.read_at)).all()
        assert sorted(left, key=str) == [long_ago + timedelta(seconds=1), None]


def _tell(person: Principal, number: int, *, minutes: int = 0) -> None:
    at = NOW + timedelta(minutes=minutes)
    call(
        notices.tell,
        person.user_id,
        NoticeKind.LESSON_BOOKED,
        object_id=str(number),
        facts={},
        now=at,
    )


def _listed(person: Principal, **options: Any) -> list[str]:
    return [row.object_id for row in call(notices.notices_of, person, now=NOW, **options).rows]


def test_one_s_own_notices_are_listed_the_newest_first_a_page_at_a_time() -> None:
    bob, charlie = make_principal(), make_principal()
    for number in range(5):
        _tell(bob, number, minutes=number)
    _tell(charlie, 99)
    assert _listed(bob) == ["4", "3", "2", "1", "0"]
    assert _listed(bob, page=2, page_size=2) == ["2", "1"]
    found = call(notices.notices_of, bob, page=9, page_size=2, now=NOW)
    assert (found.page, found.page_count, found.total, found.unread) == (3, 3, 5, 5)
    assert [row.object_id for row in found.rows] == ["0"]
    assert _listed(make_principal()) == []


def test_the_bell_counts_what_is_unread_however_much_there_is() -> None:
    bob, charlie = make_principal(), make_principal()
    for number in range(notices.MOST_NEWS + 2):
        _tell(bob, number, minutes=number)
    bell = call(notices.bell, bob, now=NOW)
    assert bell.unread == notices.MOST_NEWS + 2
    assert len(bell.newest) == notices.MOST_NEWS
    assert bell.newest[0].object_id == str(notices.MOST_NEWS + 1)
    assert call(notices.bell, charlie, now=NOW).unread == 0


def test_a_notice_is_read_once_it_was_marked() -> None:
    bob = make_principal()
    _tell(bob, 1)
    _tell(bob, 2, minutes=1)
    newest, older = call(notices.notices_of, bob, now=NOW).rows
    assert call(notices.mark_read, bob, older.id, now=NOW).object_id == "1"
    assert _listed(bob, unread_only=True) == ["2"]
    assert call(notices.bell, bob, now=NOW).unread == 1
    again = NOW + timedelta(hours=1)
    call(notices.mark_read, bob, older.id, now=again)
    assert call(notices.notices_of, bob, now=NOW).rows[1].read_at == NOW
    assert newest.read_at is None


def test_all_that_was_seen_is_marked_and_what_came_since_is_not() -> None:
    bob, charlie = make_principal(), make_principal()
    _tell(bob, 1)
    _tell(bob, 2, minutes=5)
    _tell(charlie, 3)
    assert call(notices.mark_all_read, bob, until=NOW, now=NOW) == 1
    assert _listed(bob, unread_only=True) == ["2"]
    assert call(notices.mark_all_read, bob, now=NOW) == 1
    assert call(notices.mark_all_read, bob, now=NOW) == 0
    assert _listed(charlie, unread_only=True) == ["3"]


def test_marking_wakes_the_person_s_other_pages() -> None:
    bob = make_principal()
    _tell(bob, 1)
    [notice] = call(notices.notices_of, bob, now=NOW).rows
    for wakes in (True, False):
        with unit_of_work(now=NOW, readonly=True) as session:
            before = last_seq(session)
        call(notices.mark_read, bob, notice.id, now=NOW)
        with unit_of_work(now=NOW, readonly=True) as session:
            assert (notices_topic(bob.user_id) in topics_changed_after(session, before)) is wakes


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TUTOR, Role.ADMIN])
def test_nobody_else_marks_a_notice_not_even_an_administrator(role: Role) -> None:
    bob, other = make_principal(), make_principal(role)
    _tell(bob, 1)
    [notice] = call(notices.notices_of, bob, now=NOW).rows
    with pytest.raises(NotFound):
        call(notices.mark_read, other, notice.id, now=NOW)
    call(notices.mark_all_read, other, now=NOW)
    assert call(notices.bell, bob, now=NOW).unread == 1


def test_nobody_has_no_notices() -> None:
    for service in (notices.bell, notices.notices_of, notices.mark_all_read):
        with pytest.raises(NotSignedIn):
            call(service, None, now=NOW)
    with pytest.raises(NotSignedIn):
        call(notices.mark_read, None, "any", now=NOW)


def _steps(session: Session, statement: str) -> str:
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")
    return " / ".join(row[-1] for row in plan)


def test_the_bell_of_every_page_is_one_question_that_an_index_answers() -> None:
    bob = make_principal()
    _tell(bob, 1)
    with unit_of_work(now=NOW, readonly=True) as session:
        with asked_of(session) as asked:
            notices.bell(session, bob, now=NOW)
        (statement,) = asked
        steps = _steps(session, statement)
    assert "(user_id=? AND read_at=?)" in steps
    assert "TEMP B-TREE" not in steps


@pytest.mark.parametrize("unread_only", [False, True])
def test_a_page_of_notices_comes_from_an_index_in_its_order(unread_only: bool) -> None:
    bob = make_principal()
    for number in range(3):
        _tell(bob, number, minutes=number)
    with unit_of_work(now=NOW, readonly=True) as session:
        with asked_of(session) as asked:
            notices.notices_of(session, bob, unread_only=unread_only, page_size=2, now=NOW)
        plans = [_steps(session, statement) for statement in asked]
    assert plans
    for steps in plans:
        assert "SEARCH notice USING" in steps
        assert "TEMP B-TREE" not in steps


def test_what_is_to_be_deleted_is_found_by_an_index() -> None:
    with unit_of_work(now=NOW) as session:
        with asked_of(session) as asked:
            notices.prune(session, now=NOW)
        steps = _steps(session, next(each for each in asked if each.startswith("DELETE")))
    assert "ix_notice_read_at" in steps
    assert "SCAN notice" not in steps
