"""Days that can be asked for, and how long a list of open times stays true by itself."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.calendars import (
    CHANGES,
    calendar,
    lesson,
    local,
    offered,
    situations,
    utc,
    window,
)
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import BookingRules
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.open_times import MOST_DAYS, USUAL_DAYS, DaysWanted, same_until
from tutorhub_app.domain.slots import Busy, Offer, OpenSlot, TutorCalendar, open_slots
from tutorhub_app.domain.zones import zone

TODAY = date(2026, 3, 2)
BERLIN, TOKYO = zone("Europe/Berlin"), zone("Asia/Tokyo")


def test_days_are_thirty_from_today_on_unless_told() -> None:
    assert DaysWanted().told_on(TODAY) == (TODAY, TODAY + timedelta(days=29))
    assert USUAL_DAYS == 30
    first, last = date(2026, 3, 10), date(2026, 3, 12)
    assert DaysWanted(first, last).told_on(TODAY) == (first, last)
    assert DaysWanted(last=last).told_on(TODAY) == (TODAY, last)
    assert DaysWanted(first).told_on(TODAY) == (first, first + timedelta(days=29))


@given(st.integers(-100, 100))
def test_days_are_told_in_order_and_not_too_many(length: int) -> None:
    wanted = DaysWanted(TODAY, TODAY + timedelta(days=length - 1))
    if 1 <= length <= MOST_DAYS:
        assert wanted.told_on(TODAY) == (wanted.first, wanted.last)
        return
    with pytest.raises(Invalid) as refusal:
        wanted.told_on(TODAY)
    assert set(refusal.value.fields) == {"to"}


def slots(
    tutor: TutorCalendar, offer: Offer, day: date, now: datetime, busy: tuple[Busy, ...]
) -> list[OpenSlot]:
    days = {"first_day": day - timedelta(days=2), "last_day": day + timedelta(days=3)}
    return open_slots(tutor, offer, **days, now=now, student_busy=busy)


@given(situations(), st.sampled_from(sorted(CHANGES)), st.floats(0, 1))
def test_until_then_the_passing_of_time_changes_nothing(
    situation: tuple[TutorCalendar, Offer, date, datetime, tuple[Busy, ...]],
    viewer: str,
    share: float,
) -> None:
    tutor, offer, day, now, busy = situation
    found = slots(tutor, offer, day, now, busy)
    zones = (zone(tutor.time_zone), zone(viewer))
    until = same_until(found, tutor.rules.minimum_notice_minutes, zones, now)
    assert now <= until
    last_moment = max(now, until - timedelta(microseconds=1))
    for later in (min(now + (until - now) * share, last_moment), last_moment):
        assert slots(tutor, offer, day, later, busy) == found
        for each in zones:
            assert later.astimezone(each).date() == now.astimezone(each).date()


def test_the_first_time_leaves_the_list_when_it_comes_too_near() -> None:
    rules = BookingRules(minimum_notice_minutes=90, horizon_days=7)
    tutor = calendar("Europe/Berlin", window(DayOfWeek.TUESDAY, "09:00-11:00"), rules=rules)
    tuesday, now = date(2026, 3, 3), local("Europe/Berlin", "2026-03-03 07:00")
    found = slots(tutor, lesson(), tuesday, now, ())
    until = same_until(found, 90, (BERLIN, BERLIN), now)
    assert until == local("Europe/Berlin", "2026-03-03 07:30")
    just_after = until + timedelta(seconds=1)
    assert slots(tutor, lesson(), tuesday, just_after, ()) == found[1:]


def test_a_free_slot_within_the_notice_stays_until_it_begins() -> None:
    now = utc("2026-03-02 12:00")
    soon, later = utc("2026-03-02 12:30"), utc("2026-03-02 16:00")
    tutor = calendar("Europe/Berlin", offered=(offered(soon), offered(later)))
    found = slots(tutor, lesson(), TODAY, now, ())
    assert [slot.starts_at for slot in found] == [soon, later]
    assert same_until(found, 60, (BERLIN,), now) == soon
    assert slots(tutor, lesson(), TODAY, soon, ()) == found
    assert slots(tutor, lesson(), TODAY, soon + timedelta(seconds=1), ()) == found[1:]


def test_a_new_day_makes_another_list_the_tutors_or_the_askers() -> None:
    now = utc("2026-03-02 12:00")
    assert same_until((), 60, (BERLIN,), now) == utc("2026-03-02 23:00")
    assert same_until((), 60, (BERLIN, TOKYO), now) == utc("2026-03-02 15:00")
