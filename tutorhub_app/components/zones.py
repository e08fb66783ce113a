"""Choosing a time zone.

    zone_field(id="zone", value=S.zone, on_change=S.set_zone)

The device's own select, grouped by region and sorted by place: typing "Ber" finds Berlin.
"""

from collections import defaultdict
from functools import cache
from importlib import resources
from typing import Any

import reflex as rx

from tutorhub_app.components.forms import described, field
from tutorhub_app.components.kinds import Event, Text


def zone_field(
    *,
    id: str,
    value: Text,
    on_change: Event,
    label: Text = "Time zone",
    hint: Any = "",
    error: Text = "",
    **props: Any,
) -> rx.Component:
    """`value` is an IANA name; `on_change` gets one."""
    props.setdefault("name", id)
    control = rx.el.select(
        # Browsers still name some zones in an old way, such as Asia/Calcutta: shown, not offered.
        rx.el.option(readable(value), value=value, hidden=True),
        zone_options(),
        value=value,
        on_change=on_change,
        class_name="th-control",
        **described(id, hint, error),
        **props,
    )
    return field(label, control, id=id, hint=hint, error=error)


@rx.memo
def zone_options() -> rx.Component:
    """All zones, kept once for all pages that offer them."""
    return rx.fragment(
        rx.el.option("UTC", value="UTC"),
        *[
            rx.el.optgroup(
                *[rx.el.option(place, value=zone) for place, zone in places], label=region
            )
            for region, places in zones_by_region().items()
        ],
    )


@cache
def zones_by_region() -> dict[str, list[tuple[str, str]]]:
    """Region -> its (place, IANA name) pairs, both sorted by name; a place has one name only."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    names = [line.split("\t")[2] for line in table.splitlines() if not line.startswith("#")]
    regions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in names:
        regions[name.split("/")[0]].append((place_name(name), name))
    return {region: sorted(regions[region]) for region in sorted(regions)}


def place_name(zone: str) -> str:
    """The place a zone is named after: "America/Argentina/Ushuaia" is "Ushuaia, Argentina"."""
    _, *parts = zone.replace("_", " ").split("/")
    return ", ".join(reversed(parts)) if parts else zone


def readable(zone: Text) -> Text:
    """The whole name without its underscores: "America/New York"."""
    return zone.to(str).replace("_", " ") if isinstance(zone, rx.Var) else zone.replace("_", " ")
