"""The outermost ASGI layer: our APIs beside the pages, and the headers of every answer."""

import base64
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


class Front:
    """Sends each prefix, with and without its closing slash, to its API; the rest to the pages."""

    def __init__(
        self, pages: ASGIApp, apis: Mapping[str, ASGIApp], headers: Mapping[str, str]
    ) -> None:
        self._pages = pages
        self._apis = dict(apis)
        self._headers = dict(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._pages(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                _redirect_within_the_origin(scope, headers)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        for prefix, api in self._apis.items():
            if _is_under(scope["path"], prefix):
                try:
                    await api(_below(scope, prefix), receive, send_with_headers)
                except Exception:
                    # Starlette raises again what the API has answered and logged already; the
                    # server would log it once more, words and all.
                    if not started:
                        raise
                return
        await self._pages(scope, receive, send_with_headers)


def _redirect_within_the_origin(scope: Scope, headers: MutableHeaders) -> None:
    """Redirect to a path rather than to an address: behind TLS ours would say http."""
    target = headers.get("location", "")
    own = f"{scope['scheme']}://{Headers(scope=scope).get('host', '')}"
    path = target.removeprefix(own)
    # Two slashes would make a host's name of what follows.
    if path != target and path.startswith("/") and not path.startswith("//"):
        headers["location"] = path


def _is_under(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix + "/")


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
