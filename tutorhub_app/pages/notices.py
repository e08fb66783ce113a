"""What others did that concerns the one who looks."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link, link_button
from tutorhub_app.components.cards import card_list
from tutorhub_app.components.feedback import empty_state
from tutorhub_app.components.notices import notice_row, unread_words
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.table import listed
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.app import AppState
from tutorhub_app.states.notices import UNREAD, NoticesState


def notices() -> rx.Component:
    state = NoticesState
    return framed(
        page_header(
            "Notices",
            rx.el.span("Times are in ", AppState.viewer_zone, "."),
            rx.cond(
                state.listing.total > 0,
                button(
                    "Mark all as read",
                    kind="secondary",
                    icon="check-check",
                    on_click=state.mark_all,
                ),
            ),
        ),
        rx.el.div(_tabs(), class_name="th-list-head"),
        listed(
            card_list(rx.foreach(state.rows, _row), label="Notices"),
            loaded=state.loaded,
            listing=state.listing,
            empty=rx.cond(state.show == UNREAD, _all_read(), _nothing()),
            not_found=_nothing(),
            search=False,
        ),
        active=routes.NOTICES,
    )


def _row(row: Any) -> rx.Component:
    return notice_row(
        family=row.family,
        title=row.title,
        text=row.text,
        when=row.when,
        at=row.at,
        unread=row.unread,
        on_open=NoticesState.open(row.id),
        on_read=NoticesState.mark(row.id),
    )


def _tabs() -> rx.Component:
    return rx.el.nav(
        _tab("All", NoticesState.show == "", routes.NOTICES),
        _tab(
            unread_words(NoticesState.waiting),
            NoticesState.show == UNREAD,
            routes.with_query(routes.NOTICES, show=UNREAD),
        ),
        aria_label="Which notices",
        class_name="th-tabs",
    )


def _tab(label: Any, is_current: Any, href: str) -> rx.Component:
    return link(
        label,
        href=href,
        class_name="th-tab",
        aria_current=rx.cond(is_current, "page", "false"),
    )


def _all_read() -> rx.Component:
    return empty_state(
        "check-check",
        "You have read everything",
        "What others do next appears here at once.",
        link_button("Show all notices", routes.NOTICES, kind="secondary"),
    )


def _nothing() -> rx.Component:
    return empty_state(
        "bell",
        "No notices yet",
        "When somebody books, moves or answers something of yours, it stands here.",
        link_button("Go to your home page", routes.HOME, kind="secondary"),
    )


PAGES = (Page(routes.NOTICES, notices, "Notices", (NoticesState.watch,)),)
