"""Changes to a tutor's week: what may be put where, and which rows to store then."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tutorhub_app.domain.availability import (
    DayOfWeek,
    Window,
    day_of,
    is_same_kind,
    merge,
    next_day,
    reading_order,
    scope,
    window_sentence,
)
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.errors import WindowsOverlap
from tutorhub_app.domain.words import MINUTES_A_DAY

_DAYS = tuple(DayOfWeek)


@dataclass(frozen=True, slots=True)
class WindowChange:
    """What to store: rows to delete by id, windows to insert, and all windows as they then are."""

    delete: frozenset[str]
    insert: tuple[Window, ...]
    result: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Hours shown and edited as one: `end` is above 1440 when they go on past midnight.

    `ids` are the stored windows it stands for: those that touch or overlap, on one day or two.
    """

    day: DayOfWeek
    start: int
    end: int
    mode: TeachingMode
    specific_date: date | None
    ids: tuple[str, ...]


def find_overlap_in_other_mode(
    windows: Iterable[Window],
    new: Window,
    *,
    own_dates: Collection[date] = (),
    today: date | None = None,
) -> Window | None:
    """A window in another mode that shares a time with `new`, or None.

    A weekly window and one of a date on that weekday share a time, but not on `own_dates`. Dates
    before `today` do not count: they are over.
    """
    if _is_over(new, today):
        return None
    for window in sorted(windows, key=reading_order):
        if (
            window.mode is not new.mode
            and window.start < new.end
            and new.start < window.end
            and _days_meet(window, new, own_dates)
            and not _is_over(window, today)
        ):
            return window
    return None


def overlap_sentence(existing: Window) -> str:
    """Why a window that overlaps this one in another mode is refused."""
    return (
        f"This overlaps {window_sentence(existing)}. "
        "Hours that overlap must have the same mode: change one of the two."
    )


def put_window(
    windows: Iterable[Window],
    new: Window | Sequence[Window],
    replacing: Collection[str] = (),
    *,
    own_dates: Collection[date] = (),
    today: date | None = None,
) -> WindowChange:
    """Add one window, or the two of a night, in place of those with the ids `replacing`.

    Windows of the same scope and mode that the new one touches or overlaps are absorbed, so what
    is stored stays the union. Nothing changes when the hours are there already. Raises
    `WindowsOverlap` when a window in another mode shares a time (see `find_overlap_in_other_mode`).
    """
    before = tuple(windows)
    additions = (new,) if isinstance(new, Window) else tuple(new)
    kept = [window for window in before if window.id is None or window.id not in replacing]
    for addition in additions:
        others = [*kept, *(other for other in additions if other is not addition)]
        refuse_overlap_in_other_mode(others, addition, own_dates=own_dates, today=today)
    return change_between(before, with_additions(kept, additions))


def refuse_overlap_in_other_mode(
    windows: Iterable[Window],
    new: Window,
    *,
    own_dates: Collection[date] = (),
    today: date | None = None,
) -> None:
    """Raises `WindowsOverlap` when `find_overlap_in_other_mode` finds one."""
    overlap = find_overlap_in_other_mode(windows, new, own_dates=own_dates, today=today)
    if overlap is not None:
        raise WindowsOverlap(overlap_sentence(overlap))


def copy_day(
    windows: Iterable[Window],
    source_day: DayOfWeek,
    target_days: Iterable[DayOfWeek],
    *,
    own_dates: Collection[date] = (),
    today: date | None = None,
) -> WindowChange:
    """Make the weekly hours of the target days those of the source day, replacing theirs.

    Windows of one date stay as they are and are not copied. Raises `WindowsOverlap` when a copy
    shares a time with one of a date in another mode.
    """
    before = tuple(windows)
    targets = set(target_days) - {source_day}
    kept = [w for w in before if w.specific_date is not None or w.day not in targets]
    source = [w for w in before if w.specific_date is None and w.day is source_day]
    copies = [
        replace(window, day=day, id=None)
        for day in sorted(targets, key=_DAYS.index)
        for window in merge(source)
    ]
    for copy in copies:
        refuse_overlap_in_other_mode(kept, copy, own_dates=own_dates, today=today)
    return change_between(before, [*kept, *copies])


def blocks(windows: Iterable[Window]) -> tuple[Block, ...]:
    """The hours as a tutor sees them: the two windows of a night that crosses midnight are one."""
    stored = tuple(windows)
    merged = merge(stored)
    mornings = {_scope_and_mode(window): window for window in merged if window.start == 0}
    nights: dict[Window, Window] = {}
    for window in merged:
        morning = mornings.get(_next_scope_and_mode(window))
        # Longer than a day together, they could not have been entered as one.
        if window.end == MINUTES_A_DAY and morning and morning.end <= window.start:
            nights[window] = morning
    taken = set(nights.values())
    return tuple(_block(w, nights.get(w), stored) for w in merged if w not in taken)


def _days_meet(one: Window, other: Window, own_dates: Collection[date]) -> bool:
    if one.specific_date and other.specific_date:
        return one.specific_date == other.specific_date
    day = one.specific_date or other.specific_date
    return _weekday(one) is _weekday(other) and (day is None or day not in own_dates)


def _weekday(window: Window) -> DayOfWeek:
    return window.day if window.specific_date is None else day_of(window.specific_date)


def _is_over(window: Window, today: date | None) -> bool:
    return bool(today and window.specific_date and window.specific_date < today)


def with_additions(kept: list[Window], additions: Sequence[Window]) -> list[Window]:
    """The windows kept, with those an addition reaches joined to it. Others stay untouched."""
    result = list(kept)
    for addition in additions:
        joined = replace(addition, id=None)
        while reached := [w for w in result if is_same_kind(w, joined) and _touch(w, joined)]:
            result = [w for w in result if w not in reached]
            low = min(joined.start, *(w.start for w in reached))
            high = max(joined.end, *(w.end for w in reached))
            joined = replace(joined, start=low, end=high)
        result.append(joined)
    return result


def _touch(one: Window, other: Window) -> bool:
    return one.start <= other.end and other.start <= one.end


def change_between(before: Sequence[Window], after: Iterable[Window]) -> WindowChange:
    """From one set of windows to another; a row that says what is wanted already stays."""
    stored = {_content(window): window for window in reversed(before)}
    rows = dict.fromkeys(stored.get(_content(window), window) for window in after)
    result = tuple(sorted(rows, key=reading_order))
    staying = {window.id for window in result}
    return WindowChange(
        delete=frozenset(w.id for w in before if w.id is not None and w.id not in staying),
        insert=tuple(window for window in result if window.id is None),
        result=result,
    )


def _content(window: Window) -> tuple[object, ...]:
    return scope(window), window.start, window.end, window.mode


def _scope_and_mode(window: Window) -> tuple[tuple[int, date], TeachingMode]:
    return scope(window), window.mode


def _next_scope_and_mode(window: Window) -> tuple[tuple[int, date], TeachingMode]:
    later = window.specific_date and window.specific_date + timedelta(days=1)
    return scope(replace(window, day=next_day(window.day), specific_date=later)), window.mode


def _block(window: Window, morning: Window | None, stored: Sequence[Window]) -> Block:
    end = MINUTES_A_DAY + morning.end if morning else window.end
    parts = [window] if morning is None else [window, morning]
    ids = tuple(
        row.id
        for part in parts
        for row in sorted(stored, key=reading_order)
        if row.id and is_same_kind(row, part) and _touch(row, part)
    )
    return Block(window.day, window.start, end, window.mode, window.specific_date, ids)
