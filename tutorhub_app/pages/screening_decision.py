"""The side of those who decide: where the meeting is, private notes, and the decision."""

import reflex as rx

from tutorhub_app.components.buttons import button
from tutorhub_app.components.cards import card
from tutorhub_app.components.forms import segmented_field, text_field
from tutorhub_app.components.tags import tag
from tutorhub_app.domain.screening_texts import CRITERIA, LONGEST_NOTES, MARKS
from tutorhub_app.pages.screening_parts import words_field
from tutorhub_app.states.screening_decision import NO_MARK, DecisionState
from tutorhub_app.states.screening_page import OUR_ROOM, OWN_LINK, ScreeningPage

S = ScreeningPage
_shown = S.shown


def decision_card() -> rx.Component:
    """Approve or reject while it is open; take it back once it is decided."""
    decides = S.acts.contains("approve") | S.acts.contains("reject")
    return rx.cond(
        decides | S.acts.contains("reopen"),
        card(
            rx.el.div(
                rx.el.h2("Your decision", class_name="th-h2"),
                rx.cond(
                    decides,
                    words_field(
                        rx.el.span(
                            "Reason, which ",
                            _shown.student_name,
                            " reads",
                        ),
                        id="reason",
                        value=S.reason,
                        on_change=DecisionState.type_reason,
                        error=S.errors.get("reason", ""),
                        hint="Needed when you do not approve.",
                        rows=3,
                    ),
                ),
                rx.el.div(
                    rx.cond(
                        S.acts.contains("approve"),
                        button("Approve", icon="check", on_click=DecisionState.approve),
                    ),
                    rx.cond(
                        S.acts.contains("reject"),
                        button(
                            "Do not approve",
                            kind="secondary",
                            icon="x",
                            on_click=DecisionState.reject,
                        ),
                    ),
                    rx.cond(
                        S.acts.contains("reopen"),
                        button(
                            "Open it again",
                            kind="quiet",
                            icon="rotate-ccw",
                            on_click=DecisionState.reopen,
                        ),
                    ),
                    class_name="th-row",
                ),
                class_name="th-stack",
            )
        ),
    )


def notes_card() -> rx.Component:
    """What only those who decide ever see."""
    return rx.cond(
        S.acts.contains("note"),
        rx.el.section(
            rx.el.div(
                rx.el.h2("Private notes", class_name="th-h2"),
                tag("The student never sees this", icon="eye-off"),
                class_name="th-row-between",
            ),
            rx.el.div(
                *[_criterion(name, label) for name, label in CRITERIA.items()],
                class_name="th-rubric",
            ),
            words_field(
                "Notes",
                id="notes",
                value=S.notes,
                on_change=DecisionState.type_notes,
                error=S.errors.get("notes", S.errors.get("marks", "")),
                most=LONGEST_NOTES,
                rows=3,
            ),
            rx.el.div(
                button("Save notes", kind="secondary", on_click=DecisionState.save_notes),
                rx.el.span(
                    rx.cond(S.notes_saved, "Saved", ""), role="status", class_name="th-muted"
                ),
                class_name="th-row",
            ),
            class_name="th-card th-stack th-private",
        ),
    )


def _criterion(name: str, label: str) -> rx.Component:
    return segmented_field(
        label,
        [(NO_MARK, "none"), *((str(mark), str(mark)) for mark in MARKS)],
        id=f"mark-{name}",
        value=S.marks.get(name, NO_MARK),
        on_change=lambda mark: DecisionState.mark(name, mark),
    )


def place_card() -> rx.Component:
    return rx.cond(
        S.acts.contains("link"),
        card(
            rx.el.form(
                rx.el.h2("Where you meet", class_name="th-h2"),
                segmented_field(
                    "Where you meet",
                    [(OUR_ROOM, "Our room"), (OWN_LINK, "Another link")],
                    id="place",
                    value=S.place,
                    on_change=DecisionState.choose_place,
                    hide_label=True,
                ),
                rx.cond(
                    S.place == OWN_LINK,
                    text_field(
                        "Meeting link",
                        id="meetingLink",
                        type="url",
                        value=S.link,
                        on_change=DecisionState.type_link,
                        placeholder="https://",
                        error=S.errors.get("meetingLink", ""),
                    ),
                    rx.el.p("You both join the room from this page.", class_name="th-muted"),
                ),
                rx.cond(
                    _shown.when,
                    rx.el.div(
                        button("Save the place", kind="secondary", size="2", type="submit"),
                        class_name="th-row",
                    ),
                    rx.el.p("It is kept when you agree to a time.", class_name="th-muted"),
                ),
                on_submit=DecisionState.save_link,
                no_validate=True,
                class_name="th-stack",
            )
        ),
    )
