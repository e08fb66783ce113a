"""`/classroom/socket`: the one socket of each person in a room. JSON in text frames, `type` first;
`api.classroom_messages` has what browsers say, `services.classroom_wire` what they are told."""

import asyncio
import contextlib
import logging
import time
from typing import Any

from starlette.websockets import WebSocket

from tutorhub_app.api.asking import address_of, is_own_origin
from tutorhub_app.api.classroom_messages import (
    Admit,
    Chat,
    Cursor,
    Hello,
    Items,
    Leave,
    Media,
    Ping,
    Signal,
    items_of,
    parse,
)
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.board import BoardFull
from tutorhub_app.domain.buckets import Bucket
from tutorhub_app.domain.classroom import (
    CHARACTERS_A_MESSAGE,
    MESSAGES_A_SECOND,
    MESSAGES_AT_ONCE,
    Bye,
)
from tutorhub_app.domain.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    TooLarge,
    TutorHubError,
)
from tutorhub_app.logs import without_words
from tutorhub_app.services import classroom_doors, classroom_hub, rates
from tutorhub_app.services import classroom_outbox as outbox
from tutorhub_app.services import classroom_wire as wire
from tutorhub_app.services.classroom_hub import Hub
from tutorhub_app.services.classroom_outbox import Outbox
from tutorhub_app.services.classroom_room import Visitor
from tutorhub_app.services.unit import run

logger = logging.getLogger(__name__)

SECONDS_FOR_HELLO = 10
SECONDS_TO_CLOSE = 2
MOST_BAD_MESSAGES = 50
LONGEST_PAUSE = 5.0
"""Seconds for which somebody who sends too fast is not listened to."""


async def serve(websocket: WebSocket) -> None:
    """One connection, from its handshake to its end."""
    try:
        if not is_own_origin(websocket.headers):
            raise NotAllowed(code="foreignOrigin")
        await rates.use(address_of(websocket), None)
    except TutorHubError:
        # Before it is accepted: the handshake is answered 403.
        await websocket.close()
        return
    await websocket.accept()
    visitor = Visitor(Outbox(_Line(websocket)))
    talk = _Talk(websocket, visitor, classroom_hub.hub())
    tasks = [asyncio.create_task(visitor.outbox.run()), asyncio.create_task(talk.listen())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        talk.over()
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                logger.error("a room's socket failed\n%s", without_words(ended))
        with contextlib.suppress(Exception):
            async with asyncio.timeout(SECONDS_TO_CLOSE):
                await websocket.close(outbox.NORMAL)


class _Line:
    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def send(self, text: str) -> None:
        try:
            await self._websocket.send({"type": "websocket.send", "text": text})
        except Exception:
            # Servers say in many ways that the other end is gone.
            raise outbox.Closed from None

    async def close(self, code: int) -> None:
        with contextlib.suppress(Exception):
            await self._websocket.close(code)


class _Talk:
    """What one person says, and what is done about it."""

    def __init__(self, websocket: WebSocket, visitor: Visitor, hub: Hub) -> None:
        self._websocket = websocket
        self._visitor = visitor
        self._hub = hub
        self._bucket = Bucket(MESSAGES_A_SECOND, MESSAGES_AT_ONCE, time.monotonic())
        self._bad = 0

    def over(self) -> None:
        self._hub.go(self._visitor)

    async def listen(self) -> None:
        """Until they leave."""
        hello_by = asyncio.get_running_loop().time() + SECONDS_FOR_HELLO
        while not self._visitor.outbox.is_closed:
            try:
                async with asyncio.timeout_at(None if self._visitor.who else hello_by):
                    text = await self._next()
            except TimeoutError:
                self._visitor.outbox.close(outbox.BAD_MESSAGES)
                break
            if text is None:
                return
            await self._hear(text)
        await self._until_gone()

    async def _until_gone(self) -> None:
        """Nothing is heard any more while the last words are sent."""
        await asyncio.Event().wait()

    async def _next(self) -> str | None:
        """The next message; None when they are gone. What is no text is an empty one."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        return message.get("text") or ""

    async def _hear(self, text: str) -> None:
        visitor = self._visitor
        visitor.heard_at = time.monotonic()
        try:
            message, body = parse(text)
            if isinstance(message, Cursor):
                await self._cursor(message)
                return
            await self._slow_down(1 + len(text) / CHARACTERS_A_MESSAGE)
            await self._do(message, body)
        except (Invalid, TooLarge, NotAllowed, NotFound, Conflict) as error:
            self._refuse(error)
        except BoardFull:
            visitor.outbox.say(wire.error("boardIsFull", "The board is full."))
        except TutorHubError as error:
            visitor.outbox.say(wire.error(error.code, error.sentence))

    async def _do(self, message: Any, body: dict[str, Any]) -> None:
        visitor, hub = self._visitor, self._hub
        match message:
            case Hello():
                await self._hello(message)
            case Items():
                hub.change(visitor, items_of(message, body, utc_now()))
            case Chat():
                await hub.say(visitor, message.id, message.text)
            case Signal():
                hub.signal(visitor, message.to, body["data"])
            case Media():
                hub.media(visitor, mic=message.mic, camera=message.camera, screen=message.screen)
            case Admit():
                await hub.admit(visitor)
            case Leave():
                hub.go(visitor, at_will=True)
                visitor.outbox.close(outbox.NORMAL)
            case Ping():
                visitor.pings = True
                visitor.outbox.say(wire.message("pong", t=message.t))

    async def _hello(self, message: Hello) -> None:
        visitor = self._visitor
        if visitor.who is not None:
            raise Invalid("You have said hello.", code="helloIsOver")
        try:
            found = await run(classroom_doors.admitted, message.ticket)
            await self._hub.come(visitor, found.who, found.entry, message.stamps())
        except NotSignedIn:
            visitor.bye(Bye.FOREIGN)
        except NotFound:
            visitor.bye(Bye.DELETED)
        except TutorHubError:
            # As while the database is busy. Told no more than that, a browser would wait for ever.
            visitor.outbox.close(outbox.TRY_AGAIN)

    async def _cursor(self, message: Cursor) -> None:
        """Cursors are dropped first."""
        if self._bucket.take_if_there(1, time.monotonic()):
            self._hub.cursor(self._visitor, message.model_dump())
        else:
            await asyncio.sleep(1 / MESSAGES_A_SECOND)

    async def _slow_down(self, cost: float) -> None:
        """Who sends too fast is listened to less often. What they send then waits with them."""
        wait = self._bucket.take(cost, time.monotonic())
        if wait > 0:
            await asyncio.sleep(min(wait, LONGEST_PAUSE))

    def _refuse(self, error: TutorHubError) -> None:
        self._visitor.outbox.say(wire.error(error.code, error.sentence))
        self._bad += 1
        if self._bad > MOST_BAD_MESSAGES:
            self._visitor.outbox.close(outbox.BAD_MESSAGES)
