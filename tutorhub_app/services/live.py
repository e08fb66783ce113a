"""Live pages: waking those who watch a topic when any process commits a change of it."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Iterator

from tutorhub_app.data.changes import (
    AUDIT_TOPIC,
    CATALOG_TOPIC,
    GRANTS_TOPIC,
    JOBS_TOPIC,
    LESSONS_TOPIC,
    PERMISSIONS_TOPIC,
    SCREENINGS_TOPIC,
    account_topic,
    notices_topic,
    online_lesson_topic,
    person_topic,
    tutor_topic,
)
from tutorhub_app.data.engine import get_engine
from tutorhub_app.data.tail import Tail
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.policy import Permission
from tutorhub_app.services.unit import in_thread

__all__ = [
    "AUDIT_TOPIC",
    "CATALOG_TOPIC",
    "GRANTS_TOPIC",
    "JOBS_TOPIC",
    "LESSONS_TOPIC",
    "SCREENINGS_TOPIC",
    "account_topic",
    "changes",
    "follow",
    "following",
    "identity_topics",
    "lesson_topics",
    "notices_topic",
    "online_lesson_topic",
    "person_topic",
    "screening_topics",
    "tutor_topic",
    "user_topics",
    "watchers",
]

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.25

_watchers: dict[str, set[asyncio.Event]] = {}


async def changes(*topics: str) -> AsyncGenerator[None, None]:
    """Yield once at once, then after each change of the topics; ten changes are one wake."""
    with _subscribed(topics) as wake:
        while True:
            wake.clear()
            yield
            await wake.wait()


def identity_topics(principal: Principal) -> tuple[str, ...]:
    """What decides who the principal is and what they may."""
    return (account_topic(principal.user_id), PERMISSIONS_TOPIC)


def user_topics(user_id: str) -> tuple[str, ...]:
    """What somebody's account as others look after it is made from."""
    return (account_topic(user_id), person_topic(user_id), GRANTS_TOPIC, AUDIT_TOPIC)


def lesson_topics(principal: Principal) -> tuple[str, ...]:
    """What the lessons that the principal sees are made from."""
    if principal.grants or policy.has(principal, Permission.LESSON_SLOT_OVERRIDE):
        return (LESSONS_TOPIC,)
    return (person_topic(principal.user_id),)


def screening_topics(principal: Principal) -> tuple[str, ...]:
    """What the screenings that the principal sees are made from."""
    if principal.grants or policy.reaches_anyones(principal, Permission.PRELIMINARY_MEETING_DECIDE):
        return (SCREENINGS_TOPIC,)
    taught = (tutor_topic(principal.tutor_profile_id),) if principal.tutor_profile_id else ()
    return (person_topic(principal.user_id), *taught)


def watchers() -> int:
    """How many subscriptions are open in this process."""
    return sum(len(events) for events in _watchers.values())


async def follow(started: asyncio.Event | None = None) -> None:
    """Tail the change rows until cancelled; what is committed once `started` is set is told.

    One such task runs in each process.
    """
    tail = await in_thread(lambda: Tail(get_engine()))
    if started is not None:
        started.set()
    try:
        while True:
            try:
                for topic in await in_thread(tail.poll):
                    for wake in _watchers.get(topic, ()):
                        wake.set()
            except Exception:
                logger.exception("following changes failed; trying again")
                await asyncio.sleep(1)
            await asyncio.sleep(POLL_SECONDS)
    finally:
        tail.close()


@contextlib.asynccontextmanager
async def following() -> AsyncGenerator[None, None]:
    """Have changes followed inside the block."""
    task = asyncio.create_task(follow(), name="follow changes")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@contextlib.contextmanager
def _subscribed(topics: tuple[str, ...]) -> Iterator[asyncio.Event]:
    wake = asyncio.Event()
    watched = set(topics)  # one may be named twice
    for topic in watched:
        _watchers.setdefault(topic, set()).add(wake)
    try:
        yield wake
    finally:
        for topic in watched:
            _watchers[topic].discard(wake)
            if not _watchers[topic]:
                del _watchers[topic]
