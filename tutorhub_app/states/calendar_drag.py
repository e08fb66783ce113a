"""What a drag on the calendar means: wall times of the tutor's zone, read from what is dropped."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tutorhub_app.domain.words import MINUTES_A_DAY
from tutorhub_app.services.availability_week import BlockView

_WALL = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Hours on a date: minutes from its midnight, `end` above 1440 when it is a later day's."""

    on: date
    start: int
    end: int


def drawn(start: str, end: str) -> Drawn | None:
    """What was drawn from one ISO time to another; None when they are not such times."""
    first, last = _wall(start), _wall(end)
    if first is None or last is None or last <= first:
        return None
    return Drawn(first[0], first[1], _minutes_from(first[0], last))


def dropped(block: BlockView, where: ZoneInfo, start: str, end: str) -> Drawn | None:
    """What a block becomes that was moved, or pulled at one edge, to these ISO times.

    An edge that stayed keeps its wall time: in a gap of the clocks it is drawn at another one. A
    block that was moved keeps its length in wall time.
    """
    first, last = _wall(start), _wall(end)
    if first is None or last is None:
        return None
    old_first, old_last = (_local(at, where) for at in (block.starts_at, block.ends_at))
    if (first, last) == (old_first, old_last):
        return Drawn(block.on, block.start, block.end)
    if first == old_first:
        return Drawn(block.on, block.start, _minutes_from(block.on, last))
    if last == old_last:
        days = (first[0] - block.on).days
        return Drawn(first[0], first[1], block.end - days * MINUTES_A_DAY)
    return Drawn(first[0], first[1], first[1] + block.end - block.start)


def _wall(text: str) -> tuple[date, int] | None:
    """The date and minute that an ISO time shows, whatever its offset."""
    match = _WALL.match(text)
    if match is None:
        return None
    try:
        day = date.fromisoformat(match[1])
    except ValueError:
        return None
    minute = int(match[2]) * 60 + int(match[3])
    return (day, minute) if minute < MINUTES_A_DAY else None


def _local(instant: datetime, where: ZoneInfo) -> tuple[date, int]:
    local = instant.astimezone(where)
    return local.date(), local.hour * 60 + local.minute


def _minutes_from(day: date, wall: tuple[date, int]) -> int:
    return (wall[0] - day).days * MINUTES_A_DAY + wall[1]
