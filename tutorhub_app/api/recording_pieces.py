"""`/classroom/recordings`: a lesson as its teacher's browser records it, piece by piece."""

from typing import Annotated, Any

from fastapi import FastAPI, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from tutorhub_app import routes
from tutorhub_app.api.bodies import Taken, read_body
from tutorhub_app.api.classroom import MAXIMUM_BODY
from tutorhub_app.api.classroom_tickets import Ticket
from tutorhub_app.api.edge import Manner, install_edge
from tutorhub_app.api.fields import Body, Id
from tutorhub_app.api.shown import instant
from tutorhub_app.domain.recordings import MOST_PARTS, RecordingRecord, RecordingState
from tutorhub_app.services import recordings, rooms
from tutorhub_app.services.recordings import Listed
from tutorhub_app.services.unit import run

PREFIX = routes.CLASSROOM_RECORDINGS
SECONDS_TO_UPLOAD = 60
LARGEST = 1_000_000

# A piece is no JSON: its route reads it itself.
_MANNER = Manner(taken=Taken(methods=frozenset({"POST"})))

Part = Annotated[int, Field(ge=0, lt=MOST_PARTS)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
PartInPath = Annotated[int, Path(ge=0, lt=MOST_PARTS)]
PieceInPath = Annotated[int, Path(ge=0, le=LARGEST)]


class StartBody(Body):
    mediaType: Annotated[str, Field(max_length=80)]


class FinishBody(Body):
    parts: Annotated[dict[Part, Count], Field(max_length=MOST_PARTS)]


def recording_pieces_api() -> FastAPI:
    app = FastAPI(title="TutorHub recording", docs_url=None, redoc_url=None, openapi_url=None)
    install_edge(app, maximum_body=MAXIMUM_BODY, more_seconds=SECONDS_TO_UPLOAD, manner=_MANNER)

    @app.get("/")
    async def listed(ticket: Ticket) -> Response:
        found = await recordings.listed(ticket)
        return JSONResponse({"recordings": [_listed(each) for each in found]})

    @app.post("/")
    async def start(ticket: Ticket, body: StartBody) -> Response:
        return JSONResponse(_shown(await recordings.start(ticket, body.mediaType)), 201)

    @app.put("/{recording}/parts/{part}/pieces/{piece}")
    async def keep(
        ticket: Ticket, request: Request, recording: Id, part: PartInPath, piece: PieceInPath
    ) -> Response:
        await run(recordings.require_welcome, ticket, recording, part, piece, 0)
        content = await read_body(request, recordings.require_piece_size)
        await recordings.keep_piece(ticket, recording, part, piece, content)
        return Response(status_code=204)

    @app.post("/{recording}/finish")
    async def finish(ticket: Ticket, recording: Id, body: FinishBody) -> Response:
        return JSONResponse(_shown(await recordings.finish(ticket, recording, body.parts)))

    return app


def _listed(each: Listed) -> dict[str, Any]:
    return _shown(each.record) | {"isMine": each.is_mine, "parts": each.parts}


def _shown(record: RecordingRecord) -> dict[str, Any]:
    is_ready = record.state is RecordingState.READY
    return {
        "id": record.id,
        "state": record.state,
        "mediaType": record.media_type,
        "startedAt": instant(record.started_at),
        "durationMs": record.duration_ms,
        "size": record.size,
        "url": rooms.recording_url(record.token) if is_ready else None,
    }
