"""The dialog in which a tutor says for whom, and of which pack, a lesson is booked."""

import reflex as rx

from tutorhub_app.components.buttons import button
from tutorhub_app.components.dialogs import dialog, dialog_close
from tutorhub_app.components.forms import select_field
from tutorhub_app.states.book_for import BookForState


def book_for_button() -> rx.Component:
    return button(
        "Book for a student",
        kind="secondary",
        icon="calendar-plus",
        on_click=BookForState.open_dialog,
    )


def book_for_dialog() -> rx.Component:
    """Once on each page that shows the button."""
    state = BookForState
    return dialog(
        "Book for a student",
        rx.cond(
            state.choices,
            select_field(
                "Student and course pack",
                state.choices,
                id="book-for",
                value=state.chosen,
                on_change=state.choose,
            ),
            rx.el.p(
                "None of your students has lessons left. They can enroll again on your page.",
                class_name="th-muted",
            ),
        ),
        text="You choose the time next. Your hours and notice do not bind you.",
        open=state.is_open,
        on_open_change=state.close,
        actions=[
            dialog_close(button("Close", kind="quiet")),
            rx.cond(state.choices, button("Choose a time", on_click=state.go_on)),
        ],
    )
