"""Light, dark, or as the device is set: kept by the browser, no round trip."""

from typing import Literal

import reflex as rx
from reflex.style import set_color_mode

Mode = Literal["light", "dark", "system"]

_CHOICES: tuple[tuple[Mode, str, str], ...] = (
    ("light", "Light", "sun"),
    ("dark", "Dark", "moon"),
    ("system", "As on this device", "monitor"),
)


def theme_items() -> list[rx.Component]:
    """The three choices as menu items, for a menu that has other items too."""
    return [
        rx.el.div("Appearance", class_name="th-menu-label"),
        *[_item(value, label, icon) for value, label, icon in _CHOICES],
    ]


def theme_button() -> rx.Component:
    """A button of its own, for pages without a person's menu."""
    return rx.menu.root(
        rx.menu.trigger(
            rx.icon_button(
                rx.color_mode_cond(light=rx.icon("sun", size=18), dark=rx.icon("moon", size=18)),
                variant="ghost",
                color_scheme="gray",
                size="3",
                type="button",
                aria_label="Appearance",
                class_name="th-icon-button",
            ),
        ),
        rx.menu.content(*theme_items(), align="end"),
        # A modal menu would hide the page, its focusable parts too, from screen readers.
        modal=False,
    )


def _item(value: Mode, label: str, icon: str) -> rx.Component:
    return rx.menu.item(
        rx.icon(icon, size=16),
        rx.el.span(label, class_name="th-grow"),
        rx.cond(
            rx.color_mode == value,
            rx.fragment(rx.icon("check", size=16), rx.el.span("(chosen)", class_name="th-hidden")),
            rx.fragment(),
        ),
        on_select=set_color_mode(value),
    )
