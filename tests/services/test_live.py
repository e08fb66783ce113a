"""Live pages: who watches a topic is woken by any process's commit of a change of it."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.factories import NOW
from tutorhub_app.data.changes import record_change
from tutorhub_app.data.engine import get_engine, unit_of_work
from tutorhub_app.data.tail import Tail
from tutorhub_app.services import live

pytestmark = pytest.mark.usefixtures("database")

PATIENCE = 20


async def test_a_watcher_is_woken_by_a_commit_and_not_by_another_topic() -> None:
    async with _following():
        changes = live.changes("tutor:1")
        await anext(changes)
        _commit("tutor:2")
        _commit("tutor:1")
        await asyncio.wait_for(anext(changes), PATIENCE)
        await changes.aclose()


async def test_a_commit_of_another_process_wakes_too(database: Path) -> None:
    async with _following():
        changes = live.changes("person:1")
        await anext(changes)
        await asyncio.to_thread(_commit_elsewhere, "person:1")
        await asyncio.wait_for(anext(changes), PATIENCE)
        await changes.aclose()


async def test_those_who_left_are_not_counted() -> None:
    changes = live.changes("tutor:1", "person:1")
    await anext(changes)
    assert live.watchers() == 2
    await changes.aclose()
    assert live.watchers() == 0


async def test_a_topic_that_is_named_twice_is_watched_once() -> None:
    changes = live.changes("tutor:1", "tutor:1")
    await anext(changes)
    assert live.watchers() == 1
    await changes.aclose()
    assert live.watchers() == 0


def test_a_rolled_back_change_is_never_told() -> None:
    tail = Tail(get_engine())
    with pytest.raises(ValueError, match="no"), unit_of_work(now=NOW) as session:
        record_change(session, "tutor:1")
        session.flush()
        raise ValueError("no")
    _commit("tutor:2")
    assert tail.poll() == ["tutor:2"]
    tail.close()


def test_each_topic_is_told_once_a_poll() -> None:
    tail = Tail(get_engine())
    for _ in range(3):
        _commit("tutor:1")
    assert tail.poll() == ["tutor:1"]
    assert tail.poll() == []
    tail.close()


@asynccontextmanager
async def _following() -> AsyncIterator[None]:
    started = asyncio.Event()
    task = asyncio.create_task(live.follow(started))
    await asyncio.wait_for(started.wait(), PATIENCE)
    try:
        yield
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def _commit(topic: str) -> None:
    with unit_of_work(now=NOW) as session:
        record_change(session, topic)


def _commit_elsewhere(topic: str) -> None:
    code = (
        "from tutorhub_app.data import models\n"
        "from tutorhub_app.data.engine import unit_of_work\n"
        "from tutorhub_app.data.changes import record_change\n"
        "from tutorhub_app.clock import utc_now\n"
        "with unit_of_work(now=utc_now()) as session:\n"
        f"    record_change(session, {topic!r})\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
