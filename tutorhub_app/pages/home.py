"""The home page of each role. It begins with what is next."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import link_button, text_link
from tutorhub_app.components.cards import card, card_list, next_lesson_card, stat_line
from tutorhub_app.components.countdown import countdown
from tutorhub_app.components.feedback import empty_state, skeleton_list
from tutorhub_app.components.people import person_line
from tutorhub_app.components.shell import page_header, section
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.lesson_parts import (
    join_button,
    lesson_dialogs,
    lesson_item,
    lesson_menu,
    mark_buttons,
    open_button,
)
from tutorhub_app.pages.page import Page
from tutorhub_app.states.app import AppState
from tutorhub_app.states.home import HomeState
from tutorhub_app.states.lesson_actions import LessonActionState


def home() -> rx.Component:
    return framed(
        page_header(
            "Hello, " + AppState.me.name, rx.el.span("Times are in ", AppState.viewer_zone, ".")
        ),
        rx.cond(
            HomeState.loaded,
            rx.fragment(
                _missing_for_a_tutor(),
                rx.cond(HomeState.waiting, _waiting()),
                rx.cond(HomeState.upcoming.id != "", _next(), _nothing_next()),
                rx.cond(HomeState.unmarked, _unmarked()),
                rx.cond(HomeState.to_book, _to_book()),
                rx.cond(HomeState.coming, _coming()),
                rx.cond(AppState.me.role == "admin", _counts()),
            ),
            skeleton_list(),
        ),
        lesson_dialogs(),
        active=routes.HOME,
        on_undo=LessonActionState.undo,
    )


def _next() -> rx.Component:
    lesson = HomeState.upcoming
    return next_lesson_card(
        title=lesson.title,
        who=lesson.who,
        photo=lesson.photo,
        time=lesson.when,
        zone=lesson.theirs,
        relative=countdown(until=lesson.starts_at, text=lesson.relative),
        place=lesson.place,
        mode=lesson.mode,
        actions=[join_button(lesson), open_button(lesson), lesson_menu(lesson)],
    )


def _nothing_next() -> rx.Component:
    return rx.match(
        AppState.me.role,
        (
            "student",
            empty_state(
                "calendar-plus",
                "No lesson is booked",
                "Find a tutor and book the first one, or go on with a pack you have.",
                link_button("Find a tutor", routes.TUTORS),
            ),
        ),
        (
            "tutor",
            empty_state(
                "calendar",
                "No lesson is booked",
                "As soon as a student books, the lesson stands here.",
                link_button("Open the calendar", routes.CALENDAR),
            ),
        ),
        empty_state("calendar", "No lesson is booked", "Nobody has a lesson coming."),
    )


def _missing_for_a_tutor() -> rx.Component:
    return rx.fragment(
        rx.cond(
            HomeState.lacks_hours,
            _step(
                "Your week is empty",
                "Students can book once you say when you teach.",
                link_button("Set your hours", routes.CALENDAR, icon="calendar-days"),
            ),
        ),
        rx.cond(
            HomeState.lacks_packs,
            _step(
                "You have no course pack",
                "A pack says what a student books: how long, how many lessons, at which price.",
                link_button("Make a course pack", routes.TEACHING_PACKS, icon="layers"),
            ),
        ),
    )


def _step(title: str, text: str, action: rx.Component) -> rx.Component:
    return card(
        rx.el.div(
            rx.el.div(
                rx.el.h2(title, class_name="th-h2"),
                rx.el.p(text, class_name="th-muted"),
                class_name="th-grow",
            ),
            action,
            class_name="th-row-between th-wrap",
        )
    )


def _waiting() -> rx.Component:
    return section(
        "What waits for you",
        card_list(rx.foreach(HomeState.waiting, _waiting_row), label="What waits for you"),
        actions=[
            rx.cond(HomeState.waiting_more, text_link("All of them", routes.SCREENINGS)),
        ],
    )


def _waiting_row(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.match(
                line.kind,
                ("approved", rx.icon("circle-check", size=18)),
                ("job", rx.icon("timer-off", size=18)),
                rx.icon("messages-square", size=18),
            ),
            class_name="th-row-icon",
            aria_hidden="true",
        ),
        rx.el.div(
            rx.el.div(line.title, class_name="th-strong"),
            rx.el.div(line.text, class_name="th-muted"),
            class_name="th-grow",
        ),
        link_button(
            line.action,
            line.href,
            kind="secondary",
            size="2",
            aria_label=line.action + ": " + line.title,
        ),
    )


def _unmarked() -> rx.Component:
    return section(
        "Did these lessons take place?",
        card_list(rx.foreach(HomeState.unmarked, _unmarked_row), label="Lessons to mark"),
    )


def _unmarked_row(lesson: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(lesson.when, class_name="th-strong th-num"),
            rx.el.div(lesson.who, " · ", lesson.title, class_name="th-muted"),
            class_name="th-grow",
        ),
        mark_buttons(lesson),
        class_name="th-wrap",
    )


def _to_book() -> rx.Component:
    return section(
        "Your course packs",
        card_list(rx.foreach(HomeState.to_book, _pack_row), label="Packs with lessons left"),
    )


def _pack_row(pack: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            person_line(pack.title, pack.tutor + " · " + pack.left, photo=pack.photo),
            class_name="th-grow",
        ),
        link_button("Book", pack.href, kind="secondary", size="2"),
    )


def _coming() -> rx.Component:
    return section(
        "Coming up",
        card_list(rx.foreach(HomeState.coming, lesson_item), label="Coming lessons"),
        actions=[text_link("All lessons", routes.LESSONS)],
    )


def _counts() -> rx.Component:
    return section(
        "At a glance",
        stat_line(
            ("Tutors", HomeState.tutors.to_string(), ""),
            ("Students", HomeState.students.to_string(), ""),
            ("Lessons coming", HomeState.coming_total.to_string(), ""),
            ("Lessons to mark", HomeState.unmarked_total.to_string(), ""),
        ),
    )


PAGES = (Page(routes.HOME, home, "Home", (HomeState.watch,)),)
