"""Booking a lesson, or moving one: who and what, the month, the day's times; then confirm."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link_button, text_link
from tutorhub_app.components.cards import pairs
from tutorhub_app.components.feedback import (
    callout,
    error_callout,
    skeleton_calendar,
    skeleton_times,
)
from tutorhub_app.components.focus_to import focus_to
from tutorhub_app.components.forms import segmented_field, text_field
from tutorhub_app.components.month_picker import month_picker
from tutorhub_app.components.shell import page_header, section
from tutorhub_app.components.tags import fact, mode_fact
from tutorhub_app.components.time_list import time_list
from tutorhub_app.domain.calendar_view import TimeChoice
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.pack_parts import MODES, about_pack, no_pack, place_fields
from tutorhub_app.pages.page import Page
from tutorhub_app.states.booking import BookingState
from tutorhub_app.states.series_shown import MoveShown

S = BookingState


def booking() -> rx.Component:
    return framed(
        rx.match(
            S.phase,
            ("missing", no_pack()),
            ("booked", _booked()),
            ("confirm", _choosing(_confirm(), "th-booker th-booker-confirm th-booker-brief")),
            ("choose", _choosing(rx.fragment(_month(), _times()), "th-booker", _ask())),
            _waiting(),
        ),
        focus_to(target=S.focus, count=S.focus_count),
        active=routes.TUTORS,
    )


def _choosing(steps: rx.Component, class_name: str, *below: rx.Component) -> rx.Component:
    return rx.fragment(
        rx.cond(
            S.moving_from,
            page_header("Move the lesson", "Now on " + S.moving_from + "."),
            rx.cond(
                S.pack.student_name,
                page_header("Book for " + S.pack.student_name),
                page_header("Book a lesson"),
            ),
        ),
        _what_is_missing(),
        rx.el.div(about_pack(S.change_zone), steps, class_name=class_name),
        *below,
    )


def _what_is_missing() -> rx.Component:
    """What the student needs first, and the way to it."""
    return rx.el.div(
        rx.match(
            S.pack.missing,
            ("notEnrolled", _enroll("Enroll")),
            ("noLessonsLeft", _enroll("Enroll again")),
            (
                "screeningRequired",
                callout(
                    S.pack.missing_sentence,
                    link_button(
                        "About the screening",
                        rx.Var.create("/packs/") + S.pack.pack_id + "/screening",
                        size="2",
                    ),
                    kind="warn",
                ),
            ),
            (
                "notAllowed",
                callout(
                    S.pack.missing_sentence,
                    link_button("Your lessons", routes.LESSONS, size="2"),
                    kind="warn",
                ),
            ),
            (
                "noStudent",
                callout(
                    "Students book here for themselves. To book for one of yours, begin at your "
                    "list of students.",
                    link_button("Your students", routes.STUDENTS, size="2"),
                    kind="info",
                ),
            ),
            (
                "notMovable",
                callout(
                    "This lesson can no longer be moved.",
                    link_button("Back to your lessons", routes.LESSONS, size="2"),
                    kind="warn",
                ),
            ),
            rx.fragment(),
        ),
        id="missing",
        tab_index=-1,
        class_name="th-live th-booker-missing",
    )


def _enroll(label: str) -> rx.Component:
    return callout(
        rx.fragment(S.pack.missing_sentence, " The pack holds ", S.pack.price, "."),
        button(label, on_click=S.enroll, size="2"),
        kind="warn",
    )


def _month() -> rx.Component:
    return rx.el.section(
        month_picker(
            days=S.days,
            title=S.month_title,
            weekdays=S.weekdays,
            on_pick=S.pick_day,
            on_previous=S.show_previous_month,
            on_next=S.show_next_month,
            previous_disabled=~S.has_previous,
            next_disabled=~S.has_next,
        ),
        aria_label="Day",
    )


def _times() -> rx.Component:
    return rx.el.section(
        time_list(
            times=S.times,
            title=S.day_title,
            summary=S.times_summary,
            on_pick=S.pick_time,
            empty=rx.el.p(
                rx.cond(
                    S.has_next,
                    "Look at the next month, or ask about another time below.",
                    "Ask about another time below.",
                ),
                class_name="th-muted",
            ),
        ),
        aria_label="Time",
        class_name="th-booker-times",
    )


def _confirm() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(
                rx.cond(
                    S.moving_from,
                    "Move it here",
                    rx.cond(S.pack.student_name, "The lesson", "Your lesson"),
                ),
                id="confirm",
                tab_index=-1,
                class_name="th-h2",
            ),
            rx.el.div(
                rx.el.div(S.chosen.day, class_name="th-confirm-time"),
                rx.el.div(S.chosen.time, class_name="th-confirm-time"),
                rx.el.div(S.chosen.zone, " · ", S.chosen.relative, class_name="th-muted"),
                rx.cond(
                    S.chosen.tutor_time,
                    rx.el.div(
                        S.pack.tutor_first_name, ": ", S.chosen.tutor_time, class_name="th-muted"
                    ),
                ),
                class_name="th-confirm-when",
            ),
            _gone(),
            rx.cond(S.gone, rx.fragment(), _details()),
            class_name="th-confirm",
        ),
        aria_label="Confirm",
    )


def _details() -> rx.Component:
    return rx.fragment(
        error_callout(rx.cond(S.errors.length() > 0, "", S.error)),
        rx.cond(S.later, _scope()),
        rx.cond(S.scope == "one", _how_and_where()),
        rx.cond(
            S.chosen.cancel_policy,
            rx.el.div(
                fact("rotate-ccw", S.chosen.cancel_policy),
                fact("calendar-clock", S.chosen.move_policy),
                class_name="th-booker-facts",
            ),
        ),
        rx.el.div(
            button(
                rx.cond(S.moving_from, "Move the lesson", "Book this lesson"),
                on_click=S.confirm,
                busy=S.is_saving,
                disabled=S.is_blocked,
            ),
            button("Choose another time", kind="quiet", on_click=S.back_to_times),
            class_name="th-row",
        ),
        rx.cond(
            S.series_href,
            rx.el.div(
                text_link("Book this time every week instead", S.series_href),
                class_name="th-small",
            ),
        ),
    )


def _how_and_where() -> rx.Component:
    return rx.fragment(
        rx.cond(
            S.chosen.modes.length() > 1,
            segmented_field(
                "How you meet", MODES, id="mode", value=S.mode, on_change=S.change_mode
            ),
            mode_fact(S.mode),
        ),
        rx.cond(S.mode == "faceToFace", place_fields()),
    )


def _scope() -> rx.Component:
    """One lesson of a series, or this and all later ones, with where each of them goes."""
    return rx.el.div(
        segmented_field(
            "Which lessons",
            [("one", "Only this one"), ("later", S.later)],
            id="scope",
            value=S.scope,
            on_change=S.change_scope,
        ),
        rx.cond(
            S.scope == "later",
            rx.el.ul(rx.foreach(S.moves, _move), aria_label="New times", class_name="th-series"),
        ),
        rx.el.div(
            rx.cond(
                S.is_blocked,
                callout(
                    "They move together or not at all. Choose another time, or move them one by "
                    "one.",
                    kind="warn",
                ),
            ),
            role="status",
            class_name="th-live",
        ),
        class_name="th-stack",
    )


def _move(move: rx.Var[MoveShown]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(move.was, class_name="th-muted th-num"),
            rx.icon("arrow-right", size=16, aria_label="goes to"),
            rx.el.span(move.goes, class_name="th-strong th-num"),
            class_name="th-row",
        ),
        rx.cond(move.reasons, rx.el.p(move.reasons, class_name="th-muted th-small")),
    )


def _gone() -> rx.Component:
    """The chosen time is no longer free: why, and the nearest three."""
    return rx.el.div(
        rx.cond(
            S.gone,
            rx.el.div(
                callout(S.gone, kind="warn"),
                _nearest(S.gone_nearest),
                rx.el.div(
                    button("Choose another time", kind="quiet", on_click=S.back_to_times),
                    class_name="th-row",
                ),
                class_name="th-stack",
            ),
        ),
        id="gone",
        role="alert",
        tab_index=-1,
        class_name="th-live",
    )


def _nearest(choices: rx.Var[list[TimeChoice]]) -> rx.Component:
    return rx.cond(
        choices.length() > 0,
        rx.el.div(
            rx.el.p("The nearest free times:", class_name="th-muted"),
            rx.el.div(rx.foreach(choices, _near), class_name="th-near"),
            class_name="th-stack-s",
        ),
        rx.el.p("There is no free time near it.", class_name="th-muted"),
    )


def _near(choice: rx.Var[TimeChoice]) -> rx.Component:
    return button(
        choice.viewer_time,
        kind="secondary",
        size="3",
        on_click=S.pick_time(choice.key),
        aria_label=choice.label,
        custom_attrs={"data-near-key": choice.key},
    )


def _ask() -> rx.Component:
    """Why not this time: any day and time gets an answer."""
    return section(
        "Missing a time?",
        rx.el.div(
            rx.el.p(
                "Ask about any day and time: the answer says whether it is free, and if not, why.",
                class_name="th-muted",
            ),
            rx.el.form(
                text_field(
                    "Day",
                    id="asked-day",
                    type="date",
                    value=S.asked_day,
                    on_change=S.type_asked_day,
                ),
                text_field(
                    "Time",
                    id="asked-time",
                    type="time",
                    value=S.asked_time,
                    on_change=S.type_asked_time,
                ),
                button("Why not then?", kind="secondary", type="submit"),
                on_submit=S.ask,
                no_validate=True,
                class_name="th-ask-row",
            ),
            error_callout(S.errors.get("asked", "")),
            rx.el.div(_answer(), role="status", class_name="th-live"),
            class_name="th-ask",
        ),
        id="ask",
    )


def _answer() -> rx.Component:
    return rx.cond(
        S.answer,
        rx.cond(
            S.answer_key,
            callout(
                S.answer,
                button("Choose it", size="2", on_click=S.pick_time(S.answer_key)),
                kind="ok",
            ),
            rx.el.div(
                callout(
                    rx.el.div(
                        rx.el.strong(S.answer),
                        rx.el.ul(rx.foreach(S.answer_reasons, rx.el.li)),
                    ),
                    kind="info",
                ),
                _nearest(S.answer_nearest),
                class_name="th-stack",
            ),
        ),
    )


def _booked() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.icon("circle-check", size=40, color="var(--th-ok)"),
            rx.el.h1(S.booked_title, id="booked", tab_index=-1, class_name="th-h1"),
            rx.el.p(S.booked.title, " with ", S.booked.who, class_name="th-muted"),
            class_name="th-stack-s",
        ),
        rx.el.div(
            rx.el.div(S.booked.full_day, ", ", S.booked.hours, class_name="th-confirm-time"),
            rx.el.div(S.booked.relative, class_name="th-muted"),
            rx.cond(S.booked.theirs, rx.el.div(S.booked.theirs, class_name="th-muted")),
            class_name="th-confirm-when",
        ),
        pairs(
            (
                "Where",
                rx.cond(
                    S.booked.mode == "online",
                    rx.fragment("Online, in ", text_link("the lesson's room", S.booked.href)),
                    S.booked.place,
                ),
            ),
            ("If plans change", S.booked.policy),
        ),
        rx.el.div(
            link_button("Open the lesson", S.booked.href),
            link_button("Book another", S.again_href, kind="secondary"),
            link_button("All lessons", routes.LESSONS, kind="quiet"),
            class_name="th-row",
        ),
        class_name="th-card th-stack-l th-booked",
    )


def _waiting() -> rx.Component:
    return rx.fragment(
        page_header("Book a lesson"),
        rx.el.div(
            rx.el.div(class_name="th-booker-about"),
            rx.el.div(skeleton_calendar()),
            rx.el.div(skeleton_times()),
            class_name="th-booker",
        ),
    )


PAGES = (
    Page(
        routes.BOOK,
        booking,
        "Book a lesson",
        (BookingState.load, BookingState.watch),
    ),
)
