"""The common parameters of documented routes, and what the envelope says about its answer."""

import pytest
import time_machine

from tests.api.asking import SCHEDULING, Clients, answered, refused
from tests.api.hours import LIST, PATH, rows
from tests.factories import make_principal, make_tutor, make_window
from tutorhub_app.clock import utc_now


@pytest.mark.parametrize("name", ["getJoins", "excludeCQRS", "caching"])
async def test_switches_are_true_or_false(client_of: Clients, name: str):
    alice = make_tutor()
    client = client_of(alice.principal)
    for path in (f"{PATH}/{make_window(alice).id}", f"{LIST}/{alice.profile.id}"):
        for value in ("true", "false", "TRUE", "False", "1", "0"):
            assert (await client.get(f"{path}?{name}={value}")).status_code == 200
        for value in ("", "yes", "2", "null", "true "):
            answer = await client.get(path, params={name: value})
            assert set(refused(answer, 400, f"{name}IsNotValid")["fields"]) == {name}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        (
            "pageNumber",
            ("0", "1", "007", "1000000"),
            ("-1", "1.0", "1e3", "one", "", "1000001", " 1", "+1", "٣", "9" * 5000),
        ),
        ("pageRowCount", ("1", "1000"), ("0", "1001", "-5", "all", "")),
        ("cacheTTL", ("0", "300", "86400"), ("-1", "86401", "1.5", "soon", "")),
    ],
)
async def test_numbers_are_whole_and_within_bounds(
    client_of: Clients, name: str, good: tuple[str, ...], bad: tuple[str, ...]
):
    path = f"{LIST}/{make_tutor().profile.id}"
    client = client_of(make_principal())
    for value in good:
        assert (await client.get(path, params={name: value})).status_code == 200, value
    for value in bad:
        body = refused(await client.get(path, params={name: value}), 400, f"{name}IsNotValid")
        assert "whole number from" in body["detail"]


async def test_page_zero_is_everything(client_of: Clients):
    alice = make_tutor()
    for hour in range(10, 20):
        make_window(alice, start=f"{hour}:00", end=f"{hour}:30")
    answer = await client_of(make_principal()).get(
        f"{LIST}/{alice.profile.id}?pageNumber=0&pageRowCount=3"
    )
    assert len(rows(answer)) == 10
    assert answer.json()["paging"] == {
        "pageNumber": 0,
        "pageRowCount": 10,
        "totalRowCount": 10,
        "pageCount": 1,
    }


async def test_unknown_parameters_change_nothing(client_of: Clients):
    alice = make_tutor()
    answer = await client_of(alice.principal).get(f"{LIST}/{alice.profile.id}?sort=asc&x[]=1&&=&a")
    assert rows(answer) == []


async def test_the_envelope_says_who_asked_and_for_what(client_of: Clients):
    alice = make_tutor()
    path = f"{LIST}/{alice.profile.id}"
    body = (await client_of(alice.principal).get(f"{path}?requestId=r1")).json()
    assert (body["userId"], body["sessionId"]) == (alice.user.id, alice.principal.session_id)
    assert (body["requestId"], body["elapsedMs"] >= body["ssoTime"] >= 0) == ("r1", True)


async def test_the_cache_key_names_the_question_and_who_asks(client_of: Clients):
    alice, bob = make_tutor(), make_principal()
    path = f"{LIST}/{alice.profile.id}"

    async def key(path: str, asking=bob) -> str:
        return str((await client_of(asking).get(path)).json()["cacheKey"])

    same = {
        await key(f"{path}{query}")
        for query in ("", "/", "?requestId=a", "?caching=false", "?cacheTTL=3")
    }
    assert len(same) == 1
    others = [
        await key(path, alice.principal),
        await key(f"{path}?pageNumber=2"),
        await key(f"{path}?teachingMode=online"),
        await key(f"{LIST}/{make_tutor().profile.id}"),
    ]
    assert len({*others, *same}) == 5


async def test_an_answer_from_memory_is_as_old_as_allowed(client_of: Clients):
    alice, bob = make_tutor(), make_principal()
    make_window(alice)
    path = f"{LIST}/{alice.profile.id}"
    client = client_of(bob)

    async def source(query: str = "") -> str:
        answer = await client.get(f"{path}?{query}")
        assert len(rows(answer)) == 1
        return str(answer.json()["source"])

    with time_machine.travel(utc_now(), tick=False) as clock:
        assert [await source(), await source()] == ["db", "cache"]
        assert await source("caching=false") == "db"
        assert await source("cacheTTL=0") == "db"
        clock.shift(100)
        assert await source("cacheTTL=100") == "db"
        clock.shift(99)
        assert await source("cacheTTL=100") == "cache"
        clock.shift(299 - 99)
        assert await source() == "cache"
        clock.shift(1)
        assert await source() == "db"


async def test_an_answer_from_memory_is_the_same_but_for_its_head(client_of: Clients):
    alice = make_tutor()
    make_window(alice)
    client = client_of(alice.principal)
    fresh, kept = [(await client.get(f"{LIST}/{alice.profile.id}")).json() for _ in range(2)]
    assert (fresh.pop("source"), kept.pop("source")) == ("db", "cache")
    for of_the_request in ("requestId", "elapsedMs", "ssoTime"):
        fresh.pop(of_the_request), kept.pop(of_the_request)
    assert fresh == kept


async def test_nobody_is_answered_from_anothers_memory(client_of: Clients):
    alice = make_tutor()
    path = f"{LIST}/{alice.profile.id}"
    for client in (client_of(alice.principal), client_of(make_principal())):
        assert (await client.get(path)).json()["source"] == "db"
    refused(await client_of().get(path), 401, "loginRequired")


async def test_memory_ends_with_the_session(client_of: Clients):
    alice = make_tutor()
    client = client_of(alice.principal)
    path = f"{LIST}/{alice.profile.id}"
    for _ in range(2):
        answered(await client.get(path), "availabilities", "list")
    assert (await client.post("/auth-api/logout")).status_code == 200
    refused(await client.get(path), 401)


async def test_single_objects_are_always_read_afresh(client_of: Clients):
    alice = make_tutor()
    path = f"{SCHEDULING}/v1/availabilities/{make_window(alice).id}"
    for _ in range(2):
        answer = await client_of(alice.principal).get(path)
        assert answer.json()["source"] == "db"
