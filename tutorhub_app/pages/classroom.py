"""The teacher's door to a lesson's room. The student's is the lesson's page (`pages/lesson.py`)."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.classroom.classroom import classroom
from tutorhub_app.pages.page import Page
from tutorhub_app.states.app import AppState


def board() -> rx.Component:
    return classroom(door="teacher", name=AppState.me.name)


PAGES = (Page(routes.BOARD, board, "Lesson"),)
