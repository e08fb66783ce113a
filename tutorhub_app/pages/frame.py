"""The frame every page stands in: the shell of the signed-in person, or the public one."""

import json
from dataclasses import replace
from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.browser_zone import browser_zone
from tutorhub_app.components.notices import notice_bell
from tutorhub_app.components.shell import NavItem, Person, app_header, public_header, shell
from tutorhub_app.components.toaster import toaster
from tutorhub_app.components.whole_load import whole_load
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.states.app import AppState
from tutorhub_app.states.bell import BellState
from tutorhub_app.states.notices import NoticesState

_SETTINGS = NavItem("Settings", routes.SETTINGS, "settings", secondary=True)

_OVERVIEW = NavItem(
    "Overview", routes.ADMIN, "chart-column", permission=Permission.ADMIN_PANEL_ACCESS
)
_SCREENINGS = NavItem("Screenings", routes.SCREENINGS, "messages-square")
_ALL_SCREENINGS = NavItem(
    "Screenings",
    routes.ADMIN_SCREENINGS,
    "messages-square",
    permission=Permission.PRELIMINARY_MEETING_OVERRIDE,
)
_PEOPLE = NavItem("People", routes.ADMIN_PEOPLE, "users", permission=Permission.USER_MANAGE)
_AUDIT = NavItem(
    "Audit log", routes.ADMIN_AUDIT, "scroll-text", secondary=True, permission=Permission.AUDIT_READ
)
_JOBS = NavItem(
    "Jobs",
    routes.ADMIN_JOBS,
    "timer",
    secondary=True,
    permission=Permission.ADMIN_PANEL_ACCESS,
)

_GRANTS = NavItem(
    "Permissions",
    routes.ADMIN_GRANTS,
    "key-square",
    secondary=True,
    permission=Permission.PERMISSION_GRANT,
)

# What those without the role were granted comes after their own places.
_GRANTED = [
    replace(item, secondary=True)
    for item in (
        _OVERVIEW,
        _PEOPLE,
        replace(_ALL_SCREENINGS, label="All screenings"),
        _GRANTS,
        _AUDIT,
        _JOBS,
    )
]

NAV: dict[str, list[NavItem]] = {
    "student": [
        NavItem("Home", routes.HOME, "house"),
        NavItem("Find a tutor", routes.TUTORS, "search"),
        NavItem("Lessons", routes.LESSONS, "calendar-check"),
        _SCREENINGS,
        *_GRANTED,
        _SETTINGS,
    ],
    "tutor": [
        NavItem("Home", routes.HOME, "house"),
        NavItem("Calendar", routes.CALENDAR, "calendar-days"),
        NavItem("Lessons", routes.LESSONS, "calendar-check"),
        _SCREENINGS,
        NavItem("Students", routes.STUDENTS, "users"),
        NavItem("Teaching", routes.TEACHING_PROFILE, "graduation-cap", secondary=True),
        *_GRANTED,
        _SETTINGS,
    ],
    "admin": [
        NavItem("Home", routes.HOME, "house"),
        _OVERVIEW,
        _PEOPLE,
        _ALL_SCREENINGS,
        NavItem("Lessons", routes.LESSONS, "calendar-check"),
        _GRANTS,
        _AUDIT,
        _JOBS,
        NavItem("Tutors", routes.TUTORS, "search", secondary=True),
        _SETTINGS,
    ],
}


def sign_out(*, everywhere: bool = False) -> Any:
    """An event that ends this session, or every one of the person's, and loads the front page.

    Compiled into the page as a function: nothing is evaluated from text, which the CSP forbids.
    """
    body = json.dumps({"everywhere": everywhere})
    return rx.call_function(
        rx.Var(
            "(() => fetch('/auth-api/logout', {method: 'POST', credentials: 'same-origin', "
            f"headers: {{'Content-Type': 'application/json'}}, body: {json.dumps(body)}}})"
            f".then(() => window.location.assign('{routes.INDEX}')))"
        )
    )


def framed(
    *content: Any, active: str = "", on_undo: Any = None, wide: bool = False
) -> rx.Component:
    """`content` in the shell that fits who is looking. `active` is the nav item's address;
    `on_undo` answers the button of a notice."""
    return rx.fragment(
        shell(
            *content,
            signed_in=AppState.signed_in,
            app_header=app_header(
                nav=NAV,
                role=AppState.me.role,
                active=active,
                may=AppState.me.may,
                person=Person(AppState.me.name, AppState.me.photo, AppState.me.role),
                on_sign_out=sign_out(),
                bell=notice_bell(
                    BellState.unread, routes.NOTICES, is_current=active == routes.NOTICES
                ),
                home=routes.HOME,
            ),
            public_header=public_header(
                active=active,
                tutors=routes.TUTORS,
                sign_in=routes.SIGN_IN,
                register=routes.REGISTER,
                home=routes.INDEX,
            ),
            wide=wide,
        ),
        toaster(AppState.toast, on_undo, news=BellState.news, on_open=NoticesState.open),
        browser_zone(known=AppState.browser_zone, on_zone=AppState.set_browser_zone),
        whole_load(path=AppState.whole_load),
    )
