"""Everyone's screenings, for administrators: find one, see its history, override."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import link_button
from tutorhub_app.components.feedback import empty_state
from tutorhub_app.components.list_tools import ListLink, choice_control, list_form, search_control
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.table import Column, above, data_table, listed, row_link
from tutorhub_app.components.tags import screening_stage, tag
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.app import AppState
from tutorhub_app.states.screenings import AdminScreeningsState

S = AdminScreeningsState

_STATES = [
    ("", "Any state"),
    ("appealed", "Appealed"),
    ("requested", "Requested"),
    ("agreed", "Time agreed"),
    ("held", "To be decided"),
    ("approved", "Approved"),
    ("rejected", "Not approved"),
    ("withdrawn", "Withdrawn"),
    ("expired", "Expired"),
]
_AGES = [
    ("", "Any age"),
    ("3", "Older than 3 days"),
    ("7", "Older than a week"),
    ("14", "Older than 2 weeks"),
    ("30", "Older than 30 days"),
]
_SORTS = [
    ("-created", "Newest first"),
    ("created", "Oldest first"),
    ("waiting", "Waiting longest"),
    ("-changed", "Changed last"),
    ("-time", "Latest meeting"),
]


def admin_screenings() -> rx.Component:
    table = data_table(
        "Screenings",
        [
            Column("Student", lambda line: row_link(line.student, line.href)),
            Column("Course pack", lambda line: _only("pack", line.pack_id, line.pack)),
            Column("Tutor", lambda line: _only("teacher", line.tutor_id, line.tutor)),
            Column("State", _state),
            Column("Waits for", lambda line: line.turn, sort="waiting"),
            Column("Meeting", lambda line: line.when, sort="time", first="descending"),
            Column("Asked", lambda line: line.asked, sort="created", first="descending"),
            Column("Changed", lambda line: line.changed, sort="changed", first="descending"),
        ],
        S.lines,
        sort=S.listing.sort,
    )
    return framed(
        page_header(
            "Screenings",
            rx.el.span("Everyone's, with their history. Times are in ", AppState.viewer_zone, "."),
        ),
        list_form(
            "Search screenings",
            search_control("Student, tutor or course"),
            choice_control("State", "state", _STATES),
            choice_control("Age", "age", _AGES),
            choice_control("Sort by", "sort", _SORTS, usual="-created", phones_only=True),
        ),
        rx.el.div(
            rx.cond(S.tutor, _narrowed("teacher", "Tutor: ", S.tutor)),
            rx.cond(S.pack, _narrowed("pack", "Course pack: ", S.pack)),
            class_name="th-row th-list-narrowed",
        ),
        listed(
            table,
            loaded=S.loaded,
            listing=S.listing,
            empty=empty_state(
                "messages-square",
                "There are no screenings yet",
                "Students ask for one before a course pack that begins with a meeting. A tutor "
                "says so in the course pack.",
                link_button("See the tutors", routes.TUTORS, kind="secondary"),
            ),
            not_found=empty_state(
                "search-x",
                "Nothing found",
                "No screening is like that. Take away a filter, or begin anew.",
                link_button("Show all screenings", routes.ADMIN_SCREENINGS, kind="secondary"),
            ),
        ),
        active=routes.ADMIN_SCREENINGS,
        wide=True,
    )


def _only(name: str, value: Any, text: Any) -> rx.Component:
    """Narrows the list to what the cell says."""
    return above(
        ListLink.create(
            text,
            name=name,
            value=value,
            off=False,
            class_name="th-link",
            title=rx.Var.create("Only ") + text.to(str),
        )
    )


def _narrowed(name: str, label: str, text: Any) -> rx.Component:
    """What the list is narrowed to, and the way out of it."""
    return ListLink.create(
        rx.fragment(label, text, rx.icon("x", size=14)),
        name=name,
        value="",
        off=False,
        class_name="th-tag th-tone-accent",
        aria_label=rx.Var.create(label) + text + ": take this filter away",
    )


def _state(line: Any) -> rx.Component:
    return rx.el.div(
        screening_stage(line.stage),
        rx.cond(line.is_appealed, tag("Appealed", icon="scale", tone="warn")),
        class_name="th-tags",
    )


PAGES = (
    Page(routes.ADMIN_SCREENINGS, admin_screenings, "Screenings", (AdminScreeningsState.watch,)),
)
