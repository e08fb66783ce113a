"""`/v1/apikeys` in process."""

import re
from typing import Any

import httpx
import pytest
from sqlmodel import select

from tests.api.asking import AUTH, LESSONS, Clients, answered, refused
from tests.factories import NOW, Tutor, make_principal, make_tutor
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.idempotency import IdempotencyKey
from tutorhub_app.domain.accounts import Role
from tutorhub_app.services import api_keys
from tutorhub_app.services.unit import call

KEYS = f"{AUTH}/v1/apikeys"
UNKNOWN = "0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20"
SHOWN = ["id", "name", "prefix", "createdAt", "lastUsedAt", "isActive", "_owner"]


@pytest.fixture
def alice(database: object) -> Tutor:
    return make_tutor()


@pytest.fixture
def tutor(alice: Tutor, client_of: Clients) -> httpx.AsyncClient:
    return client_of(alice.principal)


async def made(client: httpx.AsyncClient, name: str = "My program") -> dict[str, Any]:
    row = answered(await client.post(KEYS, json={"name": name}), "apiKey", "create", 201)
    assert isinstance(row, dict)
    return row


async def listed(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get(KEYS)
    assert answer.json()["source"] == "db"
    return list(answered(answer, "apiKeys", "list"))


async def test_a_key_is_shown_once(alice: Tutor, tutor: httpx.AsyncClient, client_of: Clients):
    row = await made(tutor)
    assert list(row) == [*SHOWN, "key"]
    assert re.fullmatch(r"th_[A-Za-z0-9_-]{43}", row["key"])
    assert row["key"].startswith(row["prefix"])
    assert (row["name"], row["isActive"], row["lastUsedAt"]) == ("My program", True, None)
    assert row["_owner"] == alice.user.id
    (found,) = await listed(tutor)
    assert found == {name: row[name] for name in SHOWN}
    answer = await client_of().get(f"{LESSONS}/v1/lessons", headers={"x-api-key": row["key"]})
    assert answer.status_code == 200
    (found,) = await listed(tutor)
    assert found["lastUsedAt"] is not None


async def test_a_deleted_key_ends_at_once(tutor: httpx.AsyncClient):
    row, kept = await made(tutor), await made(tutor, "Another")
    path = f"{KEYS}/{row['id']}"
    ended = answered(await tutor.delete(path), "apiKey", "delete")
    assert ended == {name: row[name] for name in SHOWN} | {"isActive": False}
    assert call(api_keys.holder_of, row["key"]) is None
    assert [found["id"] for found in await listed(tutor)] == [kept["id"]]
    refused(await tutor.delete(path), 404, "notFound")


async def test_the_list_comes_in_pages(tutor: httpx.AsyncClient):
    ids = [(await made(tutor, f"Key {n}"))["id"] for n in range(3)]
    answer = await tutor.get(KEYS, params={"pageNumber": 2, "pageRowCount": 2})
    assert [row["id"] for row in answer.json()["apiKeys"]] == ids[2:]
    assert answer.json()["paging"] == {
        "pageNumber": 2,
        "pageRowCount": 2,
        "totalRowCount": 3,
        "pageCount": 2,
    }


async def test_students_and_nobody_have_no_keys(tutor: httpx.AsyncClient, client_of: Clients):
    row = await made(tutor)
    for client, code in (
        (client_of(make_principal()), "notAllowed"),
        (client_of(), "loginRequired"),
    ):
        refused(await client.post(KEYS, json={"name": "Mine"}), 401, code)
        refused(await client.get(KEYS), 401, code)
        refused(await client.delete(f"{KEYS}/{row['id']}"), 401, code)
    assert call(api_keys.holder_of, row["key"]) is not None


async def test_keys_of_others_are_neither_listed_nor_ended(
    tutor: httpx.AsyncClient, client_of: Clients
):
    row = await made(tutor)
    outsider, admin = client_of(make_tutor().principal), client_of(make_principal(Role.ADMIN))
    assert await listed(outsider) == await listed(admin) == []
    refused(await outsider.delete(f"{KEYS}/{row['id']}"), 401, "notAllowed")
    assert call(api_keys.holder_of, row["key"]) is not None
    answered(await admin.delete(f"{KEYS}/{row['id']}"), "apiKey", "delete")
    assert call(api_keys.holder_of, row["key"]) is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "nameIsRequired"),
        ({"name": None}, "nameIsRequired"),
        ({"name": ""}, "nameIsNotValid"),
        ({"name": "   "}, "nameIsNotValid"),
        ({"name": "x" * 81}, "nameIsNotValid"),
        ({"name": 7}, "nameisNotAString"),
    ],
)
async def test_a_name_is_required(tutor: httpx.AsyncClient, body: dict[str, Any], code: str):
    assert "name" in refused(await tutor.post(KEYS, json=body), 400, code)["fields"]
    assert await listed(tutor) == []


async def test_there_are_at_most_20_keys(tutor: httpx.AsyncClient):
    for n in range(20):
        await made(tutor, f"Key {n}")
    refused(await tutor.post(KEYS, json={"name": "One more"}), 409, "tooManyApiKeys")


async def test_an_idempotency_key_is_not_heeded(tutor: httpx.AsyncClient):
    keys = [
        (await tutor.post(KEYS, json={"name": "One"}, headers={"Idempotency-Key": "same"})).json()
        for _ in range(2)
    ]
    assert keys[0]["apiKey"]["key"] != keys[1]["apiKey"]["key"]
    with unit_of_work(now=NOW, readonly=True) as session:
        assert session.exec(select(IdempotencyKey)).all() == []


async def test_a_key_is_no_token_of_this_api(tutor: httpx.AsyncClient, client_of: Clients):
    client = client_of()
    client.headers["Authorization"] = f"Bearer {(await made(tutor))['key']}"
    refused(await client.get(KEYS), 401, "loginRequired")


async def test_a_foreign_page_makes_no_key_by_cookie(
    alice: Tutor, tutor: httpx.AsyncClient, client_of: Clients
):
    token = tutor.headers["Authorization"].removeprefix("Bearer ")
    client = client_of()
    client.cookies.set("tutorhub-access-token", token)
    foreign = {"Origin": "https://evil.example"}
    refused(await client.post(KEYS, json={"name": "One"}, headers=foreign), 401, "foreignOrigin")
    assert await listed(tutor) == []


async def test_a_malformed_or_unknown_id_is_told_apart(tutor: httpx.AsyncClient):
    refused(await tutor.delete(f"{KEYS}/17"), 400, "apiKeyIdisNotAValidID")
    refused(await tutor.delete(f"{KEYS}/{UNKNOWN}"), 404, "notFound")


async def test_the_document_offers_no_idempotency_key_where_none_is_heeded(
    tutor: httpx.AsyncClient,
):
    document = (await tutor.get(f"{AUTH}/openapi.json")).json()
    assert set(document["paths"]["/v1/apikeys"]) == {"get", "post"}
    for operation in document["paths"]["/v1/apikeys"].values():
        assert "dempotency" not in str(operation.get("parameters"))
        assert operation["security"]
