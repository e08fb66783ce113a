"""What pages share about lessons: a row of a list, its actions, and the dialogs behind them."""

from typing import Any

import reflex as rx

from tutorhub_app.components.buttons import Size, button, icon_button, link_button
from tutorhub_app.components.cards import lesson_row, pairs
from tutorhub_app.components.dialogs import dialog, dialog_close
from tutorhub_app.components.feedback import error_callout
from tutorhub_app.components.forms import segmented_field, select_field, text_field, textarea_field
from tutorhub_app.components.tags import lesson_status
from tutorhub_app.components.within import within
from tutorhub_app.states.lesson_actions import LessonActionState

PLACES = [
    ("studentHome", "At the student's home"),
    ("tutorHome", "At the tutor's home"),
    ("other", "Somewhere else"),
]


def lesson_item(lesson: Any) -> rx.Component:
    """A lesson in a list. `lesson` is a Var of a LessonLine."""
    return lesson_row(
        weekday=lesson.weekday,
        day=lesson.day,
        month=lesson.month,
        time=lesson.when,
        zone=lesson.theirs,
        relative=lesson.relative,
        title=lesson.title,
        who=lesson.who,
        photo=lesson.photo,
        mode=lesson.mode,
        href=lesson.href,
        status=rx.cond(lesson.status == "booked", rx.fragment(), lesson_status(lesson.status)),
        actions=[join_button(lesson, size="2"), lesson_menu(lesson)],
    )


def join_button(lesson: Any, *, size: Size = "3") -> rx.Component:
    """Into an online lesson: from ten minutes before it until its end, nothing at other times."""
    label = rx.Var.create("Join ") + lesson.title.to(str)
    return rx.cond(
        lesson.join != "",
        within(
            rx.cond(
                lesson.is_elsewhere,
                link_button(
                    "Join", lesson.join, icon="video", size=size, new_tab=True, aria_label=label
                ),
                link_button("Join", lesson.join, icon="video", size=size, aria_label=label),
            ),
            since=lesson.join_from,
            until=lesson.ends_at,
        ),
    )


def mark_buttons(lesson: Any) -> rx.Component:
    """Did it take place? For the tutor, once it has begun."""
    return rx.el.div(
        button(
            "Completed",
            kind="secondary",
            size="2",
            icon="check",
            on_click=LessonActionState.mark_completed(lesson.id),
        ),
        button(
            "Not shown up",
            kind="quiet",
            size="2",
            on_click=LessonActionState.mark_no_show(lesson.id),
        ),
        class_name="th-row",
    )


def lesson_menu(lesson: Any) -> rx.Component:
    """All that the viewer may do to the lesson, behind one button."""
    return rx.menu.root(
        rx.menu.trigger(
            icon_button("ellipsis", rx.Var.create("Actions for ") + lesson.title.to(str))
        ),
        rx.menu.content(
            rx.menu.item(rx.icon("door-open", size=16), "Open", on_select=rx.redirect(lesson.href)),
            rx.cond(
                lesson.can_reschedule,
                rx.menu.item(
                    rx.icon("calendar-clock", size=16),
                    "Move to another time",
                    on_select=LessonActionState.reschedule(lesson.id),
                ),
            ),
            rx.cond(
                lesson.can_change_location,
                rx.menu.item(
                    rx.icon("map-pin", size=16),
                    "Change the place",
                    on_select=LessonActionState.ask_for_place(lesson.id),
                ),
            ),
            rx.cond(
                lesson.can_mark,
                rx.fragment(
                    rx.menu.item(
                        rx.icon("check", size=16),
                        "Mark as completed",
                        on_select=LessonActionState.mark_completed(lesson.id),
                    ),
                    rx.menu.item(
                        rx.icon("user-x", size=16),
                        "Mark as not shown up",
                        on_select=LessonActionState.mark_no_show(lesson.id),
                    ),
                ),
            ),
            rx.cond(
                lesson.can_undo_mark,
                rx.menu.item(
                    rx.icon("undo-2", size=16),
                    "Take the mark back",
                    on_select=LessonActionState.undo_mark(lesson.id),
                ),
            ),
            rx.cond(
                lesson.can_cancel,
                rx.fragment(
                    rx.menu.separator(),
                    rx.menu.item(
                        rx.icon("circle-x", size=16),
                        "Cancel the lesson",
                        color="red",
                        on_select=LessonActionState.ask_to_cancel(lesson.id),
                    ),
                ),
            ),
            align="end",
        ),
    )


def lesson_dialogs() -> rx.Component:
    """Once on each page whose lessons can be acted on."""
    return rx.fragment(_cancel_dialog(), _place_dialog())


def _cancel_dialog() -> rx.Component:
    lesson = LessonActionState.lesson
    return dialog(
        "Cancel this lesson?",
        pairs(("Lesson", lesson.title), ("With", lesson.who), ("When", lesson.when)),
        rx.cond(
            lesson.in_series,
            segmented_field(
                "Which lessons",
                [("one", "Only this one"), ("later", "This and all later ones")],
                id="and-later",
                value=rx.cond(LessonActionState.and_later, "later", "one"),
                on_change=LessonActionState.choose_and_later,
            ),
        ),
        rx.el.p(LessonActionState.cost, role="status", class_name="th-strong"),
        textarea_field(
            "A word to the other side",
            id="reason",
            optional=True,
            rows=3,
            value=LessonActionState.reason,
            on_change=LessonActionState.type_reason,
            error=LessonActionState.errors.get("reason", ""),
        ),
        error_callout(LessonActionState.error),
        open=LessonActionState.dialog == "cancel",
        on_open_change=LessonActionState.close,
        actions=[
            dialog_close(button("Keep it", kind="quiet")),
            button("Cancel the lesson", kind="danger", on_click=LessonActionState.cancel),
        ],
    )


def _place_dialog() -> rx.Component:
    state = LessonActionState
    return dialog(
        "Where is the lesson?",
        rx.cond(
            state.me.role != "student",
            segmented_field(
                "How",
                [("online", "Online"), ("faceToFace", "Face to face")],
                id="place-mode",
                value=state.mode,
                on_change=state.choose_mode,
            ),
        ),
        rx.cond(
            state.mode == "faceToFace",
            rx.fragment(
                select_field(
                    "Place",
                    PLACES,
                    id="location-type",
                    value=state.location_type,
                    on_change=state.choose_location_type,
                    error=state.errors.get("locationType", ""),
                ),
                text_field(
                    "Address or meeting point",
                    id="location-details",
                    optional=True,
                    value=state.location_details,
                    on_change=state.type_location,
                    error=state.errors.get("locationDetails", ""),
                ),
            ),
            rx.el.p("The lesson is held in its online room.", class_name="th-muted"),
        ),
        error_callout(state.error),
        open=state.dialog == "place",
        on_open_change=state.close,
        actions=[
            dialog_close(button("Close", kind="quiet")),
            button("Save the place", on_click=state.save_place),
        ],
    )


def open_button(lesson: Any) -> rx.Component:
    return link_button("Open lesson", lesson.href, icon="door-open", kind="secondary")
