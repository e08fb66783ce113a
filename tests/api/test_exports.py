"""The audit log as a file: who gets it, what stands in it, and that asking for it is noted."""

import csv
import io
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from tests.api.asking import token_of
from tests.factories import make_principal
from tutorhub_app import routes
from tutorhub_app.api.exports import COLUMNS, exports_api
from tutorhub_app.clock import utc_now
from tutorhub_app.data.audit import AuditEntry
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.services import audit, audit_log
from tutorhub_app.services.tokens import COOKIE

OWN = {"Origin": "http://testserver"}
PATH = routes.AUDIT_CSV


@pytest.fixture
def maria(database: Path) -> Principal:
    return make_principal(Role.ADMIN, fullname="Maria Admin")


@pytest.fixture
def client(database: Path) -> TestClient:
    return TestClient(exports_api(), raise_server_exceptions=False)


def ask(
    client: TestClient, asking: Principal | None, headers: dict[str, str] = OWN, **query: str
) -> httpx.Response:
    cookie = {"Cookie": f"{COOKIE}={token_of(asking)}"} if asking else {}
    path = PATH.removeprefix(routes.EXPORTS)
    answer: httpx.Response = client.post(path, params=query, headers=headers | cookie)
    return answer


def rows_of(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def write(actor: Principal, subject: Principal, reason: str = "Because") -> None:
    now = utc_now()
    with unit_of_work(now=now) as session:
        audit.record(
            session,
            actor,
            AuditAction.USER_DEACTIVATE,
            object_kind="user",
            object_id=subject.user_id,
            subject_user_id=subject.user_id,
            reason=reason,
            now=now,
        )


def exports_noted() -> int:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        found = session.exec(select(AuditEntry).where(AuditEntry.action == "audit.export"))
        return len(found.all())


def test_an_admin_downloads_the_log_and_that_is_noted(client, maria):
    ben = make_principal(fullname="Ben, the Student", email="ben@school.example")
    write(maria, ben, 'He said "no"')
    answer = ask(client, maria)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="audit-')
    (row,) = rows_of(answer)
    assert tuple(row) == COLUMNS
    assert row["What happened"] == "Maria Admin deactivated the account of Ben, the Student"
    assert (row["Their email"], row["Reason"]) == ("ben@school.example", 'He said "no"')
    assert exports_noted() == 1


def test_a_name_that_is_a_formula_is_a_text_in_the_file(client, maria):
    write(maria, make_principal(fullname="=cmd|' /C calc'!A0"), "+1")
    (row,) = rows_of(ask(client, maria))
    assert row["Person concerned"] == "'=cmd|' /C calc'!A0"
    assert row["Reason"] == "'+1"


def test_the_file_is_narrowed_as_the_page_is(client, maria):
    ben, eve = make_principal(email="ben@school.example"), make_principal(email="eve@x.example")
    write(maria, ben)
    write(maria, eve)
    assert len(rows_of(ask(client, maria, person="ben@"))) == 1
    assert len(rows_of(ask(client, maria, actor=maria.user_id, action="user.deactivate"))) == 2
    assert rows_of(ask(client, maria, action="user.delete")) == []
    assert rows_of(ask(client, maria, since="2999-01-01T00:00:00Z")) == []
    assert rows_of(ask(client, maria, until="2001-01-01T00:00:00")) == []


def test_a_long_log_comes_whole_and_in_order(client, maria, monkeypatch):
    monkeypatch.setattr(audit_log, "STRETCH", 3)
    ben = make_principal()
    for number in range(8):
        write(maria, ben, f"Reason {number}")
    reasons = [row["Reason"] for row in rows_of(ask(client, maria))]
    assert reasons == [f"Reason {number}" for number in reversed(range(8))]


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TUTOR, None])
def test_others_get_nothing_and_nothing_is_noted(client, maria, role):
    write(maria, maria)
    answer = ask(client, make_principal(role) if role else None)
    assert answer.status_code == 401
    assert b"Because" not in answer.content
    assert exports_noted() == 0


@pytest.mark.parametrize(
    "foreign", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_foreign_page_can_not_cause_an_export(client, maria, foreign):
    assert ask(client, maria, foreign).status_code == 401
    assert exports_noted() == 0


def test_a_question_changes_nothing_so_it_is_no_export(client, maria):
    cookie = {"Cookie": f"{COOKIE}={token_of(maria)}"}
    answer = client.get(PATH.removeprefix(routes.EXPORTS), headers=cookie)
    assert answer.status_code == 405
    assert exports_noted() == 0


@pytest.mark.parametrize("query", [{"since": "soon"}, {"actor": "x" * 101}])
def test_a_filter_that_means_nothing_is_refused(client, maria, query):
    answer = ask(client, maria, **query)
    assert answer.status_code == 400
    assert next(iter(query)) in answer.text
    assert exports_noted() == 0


# --- people ---


def ask_for(
    client: TestClient, asking: Principal | None, path: str, headers: dict[str, str] = OWN
) -> httpx.Response:
    cookie = {"Cookie": f"{COOKIE}={token_of(asking)}"} if asking else {}
    answer: httpx.Response = client.post(
        path.removeprefix(routes.EXPORTS), headers=headers | cookie
    )
    return answer


def test_an_administrator_downloads_all_about_a_person(
    client: TestClient, maria: Principal
) -> None:
    bob = make_principal(fullname="Bob")
    answer = ask_for(client, maria, routes.person_export(bob.user_id))
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.json()["account"]["fullname"] == "Bob"
    assert "passwordHash" not in answer.text


def test_everyone_downloads_all_about_themselves_and_nothing_about_others(
    client: TestClient, maria: Principal
) -> None:
    bob = make_principal(fullname="Bob")
    assert ask_for(client, bob, routes.OWN_EXPORT).json()["account"]["fullname"] == "Bob"
    assert ask_for(client, bob, routes.person_export(maria.user_id)).status_code in (401, 403)
    assert ask_for(client, bob, routes.person_export("nobody")).status_code in (401, 403)
    assert ask_for(client, maria, routes.person_export("nobody")).status_code == 404


def test_nobody_and_other_sites_download_nothing(client: TestClient, maria: Principal) -> None:
    paths = (routes.OWN_EXPORT, routes.person_export(maria.user_id))
    for path in paths:
        assert ask_for(client, None, path).status_code == 401
        foreign = ask_for(client, maria, path, {"Origin": "https://evil.example"})
        assert foreign.status_code == 401
