"""A lesson's board played back: what was drawn when."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from tutorhub_app.data import classroom_board as data
from tutorhub_app.services.classroom_doors import require_sight
from tutorhub_app.services.unit import reads

ITEMS_AT_ONCE = 1000
CHARACTERS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class Moment:
    """What items had become, as JSON each, so many milliseconds after the beginning."""

    at: int
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """A part of it. `next` is what to ask for then, None at the end; the instants are those of
    the first change and of the last, None where nothing was drawn."""

    moments: tuple[Moment, ...]
    next: int | None
    started_at: datetime | None
    ended_at: datetime | None


@reads
def replay(session: Session, ticket: str, after: int, *, now: datetime) -> Replay:
    """What was logged after `after`, a former `next`. Errors: those of `require_sight`."""
    lesson_id = require_sight(session, ticket, now).lesson.id
    started_at, ended_at = data.first_and_last_logged(session, lesson_id)
    if started_at is None:
        return Replay((), None, None, None)
    rows, following = data.logged(
        session,
        lesson_id,
        after=after,
        most_items=ITEMS_AT_ONCE,
        most_characters=CHARACTERS_AT_ONCE,
    )
    begun = started_at
    timed = [(round((at - begun).total_seconds() * 1000), content) for at, content in rows]
    moments = tuple(
        Moment(at, tuple(content for _, content in together))
        for at, together in groupby(timed, key=lambda each: each[0])
    )
    return Replay(moments, following, begun, ended_at)
