"""The app-wide look: Radix theme, stylesheets, head tags.

Used once, where the app is put together:

    rxconfig.py       plugins=[rx.plugins.RadixThemesPlugin(theme=theme()), ...]
    tutorhub_app.py   rx.App(stylesheets=STYLESHEETS, head_components=head_components(),
                             toaster=None, extra_app_wraps={OVERLAY: connection_overlay})
"""

import reflex as rx

STYLESHEETS = [
    "tokens.css",
    "shell.css",
    "public.css",
    "landing.css",
    "forms.css",
    "parts.css",
    "cards.css",
    "lists.css",
    "overview.css",
    "messages.css",
    "dialogs.css",
    "booking.css",
    "screening.css",
    "calendar.css",
    "accounts.css",
    "notices.css",
    "catalog.css",
]
"""Files in assets/, in the order in which they must load: the tokens come first."""

APP_NAME = "TutorHub"


def theme() -> rx.Component:
    return rx.theme(
        accent_color="indigo",
        gray_color="slate",
        radius="medium",
        scaling="100%",
        panel_background="solid",
        has_background=True,
    )


def head_components() -> list[rx.Component]:
    """Icons, the tab's colours and the font's preload; no address outside this origin."""
    return [
        rx.el.link(rel="icon", href="/favicon.ico", sizes="32x32"),
        rx.el.link(rel="icon", href="/logo.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/apple-touch-icon.png"),
        _bar_colour("#ffffff", "light"),
        _bar_colour("#191b1f", "dark"),
        rx.el.link(
            rel="preload",
            href="/fonts/inter-latin-wght-normal.woff2",
            type="font/woff2",
            cross_origin="anonymous",
            custom_attrs={"as": "font"},
        ),
    ]


def _bar_colour(colour: str, scheme: str) -> rx.Component:
    """The colour a phone's browser gives its own bar; the surface's in tokens.css."""
    return rx.el.meta(
        name="theme-color",
        content=colour,
        custom_attrs={"media": f"(prefers-color-scheme: {scheme})"},
    )
