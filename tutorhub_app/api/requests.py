"""What every request carries along: its id, when it came, and who it says it is from."""

import re
import secrets
import time
from dataclasses import dataclass
from urllib.parse import parse_qs, quote

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tutorhub_app import logs
from tutorhub_app.settings import get_settings

_SCOPE_KEY = "tutorhub.request"
HEADER = "X-Request-Id"
# Of a longer one the log has the beginning.
LONGEST_PATH = 256
# What may stand in a log line and in a header as it is.
ALLOWED_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


@dataclass(slots=True)
class RequestInfo:
    """`id` is the client's own `requestId`, else 32 hex digits. `id_is_valid` is False when the
    client's could not be taken. `user_id` is whose token came along, if one of ours did."""

    id: str
    id_is_valid: bool
    started: float
    user_id: str | None = None

    @property
    def elapsed_ms(self) -> int:
        return round((time.perf_counter() - self.started) * 1000)


class Requests:
    """Gives each request its id, and its id to every log line that is written while it lasts;
    writes a line about each, when the settings want it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        info = info_of(scope)
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = info.id
            await send(message)

        token = logs.request_id.set(info.id)
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            if get_settings().access_log:
                logs.access(_line(scope, info, status))
            logs.request_id.reset(token)


def info_of(scope: Scope) -> RequestInfo:
    """The request's own; made when it is asked for first."""
    found: RequestInfo | None = scope.get(_SCOPE_KEY)
    if found is None:
        found = scope[_SCOPE_KEY] = _info(scope)
    return found


def _info(scope: Scope) -> RequestInfo:
    started = time.perf_counter()
    query = scope.get("query_string", b"")
    if b"requestId" in query:
        given = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("requestId")
        if given is not None:
            if ALLOWED_ID.fullmatch(given[0]):
                return RequestInfo(given[0], True, started)
            return RequestInfo(secrets.token_hex(16), False, started)
    return RequestInfo(secrets.token_hex(16), True, started)


def _line(scope: Scope, info: RequestInfo, status: int) -> str:
    """Without the query, which may hold a token. Status 0: the client left before the answer."""
    client = scope.get("client")
    path = quote(scope["path"][:LONGEST_PATH])
    milliseconds = (time.perf_counter() - info.started) * 1000
    return (
        f'{client[0] if client else "-"} "{scope["method"]} {path}" {status} '
        f"{milliseconds:.1f} ms {info.user_id or '-'}"
    )
