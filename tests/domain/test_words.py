"""Times, days and lists in words."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.calendars import utc
from tutorhub_app.domain import words
from tutorhub_app.domain.spans import Spans, union


@pytest.mark.parametrize(
    ("minutes", "in_24_hours", "in_12_hours"),
    [
        (0, "00:00", "12:00 am"),
        (9 * 60 + 5, "09:05", "9:05 am"),
        (12 * 60, "12:00", "12:00 pm"),
        (23 * 60 + 59, "23:59", "11:59 pm"),
        (1440, "24:00", "12:00 am"),
    ],
)
def test_a_time_is_told_by_either_clock(minutes: int, in_24_hours: str, in_12_hours: str):
    assert words.clock(minutes) == in_24_hours
    assert words.clock(minutes, 12) == in_12_hours


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (1440, "1 day"),
        (2880, "2 days"),
        (1500, "25 hours"),
    ],
)
def test_a_duration_is_told_in_the_units_people_use(minutes: int, text: str):
    assert words.duration(minutes) == text


def test_lists_days_and_instants_read_as_english():
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.long_day(date(2026, 3, 3)) == "Tuesday 3 March"
    berlin = ZoneInfo("Europe/Berlin")
    assert words.day_and_clock(utc("2026-03-03 17:00"), berlin) == "Tue 3 Mar 18:00"


PAIRS = st.lists(st.tuples(st.integers(-30, 60), st.integers(-30, 60)))


@given(PAIRS, st.integers(-40, 70), st.integers(1, 20), st.integers(0, 5))
def test_spans_answer_as_the_set_of_their_numbers_does(
    pairs: list[tuple[int, int]], start: int, length: int, margin: int
):
    numbers = {n for first, last in pairs for n in range(first, last)}
    spans = Spans(pairs)
    assert spans.meets(start, start + length) == bool(numbers & set(range(start, start + length)))
    held = spans.holding(start)
    assert (held is not None) == (start in numbers)
    assert held is None or held[0] <= start < held[1]
    wide = {n + shift for n in numbers for shift in range(-margin, margin + 1)}
    assert spans.widened(margin).meets(start, start + 1) == (start in wide)
    assert {n for first, last in union(pairs) for n in range(first, last)} == numbers
