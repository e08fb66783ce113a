"""Where the focus goes: to the heading after a move within the app, past the navigation by a link.

The shells bring both along.
"""

import reflex as rx

_SOURCE = rx.asset("route_focus.jsx", shared=True)


class RouteFocus(rx.Component):
    """Renders nothing."""

    library = _SOURCE.importable_path
    tag = "RouteFocus"


def route_focus() -> rx.Component:
    return RouteFocus.create()


class SkipLink(rx.Component):
    """A link to the main region that moves the focus there."""

    library = _SOURCE.importable_path
    tag = "SkipLink"


def skip_link() -> rx.Component:
    return SkipLink.create("Skip to content", class_name="th-skip")
