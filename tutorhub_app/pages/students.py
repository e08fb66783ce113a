"""A tutor's students, and one of them."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link_button
from tutorhub_app.components.cards import card, card_list, pairs
from tutorhub_app.components.feedback import empty_state, skeleton_list
from tutorhub_app.components.forms import textarea_field
from tutorhub_app.components.list_tools import choice_control, list_form, search_control
from tutorhub_app.components.people import avatar
from tutorhub_app.components.shell import page_header, section
from tutorhub_app.components.table import Column, data_table, listed, row_link
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.lesson_parts import lesson_dialogs, lesson_item
from tutorhub_app.pages.page import Page
from tutorhub_app.states.lesson_actions import LessonActionState
from tutorhub_app.states.students import StudentsState, StudentState


def students() -> rx.Component:
    state = StudentsState
    return framed(
        page_header("Students", "Everyone who is enrolled with you."),
        list_form(
            "Search students",
            search_control("Name or email", label="Search students"),
            choice_control("Sort by", "sort", _SORTS, usual="name", phones_only=True),
        ),
        listed(
            data_table(
                "Students",
                [
                    Column("Student", _name, sort="name"),
                    Column("Course packs", lambda student: student.packs),
                    Column("Next lesson", _next, sort="next"),
                    Column(
                        "Held",
                        lambda student: student.held,
                        sort="held",
                        first="descending",
                        number=True,
                    ),
                ],
                state.students,
                sort=state.listing.sort,
            ),
            loaded=state.loaded,
            listing=state.listing,
            empty=empty_state(
                "users",
                "No students yet",
                "Students appear here once they enroll in one of your course packs.",
                link_button("See your packs", routes.TEACHING_PACKS),
            ),
            not_found=empty_state(
                "search-x",
                "Nobody found",
                "No student has this name or email.",
                link_button("Show all students", routes.STUDENTS, kind="secondary"),
            ),
        ),
        active=routes.STUDENTS,
    )


_SORTS = [("name", "Name"), ("next", "Next lesson"), ("-held", "Most lessons held")]


def _name(student: Any) -> rx.Component:
    return rx.el.div(
        avatar(student.name, size="s"), row_link(student.name, student.href), class_name="th-who"
    )


def _next(student: Any) -> rx.Component:
    return rx.cond(
        student.next_lesson != "",
        rx.el.span(student.next_lesson, class_name="th-num"),
        rx.el.span("Nothing booked", class_name="th-muted"),
    )


def student() -> rx.Component:
    state = StudentState
    return framed(
        rx.cond(
            state.loaded,
            rx.cond(
                state.missing,
                rx.fragment(
                    page_header("Student"),
                    empty_state(
                        "user-x",
                        "There is no such student",
                        "They are not enrolled in one of your packs.",
                        link_button("Go to your students", routes.STUDENTS),
                    ),
                ),
                _file(),
            ),
            skeleton_list(),
        ),
        lesson_dialogs(),
        active=routes.STUDENTS,
        on_undo=LessonActionState.undo,
    )


def _file() -> rx.Component:
    state = StudentState
    shown = state.shown
    return rx.fragment(
        page_header(shown.name, rx.el.span(shown.held)),
        card(
            pairs(
                ("Email", shown.email),
                ("Time zone", rx.el.span(shown.zone, ", now ", shown.local_time)),
            )
        ),
        section(
            "Course packs",
            card_list(rx.foreach(state.packs, _pack), label="Course packs"),
        ),
        section(
            "Notes",
            rx.el.div(
                textarea_field(
                    "Only you see these",
                    id="note",
                    rows=5,
                    value=state.note,
                    on_change=state.type_note,
                    error=state.errors.get("note", ""),
                ),
                rx.el.div(
                    button(
                        "Save notes",
                        on_click=state.save_note,
                        disabled=state.note == state.note_saved,
                    ),
                    class_name="th-row",
                ),
                class_name="th-stack",
            ),
        ),
        section(
            "Coming lessons",
            rx.cond(
                state.coming,
                card_list(rx.foreach(state.coming, lesson_item), label="Coming lessons"),
                rx.el.p("None is booked.", class_name="th-muted"),
            ),
        ),
        section(
            "History",
            rx.cond(
                state.past,
                card_list(rx.foreach(state.past, lesson_item), label="Past lessons"),
                rx.el.p("Nothing yet.", class_name="th-muted"),
            ),
        ),
    )


def _pack(pack: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(pack.title, class_name="th-strong"),
            rx.el.div(pack.left, class_name="th-muted"),
            class_name="th-grow",
        ),
        rx.cond(
            pack.can_book,
            link_button("Book a lesson", pack.book_href, kind="secondary", size="2"),
        ),
        class_name="th-wrap",
    )


PAGES = (
    Page(routes.STUDENTS, students, "Students", (StudentsState.watch,)),
    Page(routes.STUDENT, student, "Student", (StudentState.watch,)),
)
