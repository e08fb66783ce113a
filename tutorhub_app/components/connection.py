"""What stands on the page while the server cannot be reached.

Given to the app in place of Reflex's own overlay: `extra_app_wraps={OVERLAY: connection_overlay}`.
"""

import reflex as rx
from reflex_components_core.core.banner import (  # type: ignore[import-untyped]
    connection_banner,
)

OVERLAY = (5, "Overlay")
"""The place and name under which Reflex keeps its overlay."""


@rx.memo
def connection_notice() -> rx.Component:
    """Goes away by itself when the connection is back; what was on the page stays there."""
    return connection_banner(
        rx.el.div(
            rx.icon("wifi-off", size=18),
            rx.el.span("No connection. Trying again. What you see may be out of date."),
            role="status",
            class_name="th-offline",
        )
    )


def connection_overlay(stateful: bool) -> rx.Component | None:
    """A fragment, as Reflex puts the whole page inside what stands here, after the notice."""
    return rx.fragment(connection_notice()) if stateful else None
