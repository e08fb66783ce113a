"""A tutor's calendar: the week on a grid, and the same week as a list beside it."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link_button
from tutorhub_app.components.feedback import bone, callout, empty_state
from tutorhub_app.components.focus_to import focus_to
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.week_calendar import calendar_legend, week_calendar
from tutorhub_app.domain.calendar_view import EventKind
from tutorhub_app.pages.book_for import book_for_button, book_for_dialog
from tutorhub_app.pages.calendar_dialogs import calendar_dialogs
from tutorhub_app.pages.calendar_list import week_list
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.app import AppState
from tutorhub_app.states.availability import CalendarState
from tutorhub_app.states.availability_edit import HoursFormState, TimeOffState
from tutorhub_app.states.calendar_shown import STEP_MINUTES

_WEEK = CalendarState.week
_LEGEND = [
    EventKind.ONLINE,
    EventKind.FACE_TO_FACE,
    EventKind.BOTH,
    EventKind.LESSON,
    EventKind.SCREENING,
    EventKind.OUTSIDE,
    EventKind.TIME_OFF,
]


def calendar() -> rx.Component:
    return framed(
        rx.match(
            CalendarState.phase,
            ("missing", _missing()),
            rx.fragment(
                page_header(
                    rx.cond(
                        AppState.me.role == "admin", _WEEK.tutor_name + "’s calendar", "Calendar"
                    ),
                    rx.cond(CalendarState.phase == "ready", _zone()),
                    book_for_button(),
                    button("Time off", kind="secondary", icon="moon", on_click=TimeOffState.open),
                    button("Add hours", icon="plus", on_click=HoursFormState.add("")),
                ),
                rx.cond(CalendarState.phase == "ready", _ready(), _loading()),
            ),
        ),
        calendar_dialogs(),
        book_for_dialog(),
        focus_to(target=CalendarState.focus, count=CalendarState.focus_count),
        active=routes.CALENDAR,
        on_undo=CalendarState.undo,
        wide=True,
    )


def _zone() -> rx.Component:
    return rx.el.span(
        "Times are in ",
        rx.el.strong(_WEEK.zone_words),
        rx.cond(
            _WEEK.zone_note != "",
            rx.el.span(
                rx.cond(AppState.me.role == "admin", ", the tutor’s zone", ", where you teach"),
                ". Your own zone is ",
                _WEEK.zone_note,
                ".",
            ),
            ".",
        ),
    )


def _ready() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.foreach(_WEEK.clock_changes, lambda text: callout(text, kind="warn")),
            rx.cond(
                _WEEK.has_hours,
                rx.fragment(),
                callout(
                    "You have no hours yet, so nobody can book. Draw them on the calendar with "
                    "the mouse, or add them with the button."
                ),
            ),
            class_name="th-cal-notes",
        ),
        rx.el.div(
            rx.el.div(_grid(), calendar_legend(_LEGEND), class_name="th-card th-cal-grid"),
            week_list(),
            class_name="th-cal",
        ),
    )


def _grid() -> rx.Component:
    return week_calendar(
        label="Hours and lessons",
        events=CalendarState.events,
        answered=CalendarState.answered,
        time_zone=_WEEK.zone,
        initial_date=CalendarState.go_to,
        first_day=AppState.me.first_day_of_week,
        hour12=AppState.me.hour_cycle == 12,
        view="timeGridWeek",
        phone_view="timeGridDay",
        editable=True,
        selectable=True,
        step_minutes=STEP_MINUTES,
        on_select=HoursFormState.draw,
        on_event_change=HoursFormState.move,
        on_event_click=HoursFormState.open,
        on_dates_change=CalendarState.show_days,
    )


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.span("Loading", class_name="th-hidden"),
        bone(width="100%", height="640px"),
        role="status",
        aria_busy="true",
        class_name="th-wait",
    )


def _missing() -> rx.Component:
    return rx.cond(
        CalendarState.error != "",
        empty_state(
            "calendar-x",
            "No such calendar",
            CalendarState.error,
            link_button("Home", routes.HOME, kind="secondary"),
        ),
        empty_state(
            "calendar-search",
            "Whose calendar?",
            "Choose a tutor, and open the calendar from there.",
            link_button("Find a tutor", routes.TUTORS),
        ),
    )


PAGES = (Page(routes.CALENDAR, calendar, "Calendar", (CalendarState.watch,)),)
