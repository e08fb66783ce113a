"""A field for several names, by keyboard: subjects, languages.

    tag_field("Subjects", id="subjects", initial=S.subjects, suggestions=S.known_subjects)

The form gets a JSON list under the field's id.
"""

from typing import Any

import reflex as rx

from tutorhub_app.components.forms import described, field
from tutorhub_app.components.kinds import Items, Text

_JSX = rx.asset("tag_input.jsx", shared=True)


class TagInput(rx.Component):
    """Starts with `initial` and keeps its tags in the browser until the form is sent."""

    library = _JSX.importable_path
    tag = "TagInput"

    name: rx.Var[str]
    initial: rx.Var[list[str]]
    suggestions: rx.Var[list[str]]
    placeholder: rx.Var[str]
    most: rx.Var[int]
    longest: rx.Var[int]


def tag_field(
    label: Text,
    *,
    id: str,
    initial: Items,
    suggestions: Items = (),
    placeholder: str = "",
    most: int,
    longest: int,
    hint: Any = "",
    error: Text = "",
) -> rx.Component:
    control = TagInput.create(
        name=id,
        initial=initial,
        suggestions=suggestions,
        placeholder=placeholder,
        most=most,
        longest=longest,
        **described(id, hint, error),
    )
    return field(label, control, id=id, hint=hint, error=error)
