"""People, for those who may manage users: find somebody, and go where you can act for them."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import icon_button, link, link_button
from tutorhub_app.components.feedback import empty_state
from tutorhub_app.components.list_tools import choice_control, list_form, search_control
from tutorhub_app.components.people import avatar
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.table import Column, above, data_table, listed, row_link
from tutorhub_app.components.tags import tag
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.people import PeopleState

ROLES = [("student", "Student"), ("tutor", "Tutor"), ("admin", "Administrator")]
_STATES = [
    ("", "All but deleted"),
    ("active", "Active"),
    ("deactivated", "Deactivated"),
    ("deleted", "Deleted"),
]
_SORTS = [
    ("name", "Name"),
    ("email", "Email"),
    ("role", "Role"),
    ("-joined", "Newest first"),
    ("joined", "Oldest first"),
]


def people() -> rx.Component:
    state = PeopleState
    return framed(
        page_header("People", "Find somebody, look after their account, or act for them."),
        rx.cond(
            state.missing != "",
            empty_state("lock", "Nothing to see here", state.missing),
            rx.fragment(_controls(), _list()),
        ),
        active=routes.ADMIN_PEOPLE,
    )


def _controls() -> rx.Component:
    return list_form(
        "Search people",
        search_control("Name or email"),
        choice_control("Role", "role", [("", "Everybody"), *ROLES]),
        choice_control("State", "state", _STATES),
        choice_control("Sort by", "sort", _SORTS, usual="name", phones_only=True),
    )


def _list() -> rx.Component:
    state = PeopleState
    return listed(
        data_table(
            "People",
            [
                Column("Name", _name, sort="name"),
                Column("Email", lambda person: person.email, sort="email"),
                Column("Role", lambda person: role_tag(person.role), sort="role"),
                Column("State", lambda person: standing_tag(person.standing)),
                Column("Joined", lambda person: person.joined, sort="joined", first="descending"),
                Column("Pages", _places),
            ],
            state.people,
            sort=state.listing.sort,
        ),
        loaded=state.loaded,
        listing=state.listing,
        empty=empty_state(
            "users",
            "Nobody here yet",
            "People stand here as soon as they register.",
            link_button("Go home", routes.HOME, kind="secondary"),
        ),
        not_found=empty_state(
            "search-x",
            "Nobody found",
            "No one fits all of this. Try a part of the name, or take a filter away.",
            link_button("Show everybody", routes.ADMIN_PEOPLE, kind="secondary"),
        ),
    )


def role_tag(role: Any) -> rx.Component:
    return rx.match(
        role,
        ("admin", tag("Administrator", icon="shield", tone="accent")),
        ("tutor", tag("Tutor", icon="graduation-cap", tone="info")),
        tag("Student", icon="user"),
    )


def standing_tag(standing: Any) -> rx.Component:
    return rx.match(
        standing,
        ("deactivated", tag("Deactivated", icon="ban", tone="warn")),
        ("deleted", tag("Deleted", icon="user-x", tone="bad")),
        tag("Active", icon="circle-check", tone="ok"),
    )


def _name(person: Any) -> rx.Component:
    return rx.el.div(
        avatar(person.name, person.photo, size="s"),
        row_link(person.name, person.href),
        class_name="th-who",
    )


def _places(person: Any) -> rx.Component:
    return above(
        rx.menu.root(
            rx.menu.trigger(
                icon_button("ellipsis", rx.Var.create("Pages of ") + person.name.to(str))
            ),
            rx.menu.content(
                _place("user-cog", "Account", person.href),
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
    )


def _place(icon: str, label: str, href: Any) -> rx.Component:
    return rx.menu.item(link(rx.icon(icon, size=16), label, href=href), as_child=True)


PAGES = (Page(routes.ADMIN_PEOPLE, people, "People", (PeopleState.load,)),)
