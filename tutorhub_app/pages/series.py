"""A weekly series: each date with its state, then all that are chosen in one go."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link_button
from tutorhub_app.components.cards import card_list
from tutorhub_app.components.feedback import error_callout, skeleton_list
from tutorhub_app.components.focus_to import focus_to
from tutorhub_app.components.forms import segmented_field
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.tags import fact, tag
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.pack_parts import MODES, about_pack, no_pack, place_fields
from tutorhub_app.pages.page import Page
from tutorhub_app.states.lesson_line import LessonLine
from tutorhub_app.states.series import SeriesPage
from tutorhub_app.states.series_shown import DateShown

S = SeriesPage


def series() -> rx.Component:
    return framed(
        rx.match(
            S.phase,
            ("missing", no_pack()),
            ("booked", _booked()),
            ("choose", _choosing()),
            rx.fragment(page_header("Book every week"), skeleton_list()),
        ),
        focus_to(target=S.focus, count=S.focus_count),
        active=routes.TUTORS,
    )


def _choosing() -> rx.Component:
    return rx.fragment(
        rx.cond(
            S.pack.student_name,
            page_header("Book every week for " + S.pack.student_name, S.title),
            page_header("Book every week", S.title),
        ),
        rx.el.div(
            about_pack(S.change_zone),
            rx.el.section(
                _settings(),
                rx.el.ul(rx.foreach(S.dates, _date), class_name="th-series", aria_label="Dates"),
                error_callout(rx.cond(S.too_many, S.too_many, S.refusal)),
                rx.el.div(
                    button(
                        "Book " + S.chosen_words,
                        on_click=S.confirm,
                        busy=S.is_saving,
                        disabled=(S.chosen_count == 0) | (S.too_many != ""),
                    ),
                    link_button("Choose another time", S.again_href, kind="quiet"),
                    class_name="th-row",
                ),
                rx.el.p(
                    "All of them are booked together, or none. Afterwards each can be moved or "
                    "cancelled by itself.",
                    class_name="th-muted th-small",
                ),
                aria_label="Dates",
                class_name="th-stack-l",
            ),
            class_name="th-booker th-booker-confirm",
        ),
    )


def _settings() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _count(),
            rx.cond(
                S.modes.length() > 1,
                segmented_field(
                    "How you meet", MODES, id="mode", value=S.mode, on_change=S.change_mode
                ),
            ),
            class_name="th-series-settings",
        ),
        rx.cond(S.mode == "faceToFace", place_fields()),
        class_name="th-stack",
    )


def _count() -> rx.Component:
    return rx.el.div(
        rx.el.label("How many weeks", html_for="count", class_name="th-label"),
        rx.el.select(
            rx.foreach(S.counts, lambda count: rx.el.option(count, value=count)),
            id="count",
            value=S.count,
            on_change=S.change_count,
            class_name="th-control",
        ),
        class_name="th-field",
    )


def _date(date: rx.Var[DateShown]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=date.is_chosen,
                    disabled=date.state != "free",
                    on_change=S.toggle(date.key),
                ),
                rx.el.span(
                    rx.el.span(date.day, ", ", date.time, class_name="th-strong th-num"),
                    rx.cond(
                        date.tutor_time,
                        rx.el.span(
                            " ",
                            S.pack.tutor_first_name,
                            ": ",
                            date.tutor_time,
                            class_name="th-muted",
                        ),
                    ),
                ),
                class_name="th-series-pick",
            ),
            rx.match(
                date.state,
                ("free", tag("Free", icon="circle-check", tone="ok")),
                ("taken", tag("Taken", icon="circle-x", tone="bad")),
                ("timeOff", tag("Tutor away", icon="tree-palm", tone="warn")),
                tag("Not possible", icon="ban", tone="warn"),
            ),
            class_name="th-row-between",
        ),
        rx.cond(date.note, fact("clock-alert", date.note)),
        rx.cond(date.reasons, rx.el.p(date.reasons, class_name="th-muted th-small")),
        rx.cond(
            date.other_key,
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=date.is_other_chosen,
                    on_change=S.toggle(date.other_key),
                ),
                rx.el.span("Take ", rx.el.strong(date.other), " instead"),
                class_name="th-series-pick th-series-other",
            ),
        ),
        custom_attrs={"data-state": date.state},
    )


def _booked() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.icon("circle-check", size=40, color="var(--th-ok)"),
            rx.el.h1(S.title, id="booked", tab_index=-1, class_name="th-h1"),
            rx.el.p(
                "Each lesson has its own room, and can be moved or cancelled by itself.",
                class_name="th-muted",
            ),
            class_name="th-stack-s",
        ),
        card_list(rx.foreach(S.booked, _lesson), label="Lessons"),
        rx.el.div(
            link_button("All lessons", routes.LESSONS),
            link_button("Book another", S.again_href, kind="secondary"),
            class_name="th-row",
        ),
        class_name="th-card th-stack-l th-booked",
    )


def _lesson(line: rx.Var[LessonLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.when, class_name="th-strong th-num th-grow"),
        link_button("Open", line.href, kind="quiet", size="2"),
    )


PAGES = (
    Page(
        routes.BOOK_SERIES,
        series,
        "Book every week",
        (SeriesPage.load, SeriesPage.watch),
    ),
)
