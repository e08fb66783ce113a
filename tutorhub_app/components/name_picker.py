"""Picking one of many by its name: type a part of it, choose among what is found.

    name_picker("Person", id="who", found=state.found, chosen=state.who, on_type=state.look,
                on_choose=state.choose, on_clear=state.clear)

`found` is a Var of a list of rows with `id`, `name` and `sub`; `chosen` a Var of one of them, whose
id is "" while none is chosen.
"""

from typing import Any

import reflex as rx

from tutorhub_app.components.buttons import icon_button
from tutorhub_app.components.forms import text_field
from tutorhub_app.components.kinds import Event, Text

_WAIT_MS = 200


def name_picker(
    label: Text,
    *,
    id: str,
    found: Any,
    chosen: Any,
    on_type: Any,
    on_choose: Any,
    on_clear: Event,
    looked: Any,
    placeholder: str = "Type a part of the name",
    error: Text = "",
) -> rx.Component:
    """`looked` is the text that `found` answers."""
    return rx.cond(
        chosen.id != "",
        rx.el.div(
            rx.el.span(label, class_name="th-label"),
            rx.el.div(
                _named(chosen),
                icon_button(
                    "x",
                    rx.Var.create("Choose another instead of ") + chosen.name.to(str),
                    on_click=on_clear,
                ),
                class_name="th-picked",
            ),
            class_name="th-field",
        ),
        rx.el.div(
            text_field(
                label,
                id=id,
                icon="search",
                type="search",
                placeholder=placeholder,
                auto_complete="off",
                on_change=on_type.debounce(_WAIT_MS),
                error=error,
            ),
            rx.el.div(
                rx.cond(
                    found,
                    "",
                    rx.cond(looked != "", "Nothing is named so.", ""),
                ),
                role="status",
                class_name="th-hint",
            ),
            rx.cond(
                found,
                rx.el.ul(
                    rx.foreach(
                        found,
                        lambda each: rx.el.li(
                            rx.el.button(
                                _named(each),
                                type="button",
                                on_click=on_choose(each.id),
                                class_name="th-pick",
                            )
                        ),
                    ),
                    aria_label="Found",
                    class_name="th-picks",
                ),
            ),
            class_name="th-stack-s",
        ),
    )


def _named(row: Any) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.name, class_name="th-strong"),
        rx.el.span(row.sub, class_name="th-muted th-small"),
        class_name="th-named",
    )
