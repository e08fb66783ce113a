"""Calls that were really made, and what they were answered: the examples of the API's document.

`examples/<api>.json` is recorded by `make examples`; ids, times and keys in it are made the same
each time, and everything else is as it was sent.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

TOLD_ON = date(2026, 1, 5)
"""The day on which the examples were recorded, a Monday; what is booked in them lies after it."""

_FOLDER = Path(__file__).with_name("examples")


@dataclass(frozen=True, slots=True)
class Example:
    """One call of an operation. `says` tells it from the operation's others; `body` is None where
    none was sent."""

    says: str
    status: int
    answer: Any
    body: Any = None
    path: dict[str, Any] | None = None
    query: dict[str, Any] | None = None


def path_of(name: str) -> Path:
    """Where the examples of an API are kept."""
    return _FOLDER / f"{name}.json"


@cache
def examples_of(name: str) -> dict[str, list[Example]]:
    """The examples of an API, by the operation's id."""
    recorded: dict[str, list[dict[str, Any]]] = json.loads(path_of(name).read_text())
    return {
        operation: [Example(**example) for example in examples]
        for operation, examples in recorded.items()
    }
