"""Booking a lesson, or moving one: who and what, the month, the day's times; then confirm."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link_button, text_link
from tutorhub_app.components.cards import pairs
from tutorhub_app.components.feedback import (
    callout,
    empty_state,
    error_callout,
    skeleton_calendar,
    skeleton_times,
)
from tutorhub_app.components.focus_to import focus_to
from tutorhub_app.components.forms import segmented_field, text_field
from tutorhub_app.components.month_picker import month_picker
from tutorhub_app.components.people import avatar
from tutorhub_app.components.shell import page_header, section
from tutorhub_app.components.tags import fact, mode_fact
from tutorhub_app.components.time_list import time_list
from tutorhub_app.components.zones import zone_field
from tutorhub_app.domain.calendar_view import TimeChoice
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.booking import LONGEST_DETAILS, BookingState
from tutorhub_app.states.booking_shown import PLACES

S = BookingState


def booking() -> rx.Component:
    return framed(
        rx.match(
            S.phase,
            ("missing", _no_pack()),
            ("booked", _booked()),
            ("confirm", _choosing(_confirm(), "th-booker th-booker-confirm")),
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
            page_header("Move your lesson", "Now on " + S.moving_from + "."),
            rx.cond(
                S.pack.student_name,
                page_header("Book for " + S.pack.student_name),
                page_header("Book a lesson"),
            ),
        ),
        _what_is_missing(),
        rx.el.div(_about(), steps, class_name=class_name),
        *below,
    )


def _about() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            avatar(S.pack.tutor_name, S.pack.tutor_photo, size="l"),
            rx.el.div(
                rx.el.h2(S.pack.title, class_name="th-h2"),
                rx.el.div("with ", text_link(S.pack.tutor_name, S.pack.tutor_href)),
                class_name="th-grow",
            ),
            class_name="th-who th-who-top",
        ),
        rx.el.div(
            fact("clock", S.pack.duration),
            mode_fact(S.pack.mode),
            rx.cond(S.pack.place, fact("map-pin", S.pack.place)),
            fact("globe", S.pack.tutor_first_name + " is on " + S.pack.tutor_zone + " time"),
            rx.cond(S.pack.lessons_left, fact("layers", S.pack.lessons_left)),
            class_name="th-booker-facts",
        ),
        rx.el.div(
            zone_field(
                id="zone", value=S.zone_name, on_change=S.change_zone, label="Times are shown in"
            ),
            class_name="th-booker-zone",
        ),
        aria_label="The lesson",
        class_name="th-booker-about",
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
                    link_button("About the tutor", S.pack.tutor_href, size="2"),
                    kind="warn",
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
                rx.cond(S.moving_from, "Move it here", "Your lesson"),
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
        rx.cond(
            S.chosen.modes.length() > 1,
            segmented_field(
                "How you meet",
                [("online", "Online"), ("faceToFace", "Face to face")],
                id="mode",
                value=S.mode,
                on_change=S.change_mode,
            ),
            mode_fact(S.mode),
        ),
        rx.cond(S.mode == "faceToFace", _place()),
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


def _place() -> rx.Component:
    return rx.el.div(
        segmented_field(
            "Where you meet",
            PLACES,
            id="place",
            value=S.place_type,
            on_change=S.change_place,
            error=S.errors.get("locationType", ""),
        ),
        text_field(
            "Address or details",
            id="details",
            optional=True,
            hint="You can both change this until the lesson.",
            value=S.place_details,
            on_change=S.type_details,
            max_length=LONGEST_DETAILS,
            error=S.errors.get("locationDetails", ""),
        ),
        class_name="th-stack",
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
            link_button("Book another", "/book/" + S.pack.pack_id, kind="secondary"),
            link_button("All lessons", routes.LESSONS, kind="quiet"),
            class_name="th-row",
        ),
        class_name="th-card th-stack-l th-booked",
    )


def _no_pack() -> rx.Component:
    return empty_state(
        "search-x",
        S.error,
        "Look for another one among the tutors.",
        link_button("Find a tutor", routes.TUTORS),
        level=2,
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
        "Book a lesson · TutorHub",
        (BookingState.load, BookingState.watch),
    ),
)
