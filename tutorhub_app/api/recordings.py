"""`/recordings/<token>`: a recording, for whoever has its address."""

import re

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import FileResponse
from starlette.types import Receive, Scope, Send

from tutorhub_app import routes
from tutorhub_app.api.edge import install_edge, wants_head_alone
from tutorhub_app.services import recording_videos
from tutorhub_app.services.unit import in_thread, run

PREFIX = routes.RECORDINGS
MEDIA_TYPE = "video/webm"

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)


def recordings_api() -> FastAPI:
    app = FastAPI(title="TutorHub recordings", docs_url=None, redoc_url=None, openapi_url=None)
    # A player asks for many pieces of one video.
    install_edge(app, maximum_body=None, counted=False)

    @app.get("/{token}")
    async def watch(token: str, request: Request) -> Response:
        if not _TOKEN.fullmatch(token):
            raise HTTPException(404)
        recording_id = await run(recording_videos.watch, token)
        # A recording never changes; whether it may still be watched is asked each time.
        headers = {"ETag": f'"{recording_id}"', "Cache-Control": "private, no-cache"}
        if _has(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        path = await in_thread(recording_videos.find_file, recording_id)
        return Video(
            path,
            media_type=MEDIA_TYPE,
            filename=path.name,
            content_disposition_type="inline",
            headers=headers,
        )

    return app


class Video(FileResponse):
    """The whole file or the ranges that are asked for; of HEAD only the head."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = "HEAD" if wants_head_alone(scope) else "GET"
        await super().__call__({**scope, "method": method}, receive, send)


def _has(request: Request, tag: str) -> bool:
    known = request.headers.get("if-none-match", "").split(",")
    return tag in [each.strip().removeprefix("W/") for each in known]
