"""What is left of the room of a booking: who was there, the board to play back, the recording."""

from typing import Any

import reflex as rx

from tutorhub_app.components.buttons import link_button

ROOM_TITLE = "In the room"


def room_left(room: Any, href: Any) -> rx.Component:
    """`room` is a Var of `states.room_shown.RoomShown` that `is_there`, `href` leads into it."""
    return rx.el.div(
        rx.cond(
            room.is_over,
            rx.el.div(
                link_button("Play the board back", href, kind="secondary", icon="presentation"),
                rx.cond(
                    room.record_url != "",
                    link_button(
                        "Watch the recording",
                        room.record_url,
                        kind="secondary",
                        icon="circle-play",
                        whole_load=True,
                    ),
                ),
                class_name="th-row",
            ),
        ),
        rx.cond(
            room.stays,
            rx.el.ul(
                rx.foreach(room.stays, _stay), aria_label="Who was there", class_name="th-stays"
            ),
        ),
        class_name="th-stack",
    )


def _stay(stay: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(stay.name, class_name="th-strong"),
        " ",
        rx.el.span(stay.door, class_name="th-muted"),
        rx.el.span(stay.hours, class_name="th-num th-stay-hours"),
    )
