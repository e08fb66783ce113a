"""The APIs as `make api` serves them, and beside them a bare FastAPI route to compare them with.

The bare route is reached past our front: nothing of ours makes it slower. Run this module to
become the server.
"""

import os

from fastapi import FastAPI
from pydantic import BaseModel
from starlette.types import ASGIApp, Receive, Scope, Send

from ops.environment import ROOT
from ops.server import become_server
from tutorhub_app import api_app
from tutorhub_app.settings import get_settings

BARE = "/bare"


class BareSlot(BaseModel):
    """Of the size of a lesson slot."""

    id: str
    coursePackId: str  # noqa: N815
    studentId: str  # noqa: N815
    scheduledDate: str  # noqa: N815
    scheduledTime: str  # noqa: N815
    status: str
    status_idx: int
    locationType: str  # noqa: N815
    locationType_idx: int  # noqa: N815
    locationDetails: str | None  # noqa: N815
    sessionMode: str  # noqa: N815
    sessionMode_idx: int  # noqa: N815
    meetLink: str  # noqa: N815
    isActive: bool  # noqa: N815
    recordVersion: int  # noqa: N815
    createdAt: str  # noqa: N815
    updatedAt: str  # noqa: N815
    owner: str


def bare() -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get(BARE)
    async def bare_slot() -> BareSlot:
        return BareSlot(
            id="0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20",
            coursePackId="0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d21",
            studentId="0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d22",
            scheduledDate="2026-01-31",
            scheduledTime="09:00",
            status="booked",
            status_idx=1,
            locationType="online",
            locationType_idx=0,
            locationDetails=None,
            sessionMode="online",
            sessionMode_idx=0,
            meetLink="https://meet.example/0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20",
            isActive=True,
            recordVersion=1,
            createdAt="2026-01-05T08:00:00.000Z",
            updatedAt="2026-01-05T08:00:00.000Z",
            owner="0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d22",
        )

    return app


class Beside:
    """The bare route, or else the APIs."""

    def __init__(self, bare: ASGIApp, apis: ASGIApp) -> None:
        self._bare = bare
        self._apis = apis

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_bare = scope["type"] == "http" and scope["path"] == BARE
        await (self._bare if is_bare else self._apis)(scope, receive, send)


def app() -> ASGIApp:
    return Beside(bare(), api_app.app())


if __name__ == "__main__":
    os.chdir(ROOT)
    become_server(get_settings(), "ops.bench_app:app", os.environ)
