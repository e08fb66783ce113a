"""Reading, checking, cutting and telling a tutor's hours."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.calendars import window
from tutorhub_app.domain.availability import (
    DayOfWeek,
    Window,
    day_of,
    day_sentence,
    format_time,
    hours_sentence,
    merge,
    next_day,
    parse_time,
    split_at_midnight,
    validate_window,
    week_sentences,
    window_sentence,
)
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.errors import Invalid

MONDAY, TUESDAY, SUNDAY = DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.SUNDAY
ONLINE, FACE_TO_FACE, BOTH = TeachingMode.ONLINE, TeachingMode.FACE_TO_FACE, TeachingMode.BOTH


@st.composite
def some_windows(draw: st.DrawFn, max_size: int = 12) -> list[Window]:
    """Few days and modes, so that windows meet often."""
    found = []
    for n in range(draw(st.integers(0, max_size))):
        start = draw(st.integers(0, 1439))
        end = draw(st.integers(start + 1, 1440))
        on = draw(st.sampled_from([None, None, date(2026, 3, 2), date(2026, 3, 9)]))
        day = draw(st.sampled_from([MONDAY, TUESDAY])) if on is None else MONDAY
        found.append(Window(day, start, end, draw(st.sampled_from(TeachingMode)), on, f"w{n}"))
    return found


def minutes_of(windows) -> set[tuple]:
    return {
        (w.specific_date or w.day, w.mode, minute)
        for w in windows
        for minute in range(w.start, w.end)
    }


@given(st.integers(0, 1440))
def test_a_written_time_reads_back(minutes: int):
    assert parse_time(format_time(minutes), "endTime", is_end=True) == minutes


@pytest.mark.parametrize(
    "text", ["", "9:00", "24:00", "24:01", "12:60", "12:5", " 12:00", "12:00\n", "१२:००", None, 900]
)
def test_what_is_no_start_time_is_refused_by_field(text: object):
    with pytest.raises(Invalid) as fault:
        parse_time(text, "startTime")
    assert fault.value.fields == {"startTime": "Enter a time from 00:00 to 23:59, such as 09:30."}


def test_midnight_at_the_end_is_written_as_24_00():
    assert parse_time("24:00", "endTime", is_end=True) == 1440


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_days_of_the_week_follow_the_calendar(day: date):
    assert day_of(day) == day.strftime("%A").lower()
    assert next_day(day_of(day)) is day_of(day + timedelta(days=1))


def test_a_window_is_made_of_what_a_form_sends():
    made = validate_window("monday", "09:00", "24:00", "both", specific_date=date(2026, 3, 2))
    assert made == Window(MONDAY, 540, 1440, BOTH, date(2026, 3, 2))


def test_every_bad_field_of_a_window_is_named_at_once():
    with pytest.raises(Invalid) as fault:
        validate_window("someday", "9", "", "onlin", is_recurring=False)
    assert set(fault.value.fields) == {
        "dayOfWeek",
        "startTime",
        "endTime",
        "teachingMode",
        "specificDate",
    }
    assert all(sentence.endswith(".") for sentence in fault.value.fields.values())


@pytest.mark.parametrize(
    ("start", "end", "specific_date", "is_recurring", "field"),
    [
        ("10:00", "09:00", None, True, "endTime"),
        ("10:00", "10:00", None, True, "endTime"),
        ("09:00", "10:00", date(2026, 3, 2), True, "specificDate"),
        ("09:00", "10:00", date(2026, 3, 3), False, "specificDate"),
        ("09:00", "10:00", None, False, "specificDate"),
    ],
)
def test_a_window_that_contradicts_itself_is_refused(
    start: str, end: str, specific_date: date | None, is_recurring: bool, field: str
):
    with pytest.raises(Invalid) as fault:
        validate_window(
            MONDAY, start, end, ONLINE, specific_date=specific_date, is_recurring=is_recurring
        )
    assert list(fault.value.fields) == [field]


def test_hours_over_midnight_become_two_windows():
    assert split_at_midnight(SUNDAY, 1320, 120, ONLINE) == (
        window(SUNDAY, "22:00-24:00"),
        window(MONDAY, "00:00-02:00"),
    )
    # A date goes on to the next date; an end above 24:00 says the same.
    assert split_at_midnight(SUNDAY, 1320, 1560, ONLINE, date(2026, 3, 1)) == (
        window(date(2026, 3, 1), "22:00-24:00"),
        window(date(2026, 3, 2), "00:00-02:00"),
    )


def test_hours_until_midnight_stay_one_window():
    assert split_at_midnight(MONDAY, 1320, 0, BOTH) == (window(MONDAY, "22:00-24:00", BOTH),)
    assert split_at_midnight(MONDAY, 0, 0, BOTH) == (window(MONDAY, "00:00-24:00", BOTH),)


@pytest.mark.parametrize(("start", "end"), [(540, 540), (540, 2000), (1440, 1500), (-1, 60)])
def test_hours_of_no_length_or_longer_than_a_day_are_refused(start: int, end: int):
    with pytest.raises(Invalid):
        split_at_midnight(MONDAY, start, end, ONLINE)


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_cutting_at_midnight_keeps_every_minute(start: int, length: int):
    pieces = split_at_midnight(MONDAY, start, start + length, ONLINE)
    assert sum(piece.end - piece.start for piece in pieces) == length
    assert all(0 <= piece.start < piece.end <= 1440 for piece in pieces)


@given(some_windows())
def test_merging_keeps_every_minute_and_leaves_nothing_touching(windows: list[Window]):
    merged = merge(windows)
    assert minutes_of(merged) == minutes_of(windows)
    assert merge(merged) == merged
    for one in merged:
        for other in merged:
            if one is not other and (one.specific_date or one.day, one.mode) == (
                other.specific_date or other.day,
                other.mode,
            ):
                assert one.end < other.start or other.end < one.start


@given(some_windows(), st.randoms())
def test_the_order_of_windows_does_not_matter(windows: list[Window], random):
    shuffled = list(windows)
    random.shuffle(shuffled)
    assert minutes_of(merge(shuffled)) == minutes_of(merge(windows))
    assert week_sentences(shuffled) == week_sentences(windows)


def test_a_week_reads_as_a_few_lines():
    weekdays = list(DayOfWeek)[1:6]
    windows = [window(day, hours) for day in weekdays for hours in ("09:00-12:00", "14:00-17:00")]
    windows.append(window(DayOfWeek.SATURDAY, "10:00-12:00", FACE_TO_FACE))
    windows.append(window(date(2026, 3, 8), "10:00-24:00", BOTH))
    assert week_sentences(windows) == (
        "Monday to Friday: 09:00 to 12:00 and 14:00 to 17:00 (online)",
        "Saturday: 10:00 to 12:00 (face-to-face)",
        "Also on Sunday 8 March 2026: 10:00 to 24:00 (online or face-to-face)",
    )
    assert hours_sentence(windows[:2]) == "Monday: 09:00 to 12:00 and 14:00 to 17:00 (online)."
    assert hours_sentence([]) == "No teaching hours yet."


def test_a_week_begins_on_the_day_the_reader_likes():
    windows = [window(SUNDAY, "09:00-10:00"), window(MONDAY, "09:00-10:00")]
    assert week_sentences(windows, first_day_of_week=0) == (
        "Sunday and Monday: 09:00 to 10:00 (online)",
    )
    assert week_sentences(windows) == (
        "Monday: 09:00 to 10:00 (online)",
        "Sunday: 09:00 to 10:00 (online)",
    )


def test_a_day_with_two_modes_names_each():
    windows = [window(MONDAY, "10:00-12:00", BOTH), window(MONDAY, "09:00-10:00")]
    assert day_sentence(windows) == (
        "09:00 to 10:00 (online), 10:00 to 12:00 (online or face-to-face)"
    )
    assert window_sentence(windows[1]) == "Monday 09:00 to 10:00 (online)"
