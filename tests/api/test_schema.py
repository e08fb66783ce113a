"""Every route, asked whatever its document allows and forbids, by everyone: the answer is one that
the document tells of, in each status, header and property. Never a failure of the server.

The calls are made up by schemathesis, the same ones each time. Most are about rows that exist.
"""

import asyncio
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.api.asking import OURS, front
from tests.api.crowd import Crowd
from tests.api.documents import Operation, described_apis, every_operation
from tutorhub_app.api.front import Front

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
Json = dict[str, Any]
ROLES = ("nobody", "student", "tutor", "admin")
GOOD_CALLS, BAD_CALLS = 12, 6

_SETTINGS = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)

OPERATIONS = every_operation()


def document_of(prefix: str) -> Json:
    """The document without its ways to send a token: whoever asks sends theirs, and no other."""
    document: Json = json.loads(json.dumps(described_apis()[prefix].openapi()))
    del document["components"]["securitySchemes"]
    for operations in document["paths"].values():
        for operation in operations.values():
            del operation["security"]
    return document


@cache
def schema_of(prefix: str) -> OpenApiSchema:
    return schemathesis.openapi.from_dict(document_of(prefix))


@cache
def our_front() -> Front:
    return front()


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@dataclass
class Asker:
    """Makes up calls of one operation, for one who asks, and judges the answers."""

    operation: Operation
    crowd: Crowd
    loop: asyncio.Runner
    token: str | None = None
    key: str | None = None

    def ask(self, schema: OpenApiSchema) -> None:
        described = schema[self.operation.path][self.operation.method.upper()]

        @settings(_SETTINGS, max_examples=GOOD_CALLS)
        @given(case=described.as_strategy(generation_mode=GenerationMode.POSITIVE))
        def as_it_should_be(case: Case) -> None:
            self.judge(about_real_rows(case, self.operation, self.crowd))

        @settings(_SETTINGS, max_examples=BAD_CALLS)
        @given(case=described.as_strategy(generation_mode=GenerationMode.NEGATIVE))
        def as_it_should_not_be(case: Case) -> None:
            self.judge(case)

        as_it_should_be()
        as_it_should_not_be()

    def judge(self, case: Case) -> None:
        kwargs = case.as_transport_kwargs(base_url=OURS + self.operation.prefix)
        request = requests.Request(**kwargs).prepare()
        if self.token:
            request.headers["Authorization"] = f"Bearer {self.token}"
        if self.key:
            request.headers["x-api-key"] = self.key
        case.validate_response(self.loop.run(_sent(request)), checks=CHECKS)


async def _sent(request: requests.PreparedRequest) -> httpx.Response:
    transport = httpx.ASGITransport(our_front(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport) as client:
        return await client.request(
            str(request.method),
            str(request.url),
            content=request.body,
            headers=dict(request.headers),
        )


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("operation", OPERATIONS, ids=[one.name for one in OPERATIONS])
def test_each_answer_is_one_the_document_tells_of(
    operation: Operation, who: str, crowd: Crowd, loop: asyncio.Runner
):
    key = crowd.keys.get(who)
    Asker(operation, crowd, loop, crowd.token(who), key).ask(schema_of(operation.prefix))


def _unknown_status(operation: Json) -> None:
    del operation["responses"]["404"]


def _other_type(operation: Json) -> None:
    operation["responses"]["200"]["content"] = {"text/plain": {}}


def _other_property(operation: Json) -> None:
    schema = {"type": "object", "required": ["never"]}
    operation["responses"]["200"]["content"]["application/json"]["schema"] = schema


def _other_header(operation: Json) -> None:
    header = {"required": True, "schema": {"type": "string"}}
    operation["responses"]["200"]["headers"] = {"X-Never": header}


@pytest.mark.parametrize("lie", [_unknown_status, _other_type, _other_property, _other_header])
def test_a_document_that_is_not_true_is_found_out(
    lie: Callable[[Json], None], crowd: Crowd, loop: asyncio.Runner
):
    operation = next(one for one in OPERATIONS if one.id == "getCoursePack")
    document = document_of(operation.prefix)
    lie(document["paths"][operation.path][operation.method])
    with pytest.raises(FailureGroup):
        Asker(operation, crowd, loop).ask(schemathesis.openapi.from_dict(document))


def about_real_rows(case: Case, operation: Operation, crowd: Crowd) -> Case:
    """The call with ids of rows that exist, but for one call in six; of the bodies some are as they
    were made up, some an example, some both. What is made of a call depends on it alone."""
    chance = zlib.crc32(repr((case.path_parameters, case.query, case.body)).encode())
    if chance % 6 == 0:
        return case
    for place in (case.path_parameters, case.query):
        for name in place or {}:
            if name in crowd.ids:
                place[name] = pick(crowd.ids[name], chance)
    if isinstance(case.body, dict):
        examples = list(operation.examples(operation.body or {}).values())
        body = dict(case.body)
        if examples and chance % 3:
            body = pick(examples, chance) | (_one_of(body, chance) if chance % 3 == 1 else {})
        case.body = {
            name: pick(crowd.ids[name], chance // 7) if name in crowd.ids else value
            for name, value in body.items()
        }
    return case


def _one_of(body: dict[str, Any], chance: int) -> dict[str, Any]:
    if not body:
        return {}
    name = pick(sorted(body), chance)
    return {name: body[name]}


def pick(among: list[Any], chance: int) -> Any:
    return among[chance % len(among)]
