"""The dialogs of a screening request: what can not be undone, or needs a word with it."""

import reflex as rx

from tutorhub_app.components.buttons import button
from tutorhub_app.components.dialogs import confirm, dialog, dialog_close
from tutorhub_app.components.feedback import error_callout
from tutorhub_app.components.forms import segmented_field
from tutorhub_app.pages.screening_parts import words_field
from tutorhub_app.states.screening import ScreeningState
from tutorhub_app.states.screening_decision import DecisionState
from tutorhub_app.states.screening_page import ScreeningPage

S = ScreeningPage
_shown = S.shown


def screening_dialogs() -> rx.Component:
    return rx.fragment(_withdraw(), _appeal(), _unplan(), _override())


def _withdraw() -> rx.Component:
    return confirm(
        "Withdraw this request?",
        rx.cond(
            _shown.when,
            "The meeting is called off, and " + _shown.tutor_name + " is told.",
            _shown.tutor_name + " is told, and need not answer any more.",
        ),
        rx.el.p("You can ask again whenever you like.", class_name="th-muted"),
        yes="Withdraw",
        on_yes=ScreeningState.withdraw,
        no="Keep it",
        open=S.dialog == "withdraw",
        on_open_change=S.close_dialog,
    )


def _appeal() -> rx.Component:
    return dialog(
        "Appeal to an administrator",
        words_field(
            "What should be looked at again?",
            id="appeal-words",
            value=S.words,
            on_change=S.type_words,
            error=S.errors.get("message", ""),
            rows=5,
        ),
        error_callout(rx.cond(S.errors.length() > 0, "", S.error)),
        text="An administrator reads it and decides. You can appeal once.",
        open=S.dialog == "appeal",
        on_open_change=S.close_dialog,
        actions=[
            dialog_close(button("Not now", kind="quiet")),
            button("Send the appeal", on_click=ScreeningState.appeal),
        ],
    )


def _unplan() -> rx.Component:
    return dialog(
        "Call off this time?",
        words_field(
            "A word to the other side",
            id="unplan-words",
            value=S.words,
            on_change=S.type_words,
            error=S.errors.get("reason", ""),
            optional=True,
            rows=3,
        ),
        text="The request stays open, and another time can be agreed.",
        open=S.dialog == "unplan",
        on_open_change=S.close_dialog,
        actions=[
            dialog_close(button("Keep it", kind="quiet")),
            button("Call it off", kind="danger", on_click=ScreeningState.unplan),
        ],
    )


def _override() -> rx.Component:
    return dialog(
        "Override the decision",
        segmented_field(
            "Your decision",
            [("approved", "Approve"), ("rejected", "Do not approve")],
            id="wanted",
            value=S.wanted,
            on_change=DecisionState.choose_decision,
        ),
        words_field(
            "Reason, which both sides read",
            id="override-words",
            value=S.words,
            on_change=S.type_words,
            error=S.errors.get("reason", ""),
            rows=4,
        ),
        text="It replaces the tutor's decision, answers an appeal, and stands in the audit log.",
        open=S.dialog == "override",
        on_open_change=S.close_dialog,
        actions=[
            dialog_close(button("Not now", kind="quiet")),
            button("Decide", on_click=DecisionState.override),
        ],
    )
