"""What the pages of screenings share: choosing times, text with a counter, how far a request is."""

from typing import Any

import reflex as rx

from tutorhub_app.components.buttons import button, icon_button
from tutorhub_app.components.feedback import error_callout
from tutorhub_app.components.forms import text_field, textarea_field
from tutorhub_app.components.kinds import Text
from tutorhub_app.components.month_picker import month_picker
from tutorhub_app.components.time_list import time_list
from tutorhub_app.domain.screening_texts import LONGEST_COMMENTS
from tutorhub_app.states.meeting_times import TIMES_FIELD, MeetingTimes

T = MeetingTimes


def words_field(
    label: str,
    *,
    id: str,
    value: Any,
    on_change: Any,
    error: Any,
    hint: str = "",
    most: int = LONGEST_COMMENTS,
    **props: Any,
) -> rx.Component:
    """A text of several lines that says how much room is left."""
    return textarea_field(
        label,
        id=id,
        hint=rx.el.span(
            rx.el.span(hint),
            rx.el.span(
                value.length().to_string(),
                f" of {most:,}",
                class_name=rx.cond(value.length() > most, "th-num th-over", "th-num"),
            ),
            class_name="th-counter",
        ),
        value=value,
        on_change=on_change,
        error=error,
        **props,
    )


def times_picker(*, other: bool = False, hint: Text = "") -> rx.Component:
    """The month, the day's open times, and what is chosen. `other`: any time may be added."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                month_picker(
                    days=T.days,
                    title=T.month_title,
                    weekdays=T.weekdays,
                    on_pick=T.pick_day,
                    on_previous=T.show_previous_month,
                    on_next=T.show_next_month,
                    previous_disabled=~T.has_previous,
                    next_disabled=~T.has_next,
                )
            ),
            rx.el.div(
                time_list(
                    times=T.times,
                    title=T.day_title,
                    summary=T.times_summary,
                    on_pick=T.toggle_time,
                    empty=rx.el.p(
                        rx.cond(T.has_next, "Look at the next month.", "No open times for now."),
                        class_name="th-muted",
                    ),
                ),
                class_name="th-meeting-pick-times",
            ),
            class_name="th-meeting-pick",
        ),
        _other_time() if other else rx.fragment(),
        _chosen(hint),
        class_name="th-stack",
    )


def _chosen(hint: Text) -> rx.Component:
    return rx.el.div(
        rx.el.h3("Chosen times", id="chosen", tab_index=-1, class_name="th-h3"),
        rx.cond(
            T.chosen,
            rx.el.ul(rx.foreach(T.chosen, _chosen_time), class_name="th-chosen"),
            rx.el.p(hint, class_name="th-muted"),
        ),
        rx.el.div(error_callout(T.errors.get(TIMES_FIELD, "")), id="times-error", tab_index=-1),
        aria_live="polite",
        class_name="th-stack-s",
    )


def _chosen_time(time: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(time.label, class_name="th-strong th-num"),
            rx.cond(time.theirs, rx.el.div(time.theirs, class_name="th-muted th-small")),
            rx.cond(
                time.is_gone,
                rx.el.div("No longer open: choose another one.", class_name="th-error"),
            ),
            class_name="th-grow",
        ),
        icon_button(
            "x", rx.Var.create("Take away ") + time.label.to(str), on_click=T.drop_time(time.key)
        ),
        custom_attrs={"data-chosen": time.key},
    )


def _other_time() -> rx.Component:
    """A time that the calendar does not offer."""
    return rx.el.form(
        text_field(
            "Another day",
            id="other-day",
            type="date",
            value=T.other_day,
            on_change=T.type_other_day,
            error=T.errors.get("otherTime", ""),
        ),
        text_field(
            "Time", id="other-time", type="time", value=T.other_time, on_change=T.type_other_time
        ),
        button("Add this time", kind="secondary", type="submit"),
        on_submit=T.add_other,
        no_validate=True,
        class_name="th-meeting-pick-other",
    )
