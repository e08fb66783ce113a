"""`/auth-api` in process: what it answers, which cookie it sets, and what it refuses."""

import json
import re
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select
from starlette.responses import PlainTextResponse

from tests.factories import save
from tutorhub_app.api.auth import MAXIMUM_BODY, PREFIX, auth_api
from tutorhub_app.api.front import Front
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import LoginSession, User
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.idempotency import IdempotencyKey
from tutorhub_app.domain.errors import SignInFailed
from tutorhub_app.services import accounts, throttle
from tutorhub_app.services.tokens import COOKIE
from tutorhub_app.settings import get_settings

OURS = "http://tutorhub.test"
GOOD = "plum-harbour-kettle"
ALICE = {"email": "Alice@example.com", "password": GOOD, "fullname": "Alice Liddell"}
LOGIN = {"username": "alice@example.com", "password": GOOD}
NO_LOGIN = {"status": "ERR", "message": "No login found"}


def client_at(address: str = "192.0.2.1") -> httpx.AsyncClient:
    front = Front(PlainTextResponse("a page", 200), {PREFIX: auth_api()}, {"X-From": "front"})
    transport = httpx.ASGITransport(front, client=(address, 1234), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=OURS)


@pytest.fixture
async def client(database: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with client_at() as client:
        yield client


async def registered(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await client.post(f"{PREFIX}/register", json=ALICE | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def error(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The documented error body, checked whole."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = dict(answer.json())
    assert set(body) - {"fields"} == {"result", "status", "message", "errCode", "date", "detail"}
    assert (body["result"], body["status"], body["errCode"]) == ("ERR", status, status)
    assert body["message"] == f"errMsg_{code}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", body["date"])
    assert body["detail"]
    return body


def users() -> list[User]:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return list(session.exec(select(User)).all())


# --- register, login, logout, currentuser --------------------------------------------------------


async def test_registering_answers_the_currentuser_object(client: httpx.AsyncClient):
    answer = await client.post(f"{PREFIX}/register", json=ALICE | {"timeZone": "Asia/Tokyo"})
    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {
        "sessionId",
        "userId",
        "email",
        "fullname",
        "roleId",
        "tenantId",
        "accessToken",
        "timeZone",
        "tutorProfileId",
    }
    assert (body["email"], body["fullname"], body["roleId"]) == (
        "Alice@example.com",
        "Alice Liddell",
        "student",
    )
    assert (body["timeZone"], body["tenantId"], body["tutorProfileId"]) == (
        "Asia/Tokyo",
        None,
        None,
    )
    assert (await client.get(f"{PREFIX}/currentuser")).json() == body


async def test_a_tutor_is_answered_with_the_new_profile(client: httpx.AsyncClient):
    assert (await registered(client, role="tutor"))["tutorProfileId"]


@pytest.mark.parametrize("role", ["Tutor", "TUTOR", 1, "1"])
async def test_a_role_is_taken_by_name_in_any_case_and_by_index(
    client: httpx.AsyncClient, role: Any
):
    assert (await registered(client, role=role))["roleId"] == "tutor"


@pytest.mark.parametrize("role", ["admin", "Admin", 2, "teacher", "", None])
async def test_other_roles_are_not_had_by_registering(client: httpx.AsyncClient, role: Any):
    answer = await client.post(f"{PREFIX}/register", json=ALICE | {"role": role})
    assert set(answer.json()["fields"]) == {"role"}
    assert (answer.status_code, users()) == (400, [])


async def test_signing_in_answers_the_currentuser_object_of_a_new_session(
    client: httpx.AsyncClient,
):
    made = await registered(client)
    answer = await client.post(f"{PREFIX}/login", json=LOGIN)
    assert answer.status_code == 200
    body = answer.json()
    fresh = {"sessionId", "accessToken"}
    assert {k: v for k, v in body.items() if k not in fresh} == {
        k: v for k, v in made.items() if k not in fresh
    }
    assert body["sessionId"] != made["sessionId"]
    assert answer.cookies[COOKIE] == body["accessToken"]


async def test_signing_out_ends_the_session_and_clears_the_cookie(client: httpx.AsyncClient):
    token = (await registered(client))["accessToken"]
    answer = await client.post(f"{PREFIX}/logout")
    assert (answer.status_code, answer.json()) == (200, {"status": "OK"})
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", "0", "/")
    assert COOKIE not in client.cookies
    assert await accounts.principal_of_token(token) is None


async def test_signing_out_everywhere_ends_the_other_sessions(client: httpx.AsyncClient):
    first = (await registered(client))["accessToken"]
    await client.post(f"{PREFIX}/login", json=LOGIN)
    await client.post(f"{PREFIX}/logout", json={"everywhere": True})
    assert await accounts.principal_of_token(first) is None


async def test_signing_out_once_leaves_the_other_sessions(client: httpx.AsyncClient):
    first = (await registered(client))["accessToken"]
    await client.post(f"{PREFIX}/login", json=LOGIN)
    await client.post(f"{PREFIX}/logout", json={"everywhere": False})
    assert await accounts.principal_of_token(first)


async def test_nobody_may_sign_out_too(client: httpx.AsyncClient):
    assert (await client.post(f"{PREFIX}/logout")).status_code == 200


async def test_without_a_session_currentuser_answers_its_own_error(client: httpx.AsyncClient):
    answer = await client.get(f"{PREFIX}/currentuser")
    assert (answer.status_code, answer.json()) == (401, NO_LOGIN)


async def test_an_email_is_taken_in_any_case(client: httpx.AsyncClient):
    await registered(client)
    answer = await client.post(f"{PREFIX}/register", json=ALICE | {"email": "ALICE@EXAMPLE.com"})
    body = error(answer, 409, "emailTaken")
    assert set(body["fields"]) == {"email"}
    assert len(users()) == 1


async def test_wrong_fields_are_named(client: httpx.AsyncClient):
    answer = await client.post(
        f"{PREFIX}/register", json=ALICE | {"email": "no", "role": "admin", "timeZone": "Mars/X"}
    )
    body = error(answer, 400, "invalidData")
    assert set(body["fields"]) == {"email", "role", "timeZone"}
    assert users() == []


async def test_fields_above_one_s_station_are_ignored(client: httpx.AsyncClient):
    body = await registered(client, id="chosen", is_active=False, roleId="admin", isDemo=True)
    assert body["roleId"] == "student"
    assert body["userId"] != "chosen"


async def test_a_wrong_password_and_an_unknown_account_are_answered_alike(
    client: httpx.AsyncClient,
):
    await registered(client)
    bodies = []
    for changes in ({"password": "wrong"}, {"username": "unknown@example.com"}):
        answer = await client.post(f"{PREFIX}/login", json=LOGIN | changes)
        body = error(answer, 401, "signInFailed")
        bodies.append(body | {"date": ""})
        assert "set-cookie" not in answer.headers
    assert bodies[0] == bodies[1]


async def test_too_many_failures_answer_429_and_when_to_try_again(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TUTORHUB_FAILED_SIGN_INS_PER_ACCOUNT", "2 per 15 minutes")
    get_settings.cache_clear()
    throttle.forget()
    await registered(client)
    answers: dict[str, list[dict[str, Any]]] = {}
    for email in ("alice@example.com", "unknown@example.com"):
        for _ in range(2):
            wrong = {"username": email, "password": "wrong"}
            error(await client.post(f"{PREFIX}/login", json=wrong), 401, "signInFailed")
        refused = await client.post(f"{PREFIX}/login", json={"username": email, "password": GOOD})
        answers[email] = [error(refused, 429, "tooManyAttempts") | {"date": ""}]
        assert 1 <= int(refused.headers["retry-after"]) <= 901
    assert answers["alice@example.com"] == answers["unknown@example.com"]


async def test_nothing_is_kept_under_an_idempotency_key(client: httpx.AsyncClient):
    key = {"Idempotency-Key": "same"}
    assert (await client.post(f"{PREFIX}/register", json=ALICE, headers=key)).status_code == 201
    again = await client.post(f"{PREFIX}/register", json=ALICE, headers=key)
    error(again, 409, "emailTaken")
    tokens = {
        (await client.post(f"{PREFIX}/login", json=LOGIN, headers=key)).json()["accessToken"]
        for _ in range(2)
    }
    assert len(tokens) == 2
    with unit_of_work(now=utc_now(), readonly=True) as session:
        assert session.exec(select(IdempotencyKey)).all() == []


async def test_each_answer_names_its_request(client: httpx.AsyncClient):
    answer = await client.post(f"{PREFIX}/login?requestId=mine-1", json=LOGIN)
    assert answer.headers["x-request-id"] == "mine-1"
    answer = await client.get(f"{PREFIX}/currentuser")
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


# --- the cookie ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "secure"),
    [
        ({}, False),
        ({"TUTORHUB_SECURE_COOKIES": "true"}, True),
        ({"TUTORHUB_ENV": "production"}, True),
        ({"TUTORHUB_ENV": "production", "TUTORHUB_SECURE_COOKIES": "false"}, False),
    ],
)
async def test_the_cookie_s_flags(
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    secure: bool,
):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    answer = await client.post(f"{PREFIX}/register", json=ALICE)
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert (cookie["path"], cookie["samesite"], cookie["domain"]) == ("/", "lax", "")
    assert bool(cookie["httponly"])
    assert bool(cookie["secure"]) is secure
    assert cookie["expires"]


# --- where a token is looked for -----------------------------------------------------------------


async def test_a_token_is_found_in_each_documented_place(client: httpx.AsyncClient):
    token = (await registered(client))["accessToken"]
    client.cookies.clear()
    for place in (
        {"params": {"access_token": token}},
        {"headers": {"Authorization": f"Bearer {token}"}},
        {"headers": {COOKIE: token}},
        {"headers": {"Cookie": f"a=b; {COOKIE}={token}"}},
    ):
        answer = await client.get(f"{PREFIX}/currentuser", **place)
        assert answer.status_code == 200, place
        assert answer.json()["accessToken"] == token


async def test_the_first_place_that_has_a_token_decides(client: httpx.AsyncClient):
    token = (await registered(client))["accessToken"]
    client.cookies.clear()
    places = [
        ({"params": {"access_token": "bad"}}, {"headers": {"Authorization": f"Bearer {token}"}}),
        ({"headers": {"Authorization": "Bearer bad"}}, {"headers": {COOKIE: token}}),
        ({"headers": {COOKIE: "bad"}}, {"headers": {"Cookie": f"{COOKIE}={token}"}}),
    ]
    for first, second in places:
        merged: dict[str, Any] = {
            "params": first.get("params", {}),
            "headers": first.get("headers", {}) | second.get("headers", {}),
        }
        answer = await client.get(f"{PREFIX}/currentuser", **merged)
        assert (answer.status_code, answer.json()) == (401, NO_LOGIN), merged


# --- writes from other sites ---------------------------------------------------------------------

FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "http://tutorhub.test.evil.example"},
    {"Origin": "http://tutorhub.test:8080"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    # A page of ours that came without TLS may be anyone's.
    {"Origin": OURS, "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://["},
    {"Origin": "//tutorhub.test"},
]
OWN: list[dict[str, str]] = [
    {},
    {"Origin": OURS},
    {"Origin": "https://tutorhub.test"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": OURS, "Sec-Fetch-Site": "same-origin"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_another_site_writes_nothing(client: httpx.AsyncClient, headers: dict[str, str]):
    token = (await registered(client))["accessToken"]
    for route, body in (
        ("logout", {}),
        ("login", LOGIN),
        ("register", ALICE | {"email": "eve@example.com"}),
    ):
        answer = await client.post(f"{PREFIX}/{route}", json=body, headers=headers)
        error(answer, 401, "foreignOrigin")
        assert "set-cookie" not in answer.headers
    assert await accounts.principal_of_token(token)
    assert len(users()) == 1


@pytest.mark.parametrize("headers", OWN, ids=str)
async def test_our_own_pages_write(client: httpx.AsyncClient, headers: dict[str, str]):
    await registered(client)
    answer = await client.post(f"{PREFIX}/logout", headers=headers)
    assert answer.status_code == 200


async def test_a_named_site_may_write(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TUTORHUB_ALLOWED_ORIGINS", "https://a.example, https://b.example")
    get_settings.cache_clear()
    await registered(client)
    headers = {"Origin": "https://b.example", "Sec-Fetch-Site": "cross-site"}
    answer = await client.post(f"{PREFIX}/logout", headers=headers)
    assert answer.status_code == 200


async def test_a_write_by_header_token_needs_no_origin_of_ours(client: httpx.AsyncClient):
    token = (await registered(client))["accessToken"]
    client.cookies.clear()
    headers = {"Authorization": f"Bearer {token}", "Origin": "https://app.example"}
    assert (await client.post(f"{PREFIX}/logout", headers=headers)).status_code == 200
    assert await accounts.principal_of_token(token) is None


# --- what is no request of this API --------------------------------------------------------------


@pytest.mark.parametrize("path", ["/nothing", "/login/more", "/v1", "//login"])
async def test_an_unknown_address_answers_this_api_s_error(client: httpx.AsyncClient, path: str):
    error(await client.get(PREFIX + path), 404, "routeNotFound")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/login"), ("PUT", "/register"), ("DELETE", "/currentuser"), ("POST", "/currentuser")],
)
async def test_an_unknown_method_answers_this_api_s_error(
    client: httpx.AsyncClient, method: str, path: str
):
    error(await client.request(method, PREFIX + path), 405, "methodNotAllowed")


async def test_a_closing_slash_changes_nothing(client: httpx.AsyncClient):
    assert (await client.post(f"{PREFIX}/register/", json=ALICE)).status_code == 201
    assert (await client.get(f"{PREFIX}/currentuser/")).status_code == 200


async def test_other_addresses_are_the_pages(client: httpx.AsyncClient):
    for path in ("/", "/auth-apis", "/auth-ap", "/x/auth-api/login"):
        assert (await client.get(path)).text == "a page"


async def test_every_answer_has_the_front_s_headers(client: httpx.AsyncClient):
    for path in ("/", f"{PREFIX}/currentuser", f"{PREFIX}/nothing"):
        assert (await client.get(path)).headers["x-from"] == "front"


@pytest.mark.parametrize("body", ["{", "", "nonsense", '{"username": }', "\xff"])
async def test_a_body_that_is_no_json_is_refused(client: httpx.AsyncClient, body: str):
    answer = await client.post(
        f"{PREFIX}/login",
        content=body.encode("latin-1"),
        headers={"Content-Type": "application/json"},
    )
    error(answer, 400, "bodyIsRequired" if not body else "bodyIsNotValidJSON")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"password": GOOD}, "usernameIsRequired"),
        ({"username": 7, "password": GOOD}, "usernameIsNotValid"),
        ({"username": ["a"], "password": GOOD}, "usernameIsNotValid"),
        ([], "bodyIsNotValid"),
        ("text", "bodyIsNotValid"),
        (None, "bodyIsNotValid"),
    ],
)
async def test_a_body_of_another_shape_is_refused(client: httpx.AsyncClient, body: Any, code: str):
    answer = await client.post(
        f"{PREFIX}/login",
        content=json.dumps(body),
        headers={"Content-Type": "application/json; charset=utf-8"},
    )
    error(answer, 400, code)


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_a_body_of_another_type_is_refused(client: httpx.AsyncClient, content_type: str):
    headers = {"Content-Type": content_type} if content_type else {}
    answer = await client.post(f"{PREFIX}/login", content=json.dumps(LOGIN), headers=headers)
    error(answer, 415, "contentTypeIsNotJSON")


async def test_a_body_that_is_too_large_is_refused(client: httpx.AsyncClient):
    fits = json.dumps(LOGIN | {"padding": ""})
    fits = json.dumps(LOGIN | {"padding": "x" * (MAXIMUM_BODY - len(fits))})
    headers = {"Content-Type": "application/json"}
    assert len(fits) == MAXIMUM_BODY
    error(await client.post(f"{PREFIX}/login", content=fits, headers=headers), 401, "signInFailed")
    error(
        await client.post(f"{PREFIX}/login", content=fits + " ", headers=headers),
        413,
        "bodyIsTooLarge",
    )


async def test_a_large_body_without_an_announced_length_is_refused(client: httpx.AsyncClient):
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(MAXIMUM_BODY // 1000 + 2):
            yield b" " * 1000

    answer = await client.post(
        f"{PREFIX}/login", content=pieces(), headers={"Content-Type": "application/json"}
    )
    error(answer, 413, "bodyIsTooLarge")


async def test_a_crash_answers_without_words_and_logs_without_words(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"the password is {GOOD}")

    monkeypatch.setattr(accounts, "sign_in", broken)
    answer = await client.post(f"{PREFIX}/login", json=LOGIN)
    error(answer, 500, "internalError")
    assert GOOD not in answer.text
    assert "RuntimeError" in caplog.text
    assert "in broken" in caplog.text
    assert GOOD not in caplog.text


# --- whose address it is -------------------------------------------------------------------------


async def test_a_forwarded_address_is_believed_from_a_known_proxy_alone(
    database: Path, monkeypatch: pytest.MonkeyPatch
):
    seen: list[str] = []

    async def watched(*_: Any, address: str) -> None:
        seen.append(address)
        raise SignInFailed

    monkeypatch.setattr(accounts, "sign_in", watched)
    monkeypatch.setenv("TUTORHUB_TRUSTED_PROXIES", "10.0.0.1,10.0.0.2")
    get_settings.cache_clear()
    for peer, forwarded, expected in [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ]:
        async with client_at(peer) as client:
            await client.post(f"{PREFIX}/login", json=LOGIN, headers={"X-Forwarded-For": forwarded})
        assert seen.pop() == expected


async def test_a_closed_account_s_token_is_nobody(client: httpx.AsyncClient):
    await registered(client)
    (user,) = users()
    user.is_active = False
    save(user)
    assert (await client.get(f"{PREFIX}/currentuser")).status_code == 401
    with unit_of_work(now=utc_now(), readonly=True) as session:
        assert session.exec(select(LoginSession)).all()
