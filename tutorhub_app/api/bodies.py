"""What a request's body may be: small enough, and JSON. Both are refused before it is parsed."""

from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Answers with the status, message code and sentence in the API's own error body.
Refuse = Callable[[int, str, str], ASGIApp]

TOO_LARGE = (413, "errMsg_bodyIsTooLarge")
NOT_JSON = (415, "errMsg_contentTypeIsNotJSON", "Send the body as Content-Type: application/json.")

_WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class JsonBodies:
    """Reads each body whole, up to `maximum` bytes; larger ones 413, other types than JSON 415.

    A request without a body needs no Content-Type.
    """

    def __init__(self, app: ASGIApp, *, maximum: int, refuse: Refuse) -> None:
        self._app = app
        self._maximum = maximum
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in _WITH_BODY:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        body = await self._body(headers, receive)
        if body is None:
            sentence = f"Send at most {self._maximum // 1024} kB."
            await self._refuse(*TOO_LARGE, sentence)(scope, receive, send)
        elif body and not is_json(headers.get("content-type", "")):
            await self._refuse(*NOT_JSON)(scope, receive, send)
        else:
            await self._app(scope, _replay(body, receive), send)

    async def _body(self, headers: Headers, receive: Receive) -> bytes | None:
        """The whole body, or None as soon as it is known to be too large."""
        announced = headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self._maximum:
            return None
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return b"".join(parts)
            part = message.get("body", b"")
            size += len(part)
            if size > self._maximum:
                return None
            parts.append(part)
            if not message.get("more_body", False):
                return b"".join(parts)


def is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or (
        media_type.startswith("application/") and media_type.endswith("+json")
    )


def _replay(body: bytes, receive: Receive) -> Callable[[], Awaitable[Message]]:
    """A `receive` that gives `body` first."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
