"""Changing a tutor's week: what is stored stays the union, modes never share a time."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.domain.calendars import window
from tests.domain.test_availability import minutes_of, some_windows
from tutorhub_app.domain.availability import DayOfWeek, Window, merge
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.errors import Conflict, WindowsOverlap
from tutorhub_app.domain.week_editing import (
    blocks,
    copy_day,
    find_overlap_in_other_mode,
    put_window,
)

MONDAY, TUESDAY, SUNDAY = DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.SUNDAY
FACE_TO_FACE = TeachingMode.FACE_TO_FACE
A_MONDAY = date(2026, 3, 2)


def stored(id: str, *args: Any) -> Window:
    return replace(window(*args), id=id)


def put_all(windows: list[Window]) -> tuple[Window, ...]:
    """Put one after the other, each stored under its own id; refused ones are left out."""
    rows: tuple[Window, ...] = ()
    for number, each in enumerate(windows):
        try:
            change = put_window(rows, replace(each, id=None))
        except WindowsOverlap:
            continue
        rows = tuple(
            replace(row, id=f"{number}.{n}") if row.id is None else row
            for n, row in enumerate(change.result)
        )
    return rows


def test_a_window_that_touches_others_absorbs_them():
    rows = [
        stored("a", MONDAY, "09:00-10:00"),
        stored("b", MONDAY, "11:00-12:00"),
        stored("c", TUESDAY, "09:00-10:00"),
    ]
    change = put_window(rows, window(MONDAY, "10:00-11:00"))
    assert change.delete == {"a", "b"}
    assert change.insert == (window(MONDAY, "09:00-12:00"),)
    assert change.result == (window(MONDAY, "09:00-12:00"), rows[2])


def test_hours_that_are_there_already_change_nothing():
    rows = [stored("a", MONDAY, "09:00-12:00")]
    change = put_window(rows, window(MONDAY, "10:00-11:00"))
    assert (change.delete, change.insert, change.result) == (frozenset(), (), tuple(rows))


def test_a_moved_window_leaves_its_old_place():
    rows = [stored("a", MONDAY, "09:00-12:00"), stored("b", MONDAY, "14:00-15:00")]
    change = put_window(rows, window(MONDAY, "13:00-14:00"), {"a"})
    assert change.delete == {"a", "b"}
    assert change.insert == (window(MONDAY, "13:00-15:00"),)


def test_a_window_may_change_its_mode_in_place():
    rows = [stored("a", MONDAY, "09:00-12:00")]
    change = put_window(rows, window(MONDAY, "09:00-12:00", FACE_TO_FACE), {"a"})
    assert change.delete == {"a"}
    assert change.insert == (window(MONDAY, "09:00-12:00", FACE_TO_FACE),)


def test_an_overlap_in_another_mode_is_refused_with_what_it_overlaps():
    rows = [stored("a", MONDAY, "09:00-12:00", FACE_TO_FACE)]
    with pytest.raises(Conflict) as refusal:
        put_window(rows, window(MONDAY, "11:30-13:00"))
    assert refusal.value.code == "windowsOverlap"
    assert refusal.value.sentence == (
        "This overlaps Monday 09:00 to 12:00 (face-to-face). "
        "Hours that overlap must have the same mode: change one of the two."
    )


def test_windows_of_different_modes_may_touch():
    rows = [stored("a", MONDAY, "09:00-12:00", FACE_TO_FACE)]
    change = put_window(rows, window(MONDAY, "12:00-13:00"))
    assert change.insert == (window(MONDAY, "12:00-13:00"),)
    assert change.delete == frozenset()


@pytest.mark.parametrize(
    ("row", "new"), [((MONDAY, A_MONDAY)), ((A_MONDAY, MONDAY)), ((A_MONDAY, A_MONDAY))]
)
def test_a_date_and_its_weekday_share_their_times(row: date, new: date):
    rows = [stored("a", row, "09:00-12:00", FACE_TO_FACE)]
    with pytest.raises(WindowsOverlap):
        put_window(rows, window(new, "11:00-13:00"))


def test_a_date_that_is_over_stands_in_nobodys_way():
    rows = [stored("a", A_MONDAY, "09:00-12:00", FACE_TO_FACE)]
    change = put_window(rows, window(MONDAY, "11:00-13:00"), today=date(2026, 3, 3))
    assert change.insert == (window(MONDAY, "11:00-13:00"),)
    with pytest.raises(WindowsOverlap):
        put_window(rows, window(MONDAY, "11:00-13:00"), today=A_MONDAY)


def test_different_dates_do_not_meet():
    rows = [stored("a", A_MONDAY, "09:00-12:00", FACE_TO_FACE)]
    assert find_overlap_in_other_mode(rows, window(date(2026, 3, 9), "09:00-12:00")) is None
    assert find_overlap_in_other_mode(rows, window(TUESDAY, "09:00-12:00")) is None


def test_a_date_and_its_weekday_are_stored_apart_in_the_same_mode():
    rows = [stored("a", MONDAY, "09:00-12:00")]
    change = put_window(rows, window(A_MONDAY, "11:00-13:00"))
    assert change.result == (rows[0], window(A_MONDAY, "11:00-13:00"))


def test_a_night_is_put_as_one():
    rows = [stored("a", MONDAY, "02:00-03:00")]
    night = (window(SUNDAY, "22:00-24:00"), window(MONDAY, "00:00-02:00"))
    change = put_window(rows, night)
    assert change.delete == {"a"}
    assert change.insert == (window(SUNDAY, "22:00-24:00"), window(MONDAY, "00:00-03:00"))


@given(some_windows())
def test_what_is_stored_stays_the_union_and_never_mixes_modes(windows: list[Window]):
    rows = put_all(windows)
    assert merge(rows) == rows
    for row in rows:
        others = [other for other in rows if other != row]
        assert find_overlap_in_other_mode(others, row) is None


@given(some_windows(), some_windows(max_size=1), st.randoms())
def test_a_put_removes_what_it_replaces_and_adds_what_is_new(
    windows: list[Window], new: list[Window], random
):
    assume(new)
    rows = put_all(windows)
    replaced = {row.id for row in rows if row.id and random.random() < 0.3}
    added = replace(new[0], id=None)
    try:
        change = put_window(rows, added, replaced)
    except WindowsOverlap:
        kept = [row for row in rows if row.id not in replaced]
        assert find_overlap_in_other_mode(kept, added) is not None
        return
    kept_rows = [row for row in rows if row.id not in replaced]
    assert minutes_of(change.result) == minutes_of(kept_rows) | minutes_of([added])
    # Deleting and inserting as told leads to the result.
    survivors = [row for row in rows if row.id not in change.delete]
    assert sorted([*survivors, *change.insert], key=repr) == sorted(change.result, key=repr)
    assert all(row.id is None for row in change.insert)


def test_a_copied_day_replaces_the_hours_of_the_others():
    rows = [
        stored("a", MONDAY, "09:00-10:00"),
        stored("b", MONDAY, "14:00-15:00", FACE_TO_FACE),
        stored("c", TUESDAY, "09:00-10:00"),
        stored("d", TUESDAY, "11:00-12:00"),
        stored("e", SUNDAY, "08:00-09:00"),
    ]
    change = copy_day(rows, MONDAY, [TUESDAY, SUNDAY, MONDAY])
    assert change.delete == {"d", "e"}
    assert change.insert == (
        window(SUNDAY, "09:00-10:00"),
        window(SUNDAY, "14:00-15:00", FACE_TO_FACE),
        window(TUESDAY, "14:00-15:00", FACE_TO_FACE),
    )


def test_an_empty_day_copied_empties_the_others_but_keeps_their_dates():
    rows = [stored("a", MONDAY, "09:00-10:00"), stored("b", A_MONDAY, "11:00-12:00")]
    change = copy_day(rows, TUESDAY, [MONDAY])
    assert change.delete == {"a"}
    assert change.insert == ()
    assert change.result == (rows[1],)


def test_a_copy_onto_a_date_in_another_mode_is_refused():
    rows = [stored("a", TUESDAY, "09:00-10:00"), stored("b", A_MONDAY, "09:00-10:00", FACE_TO_FACE)]
    with pytest.raises(WindowsOverlap):
        copy_day(rows, TUESDAY, [MONDAY])


def test_the_two_windows_of_a_night_are_shown_as_one():
    rows = [
        stored("a", SUNDAY, "22:00-24:00"),
        stored("b", MONDAY, "00:00-02:00"),
        stored("c", MONDAY, "09:00-10:00"),
        stored("d", TUESDAY, "00:00-02:00"),
    ]
    night, *others = blocks(rows)
    assert (night.day, night.start, night.end, night.ids) == (SUNDAY, 1320, 1560, ("a", "b"))
    assert [(block.day, block.start, block.ids) for block in others] == [
        (MONDAY, 540, ("c",)),
        (TUESDAY, 0, ("d",)),
    ]


def test_a_night_of_one_date_is_one_block_and_of_two_modes_are_two():
    night = [
        stored("a", date(2026, 3, 1), "22:00-24:00"),
        stored("b", date(2026, 3, 2), "00:00-02:00"),
    ]
    assert [block.ids for block in blocks(night)] == [("a", "b")]
    two_modes = [
        stored("a", SUNDAY, "22:00-24:00"),
        stored("b", MONDAY, "00:00-02:00", FACE_TO_FACE),
    ]
    assert [block.ids for block in blocks(two_modes)] == [("a",), ("b",)]


def test_days_around_the_clock_are_a_block_each():
    rows = [stored(day.value, day, "00:00-24:00") for day in DayOfWeek]
    assert [block.end - block.start for block in blocks(rows)] == [1440] * 7


@given(some_windows())
def test_blocks_hold_every_minute_of_the_windows(windows: list[Window]):
    rows = put_all(windows)
    shown = sum(block.end - block.start for block in blocks(rows))
    assert shown == sum(row.end - row.start for row in rows)
    shown_ids = [id for block in blocks(rows) for id in block.ids]
    assert sorted(shown_ids) == sorted(row.id or "" for row in rows)
