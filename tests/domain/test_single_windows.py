"""Windows one by one: none twice, none in two modes, and dates with their own hours keep them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.calendars import window
from tests.domain.test_availability import some_windows
from tests.domain.test_date_hours import ONLINE, minutes, stored
from tutorhub_app.domain.availability import DayOfWeek, Window
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.date_hours import WeekHours
from tutorhub_app.domain.errors import Conflict, WindowsOverlap
from tutorhub_app.domain.single_windows import in_place_of, require_room

MONDAY = DayOfWeek.MONDAY
A_MONDAY, NEXT_MONDAY = date(2026, 3, 2), date(2026, 3, 9)
TODAY = date(2026, 3, 1)


def content(each: Window) -> tuple[object, ...]:
    return each.specific_date or each.day, each.start, each.end, each.mode


def one_by_one(windows: list[Window], own: frozenset[date]) -> WeekHours:
    hours = WeekHours((), own)
    for each in windows:
        try:
            require_room(hours, (each,), today=TODAY)
        except Conflict:
            continue
        hours = WeekHours((*hours.windows, each), own)
    return hours


@given(some_windows(), st.sets(st.sampled_from([A_MONDAY, NEXT_MONDAY])))
def test_whatever_is_put_no_time_is_taught_in_two_ways_and_no_window_is_there_twice(
    windows: list[Window], own: set[date]
) -> None:
    hours = one_by_one(windows, frozenset(own))
    assert len({content(each) for each in hours.windows}) == len(hours.windows)
    for day in (TODAY + timedelta(days=n) for n in range(14)):
        on_day = [w for w in hours.windows if w.specific_date == day]
        seen: dict[int, TeachingMode] = {}
        for each in on_day if day in own else [*on_day, *weekly_on(hours, day)]:
            for minute in range(each.start, each.end):
                assert seen.setdefault(minute, each.mode) is each.mode


def weekly_on(hours: WeekHours, day: date) -> list[Window]:
    name = day.strftime("%A").lower()
    return [w for w in hours.windows if w.specific_date is None and w.day == name]


@given(some_windows())
def test_a_window_has_room_in_its_own_place(windows: list[Window]) -> None:
    hours = one_by_one(windows, frozenset())
    for each in hours.windows:
        require_room(hours, (each,), (each.id or "",), today=TODAY)
        with pytest.raises(Conflict) as refusal:
            require_room(hours, (each,), today=TODAY)
        assert refusal.value.code == "availabilityExists"


def test_hours_of_one_mode_may_overlap() -> None:
    hours = stored(window(MONDAY, "09:00-12:00"))
    require_room(hours, (window(MONDAY, "10:00-13:00"),), today=TODAY)
    require_room(hours, (window(A_MONDAY, "09:00-12:00"),), today=TODAY)
    with pytest.raises(WindowsOverlap):
        require_room(hours, (window(A_MONDAY, "11:00-13:00", TeachingMode.BOTH),), today=TODAY)


@pytest.mark.parametrize("own", [(), (A_MONDAY,)])
def test_hours_of_a_date_made_weekly_still_apply_there(own: tuple[date, ...]) -> None:
    hours = stored(window(A_MONDAY, "09:00-12:00"), own=own)
    put = in_place_of(hours, "0", window(MONDAY, "09:00-13:00"))
    assert put[0] == window(MONDAY, "09:00-13:00")
    after = WeekHours(put, hours.own_dates)
    for day in (A_MONDAY, NEXT_MONDAY):
        assert minutes(after, day) == dict.fromkeys(range(540, 780, 30), ONLINE)


def test_a_date_with_its_own_hours_keeps_none_that_are_there_already() -> None:
    hours = stored(
        window(A_MONDAY, "09:00-12:00"), window(A_MONDAY, "09:00-13:00"), own=(A_MONDAY,)
    )
    wider = window(MONDAY, "09:00-13:00")
    assert in_place_of(hours, "0", wider) == (wider,)


def test_hours_that_stay_dated_or_move_to_another_weekday_leave_their_date() -> None:
    hours = stored(window(A_MONDAY, "09:00-12:00"), own=(A_MONDAY,))
    for new in (window(NEXT_MONDAY, "09:00-12:00"), window(DayOfWeek.FRIDAY, "09:00-12:00")):
        assert in_place_of(hours, "0", new) == (new,)
