"""Notices, shown from a state var.

Reflex's own `rx.toast` sent from the server is a script the browser evaluates, which the content
security policy forbids; this component watches a value instead.
"""

from typing import Any

import reflex as rx
from reflex.style import resolved_color_mode

_JSX = rx.asset("toaster.jsx", shared=True)


class Toaster(rx.Component):
    """Shows `notice` ({key, kind, text, action}) once for each new key, and so `news` ({key, id,
    title, text}): what others did."""

    library = _JSX.importable_path
    tag = "Toaster"
    lib_dependencies: list[str] = rx.field(default_factory=lambda: ["sonner@^2"])

    notice: rx.Var[Any]
    news: rx.Var[Any]
    dark: rx.Var[bool]

    on_action: rx.EventHandler[rx.event.no_args_event_spec]
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def toaster(
    notice: rx.Var[Any], on_action: Any = None, *, news: rx.Var[Any], on_open: Any
) -> rx.Component:
    """`on_action` answers the notice's button, e.g. an undo; `on_open` gets the id of the news
    that was opened."""
    events = {"on_action": on_action} if on_action is not None else {}
    return Toaster.create(
        notice=notice,
        news=news,
        dark=resolved_color_mode == "dark",
        on_open=on_open,
        **events,
    )
