"""The home page of each role."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.shell import page_header
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.app import AppState
from tutorhub_app.states.home import HomeState


def home() -> rx.Component:
    return framed(page_header("Hello " + AppState.me.name), active=routes.HOME)


PAGES = (Page(routes.HOME, home, "Home · TutorHub", (HomeState.load,)),)
