"""`/classroom/files`: pictures on the boards of lessons, for those who hold a ticket."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from starlette.convertors import StringConvertor, register_url_convertor

from tutorhub_app import routes
from tutorhub_app.api.bodies import read_body
from tutorhub_app.api.classroom_tickets import Ticket
from tutorhub_app.api.edge import install_edge
from tutorhub_app.services import board_files
from tutorhub_app.services.unit import run

PREFIX = routes.CLASSROOM_FILES
SECONDS_TO_UPLOAD = 60

# An id is never used for a second picture; and whatever it is, it is only ever shown.
_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class _FileId(StringConvertor):
    """No other address is a picture's."""

    regex = board_files.FILE_ID.pattern


register_url_convertor("boardfile", _FileId())


def board_files_api() -> FastAPI:
    app = FastAPI(title="TutorHub boards", docs_url=None, redoc_url=None, openapi_url=None)
    install_edge(app, maximum_body=None, more_seconds=SECONDS_TO_UPLOAD)

    @app.get("/{file_id:boardfile}")
    async def show(file_id: str, ticket: Ticket) -> Response:
        found = await run(board_files.find, ticket, file_id)
        return FileResponse(found.path, media_type=found.media_type, headers=_HEADERS)

    @app.put("/{file_id:boardfile}")
    async def put(file_id: str, ticket: Ticket, request: Request) -> Response:
        if not await run(board_files.require_may_put, ticket, file_id):
            content = await read_body(request, board_files.require_size)
            said_type = request.headers.get("content-type", "")
            await board_files.put(ticket, file_id, said_type, content)
        return JSONResponse({"id": file_id})

    return app
