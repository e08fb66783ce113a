"""Moves the focus to a page's heading after a move within the app. The shells bring it along."""

import reflex as rx

_SOURCE = rx.asset("route_focus.jsx", shared=True)


class RouteFocus(rx.Component):
    """Renders nothing."""

    library = _SOURCE.importable_path
    tag = "RouteFocus"


def route_focus() -> rx.Component:
    return RouteFocus.create()
