"""Requests that take too long, and a database that does not answer."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session
from starlette.responses import PlainTextResponse, StreamingResponse

from tests.api.asking import AUTH, OURS, SCHEDULING, Clients, refused
from tests.factories import make_tutor, make_user, make_window, reload
from tutorhub_app.api import patience
from tutorhub_app.api.edge import install_edge
from tutorhub_app.api.front import Front
from tutorhub_app.data import engine
from tutorhub_app.data.accounts import User
from tutorhub_app.data.engine import get_engine
from tutorhub_app.services.unit import run


class Clock:
    """Strikes when it is told to: the time that a request is given is up then."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.act: Callable[[], None] = lambda: None

    def after(self, seconds: float, act: Callable[[], None]) -> "Clock":
        self.seconds, self.act = seconds, act
        return self

    def cancel(self) -> None:
        self.act = lambda: None

    def strike(self) -> None:
        self.act()


@pytest.fixture
def clock(database: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    ours = Clock()
    monkeypatch.setattr(patience, "_after", ours.after)
    return ours


class Slow:
    """An API whose routes are overtaken by the clock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.at_work, self.go_on = threading.Event(), threading.Event()
        self.user = make_user(fullname="Before")
        app = FastAPI(openapi_url=None)
        app.post("/rename")(self.rename)
        app.post("/rename-and-dawdle")(self.rename_and_dawdle)
        app.get("/stream")(self.stream)
        install_edge(app, maximum_body=100, more_seconds=12)
        front = Front(PlainTextResponse("a page"), {"/slow": app}, {})
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(front), base_url=f"{OURS}/slow"
        )

    async def rename(self) -> None:
        await run(self._rename)

    async def rename_and_dawdle(self) -> dict[str, str]:
        self.go_on.set()
        await run(self._rename)
        self.clock.strike()
        await asyncio.sleep(0)
        return {"done": "and told"}

    def _rename(self, session: Session, *, now: object) -> None:
        session.get_one(User, self.user.id).fullname = "After"
        session.flush()
        self.at_work.set()
        assert self.go_on.wait(60)

    async def stream(self) -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"a long "
            self.clock.strike()
            await asyncio.sleep(0)
            yield b"picture"

        return StreamingResponse(parts())


async def test_a_request_that_takes_too_long_is_refused_and_its_work_undone(
    clock: Clock, caplog: pytest.LogCaptureFixture
):
    slow = Slow(clock)
    asked = asyncio.create_task(slow.client.post("/rename"))
    assert await asyncio.to_thread(slow.at_work.wait, 60)
    clock.strike()
    answer = await asked
    refused(answer, 503, "requestTimedOut")
    assert answer.headers["retry-after"] == "5"
    assert "given up after 42.0 seconds" in caplog.text
    slow.go_on.set()
    # One writer at a time: when this one is done, so is the other.
    await asyncio.to_thread(make_user)
    assert reload(slow.user).fullname == "Before"


async def test_what_was_committed_is_told_however_late(clock: Clock):
    slow = Slow(clock)
    answer = await slow.client.post("/rename-and-dawdle")
    assert (answer.status_code, answer.json()) == (200, {"done": "and told"})
    assert reload(slow.user).fullname == "After"


async def test_an_answer_that_has_begun_is_sent_to_its_end(clock: Clock):
    assert (await Slow(clock).client.get("/stream")).text == "a long picture"


async def test_a_request_that_is_cancelled_by_others_stays_cancelled(clock: Clock):
    slow = Slow(clock)
    asked = asyncio.create_task(slow.client.post("/rename"))
    assert await asyncio.to_thread(slow.at_work.wait, 60)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    slow.go_on.set()


@pytest.fixture
def locked_database(database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Another process writes and does not end; we lose patience at once."""
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 1)
    with sqlite3.connect(database, isolation_level=None) as other:
        get_engine().dispose()
        other.execute("BEGIN IMMEDIATE")
        yield database
        other.execute("ROLLBACK")


async def test_a_database_that_is_locked_is_said_not_to_answer(
    client_of: Clients, locked_database: Path, caplog: pytest.LogCaptureFixture
):
    body = {
        "email": "late@example.com",
        "fullname": "Late",
        "password": "seven green lanterns",
        "role": "student",
    }
    answer = await client_of().post(f"{AUTH}/register", json=body)
    refused(answer, 503, "databaseUnavailable")
    assert answer.headers["retry-after"] == "5"
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "OperationalError, raised at" in record.getMessage()
    assert "late@example.com" not in record.getMessage()


@pytest.mark.parametrize("damage", ["gone", "no database"])
async def test_a_database_that_is_lost_is_said_not_to_answer(
    client_of: Clients, database: Path, damage: str
):
    alice = make_tutor()
    window = make_window(alice)
    client = client_of(alice.principal)
    spoil(database, damage)
    answer = await client.get(f"{SCHEDULING}/v1/availabilities/{window.id}")
    refused(answer, 503, "databaseUnavailable")


async def test_a_database_that_is_damaged_while_it_is_open_is_said_not_to_answer(
    client_of: Clients, database: Path
):
    alice = make_tutor()
    client = client_of(alice.principal)
    path = f"{SCHEDULING}/v1/availabilities/{make_window(alice).id}"
    assert (await client.get(path)).status_code == 200
    with sqlite3.connect(database) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damage(database)
    refused(await client.get(path), 503, "databaseUnavailable")


def damage(database: Path) -> None:
    """Overwrite all but the first page."""
    page = 4096
    with database.open("r+b") as file:
        file.seek(page)
        file.write(b"\xff" * (database.stat().st_size - page))


def spoil(database: Path, damage: str) -> None:
    get_engine().dispose()
    for file in database.parent.glob("tutorhub.db*"):
        file.unlink()
    if damage == "gone":
        database.mkdir()
    else:
        database.write_bytes(b"no database at all" * 1000)
