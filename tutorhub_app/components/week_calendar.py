"""The calendar of hours and lessons: FullCalendar 7 in a React wrapper (`week_calendar.jsx`)."""

from collections.abc import Sequence

import reflex as rx
from reflex.event import passthrough_event_spec

from tutorhub_app.components.kinds import Event, Flag, Items, Text
from tutorhub_app.domain.calendar_view import CalendarEvent

_SCRIPT = rx.asset("week_calendar.jsx", shared=True)
# The script imports its styles from its own folder, so they have to be linked there as well.
rx.asset("week_calendar.css", shared=True)

_NPM = ["@fullcalendar/react@7.1.4", "temporal-polyfill@^1.0.7"]
_HEIGHT = "max(520px, min(860px, calc(100dvh - 220px)))"
# Faint hours in the place of the grid, until the script is there.
_SKELETON = {
    "background_image": "repeating-linear-gradient(var(--th-line) 0 1px, transparent 1px 48px)",
    "background_position": "0 108px",
    "background_repeat": "no-repeat",
}


class _WeekCalendar(rx.NoSSRComponent):
    library = _SCRIPT.importable_path
    tag = "WeekCalendar"
    lib_dependencies: list[str] = _NPM

    events: rx.Var[list[CalendarEvent]]
    time_zone: rx.Var[str]
    initial_date: rx.Var[str]
    first_day: rx.Var[int]
    hour12: rx.Var[bool]
    view: rx.Var[str]
    phone_view: rx.Var[str]
    editable: rx.Var[bool]
    selectable: rx.Var[bool]
    step_minutes: rx.Var[int]
    answered: rx.Var[int]
    scroll_time: rx.Var[str]
    locale: rx.Var[str]
    label: rx.Var[str]

    on_select: rx.EventHandler[passthrough_event_spec(str, str)]
    on_event_change: rx.EventHandler[passthrough_event_spec(str, str, str)]
    on_event_click: rx.EventHandler[passthrough_event_spec(str)]
    on_dates_change: rx.EventHandler[passthrough_event_spec(str, str)]


class _CalendarLegend(rx.NoSSRComponent):
    library = _SCRIPT.importable_path
    tag = "CalendarLegend"
    lib_dependencies: list[str] = _NPM

    kinds: rx.Var[list[str]]


def week_calendar(
    *,
    events: Items,
    time_zone: Text,
    initial_date: Text = "",
    first_day: int | rx.Var[int] = 1,
    hour12: Flag = False,
    view: Text = "timeGridWeek",
    phone_view: Text = "",
    editable: Flag = False,
    selectable: Flag = False,
    step_minutes: int | rx.Var[int] = 15,
    answered: int | rx.Var[int] = 0,
    scroll_time: Text = "08:00",
    locale: Text = "en-GB",
    label: Text = "Calendar",
    height: str = _HEIGHT,
    **handlers: Event,
) -> rx.Component:
    """Hours as soft blocks and lessons as cards in front of them, in `time_zone`'s wall time.

    `events` is one state var of `CalendarEvent`s, not an expression: any new list counts as an
    answer of the server (below). `time_zone` is an IANA name; while empty, only the place is kept.
    `initial_date` is any ISO date of the days to show (today when empty); a new value goes there.
    `view` is timeGridWeek (three days on a phone), timeGridDay, dayGridMonth or listWeek;
    `phone_view`, where given, is the one on a phone.
    `first_day` is 0 for Sunday, 1 for Monday; `step_minutes` divides 60; `scroll_time` is "HH:MM".

    Handlers, all of strings:
    - `on_select(start, end)`: a block was drawn (`selectable`);
    - `on_event_change(id, start, end)`: a block was moved or resized (`editable`, and the event's
      own `editable`; cards and time off never are);
    - `on_event_click(id)`: a click, or Enter on the focused event;
    - `on_dates_change(first_day, last_day)`: the days now in view, both included, ISO dates; also
      once at the start.

    `start` and `end` are ISO with the zone's offset. Read their wall time, the first 16
    characters: a time the spring clock skips is told as drawn, with the offset that comes after.
    A block that ends at midnight ends at 00:00 of the next day, and one may cross midnight.

    **Answering.** A dropped block stays where it was dropped, marked as being saved, and a drawn
    one stays drawn, until the server answers: then `events` is the truth. An answer is a change of
    `events`, or of `answered`, a count in the state. Equal values never reach the browser, so a
    handler that refuses raises `answered`; one that accepts may. Without an answer a moved block
    springs back after three seconds, and a drawn one stays until a click elsewhere or Escape.
    """
    return rx.box(
        _WeekCalendar.create(
            events=events,
            time_zone=time_zone,
            initial_date=initial_date,
            first_day=first_day,
            hour12=hour12,
            view=view,
            phone_view=phone_view,
            editable=editable,
            selectable=selectable,
            step_minutes=step_minutes,
            answered=answered,
            scroll_time=scroll_time,
            locale=locale,
            label=label,
            **handlers,
        ),
        height=height,
        width="100%",
        style=_SKELETON,
    )


def calendar_legend(kinds: Sequence[str]) -> rx.Component:
    """What the looks of these kinds of events mean, in one line that wraps."""
    return rx.box(
        _CalendarLegend.create(kinds=list(kinds)),
        min_height="24px",
        margin_top="12px",
    )
