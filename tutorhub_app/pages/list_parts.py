"""What lists share: a search box and the pages at their foot."""

from typing import Any

import reflex as rx

from tutorhub_app.components.buttons import button


def search_box(label: str, placeholder: str, text: Any, on_search: Any) -> rx.Component:
    """Enter searches: `on_search` gets the form, whose field is `q`."""
    return rx.el.form(
        rx.el.label(label, html_for="search", class_name="th-hidden"),
        rx.input(
            rx.input.slot(rx.icon("search", size=16)),
            id="search",
            name="q",
            type="search",
            placeholder=placeholder,
            default_value=text,
            key=text,
            size="3",
        ),
        on_submit=on_search,
        role="search",
        class_name="th-list-search",
    )


def pager(page: Any, page_count: Any, go_to: Any) -> rx.Component:
    """Nothing while there is one page only."""
    return rx.cond(
        page_count > 1,
        rx.el.nav(
            button(
                "Previous page",
                kind="quiet",
                size="2",
                disabled=page <= 1,
                on_click=go_to(page - 1),
            ),
            rx.el.span(
                "Page ", page.to_string(), " of ", page_count.to_string(), class_name="th-muted"
            ),
            button(
                "Next page",
                kind="quiet",
                size="2",
                disabled=page >= page_count,
                on_click=go_to(page + 1),
            ),
            aria_label="Pages",
            class_name="th-row",
        ),
    )
