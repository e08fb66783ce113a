"""What tells of an API, answered by the API itself: its OpenAPI document, Swagger UI, a Postman
collection, and the API Face, in which every route can be tried.

All of it is served from here, works without internet, and holds at any prefix: pages are told
theirs, and the APIs beside it are found from there.
"""

import html
import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from tutorhub_app.api import postman
from tutorhub_app.api.asking import origin_of
from tutorhub_app.api.calls import APP_VERSION
from tutorhub_app.api.examples import TOLD_ON
from tutorhub_app.api.openapi import Common, describe
from tutorhub_app.services import demo_accounts
from tutorhub_app.settings import PROJECT_ROOT, get_settings

_FACE = Path(__file__).with_name("face")
_ASSETS = PROJECT_ROOT / "assets"
_SWAGGER = Path(str(resources.files("fastapi_offline"))) / "static"

AUTH_PREFIX = "/auth-api"
# A browser asks again each time, and is told when nothing changed.
_FRESH = {"Cache-Control": "no-cache"}


class _Files(StaticFiles):
    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        answer = super().file_response(*args, **kwargs)
        answer.headers.update(_FRESH)
        return answer


def described_api(title: str, about: str, tags: Mapping[str, str]) -> FastAPI:
    """An API without routes yet. `tags` are the groups its routes stand in, each with what it is.

    FastAPI's own pages load their parts from elsewhere; ours are installed in their place.
    """
    app = FastAPI(
        title=title,
        description=about,
        version=APP_VERSION,
        openapi_tags=[{"name": name, "description": text} for name, text in tags.items()],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.router.redirect_slashes = False
    return app


def install_documents(app: FastAPI, prefix: str) -> None:
    """Answer what tells of `app`. `prefix` is where it answers beside the other APIs; alone it may
    stand at the root."""
    install_document(app, prefix)
    face_page = (_FACE / "index.html").read_text()
    swagger_page = (_FACE / "swagger.html").read_text()
    # Its fonts are found beside it, wherever the API is mounted.
    tokens = (_ASSETS / "tokens.css").read_text().replace('url("/fonts/', 'url("fonts/')

    @app.get("/", include_in_schema=False)
    async def face(request: Request) -> Response:
        return _page(face_page, request, prefix, app.title)

    @app.get("/swagger", include_in_schema=False)
    async def swagger(request: Request) -> Response:
        return _page(swagger_page, request, prefix, app.title)

    @app.get("/getPostmanCollection", include_in_schema=False)
    async def collection(request: Request) -> Response:
        origin = get_settings().public_url.rstrip("/") or origin_of(request)
        found = postman.collection(
            app.openapi(),
            base_url=origin + _root(request),
            sign_in_url=f"{origin}{_outside(request, prefix)}{AUTH_PREFIX}/login",
        )
        name = f"{app.title.lower().replace(' ', '-')}.postman_collection.json"
        headers = {**_FRESH, "Content-Disposition": f'attachment; filename="{name}"'}
        body = orjson.dumps(found, option=orjson.OPT_INDENT_2)
        return Response(body, headers=headers, media_type="application/json")

    @app.get("/face/tokens.css", include_in_schema=False)
    async def design() -> Response:
        return Response(tokens, headers=_FRESH, media_type="text/css")

    app.mount("/face/fonts", _Files(directory=_ASSETS / "fonts"))
    app.mount("/face", _Files(directory=_FACE))
    app.mount("/swagger", _Files(directory=_SWAGGER))


def install_document(app: FastAPI, prefix: str, common: Common | None = None) -> None:
    """Answer the OpenAPI document alone. `common` is as in `openapi.describe`."""
    describe(app, prefix.strip("/"), common)

    @app.get("/openapi.json", include_in_schema=False)
    async def document(request: Request) -> Response:
        found = {**app.openapi(), "servers": [{"url": _root(request) or "/"}]}
        return Response(orjson.dumps(found), headers=_FRESH, media_type="application/json")


def _page(text: str, request: Request, prefix: str, title: str) -> Response:
    """A page told where its API, and those beside it, answer."""
    facts = {
        "title": title,
        "root": _root(request),
        "outside": _outside(request, prefix),
        "prefix": prefix,
        "demo": json.dumps(_demo_accounts()),
        "told_on": TOLD_ON.isoformat(),
    }
    for fact, value in facts.items():
        text = text.replace(f"[[{fact}]]", html.escape(value))
    return HTMLResponse(text, headers=_FRESH)


def _root(request: Request) -> str:
    """The path under which this API answers, without a closing slash."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def _outside(request: Request, prefix: str) -> str:
    """The path under which all APIs answer."""
    return _root(request).removesuffix(prefix)


def _demo_accounts() -> list[dict[str, str]]:
    """Who may sign in by a press of a button; nobody but in demo mode."""
    if not get_settings().is_demo:
        return []
    return [
        {"email": email, "password": demo_accounts.PASSWORD} for email in demo_accounts.ACCOUNTS
    ]
