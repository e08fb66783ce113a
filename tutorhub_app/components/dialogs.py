"""Dialogs and drawers. The focus goes in, stays in, and comes back; Escape closes.

Opened by state (`open`, `on_open_change`) or by a `trigger` component:

    dialog("Edit hours", form(...), trigger=button("Edit"), text="Every Monday, in Lisbon time.",
           open=S.editing, on_open_change=S.set_editing, actions=[button("Save", ...)])
    confirm("Cancel this lesson?", "It is less than a day away, so it counts as taken.",
            yes="Cancel lesson", on_yes=S.cancel, open=S.asking, on_open_change=S.set_asking)
    drawer("Lesson", ..., open=..., on_open_change=...)     from the right, from below on phones

Only ask for what cannot be undone; for the rest there is the undo of a notice.

One that state opens is closed when its page is left: by `on_open_change(False)`, or by the
`on_leave` of a dialog that then has more to close.
"""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from tutorhub_app.components.buttons import button
from tutorhub_app.components.close_on_leave import close_on_leave
from tutorhub_app.components.focus_back import focus_back
from tutorhub_app.components.kinds import Event, Flag, Text, given


def dialog(
    title: Text,
    *content: Any,
    text: Any = "",
    actions: Sequence[Any] = (),
    trigger: rx.Component | None = None,
    open: Flag | None = None,
    on_open_change: Event = None,
    on_leave: Event = None,
    width: str = "520px",
) -> rx.Component:
    """A dialog in the middle. `on_open_change` gets the new truth, on Escape and the cross too."""
    return rx.dialog.root(
        _trigger(rx.dialog.trigger, trigger),
        rx.dialog.content(
            _head(title, text),
            rx.el.div(*content, class_name="th-dialog-body"),
            _actions(actions),
            _cross(),
            focus_back(),
            class_name="th-dialog",
            max_width=width,
            **_silent(text),
        ),
        _left(open, on_leave, on_open_change),
        **_opening(open, on_open_change),
    )


def drawer(
    title: Text,
    *content: Any,
    text: Any = "",
    actions: Sequence[Any] = (),
    trigger: rx.Component | None = None,
    open: Flag | None = None,
    on_open_change: Event = None,
) -> rx.Component:
    """Details beside the page: at the right edge, on phones from below."""
    return rx.dialog.root(
        _trigger(rx.dialog.trigger, trigger),
        rx.dialog.content(
            _head(title, text),
            rx.el.div(*content, class_name="th-drawer-body"),
            _actions(actions),
            _cross(),
            focus_back(),
            class_name="th-dialog th-drawer",
            **_silent(text),
        ),
        _left(open, None, on_open_change),
        **_opening(open, on_open_change),
    )


def confirm(
    title: Text,
    text: Text,
    *content: Any,
    yes: Text,
    on_yes: Event,
    no: Text = "Keep as it is",
    danger: bool = True,
    busy: Flag = False,
    trigger: rx.Component | None = None,
    open: Flag | None = None,
    on_open_change: Event = None,
) -> rx.Component:
    """Asks before what cannot be undone, and says what it costs. The safe answer has the focus."""
    return rx.alert_dialog.root(
        _trigger(rx.alert_dialog.trigger, trigger),
        rx.alert_dialog.content(
            rx.alert_dialog.title(title, class_name="th-dialog-title"),
            rx.alert_dialog.description(text, class_name="th-dialog-text"),
            rx.el.div(*content, class_name="th-dialog-body") if content else rx.fragment(),
            rx.el.div(
                rx.alert_dialog.cancel(button(no, kind="quiet")),
                rx.alert_dialog.action(
                    button(yes, kind="danger" if danger else "primary", busy=busy, on_click=on_yes)
                ),
                class_name="th-dialog-actions",
            ),
            focus_back(),
            class_name="th-dialog",
            max_width="460px",
        ),
        _left(open, None, on_open_change),
        **_opening(open, on_open_change),
    )


def dialog_close(child: rx.Component) -> rx.Component:
    """Makes a button close the dialog it stands in."""
    return rx.dialog.close(child)


def _head(title: Text, text: Any) -> rx.Component:
    return rx.el.div(
        rx.dialog.title(title, class_name="th-dialog-title"),
        rx.dialog.description(text, class_name="th-dialog-text") if given(text) else rx.fragment(),
        class_name="th-dialog-head",
    )


def _cross() -> rx.Component:
    return rx.dialog.close(
        rx.icon_button(
            rx.icon("x", size=18),
            type="button",
            variant="ghost",
            color_scheme="gray",
            aria_label="Close",
            class_name="th-icon-button th-dialog-close",
        )
    )


def _actions(actions: Sequence[Any]) -> rx.Component:
    return rx.el.div(*actions, class_name="th-dialog-actions") if actions else rx.fragment()


def _trigger(make: Any, trigger: rx.Component | None) -> rx.Component:
    return make(trigger) if trigger is not None else rx.fragment()


def _left(open: Flag | None, on_leave: Event, on_open_change: Any) -> rx.Component:
    if open is None or (on_leave is None and on_open_change is None):
        return rx.fragment()
    return close_on_leave(open=open, on_leave=on_leave or on_open_change(False))


def _opening(open: Flag | None, on_open_change: Event) -> dict[str, Any]:
    props: dict[str, Any] = {}
    if open is not None:
        props["open"] = open
    if on_open_change is not None:
        props["on_open_change"] = on_open_change
    return props


def _silent(text: Any) -> dict[str, Any]:
    """Radix warns of a missing description unless told that there is none."""
    return {} if given(text) else {"custom_attrs": {"aria-describedby": None}}
