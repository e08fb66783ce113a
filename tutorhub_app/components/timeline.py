"""Steps one under the other: what was, what is now, what comes.

timeline(S.steps, label="How far your request is")     S.steps: a list of TimelineStep
"""

from typing import Any

import reflex as rx

from tutorhub_app.components.kinds import Items
from tutorhub_app.domain.timeline import Mark

_ICONS = {
    Mark.DONE: "check",
    Mark.NOW: "circle-dot",
    Mark.GOOD: "circle-check",
    Mark.BAD: "circle-x",
    Mark.OFF: "circle-slash",
}
_SPOKEN = {
    Mark.DONE: "Done: ",
    Mark.NOW: "Now: ",
    Mark.AHEAD: "To come: ",
}


def timeline(steps: Items, *, label: str) -> rx.Component:
    return rx.el.ol(rx.foreach(steps, _step), aria_label=label, class_name="th-timeline")


def _step(step: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.match(
                step.mark,
                *[(mark.value, rx.icon(icon, size=16)) for mark, icon in _ICONS.items()],
                rx.fragment(),
            ),
            aria_hidden="true",
            class_name="th-timeline-mark",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.span(
                    rx.match(
                        step.mark,
                        *[(mark.value, spoken) for mark, spoken in _SPOKEN.items()],
                        "",
                    ),
                    class_name="th-hidden",
                ),
                rx.el.span(step.title, class_name="th-strong"),
                rx.cond(
                    step.when != "",
                    rx.el.span(step.when, class_name="th-muted th-small th-num"),
                ),
                class_name="th-timeline-head",
            ),
            rx.cond(step.text != "", rx.el.p(step.text, class_name="th-words th-muted")),
            class_name="th-grow",
        ),
        aria_current=rx.cond(step.mark == Mark.NOW.value, "step", "false"),
        custom_attrs={"data-mark": step.mark},
    )
