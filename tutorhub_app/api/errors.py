"""The scheduling, catalogue and account APIs' error body, for every failure, in one place."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from tutorhub_app.clock import utc_now
from tutorhub_app.domain.errors import TooManyAttempts, TutorHubError

logger = logging.getLogger(__name__)

# The scheduling API's document knows no 403: what is not allowed is 401 there.
NOT_ALLOWED_STATUS = 401

_BY_STATUS = {
    404: ("errMsg_routeNotFound", "There is no such address in this API."),
    405: ("errMsg_methodNotAllowed", "This address does not answer that method."),
}


def instant(value: datetime) -> str:
    """`2026-01-31T09:00:00.000Z`."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


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


def install_error_handlers(app: FastAPI) -> None:
    """Answer every failure of `app` with the documented error body."""

    @app.exception_handler(TutorHubError)
    async def named(_: Request, error: TutorHubError) -> JSONResponse:
        status = NOT_ALLOWED_STATUS if error.status == 403 else error.status
        headers = {}
        if isinstance(error, TooManyAttempts):
            headers["Retry-After"] = str(error.retry_after)
        code = error.code if error.code.startswith("errMsg_") else f"errMsg_{error.code}"
        return JSONResponse(
            error_body(status, code, error.sentence, error.fields), status, headers=headers
        )

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        fields: dict[str, str] = {}
        for problem in error.errors():
            place = [str(part) for part in problem["loc"] if part not in ("body", "query", "path")]
            fields[".".join(place) or "body"] = str(problem["msg"])
        name, sentence = next(iter(fields.items()))
        missing = any(problem["type"] == "missing" for problem in error.errors()[:1])
        code = f"errMsg_{name}IsRequired" if missing else f"errMsg_{name}IsNotValid"
        return JSONResponse(error_body(400, code, f"{name}: {sentence}", fields), 400)

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        code, sentence = _BY_STATUS.get(error.status_code, ("errMsg_failed", str(error.detail)))
        return JSONResponse(
            error_body(error.status_code, code, sentence),
            error.status_code,
            headers=dict(error.headers or {}),
        )

    @app.exception_handler(Exception)
    async def crash(_: Request, error: Exception) -> JSONResponse:
        logger.error("request failed", exc_info=error)
        return JSONResponse(
            error_body(500, "errMsg_internalError", "Something went wrong on our side."), 500
        )
