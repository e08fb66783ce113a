"""Plots of what happened by week. Each says in words what it shows, and has its numbers as a table.

    plot(
        "Bookings",
        "In 12 weeks 40 lessons were booked and 3 cancelled.",
        bars(state.weeks, [Series("bookings", "Booked", "accent"), ...]),
        data_table(...),
        series=[...],
    )

Colours are tokens of the stylesheet, so that light and dark each have theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from tutorhub_app.components.kinds import Text

HEIGHT = 220


@dataclass(frozen=True, slots=True)
class Series:
    """`key` is its name in the data, `label` what people read, `colour` a token: "accent"."""

    key: str
    label: str
    colour: str

    @property
    def paint(self) -> str:
        return f"var(--th-{self.colour})"


def plot(
    title: str, words: Text, chart: rx.Component, table: rx.Component, *, series: Sequence[Series]
) -> rx.Component:
    """A plot with its legend; `words` say what it shows, `table` holds its numbers."""
    return rx.el.section(
        rx.el.h2(title, class_name="th-h2"),
        rx.el.p(words, class_name="th-muted"),
        rx.el.ul(
            *[
                rx.el.li(
                    rx.el.span(class_name="th-swatch", style={"background": each.paint}),
                    each.label,
                )
                for each in series
            ],
            class_name="th-legend th-small",
            aria_hidden="true",
        ),
        rx.el.div(chart, role="img", aria_label=words, class_name="th-plot"),
        rx.el.details(
            rx.el.summary("Show the numbers of ", title.lower()),
            table,
            class_name="th-more th-small",
        ),
        class_name="th-card th-stack-s",
    )


def bars(data: Any, series: Sequence[Series], *, stacked: bool = False) -> rx.Component:
    """A bar for each series in each week; `stacked` upon each other."""
    stack = {"stack_id": "one"} if stacked else {}
    return rx.recharts.bar_chart(
        *[
            rx.recharts.bar(
                data_key=each.key,
                name=each.label,
                fill=each.paint,
                is_animation_active=False,
                max_bar_size=28,
                **stack,
            )
            for each in series
        ],
        *_frame(whole=True),
        data=data,
        **_PLOT,
    )


def line(data: Any, one: Series) -> rx.Component:
    """A line from week to week, with a gap where a week has no value."""
    return rx.recharts.line_chart(
        rx.recharts.line(
            data_key=one.key,
            name=one.label,
            stroke=one.paint,
            stroke_width=2,
            type_="linear",
            dot={"r": 4, "fill": one.paint},
            connect_nulls=False,
            is_animation_active=False,
        ),
        *_frame(whole=False),
        data=data,
        **_PLOT,
    )


# The plot is one picture to screen readers: nothing in it takes the focus.
_PLOT: dict[str, Any] = {
    "height": HEIGHT,
    "margin": {"top": 8, "right": 8, "left": -16, "bottom": 0},
    "custom_attrs": {"accessibilityLayer": False},
}
_TICK = {"fill": "var(--th-muted)", "fontSize": 12}


def _frame(*, whole: bool) -> tuple[rx.Component, ...]:
    """The lines, the axes and what is shown of a week that is pointed at."""
    return (
        rx.recharts.cartesian_grid(vertical=False, stroke="var(--th-line)"),
        rx.recharts.x_axis(
            data_key="week", tick=_TICK, tick_line=False, min_tick_gap=12, stroke="var(--th-line)"
        ),
        rx.recharts.y_axis(
            tick=_TICK,
            tick_line=False,
            axis_line=False,
            allow_decimals=not whole,
            width=48,
        ),
        rx.recharts.graphing_tooltip(
            is_animation_active=False,
            content_style={
                "background": "var(--th-surface)",
                "border": "1px solid var(--th-line)",
                "borderRadius": "var(--th-radius-s)",
                "color": "var(--th-text)",
            },
            label_style={"color": "var(--th-text)"},
            item_style={"color": "var(--th-text)"},
            cursor={"fill": "var(--th-hover)", "stroke": "var(--th-line)"},
        ),
    )
