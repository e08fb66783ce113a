"""The audit log, for those who may read it."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import link_button
from tutorhub_app.components.download import download_button
from tutorhub_app.components.feedback import empty_state
from tutorhub_app.components.list_tools import (
    choice_control,
    day_control,
    list_form,
    search_control,
)
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.table import Column, data_table, listed
from tutorhub_app.domain.audit_words import LABELS
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.admin_audit import AuditState
from tutorhub_app.states.app import AppState

_ACTIONS = [("", "Anything"), *((action.value, label) for action, label in LABELS.items())]


def audit() -> rx.Component:
    state = AuditState
    return framed(
        page_header(
            "Audit log",
            rx.el.span(
                "Decisions, grants, roles and what administrators did. Times are in ",
                AppState.viewer_zone.replace("_", " "),
                ".",
            ),
            download_button("Export as CSV", state.export),
        ),
        list_form(
            "Narrow the audit log",
            search_control("Name or email", label="Person concerned", name="person"),
            choice_control("By", "actor", state.actors),
            choice_control("What", "action", _ACTIONS),
            day_control("From", "first"),
            day_control("Until", "last"),
            choice_control(
                "Order",
                "sort",
                [("-at", "Newest first"), ("at", "Oldest first")],
                usual="-at",
                phones_only=True,
            ),
        ),
        listed(
            data_table(
                "Audit log",
                [
                    Column("What happened", _what),
                    Column("Reason", lambda entry: entry.reason),
                    Column("When", _when, sort="at", first="descending"),
                ],
                state.entries,
                sort=state.listing.sort,
            ),
            loaded=state.loaded,
            listing=state.listing,
            empty=empty_state(
                "scroll-text",
                "Nothing yet",
                "Decisions about screenings, grants and changes of roles will stand here.",
                link_button("Go to the people", routes.ADMIN_PEOPLE, kind="secondary"),
            ),
            not_found=empty_state(
                "search-x",
                "Nothing found",
                "No entry fits all of this. Take a filter away, or choose a longer time.",
                link_button("Show everything", routes.ADMIN_AUDIT, kind="secondary"),
            ),
        ),
        active=routes.ADMIN_AUDIT,
    )


def _what(entry: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary(entry.sentence, custom_attrs={"data-row": ""}),
        rx.el.dl(
            rx.foreach(
                entry.facts,
                lambda fact: rx.fragment(rx.el.dt(fact[0]), rx.el.dd(fact[1])),
            ),
            class_name="th-pairs th-small",
        ),
        class_name="th-more",
    )


def _when(entry: Any) -> rx.Component:
    return rx.el.span(
        entry.when, rx.el.span(" ", entry.year, class_name="th-muted"), class_name="th-num"
    )


PAGES = (Page(routes.ADMIN_AUDIT, audit, "Audit log", (AuditState.watch,)),)
