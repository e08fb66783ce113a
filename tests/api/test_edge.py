"""What is true of every request of every API, whatever its route."""

import asyncio
import logging

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse

from tests.api.asking import AUTH, CATALOG, LESSONS, OURS, SCHEDULING, Clients, front, refused
from tests.factories import make_tutor, make_window
from tutorhub_app import logs
from tutorhub_app.api import apis
from tutorhub_app.api.edge import install_edge
from tutorhub_app.api.front import BrokenOff, Front
from tutorhub_app.services.unit import in_thread

PREFIXES = tuple(prefix for prefix in apis.every_api() if prefix != LESSONS)
JSON_PREFIXES = (SCHEDULING, AUTH, CATALOG)
ANY_ID = "0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20"
WINDOW = f"{SCHEDULING}/v1/availabilities/{ANY_ID}"
LOGIN = f"{AUTH}/login"


@pytest.mark.parametrize("prefix", PREFIXES)
async def test_unknown_addresses_are_answered_by_the_api(client_of: Clients, prefix: str):
    client = client_of()
    paths = ["/v1/nothing", "/v1/nothing/", "//v1", "/%2e%2e/x", "/%ff", "/%F0%9F%98%80"]
    for path in paths:
        refused(await client.get(f"{prefix}{path}"), 404, "routeNotFound")
    refused(await client.post(f"{prefix}/v1/nothing", json={}), 404, "routeNotFound")
    beside = await client.get(f"{prefix}x")
    if prefix.count("/") == 1:
        assert beside.text == "a page"
    else:
        refused(beside, 404, "routeNotFound")


async def test_an_unknown_method_is_answered_with_those_that_are_known(client_of: Clients):
    answer = await client_of().request("PURGE", LOGIN)
    refused(answer, 405, "methodNotAllowed")
    assert answer.headers["allow"] == "OPTIONS, POST"
    answer = await client_of().put(WINDOW, json={})
    refused(answer, 405, "methodNotAllowed")
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["allow"].split(", "))


async def test_files_are_only_read(client_of: Clients):
    answer = await client_of().delete(f"{SCHEDULING}/swagger/swagger-ui.css")
    refused(answer, 405, "methodNotAllowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


async def test_options_name_the_methods_of_an_address(client_of: Clients):
    answer = await client_of().options(LOGIN)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == "OPTIONS, POST"
    refused(await client_of().options(f"{AUTH}/nothing"), 404)


async def test_head_is_answered_as_get_without_the_body(client_of: Clients):
    alice = make_tutor()
    path = f"{SCHEDULING}/v1/availabilities/{make_window(alice).id}"
    got = await client_of(alice.principal).get(path)
    head = await client_of(alice.principal).head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert abs(int(head.headers["content-length"]) - len(got.content)) < 10
    assert (await client_of().head(path)).status_code == 401
    assert (await client_of().head(LOGIN)).status_code == 405


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "not valid JSON"),
        (b'{"username": "a", "username": "b"}', "twice"),
        (b'{"username": NaN}', "not valid JSON"),
        (rb'{"username": "\ud800"}', "not valid JSON"),
        (b'{"username": "\xff"}', "not valid JSON"),
        (rb'{"username": "\u0000", "password": "x"}', "NUL"),
        (b'{"username": 123456789012345678901}', "18 digits"),
        (b"[" * 33 + b"]" * 33, "deeper than 32"),
    ],
)
async def test_what_is_no_strict_json_is_refused(client_of: Clients, body: bytes, said: str):
    answer = await client_of().post(
        LOGIN, content=body, headers={"Content-Type": "application/json"}
    )
    assert said in refused(answer, 400, "bodyIsNotValidJSON")["detail"]


@pytest.mark.parametrize("prefix", JSON_PREFIXES)
async def test_bodies_are_looked_at_before_any_route(client_of: Clients, prefix: str):
    async def post(body: bytes, **headers: str) -> httpx.Response:
        content_type = {"Content-Type": "application/json"}
        return await client_of().post(f"{prefix}/any", content=body, headers=content_type | headers)

    refused(await post(b"{"), 400, "bodyIsNotValidJSON")
    refused(await post(b"[" * 100_000), 413, "bodyIsTooLarge")
    refused(await post(b"{}", **{"Content-Type": "text/plain"}), 415, "contentTypeIsNotJSON")
    refused(await post(b"{}"), 404, "routeNotFound")


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"17", b"null", b"true"])
async def test_json_that_is_no_object_is_refused(client_of: Clients, body: bytes):
    answer = await client_of().post(
        LOGIN, content=body, headers={"Content-Type": "application/json"}
    )
    assert refused(answer, 400)["fields"].keys() == {"body"}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Content-Type": "text/plain"}, "contentTypeIsNotJSON"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "contentTypeIsNotJSON"),
        ({"Content-Type": "application/jsonp"}, "contentTypeIsNotJSON"),
        ({}, "contentTypeIsNotJSON"),
        (
            {"Content-Type": "application/json", "Content-Encoding": "gzip"},
            "contentEncodingIsNotSupported",
        ),
    ],
)
async def test_bodies_of_another_type_are_refused(
    client_of: Clients, headers: dict[str, str], code: str
):
    refused(await client_of().post(LOGIN, content=b"{}", headers=headers), 415, code)


@pytest.mark.parametrize("prefix", JSON_PREFIXES)
@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_over_the_limit_is_refused_before_it_is_read_to_its_end(
    client_of: Clients, prefix: str, announced: bool
):
    sent = 0

    async def endless():
        nonlocal sent
        while True:
            sent += 1
            yield b"[" * 4096

    headers = {"Content-Type": "application/json"}
    if announced:
        headers["Content-Length"] = "1000000000"
    answer = await client_of().post(f"{prefix}/any", content=endless(), headers=headers)
    refused(answer, 413, "bodyIsTooLarge")
    assert sent <= 17


async def test_a_body_that_trickles_is_cut(client_of: Clients, monkeypatch: pytest.MonkeyPatch):
    client = client_of()
    monkeypatch.setattr("tutorhub_app.api.bodies.get_settings", lambda: Impatient)

    async def trickle():
        yield b'{"username":'
        await NEVER.wait()

    answer = await client.post(
        LOGIN, content=trickle(), headers={"Content-Type": "application/json"}
    )
    refused(answer, 408, "bodyIsTooSlow")


@pytest.mark.parametrize("sent", [b"", b"{", b"{}"])
async def test_a_body_that_breaks_off_reaches_no_route(database: object, sent: bytes):
    """What came so far may be taken for a whole body, or for none."""
    left: list[dict[str, object]] = [
        {"type": "http.request", "body": sent, "more_body": True},
        {"type": "http.disconnect"},
    ]
    statuses = []

    async def receive() -> dict[str, object]:
        return left.pop(0)

    async def keep(message: dict[str, object]) -> None:
        statuses.append(message.get("status"))

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": f"{AUTH}/logout", "headers": headers}
    await front()({**scope, "query_string": b"", "scheme": "http"}, receive, keep)
    assert statuses[0] == 400


async def test_an_address_that_is_too_long_is_refused(client_of: Clients):
    refused(await client_of().get(f"{WINDOW}?x={'x' * 9000}"), 414, "addressIsTooLong")
    refused(await client_of().get(f"{SCHEDULING}/{'x' * 9000}"), 414, "addressIsTooLong")
    refused(await client_of().get(f"{WINDOW}?x={'x' * 8000}"), 401)


@pytest.mark.parametrize("path", ["/v1/%00", "/v1/nothing?a=%00", "/v1/nothing?%00"])
async def test_nul_characters_in_an_address_are_refused(client_of: Clients, path: str):
    refused(await client_of().get(f"{SCHEDULING}{path}"), 400, "addressIsNotValid")


@pytest.mark.parametrize("prefix", PREFIXES)
async def test_the_request_id_is_the_clients_or_a_fresh_one(client_of: Clients, prefix: str):
    client = client_of()
    own = await client.get(f"{prefix}/any?requestId=abc-1.2:3_4")
    assert own.headers["x-request-id"] == "abc-1.2:3_4"
    fresh = {(await client.get(f"{prefix}/any")).headers["x-request-id"] for _ in range(3)}
    assert len(fresh) == 3
    assert all(len(id) == 32 and int(id, 16) for id in fresh)


@pytest.mark.parametrize("wrong", ["", "a b", "a%0Ab", "ä", "x" * 129, "<b>"])
async def test_a_request_id_that_can_not_be_logged_is_refused(client_of: Clients, wrong: str):
    answer = await client_of().get(f"{AUTH}/currentuser?requestId={wrong}")
    assert refused(answer, 400, "requestIdIsNotValid")["fields"].keys() == {"requestId"}
    assert len(answer.headers["x-request-id"]) == 32


async def test_answers_of_apis_are_kept_by_nobody(client_of: Clients):
    for path in (f"{AUTH}/currentuser", WINDOW, f"{AUTH}/nothing"):
        assert (await client_of().get(path)).headers["cache-control"] == "no-store"
    assert "cache-control" not in (await client_of().get("/")).headers


WORDS = "secret words"


class Broken(Exception):
    """Its words must reach nobody, be it in a log."""


def crash_now() -> None:
    raise Broken(WORDS)


def crashing_api() -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/crash")
    async def crash() -> None:
        raise Broken(WORDS)

    @app.get("/crash-in-a-thread")
    async def crash_in_a_thread() -> None:
        await in_thread(crash_now)

    @app.get("/log")
    async def log() -> None:
        await in_thread(logging.getLogger("tests").warning, "at work")

    @app.get("/left")
    async def left() -> None:
        raise ClientDisconnect

    @app.get("/half")
    async def half(request: Request) -> None:
        await request._send(
            {"type": "http.response.start", "status": 200, "headers": []}  # type: ignore[attr-defined]
        )
        raise Broken(WORDS)

    install_edge(app, maximum_body=100)
    return app


async def broken_page(*_: object) -> None:
    raise Broken(WORDS)


@pytest.fixture
def crashing() -> httpx.AsyncClient:
    logs.set_up()
    front = Front(broken_page, {"/crashing": crashing_api()}, {"X-From": "front"})
    return httpx.AsyncClient(transport=httpx.ASGITransport(front), base_url=OURS)


@pytest.mark.parametrize("path", ["/crashing/crash", "/crashing/crash-in-a-thread", "/page"])
async def test_a_crash_is_answered_and_logged_under_the_requests_id_without_its_words(
    crashing: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, path: str
):
    answer = await crashing.get(path)
    request_id = answer.headers["x-request-id"]
    if path == "/page":
        assert (answer.status_code, request_id in answer.text) == (500, True)
    else:
        assert request_id in refused(answer, 500, "internalError")["detail"]
    assert answer.headers["x-from"] == "front"
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage().startswith(f"[{request_id}] a request failed")
    assert "Broken, raised at" in record.getMessage()
    assert WORDS not in answer.text + caplog.text


async def test_what_a_worker_thread_logs_begins_with_the_requests_id(
    crashing: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
):
    await crashing.get("/crashing/log?requestId=mine")
    assert [record.getMessage() for record in caplog.records] == ["[mine] at work"]
    logging.getLogger("tests").warning("later")
    assert caplog.records[-1].getMessage() == "later"


async def test_a_client_that_leaves_is_no_crash(
    crashing: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
):
    await crashing.get("/crashing/left")
    assert [record.levelname for record in caplog.records if record.levelno > logging.INFO] == []


async def test_a_crash_half_way_through_an_answer_is_logged_once(
    crashing: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
):
    with pytest.raises(BrokenOff) as broken_off:
        await crashing.get("/crashing/half")
    assert broken_off.value.__suppress_context__
    (record,) = caplog.records
    assert "Broken, raised at" in record.getMessage()


NEVER = asyncio.Event()


class Impatient:
    body_seconds = 0.01


async def test_an_api_at_the_root_stands_behind_the_others(database: object):
    def named(name: str) -> PlainTextResponse:
        return PlainTextResponse(name)

    whole = Front(named("pages"), {"": named("root"), "/a": named("a"), "/a/b": named("b")}, {})
    client = httpx.AsyncClient(transport=httpx.ASGITransport(whole), base_url=OURS)
    answers = [(await client.get(path)).text for path in ("/", "/ab", "/a", "/a/", "/a/b/c", "/x/")]
    assert answers == ["root", "root", "a", "a", "b", "root"]
    sent: list[dict[str, object]] = []

    async def keep(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "OPTIONS", "path": "*", "scheme": "http", "headers": []}
    await whole(scope, None, keep)
    assert sent[-1]["body"] == b"root"
