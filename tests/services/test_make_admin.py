"""Making an administrator, from the server alone."""

import json

import pytest
from sqlmodel import select

from tests.factories import NOW, make_user, reload, sign_in
from tutorhub_app.data.accounts import principal_of_session
from tutorhub_app.data.audit import AuditEntry
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.services.accounts import make_admin
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")


def test_a_registered_person_becomes_one_and_signs_in_again() -> None:
    user = make_user(email="Ada@example.com", fullname="Ada")
    session_id = sign_in(user).session_id
    assert call(make_admin, " ada@EXAMPLE.com ", now=NOW) == "Ada"
    assert reload(user).role == Role.ADMIN
    with unit_of_work(now=NOW, readonly=True) as session:
        assert principal_of_session(session, session_id, NOW) is None
        (entry,) = session.exec(select(AuditEntry))
    assert (entry.action, entry.actor_id, entry.subject_user_id) == ("user.role", None, user.id)
    assert json.loads(entry.detail) == {"from": "student", "to": "admin"}


def test_an_unknown_email_is_named() -> None:
    with pytest.raises(NotFound, match=r"nobody@example.com"):
        call(make_admin, "nobody@example.com", now=NOW)
