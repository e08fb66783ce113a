"""A month in which the days with free times are buttons."""

import reflex as rx

from tutorhub_app.components.kinds import Event, Flag, Items, Text
from tutorhub_app.domain.calendar_view import MonthDay

_CELL_STYLE = {
    "position": "relative",
    "display": "flex",
    "align_items": "center",
    "justify_content": "center",
    "width": "100%",
    "height": "48px",
    "padding": "0",
    "border": "1px solid transparent",
    "border_radius": "var(--th-radius-s)",
    "background": "transparent",
    "color": "var(--th-muted)",
    "font_family": "inherit",
    "font_size": "15px",
    "font_variant_numeric": "tabular-nums",
    "&[data-outside=true]": {"color": "var(--gray-10)"},
    "&[data-today=true]": {"border_color": "var(--th-line-strong)"},
    "&:enabled": {
        "cursor": "pointer",
        "background": "var(--th-accent-soft)",
        "color": "var(--th-accent-text)",
        "font_weight": "600",
    },
    "&:enabled:hover": {"background": "var(--accent-5)"},
    "&:focus-visible": {"outline": "2px solid var(--th-accent-strong)", "outline_offset": "2px"},
    "&[data-selected=true], &[data-selected=true]:hover": {
        "background": "var(--th-accent)",
        "color": "var(--th-on-accent)",
    },
    "&:enabled::after": {
        "content": "''",
        "position": "absolute",
        "bottom": "6px",
        "width": "4px",
        "height": "4px",
        "border_radius": "50%",
        "background": "currentColor",
    },
}


def month_picker(
    *,
    days: rx.Var[list[MonthDay]],
    title: Text,
    weekdays: Items,
    on_pick: Event,
    on_previous: Event,
    on_next: Event,
    previous_disabled: Flag = False,
    next_disabled: Flag = False,
) -> rx.Component:
    """A month of whole weeks, seven `days` a row; `on_pick(iso)` gets the day that was chosen.

    `title` names the month. `weekdays` are the seven short names in the order of the columns; only
    eyes read them, as each day's own label names its weekday. A day without times is disabled.
    """
    return rx.box(
        rx.hstack(
            rx.heading(title, as_="h2", size="4", aria_live="polite"),
            rx.hstack(
                _arrow("chevron-left", "Previous month", on_previous, previous_disabled),
                _arrow("chevron-right", "Next month", on_next, next_disabled),
                spacing="2",
            ),
            justify="between",
            align="center",
            margin_bottom="12px",
        ),
        rx.grid(
            rx.foreach(weekdays, _weekday),
            columns="7",
            gap="4px",
            aria_hidden="true",
            margin_bottom="4px",
        ),
        rx.grid(
            rx.foreach(days, lambda day: _day(day, on_pick)),
            columns="7",
            gap="4px",
            role="group",
            aria_label=title,
        ),
        width="100%",
        class_name="month-picker",
    )


def _arrow(icon: str, label: str, on_click: Event, disabled: Flag) -> rx.Component:
    return rx.icon_button(
        rx.icon(icon, size=20),
        type="button",
        aria_label=label,
        on_click=on_click,
        disabled=disabled,
        variant="soft",
        color_scheme="gray",
        width="44px",
        height="44px",
    )


def _weekday(name: rx.Var[str]) -> rx.Component:
    return rx.text(name, size="1", weight="medium", align="center", color="var(--th-muted)")


def _day(day: rx.Var[MonthDay], on_pick: Event) -> rx.Component:
    return rx.el.button(
        day.day_number,
        type="button",
        disabled=~day.has_times,
        on_click=on_pick(day.iso),
        aria_label=day.label,
        aria_pressed=day.is_selected,
        aria_current=rx.cond(day.is_today, "date", "false"),
        custom_attrs={
            "data-day": day.iso,
            "data-today": day.is_today,
            "data-selected": day.is_selected,
            "data-outside": ~day.in_month,
        },
        style=_CELL_STYLE,
    )
