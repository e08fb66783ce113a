"""`Idempotency-Key`: what is sent twice is done once."""

import asyncio
from datetime import timedelta

import httpx
import pytest
import time_machine
from sqlmodel import Session, select

from tests.api.asking import Clients, refused
from tests.api.hours import PATH, made, stored, updated, weekly
from tests.factories import Tutor, make_tutor, make_window
from tutorhub_app.clock import utc_now
from tutorhub_app.data.idempotency import IdempotencyKey
from tutorhub_app.services.unit import call, reads

DAY = timedelta(hours=24)


def keyed(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


@reads
def kept(session: Session, *, now: object) -> list[str]:
    """The keys that are remembered, in order."""
    return sorted(session.exec(select(IdempotencyKey.key)))


def is_replay(answer: httpx.Response) -> bool:
    return bool(answer.headers.get("idempotency-replayed") == "true")


async def test_a_retry_is_answered_as_the_first_and_does_nothing(client_of: Clients):
    alice = make_tutor()
    client = client_of(alice.principal)
    first = await client.post(PATH, json=weekly(alice), headers=keyed("k"))
    again = await client.post(PATH, json=weekly(alice), headers=keyed("k"))
    made(first)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (is_replay(first), is_replay(again)) == (False, True)
    assert len(stored(alice)) == 1


async def test_a_retry_by_another_token_of_the_person_and_of_other_common_parameters_is_one(
    client_of: Clients,
):
    alice = make_tutor()
    token = client_of(alice.principal).headers["authorization"].removeprefix("Bearer ")
    first = await client_of(alice.principal).post(PATH, json=weekly(alice), headers=keyed("k"))
    again = await client_of().post(
        f"{PATH}/?access_token={token}&requestId=other", json=weekly(alice), headers=keyed("k")
    )
    assert is_replay(again)
    assert again.content == first.content


async def test_many_retries_at_once_make_one_row_and_get_one_answer(client_of: Clients):
    alice = make_tutor()
    client = client_of(alice.principal)
    answers = await asyncio.gather(
        *(client.post(PATH, json=weekly(alice), headers=keyed("k")) for _ in range(12))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sorted(map(is_replay, answers)) == [False] + [True] * 11
    assert len(stored(alice)) == 1


async def test_many_at_once_with_keys_of_their_own_are_each_done_or_refused(client_of: Clients):
    alice = make_tutor()
    client = client_of(alice.principal)
    answers = await asyncio.gather(
        *(client.post(PATH, json=weekly(alice), headers=keyed(f"k{n}")) for n in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert len(stored(alice)) == 1
    assert len(call(kept)) == 1


async def test_after_an_error_the_key_is_free(client_of: Clients):
    alice = make_tutor()
    in_the_way = make_window(alice, start="09:00", end="12:00")
    client = client_of(alice.principal)
    for body, status in (
        (weekly(alice, endTime="08:00"), 400),
        (weekly(alice, dayOfWeek="noday"), 400),
        (weekly(make_tutor()), 401),
        (weekly(alice), 409),
    ):
        refused(await client.post(PATH, json=body, headers=keyed("k")), status)
    assert call(kept) == []
    await client.delete(f"{PATH}/{in_the_way.id}")
    answer = await client.post(PATH, json=weekly(alice), headers=keyed("k"))
    made(answer)
    assert not is_replay(answer)


@pytest.mark.parametrize(
    "other", [{"endTime": "13:00"}, {"unknown": 1}], ids=["another value", "another field"]
)
async def test_another_body_under_the_same_key_is_refused(
    client_of: Clients, other: dict[str, object]
):
    alice = make_tutor()
    client = client_of(alice.principal)
    made(await client.post(PATH, json=weekly(alice), headers=keyed("k")))
    answer = await client.post(PATH, json=weekly(alice, **other), headers=keyed("k"))
    refused(answer, 409, "idempotencyKeyReused")
    refused(await client.post(f"{PATH}?x=1", json=weekly(alice), headers=keyed("k")), 409)
    assert len(stored(alice)) == 1


async def test_another_persons_key_is_another_key(client_of: Clients):
    alice, anna = make_tutor(), make_tutor()

    async def create(tutor: Tutor) -> httpx.Response:
        return await client_of(tutor.principal).post(PATH, json=weekly(tutor), headers=keyed("k"))

    assert made(await create(alice))["_owner"] == alice.user.id
    assert made(await create(anna))["_owner"] == anna.user.id
    assert call(kept) == ["k", "k"]


@pytest.mark.parametrize("late", [timedelta(0), timedelta(microseconds=1), timedelta(days=3)])
async def test_a_key_is_forgotten_after_a_day(client_of: Clients, late: timedelta):
    alice = make_tutor()
    client = client_of(alice.principal)
    start = utc_now()
    with time_machine.travel(start, tick=False) as clock:
        made(await client.post(PATH, json=weekly(alice), headers=keyed("k")))
        clock.shift(DAY - timedelta(microseconds=1))
        assert is_replay(await client.post(PATH, json=weekly(alice), headers=keyed("k")))
        clock.move_to(start + DAY + late)
        later = weekly(alice, startTime="15:00", endTime="16:00")
        answer = await client.post(PATH, json=later, headers=keyed("k"))
        made(answer)
        assert not is_replay(answer)
        assert is_replay(await client.post(PATH, json=later, headers=keyed("k")))
    assert len(stored(alice)) == 2


async def test_keys_of_others_are_forgotten_in_time_too(client_of: Clients):
    alice, anna = make_tutor(), make_tutor()
    with time_machine.travel(utc_now(), tick=False) as clock:
        await client_of(alice.principal).post(PATH, json=weekly(alice), headers=keyed("old"))
        clock.shift(DAY)
        await client_of(anna.principal).post(PATH, json=weekly(anna), headers=keyed("new"))
    assert call(kept) == ["new"]


async def test_a_key_on_other_methods_is_not_heeded(client_of: Clients):
    alice = make_tutor()
    path = f"{PATH}/{make_window(alice).id}"
    client = client_of(alice.principal)
    for end in ("13:00", "14:00"):
        answer = await client.patch(path, json={"endTime": end}, headers=keyed("k"))
        assert updated(answer)["endTime"] == end
        assert not is_replay(answer)
    assert (await client.get(path, headers=keyed(""))).status_code == 200
    assert (await client.delete(path, headers=keyed("k"))).status_code == 200
    assert call(kept) == []


@pytest.mark.parametrize("key", ["", "  ", "x" * 256, "a\tb", "a\x7fb"])
async def test_a_key_that_is_none_is_refused(client_of: Clients, key: str):
    alice = make_tutor()
    answer = await client_of(alice.principal).post(PATH, json=weekly(alice), headers=keyed(key))
    assert set(refused(answer, 400, "idempotencyKeyIsNotValid")["fields"]) == {"Idempotency-Key"}
    assert stored(alice) == []


async def test_who_may_not_write_learns_nothing_by_a_key(client_of: Clients):
    alice = make_tutor()
    made(await client_of(alice.principal).post(PATH, json=weekly(alice), headers=keyed("k")))
    refused(await client_of().post(PATH, json=weekly(alice), headers=keyed("k")), 401)
    other = client_of(make_tutor().principal)
    refused(await other.post(PATH, json=weekly(alice), headers=keyed("k")), 401)
