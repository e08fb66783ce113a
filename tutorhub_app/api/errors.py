"""The scheduling, catalogue and account APIs' error body, for every failure, in one place."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import Scope

from tutorhub_app.api.requests import info_of
from tutorhub_app.api.shown import instant
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.errors import (
    Invalid,
    NotAllowed,
    NotYours,
    TutorHubError,
    Unavailable,
)
from tutorhub_app.logs import without_words

logger = logging.getLogger(__name__)

# The scheduling API's document knows no 403: what is not allowed is 401 there, a foreign row too.
NOT_ALLOWED_STATUS = 401
# A list may be wrong in each of its thousands of entries.
MOST_FIELDS = 20

_NOT_JSON = ("errMsg_bodyIsNotValidJSON", "The body is not valid JSON.")
_BY_STATUS = {
    # FastAPI's own word for bytes that are no text.
    400: _NOT_JSON,
    404: ("errMsg_routeNotFound", "There is no such address in this API."),
    405: ("errMsg_methodNotAllowed", "This address does not answer that method."),
}


def error_body(
    status: int, message: str, detail: str, fields: Mapping[str, str] | None = None
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "result": "ERR",
        "status": status,
        "message": message,
        "errCode": status,
        "date": instant(utc_now()),
        "detail": detail,
    }
    if fields:
        body["fields"] = dict(fields)
    return body


def error_answer(
    status: int,
    message: str,
    detail: str,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    return JSONResponse(error_body(status, message, detail, fields), status, headers)


def named_error_answer(error: TutorHubError) -> JSONResponse:
    is_denial = error.status == 403 or isinstance(error, NotYours)
    status = NOT_ALLOWED_STATUS if is_denial else error.status
    code, detail, headers = _named_code(error), _named_detail(error), headers_of(error)
    return error_answer(status, code, detail, error.fields, headers)


def headers_of(error: TutorHubError) -> dict[str, str]:
    return {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}


def install_error_handlers(app: FastAPI) -> None:
    """Answer every failure of `app` with the documented error body."""
    answer_failures(app, named_error_answer, _status_answer, crash_body)

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        problems = error.errors()[:MOST_FIELDS]
        if problems[0]["type"] == "json_invalid":
            return error_answer(400, *_NOT_JSON)
        fields = {_place(problem): _sentence(problem) for problem in problems}
        return error_answer(400, _code(problems[0]), _sentence(problems[0]), fields)


def answer_failures(
    app: FastAPI,
    of_error: Callable[[TutorHubError], JSONResponse],
    of_status: Callable[[HTTPException, dict[str, str]], JSONResponse],
    crash_body: Callable[[str], dict[str, Any]],
) -> None:
    """Have an API answer in its own words: `of_error` our own errors, `of_status` what has only a
    status, with its headers; `crash_body` is told the request's id."""

    @app.exception_handler(TutorHubError)
    async def named(_: Request, error: TutorHubError) -> JSONResponse:
        if isinstance(error, Unavailable):
            logger.error("a request could not be answered\n%s", without_words(error))
        return of_error(error)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(methods_of(app.routes, request.scope))
            if request.method == "OPTIONS":
                return Response(status_code=204, headers=headers)
        return of_status(error, headers)

    @app.exception_handler(Exception)
    async def crash(request: Request, _: Exception) -> JSONResponse:
        return JSONResponse(crash_body(info_of(request.scope).id), 500)


def crash_sentence(request_id: str) -> str:
    """Of a failure that has no name. What failed stands in the log, under the request's id."""
    return f"Something went wrong on our side. If you report it, name the request {request_id}."


def crash_body(request_id: str) -> dict[str, Any]:
    return error_body(500, "errMsg_internalError", crash_sentence(request_id))


def _status_answer(error: HTTPException, headers: dict[str, str]) -> JSONResponse:
    code, sentence = _BY_STATUS.get(error.status_code, ("errMsg_failed", str(error.detail)))
    return error_answer(error.status_code, code, sentence, headers=headers)


def methods_of(routes: list[BaseRoute], scope: Scope) -> list[str]:
    """What this address answers. Each method has a route of its own; what is mounted are files."""
    # A mount has moved the root to itself.
    ours = {**scope, "root_path": scope.get("app_root_path", scope.get("root_path", ""))}
    answered = {
        method
        for method in ("DELETE", "GET", "PATCH", "POST", "PUT")
        for route in routes
        if route.matches({**ours, "method": method})[0] is Match.FULL
        and (method == "GET" or not isinstance(route, Mount))
    }
    return sorted(answered | {"OPTIONS"} | ({"HEAD"} if "GET" in answered else set()))


def _named_code(error: TutorHubError) -> str:
    """The error's own; one bad field of a rule that has none names itself."""
    if error.code == Invalid.code and len(error.fields) == 1:
        return f"errMsg_{next(iter(error.fields))}IsNotValid"
    return error.code if error.code.startswith("errMsg_") else f"errMsg_{error.code}"


def _named_detail(error: TutorHubError) -> str:
    """The error's sentence. Rules speak to forms, which show a field's sentence beside it: here
    each is told with its field."""
    if isinstance(error, Invalid) and error.fields:
        return " ".join(
            sentence if sentence.startswith(f"{field}:") else f"{field}: {sentence}"
            for field, sentence in error.fields.items()
        )
    if isinstance(error, NotYours) and error.sentence == NotYours.sentence:
        return NotAllowed.sentence
    return error.sentence


def _code(problem: Mapping[str, Any]) -> str:
    """`errMsg_<field>IsRequired`; the types of `api.fields` bring their own ending."""
    kind = problem["type"]
    own = kind if kind.startswith("isNot") else "IsNotValid"
    return f"errMsg_{_place(problem)}{'IsRequired' if _is_missing(problem) else own}"


def _is_missing(problem: Mapping[str, Any]) -> bool:
    is_null = len(problem["loc"]) > 1 and problem.get("input", "") is None
    return problem["type"] == "missing" or is_null


def _place(problem: Mapping[str, Any]) -> str:
    """The field's name, dotted where it is nested; `body` for the body as a whole."""
    place = [str(part) for part in problem["loc"] if part not in ("body", "query", "path")]
    return ".".join(place) or "body"


def _sentence(problem: Mapping[str, Any]) -> str:
    if _is_missing(problem):
        return f"{_place(problem)} is required."
    return f"{_place(problem)}: {str(problem['msg']).removesuffix('.')}."
