"""The switchboard finds what FastAPI would find."""

import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Match

from tests.api.asking import OURS
from tutorhub_app.api import apis
from tutorhub_app.api.switchboard import Switchboard

AN_ID = "0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20"


def refuse() -> None:
    raise HTTPException(418)


def made(*, with_switchboard: bool) -> FastAPI:
    """An app whose routes overlap in every way."""
    app = FastAPI()
    app.router.redirect_slashes = False
    if with_switchboard:
        app.router.routes.insert(0, Switchboard(app))
    things = APIRouter()
    for name, method, path in (
        ("list", "GET", "/v1/things"),
        ("newest", "GET", "/v1/things/newest"),
        ("one", "GET", "/v1/things/{id}"),
        ("never", "GET", "/v1/things/oldest"),
        ("part", "GET", "/v1/things/{id}/part"),
        ("make", "POST", "/v1/things"),
        ("change", "PATCH", "/v1/things/{id}"),
        ("others", "GET", "/v1/others"),
        ("any", "GET", "/{version}/{noun}"),
        ("any named", "GET", "/named/{name}"),
        ("face", "GET", "/"),
        ("health", "GET", "/health"),
    ):
        things.add_api_route(path, _says(name), methods=[method], name=name)
    app.include_router(things)
    app.include_router(things, prefix="/below")
    guarded = APIRouter()
    guarded.add_api_route("/v1/guarded/thing", _says("guarded"))
    app.include_router(guarded, dependencies=[Depends(refuse)])
    return app


def _says(name: str):
    def says(id: str = "") -> str:
        return f"{name} {id}"

    return says


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("root", ["", "/api"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/health",
        "/health/",
        "/v1",
        "/v1/",
        "/v1/things",
        "/v1/things/",
        "/v1/things/newest",
        "/v1/things/oldest",
        "/v1/things/17",
        "/v1/things/17/part",
        "/v1/things/17/other",
        "/v1/others",
        "/v2/others",
        "/named/alice",
        "/below/v1/things/17",
        "/v1/guarded/thing",
        "/v1/guarded",
        "//v1/things",
        "/V1/things",
    ],
)
async def test_each_address_is_answered_as_without_it(method: str, root: str, path: str):
    answers = []
    for with_switchboard in (True, False):
        app = made(with_switchboard=with_switchboard)
        transport = httpx.ASGITransport(app, root_path=root)
        async with httpx.AsyncClient(transport=transport, base_url=OURS) as client:
            answer = await client.request(method, f"{root}{path}")
            answers.append((answer.status_code, answer.text, answer.headers.get("allow")))
    assert answers[0] == answers[1]


def every_route() -> Iterator[tuple[str, FastAPI, APIRoute]]:
    for prefix, api in apis.every_api().items():
        assert isinstance(api, FastAPI)
        for context in iter_route_contexts(api.routes):
            if isinstance(context.original_route, APIRoute):
                yield prefix, api, context.original_route


def test_it_knows_every_route_of_ours():
    routes = list(every_route())
    assert len(routes) > 10
    for prefix, api, route in routes:
        board = api.router.routes[0]
        assert isinstance(board, Switchboard)
        path = re.sub(r"\{[^}]*\}", AN_ID, route.path)
        for method in route.methods or ():
            scope = {
                "type": "http",
                "method": method,
                "root_path": prefix,
                "path": f"{prefix}{path}",
            }
            match, child_scope = board.matches(scope)
            assert match is Match.FULL
            assert child_scope["route"] is route
