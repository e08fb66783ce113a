"""Asking for the screening meeting that a course pack needs: what it is, and the request."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link_button, text_link
from tutorhub_app.components.cards import card
from tutorhub_app.components.feedback import callout, empty_state, error_callout, skeleton_list
from tutorhub_app.components.focus_to import focus_to
from tutorhub_app.components.forms import segmented_field
from tutorhub_app.components.people import avatar
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.tags import fact, mode_fact, screening_stage
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.pages.screening_parts import times_picker, words_field
from tutorhub_app.states.app import AppState
from tutorhub_app.states.screening_request import ANY_TIME, THESE_TIMES, ScreeningRequestState

S = ScreeningRequestState
_pack = S.pack


def screening_request() -> rx.Component:
    return framed(
        rx.match(
            S.phase,
            ("ready", _page()),
            ("missing", _missing()),
            rx.fragment(page_header("Screening meeting"), skeleton_list()),
        ),
        focus_to(target=S.focus, count=S.focus_count),
        active=routes.TUTORS,
    )


def _page() -> rx.Component:
    return rx.fragment(
        page_header("Screening meeting", rx.el.span("Before ", rx.el.strong(_pack.title))),
        rx.el.div(
            rx.el.div(
                rx.cond(S.standing.may_ask, _form(), _why_not()),
                class_name="th-meeting-column",
            ),
            rx.el.div(_about(), _how(), class_name="th-meeting-column"),
            class_name="th-meeting th-meeting-ask",
        ),
    )


def _about() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.div(
                avatar(_pack.tutor_name, _pack.tutor_photo, size="l"),
                rx.el.div(
                    rx.el.h2(_pack.title, class_name="th-h2"),
                    rx.el.div("with ", text_link(_pack.tutor_name, _pack.tutor_href)),
                    class_name="th-grow",
                ),
                class_name="th-who th-who-top",
            ),
            rx.el.div(
                fact("clock", _pack.duration),
                mode_fact(_pack.mode),
                fact("layers", _pack.price),
                class_name="th-booker-facts",
            ),
            class_name="th-stack",
        )
    )


def _how() -> rx.Component:
    """What is needed and why."""
    return card(
        rx.el.div(
            rx.el.h2("What is needed, and why", class_name="th-h2"),
            rx.el.ul(rx.foreach(S.standing.needed, rx.el.li), class_name="th-steps"),
            class_name="th-stack",
        )
    )


def _form() -> rx.Component:
    return card(
        rx.el.form(
            rx.el.div(
                error_callout(rx.cond(S.errors.length() > 0, "", S.error)),
                id="request-error",
                tab_index=-1,
                class_name="th-problem",
            ),
            words_field(
                "Your message",
                id="message",
                value=S.message,
                on_change=S.type_message,
                error=S.errors.get("message", ""),
                hint="What you know already, and what you hope to reach.",
                optional=True,
                rows=5,
            ),
            segmented_field(
                "When could you meet?",
                [(THESE_TIMES, "I choose times"), (ANY_TIME, "Any time suits me")],
                id="when",
                value=S.when,
                on_change=S.choose_when,
            ),
            rx.cond(
                S.when == THESE_TIMES,
                rx.el.div(
                    rx.el.p(
                        "Open times of ",
                        _pack.tutor_name,
                        ", shown in ",
                        AppState.viewer_zone,
                        ".",
                        class_name="th-muted",
                    ),
                    times_picker(hint="Choose a day, then up to three times."),
                    class_name="th-stack",
                ),
                rx.el.p(
                    _pack.tutor_first_name,
                    " chooses a time, and you are told at once.",
                    class_name="th-muted",
                ),
            ),
            rx.el.div(
                button("Ask for the meeting", icon="send", type="submit", busy=S.is_saving),
                class_name="th-row",
            ),
            on_submit=S.ask,
            no_validate=True,
            class_name="th-form",
        )
    )


def _why_not() -> rx.Component:
    """There is a request already, or a waiting time."""
    standing = S.standing
    return card(
        rx.el.div(
            rx.cond(
                standing.current_stage,
                rx.el.div(
                    rx.el.h2("Your request", class_name="th-h2"),
                    screening_stage(standing.current_stage),
                    class_name="th-row-between",
                ),
            ),
            rx.cond(standing.current_next, rx.el.p(standing.current_next)),
            rx.cond(
                (standing.why_not != "") & (standing.current_next == ""),
                callout(standing.why_not),
            ),
            rx.el.div(
                rx.cond(
                    standing.current_href,
                    link_button(
                        rx.cond(standing.may_appeal, "Open it, or appeal", "Open your request"),
                        standing.current_href,
                    ),
                ),
                rx.cond(
                    standing.current_stage == "approved",
                    link_button(
                        "Book the first lesson",
                        rx.Var.create("/book/") + _pack.pack_id,
                        kind="secondary",
                    ),
                ),
                class_name="th-row",
            ),
            class_name="th-stack",
        )
    )


def _missing() -> rx.Component:
    return empty_state(
        "search-x",
        S.error,
        "Look for another one among the tutors.",
        link_button("Find a tutor", routes.TUTORS),
        level=1,
    )


PAGES = (
    Page(
        routes.PACK_SCREENING,
        screening_request,
        "Screening meeting",
        (ScreeningRequestState.load, ScreeningRequestState.watch),
    ),
)
