"""`/health` and `/admin/health`: whether this server can answer. `/favicon.ico`: its icon."""

import asyncio
import logging
from typing import Any, Literal

import orjson
from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from tutorhub_app.api.asking import Token
from tutorhub_app.api.calls import APP_VERSION
from tutorhub_app.api.documented import Shape, documented
from tutorhub_app.domain.errors import Unavailable
from tutorhub_app.logs import without_words
from tutorhub_app.services import answering, health
from tutorhub_app.services.health import Health
from tutorhub_app.settings import PROJECT_ROOT

logger = logging.getLogger(__name__)

# Whoever watches over this server would rather hear no than nothing.
SECONDS_TO_ANSWER = 5

router = APIRouter(tags=["Health"])


class DatabaseShape(Shape):
    status: Literal["OK"]
    latencyMs: float


class MigrationsShape(Shape):
    current: str | None
    newest: str
    isCurrent: bool


class GuardsShape(Shape):
    missing: list[str]
    arePresent: bool


class AnswersShape(Shape):
    count: int
    bytes: int


class HealthShape(Shape):
    status: Literal["OK"]


class HealthInFullShape(HealthShape):
    """What administrators see."""

    version: str
    database: DatabaseShape
    migrations: MigrationsShape
    guards: GuardsShape
    answerMemory: AnswersShape
    uptimeSeconds: int


_DOCUMENTED = documented(HealthShape | HealthInFullShape, public=True)


@router.get("/health", **_DOCUMENTED)
async def get_health(token: Token) -> Response:
    """Whether the server and its database answer; to administrators also what they stand on."""
    return await _health(token)


@router.get("/admin/health", **_DOCUMENTED)
async def get_admin_health(token: Token) -> Response:
    """The same as `/health`."""
    return await _health(token)


@router.get("/favicon.ico", include_in_schema=False)
async def favicon() -> Response:
    return FileResponse(
        PROJECT_ROOT / "assets" / "favicon.ico",
        media_type="image/x-icon",
        headers={"Cache-Control": "public, max-age=86400"},
    )


async def _health(token: str | None) -> Response:
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            found = await answering.answer(
                token, health.look, present=lambda _, seen: orjson.dumps(shown(seen))
            )
    except Unavailable:
        raise
    except Exception as error:
        logger.error("the health could not be seen\n%s", without_words(error))
        raise Unavailable() from None
    return Response(found.body, media_type="application/json")


def shown(seen: Health | None) -> dict[str, Any]:
    if seen is None:
        return {"status": "OK"}
    return {
        "status": "OK",
        "version": APP_VERSION,
        "database": {"status": "OK", "latencyMs": seen.database_ms},
        "migrations": {
            "current": seen.revision,
            "newest": seen.newest_revision,
            "isCurrent": seen.revision == seen.newest_revision,
        },
        "guards": {"missing": seen.lost_guards, "arePresent": not seen.lost_guards},
        "answerMemory": {"count": seen.answers, "bytes": seen.answer_bytes},
        "uptimeSeconds": seen.uptime_seconds,
    }
