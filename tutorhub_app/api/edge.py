"""What is true of every request of an API, whatever its route: how it fails, what its address and
its body may be, how often it may come and how long it may take."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tutorhub_app.api.asking import address_of, token_of
from tutorhub_app.api.bodies import USUAL, JsonBodies, Refuse, Taken
from tutorhub_app.api.errors import install_error_handlers, named_error_answer
from tutorhub_app.api.patience import Patience
from tutorhub_app.api.requests import info_of
from tutorhub_app.api.switchboard import Switchboard
from tutorhub_app.domain.errors import AddressTooLong, Invalid, TutorHubError
from tutorhub_app.services import rates, tokens
from tutorhub_app.services.tokens import Claims

LONGEST_ADDRESS = 8 * 1024
_HEAD_KEY = "tutorhub.head"

# Counts a request for whoever it is from, or raises TooManyRequests.
Count = Callable[[Request], Awaitable[None]]


async def count_session(request: Request) -> None:
    """Count a request for whoever's token came along, or TooManyRequests."""
    claims = _claims(request)
    await rates.use(address_of(request), claims.session_id if claims else None)


@dataclass(frozen=True, slots=True)
class Manner:
    """What all requests of an API have in common: how each failure is answered, also without a
    route, for whom a request is counted, and which bodies are taken."""

    install_handlers: Callable[[FastAPI], None] = install_error_handlers
    refuse: Refuse = named_error_answer
    count: Count = count_session
    taken: Taken = USUAL


BUSINESS = Manner()


def install_edge(
    app: FastAPI,
    *,
    maximum_body: int | None,
    more_seconds: float = 0,
    counted: bool = True,
    manner: Manner = BUSINESS,
) -> None:
    """Stand before the routes of `app`. Its bodies are JSON of at most so many bytes; with None
    its routes read them themselves, for which they may take so many seconds more. Requests that
    are `counted` may come only so often."""
    refuse = manner.refuse
    manner.install_handlers(app)
    app.router.routes.insert(0, Switchboard(app))
    app.add_middleware(Patience, more_seconds=more_seconds, refuse=refuse)
    if maximum_body is not None:
        app.add_middleware(JsonBodies, maximum=maximum_body, refuse=refuse, taken=manner.taken)
    app.add_middleware(Edge, count=manner.count if counted else _note_whose, refuse=refuse)


class Edge:
    """Refuses what no route has to see. HEAD is answered as GET is, without the body."""

    def __init__(self, app: ASGIApp, *, count: Count, refuse: Refuse) -> None:
        self._app = app
        self._count = count
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET", _HEAD_KEY: True}, _without_body(send)
        try:
            _require_readable_address(scope)
            await self._count(Request(scope))
        except TutorHubError as error:
            await self._refuse(error)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def wants_head_alone(scope: Scope) -> bool:
    """Whether what is answered as GET was asked as HEAD. For answers whose body costs much to
    make: it is not sent."""
    return _HEAD_KEY in scope


def _require_readable_address(scope: Scope) -> None:
    path, query = scope["path"], scope.get("query_string", b"")
    if len(path) + len(query) > LONGEST_ADDRESS:
        raise AddressTooLong(f"Send an address of at most {LONGEST_ADDRESS} characters.")
    if "\x00" in path or b"%00" in query or b"\x00" in query:
        raise Invalid("The address holds a NUL character.", code="addressIsNotValid")
    if not info_of(scope).id_is_valid:
        raise Invalid.field(
            "requestId",
            "requestId: send 1 to 128 letters, digits, dots, dashes, colons or underscores.",
            code="requestIdIsNotValid",
        )


async def _note_whose(request: Request) -> None:
    _claims(request)


def _claims(request: Request) -> Claims | None:
    """What the token says, if it is one of ours; whose it is is noted for the log."""
    token, _ = token_of(request)
    claims = tokens.read(token) if token else None
    if claims is not None:
        info_of(request.scope).user_id = claims.user_id
    return claims


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            if message.get("more_body", False):
                return
            message = {"type": "http.response.body", "body": b""}
        await send(message)

    return send_head
