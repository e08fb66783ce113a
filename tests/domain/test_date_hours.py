"""Hours of one date: a change of that date touches no other, and what is seen is what applies."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.domain.calendars import window
from tutorhub_app.domain import date_hours, single_windows
from tutorhub_app.domain.availability import (
    DayOfWeek,
    Window,
    day_of,
    merge,
    split_at_midnight,
)
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.date_hours import WeekHours
from tutorhub_app.domain.errors import Conflict, WindowsOverlap

TUESDAY = date(2026, 3, 3)
WEDNESDAY = TUESDAY + timedelta(days=1)
NEXT_TUESDAY = TUESDAY + timedelta(days=7)
ONLINE, FACE, BOTH = TeachingMode.ONLINE, TeachingMode.FACE_TO_FACE, TeachingMode.BOTH


def stored(*windows: Window, own: tuple[date, ...] = ()) -> WeekHours:
    """The windows with ids "0", "1", ... in the order given."""
    return WeekHours(
        tuple(
            Window(w.day, w.start, w.end, w.mode, w.specific_date, str(n))
            for n, w in enumerate(windows)
        ),
        frozenset(own),
    )


def spans(hours: WeekHours, day: date) -> list[tuple[int, int, TeachingMode]]:
    return [(w.start, w.end, w.mode) for w in merge(date_hours.windows_on(hours, day))]


def on(day: date, hours: str, mode: TeachingMode = ONLINE) -> tuple[Window, ...]:
    return (window(day, hours, mode),)


def test_a_date_with_its_own_hours_does_not_follow_the_week() -> None:
    hours = stored(window(DayOfWeek.TUESDAY, "09:00-12:00"), own=(TUESDAY,))
    assert spans(hours, TUESDAY) == []
    assert spans(hours, NEXT_TUESDAY) == [(540, 720, ONLINE)]


def test_weekly_hours_and_those_of_a_date_that_touch_are_one_block_of_that_date() -> None:
    hours = stored(window(DayOfWeek.TUESDAY, "09:00-12:00"), window(TUESDAY, "12:00-14:00"))
    (block,) = date_hours.shown_blocks(hours, TUESDAY, WEDNESDAY)
    assert (block.start, block.end, block.ids) == (540, 840, ("0", "1"))
    assert not date_hours.is_weekly(hours, block.ids)
    (usual,) = date_hours.shown_blocks(hours, NEXT_TUESDAY, NEXT_TUESDAY)
    assert (usual.start, usual.end, usual.ids) == (540, 720, ("0",))
    assert date_hours.is_weekly(hours, usual.ids)


def test_a_night_is_seen_once_on_the_day_it_begins_and_on_the_first_day_looked_at() -> None:
    night = stored(*split_at_midnight(DayOfWeek.TUESDAY, 1320, 120, ONLINE))
    seen = date_hours.shown_blocks(night, TUESDAY, WEDNESDAY)
    assert [(b.specific_date, b.start, b.end) for b in seen] == [(TUESDAY, 1320, 1560)]
    seen = date_hours.shown_blocks(night, WEDNESDAY, WEDNESDAY)
    assert [(b.specific_date, b.start, b.end) for b in seen] == [(TUESDAY, 1320, 1560)]


def test_changing_one_date_leaves_the_other_weeks_as_they_are() -> None:
    hours = stored(
        window(DayOfWeek.TUESDAY, "09:00-12:00"), window(DayOfWeek.TUESDAY, "14:00-16:00", FACE)
    )
    change = date_hours.put(hours, on(TUESDAY, "10:00-13:00"), ["0"], seen_on=TUESDAY)
    assert spans(change.result, TUESDAY) == [(600, 780, ONLINE), (840, 960, FACE)]
    assert spans(change.result, NEXT_TUESDAY) == [(540, 720, ONLINE), (840, 960, FACE)]
    assert change.own == {TUESDAY}
    assert change.delete == frozenset()


def test_moving_one_date_to_another_day_leaves_the_first_without_those_hours() -> None:
    hours = stored(window(DayOfWeek.TUESDAY, "09:00-12:00"))
    change = date_hours.put(hours, on(WEDNESDAY, "09:00-12:00"), ["0"], seen_on=TUESDAY)
    assert spans(change.result, TUESDAY) == []
    assert spans(change.result, WEDNESDAY) == [(540, 720, ONLINE)]
    assert spans(change.result, NEXT_TUESDAY) == [(540, 720, ONLINE)]


def test_skipping_a_night_on_one_date_gives_both_days_their_own_hours() -> None:
    hours = stored(*split_at_midnight(DayOfWeek.TUESDAY, 1320, 120, ONLINE))
    change = date_hours.remove(hours, ["0", "1"], only_on=TUESDAY)
    assert change.own == {TUESDAY, WEDNESDAY}
    assert spans(change.result, TUESDAY) == spans(change.result, WEDNESDAY) == []
    assert spans(change.result, NEXT_TUESDAY) == [(1320, 1440, ONLINE)]


def test_hours_of_a_date_made_weekly_stay_on_a_date_with_its_own() -> None:
    hours = stored(window(TUESDAY, "09:00-12:00"), own=(TUESDAY,))
    weekly = (window(DayOfWeek.TUESDAY, "09:00-13:00"),)
    change = date_hours.put(hours, weekly, ["0"], seen_on=TUESDAY)
    assert spans(change.result, TUESDAY) == [(540, 780, ONLINE)]
    assert spans(change.result, NEXT_TUESDAY) == [(540, 780, ONLINE)]


def test_a_date_can_follow_the_week_again() -> None:
    hours = stored(
        window(DayOfWeek.TUESDAY, "09:00-12:00"), window(TUESDAY, "15:00-16:00"), own=(TUESDAY,)
    )
    change = date_hours.follow_week(hours, TUESDAY)
    assert spans(change.result, TUESDAY) == [(540, 720, ONLINE)]
    assert change.delete == frozenset({"1"})
    assert change.weekly_again == frozenset({TUESDAY})
    assert date_hours.follow_week(change.result, TUESDAY).is_empty


def test_weekly_hours_may_overlap_another_mode_of_a_date_with_its_own_hours() -> None:
    hours = stored(window(TUESDAY, "09:00-12:00", FACE), own=(TUESDAY,))
    new = (window(DayOfWeek.TUESDAY, "09:00-12:00"),)
    assert spans(date_hours.put(hours, new).result, NEXT_TUESDAY) == [(540, 720, ONLINE)]
    with pytest.raises(WindowsOverlap, match="3 March"):
        date_hours.put(stored(window(TUESDAY, "09:00-12:00", FACE)), new)


def test_hours_of_a_date_in_another_mode_than_the_week_are_refused_beside_it() -> None:
    hours = stored(window(DayOfWeek.TUESDAY, "09:00-12:00"))
    with pytest.raises(WindowsOverlap, match=r"Tuesday 09:00 to 12:00 \(online\)"):
        date_hours.put(hours, on(TUESDAY, "11:00-13:00", FACE))


def test_the_weekly_hours_of_one_date_can_have_another_mode_there() -> None:
    hours = stored(window(DayOfWeek.TUESDAY, "09:00-12:00"))
    change = date_hours.put(hours, on(TUESDAY, "09:00-12:00", FACE), ["0"], seen_on=TUESDAY)
    assert spans(change.result, TUESDAY) == [(540, 720, FACE)]
    assert spans(change.result, NEXT_TUESDAY) == [(540, 720, ONLINE)]


@st.composite
def edits(draw: st.DrawFn) -> tuple[WeekHours, date, tuple[Window, ...]]:
    """Hours without clashes of modes, put in the calendar or row by row, a date, and what one
    block there is to become on it."""
    hours = WeekHours(())
    near = [TUESDAY + timedelta(days=n) for n in range(-1, 3)]
    for _ in range(draw(st.integers(1, 6))):
        day = draw(st.sampled_from(near))
        start = draw(st.integers(0, 47)) * 30
        length = draw(st.integers(1, 20)) * 30
        mode = draw(st.sampled_from(TeachingMode))
        dated = day if draw(st.booleans()) else None
        own = hours.own_dates | ({day} if draw(st.integers(0, 4)) == 0 else set())
        try:
            new = split_at_midnight(day_of(day), start, (start + length) % 1440, mode, dated)
            hours = draw(st.sampled_from([put_block, put_rows]))(WeekHours(hours.windows, own), new)
        except Conflict:
            continue
    day = draw(st.sampled_from(near))
    start = draw(st.integers(0, 47)) * 30
    length = draw(st.integers(1, 20)) * 30
    mode = draw(st.sampled_from(TeachingMode))
    return hours, day, split_at_midnight(day_of(day), start, (start + length) % 1440, mode, day)


def put_block(hours: WeekHours, new: tuple[Window, ...]) -> WeekHours:
    return renumbered(date_hours.put(hours, new).result)


def put_rows(hours: WeekHours, new: tuple[Window, ...]) -> WeekHours:
    for row in new:
        single_windows.require_room(hours, (row,), today=date.min)
        hours = renumbered(WeekHours((*hours.windows, row), hours.own_dates))
    return hours


def renumbered(hours: WeekHours) -> WeekHours:
    return stored(*hours.windows, own=tuple(hours.own_dates))


def minutes(hours: WeekHours, day: date) -> dict[int, TeachingMode]:
    return {
        minute: w.mode
        for w in date_hours.windows_on(hours, day)
        for minute in range(w.start, w.end, 30)
    }


@given(edits(), st.data())
def test_putting_a_block_on_one_date_changes_exactly_what_was_asked(
    edit: tuple[WeekHours, date, tuple[Window, ...]], data: st.DataObject
) -> None:
    hours, day, new = edit
    shown = date_hours.shown_blocks(hours, day, day)
    block = data.draw(st.sampled_from([None, *(b for b in shown if b.specific_date == day)]))
    ids = block.ids if block else ()
    try:
        after = date_hours.put(hours, new, ids, seen_on=day).result
    except WindowsOverlap:
        assume(False)
    gone = set()
    if block:
        gone = {
            (day + timedelta(days=m // 1440), m % 1440) for m in range(block.start, block.end, 30)
        }
    added = {(w.specific_date, m): w.mode for w in new for m in range(w.start, w.end, 30)}
    for near in (day + timedelta(days=n) for n in range(-8, 10)):
        before = minutes(hours, near)
        wanted = {m: mode for m, mode in before.items() if (near, m) not in gone}
        wanted |= {m: mode for (on_day, m), mode in added.items() if on_day == near}
        assert minutes(after, near) == wanted


@given(edits())
def test_no_time_is_ever_taught_in_two_ways(
    edit: tuple[WeekHours, date, tuple[Window, ...]],
) -> None:
    hours, day, new = edit
    try:
        after = date_hours.put(hours, new).result
    except WindowsOverlap:
        assume(False)
    for near in (day + timedelta(days=n) for n in range(-8, 10)):
        seen: dict[int, TeachingMode] = {}
        for w in date_hours.windows_on(after, near):
            for minute in range(w.start, w.end, 30):
                assert seen.setdefault(minute, w.mode) is w.mode


@given(edits())
def test_the_shown_blocks_are_the_hours_that_apply(
    edit: tuple[WeekHours, date, tuple[Window, ...]],
) -> None:
    hours, day, _ = edit
    last = day + timedelta(days=6)
    told: dict[tuple[date, int], TeachingMode] = {}
    for block in date_hours.shown_blocks(hours, day, last):
        assert block.specific_date is not None
        assert block.ids
        for minute in range(block.start, block.end, 30):
            at = block.specific_date + timedelta(days=minute // 1440), minute % 1440
            assert at not in told
            told[at] = block.mode
    for near in (day + timedelta(days=n) for n in range(7)):
        mine = {minute: mode for (on_day, minute), mode in told.items() if on_day == near}
        assert mine == minutes(hours, near)
