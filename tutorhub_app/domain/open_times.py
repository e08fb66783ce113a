"""Open times as they are listed for some days, and how long such a list stays true by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.slots import OpenSlot
from tutorhub_app.domain.zones import date_stays_until

USUAL_DAYS = 30
MOST_DAYS = 62


@dataclass(frozen=True, slots=True)
class DaysWanted:
    """Days to list, both included, of a zone: from today on, and for `USUAL_DAYS`, unless told."""

    first: date | None = None
    last: date | None = None
    time_zone: str | None = None

    def told_on(self, today: date) -> tuple[date, date]:
        """First and last day. Raises `Invalid` (to) when they are in the wrong order, or more than
        `MOST_DAYS`."""
        first = self.first or today
        last = self.last or first + timedelta(days=USUAL_DAYS - 1)
        if last < first:
            raise Invalid.field("to", f"Choose a day from {first} on.", code="toIsBeforeFrom")
        if (last - first).days >= MOST_DAYS:
            farthest = first + timedelta(days=MOST_DAYS - 1)
            sentence = f"Ask for {MOST_DAYS} days at most: from {first} to {farthest}."
            raise Invalid.field("to", sentence, code="tooManyDays")
        return first, last


def same_until(
    slots: Sequence[OpenSlot], notice_minutes: int, zones: Iterable[ZoneInfo], now: datetime
) -> datetime:
    """Until when the list of these times, in order, stays as it is while nothing is written.

    Each changes when it is no further ahead than the tutor's minimum notice; one that is nearer is
    a free slot and stays until it begins. `zones` are those in which a new day makes another list:
    the tutor's, whose horizon moves on, and the asker's.
    """
    changes = [date_stays_until(zone, now) for zone in zones]
    notice = timedelta(minutes=notice_minutes)
    reached = (at for at, slot in enumerate(slots) if slot.starts_at - notice >= now)
    bound = next(reached, len(slots))
    if bound:
        changes.append(slots[0].starts_at)
    if bound < len(slots):
        changes.append(slots[bound].starts_at - notice)
    return min(changes)
