"""The list of lessons."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import link, link_button
from tutorhub_app.components.cards import card_list
from tutorhub_app.components.feedback import empty_state
from tutorhub_app.components.list_tools import list_form, search_control
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.table import listed
from tutorhub_app.components.week_calendar import week_calendar
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.lesson_parts import lesson_dialogs, lesson_item
from tutorhub_app.pages.page import Page
from tutorhub_app.states.app import AppState
from tutorhub_app.states.lesson_actions import LessonActionState
from tutorhub_app.states.lessons import LessonsState


def lessons() -> rx.Component:
    return framed(
        page_header(
            "Lessons",
            rx.el.span("Times are in ", AppState.viewer_zone, "."),
            rx.cond(
                AppState.me.role == "student",
                link_button("Book a lesson", routes.TUTORS, icon="plus"),
            ),
        ),
        rx.cond(LessonsState.layout == "calendar", _calendar(), _listed()),
        lesson_dialogs(),
        active=routes.LESSONS,
        on_undo=LessonActionState.undo,
    )


def _calendar() -> rx.Component:
    state = LessonsState
    return rx.fragment(
        rx.el.div(_layouts(), class_name="th-list-head"),
        week_calendar(
            events=state.events,
            time_zone=AppState.viewer_zone,
            first_day=AppState.me.first_day_of_week,
            hour12=AppState.me.hour_cycle == 12,
            label="Lessons",
            on_dates_change=state.show_days,
            on_event_click=state.open_event,
        ),
    )


def _listed() -> rx.Component:
    state = LessonsState
    return rx.fragment(
        rx.el.div(_layouts(), _tabs(), class_name="th-row th-wrap th-list-head"),
        list_form("Search lessons", search_control("Course or name", label="Search lessons")),
        listed(
            card_list(rx.foreach(state.lessons, lesson_item), label="Lessons"),
            loaded=state.loaded,
            listing=state.listing,
            empty=_empty(),
            not_found=empty_state(
                "search-x",
                "Nothing found",
                "No lesson has this course or name.",
                link_button("Show all lessons", routes.LESSONS, kind="secondary"),
            ),
        ),
    )


def _layouts() -> rx.Component:
    return rx.el.nav(
        _tab("List", LessonsState.layout == "list", routes.LESSONS),
        _tab(
            "Calendar",
            LessonsState.layout == "calendar",
            routes.with_query(routes.LESSONS, **{"as": "calendar"}),
        ),
        aria_label="Layout",
        class_name="th-tabs",
    )


def _tabs() -> rx.Component:
    return rx.el.nav(
        _tab("Coming", LessonsState.show == "coming", routes.LESSONS),
        _tab(
            "Past",
            LessonsState.show == "past",
            routes.with_query(routes.LESSONS, show="past"),
        ),
        aria_label="Which lessons",
        class_name="th-tabs",
    )


def _tab(label: str, is_current: Any, href: str) -> rx.Component:
    return link(
        label,
        href=href,
        class_name="th-tab",
        aria_current=rx.cond(is_current, "page", "false"),
    )


def _empty() -> rx.Component:
    return rx.cond(
        LessonsState.show == "past",
        empty_state("history", "No past lessons", "Lessons that were held appear here."),
        rx.match(
            AppState.me.role,
            (
                "tutor",
                empty_state(
                    "calendar",
                    "No lessons coming",
                    "Students book in your hours. Check that your week is open.",
                    link_button("Open the calendar", routes.CALENDAR),
                ),
            ),
            (
                "student",
                empty_state(
                    "calendar",
                    "No lessons coming",
                    "Find a tutor and book the first one.",
                    link_button("Find a tutor", routes.TUTORS),
                ),
            ),
            empty_state("calendar", "No lessons coming", "Nobody has booked a lesson yet."),
        ),
    )


PAGES = (Page(routes.LESSONS, lessons, "Lessons", (LessonsState.watch,)),)
