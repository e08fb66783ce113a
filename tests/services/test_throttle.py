"""Limits: what is counted, for how long, and against whom."""

import threading
from pathlib import Path

import pytest
import time_machine

from tutorhub_app.domain.errors import TooManyAttempts
from tutorhub_app.services import throttle
from tutorhub_app.services.throttle import Limit
from tutorhub_app.settings import get_settings

TWO = Limit("2 per 10 minutes", ("test", "alice"))
NOON = "2026-01-05T12:00:00Z"


@pytest.fixture(autouse=True)
def settings(database: Path) -> None:
    """The database's fixture begins the counting anew."""


async def fail(*limits: Limit) -> None:
    async with throttle.failures(*limits) as attempt:
        attempt.failed = True


async def succeed(*limits: Limit) -> None:
    async with throttle.failures(*limits):
        pass


async def test_only_failures_count():
    for _ in range(10):
        await succeed(TWO)
    await fail(TWO)
    await succeed(TWO)
    await fail(TWO)
    with pytest.raises(TooManyAttempts):
        await succeed(TWO)


async def test_a_crash_inside_is_no_failure_of_the_person():
    for _ in range(5):
        with pytest.raises(ZeroDivisionError):
            async with throttle.failures(TWO):
                raise ZeroDivisionError
    await succeed(TWO)


async def test_the_wait_ends_when_the_oldest_failure_is_as_old_as_the_window():
    with time_machine.travel(NOON, tick=False) as clock:
        await fail(TWO)
        clock.shift(60)
        await fail(TWO)
        with pytest.raises(TooManyAttempts) as refusal:
            await succeed(TWO)
        wait = refusal.value.retry_after
        assert 540 <= wait <= 541
        clock.shift(wait - 2)
        with pytest.raises(TooManyAttempts):
            await succeed(TWO)
        clock.shift(3)
        await succeed(TWO)


async def test_attempts_under_way_count_so_that_many_at_once_do_not_slip_in():
    async with throttle.failures(TWO) as first, throttle.failures(TWO) as second:
        with pytest.raises(TooManyAttempts):
            await succeed(TWO)
        first.failed = second.failed = True
    with pytest.raises(TooManyAttempts):
        await succeed(TWO)


async def test_attempts_that_ended_well_make_room_again():
    async with throttle.failures(TWO), throttle.failures(TWO):
        pass
    await succeed(TWO)


async def test_a_refused_attempt_takes_no_room():
    await fail(TWO)
    async with throttle.failures(TWO):
        for _ in range(3):
            with pytest.raises(TooManyAttempts):
                await succeed(TWO)
    await succeed(TWO)


async def test_redis_is_asked_off_the_event_loop(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("REDIS_URL", "memory://")
    get_settings.cache_clear()
    asked_in = []
    hit = throttle._hit

    def noted(limit: Limit) -> bool:
        asked_in.append(threading.current_thread())
        return hit(limit)

    monkeypatch.setattr(throttle, "_hit", noted)
    await fail(TWO)
    await throttle.use("1 per hour", "test")
    with pytest.raises(TooManyAttempts):
        await throttle.use("1 per hour", "test")
    assert len(asked_in) == 3
    assert threading.main_thread() not in asked_in


async def test_each_limit_of_an_attempt_is_counted():
    other = Limit("2 per 10 minutes", ("test", "address"))
    await fail(TWO, other)
    await fail(other)
    await succeed(TWO)
    with pytest.raises(TooManyAttempts):
        await succeed(TWO, other)


async def test_keys_are_counted_apart():
    await fail(TWO)
    await fail(TWO)
    await succeed(Limit(TWO.rate, ("test", "bob")))


async def test_uses_are_refused_when_none_is_left():
    await throttle.use("1 per hour", "test")
    with pytest.raises(TooManyAttempts):
        await throttle.use("1 per hour", "test")


async def test_limits_can_be_lifted_outside_production(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TUTORHUB_RATE_LIMITS", "off")
    get_settings.cache_clear()
    for _ in range(5):
        await fail(TWO)
        await throttle.use("1 per hour", "test")


def test_limits_stay_in_production(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TUTORHUB_RATE_LIMITS", "off")
    monkeypatch.setenv("TUTORHUB_ENV", "production")
    get_settings.cache_clear()
    assert get_settings().limits_enabled


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("unknown", "unknown"),
    ],
)
def test_an_address_counts_as_its_subscriber(address: str, counted_as: str):
    assert throttle.network(address) == counted_as
