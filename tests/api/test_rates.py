"""How often requests may come, in process."""

from pathlib import Path
from typing import Any

import limits.aio.storage
import pytest
import time_machine

from tests.api.asking import AUTH, SCHEDULING, Clients, refused
from tests.factories import make_principal
from tutorhub_app.services import rates
from tutorhub_app.settings import get_settings

ME = f"{AUTH}/currentuser"
NOON = "2026-01-05T12:00:00Z"


@pytest.fixture
def limited(database: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Two requests a minute for a session, five for an address. Time stands still."""
    set_rates(monkeypatch, requests_per_session="2 per minute", requests_per_address="5 per minute")
    return monkeypatch


def set_rates(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"TUTORHUB_{name.upper()}", value)
    get_settings.cache_clear()
    rates.forget()


async def test_a_session_that_asks_too_often_has_to_wait(
    client_of: Clients, limited: pytest.MonkeyPatch
):
    me = make_principal()
    ours = client_of(me)
    with time_machine.travel(NOON, tick=False) as clock:
        assert [(await ours.get(ME)).status_code for _ in range(2)] == [200, 200]
        answer = await ours.get(f"{SCHEDULING}/v1/nothing")
        body = refused(answer, 429, "tooManyRequests")
        wait = int(answer.headers["retry-after"])
        assert wait == 61
        assert f"{wait} seconds" in body["detail"]
        assert (await client_of(make_principal()).get(ME)).status_code == 200
        clock.shift(wait)
        assert (await ours.get(ME)).status_code == 200


async def test_all_sessions_of_an_address_count_together(
    client_of: Clients, limited: pytest.MonkeyPatch
):
    with time_machine.travel(NOON, tick=False):
        for _ in range(5):
            await client_of(make_principal(), address="2001:db8:1:2::1").get(ME)
        neighbour = client_of(make_principal(), address="2001:db8:1:2:ffff::9")
        refused(await neighbour.get(ME), 429, "tooManyRequests")
        refused(await client_of(address="2001:db8:1:2::1").get(f"{AUTH}/any"), 429)
        assert (await client_of(address="2001:db8:1:3::1").get(ME)).status_code == 401


async def test_a_session_is_counted_wherever_it_comes_from(
    client_of: Clients, limited: pytest.MonkeyPatch
):
    me = make_principal()
    with time_machine.travel(NOON, tick=False):
        for number in range(2):
            await client_of(me, address=f"192.0.2.{number}").get(ME)
        refused(await client_of(me, address="192.0.2.9").get(ME), 429)


async def test_a_forged_token_takes_nothing_from_a_session(
    client_of: Clients, limited: pytest.MonkeyPatch
):
    me = make_principal()
    token = client_of(me).headers["authorization"]
    with time_machine.travel(NOON, tick=False):
        for number in range(4):
            forged = client_of(address=f"198.51.100.{number}")
            answer = await forged.get(ME, headers={"Authorization": f"{token[:-4]}AAAA"})
            assert answer.status_code == 401
        assert (await client_of(me).get(ME)).status_code == 200


@pytest.mark.parametrize(("trusted", "status"), [("", 429), ("203.0.113.5", 401)])
async def test_a_forwarded_address_counts_only_behind_a_known_proxy(
    client_of: Clients, limited: pytest.MonkeyPatch, trusted: str, status: int
):
    set_rates(limited, trusted_proxies=trusted)
    proxy = client_of(address="203.0.113.5")
    with time_machine.travel(NOON, tick=False):
        for number in range(6):
            hops = {"X-Forwarded-For": f"10.9.9.9, 192.0.2.{number}"}
            answer = await proxy.get(ME, headers=hops)
    assert answer.status_code == status


async def test_pages_and_their_pictures_are_not_counted(
    client_of: Clients, limited: pytest.MonkeyPatch
):
    for _ in range(20):
        assert (await client_of().get("/a-page")).status_code == 200
        assert (await client_of().get("/files/photos/none.webp")).status_code == 404


async def test_limits_can_be_lifted(client_of: Clients, limited: pytest.MonkeyPatch):
    set_rates(limited, rate_limits="off")
    for _ in range(20):
        assert (await client_of().get(ME)).status_code == 401


class StandIn(limits.aio.storage.MemoryStorage):
    """Counts as Redis does, without one."""

    STORAGE_SCHEME = ["async+standin"]  # noqa: RUF012

    def __init__(self, uri: str, **options: Any) -> None:
        super().__init__()


class Dead(StandIn):
    STORAGE_SCHEME = ["async+dead"]  # noqa: RUF012

    async def acquire_sliding_window_entry(self, *_: Any, **__: Any) -> bool:
        raise ConnectionError("secret words")


async def test_with_redis_all_processes_count_together(
    client_of: Clients, limited: pytest.MonkeyPatch
):
    limited.setenv("REDIS_URL", "standin://")
    set_rates(limited)
    me = make_principal()
    with time_machine.travel("2026-01-05T12:00:20Z", tick=False):
        assert [(await client_of(me).get(ME)).status_code for _ in range(2)] == [200, 200]
        answer = await client_of(me).get(ME)
        refused(answer, 429, "tooManyRequests")
        assert int(answer.headers["retry-after"]) == 41
        assert (await client_of(make_principal()).get(ME)).status_code == 200


async def test_a_dead_redis_refuses_nobody_and_is_logged(
    client_of: Clients, limited: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    limited.setenv("REDIS_URL", "dead://")
    set_rates(limited)
    for _ in range(6):
        assert (await client_of().get(ME)).status_code == 401
    assert "Redis did not count a request: ConnectionError" in caplog.text
    assert "secret words" not in caplog.text
