"""What stands in place of a page that failed in the browser, instead of Reflex's own panel.

Given to the app: `extra_app_wraps={FAULT: fault_boundary}`.
"""

import reflex as rx
from reflex_components_core.base.error_boundary import (  # type: ignore[import-untyped]
    ErrorBoundary,
)

from tutorhub_app.components.buttons import text_link

FAULT = (55, "ErrorBoundary")
"""The place and name under which Reflex keeps its error boundary."""

_RELOAD = rx.Var("(() => window.location.reload())")


def fault_boundary(stateful: bool) -> rx.Component:
    """Outside the theme, so of plain elements only; the error itself goes to the server's log."""
    report = {} if stateful else {"on_error": rx.noop()}
    return ErrorBoundary.create(fallback_render=rx.Var.create(_fault_page()), **report)


def _fault_page() -> rx.Component:
    return rx.el.main(
        rx.el.img(src="/logo.svg", alt="TutorHub", width="40", height="40"),
        rx.el.h1("This page has stopped working", class_name="th-h1"),
        rx.el.p(
            "The fault is ours. What you had saved is safe. Load the page again; if that "
            "does not help, begin at the start page.",
            class_name="th-muted",
        ),
        rx.el.p(
            rx.el.button(
                "Load the page again",
                type="button",
                on_click=rx.call_function(_RELOAD),
                class_name="th-link",
            ),
            text_link("Start page", "/", whole_load=True),
            class_name="th-row",
        ),
        class_name="th-fault",
    )
