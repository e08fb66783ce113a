"""One person's account: all that hangs on it, and what can be done about it."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link_button, text_link
from tutorhub_app.components.cards import card, card_list, pairs
from tutorhub_app.components.dialogs import confirm
from tutorhub_app.components.download import download_button
from tutorhub_app.components.feedback import callout, empty_state, skeleton_list
from tutorhub_app.components.shell import page_header, section
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.users import Act
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.grant_parts import answer_tag
from tutorhub_app.pages.page import Page
from tutorhub_app.pages.people import role_tag, standing_tag
from tutorhub_app.pages.person_dialogs import person_dialogs
from tutorhub_app.states.app import AppState
from tutorhub_app.states.person import PersonState


def person() -> rx.Component:
    state = PersonState
    return framed(
        rx.cond(
            state.loaded,
            rx.cond(state.missing != "", _missing(), _account()),
            rx.fragment(page_header("Account"), skeleton_list()),
        ),
        *person_dialogs(),
        active=routes.ADMIN_PEOPLE,
    )


def _missing() -> rx.Component:
    return rx.fragment(
        page_header("Account"),
        empty_state(
            "user-x",
            "Nobody to look after",
            PersonState.missing,
            link_button("Go to the people", routes.ADMIN_PEOPLE, kind="secondary"),
        ),
    )


def _account() -> rx.Component:
    state, shown = PersonState, PersonState.shown
    return rx.fragment(
        rx.el.nav(text_link("People", routes.ADMIN_PEOPLE), aria_label="Back"),
        page_header(
            shown.name,
            rx.el.span(
                role_tag(shown.role), standing_tag(shown.standing), class_name="th-row th-wrap"
            ),
        ),
        rx.cond(
            shown.is_me,
            rx.el.div(callout("This is your own account."), class_name="th-list-head"),
        ),
        card(
            pairs(
                ("Email", rx.cond(shown.email != "", shown.email, "None any more")),
                ("Time zone", shown.zone.replace("_", " ")),
                ("Here since", shown.joined),
                ("Groups", rx.cond(shown.groups != "", shown.groups, "None")),
                ("Lessons", rx.cond(shown.figures != "", shown.figures, "None yet")),
            )
        ),
        rx.cond(shown.standing != "deleted", _acts()),
        _pages(),
        _sessions(),
        rx.cond(state.keys, _keys()),
        rx.cond(state.packs, _things("Course packs", state.packs)),
        rx.cond(state.enrollments, _things("Enrolled in", state.enrollments)),
        rx.cond(_may(Permission.PERMISSION_GRANT), _grants()),
        rx.cond(_may(Permission.AUDIT_READ), _entries()),
    )


def _acts() -> rx.Component:
    state, shown = PersonState, PersonState.shown
    return section(
        "Look after the account",
        rx.el.div(
            _act(
                "Role",
                "What they see and may do here.",
                Act.CHANGE_ROLE,
                button(
                    "Change role",
                    kind="secondary",
                    icon="user-cog",
                    on_click=state.open_dialog("role"),
                ),
            ),
            rx.cond(
                shown.standing == "active",
                _act(
                    "Deactivate",
                    "They can not sign in until the account is activated again.",
                    Act.DEACTIVATE,
                    button(
                        "Deactivate",
                        kind="secondary",
                        icon="ban",
                        on_click=state.open_dialog("deactivate"),
                    ),
                ),
                _act(
                    "Activate",
                    "They can sign in again; a tutor is back in the catalogue.",
                    Act.ACTIVATE,
                    button(
                        "Activate",
                        icon="circle-check",
                        on_click=state.activate,
                    ),
                ),
            ),
            _act(
                "Export",
                "Everything that is kept about them, as a JSON file.",
                Act.EXPORT,
                download_button("Export", shown.export),
            ),
            _act(
                "Delete",
                "For good. The books of the others stay.",
                Act.DELETE,
                button(
                    "Delete",
                    kind="danger",
                    icon="trash-2",
                    on_click=state.open_dialog("delete"),
                ),
            ),
            class_name="th-list",
        ),
    )


def _act(title: str, text: str, act: Act, control: rx.Component) -> rx.Component:
    """`control` while the act is possible, else why it is not."""
    why = PersonState.why_not.get(act.value, "")
    return rx.el.div(
        rx.el.div(
            rx.el.div(title, class_name="th-strong"),
            rx.el.div(rx.cond(why != "", why, text), class_name="th-muted"),
            class_name="th-grow",
        ),
        rx.cond(why != "", rx.fragment(), control),
        class_name="th-item th-wrap",
    )


def _refused(act: Act) -> Any:
    return PersonState.why_not.get(act.value, "") != ""


def _may(permission: Permission) -> Any:
    return AppState.me.may.contains(permission.value)


def _pages() -> rx.Component:
    shown = PersonState.shown
    return rx.cond(
        shown.standing != "deleted",
        section(
            "Their pages",
            rx.el.div(
                _page("Lessons", "calendar-check", shown.lessons),
                rx.cond(
                    shown.calendar != "",
                    rx.fragment(
                        _page("Calendar", "calendar-days", shown.calendar),
                        _page("Students", "users", shown.students),
                        _page("Tutor profile", "user-pen", shown.profile),
                        _page("Course packs", "layers", shown.packs),
                    ),
                ),
                class_name="th-row th-wrap",
            ),
        ),
    )


def _page(label: str, icon: str, href: Any) -> rx.Component:
    return link_button(label, href, kind="secondary", icon=icon, size="2")


def _sessions() -> rx.Component:
    state = PersonState
    return section(
        "Signed in",
        rx.cond(
            state.sessions,
            card_list(
                rx.foreach(
                    state.sessions,
                    lambda line: _thing(
                        line,
                        button(
                            "End",
                            kind="quiet",
                            size="2",
                            aria_label=rx.Var.create("End the session: ") + line.title.to(str),
                            disabled=_refused(Act.END_SESSIONS),
                            on_click=state.end_session(line.id),
                        ),
                    ),
                ),
                label="Sessions",
            ),
            rx.el.p("Nowhere.", class_name="th-muted"),
        ),
        actions=[
            rx.cond(
                state.sessions & ~_refused(Act.END_SESSIONS),
                button(
                    "End all sessions",
                    kind="secondary",
                    size="2",
                    icon="log-out",
                    on_click=state.end_sessions,
                ),
            )
        ],
    )


def _keys() -> rx.Component:
    state = PersonState
    return section(
        "API keys",
        card_list(
            rx.foreach(
                state.keys,
                lambda line: _thing(
                    line,
                    confirm(
                        "Revoke this key?",
                        "The program that uses it stops working. It needs a new key then.",
                        yes="Revoke the key",
                        on_yes=state.revoke_key(line.id),
                        trigger=button(
                            "Revoke",
                            kind="quiet",
                            size="2",
                            aria_label=rx.Var.create("Revoke ") + line.title.to(str),
                            disabled=_refused(Act.REVOKE_KEYS),
                        ),
                    ),
                ),
            ),
            label="API keys",
        ),
        actions=[
            confirm(
                "Revoke all keys?",
                "All programs that use them stop working. They need new keys then.",
                yes="Revoke all keys",
                on_yes=state.revoke_keys,
                trigger=button(
                    "Revoke all",
                    kind="secondary",
                    size="2",
                    icon="key-round",
                    disabled=_refused(Act.REVOKE_KEYS),
                ),
            )
        ],
    )


def _things(title: str, lines: Any) -> rx.Component:
    return section(title, card_list(rx.foreach(lines, _thing), label=title))


def _thing(line: Any, *controls: rx.Component) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(line.title, class_name="th-strong"),
            rx.el.div(line.text, class_name="th-muted th-small"),
            class_name="th-grow",
        ),
        *controls,
        class_name="th-wrap",
    )


def _grants() -> rx.Component:
    return section(
        "Granted and denied",
        rx.cond(
            PersonState.grants,
            card_list(
                rx.foreach(
                    PersonState.grants,
                    lambda line: rx.el.li(
                        rx.el.div(
                            rx.el.div(line.what, class_name="th-strong"),
                            rx.el.div(
                                line.where,
                                rx.cond(line.who_kind == "group", " (group " + line.who + ")", ""),
                                class_name="th-muted th-small",
                            ),
                            class_name="th-grow",
                        ),
                        answer_tag(line.can_do),
                        class_name="th-wrap",
                    ),
                ),
                label="Grants",
            ),
            rx.el.p("Nothing beside what the role has.", class_name="th-muted"),
        ),
        actions=[
            link_button(
                "Grants", routes.ADMIN_GRANTS, kind="secondary", size="2", icon="key-square"
            )
        ],
    )


def _entries() -> rx.Component:
    return rx.cond(
        PersonState.entries,
        section(
            "Lately",
            card_list(rx.foreach(PersonState.entries, _thing), label="From the audit log"),
            actions=[
                link_button(
                    "Audit log",
                    rx.Var.create(f"{routes.ADMIN_AUDIT}?person=") + PersonState.shown.id,
                    kind="secondary",
                    size="2",
                    icon="scroll-text",
                )
            ],
        ),
    )


PAGES = (Page(routes.ADMIN_PERSON, person, "Account", (PersonState.watch,)),)
