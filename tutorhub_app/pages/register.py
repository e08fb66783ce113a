"""Create an account."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, text_link
from tutorhub_app.components.feedback import error_callout
from tutorhub_app.components.fetch_form import fetch_form
from tutorhub_app.components.forms import (
    form_actions,
    password_field,
    segmented_field,
    text_field,
)
from tutorhub_app.components.shell import auth_card
from tutorhub_app.components.strength import strength_meter
from tutorhub_app.components.zones import zone_field
from tutorhub_app.domain.accounts import Role
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.accounts import PasswordState, RegisterState

_TYPING_PAUSE_MS = 300


def register() -> rx.Component:
    errors = RegisterState.errors
    return framed(
        auth_card(
            "Create your account",
            fetch_form(
                error_callout(RegisterState.error),
                segmented_field(
                    "I want to",
                    [(Role.STUDENT.value, "Learn"), (Role.TUTOR.value, "Teach")],
                    id="role",
                    value=RegisterState.role,
                    on_change=RegisterState.choose_role,
                    error=errors.get("role", ""),
                ),
                text_field(
                    "Name",
                    id="fullname",
                    auto_complete="name",
                    on_blur=PasswordState.know_name,
                    error=errors.get("fullname", ""),
                ),
                text_field(
                    "Email",
                    id="email",
                    type="email",
                    auto_complete="email",
                    on_blur=PasswordState.know_email,
                    error=errors.get("email", ""),
                ),
                new_password_field("Password", id="password", error=errors.get("password", "")),
                zone_field(
                    id="timeZone",
                    value=RegisterState.shown_zone,
                    on_change=RegisterState.choose_zone,
                    hint="Times are shown in this zone. You can change it at any time.",
                    error=errors.get("timeZone", ""),
                ),
                form_actions(button("Create account", type="submit"), full=True),
                action="/auth-api/register",
                next=RegisterState.next_page,
                on_refused=RegisterState.refused,
                on_edited=RegisterState.edited,
                class_name="th-form",
            ),
            subtitle="Book lessons, or give them. It takes a minute.",
            footer=rx.fragment(
                "You have an account? ", text_link("Sign in", RegisterState.sign_in_page)
            ),
        ),
        active=routes.REGISTER,
    )


def new_password_field(label: str, *, id: str, error: rx.Var[str]) -> rx.Component:
    """A new password, with how good it is under it while it is typed."""
    return rx.el.div(
        password_field(
            label,
            id=id,
            auto_complete="new-password",
            hint="At least 8 characters. Several uncommon words are best.",
            on_change=PasswordState.rate.debounce(_TYPING_PAUSE_MS),
            error=error,
        ),
        strength_meter(
            score=PasswordState.score, label=PasswordState.label, advice=PasswordState.advice
        ),
    )


PAGES = (
    Page(
        routes.REGISTER,
        register,
        "Create your account",
        (RegisterState.load, PasswordState.forget),
    ),
)
