"""Times as people read them: the exact time first, then its zone, then how far off it is.

    time_label("Tue 4 March, 17:00 - 17:50", zone="Lisbon time", relative="in 2 hours")
    date_block("Tue", "4", "Mar")         the small calendar leaf at the start of a row

The texts are made where the viewer's settings are known (zone, 12 or 24 hours), never here.
"""

import reflex as rx

from tutorhub_app.components.kinds import Text, given


def time_label(
    main: Text, zone: Text = "", relative: Text = "", *, instant: Text = ""
) -> rx.Component:
    """`instant` is the ISO time for machines. Leave `zone` empty where it is the viewer's own."""
    machine = {"date_time": instant} if given(instant) else {}
    return rx.el.span(
        rx.el.time(main, class_name="th-time-main", **machine),
        rx.el.span(zone, class_name="th-time-more") if given(zone) else rx.fragment(),
        rx.el.span(relative, class_name="th-time-more") if given(relative) else rx.fragment(),
        class_name="th-time",
    )


def date_block(weekday: Text, day: Text, month: Text) -> rx.Component:
    """Decoration beside a full date in words, so it is not read aloud."""
    return rx.el.span(
        rx.el.span(weekday, class_name="th-date-week"),
        rx.el.span(day, class_name="th-date-day"),
        rx.el.span(month, class_name="th-date-week"),
        aria_hidden="true",
        class_name="th-date",
    )
