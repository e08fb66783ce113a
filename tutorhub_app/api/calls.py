"""One call of a documented route: its token, its common parameters, and the envelope around its
answer.

A route is a few lines: parse, one call of `read`, `listed` or `write` with one service, and how
the result is shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Depends, Request, Response
from sqlmodel import Session

from tutorhub_app.api.asking import origin_of, require_own_origin, token_of
from tutorhub_app.api.requests import RequestInfo, info_of
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import Invalid, NotSignedIn
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.services import answering, tokens
from tutorhub_app.services.answering import Asked, Once, Remember

T = TypeVar("T")
Shown = dict[str, Any]
Topics = Callable[[Session, Principal | None], tuple[str, ...]]

APP_VERSION = "1.0.48"
CACHE_SECONDS = 300
LONGEST_CACHE_SECONDS = 86_400
LARGEST_PAGE = 1000
LARGEST_PAGE_NUMBER = 1_000_000
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class CommonParameters:
    """The parameters that all business routes share, from the address's query."""

    joins: bool
    caching: bool
    cache_seconds: int
    page: PageRequest


class Call:
    """A request on its way to one service. One that `is_secret` is answered with a secret: an
    Idempotency-Key, which would keep the answer, is not heeded."""

    __slots__ = ("_info", "_parameters", "_request", "_token", "is_secret", "origin")

    def __init__(self, request: Request, token: str | None) -> None:
        self._request = request
        self._token = token
        self.is_secret = False
        self.origin = origin_of(request)
        self._info: RequestInfo = info_of(request.scope)
        self._parameters = _common(request)

    @property
    def page(self) -> PageRequest:
        return self._parameters.page

    async def read(
        self,
        name: str,
        service: Callable[..., T],
        *args: Any,
        show: Callable[[T], Shown],
        **kw: Any,
    ) -> Response:
        """GET one object."""

        def present(asked: Asked, result: T) -> bytes:
            return self._whole(asked, name, "get", {"rowCount": 1, name: show(result)})

        found = await answering.answer(self._token, service, *args, present=present, **kw)
        return _json(found.body)

    async def listed(
        self,
        name: str,
        service: Callable[..., Page[T]],
        *args: Any,
        show: Callable[[T], Shown],
        topics: Topics | None = None,
        **kw: Any,
    ) -> Response:
        """GET a page of a list. With `topics` it may come from memory."""

        def tail(_: Asked, page: Page[T]) -> bytes:
            return orjson.dumps(
                {
                    "rowCount": len(page.rows),
                    name: [show(row) for row in page.rows],
                    "paging": {
                        "pageNumber": page.asked.number,
                        "pageRowCount": page.row_count,
                        "totalRowCount": page.total,
                        "pageCount": page.page_count,
                    },
                    "filters": [],
                    "uiPermissions": [],
                }
            )

        return await self._from_memory(name, service, *args, tail=tail, topics=topics, **kw)

    async def counted(
        self,
        name: str,
        service: Callable[..., T],
        *args: Any,
        show: Callable[[T], list[Shown]],
        topics: Topics | None = None,
        until: Callable[[T], Any] = lambda _: None,
        **kw: Any,
    ) -> Response:
        """GET rows that are not a page of a list."""

        def tail(_: Asked, result: T) -> bytes:
            rows = show(result)
            return orjson.dumps({"rowCount": len(rows), name: rows})

        return await self._from_memory(
            name, service, *args, tail=tail, topics=topics, until=until, **kw
        )

    async def write(
        self,
        name: str,
        action: str,
        service: Callable[..., T],
        *args: Any,
        show: Callable[[T], Shown],
        joins: Callable[[T], Mapping[str, Shown]] | None = None,
        **kw: Any,
    ) -> Response:
        """Create, update or delete one object; 201 for a create. A POST that carries an
        Idempotency-Key is done once."""
        status = 201 if action == "create" else 200

        def present(asked: Asked, result: T) -> bytes:
            rest: Shown = {"rowCount": 1, name: show(result)}
            if joins is not None and self._parameters.joins:
                rest |= joins(result)
            return self._whole(asked, name, action, rest)

        once = await self._once(status)
        done = await answering.answer(self._token, service, *args, present=present, once=once, **kw)
        if done.replayed is not None:
            return _json(done.body, done.replayed, {"Idempotency-Replayed": "true"})
        return _json(done.body, status)

    async def _from_memory(
        self,
        name: str,
        service: Callable[..., T],
        *args: Any,
        tail: Callable[[Asked, T], bytes],
        topics: Topics | None,
        until: Callable[[T], Any] = lambda _: None,
        **kw: Any,
    ) -> Response:
        remember = None
        if topics is not None and self._parameters.caching:
            remember = Remember(
                self._question_here(), self._parameters.cache_seconds, topics, until
            )
        found = await answering.answer(
            self._token, service, *args, present=tail, remember=remember, **kw
        )
        source = "cache" if found.from_memory else "db"
        head = self._head(found.asked, name, "list", source=source)
        return _json(_joined(head, found.body))

    def _whole(self, asked: Asked, name: str, action: str, rest: Shown) -> bytes:
        return orjson.dumps(self._head(asked, name, action) | rest)

    def _head(self, asked: Asked, name: str, action: str, *, source: str = "db") -> Shown:
        who = asked.principal
        return {
            "status": "OK",
            "statusCode": "201" if action == "create" else "200",
            "elapsedMs": self._info.elapsed_ms,
            "ssoTime": asked.sso_ms,
            "source": source,
            "cacheKey": answering.key_of(self._question_here(), who),
            "userId": who.user_id if who else None,
            "sessionId": who.session_id if who else None,
            "requestId": self._info.id,
            "dataName": name,
            "method": self._request.method,
            "action": action,
            "appVersion": APP_VERSION,
        }

    def _question_here(self) -> str:
        """The question with where it is asked: answers tell addresses of their own site."""
        return f"{self.origin} {self._question()}"

    def _question(self) -> str:
        """The API, the route and all parameters that the answer depends on; the same wherever the
        API is mounted."""
        scope = self._request.scope
        query = self._request.query_params.multi_items() if scope["query_string"] else ()
        asked = sorted(
            (name, value)
            for name, value in query
            if name not in ("access_token", "requestId", "caching", "cacheTTL")
        )
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        return f"{scope['app'].title} {self._request.method} {path} {asked}"

    async def _once(self, status: int) -> Once | None:
        key = self._request.headers.get("idempotency-key")
        if self._request.method != "POST" or key is None or self.is_secret:
            return None
        if not key.strip() or len(key) > LONGEST_KEY or not key.isprintable():
            sentence = f"Idempotency-Key: send 1 to {LONGEST_KEY} printable characters."
            raise Invalid.field("Idempotency-Key", sentence, code="idempotencyKeyIsNotValid")
        request = f"{self._question()}\n".encode() + await self._request.body()
        return Once(key, request, status)


async def calling(request: Request) -> Call:
    """A call by somebody who is signed in, as far as the token alone tells."""
    token, by_cookie = token_of(request)
    if token is None or tokens.read(token) is None:
        raise NotSignedIn()
    if by_cookie:
        require_own_origin(request)
    return Call(request, token)


async def calling_in_secret(call: Annotated[Call, Depends(calling)]) -> Call:
    """A call by somebody who is signed in, which is answered with a secret."""
    call.is_secret = True
    return call


async def calling_by_anyone(request: Request) -> Call:
    """A call of a public route."""
    token, by_cookie = token_of(request)
    if token and by_cookie:
        require_own_origin(request)
    return Call(request, token)


Calling = Annotated[Call, Depends(calling)]
SecretCalling = Annotated[Call, Depends(calling_in_secret)]
AnyonesCalling = Annotated[Call, Depends(calling_by_anyone)]


def _common(request: Request) -> CommonParameters:
    if not request.scope["query_string"]:
        return _DEFAULTS
    query = request.query_params
    joins = _boolean(query, "getJoins", True) and not _boolean(query, "excludeCQRS", False)
    return CommonParameters(
        joins=joins,
        caching=_boolean(query, "caching", True),
        cache_seconds=_integer(query, "cacheTTL", CACHE_SECONDS, 0, LONGEST_CACHE_SECONDS),
        page=PageRequest(
            _integer(query, "pageNumber", 1, 0, LARGEST_PAGE_NUMBER),
            _integer(query, "pageRowCount", 25, 1, LARGEST_PAGE),
        ),
    )


_DEFAULTS = CommonParameters(True, True, CACHE_SECONDS, PageRequest())


def _boolean(query: Mapping[str, str], name: str, default: bool) -> bool:
    text = query.get(name)
    if text is None:
        return default
    if text.lower() not in ("true", "false", "1", "0"):
        raise Invalid.field(name, f"{name}: send true or false.", code=f"{name}IsNotValid")
    return text.lower() in ("true", "1")


def _integer(query: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        sentence = f"{name}: send a whole number from {least} to {most}."
        raise Invalid.field(name, sentence, code=f"{name}IsNotValid")
    return int(text)


def _joined(head: Shown, tail: bytes) -> bytes:
    """One JSON object of both."""
    return orjson.dumps(head)[:-1] + b"," + tail[1:]


def _json(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(body, status, headers, media_type="application/json")
