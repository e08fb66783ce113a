"""The frame of every page, and what stands at its top.

Describe each role's navigation once and hand it over with the role at run time:

    NAV = {
        "student": [
            NavItem("Home", "/home", "house"),
            NavItem("Find a tutor", "/tutors", "search"),
            NavItem("Settings", "/settings", "settings", secondary=True),
        ],
        "tutor": [...],
    }
    shell(
        page_header("My lessons", "What is coming and what was", button("Book a lesson")),
        ...,
        signed_in=Session.signed_in,
        app_header=app_header(
            nav=NAV, role=Session.role, active="/home",
            person=Person(Session.fullname, Session.photo_url, Session.role_label),
            on_sign_out=Session.sign_out, may=Session.permissions,
        ),
        public_header=public_header(active="/tutors"),
    )

At most five items of a role are primary: they fill the bottom bar on phones. Secondary ones stand
below the line in the side bar, and in the person's menu on phones. `auth_card(...)` holds a form.

Headings: `page_header` and `auth_card` write the page's one h1; `section` writes h2; cards h3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from tutorhub_app.components.buttons import link, link_button
from tutorhub_app.components.kinds import Event, Items, Text, given, holds, when
from tutorhub_app.components.people import avatar
from tutorhub_app.components.route_focus import route_focus, skip_link
from tutorhub_app.components.theme import APP_NAME
from tutorhub_app.components.theme_menu import theme_button, theme_items

BOTTOM_BAR_ITEMS = 5


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place to go. `icon` is a Lucide name; `label` one or two short words. One that needs a
    `permission` is shown to those who have it."""

    label: str
    href: str
    icon: str
    secondary: bool = False
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, as shown at the foot of the side bar."""

    name: Text
    photo: Text = ""
    role_label: Text = ""


Nav = Mapping[str, Sequence[NavItem]]
"""Role -> its items, in order."""


def shell(
    *content: Any,
    signed_in: Any,
    app_header: rx.Component,
    public_header: rx.Component,
    notices: Sequence[rx.Component] = (),
    wide: bool = False,
) -> rx.Component:
    """A whole page. Its content stands at one place whoever looks: finding out who is signed in
    changes the header alone, and takes nothing away that was typed meanwhile. `wide` lifts the
    width limit (calendars)."""
    return rx.el.div(
        skip_link(),
        rx.cond(signed_in, app_header, public_header),
        rx.el.div(
            *notices,
            rx.el.main(
                *content, id="main", tab_index=-1, class_name=f"th-main{' th-main-wide' * wide}"
            ),
            class_name="th-body",
        ),
        route_focus(),
        class_name=rx.cond(signed_in, "th-shell", "th-public"),
    )


def app_header(
    *,
    nav: Nav,
    role: Text,
    active: str,
    person: Person,
    on_sign_out: Event,
    may: Items = (),
    bell: rx.Component | None = None,
    home: str = "/",
) -> rx.Component:
    """The side bar of someone signed in; on phones the bars at the top and at the bottom.

    `active` is the href of the item the page belongs to, `may` the permissions of the person,
    `bell` a `notice_bell`. Raises ValueError when a role has more primary items than the bottom bar
    holds.
    """
    for name, items in nav.items():
        if sum(not item.secondary for item in items) > BOTTOM_BAR_ITEMS:
            raise ValueError(f"{name}: at most {BOTTOM_BAR_ITEMS} primary items")
    return rx.el.header(
        rx.el.div(brand(home), class_name="th-side-brand"),
        _by_role(role, nav, lambda items: _nav(items, active, may)),
        rx.el.div(
            bell if bell is not None else rx.fragment(),
            _person_menu(person, role, nav, on_sign_out, may),
            class_name="th-side-person",
        ),
        class_name="th-side",
    )


def public_header(
    *,
    active: str = "",
    tutors: str = "/tutors",
    sign_in: str = "/sign-in",
    register: str = "/register",
    home: str = "/",
) -> rx.Component:
    """The bar of someone signed out. Addresses come from routes.py; `active` is one of them."""
    return rx.el.header(
        rx.el.div(
            brand(home),
            rx.el.nav(
                rx.el.ul(
                    rx.el.li(_bar_link("Find a tutor", tutors, active)),
                    rx.el.li(_bar_link("Sign in", sign_in, active)),
                    rx.el.li(
                        link_button("Create account", register, size="2"),
                        class_name="th-phone-hidden",
                    ),
                    rx.el.li(theme_button()),
                ),
                aria_label="Main",
                class_name="th-bar-nav",
            ),
            class_name="th-bar-in",
        ),
        class_name="th-bar",
    )


def page_header(title: Text, subtitle: Any = "", *actions: Any) -> rx.Component:
    """The page's h1, a line that says what it is for, and its main action."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(title, class_name="th-h1", tab_index=-1),
            rx.el.div(subtitle, class_name="th-head-sub") if given(subtitle) else rx.fragment(),
            class_name="th-head-text",
        ),
        rx.el.div(*actions, class_name="th-head-actions") if actions else rx.fragment(),
        class_name="th-head",
    )


def section(title: Text, *content: Any, actions: Sequence[Any] = (), **props: Any) -> rx.Component:
    """A part of a page under an h2."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="th-h2"),
            rx.el.div(*actions, class_name="th-head-actions") if actions else rx.fragment(),
            class_name="th-section-head",
        ),
        *content,
        class_name="th-section",
        **props,
    )


def auth_card(title: Text, *content: Any, subtitle: Any = "", footer: Any = "") -> rx.Component:
    """One form in the middle: sign in, register, a new password."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.h1(title, class_name="th-h1", tab_index=-1),
                rx.el.p(subtitle) if given(subtitle) else rx.fragment(),
                class_name="th-auth-head",
            ),
            *content,
            rx.el.div(footer, class_name="th-auth-foot") if given(footer) else rx.fragment(),
            class_name="th-auth-card",
        ),
        class_name="th-auth",
    )


def brand(home: str) -> rx.Component:
    return link(
        rx.el.img(src="/logo.svg", alt="", width="28", height="28"),
        rx.el.span(APP_NAME),
        href=home,
        aria_label=f"{APP_NAME}, home",
        class_name="th-brand",
    )


def _nav(items: Sequence[NavItem], active: str, may: Items) -> rx.Component:
    primary = [item for item in items if not item.secondary]
    secondary = [item for item in items if item.secondary]
    return rx.el.nav(
        *[
            rx.el.ul(*[_if_may(item, may, rx.el.li(_nav_link(item, active))) for item in group])
            for group in (primary, secondary)
            if group
        ],
        aria_label="Main",
        class_name="th-nav",
    )


def _if_may(item: NavItem, may: Items, shown: rx.Component) -> rx.Component:
    """`shown` to those who have the permission that the item needs."""
    if not item.permission:
        return shown
    return when(holds(may, item.permission), shown)


def _nav_link(item: NavItem, active: str) -> rx.Component:
    return link(
        rx.icon(item.icon, size=20),
        rx.el.span(item.label),
        href=item.href,
        **_current(item.href == active),
    )


def _bar_link(label: str, href: str, active: str) -> rx.Component:
    return link(
        label,
        href=href,
        class_name="th-bar-link",
        **_current(href == active),
    )


def _current(is_current: bool) -> dict[str, Any]:
    return {"aria_current": "page"} if is_current else {}


def _person_menu(
    person: Person, role: Text, nav: Nav, on_sign_out: Event, may: Items
) -> rx.Component:
    secondary = {name: [item for item in items if item.secondary] for name, items in nav.items()}
    return rx.menu.root(
        rx.menu.trigger(
            rx.el.button(
                avatar(person.name, person.photo, size="s"),
                rx.el.span(
                    rx.el.span(person.name, class_name="th-person-name th-clip"),
                    rx.el.span(person.role_label, class_name="th-person-role"),
                    class_name="th-person-text th-grow",
                ),
                rx.icon("chevrons-up-down", size=16),
                type="button",
                aria_label=rx.Var.create("Account of ") + rx.Var.create(person.name).to(str),
                class_name="th-person",
            ),
        ),
        rx.menu.content(
            rx.el.div(
                rx.el.span(person.name, class_name="th-person-name"),
                rx.el.span(person.role_label, class_name="th-person-role"),
                class_name="th-menu-head",
            ),
            rx.menu.separator(),
            _by_role(role, secondary, lambda items: _menu_places(items, may)),
            *theme_items(),
            rx.menu.separator(),
            rx.menu.item(rx.icon("log-out", size=16), "Sign out", on_select=on_sign_out),
            side="top",
            align="start",
            width="240px",
        ),
        # A modal menu would hide the page, its focusable parts too, from screen readers.
        modal=False,
    )


def _menu_places(items: Sequence[NavItem], may: Items) -> rx.Component:
    """On phones the secondary items are here, as the bottom bar has no room for them."""
    if not items:
        return rx.fragment()
    return rx.fragment(
        *[
            _if_may(
                item,
                may,
                rx.menu.item(
                    link(rx.icon(item.icon, size=16), item.label, href=item.href),
                    as_child=True,
                    class_name="th-wide-hidden",
                ),
            )
            for item in items
        ],
        rx.menu.separator(class_name="th-wide-hidden"),
    )


def _by_role(role: Text, nav: Nav, render: Any) -> rx.Component:
    if not isinstance(role, rx.Var):
        return render(nav.get(role, ()))
    cases = [(name, render(items)) for name, items in nav.items()]
    return rx.match(role, *cases, rx.fragment())
