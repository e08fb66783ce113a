"""Limits on how often something may be done, in memory or, with several workers, in Redis."""

import time
from functools import lru_cache

from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from tutorhub_app.domain.errors import TooManyAttempts
from tutorhub_app.settings import get_settings


def require_room(limit: str, *key: str) -> None:
    """TooManyAttempts when `key` has used up `limit` (e.g. "10 per 15 minutes")."""
    if get_settings().limits_enabled and not _limiter().test(_parsed(limit), *key):
        raise TooManyAttempts(_wait_seconds(limit, *key))


def count(limit: str, *key: str) -> None:
    """Count one use of `limit` by `key`."""
    if get_settings().limits_enabled:
        _limiter().hit(_parsed(limit), *key)


def use(limit: str, *key: str) -> None:
    """Count one use, or TooManyAttempts when none is left."""
    if get_settings().limits_enabled and not _limiter().hit(_parsed(limit), *key):
        raise TooManyAttempts(_wait_seconds(limit, *key))


def _wait_seconds(limit: str, *key: str) -> int:
    return max(1, int(_limiter().get_window_stats(_parsed(limit), *key).reset_time - time.time()))


@lru_cache
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(storage_from_string(get_settings().redis_url or "memory://"))


@lru_cache
def _parsed(limit: str) -> RateLimitItem:
    return parse(limit)
