"""People, for administrators: find somebody, and go where you can act for them."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import icon_button, link, link_button
from tutorhub_app.components.cards import card_list
from tutorhub_app.components.feedback import empty_state, skeleton_list
from tutorhub_app.components.forms import segmented_field
from tutorhub_app.components.people import person_line
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.tags import tag
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.list_parts import pager, search_box
from tutorhub_app.pages.page import Page
from tutorhub_app.states.people import PeopleState

_ROLES = [("", "All"), ("student", "Students"), ("tutor", "Tutors"), ("admin", "Admins")]


def people() -> rx.Component:
    state = PeopleState
    return framed(
        page_header("People", "Find somebody, then act for them on their pages."),
        rx.el.div(
            segmented_field(
                "Role",
                _ROLES,
                id="role",
                value=state.role,
                on_change=state.choose_role,
                hide_label=True,
            ),
            search_box("Search people", "Name or email", state.text, state.search),
            class_name="th-row-between th-wrap th-list-head",
        ),
        rx.cond(
            state.loaded,
            rx.cond(
                state.people,
                rx.fragment(
                    card_list(rx.foreach(state.people, _row), label="People"),
                    pager(state.page, state.page_count, state.go_to_page),
                ),
                empty_state(
                    "search-x",
                    "Nobody found",
                    "No one has this name or email in this role.",
                    link_button("Show everybody", routes.ADMIN_PEOPLE, kind="secondary"),
                ),
            ),
            skeleton_list(),
        ),
        active=routes.ADMIN_PEOPLE,
    )


def _row(person: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(person_line(person.name, person.email, photo=person.photo), class_name="th-grow"),
        tag(person.role.capitalize()),
        rx.cond(person.is_active, rx.fragment(), tag("Deactivated", icon="ban", tone="warn")),
        _places(person),
        class_name="th-wrap",
    )


def _places(person: Any) -> rx.Component:
    return rx.menu.root(
        rx.menu.trigger(icon_button("ellipsis", rx.Var.create("Pages of ") + person.name.to(str))),
        rx.menu.content(
            _place("calendar-check", "Lessons", person.lessons),
            rx.cond(
                person.calendar != "",
                rx.fragment(
                    _place("calendar-days", "Calendar", person.calendar),
                    _place("users", "Students", person.students),
                    _place("user-pen", "Tutor profile", person.profile),
                    _place("layers", "Course packs", person.packs),
                ),
            ),
            align="end",
        ),
    )


def _place(icon: str, label: str, href: Any) -> rx.Component:
    return rx.menu.item(link(rx.icon(icon, size=16), label, href=href), as_child=True)


PAGES = (Page(routes.ADMIN_PEOPLE, people, "People", (PeopleState.load,)),)
