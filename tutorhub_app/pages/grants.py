"""Who was granted or denied what, and on what."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link, link_button
from tutorhub_app.components.dialogs import dialog
from tutorhub_app.components.feedback import empty_state
from tutorhub_app.components.forms import form, form_actions, segmented_field, select_field
from tutorhub_app.components.list_tools import choice_control, list_form, search_control
from tutorhub_app.components.name_picker import name_picker
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.table import Column, above, data_table, listed
from tutorhub_app.domain.permission_words import WORDS
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.grant_parts import answer_tag, grant_tabs
from tutorhub_app.pages.page import Page
from tutorhub_app.pages.people import ROLES
from tutorhub_app.states.grants import ALLOW, DENY, GrantsState, NewGrantState

_PERMISSIONS = [(name.value, words.title) for name, words in WORDS.items()]
_TO = [("person", "A person"), ("group", "A group"), ("role", "A role")]
_SORTS = [("-at", "Newest first"), ("at", "Oldest first"), ("who", "Who"), ("what", "What")]


def grants() -> rx.Component:
    state = GrantsState
    return framed(
        page_header(
            "Permissions",
            "What is granted or denied beside what a role has. It counts at the next click.",
            button("New grant", icon="plus", on_click=NewGrantState.begin),
        ),
        grant_tabs(routes.ADMIN_GRANTS),
        rx.cond(
            state.missing != "",
            empty_state("lock", "Nothing to see here", state.missing),
            rx.fragment(_controls(), _list()),
        ),
        _new_grant(),
        active=routes.ADMIN_GRANTS,
        on_undo=state.undo,
    )


def _controls() -> rx.Component:
    return list_form(
        "Search grants",
        search_control("Person, group, tutor or pack"),
        choice_control("Permission", "permission", [("", "Any"), *_PERMISSIONS]),
        choice_control("To", "to", [("", "Anybody"), *_TO]),
        choice_control("Answer", "answer", [("", "Both"), (ALLOW, "Allowed"), (DENY, "Denied")]),
        choice_control("Sort by", "sort", _SORTS, usual="-at", phones_only=True),
    )


def _list() -> rx.Component:
    state = GrantsState
    return listed(
        data_table(
            "Grants",
            [
                Column("Who", _who, sort="who"),
                Column("What", lambda line: line.what, sort="what"),
                Column("On", _where),
                Column("Answer", lambda line: answer_tag(line.can_do)),
                Column("Since", _since, sort="at", first="descending"),
                Column("Take back", _revoke),
            ],
            state.lines,
            sort=state.listing.sort,
        ),
        loaded=state.loaded,
        listing=state.listing,
        empty=empty_state(
            "key-square",
            "Everybody has what their role has",
            "Allow somebody more, or deny something, with a new grant.",
            button("New grant", icon="plus", on_click=NewGrantState.begin),
        ),
        not_found=empty_state(
            "search-x",
            "Nothing found",
            "No grant fits all of this. Take a filter away.",
            link_button("Show all grants", routes.ADMIN_GRANTS, kind="secondary"),
        ),
    )


def _who(line: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(
            line.who_href != "",
            above(link(line.who, href=line.who_href, class_name="th-link", data_row="")),
            rx.el.span(line.who, class_name="th-strong"),
        ),
        rx.el.div(
            rx.match(line.who_kind, ("group", "Group"), ("role", "Role"), "Person"),
            class_name="th-muted th-small",
        ),
    )


def _where(line: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(line.where),
        rx.cond(line.where_kind != "", rx.el.div(line.where_kind, class_name="th-muted th-small")),
    )


def _since(line: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(line.when, class_name="th-num"),
        rx.cond(line.by != "", rx.el.div("by ", line.by, class_name="th-muted th-small")),
    )


def _revoke(line: Any) -> rx.Component:
    label = rx.Var.create("Take back: ") + line.who.to(str) + ", " + line.what.to(str)
    return above(
        button(
            "Take back",
            kind="quiet",
            size="2",
            aria_label=label,
            on_click=GrantsState.revoke(line.id),
        )
    )


def _new_grant() -> rx.Component:
    state = NewGrantState
    return dialog(
        "New grant",
        form(
            segmented_field(
                "Who", _TO, id="whoKind", value=state.who_kind, on_change=state.choose_who_kind
            ),
            rx.match(
                state.who_kind,
                (
                    "role",
                    segmented_field(
                        "Role",
                        ROLES,
                        id="role",
                        value=state.role,
                        on_change=state.choose_role,
                        hide_label=True,
                    ),
                ),
                ("group", _pick_who("Group", "group")),
                _pick_who("Person", "person"),
            ),
            select_field(
                "What",
                _PERMISSIONS,
                id="permission",
                value=state.permission,
                on_change=state.choose_permission,
                hint=state.what_it_means,
            ),
            rx.cond(
                state.where_kinds.length() > 1,
                rx.fragment(
                    select_field(
                        "On",
                        state.where_kinds,
                        id="whereKind",
                        value=state.where_kind,
                        on_change=state.choose_where_kind,
                    ),
                    rx.cond(
                        state.where_kind != "",
                        name_picker(
                            "Which one",
                            id="where",
                            found=state.where_found,
                            chosen=state.where,
                            looked=state.where_looked,
                            on_type=state.look_for_where,
                            on_choose=state.choose_where,
                            on_clear=state.clear_where,
                            error=state.errors.get("where", ""),
                        ),
                    ),
                ),
            ),
            segmented_field(
                "Answer",
                [(ALLOW, "Allow"), (DENY, "Deny")],
                id="answer",
                value=state.answer,
                on_change=state.choose_answer,
            ),
            rx.el.p(state.sentence, role="status", class_name="th-muted"),
            form_actions(
                button("Cancel", kind="quiet", on_click=state.open_or_close(False)),
                button("Save", on_click=state.save),
            ),
        ),
        text="The closest word counts: one on an object before one for everywhere, a person's own "
        "before their group's and their role's. Of equals the denial.",
        open=state.is_open,
        on_open_change=state.open_or_close,
    )


def _pick_who(label: str, key: str) -> rx.Component:
    state = NewGrantState
    return rx.el.div(
        name_picker(
            label,
            id=f"who-{key}",
            found=state.who_found,
            chosen=state.who,
            looked=state.who_looked,
            placeholder="Name or email" if key == "person" else "Type a part of the name",
            on_type=state.look_for_whom,
            on_choose=state.choose_who,
            on_clear=state.clear_who,
            error=state.errors.get("who", ""),
        ),
        key=key,
    )


PAGES = (Page(routes.ADMIN_GRANTS, grants, "Permissions", (GrantsState.watch,)),)
