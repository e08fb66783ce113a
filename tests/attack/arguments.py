"""Arguments for any handler, made from their types: right ones, and wrong ones."""

from collections.abc import Iterator
from typing import Any

from tutorhub_app.states.permits import Permit

# Names of form fields that handlers may look for, whatever the form.
FIELDS = (
    "id",
    "q",
    "text",
    "notes",
    "title",
    "fullname",
    "current",
    "new",
    "reason",
    "place",
    "message",
    "lesson_id",
    "pack_id",
    "student_id",
    "profile_id",
)


def fitting(permit: Permit, text: str) -> dict[str, Any]:
    """Arguments of the right types; every text among them is `text`."""
    return {
        name: _value(field.annotation, text)
        for name, field in permit.arguments.model_fields.items()
    }


def unfitting(permit: Permit, text: str) -> Iterator[dict[str, Any]]:
    """Arguments of other types, too many, and too few."""
    right = fitting(permit, text)
    yield right | {"unexpected": text}
    for name in right:
        wrongs: tuple[Any, ...] = (None, ["a", {"b": text}], 1.5, {"__proto__": {"x": 1}}, [[]] * 3)
        for wrong in wrongs:
            if not isinstance(wrong, type(right[name])):
                yield right | {name: wrong}
        yield {other: value for other, value in right.items() if other != name} | {"other": 1}


def _value(kind: Any, text: str) -> Any:
    if kind is bool:
        return True
    if kind is int:
        return 1
    if kind is float:
        return 1.0
    name = str(kind)
    if name.startswith("dict"):
        return dict.fromkeys(FIELDS, text)
    if name.startswith(("list", "tuple", "set")):
        return [text]
    return text
