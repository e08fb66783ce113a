"""Reading the audit log: who may, what is found, and what an export leaves behind."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories import NOW, make_principal, make_user
from tests.statements import asked_of
from tutorhub_app.data import audit_log as data
from tutorhub_app.data.audit_log import AuditFilter
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.domain.audit_words import SOMEBODY, THE_HOUSE
from tutorhub_app.domain.errors import NotAllowed, NotSignedIn
from tutorhub_app.services import audit, audit_log
from tutorhub_app.services.audit_log import HOUSE, PAGE_SIZE, AuditQuery
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")

HOUR = timedelta(hours=1)


@pytest.fixture
def maria(database: Path) -> Principal:
    return make_principal(Role.ADMIN, fullname="Maria Admin", email="maria@school.example")


@pytest.fixture
def ben(database: Path) -> Principal:
    return make_principal(fullname="Ben Student", email="ben@school.example")


def write(
    actor: Principal | None,
    action: AuditAction = AuditAction.USER_DEACTIVATE,
    subject: str | None = None,
    hours: int = 0,
    **facts: str,
) -> None:
    at = NOW + hours * HOUR
    with unit_of_work(now=at) as session:
        audit.record(
            session,
            actor,
            action,
            object_kind="user",
            object_id=subject or "",
            subject_user_id=subject,
            reason="Because",
            detail=facts,
            now=at,
        )


def found(asking: Principal, **query) -> list[str]:
    page = call(audit_log.audit_page, asking, AuditQuery(**query), now=NOW)
    return [entry.sentence for entry in page.entries]


def test_an_entry_is_told_in_words_with_its_reason_and_facts(maria, ben) -> None:
    write(maria, AuditAction.USER_ROLE, ben.user_id, **{"from": "student", "to": "tutor"})
    (entry,) = call(audit_log.audit_page, maria, AuditQuery(), now=NOW).entries
    assert entry.sentence == "Maria Admin changed the role of Ben Student from student to tutor"
    assert (entry.reason, entry.at) == ("Because", NOW)
    assert entry.facts == (("From", "student"), ("To", "tutor"))
    assert (entry.actor_email, entry.subject_email) == (maria.email, ben.email)


def test_each_filter_leaves_what_it_names(maria, ben) -> None:
    other = make_principal(Role.ADMIN, fullname="Otto Admin")
    write(maria, AuditAction.USER_DEACTIVATE, ben.user_id)
    write(other, AuditAction.USER_ACTIVATE, ben.user_id, hours=1)
    write(None, AuditAction.SCREENING_REOPEN, other.user_id, hours=2)
    deactivated = "Maria Admin deactivated the account of Ben Student"
    activated = "Otto Admin activated the account of Ben Student"
    reopened = "TutorHub reopened Otto Admin's screening"
    assert found(maria) == [reopened, activated, deactivated]
    assert found(maria, actor=other.user_id) == [activated]
    assert found(maria, actor=HOUSE) == [reopened]
    assert found(maria, action="user.deactivate") == [deactivated]
    assert found(maria, person="BEN@") == [activated, deactivated]
    assert found(maria, person="ben st") == [activated, deactivated]
    assert found(maria, person="Otto") == [reopened]
    assert found(maria, person=other.user_id) == [reopened]
    assert found(maria, person="nobody@") == []
    assert found(maria, since=NOW + HOUR) == [reopened, activated]
    assert found(maria, until=NOW + HOUR) == [deactivated]
    assert found(maria, actor=maria.user_id, action="user.activate") == []


def test_pages_follow_each_other_and_one_past_the_end_is_the_last(maria, ben) -> None:
    for hour in range(PAGE_SIZE + 3):
        write(maria, subject=ben.user_id, hours=hour)
    first = call(audit_log.audit_page, maria, AuditQuery(), now=NOW)
    last = call(audit_log.audit_page, maria, AuditQuery(), page=9, now=NOW)
    assert (first.total, first.page_count, last.page) == (PAGE_SIZE + 3, 2, 2)
    times = [entry.at for entry in (*first.entries, *last.entries)]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) == PAGE_SIZE + 3
    oldest = call(audit_log.audit_page, maria, AuditQuery(), oldest_first=True, now=NOW)
    assert oldest.entries[0].at == NOW


def test_somebody_who_is_gone_is_still_told_of(maria) -> None:
    write(maria, AuditAction.USER_DELETE, "no-such-person")
    (entry,) = call(audit_log.audit_page, maria, AuditQuery(), now=NOW).entries
    assert SOMEBODY in entry.sentence
    assert entry.subject_id == "no-such-person"
    assert found(maria, person="no-such-person") == [entry.sentence]


def test_the_actors_to_choose_from_are_those_who_did_something(maria, ben) -> None:
    otto = make_principal(Role.ADMIN, fullname="Anna Admin")
    make_principal(Role.ADMIN)
    for actor in (maria, otto, maria, None):
        write(actor, subject=ben.user_id)
    assert call(audit_log.actors, maria, now=NOW) == (
        (otto.user_id, "Anna Admin"),
        (maria.user_id, "Maria Admin"),
    )


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TUTOR, None])
def test_only_those_who_may_read_the_log_do(role: Role | None) -> None:
    asking = make_principal(role) if role else None
    refusal = NotAllowed if role else NotSignedIn
    for service, more in (
        (audit_log.audit_page, (AuditQuery(),)),
        (audit_log.actors, ()),
        (audit_log.stretch, (AuditQuery(),)),
        (audit_log.export, (AuditQuery(),)),
    ):
        with pytest.raises(refusal):
            call(service, asking, *more, now=NOW)


def test_an_export_is_noted_and_leaves_its_own_note_out(maria, ben) -> None:
    write(maria, subject=ben.user_id)
    later = NOW + HOUR
    query = call(audit_log.export, maria, AuditQuery(action="user.deactivate"), now=later)
    exported = call(audit_log.stretch, maria, query, now=later)
    assert [entry.action for entry in exported.entries] == ["user.deactivate"]
    (noted,) = call(
        audit_log.audit_page, maria, AuditQuery(action="audit.export"), now=later
    ).entries
    assert noted.sentence == "Maria Admin exported 1 entry of the audit log"
    assert ("Action", "user.deactivate") in noted.facts


def test_a_long_export_comes_in_stretches_that_leave_nothing_out(maria, ben, monkeypatch) -> None:
    monkeypatch.setattr(audit_log, "STRETCH", 4)
    for number in range(9):
        # Several at one instant: the id decides.
        write(maria, subject=ben.user_id, hours=number // 3)
    query = call(audit_log.export, maria, AuditQuery(), now=NOW + 9 * HOUR)
    seen, part = [], call(audit_log.stretch, maria, query, now=NOW)
    while part.entries:
        seen += [entry.id for entry in part.entries]
        if part.rest is None:
            break
        part = call(audit_log.stretch, maria, query, part.rest, now=NOW)
    assert len(seen) == len(set(seen)) == 9


def test_the_house_is_named_in_the_log(maria) -> None:
    write(None, subject=maria.user_id)
    (entry,) = call(audit_log.audit_page, maria, AuditQuery(), now=NOW).entries
    assert (entry.actor_name, entry.actor_id) == (THE_HOUSE, None)


FULL_SCAN = re.compile(r"SCAN (audit_entry|user)(?!.* USING )")
FILTERS = [
    AuditFilter(),
    AuditFilter(actor_id="a"),
    AuditFilter(by_house=True),
    AuditFilter(action="user.role"),
    AuditFilter(subjects=("a", "b")),
    AuditFilter(since=NOW),
    AuditFilter(since=NOW, until=NOW + HOUR, action="user.role", actor_id="a"),
]


@pytest.mark.parametrize("which", FILTERS)
def test_the_log_is_read_by_index_whatever_it_is_narrowed_to(which: AuditFilter) -> None:
    make_user()
    with unit_of_work(now=NOW, readonly=True) as session:
        with asked_of(session) as asked:
            data.count_entries(session, which)
            data.entries(session, which, limit=25, offset=50)
            data.entries(session, which, limit=25, after=(NOW, "x"))
            data.entries(session, which, oldest_first=True, limit=25)
            data.people_like(session, "ben")
            data.actors(session)
        connection = session.connection()
        plans = [
            step[3]
            for each in asked
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}")
        ]
    assert [step for step in plans if FULL_SCAN.match(step)] == []
