"""Limits on how often something may be done, in memory or, with several workers, in Redis."""

import ipaddress
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from tutorhub_app.domain.errors import TooManyAttempts
from tutorhub_app.services.unit import in_thread
from tutorhub_app.settings import get_settings

T = TypeVar("T")

SECONDS_FOR_REDIS = 1


@dataclass(frozen=True, slots=True)
class Limit:
    """`rate` (e.g. "10 per 15 minutes") of what `key` names."""

    rate: str
    key: tuple[str, ...]


@dataclass(slots=True)
class Attempt:
    """One attempt of a guarded kind. Those that are not marked as failed are not counted."""

    failed: bool = False


@asynccontextmanager
async def failures(*limits: Limit) -> AsyncIterator[Attempt]:
    """Count the attempt inside the block against each limit, if it is marked as failed.

    TooManyAttempts when a limit is used up. Attempts that are still under way count, too: many
    at once must not all slip in before the first of them has failed.
    """
    if not get_settings().limits_enabled:
        yield Attempt()
        return
    _under_way.update(limits)
    try:
        for limit in limits:
            if await _asked(_remaining, limit) < _under_way[limit]:
                raise TooManyAttempts(await _asked(_wait_seconds, limit))
        attempt = Attempt()
        try:
            yield attempt
        finally:
            if attempt.failed:
                for limit in limits:
                    await _asked(_hit, limit)
    finally:
        _under_way.subtract(limits)
        for limit in limits:
            if not _under_way[limit]:
                del _under_way[limit]


async def use(rate: str, *key: str) -> None:
    """Count one use, or TooManyAttempts when none is left."""
    limit = Limit(rate, key)
    if get_settings().limits_enabled and not await _asked(_hit, limit):
        raise TooManyAttempts(await _asked(_wait_seconds, limit))


@lru_cache(maxsize=4096)
def network(address: str) -> str:
    """What an address counts as: one subscriber holds a whole /64 of IPv6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def forget() -> None:
    """Begin anew, as a fresh process does, with the present settings."""
    _limiter.cache_clear()
    _under_way.clear()


_under_way: Counter[Limit] = Counter()


async def _asked(question: Callable[[Limit], T], limit: Limit) -> T:
    """Redis is asked in a thread: the event loop must not wait for it."""
    if get_settings().redis_url:
        return await in_thread(question, limit)
    return question(limit)


def _hit(limit: Limit) -> bool:
    return bool(_limiter().hit(_parsed(limit.rate), *limit.key))


def _remaining(limit: Limit) -> int:
    return int(_limiter().get_window_stats(_parsed(limit.rate), *limit.key).remaining)


def _wait_seconds(limit: Limit) -> int:
    """Seconds until the oldest use leaves the window; at least one."""
    stats = _limiter().get_window_stats(_parsed(limit.rate), *limit.key)
    return max(1, int(stats.reset_time - time.time()) + 1) if stats.remaining <= 0 else 1


@lru_cache
def _limiter() -> MovingWindowRateLimiter:
    redis = get_settings().redis_url
    if not redis:
        return MovingWindowRateLimiter(storage_from_string("memory://"))
    waits = {"socket_timeout": SECONDS_FOR_REDIS, "socket_connect_timeout": SECONDS_FOR_REDIS}
    return MovingWindowRateLimiter(storage_from_string(redis, **waits))


@lru_cache
def _parsed(rate: str) -> RateLimitItem:
    return parse(rate)
