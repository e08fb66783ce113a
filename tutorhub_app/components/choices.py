"""Radio buttons and checkboxes that show a press at once, and then what the server makes of it.

A control that waits for the server's value springs back until it comes: quick presses are lost.
Pages use `forms.segmented_field` and `forms.checkbox_pills`, which give these a legend.
"""

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec

_JSX = rx.asset("choices.jsx", shared=True)


class Segments(rx.Component):
    """Radio buttons called `name`. `options` are (value, text) pairs; `on_choose` gets a value."""

    library = _JSX.importable_path
    tag = "Segments"

    name: rx.Var[str]
    value: rx.Var[str]
    options: rx.Var[list[tuple[str, str]]]

    on_choose: rx.EventHandler[passthrough_event_spec(str)]


class Pill(rx.Component):
    """A checkbox. `text` is seen, `full` is read aloud."""

    library = _JSX.importable_path
    tag = "Pill"

    name: rx.Var[str]
    value: rx.Var[str]
    text: rx.Var[str]
    full: rx.Var[str]
    checked: rx.Var[bool]
    disabled: rx.Var[bool]

    on_toggle: rx.EventHandler[no_args_event_spec]


segments = Segments.create
pill = Pill.create
