"""The frame every page stands in: the shell of the signed-in person, or the public one."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.browser_zone import browser_zone
from tutorhub_app.components.shell import NavItem, Person, app_shell, public_shell
from tutorhub_app.components.toaster import toaster
from tutorhub_app.states.app import AppState

_SETTINGS = NavItem("Settings", routes.SETTINGS, "settings", secondary=True)

NAV: dict[str, list[NavItem]] = {
    "student": [
        NavItem("Home", routes.HOME, "house"),
        NavItem("Find a tutor", routes.TUTORS, "search"),
        NavItem("Lessons", routes.LESSONS, "calendar-check"),
        _SETTINGS,
    ],
    "tutor": [
        NavItem("Home", routes.HOME, "house"),
        NavItem("Calendar", routes.CALENDAR, "calendar-days"),
        NavItem("Lessons", routes.LESSONS, "calendar-check"),
        NavItem("Students", routes.STUDENTS, "users"),
        NavItem("Teaching", routes.TEACHING_PROFILE, "graduation-cap"),
        _SETTINGS,
    ],
    "admin": [
        NavItem("Home", routes.HOME, "house"),
        NavItem("People", routes.ADMIN_PEOPLE, "users"),
        NavItem("Lessons", routes.LESSONS, "calendar-check"),
        NavItem("Tutors", routes.TUTORS, "search"),
        _SETTINGS,
    ],
}

# Compiled into the page as a function: nothing is evaluated from text, which the CSP forbids.
_SIGN_OUT = rx.Var(
    "(() => fetch('/auth-api/logout', {method: 'POST', credentials: 'same-origin'})"
    ".finally(() => window.location.assign('/')))"
)


def framed(
    *content: Any, active: str = "", on_undo: Any = None, wide: bool = False
) -> rx.Component:
    """`content` in the shell that fits who is looking. `active` is the nav item's address;
    `on_undo` answers the button of a notice."""
    return rx.fragment(
        rx.cond(
            AppState.signed_in,
            app_shell(
                *content,
                nav=NAV,
                role=AppState.me.role,
                active=active,
                person=Person(AppState.me.name, AppState.me.photo, AppState.me.role),
                on_sign_out=rx.call_function(_SIGN_OUT),
                home=routes.HOME,
                wide=wide,
            ),
            public(*content, active=active),
        ),
        toaster(AppState.toast, on_undo),
        browser_zone(on_zone=AppState.set_browser_zone),
    )


def public(*content: Any, active: str = "") -> rx.Component:
    """`content` for those who are not signed in."""
    return public_shell(
        *content,
        active=active,
        tutors=routes.TUTORS,
        sign_in=routes.SIGN_IN,
        register=routes.REGISTER,
        home=routes.INDEX,
    )
