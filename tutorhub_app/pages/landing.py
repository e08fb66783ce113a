"""The front page, for those who are not signed in: what this is, and where to begin."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.browser_zone import browser_zone
from tutorhub_app.components.buttons import button, link_button, text_link
from tutorhub_app.components.cards import card_list
from tutorhub_app.components.feedback import skeleton_list
from tutorhub_app.components.people import person_line
from tutorhub_app.components.times import time_label
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.app import AppState
from tutorhub_app.states.landing import LandingState

_POINTS = [
    (
        "search",
        "Find who fits",
        "Look by subject, language, price, and by the days and times that suit you.",
    ),
    (
        "calendar-check",
        "Book in your own time",
        "Pick a free time in your zone. Take one lesson, or every Tuesday until the pack is used.",
    ),
    (
        "repeat-2",
        "Change plans calmly",
        "Move or cancel in two steps. You see beforehand what it costs, and until when it is free.",
    ),
]


def landing() -> rx.Component:
    return framed(
        rx.el.div(_welcome(), _soonest(), class_name="th-hero"),
        rx.el.section(
            rx.el.h2("How it works", class_name="th-hidden"),
            rx.el.ul(*[_point(*point) for point in _POINTS], class_name="th-points"),
        ),
        rx.el.section(
            rx.el.div(
                rx.el.h2("Do you teach?", class_name="th-h2"),
                rx.el.p(
                    "Draw your week, say what you offer, and students book what is free. "
                    "Nobody is booked twice.",
                    class_name="th-muted",
                ),
                class_name="th-grow",
            ),
            link_button("Teach here", routes.REGISTER, kind="secondary"),
            class_name="th-card th-teach",
        ),
        browser_zone(on_zone=LandingState.in_zone),
        active=routes.INDEX,
    )


def _welcome() -> rx.Component:
    return rx.el.div(
        rx.el.h1("Lessons that fit your week", class_name="th-hero-title", tab_index=-1),
        rx.el.p(
            "Find a tutor, see when they are free in your own time zone, and book the lesson.",
            class_name="th-hero-text",
        ),
        rx.el.form(
            rx.el.label("What do you want to learn?", html_for="wish", class_name="th-hidden"),
            rx.input(
                rx.input.slot(rx.icon("search", size=18)),
                id="wish",
                name="q",
                type="search",
                placeholder="A subject or a name",
                size="3",
                enter_key_hint="search",
                class_name="th-grow",
            ),
            button("Find a tutor", type="submit"),
            on_submit=LandingState.search,
            role="search",
            class_name="th-search",
        ),
        rx.el.p(
            "New here? ",
            text_link("Create an account", routes.REGISTER),
            ". Have one? ",
            text_link("Sign in", routes.SIGN_IN),
            ".",
            class_name="th-muted",
        ),
        class_name="th-hero-words",
    )


def _soonest() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Free soonest", class_name="th-h2"),
            rx.cond(
                LandingState.soonest,
                rx.el.span(
                    "Times in ",
                    AppState.viewer_zone.replace("_", " "),
                    class_name="th-muted th-small",
                ),
            ),
            class_name="th-section-head",
        ),
        rx.cond(
            LandingState.loaded,
            rx.cond(
                LandingState.soonest,
                rx.fragment(
                    card_list(
                        rx.foreach(LandingState.soonest, _soon), label="Tutors who are free soonest"
                    ),
                    rx.el.p(text_link("All tutors", routes.TUTORS), class_name="th-hero-more"),
                ),
                rx.el.p("No tutor has free times yet. Look in again soon.", class_name="th-muted"),
            ),
            skeleton_list(),
        ),
        class_name="th-hero-soon",
    )


def _soon(tutor: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            person_line(
                tutor.name,
                tutor.subjects.join(", "),
                photo=tutor.photo,
                href=routes.TUTORS + "/" + tutor.profile_id.to(str),
            ),
            class_name="th-grow",
        ),
        rx.el.div(
            time_label(tutor.earliest, relative=tutor.earliest_in), class_name="th-soon-when"
        ),
        class_name="th-soon",
    )


def _point(icon: str, title: str, text: str) -> rx.Component:
    return rx.el.li(
        rx.el.span(rx.icon(icon, size=20), class_name="th-point-icon"),
        rx.el.h3(title, class_name="th-h2"),
        rx.el.p(text, class_name="th-muted"),
    )


PAGES = (Page(routes.INDEX, landing, "Lessons that fit your week", (LandingState.load,)),)
