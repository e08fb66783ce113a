"""The week as a list: all that the grid does, by keyboard alone."""

from typing import Any

import reflex as rx

from tutorhub_app.components.buttons import button, icon_button
from tutorhub_app.states.availability import CalendarState
from tutorhub_app.states.availability_edit import CopyFormState, HoursFormState, TimeOffState
from tutorhub_app.states.calendar_shown import BlockShown, DateShown, DayShown, TimeOffShown

_WEEK = CalendarState.week
_MODE_ICONS = (
    ("online", rx.icon("video", size=16)),
    ("faceToFace", rx.icon("map-pin", size=16)),
    rx.icon("arrow-left-right", size=16),
)


def week_list() -> rx.Component:
    return rx.el.aside(
        rx.el.section(
            rx.el.div(
                rx.el.h2("Hours", class_name="th-h2"),
                rx.el.span(_WEEK.title, class_name="th-muted"),
                class_name="th-cal-head",
            ),
            rx.el.ul(rx.foreach(_WEEK.days, _day), class_name="th-cal-days"),
            aria_label="Hours of this week",
        ),
        rx.el.section(
            rx.el.div(
                rx.el.h2("Time off", class_name="th-h2"),
                button(
                    "Add",
                    kind="quiet",
                    size="2",
                    icon="plus",
                    id="add-time-off",
                    aria_label="Add time off",
                    on_click=TimeOffState.open,
                ),
                class_name="th-cal-head",
            ),
            rx.cond(
                _WEEK.time_off,
                rx.el.ul(rx.foreach(_WEEK.time_off, _time_off), class_name="th-cal-rows"),
                rx.el.p("None planned. On days off nobody can book.", class_name="th-muted"),
            ),
            aria_label="Time off",
        ),
        rx.cond(_WEEK.own_dates, _own_dates()),
        class_name="th-card th-cal-list",
    )


def _day(day: rx.Var[DayShown]) -> rx.Component:
    name = day.name.to(str) + " " + day.date.to(str)
    return rx.el.li(
        rx.el.div(
            rx.el.h3(
                rx.el.span(day.name, class_name="th-strong"),
                rx.el.span(day.date, class_name="th-muted"),
                rx.cond(day.is_today, rx.el.span("today", class_name="th-cal-today")),
            ),
            rx.el.span(
                rx.cond(
                    day.can_copy,
                    icon_button(
                        "copy",
                        "Copy " + day.name.to(str) + " to other days",
                        on_click=CopyFormState.open(day.day),
                    ),
                ),
                icon_button(
                    "plus",
                    "Add hours on " + name,
                    id="add-" + day.iso.to(str),
                    on_click=HoursFormState.add(day.iso),
                ),
                class_name="th-cal-tools",
            ),
            class_name="th-cal-day-head",
        ),
        rx.cond(day.is_off, _remark("moon", "Time off: nobody can book.")),
        rx.cond(
            day.blocks,
            rx.el.ul(rx.foreach(day.blocks, _block)),
            rx.cond(day.is_off, rx.fragment(), rx.el.p("No hours", class_name="th-muted")),
        ),
        rx.cond(
            day.has_own_hours,
            rx.el.div(
                rx.el.span("Hours of this date only.", class_name="th-muted"),
                button(
                    "Follow the week again",
                    kind="quiet",
                    size="1",
                    aria_label=name + ": follow the week again",
                    on_click=HoursFormState.follow_week(day.iso),
                ),
                class_name="th-cal-own",
            ),
        ),
        rx.cond(day.lessons != "", _remark("book-open", day.lessons)),
        class_name=rx.cond(day.is_over, "th-cal-over", ""),
    )


def _block(block: rx.Var[BlockShown]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.match(block.mode, *_MODE_ICONS),
            rx.el.span(block.span, class_name="th-num"),
            rx.cond(
                block.repeats,
                rx.fragment(),
                rx.el.span("this date", class_name="th-tag"),
            ),
            type="button",
            aria_label="Change " + block.name.to(str),
            on_click=HoursFormState.open(block.key),
            class_name=rx.match(
                block.mode,
                ("online", "th-cal-block th-cal-online"),
                ("faceToFace", "th-cal-block th-cal-face"),
                "th-cal-block th-cal-both",
            ),
        ),
        icon_button(
            "trash-2",
            "Delete " + block.name.to(str),
            on_click=HoursFormState.delete_block(block.key),
        ),
        class_name="th-cal-row",
    )


def _time_off(off: rx.Var[TimeOffShown]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(off.days, class_name="th-strong"),
            rx.cond(off.note != "", rx.el.div(off.note, class_name="th-muted th-small")),
            class_name="th-grow",
        ),
        icon_button(
            "trash-2",
            "Delete time off " + off.days.to(str),
            on_click=TimeOffState.delete(off.id),
        ),
        class_name="th-cal-row",
    )


def _own_dates() -> rx.Component:
    return rx.el.section(
        rx.el.div(rx.el.h2("Other dates", class_name="th-h2"), class_name="th-cal-head"),
        rx.el.p("These do not simply follow your week.", class_name="th-muted"),
        rx.el.ul(rx.foreach(_WEEK.own_dates, _own_date), class_name="th-cal-rows"),
        aria_label="Dates with other hours",
    )


def _own_date(day: rx.Var[DateShown]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            day.name,
            rx.icon("chevron-right", size=16),
            type="button",
            on_click=CalendarState.turn_to(day.iso),
            class_name="th-cal-date",
        )
    )


def _remark(icon: str, text: Any) -> rx.Component:
    return rx.el.p(rx.icon(icon, size=16), text, class_name="th-fact")
