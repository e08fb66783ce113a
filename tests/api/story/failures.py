"""What each route answers to what it can not take."""

from collections.abc import Iterator
from typing import Any

from tests.api.asking import LESSONS
from tests.api.documents import Operation
from tests.api.recording import Recorder
from tests.api.story.cast import Cast

NOBODYS = "019b8d2f-5400-7000-8000-000000000000"


async def of_every_route(record: Recorder, cast: Cast) -> None:
    """Each failure that is documented and was not told yet, made from the first good call."""
    for operation in list(record.operations.values()):
        good = record.good_call_of(operation)
        assert good, f"{operation.name} ({operation.id}) is not in the story yet"
        sent = {part: good.get(part) for part in ("path", "query", "body")}
        if operation.prefix == LESSONS:
            failures = _failures_of_lessons(operation, cast.key)
        else:
            failures = _failures(operation, cast.admin, sent)
        for status, says, whose, changed in failures:
            if str(status) in operation.whole["responses"] and not record.has(operation, status):
                await record.ask(
                    operation.prefix,
                    operation.id,
                    says,
                    status=status,
                    **{"key" if operation.prefix == LESSONS else "token": whose},
                    **(sent | changed),
                )


def _failures_of_lessons(
    operation: Operation, key: str
) -> Iterator[tuple[int, str, str | None, dict[str, Any]]]:
    """The same of the lessons API, with a key in the token's place."""
    if operation.names_of("path"):
        yield 404, "None, or no longer", key, {"path": {"lessonId": 1_000_000}}
    yield 401, "A key that is none", "th_nobodys", {}
    yield 400, "An id of the request that can not be", key, {"query": {"requestId": "?"}}


def _failures(
    operation: Operation, admin: str, sent: dict[str, Any]
) -> Iterator[tuple[int, str, str | None, dict[str, Any]]]:
    """Status, what it is, whose token is sent, and what differs from what was `sent`."""
    ids = [name for name in operation.names_of("path") if name.endswith("Id")]
    if ids:
        yield 404, "None, or no longer", admin, {"path": dict.fromkeys(ids, NOBODYS)}
    named = next((name for name in sent["body"] or {} if name.endswith("Id")), None)
    if named and not ids:
        yield 404, f"An unknown {named}", admin, {"body": {**sent["body"], named: NOBODYS}}
    if operation.whole["security"] and {} not in operation.whole["security"]:
        yield 401, "Nobody", None, {}
    if ids:
        yield 400, "A malformed id", admin, {"path": dict.fromkeys(ids, "17")}
    elif operation.whole.get("requestBody", {}).get("required"):
        yield 400, "An empty body", admin, {"body": {}}
    elif "pageNumber" in operation.names_of("query"):
        yield 400, "A page that can not be", admin, {"query": {"pageNumber": "-1"}}
    yield 400, "An id of the request that can not be", admin, {"query": {"requestId": "?"}}
