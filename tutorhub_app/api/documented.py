"""What OpenAPI is told of a route: its answer in the envelope, and each error it can give.

The models here describe; routes answer ready bytes, and the tests hold them to it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

DateText = Annotated[date, Field(examples=["2026-01-31"])]
InstantText = Annotated[datetime, Field(examples=["2026-01-31T09:00:00.000Z"])]
IdText = Annotated[
    str,
    Field(json_schema_extra={"format": "uuid"}, examples=["0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20"]),
]


class Shape(BaseModel):
    """An object exactly as it is answered: these keys, no others."""

    model_config = ConfigDict(extra="forbid")


class RecordShape(Shape):
    """What every stored object has."""

    id: IdText
    isActive: bool
    recordVersion: int = Field(ge=1)
    createdAt: InstantText
    updatedAt: InstantText
    owner: IdText = Field(alias="_owner")


class ErrorBody(Shape):
    """Every failure of these APIs."""

    result: Literal["ERR"]
    status: int
    message: str = Field(examples=["errMsg_dayOfWeekIsRequired"])
    errCode: int
    date: InstantText
    detail: str = Field(examples=["dayOfWeek is required."])
    fields: dict[str, str] = Field(
        default={}, description="What is allowed in each bad field, where fields are to blame."
    )


class NoLogin(Shape):
    status: Literal["ERR"]
    message: Literal["No login found"]


class Paging(Shape):
    pageNumber: int
    pageRowCount: int
    totalRowCount: int
    pageCount: int


class Head(Shape):
    """What stands at the top of each answer."""

    status: Literal["OK"]
    statusCode: Literal["200", "201"]
    elapsedMs: int = Field(description="Milliseconds until the answer was made.")
    ssoTime: int = Field(description="Milliseconds that finding out who asks took.")
    source: Literal["db", "cache"]
    cacheKey: str = Field(pattern="^[0-9a-f]{64}$")
    userId: IdText | None
    sessionId: IdText | None
    requestId: str
    dataName: str
    method: Literal["GET", "POST", "PATCH", "DELETE"]
    action: Literal["create", "update", "delete", "get", "list"]
    appVersion: str = Field(examples=["1.0.48"])
    rowCount: int


ERRORS: dict[int, str] = {
    400: "The request is malformed, or a value is not allowed; `fields` says which.",
    401: "Not signed in, or not allowed.",
    404: "There is no such object, or no longer.",
    409: "It conflicts with what is there: a taken time, a duplicate, a lost race.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    500: "The server failed; `detail` holds the request's id.",
    503: "The server can not answer now.",
}


def envelope(
    name: str,
    row: type[BaseModel],
    *,
    many: bool = False,
    paged: bool = True,
    joins: Mapping[str, type[BaseModel]] | None = None,
) -> type[BaseModel]:
    """The answer that carries `row`, or a list of them, under `name`. Joins may be left out."""
    title = f"{name[0].upper()}{name[1:]}Answer" + "".join(
        join[0].upper() + join[1:] for join in joins or ()
    )
    fields: dict[str, Any] = {name: (list[row] if many else row, ...)}  # type: ignore[valid-type]
    for join, shape in (joins or {}).items():
        fields[join] = (shape, Field(default=None, json_schema_extra={"nullable": False}))
    if many and paged:
        fields |= {
            "paging": (Paging, ...),
            "filters": (list[dict[str, Any]], ...),
            "uiPermissions": (list[dict[str, Any]], ...),
        }
    return create_model(title, __base__=Head, **fields)


def documented(
    answer: type[BaseModel],
    *errors: int,
    status: int = 200,
    writes: bool = False,
) -> dict[str, Any]:
    """Arguments of a route: `@router.get(path, **documented(Answer, 404))`.

    What every route can answer (400, 401, 429, 500, 503) need not be named, nor 413 and 415 with
    `writes`.
    """
    codes = {400, 401, 429, 500, 503, *errors, *((413, 415) if writes else ())}
    return {
        "status_code": status,
        "response_model": answer,
        "responses": {
            code: {"model": ErrorBody, "description": ERRORS[code]} for code in sorted(codes)
        },
    }
