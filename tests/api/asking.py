"""Clients of the APIs in process: each a person, or nobody, at the app's own front."""

import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from tutorhub_app.api import apis
from tutorhub_app.api.front import Front
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.services import tokens

OURS = "http://tutorhub.test"
SCHEDULING = "/coursescheduling-api"
AUTH = "/auth-api"
CATALOG = "/tutorcatalog-api"
LESSONS = "/api"

HEAD = (
    "status",
    "statusCode",
    "elapsedMs",
    "ssoTime",
    "source",
    "cacheKey",
    "userId",
    "sessionId",
    "requestId",
    "dataName",
    "method",
    "action",
    "appVersion",
    "rowCount",
)
LIST_TAIL = ("paging", "filters", "uiPermissions")


def token_of(principal: Principal) -> str:
    """A token of the principal's session."""
    now = utc_now()
    return tokens.issue(
        user_id=principal.user_id,
        session_id=principal.session_id,
        expires_at=now.replace(year=now.year + 1),
        now=now,
    )


def front() -> Front:
    return Front(PlainTextResponse("a page"), apis.every_api(), {"X-From": "front"})


Clients = Callable[..., httpx.AsyncClient]


@pytest.fixture
async def client_of(database: Path) -> AsyncIterator[Clients]:
    """`client_of(principal)`: a client with their token as Bearer; `client_of()` is nobody.

    Addresses start at the origin: `client.get(f"{SCHEDULING}/v1/lessonslots")`.
    """
    ours = front()
    made: list[httpx.AsyncClient] = []

    def make(
        principal: Principal | None = None, *, address: str = "192.0.2.1"
    ) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(ours, client=(address, 1234), raise_app_exceptions=False)
        headers = {"Authorization": f"Bearer {token_of(principal)}"} if principal else {}
        made.append(httpx.AsyncClient(transport=transport, base_url=OURS, headers=headers))
        return made[-1]

    yield make
    for client in made:
        await client.aclose()


def answered(
    answer: httpx.Response, name: str, action: str, status: int = 200
) -> dict[str, Any] | list[Any]:
    """What a good answer carries under `name`, with the envelope checked whole."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert tuple(body)[: len(HEAD)] == HEAD
    assert (body["status"], body["statusCode"], body["appVersion"]) == ("OK", str(status), "1.0.48")
    assert (body["dataName"], body["action"]) == (name, action)
    assert body["method"] == answer.request.method
    assert type(body["elapsedMs"]) is type(body["ssoTime"]) is int
    assert re.fullmatch("[0-9a-f]{64}", body["cacheKey"])
    assert body["requestId"] == answer.headers["x-request-id"]
    data: dict[str, Any] | list[Any] = body[name]
    assert body["rowCount"] == (len(data) if isinstance(data, list) else 1)
    return data


def in_words_of_lessons(answer: httpx.Response, status: int) -> dict[str, Any]:
    """What an answer of the lessons API carries, checked whole: the error body but for 200."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    found = dict(answer.json())
    assert list(found) == ["status", "body"]
    assert found["status"] == ("success" if status == 200 else "error")
    if status != 200:
        assert set(found["body"]) - {"errors"} == {"message"}
        assert found["body"]["message"]
    return found


def refused(answer: httpx.Response, status: int, code: str | None = None) -> dict[str, Any]:
    """The documented error body, checked whole. `code` is the message without `errMsg_`."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = dict(answer.json())
    assert set(body) - {"fields"} == {"result", "status", "message", "errCode", "date", "detail"}
    assert (body["result"], body["status"], body["errCode"]) == ("ERR", status, status)
    assert body["message"].startswith("errMsg_")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", body["date"])
    assert body["detail"]
    if code is not None:
        assert body["message"] == f"errMsg_{code}"
    return body
