"""Weeks of a period: one after the other, from Monday to Sunday, where somebody lives."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorhub_app.domain.weeks import weeks_until

MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kolkata"]
)


@given(MOMENTS, st.integers(1, 52), ZONES.map(ZoneInfo))
def test_weeks_follow_each_other_and_the_last_holds_now(
    now: datetime, count: int, here: ZoneInfo
) -> None:
    weeks = weeks_until(now, count, here)
    assert len(weeks) == count
    assert weeks[-1].starts_at <= now < weeks[-1].ends_at
    for week, following in pairwise(weeks):
        assert week.ends_at == following.starts_at
        assert following.monday - week.monday == timedelta(days=7)
    assert all(week.monday.weekday() == 0 for week in weeks)


def test_a_week_begins_at_midnight_where_somebody_lives() -> None:
    (week,) = weeks_until(datetime(2026, 1, 7, tzinfo=UTC), 1, ZoneInfo("America/New_York"))
    assert week.monday == date(2026, 1, 5)
    assert week.starts_at == datetime(2026, 1, 5, 5, tzinfo=UTC)
    assert week.number == 2


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 29, 167), (10, 25, 169)])
def test_a_week_in_which_clocks_change_is_an_hour_shorter_or_longer(
    month: int, day: int, hours: int
) -> None:
    (week,) = weeks_until(datetime(2026, month, day, tzinfo=UTC), 1, ZoneInfo("Europe/Berlin"))
    assert week.ends_at - week.starts_at == timedelta(hours=hours)


def test_sunday_night_is_last_week_elsewhere() -> None:
    now = datetime(2026, 1, 5, 2, tzinfo=UTC)
    (here,) = weeks_until(now, 1, ZoneInfo("UTC"))
    (there,) = weeks_until(now, 1, ZoneInfo("America/New_York"))
    assert (here.monday, there.monday) == (date(2026, 1, 5), date(2025, 12, 29))
