"""Zones by name, wall times to instants, and clock changes in words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.calendars import CHANGES, utc
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.zones import (
    all_zones,
    clock_change_on,
    date_stays_until,
    has_one_offset,
    is_zone,
    local_edge,
    local_to_instant,
    offset_label,
    zone,
)

ZONES = st.sampled_from(sorted(CHANGES))


@pytest.mark.parametrize(
    "name",
    ["", "Mars/Base", "Europe", "Europe/", "../etc/passwd", "/etc/localtime", "localtime",
     "Europe/Berlin\0", "posix/Europe/Berlin", "x" * 5000, "Éurope/Berlin"],
)  # fmt: skip
def test_what_is_no_zone_is_refused_by_field(name: str):
    assert not is_zone(name)
    with pytest.raises(Invalid) as fault:
        zone(name, field="time_zone")
    assert list(fault.value.fields) == ["time_zone"]


def test_zones_that_browsers_report_are_known():
    for name in ("Europe/Berlin", "Asia/Calcutta", "America/Argentina/Ushuaia", "UTC", "Etc/GMT+3"):
        assert is_zone(name)


def test_the_list_of_zones_holds_places_in_order():
    names = all_zones()
    assert list(names) == sorted(set(names))
    assert {"Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC"} <= set(names)
    assert not any(name.startswith(("Etc/", "US/", "posix")) for name in names)


def test_a_wall_time_is_an_instant_but_in_a_gap_none_and_in_a_fold_the_first():
    assert local_to_instant("Europe/Berlin", date(2026, 3, 29), 60) == utc("2026-03-29 00:00")
    assert local_to_instant("Europe/Berlin", date(2026, 3, 29), 150) is None
    assert local_to_instant("Europe/Berlin", date(2026, 10, 25), 150) == utc("2026-10-25 00:30")
    assert local_to_instant("Europe/Berlin", date(2026, 3, 1), 1440) == utc("2026-03-01 23:00")
    assert local_edge("Europe/Berlin", date(2026, 3, 29), 150) == utc("2026-03-29 01:00")


@settings(max_examples=60)
@given(ZONES, st.data())
def test_a_wall_time_is_the_first_instant_that_shows_it(name: str, data: st.DataObject):
    where = zone(name)
    day = data.draw(st.sampled_from(CHANGES[name])) + timedelta(days=data.draw(st.integers(-1, 1)))
    minutes = data.draw(st.integers(0, 1440))
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minutes)
    around = [wall.replace(tzinfo=UTC) + timedelta(minutes=15 * n) for n in range(-96, 97)]
    showing = [t for t in around if t.astimezone(where).replace(tzinfo=None) == wall]
    found = local_to_instant(where, day, minutes)
    assert found == (min(showing) if showing else None)
    if found is not None:
        assert local_edge(where, day, minutes) == found


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Europe/Berlin", "UTC+2"),
        ("America/New_York", "UTC-4"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/St_Johns", "UTC-2:30"),
        ("Atlantic/Azores", "UTC"),
    ],
)
def test_an_offset_is_told_as_people_write_it(name: str, label: str):
    assert offset_label(name, utc("2026-07-01 00:00")) == label
    assert offset_label(ZoneInfo(name), utc("2026-07-01 00:00")) == label


@pytest.mark.parametrize(
    ("name", "around", "sentence"),
    [
        (
            "Europe/Berlin",
            date(2026, 3, 29),
            "On Sunday 29 March clocks go forward by 1 hour at 02:00: "
            "02:00 to 03:00 does not exist that day.",
        ),
        (
            "Europe/Berlin",
            date(2026, 10, 25),
            "On Sunday 25 October clocks go back by 1 hour at 03:00: "
            "02:00 to 03:00 comes twice that day, and the first one counts.",
        ),
        (
            "Australia/Lord_Howe",
            date(2026, 10, 4),
            "On Sunday 4 October clocks go forward by 30 minutes at 02:00: "
            "02:00 to 02:30 does not exist that day.",
        ),
        (
            "America/Santiago",
            date(2026, 4, 4),
            "On Saturday 4 April clocks go back by 1 hour at 24:00: "
            "23:00 to 24:00 comes twice that day, and the first one counts.",
        ),
        (
            "America/Santiago",
            date(2026, 9, 6),
            "On Sunday 6 September clocks go forward by 1 hour at 00:00: "
            "00:00 to 01:00 does not exist that day.",
        ),
        (
            "America/Nuuk",
            date(2026, 3, 28),
            "On Saturday 28 March clocks go forward by 1 hour at 23:00: "
            "23:00 to 24:00 does not exist that day.",
        ),
    ],
)
def test_a_clock_change_is_told_on_its_day_alone(name: str, around: date, sentence: str):
    one_day = timedelta(days=1)
    (change,) = clock_change_on(name, around, around)
    assert (change.date, change.sentence) == (around, sentence)
    assert clock_change_on(name, around - 7 * one_day, around - one_day) == ()
    assert clock_change_on(name, around + one_day, around + 7 * one_day) == ()


def test_a_year_has_two_clock_changes_or_none():
    year = date(2026, 1, 1), date(2026, 12, 31)
    changes = clock_change_on("America/New_York", *year)
    assert [(c.date, c.minutes_moved) for c in changes] == [
        (date(2026, 3, 8), 60),
        (date(2026, 11, 1), -60),
    ]
    assert changes[0].instant == utc("2026-03-08 07:00")
    assert clock_change_on("Asia/Tokyo", *year) == ()


@settings(max_examples=40)
@given(ZONES, st.dates(date(2000, 1, 1), date(2035, 1, 1)))
def test_a_day_has_one_offset_exactly_when_no_minute_differs(name: str, day: date):
    where = zone(name)
    first, last = local_edge(where, day, 0), local_edge(where, day, 1440)
    steps = int((last - first) / timedelta(minutes=15))
    offsets = {
        (first + n * timedelta(minutes=15)).astimezone(where).utcoffset() for n in range(steps)
    }
    if has_one_offset(where, day):
        assert len(offsets) == 1
    if len(offsets) > 1:
        assert clock_change_on(name, day, day) or clock_change_on(
            name, day - timedelta(days=1), day
        )


@given(ZONES, st.data())
def test_a_date_stays_until_its_end_wherever_the_clocks_go(name: str, data: st.DataObject):
    where = zone(name)
    day = data.draw(st.sampled_from(CHANGES[name]))
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    now = noon + timedelta(seconds=data.draw(st.integers(-36 * 3600, 36 * 3600)))
    until = date_stays_until(where, now)
    assert now <= until <= now + timedelta(hours=49)
    share = data.draw(st.floats(0, 1))
    for later in (now + (until - now) * share, until - timedelta(microseconds=1)):
        if now <= later < until:
            assert later.astimezone(where).date() == now.astimezone(where).date()


def test_a_date_stays_until_the_next_midnight_there():
    now = utc("2026-03-02 12:00")
    assert date_stays_until(zone("Europe/Berlin"), now) == utc("2026-03-02 23:00")
    assert date_stays_until(zone("Asia/Tokyo"), now) == utc("2026-03-02 15:00")
