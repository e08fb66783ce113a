"""A button that puts a text on the clipboard."""

import reflex as rx

from tutorhub_app.components.buttons import button
from tutorhub_app.components.kinds import Text

_JSX = rx.asset("copy_text.jsx", shared=True)


class CopyText(rx.Component):
    library = _JSX.importable_path
    tag = "CopyText"

    text: rx.Var[str]
    done: rx.Var[str]
    failed: rx.Var[str]


def copy_button(label: Text, text: Text) -> rx.Component:
    return CopyText.create(
        button(label, kind="secondary", icon="copy"),
        text=text,
        done="Copied.",
        failed="It could not be copied. Mark it and copy it yourself.",
        class_name="th-facts",
    )
