"""Choosing, changing and removing a photo. The picture goes to our own API, not into the state."""

from typing import Any

import reflex as rx

from tutorhub_app.components.kinds import Event, Text
from tutorhub_app.components.people import initials

_JSX = rx.asset("photo_upload.jsx", shared=True)

TYPES = ["image/jpeg", "image/png", "image/webp"]


class PhotoUpload(rx.Component):
    """`action` takes PUT with the picture as body, and DELETE; it answers {photo} or {detail}."""

    library = _JSX.importable_path
    tag = "PhotoUpload"

    photo: rx.Var[str]
    initials: rx.Var[str]
    action: rx.Var[str]
    types: rx.Var[list[str]]
    most_bytes: rx.Var[int]

    on_changed: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def photo_upload(
    name: Text, photo: Text, *, action: Text, most_bytes: Any, on_changed: Event
) -> rx.Component:
    return PhotoUpload.create(
        photo=photo,
        initials=initials(name),
        action=action,
        types=TYPES,
        most_bytes=most_bytes,
        on_changed=on_changed,
    )
