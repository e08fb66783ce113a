"""What OpenAPI is told of a route: its answer in the envelope, and each error it can give.

The models here describe; routes answer ready bytes, and the tests hold them to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

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


@dataclass(frozen=True, slots=True)
class Carried:
    """What an answer carries under its `dataName`, and which common parameters change it."""

    many: bool
    paged: bool
    joined: bool


class Head(Shape):
    """What stands at the top of each answer."""

    carried: ClassVar[Carried | None] = None

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
    408: "The body did not arrive in time.",
    413: "The body is too large.",
    414: "The address is too long.",
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
    return _envelope(name, row, many, many and paged, tuple((joins or {}).items()))


@cache
def _envelope(
    name: str,
    row: type[BaseModel],
    many: bool,
    paged: bool,
    joins: tuple[tuple[str, type[BaseModel]], ...],
) -> type[BaseModel]:
    """Made once: the same answer of two routes is one schema."""
    title = f"{_capital(name)}Answer" + "".join(_capital(join) for join, _ in joins)
    fields: dict[str, Any] = {
        "dataName": (Literal[name], ...),
        name: (list[row] if many else row, ...),  # type: ignore[valid-type]
    }
    for join, shape in joins:
        fields[join] = (shape, Field(default=None, json_schema_extra=_without_default))
    if paged:
        fields |= {
            "paging": (Paging, ...),
            "filters": (list[dict[str, Any]], ...),
            "uiPermissions": (list[dict[str, Any]], ...),
        }
    answer = create_model(title, __base__=Head, **fields)
    answer.carried = Carried(many, paged, bool(joins))
    return answer


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]


def _without_default(schema: dict[str, Any]) -> None:
    """What is left out is not null."""
    schema.pop("default", None)


def documented(
    answer: Any,
    *errors: int,
    status: int = 200,
    writes: bool = False,
    public: bool = False,
    without_login: type[BaseModel] = ErrorBody,
) -> dict[str, Any]:
    """Arguments of a route: `@router.get(path, **documented(Answer, 404))`.

    `public` routes refuse nobody; `without_login` is how 401 is answered by the others.

    What every route can answer (400, 401, 414, 429, 500, 503) need not be named, nor 408, 413 and
    415 with `writes`.
    """
    codes = {400, 414, 429, 500, 503, *errors}
    if writes:
        codes |= {408, 413, 415}
    if not public:
        codes.add(401)
    return {
        "status_code": status,
        "response_model": answer,
        "responses": {
            code: {
                "model": without_login if code == 401 else ErrorBody,
                "description": ERRORS[code],
            }
            for code in sorted(codes)
        },
    }
