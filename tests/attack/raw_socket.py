"""A browser's socket without a browser: it sends whatever it likes, and keeps all it is told."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from typing import Any

import socketio
from reflex.state import State
from reflex_base.utils.format import format_event_handler

from ops.running import RunningApp
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.services import tokens
from tutorhub_app.services.tokens import COOKIE

NAMESPACE = "/_event"
ROOT = State.get_full_name()
HYDRATE = format_event_handler(State.event_handlers["hydrate"])
LOAD_WHOLE = format_event_handler(State.event_handlers["hydrate_and_load"])
HYDRATED = "is_hydrated_rx_state_"
# A queue of thousands of events takes seconds: only so that a test ends.
SECONDS = 120


def token_of(person: Principal) -> str:
    """The token of the person's session, with the key of the app whose database is in use."""
    from tutorhub_app.clock import utc_now

    return tokens.issue(
        user_id=person.user_id,
        session_id=person.session_id,
        expires_at=utc_now().replace(year=2100),
        now=utc_now(),
    )


class RawSocket:
    """One connection. `client_token` names the tab, `session` goes into the cookie."""

    def __init__(self, app: RunningApp, session: str = "", client_token: str = "") -> None:
        self.client_token = client_token or str(uuid.uuid4())
        self.updates: list[dict[str, Any]] = []
        self.new_tokens: list[str] = []
        self.path = "/home"
        self._app = app
        self._session = session
        self._asked = 0
        self._answers: list[dict[str, dict[str, Any]]] = []
        self._news = asyncio.Event()
        self._client = socketio.AsyncClient(reconnection=False)
        self._client.on("event", self._on_update, namespace=NAMESPACE)
        self._client.on("new_token", self.new_tokens.append, namespace=NAMESPACE)

    async def connect(self, *, boot: bool = True, **headers: str) -> None:
        self._asked += boot
        cookie = {"Cookie": f"{COOKIE}={self._session}"} if self._session else {}
        await self._client.connect(
            f"{self._app.url}{NAMESPACE}?token={self.client_token}",
            socketio_path=NAMESPACE,
            namespaces=[NAMESPACE],
            transports=["websocket"],
            headers=cookie | headers,
            auth={"event": self._event(HYDRATE, {})} if boot else None,
        )

    async def close(self) -> None:
        await self._client.disconnect()

    async def send(self, name: str, payload: Any = None, **router_data: Any) -> None:
        if name in (HYDRATE, LOAD_WHOLE) and not payload:
            self._asked += 1
        await self.emit("event", self._event(name, payload or {}, **router_data))

    async def emit(self, what: str, *data: Any) -> None:
        await self._client.emit(what, data, namespace=NAMESPACE)

    async def settle(self) -> dict[str, dict[str, Any]]:
        """Wait until all that was sent before is done, and what that set off; the whole state as
        the server tells it then.

        Events of one socket are done in turn, and those that they set off after them.
        """
        for _ in range(2):
            await self.send(HYDRATE)
            async with asyncio.timeout(SECONDS):
                while len(self._answers) < self._asked:
                    self._news.clear()
                    await self._news.wait()
        return self._answers[-1]

    async def told(self, what: str) -> None:
        """Wait until the server says something that holds these words."""
        async with asyncio.timeout(SECONDS):
            while what not in repr(self.updates):
                self._news.clear()
                await self._news.wait()

    def heard(self) -> str:
        """All that the server said, as text."""
        return repr(self.updates)

    def forget(self) -> None:
        self.updates.clear()

    def deltas(self) -> list[dict[str, dict[str, Any]]]:
        return [update["delta"] for update in self.updates if update.get("delta")]

    def events(self) -> list[dict[str, Any]]:
        return [event for update in self.updates for event in update.get("events", [])]

    def small_deltas(self) -> list[dict[str, dict[str, Any]]]:
        """Deltas but those of the whole tree."""
        return [delta for delta in self.deltas() if not _is_whole(delta)]

    def _event(self, name: Any, payload: Any, **router_data: Any) -> dict[str, Any]:
        path = {"pathname": self.path, "asPath": self.path, "query": {}}
        return {"name": name, "payload": payload, "router_data": path | router_data}

    def _on_update(self, update: dict[str, Any]) -> None:
        self.updates.append(update)
        delta = update.get("delta") or {}
        if _is_whole(delta) and not sent_to(delta):
            self._answers.append(delta)
        self._news.set()


def sent_to(delta: dict[str, dict[str, Any]]) -> str:
    """The address that the page is told to load, or "". The answer to a hydration has none."""
    return next((v for values in delta.values() if (v := values.get("whole_load_rx_state_"))), "")


def _is_whole(delta: dict[str, dict[str, Any]]) -> bool:
    """Of the whole tree, which only a hydration or a reset sends."""
    return len(delta) > 5 and HYDRATED in delta.get(ROOT, {})


@contextlib.asynccontextmanager
async def connected(
    app: RunningApp, person: Principal | None = None, client_token: str = "", path: str = "/home"
) -> AsyncIterator[RawSocket]:
    """A socket of this person, or of nobody, that has heard its first whole state."""
    socket = RawSocket(app, token_of(person) if person else "", client_token)
    socket.path = path
    await socket.connect()
    try:
        await socket.settle()
        yield socket
    finally:
        await socket.close()
