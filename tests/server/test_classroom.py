"""The rooms of lessons over the real server: restarts, slow readers, and what it refuses."""

import asyncio
import contextlib
import os
import signal
import socket
import urllib.parse
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from ops.running import RunningApp, serving_api
from tests.processes import processes
from tests.room_sockets import Refused, RoomSocket, to_server
from tests.rooms import element, knock, make_lesson
from tutorhub_app.data.engine import get_engine
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.settings import get_settings

MEGABYTE = 1024 * 1024
CHANGES = 100


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with serving_api(tmp_path_factory.mktemp("rooms")) as app:
        yield app


@pytest.fixture
def api(served: RunningApp) -> Iterator[RunningApp]:
    """The APIs alone, on a database that this process uses, too."""
    with using(served.folder):
        yield served


@contextlib.contextmanager
def using(folder: Path) -> Iterator[None]:
    """Have this process use the database of a server that has its data there."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", f"sqlite:///{folder / 'tutorhub.db'}")
        environment.setenv("TUTORHUB_VAR_DIR", str(folder))
        get_settings.cache_clear()
        get_engine.cache_clear()
        yield
        get_engine().dispose()
    get_engine.cache_clear()
    get_settings.cache_clear()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def ticket_of(
    http: aiohttp.ClientSession, app: RunningApp, lesson: OnlineLesson, door: str, browser: str = ""
) -> str:
    body = knock(lesson, door, browser=browser)
    async with http.post(f"{app.url}/classroom/enter", json=body) as answer:
        assert answer.status == 200, await answer.text()
        return str((await answer.json())["ticket"])


@contextlib.asynccontextmanager
async def inside(
    http: aiohttp.ClientSession, app: RunningApp, ticket: str, **hello: Any
) -> AsyncIterator[RoomSocket]:
    async with to_server(http, app.url) as room:
        await room.send("hello", ticket=ticket, **hello)
        yield room


async def test_a_stroke_goes_from_one_to_the_other_and_is_kept(
    api: RunningApp, http: aiohttp.ClientSession
):
    lesson = make_lesson()
    teacher_ticket = await ticket_of(http, api, lesson, "teacher")
    student_ticket = await ticket_of(http, api, lesson, "student")
    async with inside(http, api, teacher_ticket) as teacher:
        await teacher.until("welcome")
        async with inside(http, api, student_ticket) as student:
            await student.until("welcome")
            await teacher.send("items", items=[drawn := element("a", text="Zoë 🎨")])
            assert (await student.until("items"))["items"] == [drawn]
            await teacher.until("saved")


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[RunningApp]:
    """As `api`, for one test alone: a server two of whose workers die within seconds gives up."""
    with serving_api(tmp_path) as app, using(tmp_path):
        yield app


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_a_board_survives_its_server(
    mortal: RunningApp, http: aiohttp.ClientSession, how: signal.Signals
):
    """The worker dies, and another takes its place: both come back with what they have, and what
    was on its way is sent again."""
    api, lesson = mortal, make_lesson()
    browser = str(uuid.uuid4())
    ticket = await ticket_of(http, api, lesson, "teacher", browser)
    saved, unsaved = element("saved", 3, 4), element("unsaved", 1, 4)
    async with inside(http, api, ticket) as teacher:
        await teacher.until("welcome")
        await teacher.send("items", items=[saved])
        await teacher.send("chat", id=str(uuid.uuid4()), text="Before")
        await teacher.until("saved")
        (worker,) = (pid for pid, parent in processes().items() if parent == api.pid)
        os.kill(worker, how)
        await teacher.until_closed()
    async with _again(http, api, ticket, saved, unsaved) as teacher:
        welcome = await teacher.until("welcome")
        assert welcome["items"] == []
        assert welcome["wanted"] == ["unsaved"]
        assert [line["text"] for line in welcome["chat"]] == ["Before"]
        await teacher.send("items", items=[unsaved])
        await teacher.until("saved")
    async with inside(http, api, await ticket_of(http, api, lesson, "student")) as late:
        welcome = await late.until("welcome")
        assert welcome["items"] == [saved, unsaved]
    told = await _told(http, api, ticket)
    assert [stay["door"] for stay in told["attendance"]] == ["teacher", "student"]


@contextlib.asynccontextmanager
async def _again(
    http: aiohttp.ClientSession, app: RunningApp, ticket: str, *items: Any
) -> AsyncIterator[RoomSocket]:
    """As a browser that tries until the server is there again."""
    have = {item["id"]: [item["version"], item["versionNonce"]] for item in items}
    async with contextlib.AsyncExitStack() as stack:
        async with asyncio.timeout(60):
            while True:
                with contextlib.suppress(aiohttp.ClientError, Refused):
                    room = inside(http, app, ticket, have=have)
                    found = await stack.enter_async_context(room)
                    break
                await asyncio.sleep(0.2)
        yield found


async def _told(http: aiohttp.ClientSession, app: RunningApp, ticket: str) -> Any:
    headers = {"Authorization": f"Bearer {ticket}"}
    async with http.get(f"{app.url}/classroom/lesson", headers=headers) as answer:
        return await answer.json()


async def test_stopping_the_server_keeps_what_was_just_drawn(
    tmp_path: Path, http: aiohttp.ClientSession
):
    with using(tmp_path):
        with serving_api(tmp_path) as app:
            lesson = make_lesson()
            ticket = await ticket_of(http, app, lesson, "teacher")
            async with inside(http, app, ticket) as teacher:
                await teacher.until("welcome")
                await teacher.send("items", items=[drawn := element("a")])
                await teacher.settle()
                os.kill(app.pid, signal.SIGTERM)
                # With whose code, ours or the web server's, depends on who is faster.
                await teacher.until_closed()
        with serving_api(tmp_path) as app:
            ticket = await ticket_of(http, app, lesson, "teacher")
            async with inside(http, app, ticket) as teacher:
                assert (await teacher.until("welcome"))["items"] == [drawn]


async def test_who_reads_nothing_neither_holds_up_the_others_nor_fills_the_servers_memory(
    api: RunningApp, http: aiohttp.ClientSession
):
    """One element of 150 kB changes often: 15 MB for somebody who takes nothing."""
    lesson = make_lesson()
    teacher_ticket = await ticket_of(http, api, lesson, "teacher")
    student_ticket = await ticket_of(http, api, lesson, "student")
    deaf_ticket = await ticket_of(http, api, lesson, "student")
    (worker,) = (pid for pid, parent in processes().items() if parent == api.pid)
    async with (
        inside(http, api, teacher_ticket) as teacher,
        inside(http, api, student_ticket) as student,
    ):
        await teacher.until("welcome")
        await student.until("welcome")
        with _deaf(api, deaf_ticket):
            await student.until("joined")
            before = _memory_of(worker)
            for version in range(1, CHANGES + 1):
                heavy = element("a", version, points="x" * 150_000)
                await teacher.send("items", items=[heavy])
                if version % 10 == 0:
                    await _until_version(student, version)
            assert _memory_of(worker) - before < 8 * MEGABYTE


async def _until_version(room: RoomSocket, version: int) -> None:
    await room.until("items", lambda told: told["items"][0]["version"] >= version)
    room.heard.clear()


@contextlib.contextmanager
def _deaf(app: RunningApp, ticket: str) -> Iterator[None]:
    """A socket that says hello and takes nothing."""
    address = urllib.parse.urlsplit(app.url)
    with socket.socket() as line:
        # What the kernel takes for us is not what we take.
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect((address.hostname, address.port))
        line.sendall(
            b"GET /classroom/socket HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert b" 101 " in line.recv(1024)
        hello = b'{"type":"hello","ticket":"%s"}' % ticket.encode()
        # A masked frame of text; a mask of zeros leaves it as it is.
        line.sendall(b"\x81\xfe" + len(hello).to_bytes(2, "big") + bytes(4) + hello)
        yield


def _memory_of(pid: int) -> int:
    """What is resident, in bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def test_other_addresses_and_other_sites_get_no_socket(
    api: RunningApp, http: aiohttp.ClientSession
):
    with pytest.raises(Refused):
        async with to_server(http, api.url, Origin="https://evil.test"):
            pass
    for path in ("/classroom", "/classroom/elsewhere", "/classroom/files/a"):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(f"{api.url}{path}")
    async with http.get(f"{api.url}/classroom/socket") as answer:
        assert answer.status == 404
