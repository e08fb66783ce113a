"""The lessons API, whole: online lessons for other programs, each with a room for both sides."""

import re
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Response
from pydantic import WithJsonSchema

from tutorhub_app import routes
from tutorhub_app.api.bodies import Taken
from tutorhub_app.api.documents import described_api, install_document
from tutorhub_app.api.edge import Manner, install_edge
from tutorhub_app.api.keyed_calls import Calling, count_key
from tutorhub_app.api.lesson_errors import error_answer, install_error_handlers
from tutorhub_app.api.lessons_documented import (
    CHANGES,
    CREATION,
    KEYED,
    LISTING,
    DeletedAnswer,
    LessonAnswer,
    LessonsAnswer,
    documented,
)
from tutorhub_app.domain.records import OnlineLessonRecord
from tutorhub_app.services import online_lesson_records, rooms

PREFIX = routes.LESSONS_API
MAXIMUM_BODY = 64 * 1024

_ABOUT = """Online lessons, each with a classroom in the browser: a board, video and chat behind two
addresses, one for the teacher and one for students.

Send your API key in the header `x-api-key`. Tutors and administrators make keys on the page
*Settings, API keys*, or at the accounts' API (`POST /auth-api/v1/apikeys`). Lessons belong to the
account of the key. Bodies are JSON; a GET takes its parameters from a JSON body, too, which is
believed before the address."""
_TAGS = {"Lessons": "Online lessons and the addresses of their rooms."}

_ID = re.compile(r"[1-9]\d{0,17}", re.ASCII)

# The document sends the parameters of a list in the body of a GET.
_MANNER = Manner(
    install_handlers=install_error_handlers,
    refuse=error_answer,
    count=count_key,
    taken=Taken(
        methods=frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"}),
        untyped=True,
        long_integers=True,
    ),
)

LessonId = Annotated[str, WithJsonSchema({"type": "integer", "minimum": 1})]

router = APIRouter(tags=["Lessons"])


@router.post("/v1/lessons", **documented(LessonAnswer, body=CREATION))
async def create_lesson(call: Calling) -> Response:
    """Make a lesson that begins now or later. Its room is there at once."""
    sent = await call.sent()
    return await call.answer(online_lesson_records.create, sent, show=_showing(call))


@router.get("/v1/lessons", **documented(LessonsAnswer, query=LISTING))
async def list_lessons(call: Calling) -> Response:
    """The lessons of the key's account. `startTime` is a string here, and a number elsewhere. Of
    lessons that are equal in order, the ids decide, in the same direction."""
    sent, show = await call.sent(), _showing(call)

    def shown_each(rows: tuple[OnlineLessonRecord, ...]) -> list[dict[str, Any]]:
        return [one | {"startTime": str(one["startTime"])} for one in map(show, rows)]

    return await call.answer(online_lesson_records.find, call.query, sent, show=shown_each)


@router.get("/v1/lessons/{lessonId}", **documented(LessonAnswer, 404))
async def get_lesson(call: Calling, lessonId: LessonId) -> Response:
    """One lesson of the key's account."""
    number = _number(lessonId)
    return await call.answer(online_lesson_records.get, number, show=_showing(call))


@router.post("/v1/lessons/{lessonId}", **documented(LessonAnswer, 404, body=CHANGES))
async def update_lesson(call: Calling, lessonId: LessonId) -> Response:
    """Change what is sent; the rest stays. The addresses stay, too. A lesson that was held keeps
    its start, and none that is over is made longer until it goes on; one that nobody came to may
    get another start."""
    number, sent = _number(lessonId), await call.sent()
    return await call.answer(online_lesson_records.update, number, sent, show=_showing(call))


@router.delete("/v1/lessons/{lessonId}", **documented(DeletedAnswer, 404))
async def delete_lesson(call: Calling, lessonId: LessonId) -> Response:
    """End a lesson and its room for good, with its board, its chat and its recordings."""
    number = _number(lessonId)
    return await call.answer(online_lesson_records.delete, number, show=lambda _: None)


def lessons_api() -> FastAPI:
    app = described_api("TutorHub lessons", _ABOUT, _TAGS)
    app.include_router(router)
    install_edge(app, maximum_body=MAXIMUM_BODY, manner=_MANNER)
    install_document(app, PREFIX, KEYED)
    return app


def shown(row: OnlineLessonRecord, origin: str) -> dict[str, Any]:
    """The document's eight keys. `origin` is where the API was asked at."""
    return {
        "id": row.id,
        "title": row.title,
        "duration": row.duration_minutes,
        "recordUrl": rooms.recording_url(row.record_token, origin) if row.record_token else None,
        "startTime": int(row.starts_at.timestamp()),
        "status": row.status.value,
        "teacherUrl": rooms.teacher_url(row.teacher_token, origin),
        "studentUrl": rooms.student_url(row.student_slug, origin),
    }


def _showing(call: Calling) -> Any:
    return partial(shown, origin=call.origin)


def _number(lesson_id: str) -> int:
    """The id; for what can be none, one that no lesson has."""
    return int(lesson_id) if _ID.fullmatch(lesson_id) else 0
