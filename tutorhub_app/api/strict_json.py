"""JSON that means one thing to everyone who reads it. What is ambiguous, or what some database or
client could not keep, is refused before a route sees it."""

import json
import re
from collections import Counter
from typing import Any

import orjson

from tutorhub_app.domain.errors import Invalid

DEEPEST = 32
MOST_DIGITS = 18

_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])')


def require_strict(body: bytes, *, long_integers: bool = False) -> None:
    """Invalid, with a sentence that says why, for a body that is not taken."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise _refusal("The body is not valid JSON, in UTF-8.") from None
    if _is_deep(body):
        raise _refusal(f"The body is nested deeper than {DEEPEST} levels.")
    (_PATIENT if long_integers else _STRICT).decode(body.decode())
    if b"\\u0000" in body and _holds_nul(value):
        raise _refusal("The body holds a NUL character (\\u0000) in a text.")


def read(body: bytes) -> Any:
    """What a body says that was taken. An integer too long to be of any use is the largest one, or
    the least."""
    return _PATIENT.decode(body.decode())


def _refusal(sentence: str) -> Invalid:
    return Invalid(sentence, code="bodyIsNotValidJSON")


def _is_deep(body: bytes) -> bool:
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return False
    depth = deepest = 0
    for found in _BRACKETS.finditer(body):
        if found[1]:
            depth += 1
            deepest = max(deepest, depth)
        elif found[2]:
            depth -= 1
    return deepest > DEEPEST


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # In one pass: it is done for whoever sends a body, before anything else can be.
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise _refusal(f"The body names {twice[:100]!r} twice.")
    return found


def _short_integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MOST_DIGITS:
        raise _refusal(f"The body holds a whole number of more than {MOST_DIGITS} digits.")
    return int(digits)


def _shortened_integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS + 1:
        return -_LARGEST if digits.startswith("-") else _LARGEST
    return int(digits)


_LARGEST: int = 10 ** (MOST_DIGITS + 1)
_STRICT = json.JSONDecoder(object_pairs_hook=_without_duplicates, parse_int=_short_integer)
_PATIENT = json.JSONDecoder(object_pairs_hook=_without_duplicates, parse_int=_shortened_integer)


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_holds_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(_holds_nul(part) for part in value)
