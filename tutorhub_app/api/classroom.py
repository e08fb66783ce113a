"""`/classroom`: the rooms of online lessons: their doors, what is told of them to those who hold a
ticket, and their socket."""

from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from tutorhub_app import routes
from tutorhub_app.api import classroom_socket
from tutorhub_app.api.asking import Asking, OwnOrigin
from tutorhub_app.api.classroom_tickets import Ticket
from tutorhub_app.api.edge import install_edge
from tutorhub_app.api.fields import Body, Id
from tutorhub_app.domain.online_lessons import Door
from tutorhub_app.services import classroom_doors, classroom_replay, ice
from tutorhub_app.services import classroom_wire as wire
from tutorhub_app.services.classroom_doors import Entered, Knock, Told
from tutorhub_app.services.classroom_replay import Replay
from tutorhub_app.services.unit import run

PREFIX = routes.CLASSROOM
MAXIMUM_BODY = 16 * 1024
LARGEST_NUMBER = 2**53


After = Annotated[int, Query(ge=0, le=LARGEST_NUMBER)]


class EnterBody(Body):
    door: Literal["teacher", "student"]
    token: Annotated[str, Field(min_length=1, max_length=200)]
    name: Annotated[str, Field(max_length=1000)]
    participant: Id


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

    @app.get("/replay")
    async def replay(ticket: Ticket, after: After = 0) -> Response:
        found = await run(classroom_replay.replay, ticket, after)
        return Response(_replayed(found), media_type="application/json")

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


def _replayed(found: Replay) -> str:
    """The items go as they were kept: to read them all would take longer than to find them."""
    events = ",".join(
        f'{{"at":{moment.at},"items":[{",".join(moment.items)}]}}' for moment in found.moments
    )
    rest = wire.message(
        "replay",
        next=found.next,
        startedAt=wire.instant(found.started_at) if found.started_at else None,
        endedAt=wire.instant(found.ended_at) if found.ended_at else None,
    )
    return f'{rest[:-1]},"events":[{events}]}}'
