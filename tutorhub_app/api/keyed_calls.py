"""One call of the lessons API: its key, what was sent, and the envelope around its answer."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Depends, Request, Response

from tutorhub_app.api import strict_json
from tutorhub_app.api.asking import address_of, origin_of
from tutorhub_app.api.requests import info_of
from tutorhub_app.domain.errors import TutorHubError
from tutorhub_app.services import api_keys, keyed, rates

T = TypeVar("T")


class KeyedCall:
    """A request of a program, on its way to one service."""

    __slots__ = ("_request", "origin")

    def __init__(self, request: Request) -> None:
        self._request = request
        self.origin = origin_of(request)

    @property
    def query(self) -> dict[str, str]:
        return dict(self._request.query_params)

    async def sent(self) -> object:
        """What the body says; no body is an empty object."""
        body = await self._request.body()
        return strict_json.read(body) if body else {}

    async def answer(
        self, service: Callable[..., T], *args: Any, show: Callable[[T], Any]
    ) -> Response:
        def present(result: T) -> bytes:
            return orjson.dumps({"status": "success", "body": show(result)})

        key = self._request.headers.get(keyed.HEADER)
        done = await keyed.answer(key, service, *args, present=present)
        info_of(self._request.scope).user_id = done.user_id
        if isinstance(done.body, TutorHubError):
            raise done.body
        return Response(done.body, media_type="application/json")


async def keyed_calling(request: Request) -> KeyedCall:
    return KeyedCall(request)


async def count_key(request: Request) -> None:
    """Count a request for its key, or TooManyRequests."""
    key = request.headers.get(keyed.HEADER)
    await rates.use(address_of(request), key_hash=api_keys.hash_of(key) if key else None)


Calling = Annotated[KeyedCall, Depends(keyed_calling)]
