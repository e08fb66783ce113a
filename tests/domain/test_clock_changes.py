"""Open times around clock changes, worked out by hand."""

from datetime import date, datetime, timedelta

import pytest

from tests.domain.calendars import LONG_AGO, calendar, lesson, local, utc, window
from tutorhub_app.domain.availability import DayOfWeek, TimeOff
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import NotBookable
from tutorhub_app.domain.slots import (
    OpenSlot,
    TutorCalendar,
    instant_of,
    lessons_outside_hours,
    open_slots,
    why_not,
)

SUNDAY, SATURDAY, MONDAY = DayOfWeek.SUNDAY, DayOfWeek.SATURDAY, DayOfWeek.MONDAY


def slots_on(tutor: TutorCalendar, day: date, minutes: int = 30) -> list[OpenSlot]:
    return open_slots(tutor, lesson(minutes), first_day=day, last_day=day, now=LONG_AGO)


def times(slots: list[OpenSlot]) -> str:
    return " ".join(slot.local_time for slot in slots)


def instants(slots: list[OpenSlot]) -> list[datetime]:
    return [slot.starts_at for slot in slots]


def codes(tutor: TutorCalendar, starts_at: datetime, minutes: int = 30) -> list[str]:
    reasons = why_not(tutor, lesson(minutes), starts_at, SessionMode.ONLINE, now=LONG_AGO)
    return [reason.code for reason in reasons]


def test_in_berlin_a_week_keeps_its_wall_time_while_the_instants_move():
    tutor = calendar("Europe/Berlin", window(MONDAY, "09:00-10:00"))
    before, after = date(2026, 3, 23), date(2026, 3, 30)
    assert times(slots_on(tutor, before)) == times(slots_on(tutor, after)) == "09:00 09:30"
    assert slots_on(tutor, before)[0].starts_at == utc("2026-03-23 08:00")
    assert slots_on(tutor, after)[0].starts_at == utc("2026-03-30 07:00")


def test_in_berlin_no_lesson_starts_in_the_spring_gap():
    tutor = calendar("Europe/Berlin", window(SUNDAY, "01:00-04:00"))
    slots = slots_on(tutor, date(2026, 3, 29))
    assert times(slots) == "01:00 01:30 03:00 03:30"
    assert instants(slots) == [
        utc("2026-03-29 00:00"),
        utc("2026-03-29 00:30"),
        utc("2026-03-29 01:00"),
        utc("2026-03-29 01:30"),
    ]


def test_in_berlin_a_lesson_over_the_spring_gap_lasts_its_real_minutes():
    tutor = calendar("Europe/Berlin", window(SUNDAY, "01:00-04:00"))
    slots = slots_on(tutor, date(2026, 3, 29), minutes=60)
    assert times(slots) == "01:00 01:30 03:00"
    assert slots[1].ends_at == local("Europe/Berlin", "2026-03-29 03:30")
    assert all(slot.ends_at - slot.starts_at == timedelta(hours=1) for slot in slots)


def test_in_berlin_three_hours_on_the_clock_hold_no_more_than_two_real_ones():
    tutor = calendar("Europe/Berlin", window(SUNDAY, "01:00-04:00"))
    assert times(slots_on(tutor, date(2026, 3, 29), minutes=120)) == "01:00"
    assert slots_on(tutor, date(2026, 3, 29), minutes=150) == []


def test_in_berlin_hours_wholly_in_the_gap_are_lost():
    tutor = calendar("Europe/Berlin", window(SUNDAY, "02:00-03:00"))
    assert slots_on(tutor, date(2026, 3, 29)) == []
    assert times(slots_on(tutor, date(2026, 4, 5))) == "02:00 02:30"
    assert codes(tutor, utc("2026-03-29 01:00")) == ["outsideHours"]


def test_in_berlin_hours_that_begin_in_the_gap_keep_their_usual_starts():
    tutor = calendar("Europe/Berlin", window(SUNDAY, "02:15-04:15"))
    assert times(slots_on(tutor, date(2026, 3, 22))) == "02:15 02:45 03:15 03:45"
    assert times(slots_on(tutor, date(2026, 3, 29))) == "03:15 03:45"
    assert codes(tutor, utc("2026-03-29 01:00")) == ["offGrid"]


def test_in_berlin_the_first_of_two_autumn_hours_counts():
    tutor = calendar("Europe/Berlin", window(SUNDAY, "01:00-04:00"))
    slots = slots_on(tutor, date(2026, 10, 25))
    assert times(slots) == "01:00 01:30 02:00 02:30 03:00 03:30"
    assert instants(slots) == [
        utc("2026-10-24 23:00"),
        utc("2026-10-24 23:30"),
        utc("2026-10-25 00:00"),
        utc("2026-10-25 00:30"),
        utc("2026-10-25 02:00"),
        utc("2026-10-25 02:30"),
    ]
    second = local("Europe/Berlin", "2026-10-25 02:30", fold=1)
    assert codes(tutor, second) == ["clockChange"]


def test_in_berlin_a_lesson_over_the_repeated_hour_fits_in_real_time():
    tutor = calendar("Europe/Berlin", window(SUNDAY, "01:00-04:00"))
    slots = slots_on(tutor, date(2026, 10, 25), minutes=240)
    assert times(slots) == "01:00"
    assert slots[0].ends_at == local("Europe/Berlin", "2026-10-25 04:00")


def test_in_berlin_hours_that_end_in_the_repeated_hour_end_the_first_time():
    tutor = calendar("Europe/Berlin", window(SUNDAY, "01:00-02:30"))
    assert times(slots_on(tutor, date(2026, 10, 25))) == "01:00 01:30 02:00"
    assert times(slots_on(tutor, date(2026, 10, 25), minutes=60)) == "01:00 01:30"


def test_in_new_york_spring_and_autumn_move_at_two():
    tutor = calendar("America/New_York", window(SUNDAY, "01:30-03:30"))
    spring = slots_on(tutor, date(2026, 3, 8))
    assert instants(spring) == [utc("2026-03-08 06:30"), utc("2026-03-08 07:00")]
    assert times(spring) == "01:30 03:00"
    autumn = slots_on(tutor, date(2026, 11, 1))
    assert times(autumn) == "01:30 02:00 02:30 03:00"
    assert instants(autumn)[:2] == [utc("2026-11-01 05:30"), utc("2026-11-01 07:00")]
    assert codes(tutor, utc("2026-11-01 06:30")) == ["clockChange"]


def test_in_santiago_the_day_begins_at_one_and_a_night_goes_on_over_the_gap():
    tutor = calendar(
        "America/Santiago", window(SATURDAY, "22:30-24:00"), window(SUNDAY, "00:00-02:00")
    )
    assert times(slots_on(tutor, date(2026, 9, 6))) == "01:00 01:30"
    late = slots_on(tutor, date(2026, 9, 5), minutes=60)
    assert times(late) == "22:30 23:00 23:30"
    assert late[-1].ends_at == local("America/Santiago", "2026-09-06 01:30")


def test_in_santiago_the_last_hour_of_saturday_comes_twice():
    tutor = calendar(
        "America/Santiago", window(SATURDAY, "22:30-24:00"), window(SUNDAY, "00:00-02:00")
    )
    late = slots_on(tutor, date(2026, 4, 4), minutes=30)
    assert times(late) == "22:30 23:00 23:30"
    assert instants(late)[-1] == utc("2026-04-05 02:30")
    assert codes(tutor, utc("2026-04-05 03:00")) == ["clockChange"]
    assert slots_on(tutor, date(2026, 4, 5))[0].starts_at == utc("2026-04-05 04:00")


def test_in_sao_paulo_midnight_did_not_exist():
    tutor = calendar("America/Sao_Paulo", window(SUNDAY, "00:00-02:00"))
    slots = open_slots(
        tutor,
        lesson(30),
        first_day=date(2018, 11, 4),
        last_day=date(2018, 11, 4),
        now=utc("2018-01-01 00:00"),
    )
    assert times(slots) == "01:00 01:30"
    assert slots[0].starts_at == utc("2018-11-04 03:00")


def test_in_sydney_the_seasons_are_the_other_way_round():
    tutor = calendar("Australia/Sydney", window(SUNDAY, "01:00-04:00"))
    assert times(slots_on(tutor, date(2026, 10, 4), minutes=60)) == "01:00 01:30 03:00"
    autumn = slots_on(tutor, date(2026, 4, 5), minutes=60)
    assert times(autumn) == "01:00 01:30 02:00 02:30 03:00"
    assert instants(autumn)[3:] == [utc("2026-04-04 15:30"), utc("2026-04-04 17:00")]


def test_on_lord_howe_clocks_move_by_half_an_hour():
    tutor = calendar("Australia/Lord_Howe", window(SUNDAY, "01:00-03:00"))
    spring = slots_on(tutor, date(2026, 10, 4))
    assert times(spring) == "01:00 01:30 02:30"
    assert instants(spring)[2] - instants(spring)[1] == timedelta(minutes=30)
    autumn = slots_on(tutor, date(2026, 4, 5))
    assert times(autumn) == "01:00 01:30 02:00 02:30"
    assert instants(autumn)[2] - instants(autumn)[1] == timedelta(minutes=60)
    assert codes(tutor, instants(autumn)[1] + timedelta(minutes=30)) == ["clockChange"]


def test_in_tokyo_every_day_of_the_year_has_the_same_times():
    tutor = calendar("Asia/Tokyo", *(window(day, "00:00-24:00") for day in DayOfWeek))
    slots = open_slots(
        tutor, lesson(30), first_day=date(2026, 1, 1), last_day=date(2026, 12, 31), now=LONG_AGO
    )
    assert len(slots) == 365 * 48
    gaps = {b - a for a, b in zip(instants(slots), instants(slots)[1:], strict=False)}
    assert gaps == {timedelta(minutes=30)}


def test_in_nuuk_the_gap_is_the_last_hour_of_the_day():
    tutor = calendar("America/Nuuk", window(SATURDAY, "22:00-24:00"), window(SUNDAY, "00:00-01:00"))
    slots = slots_on(tutor, date(2026, 3, 28), minutes=60)
    assert times(slots) == "22:00 22:30"
    assert slots[-1].ends_at == local("America/Nuuk", "2026-03-29 00:30")


def test_in_samoa_a_day_that_never_was_has_no_times():
    tutor = calendar("Pacific/Apia", *(window(day, "10:00-11:00") for day in DayOfWeek))
    slots = open_slots(
        tutor,
        lesson(60),
        first_day=date(2011, 12, 28),
        last_day=date(2012, 1, 1),
        now=utc("2011-12-01 00:00"),
    )
    assert [slot.local_date.day for slot in slots] == [28, 29, 31, 1]


@pytest.mark.parametrize("start", ["2026-10-25 02:30", "2026-10-25 01:45"])
def test_a_lesson_booked_over_the_repeated_hour_stays_inside_the_hours(start: str):
    tutor = calendar("Europe/Berlin", window(SUNDAY, "01:00-04:00"))
    starts_at = local("Europe/Berlin", start)
    booked = [("a", starts_at, starts_at + timedelta(hours=1), SessionMode.ONLINE)]
    assert lessons_outside_hours(tutor, booked) == ()
    away = calendar(
        "Europe/Berlin",
        window(SUNDAY, "01:00-04:00"),
        off=(TimeOff(date(2026, 10, 25), date(2026, 10, 25)),),
    )
    assert lessons_outside_hours(away, booked) == ("a",)


def test_a_skipped_wall_time_is_refused_by_name():
    with pytest.raises(NotBookable) as refusal:
        instant_of("Europe/Berlin", date(2026, 3, 29), 150)
    assert refusal.value.reasons == (
        (
            "clockChange",
            "Clocks go forward on Sunday 29 March in Europe/Berlin: 02:30 does not exist that day.",
        ),
    )
    assert instant_of("Europe/Berlin", date(2026, 3, 29), 180) == utc("2026-03-29 01:00")


def test_the_second_of_two_equal_wall_times_is_explained():
    tutor = calendar("Europe/Berlin", window(SUNDAY, "01:00-04:00"))
    second = local("Europe/Berlin", "2026-10-25 02:30", fold=1)
    (reason,) = why_not(
        tutor, lesson(30), second, None, now=LONG_AGO, viewer_zone="America/New_York"
    )
    assert reason.sentence == (
        "Clocks go back on Sunday 25 October in Europe/Berlin: "
        "02:30 comes twice, and only the first one can be booked."
    )
