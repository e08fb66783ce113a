"""One's own settings."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link_button
from tutorhub_app.components.cards import card
from tutorhub_app.components.download import download_button
from tutorhub_app.components.feedback import skeleton_list
from tutorhub_app.components.forms import (
    field_row,
    form,
    form_actions,
    password_field,
    segmented_field,
    text_field,
)
from tutorhub_app.components.shell import page_header, section
from tutorhub_app.components.zones import zone_field
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.pages.frame import framed, sign_out
from tutorhub_app.pages.page import Page
from tutorhub_app.pages.register import new_password_field
from tutorhub_app.states.app import AppState
from tutorhub_app.states.settings import SettingsState


def settings() -> rx.Component:
    return framed(
        page_header("Settings", AppState.me.email),
        rx.cond(
            SettingsState.ready,
            rx.el.div(
                section("You and your times", card(_preferences())),
                section("Password", card(_password())),
                section("Where you are signed in", card(_sessions())),
                rx.cond(
                    AppState.me.may.contains(Permission.API_KEY_MANAGE.value),
                    section("API keys", card(_api_keys())),
                ),
                section("Your data", card(_data())),
                class_name="th-settings",
            ),
            skeleton_list(3),
        ),
        active=routes.SETTINGS,
    )


def _preferences() -> rx.Component:
    errors = SettingsState.errors
    return form(
        text_field(
            "Name",
            id="fullname",
            default_value=AppState.me.name,
            auto_complete="name",
            error=errors.get("fullname", ""),
        ),
        zone_field(
            id="timeZone",
            value=SettingsState.zone,
            on_change=SettingsState.choose_zone,
            hint="Times are shown in this zone.",
            error=errors.get("timeZone", ""),
        ),
        field_row(
            segmented_field(
                "Clock",
                [("24", "17:30"), ("12", "5:30 pm")],
                id="hourCycle",
                value=SettingsState.hour_cycle,
                on_change=SettingsState.choose_hour_cycle,
                error=errors.get("hourCycle", ""),
            ),
            segmented_field(
                "Weeks begin on",
                [("1", "Monday"), ("0", "Sunday")],
                id="firstDayOfWeek",
                value=SettingsState.first_day,
                on_change=SettingsState.choose_first_day,
                error=errors.get("firstDayOfWeek", ""),
            ),
        ),
        form_actions(button("Save", type="submit")),
        on_submit=SettingsState.save,
    )


def _password() -> rx.Component:
    errors = SettingsState.errors
    return form(
        # For password managers: whose password this is.
        rx.el.input(
            type="text",
            name="username",
            auto_complete="username",
            value=AppState.me.email,
            read_only=True,
            hidden=True,
        ),
        password_field("Present password", id="current", error=errors.get("current", "")),
        new_password_field("New password", id="new", error=errors.get("new", "")),
        form_actions(button("Change password", type="submit")),
        on_submit=SettingsState.change_password,
        key=SettingsState.password_form.to_string(),
    )


def _sessions() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "Signs you out on every device and in every browser, here, too. Use it when you have "
            "lost a device, or left one signed in.",
            class_name="th-muted",
        ),
        form_actions(
            button(
                "Sign out everywhere",
                kind="secondary",
                icon="log-out",
                on_click=sign_out(everywhere=True),
            )
        ),
    )


def _api_keys() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "With a key, a program of yours makes online lessons in your name.",
            class_name="th-muted",
        ),
        form_actions(
            link_button(
                "Manage your API keys", routes.SETTINGS_KEYS, kind="secondary", icon="key-round"
            )
        ),
    )


def _data() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "Everything that is kept about you, as a file: account, lessons, course packs, "
            "screenings, notices. To have your account deleted, ask an administrator.",
            class_name="th-muted",
        ),
        form_actions(download_button("Download your data", routes.OWN_EXPORT)),
    )


PAGES = (Page(routes.SETTINGS, settings, "Settings", (SettingsState.load,)),)
