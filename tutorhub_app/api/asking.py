"""Who is asking, and from where."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import NotAllowed
from tutorhub_app.services import accounts
from tutorhub_app.services.tokens import COOKIE
from tutorhub_app.settings import get_settings

_SCOPE_KEY = "tutorhub.token"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def token_of(request: Request) -> tuple[str | None, bool]:
    """The first token in the documented order, and whether it came by cookie."""
    found: tuple[str | None, bool] | None = request.scope.get(_SCOPE_KEY)
    if found is None:
        found = request.scope[_SCOPE_KEY] = _token_of(request)
    return found


def _token_of(request: Request) -> tuple[str | None, bool]:
    if request.scope["query_string"]:
        for query in request.query_params.getlist("access_token"):
            if query:
                return query, False
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer:
        return bearer.strip(), False
    header = request.headers.get(COOKIE)
    if header:
        return header, False
    return request.cookies.get(COOKIE), True


async def token(request: Request) -> str | None:
    """The token of a question, which changes nothing and so may come from anywhere."""
    return token_of(request)[0]


async def principal(request: Request) -> Principal | None:
    """The principal of the request's token; a write by cookie must come from our own pages."""
    found, by_cookie = token_of(request)
    if found and by_cookie:
        require_own_origin(request)
    return await accounts.principal_of_token(found)


def require_own_origin(request: Request) -> None:
    """NotAllowed for a write that a foreign page caused."""
    if request.method not in _SAFE_METHODS and not is_own_origin(request.headers):
        raise NotAllowed("This request came from another site.", code="foreignOrigin")


def is_own_origin(headers: Headers) -> bool:
    """Whether `Origin` and `Sec-Fetch-Site`, where present, both name this site, or `Origin` one
    that is allowed to act here."""
    origin = headers.get("origin")
    if origin is not None and origin in get_settings().allowed_origins:
        return True
    if origin is not None and not origin_allowed(origin, headers.get("host", "")):
        return False
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def origin_allowed(origin: str, host: str) -> bool:
    """Whatever the scheme: behind a proxy that ends TLS, what is seen here is not the browser's."""
    if origin in get_settings().allowed_origins:
        return True
    return bool(host) and origin in (f"http://{host}", f"https://{host}")


def origin_of(request: Request) -> str:
    """Where this site was asked at, as in `https://tutorhub.example`; what a proxy says of it is
    believed only from configured ones."""
    scheme, host = request.url.scheme, request.url.netloc
    if _peer_of(request) in get_settings().trusted_proxies:
        scheme = _last(request, "x-forwarded-proto") or scheme
        host = _last(request, "x-forwarded-host") or host
    return f"{scheme}://{host}"


def _last(request: Request, header: str) -> str:
    """What the nearest proxy says."""
    return request.headers.get(header, "").rpartition(",")[2].strip()


def _peer_of(request: HTTPConnection) -> str:
    return request.client.host if request.client else "unknown"


def address_of(request: HTTPConnection) -> str:
    """The client's address; `X-Forwarded-For` is believed only from configured proxies."""
    peer = _peer_of(request)
    trusted = get_settings().trusted_proxies
    if peer not in trusted:
        return peer
    for hop in reversed(request.headers.get("x-forwarded-for", "").split(",")):
        if hop.strip() and hop.strip() not in trusted:
            return hop.strip()
    return peer


Token = Annotated[str | None, Depends(token)]
Asking = Annotated[Principal | None, Depends(principal)]
Address = Annotated[str, Depends(address_of)]
OwnOrigin = Depends(require_own_origin)
