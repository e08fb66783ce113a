"""Sign in."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link
from tutorhub_app.components.feedback import error_callout
from tutorhub_app.components.fetch_form import fetch_form
from tutorhub_app.components.forms import form_actions, password_field, text_field
from tutorhub_app.components.shell import auth_card
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.accounts import SignInState


def sign_in() -> rx.Component:
    return framed(
        auth_card(
            "Sign in",
            fetch_form(
                error_callout(SignInState.error),
                text_field(
                    "Email",
                    id="username",
                    type="email",
                    auto_complete="username",
                    error=SignInState.errors.get("username", ""),
                ),
                password_field(
                    "Password",
                    id="password",
                    error=SignInState.errors.get("password", ""),
                ),
                form_actions(button("Sign in", type="submit"), full=True),
                action="/auth-api/login",
                next=SignInState.next_page,
                on_refused=SignInState.refused,
                class_name="th-form",
            ),
            rx.cond(SignInState.demo_accounts, _demo_accounts(), rx.fragment()),
            subtitle="Welcome back.",
            footer=rx.fragment("New here? ", link("Create an account", href=routes.REGISTER)),
        ),
        active=routes.SIGN_IN,
    )


def _demo_accounts() -> rx.Component:
    return rx.el.div(
        rx.el.p("This is a demonstration. Sign in with one of these accounts:"),
        rx.el.ul(
            rx.foreach(
                SignInState.demo_accounts,
                lambda account: rx.el.li(rx.el.code(account)),
            )
        ),
        rx.el.p("Their password is ", rx.el.code(SignInState.demo_password), "."),
        class_name="th-muted th-small",
    )


PAGES = (Page(routes.SIGN_IN, sign_in, "Sign in", (SignInState.load,)),)
