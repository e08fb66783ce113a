"""The audit log: one with what it tells of, and never changed."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from tests.factories import NOW, make_principal
from tutorhub_app.data.audit import AuditEntry
from tutorhub_app.data.changes import AUDIT_TOPIC, topics_changed_after
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.services import audit

pytestmark = pytest.mark.usefixtures("database")


def _record() -> None:
    admin = make_principal(Role.ADMIN)
    with unit_of_work(now=NOW) as session:
        audit.record(
            session,
            admin,
            AuditAction.USER_ROLE,
            object_kind="user",
            object_id="somebody",
            subject_user_id="somebody",
            reason="Teaches now",
            detail={"from": "student", "to": "tutor"},
            now=NOW,
        )


def test_an_entry_keeps_who_did_what_to_whom_and_why() -> None:
    _record()
    with unit_of_work(now=NOW, readonly=True) as session:
        entry = session.exec(select(AuditEntry)).one()
        assert entry.at == NOW
        assert entry.actor_id
        assert (entry.action, entry.object_kind, entry.object_id) == (
            "user.role",
            "user",
            "somebody",
        )
        assert (entry.subject_user_id, entry.reason) == ("somebody", "Teaches now")
        assert json.loads(entry.detail) == {"from": "student", "to": "tutor"}


def test_an_entry_of_the_house_has_no_actor_and_needs_no_reason() -> None:
    with unit_of_work(now=NOW) as session:
        audit.record(
            session, None, AuditAction.AUDIT_EXPORT, object_kind="audit", object_id="", now=NOW
        )
    with unit_of_work(now=NOW, readonly=True) as session:
        entry = session.exec(select(AuditEntry)).one()
        assert (entry.actor_id, entry.reason, entry.detail) == (None, None, "{}")


def test_pages_of_the_log_are_woken() -> None:
    _record()
    with unit_of_work(now=NOW, readonly=True) as session:
        assert AUDIT_TOPIC in topics_changed_after(session, 0)


def test_what_fails_afterwards_leaves_no_entry() -> None:
    with pytest.raises(RuntimeError), unit_of_work(now=NOW) as session:
        audit.record(
            session, None, AuditAction.AUDIT_EXPORT, object_kind="audit", object_id="", now=NOW
        )
        raise RuntimeError
    with unit_of_work(now=NOW, readonly=True) as session:
        assert session.exec(select(AuditEntry)).all() == []


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET reason = ''", "DELETE FROM audit_entry"]
)
def test_the_database_keeps_the_log_as_it_was_written(statement: str) -> None:
    _record()
    with (
        pytest.raises(IntegrityError, match="never changed"),
        unit_of_work(now=NOW) as session,
    ):
        session.connection().execute(text(statement))
