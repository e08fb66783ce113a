"""What the booking page shows: months, times in two zones, keys."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.slots import OpenSlot
from tutorhub_app.states import booking_shown as shown
from tutorhub_app.states.booking_shown import Viewer

BERLIN = Viewer(ZoneInfo("Europe/Berlin"))
AMERICAN = Viewer(ZoneInfo("America/New_York"), hour_cycle=12, first_day_of_week=0)


def slot(instant: datetime) -> OpenSlot:
    ends_at = instant + timedelta(hours=1)
    return OpenSlot(instant, ends_at, instant.date(), "12:00", (SessionMode.ONLINE,))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from([0, 1]))
def test_a_month_is_shown_in_whole_weeks_that_begin_as_the_viewer_likes(month, first_day):
    viewer = Viewer(ZoneInfo("UTC"), first_day_of_week=first_day)
    first, last = shown.month_bounds(month, viewer)
    assert (first.weekday() + 1) % 7 == first_day
    assert ((last - first).days + 1) % 7 == 0
    assert first <= month.replace(day=1) < first + timedelta(days=7)
    assert last - timedelta(days=7) < shown.next_month(month) - timedelta(days=1) <= last
    assert shown.previous_month(shown.next_month(month)) == month.replace(day=1)


def test_the_heads_of_the_columns_follow_the_first_day():
    assert shown.weekday_heads(BERLIN)[0] == "Mo"
    assert shown.weekday_heads(AMERICAN) == ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"]


def test_a_day_with_times_says_how_many():
    noon = slot(datetime(2026, 3, 3, 12, tzinfo=UTC))
    late = slot(datetime(2026, 3, 3, 23, 30, tzinfo=UTC))
    days = shown.month_days(
        date(2026, 3, 1),
        shown.by_day([noon, late], BERLIN),
        BERLIN,
        today=date(2026, 3, 2),
        selected=date(2026, 3, 3),
    )
    by_iso = {day.iso: day for day in days}
    assert by_iso["2026-03-03"].label == "Tuesday 3 March, 1 free time"
    assert by_iso["2026-03-03"].is_selected
    # Half past eleven in the evening in UTC is the next day in Berlin.
    assert by_iso["2026-03-04"].has_times
    assert by_iso["2026-03-02"].is_today
    assert by_iso["2026-03-02"].label == "Monday 2 March, no free times"


def test_the_tutors_time_stands_beside_with_its_day_where_that_differs():
    late = datetime(2026, 3, 3, 22, tzinfo=UTC)
    assert shown.tutor_time(late, BERLIN, "America/New_York") == "17:00"
    assert shown.tutor_time(late, BERLIN, "Asia/Tokyo") == "Wed 07:00"
    assert shown.tutor_time(late, BERLIN, "Europe/Paris") == ""
    (choice,) = shown.time_choices([slot(late)], AMERICAN, "Asia/Tokyo")
    assert choice.viewer_time == "5:00 pm"
    assert choice.label == "5:00 pm, Wed 7:00 am in Tokyo"


def test_the_nearest_times_carry_their_day():
    (near,) = shown.near_choices(
        [slot(datetime(2026, 3, 3, 12, tzinfo=UTC))], BERLIN, "Europe/Berlin"
    )
    assert near.viewer_time == "Tue 3 Mar, 13:00"


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_a_key_comes_back_as_its_instant(naive):
    instant = naive.replace(second=0, microsecond=0, tzinfo=UTC)
    assert shown.instant_of_key(shown.key_of(instant.astimezone(ZoneInfo("Asia/Tokyo")))) == instant


@pytest.mark.parametrize("key", ["", "2026", "2026-03-03T12:00", "2026-13-03T12:00Z", "x" * 99])
def test_what_is_no_key_is_no_instant(key):
    assert shown.instant_of_key(key) is None


def test_a_choice_tells_what_it_costs_to_cancel():
    now = datetime(2026, 3, 1, 9, tzinfo=UTC)
    noon = slot(datetime(2026, 3, 3, 12, tzinfo=UTC))
    chosen = shown.chosen_shown(
        noon, BERLIN, "America/New_York", (1440, 60), is_student=True, now=now
    )
    assert chosen.day == "Tuesday 3 March 2026"
    assert chosen.time == "13:00 to 14:00"
    assert chosen.zone == "Berlin time (UTC+1)"
    assert chosen.tutor_time == "07:00 to 08:00 in New York"
    assert chosen.cancel_policy == "Free to cancel until Mon 2 Mar 13:00 your time."
    assert chosen.relative == "in 2 days"
