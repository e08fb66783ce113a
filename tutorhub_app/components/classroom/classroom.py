"""A lesson's room behind one of its doors; all of it lives in the browser (`classroom.jsx`)."""

from pathlib import Path

import reflex as rx
from reflex.style import resolved_color_mode

from tutorhub_app.components.kinds import Text

_SCRIPT = rx.asset("classroom.jsx", shared=True)
# The scripts import each other from their own folder, so they all have to be linked there.
for _part in sorted(Path(__file__).parent.iterdir()):
    if _part.suffix in (".css", ".js", ".jsx"):
        rx.asset(_part.name, shared=True)


class _Classroom(rx.NoSSRComponent):
    library = _SCRIPT.importable_path
    tag = "Classroom"
    lib_dependencies: list[str] = [
        "@excalidraw/excalidraw@0.18.1",
        "@cantoo/pdf-lib@^2.11.1",
        "sonner@^2",
    ]

    door: rx.Var[str]
    slug: rx.Var[str]
    name: rx.Var[str]
    dark: rx.Var[bool]


def classroom(*, door: str, name: Text, slug: Text = "") -> rx.Component:
    """`door` is "teacher", whose token stands in the address of the page, or "student", which
    `slug` leads to; while that is empty, only the place is kept. `name` is what to call somebody
    who has not said it yet."""
    return _Classroom.create(door=door, slug=slug, name=name, dark=resolved_color_mode == "dark")
