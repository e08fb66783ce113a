"""Programs that hold keys, and what they send to the lessons API."""

from typing import Any

import httpx
import pytest

from tests.api.asking import LESSONS, Clients, in_words_of_lessons
from tests.factories import make_principal, make_tutor
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.services import api_keys
from tutorhub_app.services.unit import call

AT = f"{LESSONS}/v1/lessons"
KEYS = [
    "id",
    "title",
    "duration",
    "recordUrl",
    "startTime",
    "status",
    "teacherUrl",
    "studentUrl",
]


class Program:
    """A client with a key of the account's."""

    def __init__(self, client: httpx.AsyncClient, account: Principal) -> None:
        self.client = client
        self.account = account
        made = call(api_keys.create, account, "A program")
        self.key_id, self.key = made.record.id, made.key
        client.headers["x-api-key"] = self.key

    async def make(self, **values: Any) -> dict[str, Any]:
        """A lesson in an hour, unless `values` say otherwise."""
        sent = {"startTime": soon(), "title": "Verbs", "duration": 90, **values}
        body: dict[str, Any] = good(await self.client.post(AT, json=sent))
        return body

    async def get(self, lesson_id: int) -> dict[str, Any]:
        body: dict[str, Any] = good(await self.client.get(f"{AT}/{lesson_id}"))
        return body

    async def list(self, **query: Any) -> list[dict[str, Any]]:
        body: list[dict[str, Any]] = good(await self.client.get(AT, params=query))
        return body


def good(answer: httpx.Response) -> Any:
    return in_words_of_lessons(answer, 200)["body"]


def bad(answer: httpx.Response, status: int = 400) -> dict[str, Any]:
    body: dict[str, Any] = in_words_of_lessons(answer, status)["body"]
    return body


def soon(hours: float = 1) -> int:
    return int(utc_now().timestamp() + hours * 3600)


@pytest.fixture
def alice(client_of: Clients) -> Program:
    return Program(client_of(), make_tutor().principal)


@pytest.fixture
def dora(client_of: Clients) -> Program:
    """Another tutor's."""
    return Program(client_of(), make_tutor().principal)


@pytest.fixture
def admin(client_of: Clients) -> Program:
    return Program(client_of(), make_principal(Role.ADMIN))
