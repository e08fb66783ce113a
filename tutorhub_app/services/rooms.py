"""The address of a lesson's room: stable from the booking on, and unguessable."""

import secrets

from tutorhub_app.settings import get_settings

_SLUG_BYTES = 18


def new_slug() -> str:
    """24 url-safe characters, 144 bits."""
    return secrets.token_urlsafe(_SLUG_BYTES)


def url(slug: str) -> str:
    """The whole address when the public one is configured, else the path on this site."""
    return f"{get_settings().public_url.rstrip('/')}/lessons/{slug}"


def screening_url(meeting_id: str) -> str:
    """Where a screening is held when the tutor named no place: on its own page."""
    return f"{get_settings().public_url.rstrip('/')}/screenings/{meeting_id}"
