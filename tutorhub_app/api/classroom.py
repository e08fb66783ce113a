"""`/classroom`: the rooms of online lessons: their doors, what is told of them to those who hold a
ticket, and their socket."""

from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Header, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from tutorhub_app import routes
from tutorhub_app.api import classroom_socket
from tutorhub_app.api.asking import Asking, OwnOrigin
from tutorhub_app.api.edge import install_edge
from tutorhub_app.api.fields import Body, Id
from tutorhub_app.domain.online_lessons import Door
from tutorhub_app.services import classroom_doors, ice
from tutorhub_app.services import classroom_wire as wire
from tutorhub_app.services.classroom_doors import Entered, Knock, Told
from tutorhub_app.services.unit import run

PREFIX = routes.CLASSROOM
MAXIMUM_BODY = 16 * 1024
LONGEST_NUMBER = 2**53


class EnterBody(Body):
    door: Literal["teacher", "student"]
    token: Annotated[str, Field(min_length=1, max_length=200)]
    name: Annotated[str, Field(max_length=1000)]
    participant: Id


async def ticket(authorization: Annotated[str, Header()] = "") -> str:
    """What the request brings to be let in; "" when it brings nothing."""
    scheme, _, found = authorization.partition(" ")
    return found.strip() if scheme.lower() == "bearer" else ""


Ticket = Annotated[str, Depends(ticket)]


def classroom_api() -> FastAPI:
    app = FastAPI(title="TutorHub classroom", docs_url=None, redoc_url=None, openapi_url=None)
    install_edge(app, maximum_body=MAXIMUM_BODY)
    app.websocket("/socket")(classroom_socket.serve)

    @app.post("/enter", dependencies=[OwnOrigin])
    async def enter(body: EnterBody, asking: Asking) -> Response:
        knock = Knock(Door(body.door), body.token, body.name, body.participant)
        return JSONResponse(_entered(await classroom_doors.enter(asking, knock)))

    @app.get("/lesson")
    async def lesson(ticket: Ticket) -> Response:
        return JSONResponse(_told(await run(classroom_doors.tell, ticket)))

    return app


def _entered(found: Entered) -> dict[str, Any]:
    who = found.who
    return {
        "entry": found.entry,
        "ticket": found.ticket,
        "participant": {"id": who.participant_id, "name": who.name, "door": who.door},
        "lesson": wire.lesson_shown(found.lesson, found.at),
        "iceServers": ice.servers(who.participant_id, found.at) if found.ticket else [],
        "now": wire.instant(found.at),
    }


def _told(found: Told) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "lesson": wire.lesson_shown(found.lesson, found.at),
        "chat": [wire.chat_shown(line) for line in found.chat],
        "now": wire.instant(found.at),
    }
    if found.attendance is not None:
        shown["attendance"] = [wire.stay_shown(stay) for stay in found.attendance]
    return shown
