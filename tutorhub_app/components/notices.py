"""Notices: the bell of every page, and a row of their list.

notice_bell(BellState.unread, routes.NOTICES)
card_list(rx.foreach(State.rows, lambda row: notice_row(..., on_open=State.open(row.id))))
"""

from typing import Any

import reflex as rx

from tutorhub_app.components.buttons import icon_button, link
from tutorhub_app.components.kinds import Event, Flag, Text
from tutorhub_app.components.table import above, row_opener

MOST_COUNTED = 99


def notice_bell(unread: rx.Var[int], href: str, *, is_current: bool = False) -> rx.Component:
    """A link to the notices with the number of those that were not read, which it says, too."""
    count = rx.Var.create(unread).to(int)
    label = rx.match(
        count,
        (0, "Notices"),
        (1, "1 unread notice"),
        count.to_string() + " unread notices",
    )
    shown = rx.cond(count > MOST_COUNTED, f"{MOST_COUNTED}+", count.to_string())
    current = {"aria_current": "page"} if is_current else {}
    return link(
        rx.icon("bell", size=20),
        rx.el.span("Notices", class_name="th-bell-text"),
        rx.cond(count > 0, rx.el.span(shown, class_name="th-bell-count", aria_hidden="true")),
        href=href,
        aria_label=label,
        class_name="th-bell",
        **current,
    )


def notice_row(
    *,
    family: Text,
    title: Text,
    text: Text,
    when: Text,
    at: Text,
    unread: Flag,
    on_open: Event,
    on_read: Event,
) -> rx.Component:
    """One notice in a `card_list`. `family` is screening, lesson or account; `when` how long ago,
    `at` the exact time. The whole row opens it."""
    return rx.el.li(
        rx.el.span(
            rx.match(
                family,
                ("screening", rx.icon("messages-square", size=18)),
                ("lesson", rx.icon("calendar-check", size=18)),
                rx.icon("user-cog", size=18),
            ),
            class_name="th-row-icon",
            aria_hidden="true",
        ),
        rx.el.div(
            rx.el.div(
                row_opener(title, on_open),
                rx.cond(unread, rx.el.span("Unread", class_name="th-tag th-tone-accent")),
                class_name="th-notice-title",
            ),
            rx.el.p(text, class_name="th-notice-text"),
            rx.el.p(when, class_name="th-muted th-small th-wide-hidden"),
            class_name="th-grow",
        ),
        rx.el.div(
            rx.el.span(when, title=at, class_name="th-muted th-small"),
            rx.cond(
                unread,
                above(
                    icon_button("check", "Mark as read: " + rx.Var.create(title), on_click=on_read)
                ),
            ),
            class_name="th-notice-end",
        ),
        class_name=rx.cond(unread, "th-notice th-notice-new", "th-notice"),
    )


def unread_words(count: Any) -> Any:
    """Such as "3 unread"."""
    return rx.cond(count > 0, "Unread (" + count.to_string() + ")", "Unread")
