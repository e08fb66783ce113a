"""What is asked before somebody's account changes."""

import reflex as rx

from tutorhub_app.components.buttons import button
from tutorhub_app.components.dialogs import dialog
from tutorhub_app.components.feedback import error_callout
from tutorhub_app.components.forms import form, form_actions, segmented_field, text_field
from tutorhub_app.pages.people import ROLES
from tutorhub_app.states.person import PersonState


def person_dialogs() -> tuple[rx.Component, ...]:
    return _role_dialog(), _deactivate_dialog(), _delete_dialog()


def _role_dialog() -> rx.Component:
    state = PersonState
    return dialog(
        rx.Var.create("Role of ") + state.shown.name,
        form(
            segmented_field(
                "Role",
                ROLES,
                id="role",
                value=state.role,
                on_change=state.choose_role,
                hide_label=True,
                error=state.errors.get("role", ""),
            ),
            rx.el.p(state.role_cost, aria_live="polite"),
            form_actions(
                button("Keep it", kind="quiet", on_click=state.close_dialog(False)),
                button(
                    "Change role",
                    on_click=state.change_role,
                    disabled=state.role == state.shown.role,
                ),
            ),
            error=state.error,
        ),
        text="It counts at their next click.",
        open=state.dialog == "role",
        on_open_change=state.close_dialog,
    )


def _deactivate_dialog() -> rx.Component:
    state = PersonState
    return dialog(
        rx.Var.create("Deactivate ") + state.shown.name + "?",
        form(
            rx.el.p(state.cost),
            _reason(),
            form_actions(
                button("Keep it active", kind="quiet", on_click=state.close_dialog(False)),
                button("Deactivate", kind="danger", type="submit"),
            ),
            error=state.error,
            on_submit=state.deactivate,
        ),
        text="They are signed out at once, and their API keys are revoked. You can activate the "
        "account again; what is cancelled stays so.",
        open=state.dialog == "deactivate",
        on_open_change=state.close_dialog,
    )


def _delete_dialog() -> rx.Component:
    state = PersonState
    return dialog(
        rx.Var.create("Delete ") + state.shown.name + "?",
        form(
            rx.el.p(state.cost),
            text_field(
                "Type their email to confirm",
                id="email",
                hint=state.shown.email,
                auto_complete="off",
                error=state.errors.get("email", ""),
                required=True,
            ),
            _reason(),
            form_actions(
                button("Keep the account", kind="quiet", on_click=state.close_dialog(False)),
                button("Delete for good", kind="danger", type="submit", busy=state.busy),
            ),
            rx.cond(state.errors.contains("email"), rx.fragment(), error_callout(state.error)),
            on_submit=state.delete,
        ),
        text="Name, email, password, photo, sessions, keys, messages and notices go for good. Past "
        "lessons, enrollments, prices and decisions stay with the others, of a deleted person. "
        "Export the data first if anybody may need it.",
        open=state.dialog == "delete",
        on_open_change=state.close_dialog,
    )


def _reason() -> rx.Component:
    return text_field(
        "Reason", id="reason", hint="For the audit log.", optional=True, max_length=500
    )
