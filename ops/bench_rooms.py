"""Measures the rooms of online lessons on one worker: run it alone with
`.venv/bin/python -m ops.bench_rooms`.

Fifty rooms of two participants who draw at twenty updates a second each. Every update must reach
the other one or be overtaken by a newer one of the same element, and all must be in the database.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from ops.running import RunningApp, serving_api

ROOMS = 50
SECONDS = 20.0
UPDATES_A_SECOND = 20
UPDATES_OF_A_STROKE = 10
SECONDS_TO_SETTLE = 30
PAGE = "page:00000000-0000-4000-8000-000000000001"
KILOBYTE = 1024


@dataclass(frozen=True)
class Doors:
    lesson_id: int
    teacher_token: str
    student_slug: str


@dataclass
class Participant:
    """`drawn` and `heard` are the versions of each stroke; times are in milliseconds."""

    name: str
    socket: aiohttp.ClientWebSocketResponse
    drawn: dict[str, int] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)
    round_trips: list[float] = field(default_factory=list)
    strokes: list[float] = field(default_factory=list)
    sent: int = 0
    refusals: list[str] = field(default_factory=list)

    async def draw(self, seconds: float, offset: float) -> None:
        """At an even pace, whatever a single update takes."""
        await asyncio.sleep(offset)
        begun = time.perf_counter()
        for number in range(int(seconds * UPDATES_A_SECOND)):
            late = begun + number / UPDATES_A_SECOND - time.perf_counter()
            if late > 0:
                await asyncio.sleep(late)
            stroke, version = divmod(number, UPDATES_OF_A_STROKE)
            await self._update(f"{self.name}-{stroke}", version + 1)
            if number % UPDATES_A_SECOND == 0:
                await self.socket.send_str(f'{{"type":"ping","t":{time.perf_counter()}}}')

    async def _update(self, stroke: str, version: int) -> None:
        # A line of 80 points by its end, as a hand draws in half a second.
        points = [[x * 1.37, x * 2.71] for x in range(version * 8)]
        item = {
            "id": stroke,
            "type": "freedraw",
            "page": PAGE,
            "version": version,
            "versionNonce": 1,
            "isDeleted": False,
            "x": 100.5,
            "y": 200.5,
            "strokeColor": "#1e1e1e",
            "points": points,
            "sentAt": time.perf_counter(),
        }
        self.drawn[stroke] = version
        self.sent += 1
        await self.socket.send_str(json.dumps({"type": "items", "items": [item]}))

    async def listen(self) -> None:
        async for frame in self.socket:
            message: dict[str, Any] = json.loads(frame.data)
            now = time.perf_counter()
            match message["type"]:
                case "items":
                    for item in message["items"]:
                        self.heard[item["id"]] = item["version"]
                        self.strokes.append((now - item["sentAt"]) * 1000)
                case "pong":
                    self.round_trips.append((now - message["t"]) * 1000)
                case "error" | "bye":
                    self.refusals.append(frame.data)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rooms", type=int, default=ROOMS)
    options.add_argument("--seconds", type=float, default=SECONDS)
    chosen = options.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving_api(Path(folder)) as app,
    ):
        os.environ |= {"DATABASE_URL": app.database_url, "TUTORHUB_VAR_DIR": folder}
        measure(app, chosen.rooms, chosen.seconds)
    return 0


def measure(app: RunningApp, rooms: int, seconds: float) -> None:
    doors = make_lessons(rooms)
    lost = asyncio.run(_measure(app, doors, seconds))
    if lost:
        raise SystemExit(f"{lost} strokes were lost.")


def make_lessons(count: int) -> list[Doors]:
    """Lessons that have begun, of the demo's tutor."""
    from sqlmodel import select

    from tutorhub_app.clock import utc_now
    from tutorhub_app.data import models  # noqa: F401
    from tutorhub_app.data.accounts import User
    from tutorhub_app.data.engine import unit_of_work
    from tutorhub_app.services import online_lessons

    now = utc_now()
    with unit_of_work(now=now) as session:
        tutor = session.exec(select(User.id).where(User.role == "tutor")).first()
        assert tutor is not None
        begun = now - timedelta(minutes=1)
        rows = [
            online_lessons.make(session, tutor, f"Bench {number}", begun, 60, now=now)
            for number in range(count)
        ]
        return [Doors(int(row.id or 0), row.teacher_token, row.student_slug) for row in rows]


async def _measure(app: RunningApp, doors: Sequence[Doors], seconds: float) -> int:
    worker = _worker_of(app)
    before = _memory_of(worker)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession())
        # One room first: it brings along what is loaded once.
        rooms = [await _enter(stack, http, app.url, doors[0])]
        first = _memory_of(worker)
        rooms += [await _enter(stack, http, app.url, each) for each in doors[1:]]
        opened = _memory_of(worker)
        people = [each for room in rooms for each in room]
        listening = [asyncio.create_task(each.listen()) for each in people]
        busy, started = _processor_time_of(worker), time.perf_counter()
        pause = 1 / UPDATES_A_SECOND / len(people)
        await asyncio.gather(
            *(each.draw(seconds, number * pause) for number, each in enumerate(people))
        )
        took = time.perf_counter() - started
        share = (_processor_time_of(worker) - busy) / took
        await _settle(rooms)
        drawn = _memory_of(worker)
        for task in listening:
            task.cancel()
    _show("rooms of two, twenty updates a second each", f"{len(rooms)}, for {took:.0f} s")
    refusals = [each for one in people for each in one.refusals]
    sent, heard = sum(one.sent for one in people), sum(len(one.strokes) for one in people)
    _show("updates sent, and heard by the other one", f"{sent}, {heard}; {len(refusals)} refused")
    show_times("from one participant to the other", [t for one in people for t in one.strokes])
    show_times("the socket's own round trip", [t for one in people for t in one.round_trips])
    _show("processor of the worker", f"{share:.0%} of a core")
    each = (opened - first) / max(1, len(rooms) - 1)
    _show("memory of an open room, two inside", f"{each:.0f} kB")
    each = (drawn - opened) / len(rooms)
    strokes = sum(len(one.drawn) for one in people) // len(rooms)
    _show(f"... and of {strokes} strokes drawn in it", f"{each:.0f} kB")
    _show("memory of the worker, before and after", f"{before} kB, {drawn} kB")
    lost = sum(_lost(one, other) + _lost(other, one) for one, other in rooms)
    unsaved = _unsaved(app, doors, rooms)
    _show("strokes lost: on the way, in the database", f"{lost}, {unsaved}")
    return lost + unsaved + len(refusals)


async def _enter(
    stack: AsyncExitStack, http: aiohttp.ClientSession, url: str, doors: Doors
) -> tuple[Participant, Participant]:
    teacher = await _come_in(stack, http, url, "teacher", doors.teacher_token)
    return teacher, await _come_in(stack, http, url, "student", doors.student_slug)


async def _come_in(
    stack: AsyncExitStack, http: aiohttp.ClientSession, url: str, door: str, token: str
) -> Participant:
    browser = str(uuid.uuid4())
    body = {"door": door, "token": token, "name": door, "participant": browser}
    async with http.post(f"{url}/classroom/enter", json=body) as answer:
        ticket = (await answer.json())["ticket"]
    address = f"{url.replace('http', 'ws', 1)}/classroom/socket"
    socket = await stack.enter_async_context(http.ws_connect(address))
    await socket.send_json({"type": "hello", "ticket": ticket})
    welcome = await socket.receive_json()
    assert welcome["type"] == "welcome", welcome
    return Participant(browser, socket)


async def _settle(rooms: Sequence[tuple[Participant, Participant]]) -> None:
    """Until everybody has heard all, or for so long; then until it is saved."""
    for _ in range(SECONDS_TO_SETTLE):
        if not any(_lost(one, other) + _lost(other, one) for one, other in rooms):
            break
        await asyncio.sleep(1)
    await asyncio.sleep(2)


def _lost(by: Participant, of: Participant) -> int:
    """Strokes of which `by` has not heard the newest state."""
    return sum(by.heard.get(stroke) != version for stroke, version in of.drawn.items())


def _unsaved(
    app: RunningApp, doors: Sequence[Doors], rooms: Sequence[tuple[Participant, Participant]]
) -> int:
    """Strokes whose newest state the database does not have."""
    missing = 0
    with sqlite3.connect(app.database_url.removeprefix("sqlite:///")) as database:
        for each, people in zip(doors, rooms, strict=True):
            query = "select item_id, version from board_item where lesson_id = ?"
            kept = dict(database.execute(query, (each.lesson_id,)).fetchall())
            for one in people:
                missing += sum(kept.get(stroke) != v for stroke, v in one.drawn.items())
    return missing


def _worker_of(app: RunningApp) -> int:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(app.pid)], capture_output=True, text=True, check=True
    )
    return int(found.stdout.split()[0])


def _memory_of(pid: int) -> int:
    """What is resident, in kilobytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // KILOBYTE


def _processor_time_of(pid: int) -> float:
    """In seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def show_times(what: str, times: Sequence[float]) -> None:
    """`times` are in milliseconds."""
    ordered = sorted(times)
    p50, p95 = (ordered[len(ordered) * percent // 100] for percent in (50, 95))
    _show(what, f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, slowest {ordered[-1]:.0f} ms")


def _show(what: str, measured: str) -> None:
    print(f"  {what:<44} {measured}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
