"""A weekly series keeps the tutor's wall time and tells what becomes of each date."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.calendars import OPEN_RULES, calendar, lesson, local, situations, utc, window
from tutorhub_app.domain.availability import DayOfWeek, TimeOff
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.series import SeriesDate, SeriesState, plan_series
from tutorhub_app.domain.slots import Busy, Offer, TutorCalendar, why_not

TUESDAY, SUNDAY = DayOfWeek.TUESDAY, DayOfWeek.SUNDAY
FREE, TAKEN = SeriesState.FREE, SeriesState.TAKEN
NOW = utc("2026-02-20 00:00")
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def plan(tutor: TutorCalendar, first: datetime, count: int, **more: Any) -> list[SeriesDate]:
    options = {"now": NOW, "student_zone": BERLIN, "session_mode": SessionMode.ONLINE, **more}
    return plan_series(tutor, lesson(60), first=first, count=count, **options)


def states(dates: list[SeriesDate]) -> list[str]:
    return [each.state.value for each in dates]


def test_a_series_keeps_the_tutors_wall_time_over_a_clock_change():
    tutor = calendar(BERLIN, window(TUESDAY, "17:00-18:00"))
    dates = plan(tutor, local(BERLIN, "2026-03-24 17:00"), 3)
    assert states(dates) == ["free", "free", "free"]
    assert [each.starts_at for each in dates] == [
        utc("2026-03-24 16:00"),
        utc("2026-03-31 15:00"),
        utc("2026-04-07 15:00"),
    ]
    assert [each.local_time for each in dates] == ["17:00"] * 3
    assert [each.position for each in dates] == [0, 1, 2]
    assert dates[1].ends_at == utc("2026-03-31 16:00")
    assert not any(each.shifted_for_student for each in dates)


def test_a_clock_change_on_one_side_moves_the_students_time():
    tutor = calendar(BERLIN, window(TUESDAY, "17:00-18:00"))
    first = local(BERLIN, "2026-03-03 17:00")
    dates = plan(tutor, first, 5, student_zone=NEW_YORK)
    assert [each.shifted_for_student for each in dates] == [False, True, True, True, False]
    assert dates[1].shift_sentence == (
        "For you this is Tue 10 Mar 12:00 instead of 11:00, "
        "because clocks change in America/New_York."
    )
    assert dates[4].shift_sentence == ""
    in_twelve_hours = plan(tutor, first, 2, student_zone=NEW_YORK, hour_cycle=12)
    assert "12:00 pm instead of 11:00 am" in in_twelve_hours[1].shift_sentence


def test_a_clock_change_of_the_tutor_can_move_the_student_to_another_day():
    tutor = calendar(BERLIN, window(TUESDAY, "16:00-17:00"))
    first = local(BERLIN, "2026-03-24 16:00")
    dates = plan(tutor, first, 2, student_zone="Asia/Tokyo")
    assert dates[1].shift_sentence == (
        "For you this is Tue 31 Mar 23:00 instead of Wed 1 Apr 00:00, "
        "because clocks change in Europe/Berlin."
    )


def test_clock_changes_of_both_sides_are_named():
    tutor = calendar(BERLIN, window(TUESDAY, "17:00-18:00"))
    # Sydney goes back when Berlin goes forward: two hours apart in the end.
    dates = plan(tutor, local(BERLIN, "2026-03-24 17:00"), 3, student_zone="Australia/Sydney")
    assert dates[2].shift_sentence == (
        "For you this is Wed 8 Apr 01:00 instead of 03:00, "
        "because clocks change in Europe/Berlin and Australia/Sydney."
    )


def test_taken_dates_and_days_off_are_told_and_offered_another_time():
    tutor = calendar(
        BERLIN,
        window(TUESDAY, "17:00-19:00"),
        busy=(Busy(utc("2026-03-10 16:00"), utc("2026-03-10 17:00")),),
        off=(TimeOff(date(2026, 3, 17), date(2026, 3, 17)),),
    )
    dates = plan(tutor, local(BERLIN, "2026-03-03 17:00"), 4)
    assert states(dates) == ["free", "taken", "timeOff", "free"]
    assert [reason.code for reason in dates[1].reasons] == ["taken"]
    assert dates[1].alternative is not None
    assert dates[1].alternative.local_time == "18:00"
    assert dates[1].alternative.local_date == date(2026, 3, 10)
    # Nearest to the day off would be 18:00 a week before or after; the one before is spoken for.
    assert dates[2].alternative is not None
    assert dates[2].alternative.starts_at == utc("2026-03-24 17:00")
    assert dates[0].alternative is None


def test_the_students_own_lessons_and_buffers_count_as_taken():
    rules = replace(OPEN_RULES, buffer_after_minutes=30)
    tutor = calendar(
        BERLIN,
        window(TUESDAY, "17:00-18:00"),
        busy=(Busy(utc("2026-03-10 15:00"), utc("2026-03-10 16:00")),),
        rules=rules,
    )
    student = (Busy(utc("2026-03-17 16:30"), utc("2026-03-17 17:30")),)
    dates = plan(tutor, local(BERLIN, "2026-03-03 17:00"), 3, student_busy=student)
    assert states(dates) == ["free", "taken", "taken"]
    assert [each.reasons[0].code for each in dates[1:]] == ["buffer", "studentBusy"]


def test_a_wall_time_that_the_clocks_skip_is_refused_with_the_nearest_time():
    tutor = calendar(BERLIN, window(SUNDAY, "02:30-05:00"))
    dates = plan(tutor, local(BERLIN, "2026-03-22 02:30"), 3)
    assert states(dates) == ["free", "refused", "free"]
    skipped = dates[1]
    assert (skipped.starts_at, skipped.ends_at, skipped.shifted_for_student) == (None, None, False)
    assert [reason.code for reason in skipped.reasons] == ["clockChange"]
    assert skipped.reasons[0].sentence == (
        "Clocks go forward on Sunday 29 March in Europe/Berlin: 02:30 does not exist that day."
    )
    assert skipped.alternative is not None
    assert skipped.alternative.local_time == "03:00"


def test_dates_past_the_horizon_are_refused():
    rules = replace(OPEN_RULES, horizon_days=14)
    tutor = calendar(BERLIN, window(TUESDAY, "17:00-18:00"), rules=rules)
    dates = plan(tutor, local(BERLIN, "2026-02-24 17:00"), 3)
    assert states(dates) == ["free", "free", "refused"]
    assert [reason.code for reason in dates[2].reasons] == ["pastHorizon"]
    assert dates[2].alternative is None


def test_a_mode_that_is_not_offered_has_no_alternative():
    tutor = calendar(BERLIN, window(TUESDAY, "17:00-18:00"))
    first = local(BERLIN, "2026-03-03 17:00")
    dates = plan(tutor, first, 1, session_mode=SessionMode.FACE_TO_FACE)
    assert states(dates) == ["refused"]
    assert "modeNotOffered" in [reason.code for reason in dates[0].reasons]
    assert dates[0].alternative is None


def test_a_series_may_skip_weeks():
    tutor = calendar(BERLIN, window(TUESDAY, "17:00-18:00"))
    dates = plan(tutor, local(BERLIN, "2026-03-03 17:00"), 3, interval_weeks=2)
    assert [each.local_date.day for each in dates] == [3, 17, 31]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"count": 0}, "count"),
        ({"count": 101}, "count"),
        ({"count": 2, "interval_weeks": 0}, "intervalWeeks"),
        ({"count": 2, "student_zone": "Mars/Base"}, "studentZone"),
    ],
)
def test_odd_numbers_are_refused_by_field(wrong: dict[str, Any], field: str):
    tutor = calendar(BERLIN, window(TUESDAY, "17:00-18:00"))
    with pytest.raises(Invalid) as fault:
        plan(tutor, NOW, **wrong)
    assert list(fault.value.fields) == [field]


@settings(max_examples=60)
@given(situations(), st.integers(1, 5), st.integers(-20, 60), st.sampled_from(SessionMode))
def test_all_that_a_plan_offers_can_be_booked_one_after_the_other(
    situation: tuple[TutorCalendar, Offer, date, datetime, tuple[Busy, ...]],
    count: int,
    half_hours: int,
    mode: SessionMode,
):
    tutor, offer, day, now, student = situation
    midnight = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    first = midnight - timedelta(days=7) + timedelta(minutes=30 * half_hours)
    dates = plan_series(
        tutor,
        offer,
        first=first,
        count=count,
        session_mode=mode,
        now=now - timedelta(days=7),
        student_zone=NEW_YORK,
        student_busy=student,
    )
    assert len(dates) == count
    for each in dates:
        assert (each.state is FREE) == (not each.reasons)
        chosen = each.starts_at if each.state is FREE else None
        if each.alternative is not None:
            chosen = each.alternative.starts_at
        if chosen is None:
            continue
        at = {"now": now - timedelta(days=7), "student_busy": student}
        assert why_not(tutor, offer, chosen, mode, **at) == ()
        booked = Busy(chosen, chosen + timedelta(minutes=offer.lesson_minutes))
        tutor = replace(tutor, busy=(*tutor.busy, booked))
        student = (*student, booked)
