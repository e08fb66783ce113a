"""Time zones: names, wall times to instants, and what a clock change does.

A wall time inside a spring gap does not exist. One inside an autumn fold comes twice; the first
occurrence counts. Which it is shows in the two readings Python gives a wall time (PEP 495): the
offset of `fold=0` is smaller than that of `fold=1` in a gap, and greater in a fold.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from tutorhub_app.domain import words
from tutorhub_app.domain.errors import Invalid

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9+_-]*(/[A-Za-z0-9+_-]+)*", re.ASCII)
_NOT_PLACES = frozenset({"localtime", "posixrules", "Factory", "posix", "right"})
_REGIONS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)
_ONE_DAY = timedelta(days=1)
_ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ClockChange:
    """Clocks move by `minutes_moved` (forward is positive) at `instant` (UTC).

    `date` is the local day whose wall times are lost or come twice.
    """

    date: date
    instant: datetime
    minutes_moved: int
    sentence: str


def zone(name: str, field: str = "timeZone") -> ZoneInfo:
    """The zone of that IANA name. Raises `Invalid`, naming `field`, when there is none."""
    try:
        return _zone(name)
    except (KeyError, ValueError, OSError, TypeError):
        raise Invalid.field(
            field, "Choose a time zone by its name, such as Europe/Berlin."
        ) from None


def is_zone(name: str) -> bool:
    try:
        zone(name)
    except Invalid:
        return False
    return True


@lru_cache(maxsize=1)
def all_zones() -> tuple[str, ...]:
    """Names to choose from: places by region, and UTC. Sorted."""
    names = {name for name in available_timezones() if name.split("/")[0] in _REGIONS}
    return tuple(sorted(names | {"UTC"}))


def local_to_instant(where: ZoneInfo | str, day: date, minutes: int) -> datetime | None:
    """The UTC instant of a wall time; `minutes` 0..1440, where 1440 is the next midnight.

    None inside a spring gap; the first of the two inside an autumn fold.
    """
    wall = _wall(_as_zone(where), day, minutes)
    return None if _is_in_gap(wall) else wall.astimezone(UTC)


def local_edge(where: ZoneInfo | str, day: date, minutes: int) -> datetime:
    """Like `local_to_instant`, but a wall time in a gap is the instant the clocks change."""
    wall = _wall(_as_zone(where), day, minutes)
    return _change_around(wall) if _is_in_gap(wall) else wall.astimezone(UTC)


def date_stays_until(where: ZoneInfo, now: datetime) -> datetime:
    """Until when the date there surely is what it is now: the next midnight. `now` itself where
    the clocks may still go back over the last one."""
    today = now.astimezone(where).date()
    if now < max(_readings(where, today)):
        return now
    tomorrow = _readings(where, today + _ONE_DAY)
    return min((midnight for midnight in tomorrow if midnight > now), default=now)


def has_one_offset(where: ZoneInfo, day: date) -> bool:
    """Whether no clock change touches that local day, from midnight to midnight."""
    first = datetime.combine(day, time(), where)
    last = first + _ONE_DAY
    offset = first.utcoffset()
    return (
        offset == last.utcoffset()
        and offset == first.replace(fold=1).utcoffset()
        and offset == last.replace(fold=1).utcoffset()
    )


def offset_label(where: ZoneInfo | str, instant: datetime) -> str:
    """Such as "UTC+2", "UTC-3:30", "UTC"."""
    minutes = round(_offset(instant.astimezone(_as_zone(where))).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "-"
    return f"UTC{sign}{hours}:{rest:02d}" if rest else f"UTC{sign}{hours}"


def clock_change_on(zone_name: str, first_day: date, last_day: date) -> tuple[ClockChange, ...]:
    """The clock changes on those local days, both included, in order."""
    where = zone(zone_name)
    changes = {}
    # A change at midnight is read from either day, so look one day further on both sides.
    day = first_day - _ONE_DAY
    while day <= last_day + _ONE_DAY:
        if not has_one_offset(where, day):
            for change in _changes_near(where, day):
                changes[change.instant] = change
        day += _ONE_DAY
    return tuple(
        changes[instant]
        for instant in sorted(changes)
        if first_day <= changes[instant].date <= last_day
    )


@lru_cache(maxsize=700)
def _zone(name: str) -> ZoneInfo:
    if not _NAME.fullmatch(name) or name.split("/")[0] in _NOT_PLACES:
        raise ValueError(name)
    return ZoneInfo(name)


def _as_zone(where: ZoneInfo | str) -> ZoneInfo:
    return zone(where) if isinstance(where, str) else where


def _wall(where: ZoneInfo, day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(), where) + timedelta(minutes=minutes)


def _readings(where: ZoneInfo, day: date) -> list[datetime]:
    """Both instants that the date's midnight can be read as; most often they are one."""
    midnight = datetime.combine(day, time(), where)
    return [midnight.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]


def _offset(local: datetime) -> timedelta:
    offset = local.utcoffset()
    assert offset is not None
    return offset


def _is_in_gap(wall: datetime) -> bool:
    return _offset(wall) < _offset(wall.replace(fold=1))


def _change_around(wall: datetime) -> datetime:
    """The instant of the clock change whose gap holds this wall time."""
    # Reading the wall time with the later offset lands before the change, with the earlier after.
    before = wall.replace(fold=1).astimezone(UTC)
    after = wall.replace(fold=0).astimezone(UTC)
    return _first_change(wall.tzinfo, before, after)


def _changes_near(where: ZoneInfo, day: date) -> list[ClockChange]:
    """Changes between that day's midnights, each read both ways: at most one a half day."""
    midnight = datetime.combine(day, time(), where)
    earliest = midnight.replace(fold=1).astimezone(UTC) - timedelta(hours=3)
    half_days = [earliest + timedelta(hours=12) * n for n in range(4)]
    changes = []
    for before, after in pairwise(half_days):
        if _offset(before.astimezone(where)) != _offset(after.astimezone(where)):
            changes.append(_described(where, _first_change(where, before, after)))
    return changes


def _first_change(where: tzinfo | None, before: datetime, after: datetime) -> datetime:
    """The first second with the offset of `after`; `before` has another one."""
    target = _offset(after.astimezone(where))
    while after - before > _ONE_SECOND:
        middle = before + (after - before) // _ONE_SECOND // 2 * _ONE_SECOND
        if _offset(middle.astimezone(where)) == target:
            after = middle
        else:
            before = middle
    return after


def _described(where: ZoneInfo, instant: datetime) -> ClockChange:
    offset_before = _offset((instant - _ONE_SECOND).astimezone(where))
    offset_after = _offset(instant.astimezone(where))
    naive = instant.replace(tzinfo=None)
    old, new = naive + offset_before, naive + offset_after
    day = min(old, new).date()
    moved = round((new - old).total_seconds() / 60)
    return ClockChange(day, instant, moved, _sentence(day, old, new, moved))


def _sentence(day: date, old: datetime, new: datetime, moved: int) -> str:
    direction = "forward" if moved > 0 else "back"
    span = f"{_reading(day, min(old, new))} to {_reading(day, max(old, new))}"
    effect = (
        "does not exist that day" if moved > 0 else "comes twice that day, and the first one counts"
    )
    return (
        f"On {words.long_day(day)} clocks go {direction} by {words.duration(abs(moved))} "
        f"at {_reading(day, old)}: {span} {effect}."
    )


def _reading(day: date, wall: datetime) -> str:
    """The time on that day; its end is 24:00, and later times are the next day's."""
    minutes = round((wall - datetime.combine(day, time())).total_seconds() / 60)
    return words.clock(minutes if minutes <= words.MINUTES_A_DAY else minutes % 1440)
