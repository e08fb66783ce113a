"""What the pages share on which lessons of a pack are booked."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import link_button, text_link
from tutorhub_app.components.feedback import empty_state
from tutorhub_app.components.forms import segmented_field, text_field
from tutorhub_app.components.people import avatar
from tutorhub_app.components.tags import fact, mode_fact
from tutorhub_app.components.zones import zone_field
from tutorhub_app.states.booking_shown import PLACES
from tutorhub_app.states.pack_page import LONGEST_DETAILS, PackPage

MODES = (("online", "Online"), ("faceToFace", "Face to face"))


def about_pack(on_zone: Any) -> rx.Component:
    """Who and what, and the zone of all times; `on_zone` gets another one."""
    pack = PackPage.pack
    return rx.el.section(
        rx.el.div(
            avatar(pack.tutor_name, pack.tutor_photo, size="l"),
            rx.el.div(
                rx.el.h2(pack.title, class_name="th-h2"),
                rx.el.div("with ", text_link(pack.tutor_name, pack.tutor_href)),
                class_name="th-grow",
            ),
            class_name="th-who th-who-top",
        ),
        rx.el.div(
            fact("clock", pack.duration),
            mode_fact(pack.mode),
            rx.cond(pack.place, fact("map-pin", pack.place)),
            fact("globe", pack.tutor_first_name + " is on " + pack.tutor_zone + " time"),
            rx.cond(pack.lessons_left, fact("layers", pack.lessons_left)),
            class_name="th-booker-facts",
        ),
        rx.el.div(
            zone_field(
                id="zone", value=PackPage.zone_name, on_change=on_zone, label="Times are shown in"
            ),
            class_name="th-booker-zone",
        ),
        aria_label="The lesson",
        class_name="th-booker-about",
    )


def place_fields() -> rx.Component:
    """Where a face-to-face lesson is held."""
    return rx.el.div(
        segmented_field(
            "Where you meet",
            PLACES,
            id="place",
            value=PackPage.place_type,
            on_change=PackPage.change_place,
            error=PackPage.errors.get("locationType", ""),
        ),
        text_field(
            "Address or details",
            id="details",
            optional=True,
            hint="You can both change this until the lesson.",
            value=PackPage.place_details,
            on_change=PackPage.type_details,
            max_length=LONGEST_DETAILS,
            error=PackPage.errors.get("locationDetails", ""),
        ),
        class_name="th-stack",
    )


def no_pack() -> rx.Component:
    return empty_state(
        "search-x",
        PackPage.error,
        "Look for another one among the tutors.",
        link_button("Find a tutor", routes.TUTORS),
        level=1,
    )
