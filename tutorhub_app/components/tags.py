"""Tags: an icon and a word; colour only helps.

lesson_status(view.status)      free | booked | completed | canceled | no_show
screening_stage(view.stage)     requested | agreed | held | approved | rejected | ...
mode_tag(view.mode)             online | faceToFace | both
tag("Spanish"), tag("New", icon="sparkles", tone="accent")
tag_list(view.subjects)         a list of words, wrapped
"""

from typing import Literal

import reflex as rx

from tutorhub_app.components.kinds import Items, Text

Tone = Literal["plain", "accent", "ok", "warn", "bad", "info"]

_Look = tuple[str, str, Tone]

_LESSON: dict[str, _Look] = {
    "free": ("Free", "circle-dashed", "plain"),
    "booked": ("Booked", "calendar-check", "accent"),
    "completed": ("Completed", "circle-check", "ok"),
    "canceled": ("Cancelled", "circle-x", "bad"),
    "no_show": ("Not shown up", "user-x", "warn"),
}
_SCREENING: dict[str, _Look] = {
    "requested": ("Requested", "hourglass", "warn"),
    "agreed": ("Time agreed", "calendar-check", "accent"),
    "held": ("To be decided", "scale", "warn"),
    "approved": ("Approved", "circle-check", "ok"),
    "rejected": ("Not approved", "circle-x", "bad"),
    "withdrawn": ("Withdrawn", "undo-2", "plain"),
    "expired": ("Expired", "timer-off", "plain"),
}
_MODE: dict[str, _Look] = {
    "online": ("Online", "video", "plain"),
    "faceToFace": ("Face to face", "users", "plain"),
    "both": ("Online or face to face", "arrow-left-right", "plain"),
}


def tag(text: Text, *, icon: str = "", tone: Tone = "plain") -> rx.Component:
    return rx.el.span(
        rx.icon(icon, size=14) if icon else rx.fragment(),
        text,
        class_name="th-tag" if tone == "plain" else f"th-tag th-tone-{tone}",
    )


def lesson_status(status: Text) -> rx.Component:
    return _of(status, _LESSON)


def screening_stage(stage: Text) -> rx.Component:
    return _of(stage, _SCREENING)


def mode_tag(mode: Text) -> rx.Component:
    return _of(mode, _MODE)


def mode_fact(mode: Text) -> rx.Component:
    """The mode as a quiet line, among other facts."""
    return _match(mode, {key: fact(icon, text) for key, (text, icon, _) in _MODE.items()})


def fact(icon: str, text: Text) -> rx.Component:
    """A quiet line of an icon and some words: "50 minutes", "Berlin"."""
    return rx.el.span(rx.icon(icon, size=16), text, class_name="th-fact")


def tag_list(words: Items, *, label: str = "") -> rx.Component:
    """A wrapped list of plain tags. `label` names the list to screen readers ("Subjects")."""
    named = {"aria_label": label} if label else {}
    return rx.el.ul(
        rx.foreach(words, lambda word: rx.el.li(tag(word))), class_name="th-tags", **named
    )


def _of(value: Text, looks: dict[str, _Look]) -> rx.Component:
    return _match(
        value, {key: tag(text, icon=icon, tone=tone) for key, (text, icon, tone) in looks.items()}
    )


def _match(value: Text, cases: dict[str, rx.Component]) -> rx.Component:
    if isinstance(value, rx.Var):
        return rx.match(value, *cases.items(), rx.fragment())
    return cases[value]
