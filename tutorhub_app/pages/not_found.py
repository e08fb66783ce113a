"""An address that leads nowhere."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import link_button
from tutorhub_app.components.feedback import empty_state
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page


def not_found() -> rx.Component:
    return framed(
        empty_state(
            "compass",
            "There is no such page",
            "The address may be mistyped, or what was here is gone.",
            link_button("Go to the start page", routes.INDEX),
            link_button("Find a tutor", routes.TUTORS, kind="secondary", icon="search"),
            level=1,
        )
    )


PAGES = (Page("404", not_found, "No such page"),)
