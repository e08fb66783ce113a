"""The outermost ASGI layer: our APIs beside the pages, and the headers of every answer."""

import base64
import hashlib
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tutorhub_app import routes
from tutorhub_app.api.errors import crash_sentence
from tutorhub_app.api.requests import Requests, info_of
from tutorhub_app.logs import without_words

logger = logging.getLogger(__name__)

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


HeaderPairs: TypeAlias = tuple[tuple[bytes, bytes], ...]


class BrokenOff(Exception):
    """Tells the server to close the connection: what was sent so far is no whole answer."""


class Front:
    """Sends each prefix, with and without its closing slash, to its API; the rest to the pages.

    `""` is the prefix of an API that stands at the root. Whatever fails behind this ends here.
    """

    def __init__(
        self, pages: ASGIApp, apis: Mapping[str, ASGIApp], headers: Mapping[str, str]
    ) -> None:
        self._pages = pages
        # An API at the root would swallow the others.
        self._apis = dict(sorted(apis.items(), key=lambda item: -len(item[0])))
        self._headers = _as_sent(headers)
        self._headers_of_apis = _as_sent({**headers, **_OF_APIS})
        self._answer = Requests(self._route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket" and _is_under(scope["path"], routes.CLASSROOM):
            rooms = self._apis[routes.CLASSROOM]
            await rooms(_below(scope, routes.CLASSROOM), receive, send)
        else:
            # The pages' own socket, and the server's lifespan.
            await self._pages(scope, receive, send)

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        for prefix, api in self._apis.items():
            if _is_under(scope["path"], prefix):
                below = _below(scope, prefix)
                await self._guarded(api, self._headers_of_apis, below, receive, send)
                return
        await self._guarded(self._pages, self._headers, scope, receive, send)

    async def _guarded(
        self,
        app: ASGIApp,
        headers: HeaderPairs,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        started = ended = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started, ended
            if message["type"] == "http.response.body":
                ended = not message.get("more_body", False)
            elif message["type"] == "http.response.start":
                started = True
                if 300 <= message["status"] < 400:
                    _redirect_within_the_origin(scope, MutableHeaders(scope=message))
                _add_missing(message, headers)
            await send(message)

        try:
            await app(scope, receive, send_with_headers)
        except ClientDisconnect:
            logger.info("the client left before the end")
        except Exception as error:
            # Not raised further: the server would log it words and all.
            logger.error("a request failed\n%s", without_words(error))
            if not started:
                answer = PlainTextResponse(crash_sentence(info_of(scope).id), 500)
                await answer(scope, receive, send_with_headers)
            elif not ended:
                raise BrokenOff from None


# An answer is one person's, and may hold their token.
_OF_APIS = {"Cache-Control": "no-store"}


def _as_sent(headers: Mapping[str, str]) -> HeaderPairs:
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())


def _add_missing(message: Message, headers: HeaderPairs) -> None:
    """An app's own header stays as it is."""
    own = list(message.get("headers", ()))
    names = {name for name, _ in own}
    message["headers"] = own + [pair for pair in headers if pair[0] not in names]


def _redirect_within_the_origin(scope: Scope, headers: MutableHeaders) -> None:
    """Redirect to a path rather than to an address: behind TLS ours would say http."""
    target = headers.get("location", "")
    own = f"{scope['scheme']}://{Headers(scope=scope).get('host', '')}"
    path = target.removeprefix(own)
    # Two slashes would make a host's name of what follows.
    if path != target and path.startswith("/") and not path.startswith("//"):
        headers["location"] = path


def _is_under(path: str, prefix: str) -> bool:
    return not prefix or path == prefix or path.startswith(prefix + "/")


def _below(scope: Scope, prefix: str) -> Scope:
    """The scope as the API mounted at `prefix` sees it, without a longer path's closing slash."""
    rest = scope["path"][len(prefix) :].rstrip("/") or "/"
    root_path = scope.get("root_path", "") + prefix
    return {**scope, "root_path": root_path, "path": prefix + rest}


def security_headers(built_pages: Path | None, *, secure: bool) -> dict[str, str]:
    """Headers of every answer. Inline scripts of the built pages are allowed by their hashes."""
    scripts = " ".join(["'self'", *inline_script_hashes(built_pages)])
    headers = {
        # `no-referrer` would make Chromium send `Origin: null` on our own forms.
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "; ".join(
            [
                "default-src 'self'",
                f"script-src {scripts}",
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "font-src 'self' data:",
                "media-src 'self' blob:",
                "worker-src 'self' blob:",
                "object-src 'none'",
                "base-uri 'self'",
                "form-action 'self'",
                "frame-ancestors 'none'",
            ]
        ),
    }
    if secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def inline_script_hashes(built_pages: Path | None) -> list[str]:
    if built_pages is None or not built_pages.is_dir():
        return []
    scripts = {
        script
        for page in built_pages.rglob("*.html")
        for script in _INLINE_SCRIPT.findall(page.read_bytes())
        if script.strip()
    }
    return sorted(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in scripts
    )
