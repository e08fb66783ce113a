"""The lessons API's error body, for every failure, in one place."""

from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from tutorhub_app.api.errors import (
    NOT_ALLOWED_STATUS,
    answer_failures,
    crash_sentence,
    headers_of,
)
from tutorhub_app.domain.errors import TutorHubError

_BY_STATUS = {
    404: "There is no such address in this API.",
    405: "This address does not answer that method.",
}


def error_body(message: str, errors: dict[str, str] | None = None) -> dict[str, Any]:
    told = {"message": message, "errors": errors} if errors else {"message": message}
    return {"status": "error", "body": told}


def error_answer(error: TutorHubError) -> JSONResponse:
    """The document knows no 403: what a key may not do is 401."""
    status = NOT_ALLOWED_STATUS if error.status == 403 else error.status
    return JSONResponse(error_body(error.sentence, error.fields), status, headers_of(error))


def install_error_handlers(app: FastAPI) -> None:
    """Answer every failure of `app` with the documented error body."""
    answer_failures(app, error_answer, _status_answer, crash_body)


def crash_body(request_id: str) -> dict[str, Any]:
    return error_body(crash_sentence(request_id))


def _status_answer(error: HTTPException, headers: dict[str, str]) -> JSONResponse:
    sentence = _BY_STATUS.get(error.status_code, str(error.detail))
    return JSONResponse(error_body(sentence), error.status_code, headers)
