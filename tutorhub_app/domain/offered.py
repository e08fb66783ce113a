"""Times that a tutor offers one by one: the free slots of course packs.

A free slot is the tutor's own word, so none of the rules for students apply to it: not the hours,
the notice, the horizon, the buffers or the daily limit. It blocks nobody. What has passed, a time
at which somebody is busy and a day off are not open all the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.refusals import Refusal

BINDS_AN_OFFER = frozenset(
    {
        Refusal.PAST,
        Refusal.MODE_NOT_OFFERED,
        Refusal.CLOCK_CHANGE,
        Refusal.TAKEN,
        Refusal.STUDENT_BUSY,
    }
)
"""What is against an offered time as against any other; days off beside it."""

Modes = frozenset[SessionMode]


@dataclass(frozen=True, slots=True)
class OfferedTime:
    """A free slot of a pack. `starts_at` is an aware instant on a whole minute."""

    slot_id: str
    pack_id: str
    starts_at: datetime
    session_mode: SessionMode


class OfferedTimes:
    """The offered times of one pack, by the tutor's local day and wall minute.

    In an hour that the clocks repeat, the second occurrence is left out: its wall time means the
    first.
    """

    def __init__(self, times: Iterable[OfferedTime], pack_id: str, zone: ZoneInfo) -> None:
        self._days: dict[int, dict[int, Modes]] = {}
        for each in times:
            local = each.starts_at.astimezone(zone)
            if each.pack_id == pack_id and not local.fold:
                minutes = self._days.setdefault(local.toordinal(), {})
                minute = local.hour * 60 + local.minute
                minutes[minute] = minutes.get(minute, frozenset()) | {each.session_mode}

    def on(self, ordinal: int) -> Mapping[int, Modes]:
        """Wall minute -> the modes that are offered then."""
        return self._days.get(ordinal, {})

    def days(self, first: int, last: int) -> Iterator[int]:
        """The ordinals of the days with offered times, in order."""
        return (ordinal for ordinal in sorted(self._days) if first <= ordinal <= last)

    @property
    def last_day(self) -> int:
        """The ordinal of the last of them; 0 without any."""
        return max(self._days, default=0)
