"""Composition root of the APIs without the pages: the scheduling API at the root, the others
beside it. Nothing here needs Reflex. No logic."""

from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from tutorhub_app import logs
from tutorhub_app.api import apis
from tutorhub_app.api.front import Front, security_headers
from tutorhub_app.lifespan import while_serving
from tutorhub_app.settings import get_settings


def app() -> ASGIApp:
    logs.set_up()
    settings = get_settings()
    front = Front(
        Starlette(lifespan=lambda _: while_serving()),
        apis=apis.every_api(scheduling_at_root=True),
        headers=security_headers(None, secure=settings.cookies_are_secure),
    )
    return CORSMiddleware(
        front,
        allow_origins=settings.allowed_origins,
        allow_credentials=True,
        allow_methods=["*"],
        allow_headers=["*"],
    )
