"""The week as it is shown: blocks, lessons, days, and what a clock change does."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import make_time_off, make_window
from tests.services.hours_cast import NEXT_TUESDAY, TEN, TUESDAY, HoursCast, hours
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.errors import Invalid

__all__ = ["hours"]

SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)


def test_blocks_have_their_instants_in_the_tutors_zone(hours: HoursCast) -> None:
    (block,) = hours.week().blocks
    assert (block.starts_at, block.ends_at) == (
        datetime(2026, 1, 6, 8, 0, tzinfo=UTC),
        datetime(2026, 1, 6, 11, 0, tzinfo=UTC),
    )
    assert (block.on, block.day, block.repeats) == (TUESDAY, DayOfWeek.TUESDAY, True)


def test_blocks_shown_together_have_keys_of_their_own(hours: HoursCast) -> None:
    make_window(hours.alice, DayOfWeek.TUESDAY, "14:00", "15:00", TeachingMode.FACE_TO_FACE)
    blocks = hours.week(TUESDAY, NEXT_TUESDAY).blocks
    assert len({block.key for block in blocks}) == len(blocks) == 4


def test_lessons_of_the_week_are_shown_with_who_and_what(hours: HoursCast) -> None:
    booked = hours.book()
    (lesson,) = hours.week().lessons
    assert (lesson.id, lesson.student_name, lesson.pack_title, lesson.room_slug) == (
        booked.id,
        "Bob",
        "Algebra",
        booked.room_slug,
    )
    assert (lesson.starts_at, lesson.is_over, lesson.is_outside) == (TEN, False, False)
    assert hours.week(NEXT_TUESDAY, NEXT_TUESDAY).lessons == ()
    (over,) = hours.week(now=TEN + timedelta(days=1)).lessons
    assert over.is_over


def test_days_say_what_they_are(hours: HoursCast) -> None:
    make_time_off(hours.alice, TUESDAY, TUESDAY)
    monday, tuesday = hours.week(TUESDAY - timedelta(days=1), TUESDAY).days
    assert (monday.is_today, monday.is_off) == (True, False)
    assert (tuesday.is_today, tuesday.is_off) == (False, True)


def test_the_zone_is_named_with_its_offset(hours: HoursCast) -> None:
    seen = hours.week()
    assert (seen.time_zone, seen.offset) == ("Europe/Berlin", "UTC+1")


def test_coming_dates_of_their_own_are_listed(hours: HoursCast) -> None:
    make_window(hours.alice, DayOfWeek.SUNDAY, on=SPRING)
    make_window(hours.alice, DayOfWeek.SUNDAY, on=date(2026, 1, 4))
    assert hours.week().own_dates == (SPRING,)


def test_a_week_without_a_clock_change_says_nothing(hours: HoursCast) -> None:
    assert hours.week(SPRING - timedelta(days=7), SPRING - timedelta(days=1)).clock_changes == ()


def test_in_spring_the_hours_lose_what_does_not_exist(hours: HoursCast) -> None:
    make_window(hours.alice, DayOfWeek.SUNDAY, "01:00", "04:00")
    seen = hours.week(SPRING, SPRING)
    assert seen.clock_changes == (
        "On Sunday 29 March clocks go forward by 1 hour at 02:00: 02:00 to 03:00 does not exist "
        "that day. Your hours keep their times on your clock, so from then on they are 1 hour "
        "earlier for students whose clocks do not change. "
        "Your hours 01:00 to 04:00 that day are 1 hour shorter.",
    )
    (block,) = seen.blocks
    assert block.ends_at - block.starts_at == timedelta(hours=2)


def test_hours_wholly_inside_a_gap_have_no_length_that_day(hours: HoursCast) -> None:
    make_window(hours.alice, DayOfWeek.SUNDAY, "02:00", "03:00")
    (block,) = hours.week(SPRING, SPRING).blocks
    assert block.starts_at == block.ends_at
    assert (block.start, block.end) == (120, 180)


def test_in_autumn_the_hours_last_longer(hours: HoursCast) -> None:
    make_window(hours.alice, DayOfWeek.SUNDAY, "01:00", "04:00")
    (note,) = hours.week(AUTUMN, AUTUMN).clock_changes
    assert note.endswith("Your hours 01:00 to 04:00 that day are 1 hour longer.")
    assert "1 hour later for students whose clocks do not change" in note


def test_hours_away_from_the_change_keep_their_length(hours: HoursCast) -> None:
    make_window(hours.alice, DayOfWeek.SUNDAY, "09:00", "12:00")
    (note,) = hours.week(SPRING, SPRING).clock_changes
    assert note.endswith("for students whose clocks do not change.")


@pytest.mark.parametrize(("first", "last"), [(NEXT_TUESDAY, TUESDAY), (TUESDAY, SPRING)])
def test_at_most_two_months_are_looked_at(hours: HoursCast, first: date, last: date) -> None:
    with pytest.raises(Invalid):
        hours.week(first, last)
