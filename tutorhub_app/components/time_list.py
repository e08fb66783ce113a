"""The free times of one day, as buttons."""

import reflex as rx

from tutorhub_app.domain.calendar_view import TimeChoice

_BUTTON_STYLE = {
    "display": "flex",
    "flex_wrap": "wrap",
    "align_items": "baseline",
    "justify_content": "center",
    "column_gap": "8px",
    "width": "100%",
    "min_height": "48px",
    "padding": "11px 12px",
    "border": "1px solid var(--gray-a7)",
    "border_radius": "var(--radius-3)",
    "background": "var(--color-panel-solid)",
    "color": "var(--gray-12)",
    "font_family": "inherit",
    "line_height": "24px",
    "font_variant_numeric": "tabular-nums",
    "cursor": "pointer",
    "&:hover": {"border_color": "var(--accent-8)", "background": "var(--accent-2)"},
    "&:focus-visible": {"outline": "2px solid var(--focus-8)", "outline_offset": "2px"},
    "&[aria-pressed=true], &[aria-pressed=true]:hover": {
        "border_color": "var(--accent-9)",
        "background": "var(--accent-9)",
        "color": "var(--accent-contrast)",
    },
    "& .their-time": {"font_size": "13px", "color": "var(--gray-11)"},
    "&[aria-pressed=true] .their-time": {"color": "inherit"},
}


def time_list(
    *,
    times: rx.Var[list[TimeChoice]],
    title: rx.Var[str] | str,
    on_pick: rx.EventHandler,
    empty: rx.Component,
    summary: rx.Var[str] | str = "",
    is_loading: rx.Var[bool] | bool = False,
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
        rx.text(summary, size="2", color="var(--gray-11)", role="status", min_height="20px"),
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
        *[rx.skeleton(height="48px", border_radius="var(--radius-3)") for _ in range(count)]
    )


def _columns(*children: rx.Component, **props) -> rx.Component:
    return rx.grid(
        *children, columns=rx.breakpoints(initial="2", md="1"), gap="8px", width="100%", **props
    )


def _choices(times: rx.Var[list[TimeChoice]], on_pick: rx.EventHandler) -> rx.Component:
    return _columns(rx.foreach(times, lambda choice: _choice(choice, on_pick)), role="group")


def _choice(choice: rx.Var[TimeChoice], on_pick: rx.EventHandler) -> rx.Component:
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
