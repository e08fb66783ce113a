"""How good a password is, under its field while it is typed."""

from typing import Any

import reflex as rx

from tutorhub_app.components.kinds import Text, when


def strength_meter(*, score: Any, label: Text, advice: Text) -> rx.Component:
    """Four bars, `score` (0..4) of them filled, the word for it, and what would make it better.

    Nothing while `label` is empty.
    """
    return rx.el.div(
        when(
            label,
            rx.el.div(
                rx.el.div(
                    *[
                        rx.el.span(class_name=rx.cond(score >= bar, "th-bar-on", ""))
                        for bar in range(1, 5)
                    ],
                    aria_hidden="true",
                    custom_attrs={"data-score": score},
                    class_name="th-strength-bars",
                ),
                rx.el.div(
                    rx.el.span(label, class_name="th-strong"),
                    when(advice, rx.el.span(" · ", advice)),
                    class_name="th-hint",
                ),
            ),
        ),
        aria_live="polite",
        class_name="th-strength",
    )
