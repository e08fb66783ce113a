"""Groups of people who are granted things together."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, icon_button, link_button
from tutorhub_app.components.cards import card, card_list
from tutorhub_app.components.dialogs import confirm, dialog
from tutorhub_app.components.feedback import empty_state, skeleton_list
from tutorhub_app.components.forms import form, form_actions, text_field
from tutorhub_app.components.name_picker import name_picker
from tutorhub_app.components.people import person_line
from tutorhub_app.components.shell import page_header, section
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.grant_parts import grant_tabs
from tutorhub_app.pages.page import Page
from tutorhub_app.states.groups import GroupsState


def groups() -> rx.Component:
    state = GroupsState
    return framed(
        page_header("Permissions", "Groups of people who are granted things together."),
        grant_tabs(routes.ADMIN_GROUPS),
        rx.cond(
            state.loaded,
            rx.cond(
                state.missing != "",
                empty_state("lock", "Nothing to see here", state.missing),
                rx.fragment(
                    rx.cond(
                        state.groups,
                        rx.fragment(rx.foreach(state.groups, _group)),
                        empty_state(
                            "users",
                            "No groups yet",
                            "Make one, add people, and grant it what all of them need.",
                        ),
                    ),
                    section("New group", card(_new_group())),
                ),
            ),
            skeleton_list(),
        ),
        _add_member(),
        active=routes.ADMIN_GRANTS,
        on_undo=state.undo,
    )


def _group(group: Any) -> rx.Component:
    state = GroupsState
    return section(
        group.name,
        rx.el.p(group.summary, class_name="th-muted"),
        rx.cond(
            group.members.length() > 0,
            card_list(
                rx.foreach(
                    group.members,
                    lambda member: rx.el.li(
                        rx.el.div(person_line(member.name, member.sub), class_name="th-grow"),
                        icon_button(
                            "user-minus",
                            rx.Var.create("Remove ") + member.name.to(str),
                            on_click=state.remove(group.id, member.id),
                        ),
                    ),
                )
            ),
        ),
        actions=[
            button(
                "Add a person",
                kind="secondary",
                size="2",
                icon="user-plus",
                on_click=state.begin_adding(group.id),
            ),
            link_button("Grants", group.grants_href, kind="secondary", size="2", icon="key-square"),
            confirm(
                rx.Var.create("Delete the group ") + group.name.to(str) + "?",
                "What was granted to it goes with it. The people stay.",
                yes="Delete the group",
                on_yes=state.delete(group.id),
                trigger=icon_button(
                    "trash-2", rx.Var.create("Delete the group ") + group.name.to(str)
                ),
            ),
        ],
    )


def _new_group() -> rx.Component:
    state = GroupsState
    return form(
        text_field(
            "Name", id="name", error=state.errors.get("name", ""), max_length=120, required=True
        ),
        form_actions(button("Make the group", type="submit")),
        on_submit=state.make,
        key=state.form_key.to_string(),
    )


def _add_member() -> rx.Component:
    state = GroupsState
    return dialog(
        "Add a person",
        name_picker(
            "Person",
            id="member",
            found=state.found,
            chosen=state.nobody,
            looked=state.looked,
            placeholder="Name or email",
            on_type=state.look,
            on_choose=state.add,
            on_clear=state.begin_adding(state.adding),
        ),
        text="They have what the group has from their next click on.",
        open=state.adding != "",
        on_open_change=state.close,
    )


PAGES = (Page(routes.ADMIN_GROUPS, groups, "Groups", (GroupsState.watch,)),)
