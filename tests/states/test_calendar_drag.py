"""What a drag means, in the tutor's wall time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.calendars import CHANGES
from tutorhub_app.domain.availability import day_of
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.date_hours import block_instants
from tutorhub_app.domain.week_editing import Block
from tutorhub_app.services.availability_week import BlockView
from tutorhub_app.states.calendar_drag import Drawn, drawn, dropped

TUESDAY = date(2026, 3, 3)
BERLIN = ZoneInfo("Europe/Berlin")
SPRING = date(2026, 3, 29)


def block(on: date, start: int, end: int, zone: str = "Europe/Berlin") -> BlockView:
    seen = Block(day_of(on), start, end, TeachingMode.ONLINE, on, ("1",))
    starts_at, ends_at = block_instants(zone, seen)
    return BlockView(
        "key", on, day_of(on), start, end, TeachingMode.ONLINE, True, ("1",), starts_at, ends_at
    )


def iso(zone: ZoneInfo, on: date, minute: int) -> str:
    """As the calendar tells a wall time."""
    midnight = datetime(on.year, on.month, on.day, tzinfo=zone)
    return (midnight + timedelta(minutes=minute)).isoformat()


def test_what_is_drawn_is_read_as_wall_time() -> None:
    hours = drawn("2026-03-03T09:00:00+01:00", "2026-03-03T10:15:00+01:00")
    assert hours == Drawn(TUESDAY, 540, 615)


def test_what_is_drawn_to_midnight_or_past_it_ends_after_1440() -> None:
    assert drawn("2026-03-03T22:00:00+01:00", "2026-03-04T00:00:00+01:00") == Drawn(
        TUESDAY, 1320, 1440
    )
    assert drawn("2026-03-03T22:00:00Z", "2026-03-04T02:00:00Z") == Drawn(TUESDAY, 1320, 1560)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("", ""),
        ("2026-03-03", "2026-03-04"),
        ("2026-13-03T09:00", "2026-13-03T10:00"),
        ("2026-03-03T25:00", "2026-03-04T10:00"),
        ("2026-03-03T10:00", "2026-03-03T10:00"),
        ("2026-03-03T10:00", "2026-03-03T09:00"),
    ],
)
def test_what_is_no_stretch_of_time_is_not_drawn(start: str, end: str) -> None:
    assert drawn(start, end) is None


def test_a_moved_block_keeps_its_length() -> None:
    wednesday = TUESDAY + timedelta(days=1)
    new = iso(BERLIN, wednesday, 600), iso(BERLIN, wednesday, 780)
    assert dropped(block(TUESDAY, 540, 720), BERLIN, *new) == Drawn(wednesday, 600, 780)


def test_a_block_pulled_at_one_edge_keeps_the_other() -> None:
    one = block(TUESDAY, 540, 720)
    later_end = iso(BERLIN, TUESDAY, 540), iso(BERLIN, TUESDAY, 765)
    assert dropped(one, BERLIN, *later_end) == Drawn(TUESDAY, 540, 765)
    earlier_start = iso(BERLIN, TUESDAY, 480), iso(BERLIN, TUESDAY, 720)
    assert dropped(one, BERLIN, *earlier_start) == Drawn(TUESDAY, 480, 720)


def test_a_night_whose_start_is_pulled_past_midnight_begins_on_the_next_day() -> None:
    wednesday = TUESDAY + timedelta(days=1)
    night = block(TUESDAY, 1320, 1560)
    new = iso(BERLIN, wednesday, 30), iso(BERLIN, wednesday, 120)
    assert dropped(night, BERLIN, *new) == Drawn(wednesday, 30, 120)


def test_the_end_of_a_block_that_begins_in_a_spring_gap_is_pulled_alone() -> None:
    in_gap = block(SPRING, 150, 300)
    assert in_gap.starts_at == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    new = "2026-03-29T03:00:00+02:00", "2026-03-29T06:00:00+02:00"
    assert dropped(in_gap, BERLIN, *new) == Drawn(SPRING, 150, 360)


def test_moving_a_block_across_a_clock_change_keeps_its_wall_time() -> None:
    saturday = SPRING - timedelta(days=1)
    new = "2026-03-29T01:00:00+01:00", "2026-03-29T05:00:00+02:00"
    assert dropped(block(saturday, 60, 240), BERLIN, *new) == Drawn(SPRING, 60, 240)


@given(st.sampled_from(sorted(CHANGES)), st.data())
def test_a_block_dropped_where_it_was_stays_what_it_was(zone: str, data: st.DataObject) -> None:
    day = data.draw(st.sampled_from(CHANGES[zone]))
    start = data.draw(st.integers(0, 1439))
    end = data.draw(st.integers(start + 1, start + 1440))
    where = ZoneInfo(zone)
    seen = block(day, start, end, zone)
    told = [at.astimezone(where).isoformat() for at in (seen.starts_at, seen.ends_at)]
    assert dropped(seen, where, *told) == Drawn(day, start, end)
