"""What the page says: nothing here yet, please wait, this went wrong, this is done.

    empty_state("calendar", "No lessons yet", "Find a tutor and book the first one.",
                link_button("Find a tutor", "/tutors"))
    rx.cond(State.loading, skeleton_list(), ...)      also skeleton_cards, _calendar, _times
    error_callout(State.error)                        shown only while the text is not empty
    notice_bar("You see this as an admin.", kind="info")
    announce(State.announcement)                      read aloud, not seen: "5 times on Tuesday"

Notices come from the state (`AppState._say`) and are shown by components/toaster.py.
"""

from typing import Any, Literal

import reflex as rx

from tutorhub_app.components.kinds import Text, when

Tone = Literal["info", "ok", "warn", "bad"]

_ICONS: dict[str, str] = {
    "info": "info",
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
}


def empty_state(icon: str, title: Text, text: Text, *actions: Any, level: int = 2) -> rx.Component:
    """Says what is missing and offers the next step. `level` is the heading's (1 to 4)."""
    heading = {1: rx.el.h1, 2: rx.el.h2, 3: rx.el.h3, 4: rx.el.h4}[level]
    return rx.el.div(
        rx.el.span(rx.icon(icon, size=26), class_name="th-empty-icon", aria_hidden="true"),
        heading(title, class_name="th-h1" if level == 1 else "th-h2"),
        rx.el.p(text),
        rx.el.div(*actions, class_name="th-empty-actions") if actions else rx.fragment(),
        class_name="th-empty",
    )


def error_callout(text: Text, *actions: Any) -> rx.Component:
    """What happened and what now, read aloud when it appears. Nothing while `text` is empty."""
    return rx.el.div(
        when(text, callout(text, *actions, kind="bad")),
        role="alert",
        class_name="th-live",
    )


def callout(text: Any, *actions: Any, kind: Tone = "info") -> rx.Component:
    """A remark within a page: an icon, the sentence, and what can be done about it."""
    return rx.el.div(
        rx.icon(_ICONS[kind], size=18),
        rx.el.div(text, class_name="th-note-text"),
        rx.el.div(*actions, class_name="th-note-actions") if actions else rx.fragment(),
        class_name=f"th-note th-tone-{kind}",
    )


def notice_bar(text: Any, *actions: Any, kind: Tone = "info") -> rx.Component:
    """A line over the whole page, above its content."""
    return rx.el.div(
        rx.icon(_ICONS[kind], size=18),
        rx.el.div(text, class_name="th-note-text"),
        rx.el.div(*actions, class_name="th-note-actions") if actions else rx.fragment(),
        role="status",
        class_name=f"th-note th-note-bar th-tone-{kind}",
    )


def announce(text: Text) -> rx.Component:
    """A live region: a change of `text` is read aloud. Put it on the page once, always there."""
    return rx.el.div(text, role="status", aria_live="polite", class_name="th-hidden")


def skeleton_list(rows: int = 4) -> rx.Component:
    """Rows with a picture and two lines, as lists of lessons and people have."""
    return _waiting(
        rx.el.div(
            *[
                rx.el.div(
                    bone(class_name="th-bone-round"),
                    rx.el.div(
                        bone(width="38%"), bone(width="62%"), class_name="th-stack-s th-grow"
                    ),
                    bone(class_name="th-bone-tag"),
                    class_name="th-item",
                )
                for _ in range(rows)
            ],
            class_name="th-list",
        )
    )


def skeleton_cards(cards: int = 6) -> rx.Component:
    """A grid of tutor cards."""
    return _waiting(
        rx.el.div(
            *[
                rx.el.div(
                    rx.el.div(
                        bone(class_name="th-bone-round", width="56px", height="56px"),
                        rx.el.div(
                            bone(width="55%"), bone(width="85%"), class_name="th-stack-s th-grow"
                        ),
                        class_name="th-who",
                    ),
                    rx.el.div(
                        *[bone(class_name="th-bone-tag") for _ in range(3)], class_name="th-tags"
                    ),
                    bone(width="70%"),
                    class_name="th-card th-stack",
                )
                for _ in range(cards)
            ],
            class_name="th-grid",
        )
    )


def skeleton_calendar() -> rx.Component:
    """A month: seven columns, five weeks."""
    return _waiting(
        rx.el.div(
            bone(width="45%", height="20px"),
            rx.el.div(*[bone() for _ in range(35)], class_name="th-bone-days"),
            class_name="th-stack",
        )
    )


def skeleton_times(times: int = 6) -> rx.Component:
    """A day's times, one under the other."""
    return _waiting(
        rx.el.div(
            bone(width="60%", height="20px"),
            *[bone(class_name="th-bone-time") for _ in range(times)],
            class_name="th-stack-s",
        )
    )


def bone(class_name: str = "", **style: str) -> rx.Component:
    """One grey shape of a skeleton; `width` and `height` in CSS units."""
    return rx.el.span(class_name=f"th-bone {class_name}".strip(), style=style)


def _two_lines(first: str, second: str) -> rx.Component:
    return rx.el.div(bone(width=first), bone(width=second), class_name="th-stack-s th-grow")


def _waiting(shape: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.span("Loading", class_name="th-hidden"),
        rx.el.div(shape, aria_hidden="true"),
        role="status",
        aria_busy="true",
        class_name="th-wait",
    )
