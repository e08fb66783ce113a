"""Sign in."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, text_link
from tutorhub_app.components.feedback import error_callout
from tutorhub_app.components.fetch_form import fetch_form
from tutorhub_app.components.forms import form_actions, password_field, text_field
from tutorhub_app.components.shell import auth_card
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.accounts import DemoAccount, SignInState

_LOGIN = "/auth-api/login"


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
                    "Password", id="password", error=SignInState.errors.get("password", "")
                ),
                form_actions(button("Sign in", type="submit"), full=True),
                action=_LOGIN,
                next=SignInState.next_page,
                on_refused=SignInState.refused,
                on_edited=SignInState.edited,
                class_name="th-form",
            ),
            rx.cond(SignInState.demo_accounts, _demo_accounts(), rx.fragment()),
            subtitle="Welcome back.",
            footer=rx.fragment(
                "New here? ", text_link("Create an account", SignInState.register_page)
            ),
        ),
        active=routes.SIGN_IN,
    )


def _demo_accounts() -> rx.Component:
    """Shown in demo mode alone, where everybody may know the password."""
    return rx.el.section(
        rx.el.h2("Look around", class_name="th-h3"),
        rx.el.p(
            "This is a demonstration. Choose someone to be; the password is ",
            rx.el.code(SignInState.demo_password),
            ".",
            class_name="th-muted th-small",
        ),
        rx.el.ul(
            rx.foreach(SignInState.demo_accounts, _demo_account), class_name="th-demo-accounts"
        ),
        aria_label="Demonstration accounts",
        class_name="th-demo",
    )


def _demo_account(account: rx.Var[DemoAccount]) -> rx.Component:
    return rx.el.li(
        fetch_form(
            rx.el.button(
                rx.el.span(account.role, class_name="th-strong"),
                rx.el.span(account.email, class_name="th-muted th-small"),
                type="submit",
                class_name="th-demo-account",
            ),
            action=_LOGIN,
            fixed=account.body,
            next=SignInState.next_page,
            on_refused=SignInState.refused,
        )
    )


PAGES = (Page(routes.SIGN_IN, sign_in, "Sign in", (SignInState.load,)),)
