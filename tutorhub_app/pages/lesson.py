"""One lesson, at the address of its room: who, when, where, and what can be done about it."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link_button, text_link
from tutorhub_app.components.cards import card, card_list, pairs
from tutorhub_app.components.classroom.classroom import classroom
from tutorhub_app.components.feedback import empty_state, skeleton_cards
from tutorhub_app.components.shell import page_header, section
from tutorhub_app.components.tags import lesson_status, mode_tag
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.lesson_parts import join_button, lesson_dialogs, lesson_item, mark_buttons
from tutorhub_app.pages.page import Page
from tutorhub_app.pages.room_parts import ROOM_TITLE, room_left
from tutorhub_app.states.app import AppState
from tutorhub_app.states.classroom import ClassroomState
from tutorhub_app.states.lesson import LessonState
from tutorhub_app.states.lesson_actions import LessonActionState


def lesson() -> rx.Component:
    return rx.cond(
        ClassroomState.is_page,
        _page(),
        classroom(door="student", slug=ClassroomState.room, name=AppState.me.name),
    )


def _page() -> rx.Component:
    return framed(
        rx.cond(
            LessonState.loaded,
            rx.cond(LessonState.missing, _missing(), _lesson()),
            skeleton_cards(),
        ),
        lesson_dialogs(),
        active=routes.LESSONS,
        on_undo=LessonActionState.undo,
    )


def _missing() -> rx.Component:
    return rx.fragment(
        page_header("Lesson"),
        empty_state(
            "door-closed",
            "There is no such lesson",
            "It does not exist, or it is not one of yours.",
            link_button("Go to your lessons", routes.LESSONS),
        ),
    )


def _lesson() -> rx.Component:
    shown = LessonState.shown
    return rx.fragment(
        page_header(
            shown.title,
            rx.el.span(shown.full_day, ", ", shown.hours, " (", AppState.viewer_zone, ")"),
        ),
        rx.el.div(_facts(), _actions(), class_name="th-split"),
        rx.cond(
            LessonState.room.is_there,
            section(ROOM_TITLE, card(room_left(LessonState.room, shown.room))),
        ),
        rx.cond(
            LessonState.later,
            section(
                "Later lessons of this series",
                card_list(rx.foreach(LessonState.later, lesson_item), label="Later lessons"),
            ),
        ),
    )


def _facts() -> rx.Component:
    shown = LessonState.shown
    return _stacked_card(
        rx.el.div(
            lesson_status(shown.status),
            mode_tag(shown.mode),
            rx.el.span(shown.relative, class_name="th-muted"),
            class_name="th-row th-wrap",
        ),
        pairs(
            ("Student", shown.student_name),
            ("Tutor", shown.tutor_name),
            ("When", shown.when),
            ("For the tutor", rx.cond(shown.theirs != "", shown.theirs, "The same time")),
            (
                "Where",
                rx.cond(
                    shown.mode == "online",
                    rx.el.span("Online"),
                    rx.el.span(shown.place),
                ),
            ),
        ),
        rx.cond(shown.policy != "", rx.el.p(shown.policy, class_name="th-muted")),
        rx.cond(shown.returned != "", rx.el.p(shown.returned, class_name="th-muted")),
        rx.cond(
            shown.cancel_reason != "",
            rx.el.blockquote(shown.cancel_reason, class_name="th-muted"),
        ),
    )


def _actions() -> rx.Component:
    shown = LessonState.shown
    return _stacked_card(
        rx.el.h2("Your lesson", class_name="th-h2"),
        rx.cond(
            (shown.mode == "online") & (shown.status == "booked"),
            _meeting(),
        ),
        rx.cond(shown.can_mark, rx.fragment(rx.el.p("Did it take place?"), mark_buttons(shown))),
        rx.el.div(
            rx.cond(
                shown.can_reschedule,
                button(
                    "Move to another time",
                    kind="secondary",
                    icon="calendar-clock",
                    on_click=LessonActionState.reschedule(shown.id),
                ),
            ),
            rx.cond(
                shown.can_change_location,
                button(
                    "Change the place",
                    kind="secondary",
                    icon="map-pin",
                    on_click=LessonActionState.ask_for_place(shown.id),
                ),
            ),
            rx.cond(
                shown.can_undo_mark,
                button(
                    "Take the mark back",
                    kind="quiet",
                    icon="undo-2",
                    on_click=LessonActionState.undo_mark(shown.id),
                ),
            ),
            rx.cond(
                shown.can_cancel,
                button(
                    "Cancel the lesson",
                    kind="quiet",
                    icon="circle-x",
                    on_click=LessonActionState.ask_to_cancel(shown.id),
                ),
            ),
            class_name="th-stack-s",
        ),
        rx.cond(
            shown.can_cancel | shown.can_mark | shown.can_undo_mark,
            rx.fragment(),
            rx.el.p("Nothing is left to do here.", class_name="th-muted"),
        ),
    )


def _stacked_card(*content: Any) -> rx.Component:
    return card(rx.el.div(*content, class_name="th-stack"))


def _meeting() -> rx.Component:
    """Where an online lesson is held: in its room here, or at the tutor's own address."""
    shown = LessonState.shown
    return rx.cond(
        shown.is_elsewhere,
        rx.fragment(
            link_button("Join the meeting", shown.join, icon="video", new_tab=True),
            rx.el.p(
                "Opens in a new tab: ",
                text_link(shown.join, shown.join, whole_load=True),
                class_name="th-muted th-small th-clip",
            ),
        ),
        rx.fragment(
            join_button(shown),
            rx.cond(
                AppState.me.role == "student",
                rx.el.p(
                    "You join on this page, from ten minutes before the lesson.",
                    class_name="th-muted",
                ),
                rx.el.p(
                    "The lesson has a room of its own, with a board, video and chat. ",
                    text_link("Go in and prepare the board", shown.join),
                    " whenever you like.",
                    class_name="th-muted",
                ),
            ),
        ),
    )


PAGES = (Page(routes.LESSON, lesson, "Lesson", (ClassroomState.look, LessonState.watch)),)
