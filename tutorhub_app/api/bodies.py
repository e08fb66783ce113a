"""What a request's body may be: small enough, in time, and JSON. All is refused before it is
parsed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tutorhub_app.api.strict_json import require_strict
from tutorhub_app.domain.errors import Invalid, TooLarge, TooSlow, TutorHubError, UnsupportedType
from tutorhub_app.settings import get_settings

# Answers with the error, as the API shows errors.
Refuse = Callable[[TutorHubError], ASGIApp]


@dataclass(frozen=True, slots=True)
class Taken:
    """Which bodies are read, by the method; whether one may come without a Content-Type, and hold
    integers of any length."""

    methods: frozenset[str] = frozenset({"POST", "PUT", "PATCH", "DELETE"})
    untyped: bool = False
    long_integers: bool = False


USUAL = Taken()


class JsonBodies:
    """Reads each body whole, up to `maximum` bytes and as long as the settings allow, and lets
    through what is strict JSON. A request without a body needs no Content-Type."""

    def __init__(self, app: ASGIApp, *, maximum: int, refuse: Refuse, taken: Taken = USUAL) -> None:
        self._app = app
        self._maximum = maximum
        self._refuse = refuse
        self._taken = taken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in self._taken.methods:
            await self._app(scope, receive, send)
            return
        try:
            body = await self._accepted(Headers(scope=scope), receive)
        except TutorHubError as error:
            await self._refuse(error)(scope, receive, send)
        else:
            await self._app(scope, _replay(body, receive), send)

    async def _accepted(self, headers: Headers, receive: Receive) -> bytes:
        announced = headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self._maximum:
            raise self._too_large()
        try:
            async with asyncio.timeout(get_settings().body_seconds):
                body = await self._body(receive)
        except TimeoutError:
            raise TooSlow(code="bodyIsTooSlow") from None
        if body:
            if not self._may_be_json(headers.get("content-type")):
                sentence = "Send the body as Content-Type: application/json."
                raise UnsupportedType(sentence, code="contentTypeIsNotJSON")
            if headers.get("content-encoding", "identity").strip().lower() != "identity":
                sentence = "Send the body as it is, without Content-Encoding."
                raise UnsupportedType(sentence, code="contentEncodingIsNotSupported")
            require_strict(body, long_integers=self._taken.long_integers)
        return body

    def _may_be_json(self, content_type: str | None) -> bool:
        if not content_type:
            return self._taken.untyped
        return is_json(content_type)

    async def _body(self, receive: Receive) -> bytes:
        """The whole body; TooLarge as soon as it is known to be. Invalid when the client leaves
        before its end: what came so far may mean something else."""
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise Invalid("The body did not arrive whole.", code="bodyIsNotWhole")
            part = message.get("body", b"")
            size += len(part)
            if size > self._maximum:
                raise self._too_large()
            parts.append(part)
            if not message.get("more_body", False):
                return b"".join(parts)

    def _too_large(self) -> TooLarge:
        return TooLarge(f"Send at most {self._maximum // 1024} kB.", code="bodyIsTooLarge")


async def read_body(request: Request, require_size: Callable[[int], None]) -> bytes:
    """The body of a request that brings a file, read no further than it may be long:
    `require_size` raises for a size that is too much."""
    announced = request.headers.get("content-length", "")
    require_size(int(announced) if announced.isdigit() else 0)
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        require_size(len(data))
    return bytes(data)


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
