"""API keys: made, shown once, seen and revoked."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, icon_button, text_link
from tutorhub_app.components.cards import card, card_list
from tutorhub_app.components.copy_text import copy_button
from tutorhub_app.components.dialogs import confirm, dialog, dialog_close
from tutorhub_app.components.feedback import empty_state, skeleton_list
from tutorhub_app.components.forms import form, form_actions, text_field
from tutorhub_app.components.shell import page_header, section
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.api_keys import ApiKeysState


def api_keys() -> rx.Component:
    state = ApiKeysState
    return framed(
        page_header(
            "API keys",
            rx.fragment(
                "With a key, a program of yours makes online lessons in your name. Back to ",
                text_link("settings", routes.SETTINGS),
                ".",
            ),
        ),
        rx.cond(
            state.loaded,
            rx.cond(
                state.missing != "",
                empty_state("lock", "Nothing to see here", state.missing),
                rx.el.div(
                    section("New key", card(_new_key())),
                    section("Your keys", _keys()),
                    class_name="th-settings",
                ),
            ),
            skeleton_list(2),
        ),
        _made(),
        active=routes.SETTINGS,
    )


def _new_key() -> rx.Component:
    state = ApiKeysState
    return form(
        text_field(
            "Name",
            id="name",
            hint="What the program is called, so that you know later which key is whose.",
            error=state.errors.get("name", ""),
            max_length=80,
            required=True,
        ),
        form_actions(button("Make a key", type="submit")),
        on_submit=state.make,
        key=state.form_key.to_string(),
    )


def _keys() -> rx.Component:
    state = ApiKeysState
    return rx.cond(
        state.keys,
        card_list(rx.foreach(state.keys, _key), label="Your keys"),
        empty_state(
            "key-round", "No keys yet", "Make one above, and give it to your program.", level=3
        ),
    )


def _key(key: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(key.name, class_name="th-strong"),
            rx.el.div(
                rx.el.code(key.prefix),
                rx.el.span(key.used),
                rx.el.span(key.made),
                class_name="th-facts",
            ),
            class_name="th-grow",
        ),
        confirm(
            rx.Var.create("Revoke ") + key.name.to(str) + "?",
            "Programs that use this key are refused at once. Lessons that it made stay.",
            yes="Revoke the key",
            on_yes=ApiKeysState.revoke(key.id),
            trigger=icon_button("trash-2", rx.Var.create("Revoke ") + key.name.to(str)),
        ),
    )


def _made() -> rx.Component:
    state = ApiKeysState
    return dialog(
        "Your new key",
        text_field(
            "API key",
            id="made-key",
            value=state.made,
            read_only=True,
            auto_complete="off",
            spell_check=False,
        ),
        copy_button("Copy the key", state.made),
        rx.el.p(
            "Your program sends it in the header ",
            rx.el.code("x-api-key"),
            ". What it can ask for: ",
            text_link("the API's document", f"{routes.LESSONS_API}/openapi.json", whole_load=True),
            ".",
            class_name="th-muted",
        ),
        text="Copy it now. It is shown this once, and kept nowhere.",
        actions=[dialog_close(button("I have copied it"))],
        open=state.made != "",
        on_open_change=state.forget,
    )


PAGES = (
    Page(
        routes.SETTINGS_KEYS,
        api_keys,
        "API keys",
        (ApiKeysState.watch,),
    ),
)
