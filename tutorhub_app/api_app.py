"""Composition root of the APIs without the pages: the scheduling API at the root, the others
beside it. Nothing here needs Reflex. No logic."""

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from tutorhub_app import jobs, logs
from tutorhub_app.api import apis
from tutorhub_app.api.front import Front, security_headers
from tutorhub_app.services import (
    checkpoints,
    classroom_hub,
    cores,
    live,
    passwords,
    recording_videos,
    startup,
)
from tutorhub_app.settings import get_settings


def app() -> ASGIApp:
    logs.set_up()
    settings = get_settings()
    front = Front(
        Starlette(lifespan=_lifespan),
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


@contextlib.asynccontextmanager
async def _lifespan(_: Starlette) -> AsyncIterator[None]:
    startup.require_safe_start()
    await passwords.prepare()
    with cores.one_core():
        async with (
            live.following(),
            checkpoints.taken(),
            jobs.by_the_clock(),
            classroom_hub.serving(),
            recording_videos.put_together(),
        ):
            yield
