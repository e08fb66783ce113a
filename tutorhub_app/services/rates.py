"""How many requests each session, each API key and each network address may make. Counted in this
process or, where several share a Redis, in all of them together."""

import logging
import time
from functools import lru_cache
from typing import Protocol

from limits import RateLimitItem, parse
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.storage import storage_from_string

from tutorhub_app.domain.errors import TooManyRequests
from tutorhub_app.domain.rates import Counts, Rate
from tutorhub_app.services.throttle import SECONDS_FOR_REDIS, network
from tutorhub_app.settings import get_settings

logger = logging.getLogger(__name__)


async def use(address: str, session_id: str | None = None, *, key_hash: str | None = None) -> None:
    """Count one request, or TooManyRequests."""
    settings = get_settings()
    if not settings.limits_enabled:
        return
    for rate, kind, key in (
        (settings.requests_per_address, "address", network(address)),
        (settings.requests_per_session, "session", session_id),
        (settings.requests_per_key, "key", key_hash),
    ):
        if key is not None and (wait := await _uses(rate, kind).use(key)):
            raise TooManyRequests(wait)


def forget() -> None:
    """Begin anew, as a fresh process does, with the present settings."""
    _uses.cache_clear()


class Uses(Protocol):
    async def use(self, key: str) -> int:
        """Count one use; the seconds to wait when none is left, else 0."""


class _Here:
    """Counted in this process."""

    def __init__(self, rate: RateLimitItem) -> None:
        self._counts = Counts(Rate(rate.amount, rate.get_expiry()))

    async def use(self, key: str) -> int:
        return self._counts.use(key, time.time())


class _InRedis:
    """Counted for all who share a Redis. While it does not answer, nobody is refused."""

    def __init__(self, rate: RateLimitItem, kind: str, url: str) -> None:
        self._rate = rate
        self._kind = kind
        storage = storage_from_string(
            f"async+{url}",
            implementation="redispy",
            socket_timeout=SECONDS_FOR_REDIS,
            socket_connect_timeout=SECONDS_FOR_REDIS,
        )
        self._limiter = SlidingWindowCounterRateLimiter(storage)

    async def use(self, key: str) -> int:
        try:
            if await self._limiter.hit(self._rate, "requests", self._kind, key):
                return 0
            stats = await self._limiter.get_window_stats(self._rate, "requests", self._kind, key)
            return max(0, int(stats.reset_time - time.time())) + 1
        except Exception as error:
            logger.error("Redis did not count a request: %s", type(error).__qualname__)
            return 0


@lru_cache
def _uses(rate: str, kind: str) -> Uses:
    redis = get_settings().redis_url
    return _InRedis(parse(rate), kind, redis) if redis else _Here(parse(rate))
