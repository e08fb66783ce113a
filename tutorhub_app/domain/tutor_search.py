"""Looking for a tutor: what can be asked for, and which times answer it."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tutorhub_app.domain.availability import DayOfWeek, day_of
from tutorhub_app.domain.catalog import SESSION_MODES, SessionMode, TeachingMode
from tutorhub_app.domain.slots import (
    Offer,
    TutorCalendar,
    earliest_open_slot,
    open_slots,
    why_not,
)
from tutorhub_app.domain.zones import zone

LOOK_AHEAD = timedelta(weeks=4)
"""How far ahead a time has to lie to answer a wish for days and times of day."""

_ONE_DAY = timedelta(days=1)


class DayPart(StrEnum):
    """Parts of a day in the viewer's zone. A lesson belongs to the one it starts in."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


_PART_OF_HOUR = (
    *[DayPart.NIGHT] * 6,
    *[DayPart.MORNING] * 6,
    *[DayPart.AFTERNOON] * 5,
    *[DayPart.EVENING] * 5,
    *[DayPart.NIGHT] * 2,
)


class Sort(StrEnum):
    EARLIEST = "earliest"
    PRICE = "price"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class TimeWish:
    """Days and parts of the day that suit the viewer, in their zone; none means any."""

    days: frozenset[DayOfWeek] = frozenset()
    parts: frozenset[DayPart] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.days or self.parts)

    def suits(self, local: datetime) -> bool:
        """Whether a time suits that is told in the viewer's zone."""
        day_suits = not self.days or day_of(local.date()) in self.days
        return day_suits and (not self.parts or _PART_OF_HOUR[local.hour] in self.parts)


@dataclass(frozen=True, slots=True)
class TutorSearch:
    """What somebody looks for; what is empty does not narrow.

    `subject` and `language` are tag keys. `most_per_lesson` is in minor units of `currency` and
    means nothing without it. Mode and price have to fit one and the same course pack.
    """

    text: str = ""
    subject: str = ""
    language: str = ""
    currency: str = ""
    most_per_lesson: int | None = None
    mode: SessionMode | None = None
    times: TimeWish = field(default_factory=TimeWish)
    sort: Sort = Sort.EARLIEST


def offers_to_look_for(
    packs: Iterable[tuple[str, int, TeachingMode]], mode: SessionMode | None = None
) -> tuple[Offer, ...]:
    """The fewest offers that decide when the first lesson of any of these packs can be in the
    tutor's hours; after them, for its free slots, the offer of each pack.

    `packs` are (id, lesson minutes, teaching mode). Where a longer lesson fits, a shorter one in
    the same modes does, so only the shortest for each set of modes is looked for.
    """
    shortest: dict[frozenset[SessionMode], int] = {}
    of_packs = []
    for pack_id, minutes, teaching_mode in packs:
        modes = SESSION_MODES[teaching_mode]
        if mode is not None:
            modes &= {mode}
        if modes:
            shortest[modes] = min(minutes, shortest.get(modes, minutes))
            of_packs.append(Offer(minutes, modes, pack_id))
    in_hours = (
        Offer(minutes, modes)
        for modes, minutes in shortest.items()
        if not any(modes < others and least <= minutes for others, least in shortest.items())
    )
    return (*in_hours, *of_packs)


class Openings:
    """When a tutor's free lessons begin, asked again and again as time goes by.

    Made for one calendar on one day of the tutor's zone, at `now`; the answers hold until that
    calendar changes or that day is over, and times that have come too near drop out by themselves.
    What is asked for is worked out once. Not to be shared between threads without a lock.
    """

    def __init__(self, calendar: TutorCalendar, now: datetime) -> None:
        self._calendar = calendar
        self._zone = zone(calendar.time_zone)
        self._made_at = now
        self._today = now.astimezone(self._zone).date()
        self._notice = timedelta(minutes=calendar.rules.minimum_notice_minutes)
        self._earliest: dict[Offer, datetime | None] = {}
        self._starts: dict[Offer, array[int]] = {}
        self._offered = {each.pack_id for each in calendar.offered}

    def hold_at(self, now: datetime) -> bool:
        return self._made_at <= now and now.astimezone(self._zone).date() == self._today

    def first(
        self, offers: Iterable[Offer], wish: TimeWish, viewer_zone: ZoneInfo, now: datetime
    ) -> datetime | None:
        """When the first free lesson of any of the offers begins that suits the wish: of an offer
        without a pack in the tutor's hours, of a pack's among its free slots.

        Without a wish the tutor's whole horizon counts; with one, `LOOK_AHEAD`.
        """
        begins = (
            self._first_of(offer, wish, viewer_zone, now)
            for offer in offers
            if not offer.pack_id or offer.pack_id in self._offered
        )
        return min((begin for begin in begins if begin is not None), default=None)

    def _first_of(
        self, offer: Offer, wish: TimeWish, viewer_zone: ZoneInfo, now: datetime
    ) -> datetime | None:
        if wish or offer.pack_id:
            return self._first_suiting(offer, wish, viewer_zone, now)
        return self._first(offer, now)

    def _first(self, offer: Offer, now: datetime) -> datetime | None:
        if offer in self._earliest:
            known = self._earliest[offer]
            if known is None or known >= now + self._notice:
                return known
        slot = earliest_open_slot(self._calendar, offer, now=now)
        self._earliest[offer] = slot.starts_at if slot else None
        return self._earliest[offer]

    def _first_suiting(
        self, offer: Offer, wish: TimeWish, viewer_zone: ZoneInfo, now: datetime
    ) -> datetime | None:
        starts = self._starts.get(offer)
        if starts is None:
            find = self._offered_starts if offer.pack_id else self._starts_in_hours
            starts = self._starts[offer] = find(offer)
        end = (now + LOOK_AHEAD).timestamp()
        nearest = (now if offer.pack_id else now + self._notice).timestamp()
        for start in starts[bisect_left(starts, nearest) :]:
            if wish and start >= end:
                return None
            begin = datetime.fromtimestamp(start, viewer_zone)
            if wish.suits(begin):
                return begin.astimezone(UTC)
        return None

    def _offered_starts(self, offer: Offer) -> "array[int]":
        """Of the pack's free slots, those that are open. As `_starts_in_hours`."""
        wanted = {each.starts_at for each in self._calendar.offered}
        return array(
            "q",
            sorted(
                int(starts_at.timestamp())
                for starts_at in wanted
                if not why_not(self._calendar, offer, starts_at, None, now=self._made_at)
            ),
        )

    def _starts_in_hours(self, offer: Offer) -> "array[int]":
        """Whole seconds since 1970. A day more than is looked ahead: today may have just begun."""
        slots = open_slots(
            self._calendar,
            offer,
            first_day=self._today,
            last_day=self._today + LOOK_AHEAD + _ONE_DAY,
            now=self._made_at,
        )
        return array("q", (int(slot.starts_at.timestamp()) for slot in slots))
