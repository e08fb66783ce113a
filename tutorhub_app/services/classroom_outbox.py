"""What is still to be sent to one person, however slow they are to take it.

Of an item only its newest state is sent, of each cursor its newest place: whoever is slow hears
less often, but never of something that is over. So what waits never outgrows the board; of all
else only so much may wait.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Protocol

from tutorhub_app.domain.board import Item
from tutorhub_app.services import classroom_wire as wire

MOST_WAITING = 4_000_000
"""Characters of what has to arrive as it is."""
A_MESSAGE = 300_000
"""About how many characters of items go together."""
SECONDS_TO_SAY_BYE = 5.0
SECONDS_TO_CLOSE = 10.0
"""In which what is being sent has to be taken, too."""


class Line(Protocol):
    """One end of a socket. `send` returns when the other end's network has taken it."""

    async def send(self, text: str) -> None: ...

    async def close(self, code: int) -> None: ...


class Closed(Exception):
    """Raised by a line whose other end is gone."""


class Outbox:
    def __init__(self, line: Line) -> None:
        self._line = line
        self._queue: deque[tuple[str, int]] = deque()
        self._waiting = 0
        self._board: Mapping[str, Item] = {}
        self._changed: dict[str, str] = {}
        self._cursors: dict[str, str] = {}
        self._news = asyncio.Event()
        self._code: int | None = None
        self._running: asyncio.Task[None] | None = None
        self.sending_since: float | None = None
        """When what is being sent was given to the line, in seconds of the monotonic clock."""

    @property
    def is_closed(self) -> bool:
        return self._code is not None

    def attach(self, board: Mapping[str, Item], first: str = "") -> None:
        """Send this, which tells of the whole board and may be as long, and from now on its
        items."""
        self._board = board
        if first and not self.is_closed:
            self._put(first, 0)

    def say(self, text: str) -> None:
        """Send this, after all that was said before."""
        if self.is_closed:
            return
        if self._queue and self._waiting + len(text) > MOST_WAITING:
            self.close(TOO_SLOW)
            return
        self._put(text, len(text))

    def items(self, sender: str, item_ids: Iterable[str]) -> None:
        """Send what is on the board under these ids by then."""
        for item_id in item_ids:
            self._changed[item_id] = sender
        self._news.set()

    def forget(self, item_ids: Iterable[str]) -> None:
        """They have a newer state themselves."""
        for item_id in item_ids:
            self._changed.pop(item_id, None)

    def cursor(self, sender: str, text: str) -> None:
        self._cursors[sender] = text
        self._news.set()

    def close(self, code: int, last: str | None = None) -> None:
        """Send what has to arrive, and this at last, and close."""
        if self.is_closed:
            return
        if last is not None:
            self._queue.append((last, 0))
        self._code = code
        self._news.set()
        if self._running is not None:
            # Who takes nothing must not be waited for: nobody looks after them any more.
            asyncio.get_running_loop().call_later(SECONDS_TO_CLOSE, self._running.cancel)

    def abort(self) -> None:
        """Close at once: they take nothing any more, or are gone."""
        self.close(TOO_SLOW)
        if self._running is not None:
            self._running.cancel()

    async def run(self) -> None:
        """Send until closed."""
        self._running = asyncio.current_task()
        with contextlib.suppress(Closed):
            while not self.is_closed:
                await self._news.wait()
                self._news.clear()
                await self._send_all()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SECONDS_TO_SAY_BYE):
                    while self._queue:
                        await self._line.send(self._queue.popleft()[0])
            await self._line.close(self._code or NORMAL)

    async def _send_all(self) -> None:
        while not self.is_closed and (text := self.take()) is not None:
            self.sending_since = time.monotonic()
            await self._line.send(text)
            self.sending_since = None

    def take(self) -> str | None:
        """What to send next, which is then no longer here."""
        if self._queue:
            text, weight = self._queue.popleft()
            self._waiting -= weight
            return text
        if self._changed:
            return self._next_items()
        if self._cursors:
            return self._cursors.pop(next(iter(self._cursors)))
        return None

    def _put(self, text: str, weight: int) -> None:
        self._queue.append((text, weight))
        self._waiting += weight
        self._news.set()

    def _next_items(self) -> str:
        """The changes of one sender, as many as go together."""
        sender = next(iter(self._changed.values()))
        taken: list[Item] = []
        size = 0
        for item_id in [each for each, by in self._changed.items() if by == sender]:
            item = self._board[item_id]
            taken.append(item)
            del self._changed[item_id]
            size += len(item.content)
            if size >= A_MESSAGE:
                break
        return wire.items(sender, taken)


NORMAL = 1000
RESTARTING = 1012
TRY_AGAIN = 1013
BAD_MESSAGES = 4400
FOREIGN = 4401
DELETED = 4404
TOO_SLOW = 4408
FULL = 4409
OVER = 4410
CANCELED = 4411
REPLACED = 4412
