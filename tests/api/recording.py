"""Records calls of the APIs as the examples of their documents.

Ids, tokens, keys and times are made the same each time, so that a second recording of the same
calls is equal to the first.
"""

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import time_machine

from tests.api.asking import OURS
from tests.api.documents import Operation, described_apis, operations

Json = dict[str, Any]

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
# Ids that were sent, and what is said of them, are not made up.
_HEX = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")
_ROOM = re.compile(r"/lessons/[\w-]{20,}")
_BOARD = re.compile(r"/board/\?token=[\w-]{20,}")
_MADE_UP = {
    "elapsedMs": 6,
    "ssoTime": 1,
    "latencyMs": 0.4,
    "uptimeSeconds": 86_400,
    "count": 12,
    "bytes": 48_213,
    "current": "0007",
    "newest": "0007",
}
_SECRETS = {
    "accessToken": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI…In0.c2lnbmF0dXJl",
    "key": "th_x3Vb9QkL…",
    "prefix": "th_x3Vb9QkL",
}
# The first part of an id tells a time; this is the time of the story.
_TIME_OF_IDS = "019b8d2f-5400"


@dataclass
class Recorder:
    """`ask` makes a call, keeps it as an example of its operation, and gives the answer's body."""

    client: httpx.AsyncClient
    clock: time_machine.Traveller
    names: dict[str, str] = field(default_factory=dict)
    kept: dict[str, dict[str, list[Json]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    operations: dict[tuple[str, str], Operation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for prefix, app in described_apis().items():
            for operation in operations(prefix, app.openapi()):
                self.operations[prefix, operation.id] = operation

    async def ask(
        self,
        api: str,
        operation_id: str,
        says: str,
        *,
        token: str | None = None,
        key: str | None = None,
        status: int | None = None,
        path: Json | None = None,
        query: Json | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        """`status` is what it must be answered; by default how it is answered when it goes well.
        Of calls that say the same, the first is kept."""
        operation = self.operations[api, operation_id]
        wanted = status or (201 if "201" in operation.whole["responses"] else 200)
        self.clock.shift(timedelta(minutes=1))
        self.client.cookies.clear()  # signing in sets one
        answer = await self.client.request(
            operation.method.upper(),
            OURS + api + operation.path.format(**(path or {})),
            params=query,
            json=body,
            headers={
                **(headers or {}),
                **({"Authorization": f"Bearer {token}"} if token else {}),
                **({"x-api-key": key} if key else {}),
            },
        )
        assert answer.status_code == wanted, f"{operation.name}, {says}: {answer.text}"
        found = answer.json()
        example = {"says": says, "status": wanted}
        for part, value in (("path", path), ("query", query), ("body", body)):
            if value is not None:
                example[part] = self._same(value)
        kept = self.kept[api][operation_id]
        if all(other["says"] != says for other in kept):
            kept.append(example | {"answer": self._same(found)})
        return found

    def has(self, operation: Operation, status: int) -> bool:
        return any(
            example["status"] == status for example in self.kept[operation.prefix][operation.id]
        )

    def good_call_of(self, operation: Operation) -> Json | None:
        kept = self.kept[operation.prefix][operation.id]
        return next((example for example in kept if example["status"] < 400), None)

    def text_of(self, api: str) -> str:
        """What is kept of an API, as its file holds it."""
        return json.dumps(self.kept[api], indent=1, ensure_ascii=False) + "\n"

    def _same(self, value: Any, name: str = "") -> Any:
        """The value with what differs from recording to recording made the same."""
        if isinstance(value, dict):
            return {key: self._same(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._same(inner, name) for inner in value]
        if name in _MADE_UP:
            return _MADE_UP[name]
        if not isinstance(value, str):
            return value
        if name in _SECRETS:
            return _SECRETS[name]
        if name in ("cacheKey", "requestId") and _HEX.fullmatch(value):
            return hashlib.sha256(name.encode()).hexdigest()[: len(value)]
        value = _ROOM.sub("/lessons/MEgp9CcJYTihrmQfYVLg6t74", value)
        value = _BOARD.sub("/board/?token=Zt3vW8eQ1nYk5RbXo2LmDh7uCf9sGj4A", value)
        return _ID.sub(lambda found: self._id(found[0], name), value)

    def _id(self, found: str, name: str) -> str:
        """The id's stand-in, by where it was seen first and as which of its name."""
        if found not in self.names:
            number = sum(1 for key in self.names if self.names[key].startswith(f"{name} "))
            self.names[found] = f"{name} {number}"
        digits = hashlib.sha256(self.names[found].encode()).hexdigest()
        return f"{_TIME_OF_IDS}-7{digits[:3]}-8{digits[3:6]}-{digits[6:18]}"
