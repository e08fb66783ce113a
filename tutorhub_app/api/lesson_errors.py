"""The lessons API's error body, for every failure, in one place."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from tutorhub_app.api.errors import NOT_ALLOWED_STATUS, crash_sentence, methods_of
from tutorhub_app.api.requests import info_of
from tutorhub_app.domain.errors import TutorHubError, Unavailable
from tutorhub_app.logs import without_words

logger = logging.getLogger(__name__)

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
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return JSONResponse(error_body(error.sentence, error.fields), status, headers)


def install_error_handlers(app: FastAPI) -> None:
    """Answer every failure of `app` with the documented error body."""

    @app.exception_handler(TutorHubError)
    async def named(_: Request, error: TutorHubError) -> JSONResponse:
        if isinstance(error, Unavailable):
            logger.error("a request could not be answered\n%s", without_words(error))
        return error_answer(error)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(methods_of(app.routes, request.scope))
            if request.method == "OPTIONS":
                return Response(status_code=204, headers=headers)
        sentence = _BY_STATUS.get(error.status_code, str(error.detail))
        return JSONResponse(error_body(sentence), error.status_code, headers)

    @app.exception_handler(Exception)
    async def crash(request: Request, _: Exception) -> JSONResponse:
        return JSONResponse(crash_body(info_of(request.scope).id), 500)


def crash_body(request_id: str) -> dict[str, Any]:
    return error_body(crash_sentence(request_id))
