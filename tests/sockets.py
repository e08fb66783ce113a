"""Raw clients of the running app's event socket: what any browser, or anyone, can send."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import socketio
from reflex.state import State
from reflex_base.utils.format import format_event_handler

from tutorhub_app.clock import utc_now
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.services import tokens

SECONDS = 60


def event_name(state: type, handler: str) -> str:
    """The registered name of a state's event handler."""
    return format_event_handler(state.event_handlers[handler])  # type: ignore[attr-defined]


def cookie_of(principal: Principal | None) -> str:
    """The cookie header of a principal whose session row exists; "" for nobody."""
    if principal is None:
        return ""
    now = utc_now()
    token = tokens.issue(
        user_id=principal.user_id,
        session_id=principal.session_id,
        expires_at=now + timedelta(days=1),
        now=now,
    )
    return f"{tokens.COOKIE}={token}"


@dataclass
class EventSocket:
    """One browser tab. `vars` are the newest values of all state vars the server told, by name;
    `events` what it told the browser to do (name, payload)."""

    url: str
    cookie: str = ""
    path: str = "/"
    query: dict[str, str] = field(default_factory=dict)
    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    vars: dict[str, Any] = field(default_factory=dict)
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._client = socketio.AsyncClient(reconnection=False)
        self._client.on("event", self._on_update, namespace="/_event")
        self._told = asyncio.Event()

    async def open(self) -> None:
        """Connect, and let the page begin as Reflex's own client does."""
        await self._client.connect(
            f"{self.url}?token={self.token}",
            headers={"Cookie": self.cookie} if self.cookie else {},
            socketio_path="/_event",
            namespaces=["/_event"],
            transports=["websocket"],
        )
        await self.send(event_name(State, "hydrate"))

    async def close(self) -> None:
        await self._client.disconnect()

    async def send(self, name: str, **payload: Any) -> None:
        await self._client.emit(
            "event",
            {
                "name": name,
                "payload": payload,
                "router_data": {
                    "pathname": self.path,
                    "asPath": self.path,
                    "query": self.query,
                },
            },
            namespace="/_event",
        )

    async def wait_until(self, holds: Callable[["EventSocket"], object]) -> None:
        """Wait for an update after which `holds(self)` is true."""
        async with asyncio.timeout(SECONDS):
            while not holds(self):
                self._told.clear()
                await self._told.wait()

    async def _on_update(self, update: Any) -> None:
        for delta in (update.get("delta") or {}).values():
            for name, value in delta.items():
                self.vars[name.removesuffix("_rx_state_")] = value
        for event in update.get("events") or []:
            self.events.append((event["name"], event.get("payload") or {}))
        self._told.set()
