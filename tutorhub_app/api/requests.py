"""What every request of an API carries along: its id, and when it came."""

import re
import secrets
import time
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tutorhub_app import logs

_SCOPE_KEY = "tutorhub.request"
HEADER = "X-Request-Id"
# What may stand in a log line and in a header as it is.
ALLOWED_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """`id` is the client's own `requestId`, else 32 hex digits. `id_is_valid` is False when the
    client's could not be taken."""

    id: str
    id_is_valid: bool
    started: float

    @property
    def elapsed_ms(self) -> int:
        return round((time.perf_counter() - self.started) * 1000)


class Requests:
    """Gives each request its id, and its id to every log line that is written while it lasts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        info = _info(scope)
        scope[_SCOPE_KEY] = info

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = info.id
            await send(message)

        token = logs.request_id.set(info.id)
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            logs.request_id.reset(token)


def info_of(scope: Scope) -> RequestInfo:
    found: RequestInfo = scope[_SCOPE_KEY]
    return found


def _info(scope: Scope) -> RequestInfo:
    started = time.perf_counter()
    query = scope.get("query_string", b"")
    if b"requestId" in query:
        wanted = parse_qs(query.decode("latin-1")).get("requestId", [""])[0]
        if ALLOWED_ID.fullmatch(wanted):
            return RequestInfo(wanted, True, started)
        return RequestInfo(secrets.token_hex(16), not wanted, started)
    return RequestInfo(secrets.token_hex(16), True, started)
