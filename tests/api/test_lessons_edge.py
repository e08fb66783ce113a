"""What is true of every request of the lessons API: who asks, what is taken, and that each failure
is told in the document's words."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from fastapi import FastAPI
from sqlmodel import select

from tests.api.asking import LESSONS, Clients, in_words_of_lessons, token_of
from tests.api.lesson_programs import AT, Program, admin, alice, bad, dora, good, soon
from tests.granting import deny
from tutorhub_app.api import apis
from tutorhub_app.api.front import Front
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.data.api_keys import ApiKey
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.domain.errors import Unavailable
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services import api_keys, rates
from tutorhub_app.services.unit import call
from tutorhub_app.settings import get_settings

__all__ = ["admin", "alice", "dora"]

JSON = {"Content-Type": "application/json"}
EVERY_ROUTE = (
    ("POST", AT),
    ("GET", AT),
    ("GET", f"{AT}/1"),
    ("POST", f"{AT}/1"),
    ("DELETE", f"{AT}/1"),
)


REFUSED = (
    ("POST", AT, 400),
    ("GET", AT, 400),
    ("GET", f"{AT}/1", 404),
    ("POST", f"{AT}/1", 404),
    ("DELETE", f"{AT}/1", 404),
)


@pytest.mark.parametrize(("method", "path"), EVERY_ROUTE)
async def test_without_a_good_key_every_route_is_401(
    alice: Program, client_of: Clients, method: str, path: str
):
    await alice.make()
    nobody = client_of()
    for headers in (
        {},
        {"x-api-key": ""},
        {"x-api-key": "th_nobodys"},
        {"x-api-key": alice.key + "x"},
        {"x-api-key": api_keys.hash_of(alice.key)},
        {"Authorization": f"Bearer {alice.key}"},
        {"Authorization": f"Bearer {token_of(alice.account)}"},
        {"x-api-key": token_of(alice.account)},
    ):
        answer = await nobody.request(method, path, json={}, headers=headers)
        assert "API key" in bad(answer, 401)["message"]
    assert len(await alice.list()) == 1


async def test_a_key_that_was_revoked_or_whose_account_was_deactivated_ends_at_once(
    alice: Program, dora: Program
):
    call(api_keys.revoke, alice.account, alice.key_id)
    bad(await alice.client.get(AT), 401)
    with unit_of_work(now=utc_now()) as session:
        session.get_one(User, dora.account.user_id).is_active = False
    bad(await dora.client.get(AT), 401)


async def test_who_may_have_no_keys_any_more_may_use_none(alice: Program):
    deny(alice.account, Permission.API_KEY_MANAGE)
    bad(await alice.client.get(AT), 401)
    bad(await alice.client.post(AT, json={"startTime": soon(), "title": "x", "duration": 5}), 401)


async def test_that_a_key_was_used_is_noted_once_a_minute(alice: Program):
    def last_used() -> Any:
        with unit_of_work(now=utc_now(), readonly=True) as session:
            return session.exec(select(ApiKey.last_used_at)).one()

    with time_machine.travel("2026-01-05T12:00:00Z", tick=False) as clock:
        assert last_used() is None
        await alice.list()
        first = last_used()
        assert first == utc_now()
        clock.shift(30)
        await alice.make(startTime=soon())
        assert last_used() == first
        clock.shift(31)
        await alice.make(startTime=soon())
        assert last_used() == utc_now()


@pytest.mark.parametrize(("method", "path", "status"), REFUSED)
async def test_a_key_is_used_by_what_is_refused_too(
    alice: Program, method: str, path: str, status: int
):
    with time_machine.travel("2026-01-05T12:00:00Z", tick=False):
        bad(await alice.client.request(method, path, json={"limit": 0}), status)
        with unit_of_work(now=utc_now(), readonly=True) as session:
            assert session.exec(select(ApiKey.last_used_at)).one() == utc_now()
            assert session.exec(select(OnlineLesson)).all() == []


async def test_an_answer_does_not_fail_because_its_use_could_not_be_noted(
    alice: Program, monkeypatch: pytest.MonkeyPatch
):
    def busy(*_: object, **__: object) -> None:
        raise Unavailable()

    monkeypatch.setattr(api_keys, "note_use", busy)
    assert await alice.list() == []


async def test_unknown_addresses_are_answered_in_its_words(client_of: Clients):
    client = client_of()
    for path in ("", "/", "/v1", "/v1/", "/v1/nothing", "/v1/lessons/1/more", "/%ff", "//v1"):
        for method in ("GET", "POST", "DELETE", "PUT", "PATCH", "PURGE"):
            in_words_of_lessons(await client.request(method, f"{LESSONS}{path}"), 404)
    in_words_of_lessons(await client.get(f"{LESSONS}/%2e%2e/x"), 404)
    assert (await client.get(f"{LESSONS}x")).text == "a page"


async def test_unknown_methods_are_answered_with_those_that_are_known(alice: Program):
    for path, known in (
        (AT, "GET, HEAD, OPTIONS, POST"),
        (f"{AT}/1", "DELETE, GET, HEAD, OPTIONS, POST"),
    ):
        for method in ("PUT", "PATCH", "PURGE"):
            answer = await alice.client.request(method, path, json={})
            bad(answer, 405)
            assert answer.headers["allow"] == known
        answer = await alice.client.options(path)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["allow"] == known


async def test_head_is_answered_as_get_without_the_body(alice: Program):
    await alice.make()
    for path, status in ((AT, 200), (f"{AT}/1", 200), (f"{AT}/2", 404), (LESSONS, 404)):
        head, get = await alice.client.head(path), await alice.client.get(path)
        assert (head.status_code, head.content) == (status, b"")
        assert head.headers["content-length"] == get.headers["content-length"]


async def test_addresses_hold_with_a_closing_slash(alice: Program):
    made = await alice.make()
    assert good(await alice.client.get(f"{AT}/{made['id']}/")) == made
    assert len(good(await alice.client.get(f"{AT}/"))) == 1


@pytest.mark.parametrize("lesson_id", ["0", "-1", "01", "1.0", "one", "%31%00", "1%20", "٣", "+1"])
async def test_what_is_no_id_is_no_lesson(alice: Program, lesson_id: str):
    await alice.make()
    answer = await alice.client.get(f"{AT}/{lesson_id}")
    assert answer.status_code == (400 if "%00" in lesson_id else 404)
    in_words_of_lessons(answer, answer.status_code)


async def test_a_missing_content_type_is_accepted_with_json(alice: Program):
    sent = {"startTime": soon(), "title": "Verbs", "duration": 90}
    made = good(await alice.client.post(AT, content=json.dumps(sent)))
    path = f"{AT}/{made['id']}"
    changed = good(await alice.client.post(path, content='{"title": "Nouns"}'))
    assert changed["title"] == "Nouns"
    assert len(good(await alice.client.request("GET", AT, content='{"limit": 1}'))) == 1


async def test_another_content_type_is_refused(alice: Program):
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "nonsense"):
        for method in ("POST", "GET"):
            answer = await alice.client.request(
                method, AT, content="{}", headers={"Content-Type": content_type}
            )
            bad(answer, 415)
    answer = await alice.client.post(AT, content="{}", headers={**JSON, "Content-Encoding": "gzip"})
    bad(answer, 415)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"title": "x",}',
        b"startTime=1",
        b'{"title": NaN}',
        b'{"title": "\xff"}',
        b'{"title": "a", "title": "b"}',
        b'{"title": "\\u0000"}',
        b'{"title": "\\ud800"}',
        b"[" * 40 + b"]" * 40,
        b"[]",
        b'"text"',
        b"7",
        b"null",
    ],
)
async def test_what_is_no_object_of_json_is_refused(alice: Program, body: bytes):
    await alice.make()
    for method, path in (("POST", AT), ("POST", f"{AT}/1"), ("GET", AT)):
        found = bad(await alice.client.request(method, path, content=body, headers=JSON))
        assert "body" in found["message"].lower()
    assert len(await alice.list()) == 1


async def test_what_is_too_large_is_refused(alice: Program):
    large = json.dumps({"title": "x" * 70_000})
    for method in ("POST", "GET"):
        bad(await alice.client.request(method, AT, content=large, headers=JSON), 413)
    bad(await alice.client.get(AT, params={"x": "y" * 9000}), 414)


async def test_a_body_that_does_not_come_is_waited_for_no_longer_than_allowed(
    alice: Program, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TUTORHUB_BODY_SECONDS", "0.05")
    get_settings.cache_clear()

    async def never() -> Any:
        yield b"{"
        await asyncio.Event().wait()

    bad(await alice.client.post(AT, content=never(), headers=JSON), 408)


async def test_an_answer_that_takes_too_long_is_given_up(
    alice: Program, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TUTORHUB_REQUEST_SECONDS", "0.05")
    get_settings.cache_clear()

    async def never(*_: Any, **__: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("tutorhub_app.services.keyed.in_unit", never)
    answer = await alice.client.get(AT)
    bad(answer, 503)
    assert answer.headers["retry-after"]


async def test_a_failure_of_the_server_names_the_request_and_nothing_else(
    alice: Program, monkeypatch: pytest.MonkeyPatch
):
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError(alice.key)

    monkeypatch.setattr("tutorhub_app.services.keyed.in_unit", broken)
    answer = await alice.client.get(AT)
    assert answer.headers["x-request-id"] in bad(answer, 500)["message"]
    assert alice.key not in answer.text


@pytest.fixture
def limited(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTORHUB_REQUESTS_PER_KEY", "2 per minute")
    get_settings.cache_clear()
    rates.forget()


@pytest.mark.usefixtures("limited")
async def test_each_key_may_ask_only_so_often(alice: Program, dora: Program):
    with time_machine.travel("2026-01-05T12:00:00Z", tick=False) as clock:
        for _ in range(2):
            await alice.list()
        answer = await alice.client.get(AT)
        assert bad(answer, 429)["message"].startswith("Too many requests")
        assert int(answer.headers["retry-after"]) > 0
        bad(await alice.client.post(AT, content="{", headers=JSON), 429)
        bad(await alice.client.get(f"{LESSONS}/nothing"), 429)
        assert await dora.list() == []
        second = Program(dora.client, alice.account)
        assert await second.list() == []
        clock.shift(timedelta(minutes=2))
        assert await alice.list() == []


async def test_it_runs_alone_too(alice: Program):
    app = apis.every_api()[LESSONS]
    assert isinstance(app, FastAPI)
    transport = httpx.ASGITransport(Front(app, {"": app}, {}))
    async with httpx.AsyncClient(transport=transport, base_url="http://alone.test") as client:
        answer = await client.get("/v1/lessons", headers={"x-api-key": alice.key})
        assert good(answer) == []
        assert (await client.get("/openapi.json")).json()["servers"] == [{"url": "/"}]
