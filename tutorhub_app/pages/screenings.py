"""Lists of screenings: a student's own requests, and a tutor's inbox."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import link, link_button
from tutorhub_app.components.cards import card_list
from tutorhub_app.components.feedback import empty_state
from tutorhub_app.components.list_tools import list_form, search_control
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.table import listed, row_link
from tutorhub_app.components.tags import screening_stage, tag
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.app import AppState
from tutorhub_app.states.screenings import ALL, MINE, ScreeningsState

S = ScreeningsState
_is_tutor = AppState.me.role == "tutor"


def screenings() -> rx.Component:
    return framed(
        page_header(
            "Screenings",
            rx.cond(
                _is_tutor,
                "Students who want to meet you before they begin a course pack.",
                "Meetings that some course packs begin with.",
            ),
        ),
        rx.cond(_is_tutor, _tabs()),
        rx.cond(
            _is_tutor,
            list_form(
                "Search screenings", search_control("Student or course", label="Search screenings")
            ),
        ),
        listed(
            card_list(rx.foreach(S.lines, _line), label="Screenings"),
            loaded=S.loaded,
            listing=S.listing,
            empty=rx.cond(_is_tutor, _empty_inbox(), _empty_own()),
            not_found=empty_state(
                "search-x",
                "Nothing found",
                "No screening here has this student or course.",
                link_button("Show all screenings", _show(ALL), kind="secondary"),
            ),
            search=False,
        ),
        active=routes.SCREENINGS,
    )


def _tabs() -> rx.Component:
    tabs = (
        (MINE, "To answer"),
        ("agreed", "Agreed"),
        ("approved", "Approved"),
        ("rejected", "Not approved"),
        (ALL, "All"),
    )
    return rx.el.nav(
        *[
            link(
                label,
                href=_show(show),
                class_name="th-tab",
                aria_current=rx.cond(S.show == show, "page", "false"),
            )
            for show, label in tabs
        ],
        aria_label="Which screenings",
        class_name="th-tabs th-wrap th-list-head",
    )


def _show(show: str) -> str:
    return routes.with_query(routes.SCREENINGS, show=None if show == MINE else show)


def _line(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.cond(
                    _is_tutor,
                    row_link(line.student, line.href),
                    row_link(line.pack, line.href),
                ),
            ),
            rx.el.div(
                rx.cond(_is_tutor, line.pack, "with " + line.tutor.to(str)),
                class_name="th-muted th-clip-2",
            ),
            class_name="th-grow",
        ),
        rx.el.div(
            rx.cond(
                line.is_mine,
                tag(line.waits, icon="bell-dot", tone="warn"),
                rx.fragment(
                    rx.cond(line.when, rx.el.span(line.when, class_name="th-num th-strong")),
                    rx.cond(line.waits, rx.el.span(line.waits, class_name="th-muted th-small")),
                ),
            ),
            screening_stage(line.stage),
            class_name="th-screening-end",
        ),
        class_name="th-card-link",
    )


def _empty_inbox() -> rx.Component:
    return rx.match(
        S.show,
        (
            MINE,
            empty_state(
                "inbox",
                "Nothing waits for you",
                "When a student asks for a screening, it stands here. Course packs ask for one "
                "when you say so.",
                link_button("Your course packs", routes.TEACHING_PACKS, kind="secondary"),
                link_button("All screenings", _show(ALL), kind="quiet"),
            ),
        ),
        (
            "agreed",
            empty_state(
                "calendar",
                "No meeting is agreed",
                "Agree to a proposed time, and the meeting stands here and in your calendar.",
                link_button("See what waits for you", routes.SCREENINGS),
            ),
        ),
        (
            "approved",
            empty_state(
                "scale",
                "Nobody is approved yet",
                "Students you approved stand here; they can enroll and book.",
                link_button("See what waits for you", routes.SCREENINGS),
            ),
        ),
        (
            "rejected",
            empty_state(
                "scale",
                "Nobody was turned away",
                "Requests that you did not approve are kept here.",
                link_button("See what waits for you", routes.SCREENINGS),
            ),
        ),
        empty_state(
            "messages-square",
            "Nobody has asked yet",
            "Students ask for a screening before a course pack that begins with one.",
            link_button("Your course packs", routes.TEACHING_PACKS, kind="secondary"),
        ),
    )


def _empty_own() -> rx.Component:
    return empty_state(
        "messages-square",
        "You have asked for no screening",
        "Some course packs begin with a short meeting. You find them with the tutors.",
        link_button("Find a tutor", routes.TUTORS),
    )


PAGES = (Page(routes.SCREENINGS, screenings, "Screenings", (ScreeningsState.watch,)),)
