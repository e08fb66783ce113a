"""Buttons and links.

button("Save", on_click=State.save, busy=State.saving)         the page's main action: primary
button("Cancel", kind="secondary") / kind="quiet" / kind="danger"
link_button("Find a tutor", "/tutors", icon="search")          looks like a button, is a link
icon_button("trash-2", "Delete Monday 09:00", on_click=...)    the label is read aloud and shown
text_link("Forgotten your password?", "/forgot")               inside text
"""

from typing import Any, Literal

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink  # type: ignore[import-untyped]

from tutorhub_app.components.kinds import Event, Flag, Text

Kind = Literal["primary", "secondary", "quiet", "danger"]
Size = Literal["1", "2", "3"]

_LOOKS: dict[str, dict[str, Any]] = {
    "primary": {"variant": "solid"},
    "secondary": {"variant": "surface", "color_scheme": "gray", "high_contrast": True},
    "quiet": {"variant": "soft", "color_scheme": "gray", "high_contrast": True},
    "danger": {"variant": "solid", "color_scheme": "red"},
}


def button(
    text: Text,
    *,
    kind: Kind = "primary",
    icon: str = "",
    size: Size = "3",
    busy: Flag = False,
    disabled: Flag = False,
    on_click: Event = None,
    type: str = "button",
    **props: Any,
) -> rx.Component:
    """A button. `busy` shows a spinner and takes no further press; `type="submit"` sends a form."""
    if on_click is not None:
        props["on_click"] = on_click
    return rx.button(
        *_face(text, icon),
        type=type,
        size=size,
        loading=busy,
        disabled=disabled,
        **_LOOKS[kind],
        **props,
    )


def link_button(
    text: Text,
    href: Text,
    *,
    kind: Kind = "primary",
    icon: str = "",
    size: Size = "3",
    whole_load: bool = False,
    new_tab: bool = False,
    **props: Any,
) -> rx.Component:
    """A link that looks like a button. `whole_load` leaves the app and loads the page afresh;
    `new_tab` is for other sites."""
    face = _face(text, icon)
    return rx.button(
        rx.el.a(*face, href=href, target="_blank", rel="noopener noreferrer")
        if new_tab
        else link(*face, href=href, whole_load=whole_load),
        as_child=True,
        size=size,
        **_LOOKS[kind],
        **props,
    )


def icon_button(
    icon: str,
    label: Text,
    *,
    kind: Kind = "quiet",
    size: Size = "2",
    on_click: Event = None,
    **props: Any,
) -> rx.Component:
    """A button of one icon. `label` says what it does, to screen readers and as a tooltip."""
    if on_click is not None:
        props["on_click"] = on_click
    look = {"variant": "ghost", "color_scheme": "gray"} if kind == "quiet" else _LOOKS[kind]
    return rx.icon_button(
        # Reflex makes an icon that is the button's own child as large as the button.
        rx.fragment(rx.icon(icon, size=18)),
        type="button",
        size=size,
        aria_label=label,
        title=label,
        class_name="th-icon-button",
        **look,
        **props,
    )


def text_link(text: Text, href: Text, *, whole_load: bool = False) -> rx.Component:
    return link(text, href=href, whole_load=whole_load, class_name="th-link")


def link(*content: Any, href: Text, whole_load: bool = False, **props: Any) -> rx.Component:
    """A bare link within the app, without a look of its own."""
    if whole_load:
        props["reload_document"] = True
    return ReactRouterLink.create(*content, to=href, **props)


def _face(text: Text, icon: str) -> list[Any]:
    return [rx.icon(icon, size=18), text] if icon else [text]
