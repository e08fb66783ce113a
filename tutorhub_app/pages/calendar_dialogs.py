"""The dialogs of the calendar page."""

from typing import Any

import reflex as rx

from tutorhub_app.components.buttons import button, link_button
from tutorhub_app.components.dialogs import dialog
from tutorhub_app.components.feedback import callout
from tutorhub_app.components.forms import (
    WEEK,
    day_checkboxes,
    described,
    field,
    field_row,
    form,
    form_actions,
    segmented_field,
    text_field,
    textarea_field,
)
from tutorhub_app.components.tags import mode_fact
from tutorhub_app.domain.stranded import MAXIMUM_MESSAGE
from tutorhub_app.states.app import AppState
from tutorhub_app.states.availability import CalendarState
from tutorhub_app.states.availability_edit import (
    MAXIMUM_NOTE,
    CopyFormState,
    HoursFormState,
    TimeOffState,
)
from tutorhub_app.states.calendar_shown import StrandedShown

_ERRORS = AppState.errors


def calendar_dialogs() -> rx.Component:
    return rx.fragment(_hours(), _copy(), _time_off(), _lesson(), _stranded())


def _hours() -> rx.Component:
    f = HoursFormState
    return dialog(
        rx.cond(f.is_new, "Add hours", "Change hours"),
        form(
            segmented_field(
                "How often",
                [("weekly", "Every week"), ("once", "Only on one date")],
                id="hours-scope",
                value=f.scope,
                on_change=lambda value: f.fill("scope", value),
                hide_label=True,
            ),
            rx.cond(
                f.scope == "weekly",
                _select(
                    "Day", WEEK, id="hours-day", name="day", error=_ERRORS.get("dayOfWeek", "")
                ),
                _date(
                    "Date",
                    id="hours-on",
                    value=f.on,
                    on_change=lambda value: f.fill("on", value),
                    error=_ERRORS.get("specificDate", ""),
                ),
            ),
            field_row(
                _select(
                    "From",
                    f.time_options,
                    id="hours-start",
                    name="start",
                    error=_ERRORS.get("startTime", ""),
                ),
                _select(
                    "To",
                    f.time_options,
                    id="hours-end",
                    name="end",
                    error=_ERRORS.get("endTime", ""),
                ),
            ),
            segmented_field(
                "Where you teach",
                [("online", "Online"), ("faceToFace", "Face to face"), ("both", "Both")],
                id="hours-mode",
                value=f.mode,
                on_change=lambda value: f.fill("mode", value),
                error=_ERRORS.get("teachingMode", ""),
            ),
            rx.el.div(
                rx.el.p(f.preview),
                rx.cond(
                    f.repeats & (f.scope == "once"),
                    rx.el.p("The other weeks stay as they are.", class_name="th-muted"),
                ),
                rx.cond(
                    f.stays_own,
                    rx.el.p(
                        f.seen_words,
                        " has its own hours and stays as it is.",
                        class_name="th-muted",
                    ),
                ),
                role="status",
                class_name="th-cal-preview",
            ),
            form_actions(
                rx.cond(f.is_new, rx.fragment(), _delete()),
                _cancel(),
                button("Save", type="submit"),
            ),
            error=_whole_error(),
            on_submit=f.save,
        ),
        text=rx.el.span("Times are in ", CalendarState.week.zone, "."),
        **_opened("hours"),
    )


def _delete() -> rx.Component:
    f = HoursFormState
    return button(
        rx.match(
            f.repeats,
            (True, rx.cond(f.scope == "once", "Delete on this date", "Delete every week")),
            "Delete",
        ),
        kind="quiet",
        icon="trash-2",
        on_click=f.delete,
        class_name="th-cal-delete",
    )


def _copy() -> rx.Component:
    f = CopyFormState
    return dialog(
        "Copy " + f.source_name + "’s hours",
        form(
            day_checkboxes(
                "Copy to",
                id="days",
                chosen=f.days,
                on_toggle=f.toggle,
                disabled=f.source,
                error=_ERRORS.get("days", ""),
            ),
            rx.el.div(
                button("Monday to Friday", kind="quiet", size="2", on_click=f.choose_workdays),
            ),
            form_actions(_cancel(), button("Copy", type="submit")),
            error=_whole_error(),
            on_submit=f.save,
        ),
        text="They take the place of the weekly hours of the days you choose.",
        **_opened("copy"),
    )


def _time_off() -> rx.Component:
    f = TimeOffState
    return dialog(
        "Add time off",
        form(
            field_row(
                _date(
                    "First day",
                    id="off-first",
                    value=f.first_day,
                    on_change=f.choose_first,
                    error=_ERRORS.get("firstDay", ""),
                ),
                _date(
                    "Last day",
                    id="off-last",
                    value=f.last_day,
                    on_change=f.choose_last,
                    error=_ERRORS.get("lastDay", ""),
                    # It is made anew when the first day takes it along.
                    key=f.first_day,
                ),
            ),
            text_field(
                "Note",
                id="note",
                hint="Only you see it.",
                optional=True,
                max_length=MAXIMUM_NOTE,
                error=_ERRORS.get("note", ""),
            ),
            form_actions(_cancel(), button("Save", type="submit")),
            error=_whole_error(),
            on_submit=f.save,
        ),
        text=rx.el.span("Whole days in ", CalendarState.week.zone, ". Nobody can book on them."),
        **_opened("off"),
    )


def _lesson() -> rx.Component:
    lesson = CalendarState.lesson
    return dialog(
        lesson.title,
        rx.el.div(
            rx.el.p(lesson.who, class_name="th-strong"),
            rx.el.p(lesson.when),
            mode_fact(lesson.mode),
            rx.cond(lesson.place != "", rx.el.p(lesson.place, class_name="th-muted")),
            rx.cond(lesson.hint != "", callout(lesson.hint, kind="warn")),
            class_name="th-stack-s",
        ),
        rx.el.div(link_button("Open lesson", lesson.href), class_name="th-dialog-actions"),
        text=rx.el.span("Times are in ", CalendarState.week.zone, "."),
        **_opened("lesson"),
    )


def _stranded() -> rx.Component:
    lessons = CalendarState.stranded
    return dialog(
        rx.cond(
            lessons.length() == 1,
            "A booked lesson is outside the new hours",
            lessons.length().to_string() + " booked lessons are outside the new hours",
        ),
        form(
            rx.el.ul(rx.foreach(lessons, _stranded_lesson), class_name="th-list th-cal-stranded"),
            segmented_field(
                "What should happen to them",
                [("keep", "Keep them"), ("cancel", "Cancel them")],
                id="stranded-choice",
                value=CalendarState.stranded_choice,
                on_change=CalendarState.choose,
            ),
            rx.cond(
                CalendarState.stranded_choice == "cancel",
                textarea_field(
                    "Message to the students",
                    id="message",
                    rows=3,
                    max_length=MAXIMUM_MESSAGE,
                    hint="The lessons go back to their course packs.",
                    error=_ERRORS.get("message", ""),
                ),
                rx.el.p(
                    "They stay booked as agreed. New lessons can be booked only inside your hours.",
                    class_name="th-muted",
                ),
            ),
            form_actions(
                button("Go back", kind="quiet", on_click=CalendarState.go_back(False)),
                rx.cond(
                    CalendarState.stranded_choice == "cancel",
                    button(
                        "Save and cancel lessons",
                        kind="danger",
                        type="submit",
                    ),
                    button("Save and keep lessons", type="submit"),
                ),
            ),
            error=_whole_error(),
            on_submit=CalendarState.decide,
        ),
        text=rx.el.span("Nothing is saved yet. Times are in ", CalendarState.week.zone, "."),
        open=CalendarState.dialog == "stranded",
        on_open_change=CalendarState.go_back,
        on_leave=CalendarState.close(False),
    )


def _stranded_lesson(lesson: rx.Var[StrandedShown]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(lesson.when, class_name="th-strong"),
            rx.el.div(lesson.who, ", ", lesson.mode, class_name="th-muted"),
        )
    )


def _opened(name: str) -> dict[str, Any]:
    return {"open": CalendarState.dialog == name, "on_open_change": CalendarState.close}


def _cancel() -> rx.Component:
    return button("Cancel", kind="quiet", on_click=CalendarState.close(False))


def _whole_error() -> Any:
    """The error of the form itself; those of a field stand beside it."""
    return rx.cond(_ERRORS.length() > 0, "", AppState.error)


def _select(label: str, options: Any, *, id: str, name: str, error: Any) -> rx.Component:
    """A select that begins with what the form holds. It keeps its own value from then on, so that
    quick steps by keyboard are not lost on the way to the server and back."""
    f = HoursFormState
    value = {"day": f.day, "start": f.start, "end": f.end}[name]
    rows = (
        rx.foreach(options, lambda option: rx.el.option(option[1], value=option[0]))
        if isinstance(options, rx.Var)
        else rx.fragment(*[rx.el.option(text, value=key) for key, text in options])
    )
    control = rx.el.select(
        rows,
        default_value=value,
        on_change=lambda value: f.fill(name, value),
        class_name="th-control",
        **described(id, error=error),
    )
    return field(label, control, id=id, error=error)


def _date(label: str, *, value: Any, **props: Any) -> rx.Component:
    return text_field(label, type="date", default_value=value, **props)
