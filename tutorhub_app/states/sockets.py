"""The pages' sockets: which state tree a socket reaches, and how much it may send.

A page names its state tree by a client token, which it keeps for as long as its tab lives, and
which others may learn. So the server's name of a tree is made of that token and the session
cookie of the socket's handshake: another person in the same tab, or a token without its cookie,
reaches another tree, and what was computed for one person is never sent to a socket of another.
"""

import asyncio
import hashlib
import logging
from typing import Any
from urllib.parse import parse_qs, urlencode

import reflex as rx
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from reflex.app import EventNamespace
from reflex_base.registry import RegistrationContext
from starlette.requests import cookie_parser

from tutorhub_app.services.tokens import COOKIE
from tutorhub_app.settings import get_settings

logger = logging.getLogger(__name__)

# What browsers may send, and how many values come with it.
_SOCKET_EVENTS = {"event": 1, "client_error": 1, "ping": 0}


def session_token(headers: dict[str, str]) -> str:
    """The session token in a handshake's headers, "" when there is none."""
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def install(app: rx.App) -> None:
    """Let these sockets serve the app's pages, in place of Reflex's own."""
    plain = app.event_namespace
    if plain is None or app.sio is None:
        raise RuntimeError("The app has no state, and so no sockets.")
    app._event_namespace = Sockets(plain.namespace, app)
    app.sio.register_namespace(app._event_namespace)


class Sockets(EventNamespace):
    """Reflex's sockets, bound to the cookie of their handshake and limited in their events."""

    def __init__(self, namespace: str, app: rx.App) -> None:
        super().__init__(namespace, app)
        # Counted in this process alone, for a socket lives in one: no hop to Redis per event.
        self._uses = MovingWindowRateLimiter(MemoryStorage())

    async def trigger_event(self, event: Any, *args: Any) -> Any:
        """Dispatch an event. By its name a browser could call any `on_...` method: `on_connect`,
        for one, with a handshake of its own making; or `on_disconnect`, which forgets how much
        the socket has sent.
        """
        server = self.app.sio
        if event == "connect":
            real = server.get_environ(args[0], self.namespace)
            if len(args) < 2 or args[1] is not real:
                logger.warning("refused an event: a forged handshake")
                return None
        elif event == "disconnect":
            # The server counts a socket as gone before it says so.
            if server.manager.is_connected(args[0], self.namespace):
                logger.warning("refused an event: a forged farewell")
                return None
        elif not isinstance(event, str) or len(args) - 1 != _SOCKET_EVENTS.get(event):
            logger.warning("refused an event: of another name, or with too many or few values")
            return None
        return await super().trigger_event(event, *args)

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        headers = self._build_static_router_data(sid, environ)["headers"]
        await super().on_connect(sid, _bound(environ, session_token(headers)), auth)

    async def on_event(self, sid: str, data: Any) -> None:
        settings = get_settings()
        if settings.limits_enabled and not self._uses.hit(parse(settings.events_per_page), sid):
            logger.warning("refused an event: more than %s on a page", settings.events_per_page)
        elif not _is_for_browsers(data):
            logger.warning("refused an event: malformed, unknown, or the server's own")
        else:
            await super().on_event(sid, data)

    async def on_client_error(self, sid: str, data: Any = None) -> None:
        await super().on_client_error(sid, data if _is_plain(data) else None)

    def on_disconnect(self, sid: str) -> asyncio.Task | None:
        self._uses.clear(parse(get_settings().events_per_page), sid)
        return super().on_disconnect(sid)


def _bound(environ: dict[str, Any], session: str) -> dict[str, Any]:
    """The handshake with the client's token bound to the session token beside it."""
    query = parse_qs(environ.get("QUERY_STRING", ""))
    tokens = query.get("token")
    if not tokens:
        return environ
    name = hashlib.sha256(f"{tokens[0]}\n{session}".encode(errors="replace")).hexdigest()
    return {**environ, "QUERY_STRING": urlencode({**query, "token": name}, doseq=True)}


def _is_for_browsers(data: Any) -> bool:
    """Whether this is an event of the right shape, and of a handler that browsers may start.

    Background handlers are started by the server when a page is loaded, and end with the page.
    One that a browser started would go on without it.
    """
    if not isinstance(data, dict) or not isinstance(data.get("name"), str):
        return False
    router_data = data.get("router_data", {})
    if not isinstance(router_data, dict) or not isinstance(data.get("payload", {}), dict):
        return False
    if not isinstance(router_data.get("query", {}), dict):
        return False
    if not isinstance(router_data.get("pathname", ""), str):
        return False
    registered = RegistrationContext.get().event_handlers.get(data["name"])
    return registered is not None and not registered.handler.is_background


def _is_plain(data: Any) -> bool:
    return isinstance(data, dict) and all(isinstance(value, str) for value in data.values())
