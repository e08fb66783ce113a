"""What OpenAPI is told of the lessons API: its answers, its errors, what its routes take.

The models here describe; routes answer ready bytes, and the tests hold them to it.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from tutorhub_app.api.documented import ERRORS, Shape
from tutorhub_app.api.edge import LONGEST_ADDRESS
from tutorhub_app.api.lesson_errors import crash_body, error_body
from tutorhub_app.api.openapi import Common
from tutorhub_app.domain.errors import (
    AddressTooLong,
    TooLarge,
    TooManyRequests,
    TooSlow,
    TutorHubError,
    Unavailable,
    UnsupportedType,
)
from tutorhub_app.domain.online_lesson_fields import LAST_SECOND, MOST_ROWS, LessonsAsked, SortBy
from tutorhub_app.domain.online_lessons import LONGEST_LINK, LONGEST_TITLE, MOST_MINUTES
from tutorhub_app.services.keyed import HEADER

Json = dict[str, Any]

_Address = Annotated[str, Field(json_schema_extra={"format": "uri"})]


class LessonOfShape(Shape):
    id: int = Field(ge=1)
    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    duration: int = Field(ge=1, le=MOST_MINUTES, description="Minutes.")
    recordUrl: _Address | None = Field(description="The recording, once there is one.")


class _WithAddresses(Shape):
    status: Literal["coming", "active", "finished", "expired"] = Field(
        description="`active` from the first who joins, or the start, until the end; then "
        "`finished` when anybody was there, else `expired`."
    )
    teacherUrl: _Address
    studentUrl: _Address


class LessonShape(_WithAddresses, LessonOfShape):
    startTime: int = Field(description="A Unix timestamp, in seconds.")


class ListedLessonShape(_WithAddresses, LessonOfShape):
    startTime: str = Field(pattern=r"^\d+$", description="A Unix timestamp, as a string.")


class LessonAnswer(Shape):
    status: Literal["success"]
    body: LessonShape


class LessonsAnswer(Shape):
    status: Literal["success"]
    body: list[ListedLessonShape]


class DeletedAnswer(Shape):
    status: Literal["success"]
    body: None


class FailureShape(Shape):
    message: str
    errors: dict[str, str] = Field(
        default={}, description="Each bad parameter, and what is allowed there."
    )


class ErrorAnswer(Shape):
    """Every failure of this API."""

    status: Literal["error"]
    body: FailureShape


_ERRORS = ERRORS | {
    400: "The request is malformed, or a parameter is not allowed; `errors` says which.",
    401: "The API key is missing or not valid.",
    404: "There is no such lesson, or no longer, or it is another account's.",
    500: "The server failed; `message` holds the request's id.",
}


def documented(
    answer: Any, *errors: int, body: Json | None = None, query: list[Json] | None = None
) -> Json:
    """Arguments of a route: `@router.get(path, **documented(Answer, 404))`. `body` is the schema of
    what it takes, `query` are its parameters."""
    extra: Json = {}
    if body is not None:
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if query is not None:
        extra["parameters"] = query
    # Any of them may carry a body, if only a needless one.
    codes = sorted({400, 401, 408, 413, 414, 415, 429, 500, 503, *errors})
    return {
        "response_model": answer,
        "responses": {code: {"model": ErrorAnswer, "description": _ERRORS[code]} for code in codes},
        "openapi_extra": extra,
    }


def _link(description: str) -> Json:
    return {
        "type": ["string", "null"],
        "format": "uri",
        "pattern": "^(https?://.*)?$",
        "maxLength": LONGEST_LINK,
        "description": f"{description} It begins with https:// or http://; null and an empty "
        "string are none.",
    }


_PARAMETERS: Json = {
    "startTime": {
        "type": "integer",
        "maximum": LAST_SECOND,
        "description": "Unix timestamp of the start, in seconds; not in the past.",
    },
    "title": {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST_TITLE,
        "pattern": r"\S",
        "description": "What the lesson is about.",
    },
    "duration": {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST_MINUTES,
        "description": "Minutes.",
    },
    "exitLink": _link("Where people are led who leave the lesson."),
    "shareLink": _link("What people are offered to share once they have left."),
}

CHANGES: Json = {"type": "object", "properties": _PARAMETERS}
CREATION: Json = CHANGES | {"required": ["startTime", "title", "duration"]}


def _in_query(name: str, description: str, schema: Json) -> Json:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }


_USUAL = LessonsAsked()

LISTING: list[Json] = [
    _in_query(
        "sortBy",
        "What to sort by.",
        {"type": "string", "enum": [each.value for each in SortBy], "default": _USUAL.sort_by},
    ),
    _in_query(
        "sortDirection",
        "In which direction, in any case.",
        {"type": "string", "enum": ["ASC", "DESC"], "default": "DESC"},
    ),
    _in_query(
        "limit",
        "How many lessons at most.",
        {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": _USUAL.limit},
    ),
    _in_query(
        "offset",
        "How many lessons to leave out at the beginning.",
        {"type": "integer", "minimum": 0, "default": _USUAL.offset},
    ),
]


def _failure(error: TutorHubError) -> Json:
    return {"value": error_body(error.sentence)}


# Failures that no route has any part in. The others are recorded from real calls.
_FAILURES: Json = {
    "408": _failure(TooSlow()),
    "413": _failure(TooLarge("Send at most 64 kB.")),
    "414": _failure(AddressTooLong(f"Send an address of at most {LONGEST_ADDRESS} characters.")),
    "415": _failure(UnsupportedType("Send the body as Content-Type: application/json.")),
    "429": _failure(TooManyRequests(3)),
    "500": {"value": crash_body("0197a3f27c1e7d3a9c550f6a2b8f1d20")},
    "503": _failure(Unavailable()),
}

KEYED = Common(
    parameters={},
    failures=_FAILURES,
    security_schemes={
        "key": {
            "type": "apiKey",
            "in": "header",
            "name": HEADER,
            "description": "A key of a tutor or an administrator.",
        }
    },
    parameters_of=lambda route, method: [],
    security_of=lambda route: [{"key": []}],
)
