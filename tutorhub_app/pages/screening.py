"""One screening request: how it stands, what happens next, and what each side can do about it."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link_button
from tutorhub_app.components.cards import card
from tutorhub_app.components.countdown import countdown
from tutorhub_app.components.feedback import callout, empty_state, error_callout, skeleton_list
from tutorhub_app.components.focus_to import focus_to
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.tags import fact, screening_stage, tag
from tutorhub_app.components.timeline import timeline
from tutorhub_app.components.within import within
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.pages.room_parts import ROOM_TITLE, room_left
from tutorhub_app.pages.screening_decision import decision_card, notes_card, place_card
from tutorhub_app.pages.screening_dialogs import screening_dialogs
from tutorhub_app.pages.screening_parts import times_picker, words_field
from tutorhub_app.states.app import AppState
from tutorhub_app.states.screening import ScreeningState
from tutorhub_app.states.screening_decision import DecisionState
from tutorhub_app.states.screening_page import ScreeningPage

S = ScreeningPage
_shown = S.shown
_is_student = _shown.side == "student"


def screening() -> rx.Component:
    return framed(
        rx.cond(
            S.loaded,
            rx.cond(S.missing, _missing(), _page()),
            rx.fragment(page_header("Screening"), skeleton_list()),
        ),
        screening_dialogs(),
        focus_to(target=S.focus, count=S.focus_count),
        active=routes.SCREENINGS,
        on_undo=DecisionState.reopen,
    )


def may(act: str) -> Any:
    """Whether the viewer may do this act now."""
    return S.acts.contains(act)


def _page() -> rx.Component:
    return rx.fragment(
        page_header(
            rx.match(
                _shown.side,
                ("student", "Screening with " + _shown.tutor_name),
                ("tutor", "Screening of " + _shown.student_name),
                "Screening of " + _shown.student_name + " by " + _shown.tutor_name,
            ),
            rx.el.span(
                _shown.title, ". Times are in ", AppState.viewer_zone, ".", class_name="th-words"
            ),
            screening_stage(_shown.stage),
        ),
        rx.el.div(error_callout(S.problem), id="problem", tab_index=-1, class_name="th-problem"),
        rx.el.div(
            rx.el.div(
                _next(),
                rx.cond(S.panel == "times", _times_panel()),
                rx.cond(_shown.is_open & (S.proposals.length() > 0), _proposals()),
                rx.cond((_shown.message != "") & ~_is_student, _message()),
                # Administrators override, always with a reason.
                rx.cond(_is_student | may("override"), rx.fragment(), decision_card()),
                rx.cond(_is_student, rx.fragment(), notes_card()),
                rx.cond(S.room.is_there, _room()),
                class_name="th-meeting-column",
            ),
            rx.el.div(
                _way(),
                rx.cond(~_is_student & _shown.is_open, place_card()),
                rx.cond((_shown.message != "") & _is_student, _message()),
                _history(),
                class_name="th-meeting-column",
            ),
            class_name="th-meeting",
        ),
    )


def _next() -> rx.Component:
    """The one thing to know, and the one to do."""
    return rx.el.section(
        rx.el.h2("What happens next", id="next", tab_index=-1, class_name="th-next-label"),
        rx.cond(
            _shown.when,
            rx.el.div(
                rx.el.div(_shown.when, class_name="th-meeting-when"),
                rx.el.div(
                    countdown(until=_shown.starts_at, text=_shown.relative),
                    rx.cond(_shown.theirs, rx.fragment(" · ", _shown.theirs)),
                    class_name="th-muted",
                ),
            ),
        ),
        rx.el.p(_shown.next, role="status"),
        rx.cond(
            (_shown.join_from != "") & (_shown.stage == "agreed"),
            fact(
                "door-open",
                "You meet in a room of ours, with video and a board. You join it here, from ten "
                "minutes before.",
            ),
        ),
        rx.cond(_shown.appeal & ~_is_student, _appeal()),
        rx.el.div(
            rx.cond(_shown.link != "", _join()),
            within(
                link_button("Join the meeting", _shown.room, icon="video"),
                since=_shown.join_from,
                until=_shown.ends_at,
            ),
            rx.cond((_shown.stage == "approved") & _is_student, _enroll_or_book()),
            rx.cond(may("appeal"), _dialog_button("Appeal", "appeal", "scale")),
            rx.cond(
                _is_student & _shown.may_ask_again,
                link_button("Ask again", _ask_again()),
            ),
            rx.cond(
                (may("offer") | may("propose")) & (S.panel == ""),
                button(
                    rx.cond(
                        ~_is_student & _shown.any_time & (_shown.stage == "requested"),
                        "Choose a time",
                        rx.cond(_is_student, "Propose other times", "Offer other times"),
                    ),
                    kind="secondary",
                    icon="calendar-clock",
                    id="open-times",
                    on_click=ScreeningState.open_times,
                ),
            ),
            rx.cond(
                may("unplan") & (_shown.stage == "agreed"),
                _dialog_button("Call off this time", "unplan", "calendar-x"),
            ),
            rx.cond(may("withdraw"), _dialog_button("Withdraw", "withdraw", "undo-2")),
            rx.cond(
                may("override"),
                _dialog_button("Override the decision", "override", "gavel"),
            ),
            class_name="th-row",
        ),
        class_name="th-card th-stack th-meeting-next",
    )


def _room() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.h2(ROOM_TITLE, class_name="th-h2"),
            room_left(S.room, _shown.room),
            class_name="th-stack",
        )
    )


def _ask_again() -> Any:
    return rx.Var.create("/packs/") + _shown.pack_id + "/screening"


def _dialog_button(label: str, dialog: str, icon: str) -> rx.Component:
    return button(label, kind="quiet", icon=icon, on_click=S.open_dialog(dialog))


def _join() -> rx.Component:
    return rx.link(
        rx.button(rx.icon("video", size=18), "Join the meeting", size="3"),
        href=_shown.link,
        is_external=True,
    )


def _enroll_or_book() -> rx.Component:
    book = rx.Var.create("/book/") + _shown.pack_id
    return rx.match(
        S.pack.missing,
        ("notEnrolled", button("Enroll", icon="layers", on_click=ScreeningState.enroll)),
        ("", link_button("Book the first lesson", book, icon="calendar-plus")),
        link_button("Go to the course pack", _shown.tutor_href, kind="secondary"),
    )


def _appeal() -> rx.Component:
    return rx.el.div(
        rx.el.h3("The student's appeal", class_name="th-h3"),
        rx.el.blockquote(_shown.appeal, class_name="th-quote th-words"),
        class_name="th-stack-s",
    )


def _proposals() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.h2(
                rx.cond(
                    _shown.proposed_by == _shown.side,
                    "The times you named",
                    rx.cond(
                        _shown.proposed_by == "student",
                        "Proposed by " + _shown.student_name,
                        "Offered by " + _shown.tutor_name,
                    ),
                ),
                class_name="th-h2",
            ),
            rx.el.ul(rx.foreach(S.proposals, _proposal), class_name="th-proposals"),
            class_name="th-stack-s",
        )
    )


def _proposal(proposal: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(proposal.time, class_name="th-strong th-num"),
            rx.el.div(
                proposal.relative,
                rx.cond(proposal.theirs, rx.fragment(" · ", proposal.theirs)),
                class_name="th-muted th-small",
            ),
            rx.cond(
                proposal.clash,
                tag(proposal.clash, icon="triangle-alert", tone="warn"),
                rx.cond(
                    proposal.can_agree & (_shown.side != "admin"),
                    tag("Nothing else in your calendar", icon="calendar-check", tone="ok"),
                ),
            ),
            class_name="th-grow th-stack-xs",
        ),
        rx.cond(
            proposal.can_agree,
            button(
                "Agree",
                aria_label=rx.Var.create("Agree to ") + proposal.time.to(str),
                size="2",
                on_click=ScreeningState.agree(proposal.key),
            ),
            rx.cond(proposal.is_over, tag("Has passed")),
        ),
        custom_attrs={"data-proposal": proposal.key},
    )


def _times_panel() -> rx.Component:
    chooses = ~_is_student & _shown.any_time & (_shown.stage == "requested")
    return card(
        rx.el.div(
            rx.el.h2(
                rx.cond(
                    _is_student,
                    "Propose other times",
                    rx.cond(chooses, "Choose a time", "Offer other times"),
                ),
                id="times-panel",
                tab_index=-1,
                class_name="th-h2",
            ),
            rx.cond(
                _shown.stage == "agreed",
                callout("The time that is agreed is called off with it.", kind="warn"),
            ),
            rx.cond(
                _is_student,
                times_picker(hint="Choose up to three times, or none: then any time suits you."),
                times_picker(
                    other=True,
                    hint=rx.cond(
                        chooses,
                        "Choose one time to fix it, or up to three to offer.",
                        "Choose up to three times to offer, from your hours or any.",
                    ),
                ),
            ),
            words_field(
                "A word with it",
                id="times-words",
                value=S.words,
                on_change=S.type_words,
                error=S.errors.get("message", ""),
                optional=True,
                rows=2,
            ),
            rx.el.div(
                rx.cond(
                    chooses,
                    button(
                        "Fix this time",
                        icon="calendar-check",
                        disabled=S.chosen.length() != 1,
                        on_click=DecisionState.set_time,
                    ),
                ),
                button(
                    rx.cond(_is_student, "Send your times", "Offer these times"),
                    kind="secondary",
                    on_click=ScreeningState.send_times,
                ),
                button("Not now", kind="quiet", on_click=ScreeningState.close_times),
                class_name="th-row",
            ),
            class_name="th-stack",
        )
    )


def _way() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.h2("Progress", class_name="th-h2"),
            timeline(S.steps, label="How far the request is"),
            class_name="th-stack",
        )
    )


def _message() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.h2(
                rx.cond(_is_student, "Your message", "Message of " + _shown.student_name),
                class_name="th-h2",
            ),
            rx.el.p(_shown.message, class_name="th-words"),
            class_name="th-stack-s",
        )
    )


def _history() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.h2("All that happened", class_name="th-h2"),
            rx.el.ol(rx.foreach(S.history, _event), class_name="th-history"),
            class_name="th-stack",
        )
    )


def _event(entry: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(entry.what, class_name="th-words"),
        rx.el.div(entry.when, class_name="th-muted th-small th-num"),
        rx.cond(entry.text, rx.el.p(entry.text, class_name="th-words th-muted")),
    )


def _missing() -> rx.Component:
    return rx.fragment(
        page_header("Screening"),
        empty_state(
            "door-closed",
            "There is no such screening",
            "It does not exist, or it is not one of yours.",
            link_button("Go to your screenings", routes.SCREENINGS),
        ),
    )


PAGES = (Page(routes.SCREENING, screening, "Screening", (ScreeningPage.watch,)),)
