"""What the OpenAPI documents of all our APIs share: the parameters that every business route
takes, the places of a token, headers, and the failures that are the same everywhere."""

from typing import Any

from tutorhub_app.api.calls import (
    CACHE_SECONDS,
    LARGEST_PAGE,
    LARGEST_PAGE_NUMBER,
    LONGEST_CACHE_SECONDS,
    LONGEST_KEY,
)
from tutorhub_app.api.edge import LONGEST_ADDRESS
from tutorhub_app.api.errors import crash_body, error_body
from tutorhub_app.api.requests import ALLOWED_ID
from tutorhub_app.domain.errors import (
    AddressTooLong,
    TooLarge,
    TooManyRequests,
    TooSlow,
    TutorHubError,
    Unavailable,
    UnsupportedType,
)
from tutorhub_app.domain.paging import PageRequest
from tutorhub_app.services.tokens import COOKIE

Json = dict[str, Any]

_DATE = "2026-01-05T08:00:00.000Z"


def _in_query(name: str, description: str, schema: Json) -> Json:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }


REQUEST_ID, JOINS, CACHING, PAGING, ONCE = (
    ("requestId",),
    ("getJoins", "excludeCQRS"),
    ("caching", "cacheTTL"),
    ("pageNumber", "pageRowCount"),
    ("idempotencyKey",),
)

PARAMETERS: Json = {
    "requestId": _in_query(
        "requestId",
        "Your own id of this request. It comes back in the answer and stands in the server's log. "
        "Without it, 32 hex digits are made up.",
        {"type": "string", "pattern": f"^{ALLOWED_ID.pattern}$"},
    ),
    "getJoins": _in_query(
        "getJoins",
        "Whether the associated objects come along.",
        {"type": "boolean", "default": True},
    ),
    "excludeCQRS": _in_query(
        "excludeCQRS",
        "Leave out associations that live outside this service. All of them do.",
        {"type": "boolean", "default": False},
    ),
    "caching": _in_query(
        "caching",
        "Whether the answer may come from memory. It is never older than the last change.",
        {"type": "boolean", "default": True},
    ),
    "cacheTTL": _in_query(
        "cacheTTL",
        "How many seconds an answer from memory may be old.",
        {
            "type": "integer",
            "minimum": 0,
            "maximum": LONGEST_CACHE_SECONDS,
            "default": CACHE_SECONDS,
        },
    ),
    "pageNumber": _in_query(
        "pageNumber",
        "Which page of the list; 0 gives all of it at once.",
        {
            "type": "integer",
            "minimum": 0,
            "maximum": LARGEST_PAGE_NUMBER,
            "default": PageRequest().number,
        },
    ),
    "pageRowCount": _in_query(
        "pageRowCount",
        "How many rows a page has.",
        {
            "type": "integer",
            "minimum": 1,
            "maximum": LARGEST_PAGE,
            "default": PageRequest().row_count,
        },
    ),
    "idempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "A key of your own, such as a UUID. The same request sent again with it "
        "within 24 hours is not done again: its first answer comes back. Another request with "
        "the same key is refused with 409.",
        "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_KEY,
            "pattern": "^[!-~]([ -~]*[!-~])?$",
        },
    },
}

SECURITY_SCHEMES: Json = {
    "query": {
        "type": "apiKey",
        "in": "query",
        "name": "access_token",
        "description": "In the address. The first token found, in this order, decides.",
    },
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "`Authorization: Bearer …`, as sign-in answers it in `accessToken`.",
    },
    "header": {
        "type": "apiKey",
        "in": "header",
        "name": COOKIE,
        "description": "In a header of our own.",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "Set by signing in with a browser. Writes must then come from our own site.",
    },
}
ANY_TOKEN: list[Json] = [{name: []} for name in SECURITY_SCHEMES]

HEADERS: Json = {
    "requestId": {
        "description": "The id of this request: yours, or one made up.",
        "required": True,
        "schema": {"type": "string", "pattern": f"^{ALLOWED_ID.pattern}$"},
    },
    "replayed": {
        "description": "`true` when this is the first answer to a request sent again.",
        "schema": {"type": "string", "const": "true"},
    },
    "retryAfter": {
        "description": "How many seconds to wait.",
        "required": True,
        "schema": {"type": "integer", "minimum": 0},
    },
}


def _failure(error: TutorHubError) -> Json:
    body = error_body(error.status, f"errMsg_{error.code}", error.sentence)
    return {"value": {**body, "date": _DATE}}


# Failures that no route has any part in. The others are recorded from real calls.
FAILURES: Json = {
    "408": _failure(TooSlow(code="bodyIsTooSlow")),
    "413": _failure(TooLarge("Send at most 64 kB.", code="bodyIsTooLarge")),
    "414": _failure(AddressTooLong(f"Send an address of at most {LONGEST_ADDRESS} characters.")),
    "415": _failure(
        UnsupportedType(
            "Send the body as Content-Type: application/json.", code="contentTypeIsNotJSON"
        )
    ),
    "429": _failure(TooManyRequests(3)),
    "500": {"value": {**crash_body("0197a3f27c1e7d3a9c550f6a2b8f1d20"), "date": _DATE}},
    "503": _failure(Unavailable()),
}
