"""The addresses of a lesson's room: stable from its making on, unguessable, and none leads to
another."""

import secrets

from tutorhub_app import routes
from tutorhub_app.settings import get_settings

_SLUG_BYTES = 18
_TOKEN_BYTES = 24


def new_slug() -> str:
    """24 url-safe characters, 144 bits: what opens the student door."""
    return secrets.token_urlsafe(_SLUG_BYTES)


def new_token() -> str:
    """32 url-safe characters, 192 bits: what opens the teacher door, or a recording."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def url(slug: str) -> str:
    """The whole address when the public one is configured, else the path on this site."""
    return student_url(slug)


def teacher_url(token: str, origin: str = "") -> str:
    """`origin` is where this site was asked at, as in `https://tutorhub.example`: it stands before
    the path when no public address is configured."""
    return _whole(routes.board(token), origin)


def student_url(slug: str, origin: str = "") -> str:
    """See `teacher_url`."""
    return _whole(routes.lesson(slug), origin)


def recording_url(token: str, origin: str = "") -> str:
    """Where the recording is watched; see `teacher_url`."""
    return _whole(routes.recording(token), origin)


def screening_url(meeting_id: str) -> str:
    """Where a screening is held when the tutor named no place: on its own page."""
    return _whole(routes.screening(meeting_id))


def _whole(path: str, origin: str = "") -> str:
    return f"{get_settings().public_url.rstrip('/') or origin}{path}"
