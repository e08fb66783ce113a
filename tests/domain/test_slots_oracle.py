"""Listed is what can be booked: against a naive second opinion, in many odd calendars."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.domain.calendars import situations
from tests.domain.naive_slots import Oracle
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.slots import (
    Busy,
    Offer,
    TutorCalendar,
    earliest_open_slot,
    lessons_outside_hours,
    nearest_open_slots,
    open_slots,
    why_not,
)

Situation = tuple[TutorCalendar, Offer, date, datetime, tuple[Busy, ...]]
ONE_DAY = timedelta(days=1)


def listed(situation: Situation, first: int = -1, last: int = 1) -> dict[datetime, tuple]:
    tutor, offer, day, now, student = situation
    slots = open_slots(
        tutor,
        offer,
        first_day=day + first * ONE_DAY,
        last_day=day + last * ONE_DAY,
        now=now,
        student_busy=student,
    )
    return {slot.starts_at: slot.session_modes for slot in slots}


@settings(max_examples=150, deadline=None)
@given(situations())
def test_what_is_listed_is_what_a_walk_through_every_minute_finds_open(situation: Situation):
    tutor, offer, day, now, student = situation
    oracle = Oracle(tutor, offer, day, now, student)
    assert listed(situation) == oracle.listed(day - ONE_DAY, day + ONE_DAY)


@settings(max_examples=120, deadline=None)
@given(situations(), st.lists(st.integers(-2880, 2880), min_size=5, max_size=15), st.data())
def test_a_time_is_listed_exactly_when_nothing_is_against_it(
    situation: Situation, minutes: list[int], data: st.DataObject
):
    tutor, offer, day, now, student = situation
    open_modes = listed(situation, -3, 3) | listed(situation, 48, 54)
    midday = datetime(day.year, day.month, day.day, 12, tzinfo=now.tzinfo)
    asked = [midday + timedelta(minutes=m) for m in minutes]
    asked += [each.starts_at + timedelta(minutes=m) for each in tutor.offered for m in (0, 5)]
    if open_modes:
        near = data.draw(st.lists(st.sampled_from(sorted(open_modes)), max_size=6))
        asked += [t + timedelta(minutes=m) for t in near for m in (0, 60, -30)]
    for instant in asked:
        modes = open_modes.get(instant, ())
        for mode in (*SessionMode, None):
            reasons = why_not(tutor, offer, instant, mode, now=now, student_busy=student)
            assert (not reasons) == (bool(modes) if mode is None else mode in modes)
            assert all(reason.sentence.endswith(".") for reason in reasons)
            assert len({reason.code for reason in reasons}) == len(reasons)


@settings(max_examples=100, deadline=None)
@given(situations())
def test_the_earliest_open_slot_is_the_first_of_all(situation: Situation):
    tutor, offer, _, now, student = situation
    today = now.date()
    every = open_slots(
        tutor,
        offer,
        first_day=today - 2 * ONE_DAY,
        last_day=today + 90 * ONE_DAY,
        now=now,
        student_busy=student,
    )
    first = earliest_open_slot(tutor, offer, now=now, student_busy=student)
    assert first == (every[0] if every else None)
    assert [slot.starts_at for slot in every] == sorted({slot.starts_at for slot in every})


@settings(max_examples=100, deadline=None)
@given(situations(), st.integers(-6000, 60000), st.integers(1, 5))
def test_the_nearest_open_slots_are_the_nearest_of_all(
    situation: Situation, minutes: int, count: int
):
    tutor, offer, day, now, student = situation
    wanted = now + timedelta(minutes=minutes)
    every = open_slots(
        tutor,
        offer,
        first_day=day - 60 * ONE_DAY,
        last_day=day + 90 * ONE_DAY,
        now=now,
        student_busy=student,
    )
    near = nearest_open_slots(tutor, offer, wanted, now=now, count=count, student_busy=student)
    by_distance = sorted(every, key=lambda slot: (abs(slot.starts_at - wanted), slot.starts_at))
    assert near == by_distance[:count]


@settings(max_examples=120, deadline=None)
@given(situations(), st.lists(st.integers(-1440, 2880), min_size=1, max_size=20))
def test_a_booked_lesson_is_outside_exactly_when_one_of_its_minutes_is(
    situation: Situation, minutes: list[int]
):
    tutor, offer, day, now, student = situation
    oracle = Oracle(tutor, offer, day, now, student)
    midnight = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    length = timedelta(minutes=offer.lesson_minutes)
    lessons = [
        (
            (at, mode),
            midnight + timedelta(minutes=at),
            midnight + timedelta(minutes=at) + length,
            mode,
        )
        for at in minutes
        for mode in (*SessionMode, None)
    ]
    outside = lessons_outside_hours(tutor, lessons)
    for id, start, _, mode in lessons:
        modes = SessionMode if mode is None else (mode,)
        is_inside = any(oracle.is_inside(start, offer.lesson_minutes, each) for each in modes)
        assert (id in outside) == (not is_inside)


@settings(max_examples=80, deadline=None)
@given(situations())
def test_booking_a_listed_time_takes_it_and_what_overlaps_it(situation: Situation):
    tutor, offer, day, now, student = situation
    open_times = listed(situation)
    assume(open_times)
    start = min(open_times)
    booked = Busy(start, start + timedelta(minutes=offer.lesson_minutes))
    after = replace(tutor, busy=(*tutor.busy, booked))
    left = listed((after, offer, day, now, student))
    assert set(left) < set(open_times)
    assert not any(s < booked.ends_at and start < s + (booked.ends_at - start) for s in left)
