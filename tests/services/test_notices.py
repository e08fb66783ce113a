"""Notices: left in the transaction that causes them, for one person alone."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.factories import NOW, make_principal
from tutorhub_app.data.changes import notices_topic, topics_changed_after
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.notices import Notice
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
