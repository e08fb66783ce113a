"""The Postman collection holds every route, ready to be sent."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.asking import OURS, SCHEDULING, Clients, answered
from tests.api.documents import faced_apis, operations
from tests.factories import make_tutor, make_window
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.settings import get_settings

V2_1 = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


@pytest.fixture(params=list(faced_apis()))
def prefix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def answer(prefix: str, client_of: Clients) -> httpx.Response:
    return await client_of().get(f"{prefix}/getPostmanCollection")


def requests_in(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        if "item" in item:
            yield from requests_in(item["item"])
        else:
            yield item


def variables(collection: dict[str, Any]) -> dict[str, str]:
    return {one["key"]: one["value"] for one in collection["variable"]}


def test_it_is_a_file_to_keep(answer: httpx.Response):
    assert answer.headers["content-type"] == "application/json"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="tutorhub-')
    assert disposition.endswith('.postman_collection.json"')


def test_it_is_a_collection_of_format_2_1(answer: httpx.Response):
    collection = answer.json()
    assert collection["info"]["schema"] == V2_1
    assert collection["info"]["name"]
    for item in requests_in(collection["item"]):
        request = item["request"]
        assert item["name"]
        assert request["method"] in ("GET", "POST", "PUT", "PATCH", "DELETE")
        sent = [one for one in request["url"].get("query", []) if not one["disabled"]]
        asked = "&".join(f"{one['key']}={one['value']}" for one in sent)
        path = ["{{baseUrl}}", *request["url"]["path"]] if "path" in request["url"] else []
        assert not path or request["url"]["raw"] == "/".join(path) + (f"?{asked}" if asked else "")
        assert request["url"]["host"]
        for part in (*request["header"], *request["url"].get("query", [])):
            assert {type(part[name]) for name in ("key", "value")} == {str}
        if "body" in request:
            assert request["body"]["mode"] == "raw"
            json.loads(request["body"]["raw"])
        for saved in item["response"]:
            assert saved["code"] >= 200
            json.loads(saved["body"])


def test_whoever_signs_in_has_the_token_everywhere(answer: httpx.Response, prefix: str):
    collection = answer.json()
    assert collection["auth"] == {
        "type": "bearer",
        "bearer": [{"key": "token", "value": "{{accessToken}}", "type": "string"}],
    }
    found = variables(collection)
    assert (found["baseUrl"], found["accessToken"]) == (f"{OURS}{prefix}", "")
    assert found["signInUrl"] == f"{OURS}/auth-api/login"
    sign_in = collection["item"][0]
    assert "accessToken" in "".join(sign_in["event"][0]["script"]["exec"])


async def test_it_leads_to_where_the_browser_asked(
    client_of: Clients, prefix: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TUTORHUB_TRUSTED_PROXIES", "192.0.2.1")
    get_settings.cache_clear()
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "tutorhub.example"}
    answer = await client_of().get(f"{prefix}/getPostmanCollection", headers=told)
    found = variables(answer.json())
    assert found["baseUrl"] == f"https://tutorhub.example{prefix}"
    assert found["signInUrl"] == "https://tutorhub.example/auth-api/login"


def test_every_route_is_in_it_once(answer: httpx.Response, prefix: str):
    document = faced_apis()[prefix].openapi()
    collection = answer.json()
    found = [
        (item["request"]["method"], item["request"]["url"]["path"])
        for item in requests_in(collection["item"][1:])
    ]
    wanted = [
        (
            one.method.upper(),
            [
                f":{part[1:-1]}" if part.startswith("{") else part
                for part in one.path.split("/")[1:]
                if part
            ],
        )
        for one in operations(prefix, document)
    ]
    assert sorted(found) == sorted(wanted)


def test_what_is_optional_is_switched_off_and_what_stands_in_the_address_is_a_variable(
    answer: httpx.Response,
):
    for item in requests_in(answer.json()["item"][1:]):
        url = item["request"]["url"]
        assert [f":{one['key']}" for one in url["variable"]] == [
            part for part in url["path"] if part.startswith(":")
        ]
        optional = [*url.get("query", []), *item["request"]["header"]]
        assert all(
            part["disabled"] for part in optional if part["key"] in ("requestId", "Idempotency-Key")
        )


async def test_what_is_switched_off_can_be_sent_as_it_stands(database: object, client_of: Clients):
    tutor = make_tutor()
    make_window(tutor, mode=TeachingMode.BOTH)
    make_window(tutor, DayOfWeek.TUESDAY)
    answer = await client_of().get(f"{SCHEDULING}/getPostmanCollection")
    (listing,) = (
        item["request"]
        for item in requests_in(answer.json()["item"])
        if item["name"] == "List availabilities"
    )
    query = [(one["key"], one["value"]) for one in listing["url"]["query"] if one["value"]]
    assert ("teachingMode", "both") in query
    path = f"{SCHEDULING}/v1/listavailabilities/{tutor.profile.id}"
    found = answered(
        await client_of(tutor.principal).get(path, params=query), "availabilities", "list"
    )
    assert len(found) == 1


def test_a_public_route_sends_no_token(answer: httpx.Response, prefix: str):
    document = faced_apis()[prefix].openapi()
    public = {
        one.whole["summary"] for one in operations(prefix, document) if not one.whole["security"]
    }
    found = {
        item["name"]
        for item in requests_in(answer.json()["item"][1:])
        if item["request"].get("auth") == {"type": "noauth"}
    }
    assert found == public
