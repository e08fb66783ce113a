"""Sockets into the room of an online lesson: in process, or to a running server.

`rooms` are the rooms of this process; `open_socket()` is a socket to them, which says what it is
told to say and keeps all it hears. `room_url` says where a running server has its socket.
"""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from starlette.types import ASGIApp, Message

from tests.api.asking import front
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.domain.online_lessons import Door
from tutorhub_app.services import classroom_hub, live
from tutorhub_app.services.classroom_doors import Knock, enter
from tutorhub_app.services.classroom_hub import Hub

SECONDS = 30
PATH = "/classroom/socket"
Heard = dict[str, Any]


class Refused(Exception):
    """The handshake was."""


class RoomSocket:
    """One connection, over whatever carries its texts. `heard` is all that came, `code` what it
    was closed with."""

    def __init__(
        self, say: Callable[[str], Awaitable[None]], hear: Callable[[], Awaitable[str | int]]
    ) -> None:
        self._say = say
        self._hear = hear
        self.heard: list[Heard] = []
        self.code: int | None = None

    async def say(self, text: str) -> None:
        """Exactly this."""
        await self._say(text)

    async def send(self, kind: str, **body: Any) -> None:
        await self._say(json.dumps({"type": kind, **body}))

    async def until(self, kind: str, holds: Callable[[Heard], object] = lambda _: True) -> Heard:
        """The next message of that kind for which this holds."""
        while True:
            message = await self._next()
            assert message is not None, f"closed with {self.code} before {kind}: {self.heard}"
            if message["type"] == kind and holds(message):
                return message

    async def settle(self) -> None:
        """Wait until all that was sent before has been heard by the server, and answered."""
        mark = len(self.heard) + 0.5
        await self.send("ping", t=mark)
        await self.until("pong", lambda pong: pong["t"] == mark)

    async def until_closed(self) -> int:
        """What it is closed with."""
        while await self._next() is not None:
            pass
        assert self.code is not None
        return self.code

    def all(self, kind: str) -> list[Heard]:
        return [message for message in self.heard if message["type"] == kind]

    async def _next(self) -> Heard | None:
        async with asyncio.timeout(SECONDS):
            heard = await self._hear()
        if isinstance(heard, int):
            self.code = heard
            return None
        message: Heard = json.loads(heard)
        self.heard.append(message)
        return message


@contextlib.asynccontextmanager
async def in_process(app: ASGIApp, **headers: str) -> AsyncIterator[RoomSocket]:
    """Refused when it is."""
    to_app: asyncio.Queue[Message] = asyncio.Queue()
    from_app: asyncio.Queue[Message] = asyncio.Queue()
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "scheme": "ws",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"tutorhub.test")]
        + [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("192.0.2.1", 1234),
        "server": ("tutorhub.test", 80),
        "subprotocols": [],
        "state": {},
    }

    async def say(text: str) -> None:
        await to_app.put({"type": "websocket.receive", "text": text})

    async def hear() -> str | int:
        message = await from_app.get()
        if message["type"] == "websocket.close":
            return int(message["code"])
        return str(message["text"])

    await to_app.put({"type": "websocket.connect"})
    serving: asyncio.Task[None] = asyncio.create_task(_serve(app, scope, to_app, from_app))
    try:
        async with asyncio.timeout(SECONDS):
            first = await from_app.get()
        if first["type"] != "websocket.accept":
            raise Refused
        yield RoomSocket(say, hear)
    finally:
        await to_app.put({"type": "websocket.disconnect", "code": 1005})
        async with asyncio.timeout(SECONDS):
            await serving


async def _serve(
    app: ASGIApp,
    scope: dict[str, Any],
    to_app: asyncio.Queue[Message],
    from_app: asyncio.Queue[Message],
) -> None:
    await app(scope, to_app.get, from_app.put)


@contextlib.asynccontextmanager
async def to_server(
    http: aiohttp.ClientSession, url: str, **headers: str
) -> AsyncIterator[RoomSocket]:
    """Refused when it is."""
    address = f"{url.replace('http', 'ws', 1)}{PATH}"
    try:
        socket = await http.ws_connect(address, headers=headers, max_msg_size=0)
    except aiohttp.WSServerHandshakeError as error:
        raise Refused from error

    async def hear() -> str | int:
        message = await socket.receive()
        if message.type is aiohttp.WSMsgType.TEXT:
            return str(message.data)
        return socket.close_code or 1006

    try:
        yield RoomSocket(socket.send_str, hear)
    finally:
        await socket.close()


@pytest.fixture
async def rooms(database: object) -> AsyncIterator[Hub]:
    async with live.following(), classroom_hub.serving() as hub:
        yield hub


OpenSocket = Callable[..., Awaitable[RoomSocket]]


@pytest.fixture
async def open_socket(rooms: Hub) -> AsyncIterator[OpenSocket]:
    """`open_socket()`: a connection; with headers as keywords."""
    app = front()
    async with contextlib.AsyncExitStack() as stack:

        async def connect(**headers: str) -> RoomSocket:
            return await stack.enter_async_context(in_process(app, **headers))

        yield connect


ComeIn = Callable[..., Awaitable[RoomSocket]]


@pytest.fixture
def come_in(open_socket: OpenSocket) -> ComeIn:
    """`come_in(lesson, "student")`: a socket that has said hello by that door."""

    async def come(
        lesson: OnlineLesson, door: str = "student", browser: str = "", **hello: Any
    ) -> RoomSocket:
        socket = await open_socket()
        hello.setdefault("ticket", await ticket(lesson, door, browser))
        await socket.send("hello", **hello)
        return socket

    return come


async def ticket(lesson: OnlineLesson, door: str = "student", browser: str = "") -> str:
    """A ticket of that door, for a new browser or one that was here before."""
    token = lesson.teacher_token if door == "teacher" else lesson.student_slug
    name = browser or door
    return (await enter(None, Knock(Door(door), token, name, browser or str(uuid.uuid4())))).ticket
