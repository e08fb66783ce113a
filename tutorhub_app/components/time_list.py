"""The free times of one day, as buttons."""

import reflex as rx

from tutorhub_app.components.kinds import Event, Flag, Text
from tutorhub_app.domain.calendar_view import TimeChoice

_BUTTON_STYLE = {
    "display": "flex",
    "flex_wrap": "wrap",
    "align_items": "baseline",
    "align_content": "center",
    "justify_content": "center",
    "column_gap": "8px",
    "width": "100%",
    "min_height": "48px",
    "padding": "11px 12px",
    "border": "1px solid var(--th-line-strong)",
    "border_radius": "var(--th-radius-s)",
    "background": "var(--th-surface)",
    "color": "var(--th-text)",
    "font_family": "inherit",
    "line_height": "24px",
    "font_variant_numeric": "tabular-nums",
    "cursor": "pointer",
    "&:hover": {"border_color": "var(--th-accent-strong)", "background": "var(--th-accent-soft)"},
    "&:focus-visible": {"outline": "2px solid var(--th-accent-strong)", "outline_offset": "2px"},
    "&[aria-pressed=true], &[aria-pressed=true]:hover": {
        "border_color": "var(--th-accent)",
        "background": "var(--th-accent)",
        "color": "var(--th-on-accent)",
    },
    "& .their-time": {"font_size": "13px", "color": "var(--th-muted)"},
    "&[aria-pressed=true] .their-time": {"color": "inherit"},
}


def time_list(
    *,
    times: rx.Var[list[TimeChoice]],
    title: Text,
    on_pick: Event,
    empty: rx.Component,
    summary: Text = "",
    is_loading: Flag = False,
    skeleton: rx.Component | None = None,
    heading_id: str = "times",
) -> rx.Component:
    """The times of one day; `on_pick(key)` gets the one that was chosen.

    `title` names the day. `summary`, such as "4 free times", is announced when it changes. After
    a day is chosen the page moves the focus to the heading with `rx.set_focus(heading_id)`.
    `empty` stands where there are no times; `skeleton` while they load.
    """
    return rx.box(
        rx.heading(title, as_="h2", size="4", id=heading_id, tab_index=-1, outline="none"),
        rx.text(summary, size="2", color="var(--th-muted)", role="status", min_height="20px"),
        rx.box(
            rx.cond(
                is_loading,
                skeleton or times_skeleton(),
                rx.cond(times.length() > 0, _choices(times, on_pick), empty),
            ),
            margin_top="12px",
            aria_busy=is_loading,
        ),
        width="100%",
        class_name="time-list",
    )


def times_skeleton(count: int = 6) -> rx.Component:
    """The shape of a list of times."""
    return _columns(
        *[rx.skeleton(height="48px", border_radius="var(--th-radius-s)") for _ in range(count)]
    )


def _columns(*children: rx.Component, **props) -> rx.Component:
    return rx.grid(
        *children, columns=rx.breakpoints(initial="2", md="1"), gap="8px", width="100%", **props
    )


def _choices(times: rx.Var[list[TimeChoice]], on_pick: Event) -> rx.Component:
    return _columns(rx.foreach(times, lambda choice: _choice(choice, on_pick)), role="group")


def _choice(choice: rx.Var[TimeChoice], on_pick: Event) -> rx.Component:
    return rx.el.button(
        rx.cond(choice.is_selected, rx.icon("check", size=16, align_self="center")),
        rx.el.span(choice.viewer_time, font_size="16px", font_weight="600"),
        rx.cond(
            choice.tutor_time != "",
            rx.el.span(choice.tutor_time, class_name="their-time"),
        ),
        type="button",
        on_click=on_pick(choice.key),
        aria_label=choice.label,
        aria_pressed=choice.is_selected,
        custom_attrs={"data-time-key": choice.key},
        style=_BUTTON_STYLE,
    )
