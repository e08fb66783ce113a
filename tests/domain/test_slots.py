"""What makes a time bookable or not, and how it is said."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.domain.calendars import LONG_AGO, OPEN_RULES, calendar, lesson, utc, window
from tutorhub_app.domain.availability import DayOfWeek, TimeOff
from tutorhub_app.domain.catalog import BookingRules, SessionMode, TeachingMode
from tutorhub_app.domain.errors import Invalid
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

MONDAY, TUESDAY, SUNDAY = DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.SUNDAY
ONLINE, FACE_TO_FACE = SessionMode.ONLINE, SessionMode.FACE_TO_FACE
BOTH = frozenset(SessionMode)
# 2 March 2026 is a Monday; London is at UTC then.
DAY = date(2026, 3, 2)
LONDON = "Europe/London"


def busy(hours: str, *, is_lesson: bool = True) -> Busy:
    start, _, end = hours.partition("-")
    return Busy(utc(f"2026-03-02 {start}"), utc(f"2026-03-02 {end}"), is_lesson)


def times(
    tutor: TutorCalendar, offer: Offer, day: date = DAY, now: datetime = LONG_AGO, **more: Any
) -> str:
    slots = open_slots(tutor, offer, first_day=day, last_day=day, now=now, **more)
    return " ".join(slot.local_time for slot in slots)


def refused(
    tutor: TutorCalendar,
    at: str,
    minutes: int = 60,
    mode: SessionMode | None = ONLINE,
    now: datetime = LONG_AGO,
    **more: Any,
) -> dict[str, str]:
    offer = Offer(minutes, more.pop("modes", frozenset({ONLINE})))
    reasons = why_not(tutor, offer, utc(at), mode, now=now, **more)
    return {reason.code: reason.sentence for reason in reasons}


def test_starts_follow_the_step_from_the_start_of_the_window():
    rules = replace(OPEN_RULES, slot_step_minutes=25)
    tutor = calendar(LONDON, window(MONDAY, "09:10-11:00"), rules=rules)
    assert times(tutor, lesson(60)) == "09:10 09:35 10:00"


def test_touching_windows_are_one():
    tutor = calendar(LONDON, window(MONDAY, "09:00-09:45"), window(MONDAY, "09:45-11:00"))
    assert times(tutor, lesson(90)) == "09:00 09:30"


def test_a_window_of_one_date_adds_to_the_weekly_hours():
    tutor = calendar(LONDON, window(MONDAY, "09:00-10:00"), window(DAY, "10:00-11:00"))
    assert times(tutor, lesson(60)) == "09:00 09:30 10:00"
    assert times(tutor, lesson(60), DAY + timedelta(days=7)) == "09:00"


def test_a_lesson_may_last_over_midnight_when_the_hours_go_on():
    tutor = calendar(LONDON, window(MONDAY, "23:00-24:00"), window(TUESDAY, "00:00-00:30"))
    assert times(tutor, lesson(60)) == "23:00 23:30"
    assert times(tutor, lesson(30), date(2026, 3, 3)) == "00:00"


def test_starts_are_counted_anew_from_midnight():
    rules = replace(OPEN_RULES, slot_step_minutes=45)
    tutor = calendar(
        LONDON, window(MONDAY, "22:00-24:00"), window(TUESDAY, "00:00-02:00"), rules=rules
    )
    assert times(tutor, lesson(45)) == "22:00 22:45 23:30"
    assert times(tutor, lesson(45), date(2026, 3, 3)) == "00:00 00:45"


def test_hours_around_the_clock_hold_a_lesson_of_two_days():
    tutor = calendar(LONDON, *(window(day, "00:00-24:00") for day in DayOfWeek))
    assert len(times(tutor, lesson(2880)).split()) == 48


def test_time_off_takes_whole_days_and_what_reaches_into_them():
    tutor = calendar(
        LONDON,
        window(MONDAY, "23:00-24:00"),
        window(TUESDAY, "00:00-03:00"),
        off=(TimeOff(date(2026, 3, 3), date(2026, 3, 4)),),
    )
    assert times(tutor, lesson(60)) == "23:00"
    assert times(tutor, lesson(60), date(2026, 3, 3)) == ""
    sentence = "The tutor is away from Tuesday 3 March to Wednesday 4 March."
    assert refused(tutor, "2026-03-02 23:30") == {"timeOff": sentence}
    assert refused(tutor, "2026-03-03 01:00") == {"timeOff": sentence}


def test_a_lesson_may_begin_when_another_ends():
    tutor = calendar(LONDON, window(MONDAY, "09:00-12:00"), busy=(busy("10:00-11:00"),))
    assert times(tutor, lesson(60)) == "09:00 11:00"
    assert refused(tutor, "2026-03-02 10:30") == {
        "taken": "The tutor is already busy at this time."
    }


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (0, 0, "09:00 09:30 10:00 12:00 12:30 13:00"),
        (30, 0, "09:00 09:30 12:30 13:00"),
        (0, 30, "09:00 09:30 12:30 13:00"),
        (15, 30, "09:00 09:30 12:30 13:00"),
        (60, 30, "09:00 13:00"),
    ],
)
def test_between_two_lessons_lies_the_wider_of_the_buffers(before: int, after: int, expected: str):
    rules = replace(OPEN_RULES, buffer_before_minutes=before, buffer_after_minutes=after)
    tutor = calendar(
        LONDON, window(MONDAY, "09:00-14:00"), busy=(busy("11:00-12:00"),), rules=rules
    )
    assert times(tutor, lesson(60)) == expected


def test_buffers_keep_no_distance_from_the_students_other_lessons():
    rules = replace(OPEN_RULES, buffer_before_minutes=30, buffer_after_minutes=30)
    tutor = calendar(LONDON, window(MONDAY, "09:00-12:00"), rules=rules)
    student = (busy("10:00-11:00"),)
    assert times(tutor, lesson(60), student_busy=student) == "09:00 11:00"
    answer = refused(tutor, "2026-03-02 10:30", student_busy=student)
    assert list(answer) == ["studentBusy"]


def test_a_time_too_close_to_a_lesson_is_told_apart_from_a_taken_one():
    rules = replace(OPEN_RULES, buffer_after_minutes=30)
    tutor = calendar(
        LONDON, window(MONDAY, "09:00-14:00"), busy=(busy("11:00-12:00"),), rules=rules
    )
    assert refused(tutor, "2026-03-02 12:00") == {
        "buffer": "The tutor keeps 30 minutes free between lessons, "
        "and this time is closer than that to another one."
    }


def test_busy_seconds_count():
    start = utc("2026-03-02 09:59") + timedelta(seconds=59)
    tutor = calendar(
        LONDON,
        window(MONDAY, "09:00-12:00"),
        busy=(Busy(start, start + timedelta(minutes=61, seconds=2)),),
    )
    assert times(tutor, lesson(60)) == ""
    assert times(tutor, lesson(30)) == "09:00 11:30"


def test_the_notice_is_kept_to_the_second():
    rules = replace(OPEN_RULES, minimum_notice_minutes=60)
    tutor = calendar(LONDON, window(MONDAY, "09:00-11:00"), rules=rules)
    on_time = utc("2026-03-02 08:00")
    assert times(tutor, lesson(60), now=on_time) == "09:00 09:30 10:00"
    assert times(tutor, lesson(60), now=on_time + timedelta(microseconds=1)) == "09:30 10:00"


def test_a_lesson_may_begin_right_now_without_notice_but_not_in_the_past():
    tutor = calendar(LONDON, window(MONDAY, "09:00-11:00"))
    now = utc("2026-03-02 09:30")
    assert times(tutor, lesson(60), now=now) == "09:30 10:00"
    assert refused(tutor, "2026-03-02 09:00", now=now) == {"past": "This time has passed."}


def test_a_time_too_soon_says_from_when_on_one_can_book():
    rules = replace(OPEN_RULES, minimum_notice_minutes=90)
    tutor = calendar(LONDON, window(MONDAY, "09:00-12:00"), rules=rules)
    assert refused(tutor, "2026-03-02 10:00", now=utc("2026-03-02 09:15")) == {
        "tooSoon": "The tutor takes bookings at least 1 hour 30 minutes ahead: "
        "now that is from Mon 2 Mar 10:45 on (Europe/London)."
    }


def test_the_horizon_counts_days_of_the_tutor():
    rules = replace(OPEN_RULES, horizon_days=1)
    tutor = calendar(
        "Asia/Tokyo", window(MONDAY, "00:00-24:00"), window(TUESDAY, "00:00-24:00"), rules=rules
    )
    # In Tokyo it is Monday already.
    now = utc("2026-03-01 15:00")
    assert times(tutor, lesson(60), date(2026, 3, 3), now).endswith("23:00")
    assert times(tutor, lesson(60), date(2026, 3, 3), now - timedelta(seconds=1)) == ""
    answer = refused(tutor, "2026-03-02 20:00", now=now - timedelta(seconds=1))
    assert answer == {
        "pastHorizon": "The tutor takes bookings up to 1 day ahead: "
        "now that is until Monday 2 March 2026."
    }


def test_the_daily_limit_counts_lessons_of_the_tutors_day():
    rules = replace(OPEN_RULES, max_lessons_per_day=2)
    taken = (busy("09:00-09:30"), busy("23:30-23:45"), busy("12:00-13:00", is_lesson=False))
    tutor = calendar(LONDON, window(MONDAY, "09:00-12:00"), busy=taken, rules=rules)
    assert times(tutor, lesson(60)) == ""
    assert refused(tutor, "2026-03-02 10:00") == {
        "dailyLimit": "The tutor gives at most 2 lessons a day, and Monday 2 March is full."
    }
    # In Tokyo the last of them is on Tuesday.
    tokyo = replace(tutor, time_zone="Asia/Tokyo", windows=(window(MONDAY, "08:00-24:00"),))
    assert times(tokyo, lesson(60)) != ""


def test_each_mode_has_its_own_hours():
    tutor = calendar(
        LONDON,
        window(MONDAY, "09:00-10:00", TeachingMode.ONLINE),
        window(MONDAY, "10:00-11:00", TeachingMode.BOTH),
        window(MONDAY, "11:00-12:00", TeachingMode.FACE_TO_FACE),
    )
    slots = open_slots(tutor, lesson(60, BOTH), first_day=DAY, last_day=DAY, now=LONG_AGO)
    assert [(slot.local_time, slot.session_modes) for slot in slots] == [
        ("09:00", (ONLINE,)),
        ("09:30", (ONLINE,)),
        ("10:00", (ONLINE, FACE_TO_FACE)),
        ("10:30", (FACE_TO_FACE,)),
        ("11:00", (FACE_TO_FACE,)),
    ]


def test_starts_of_two_modes_may_lie_between_each_other():
    tutor = calendar(
        LONDON,
        window(MONDAY, "09:00-10:00", TeachingMode.ONLINE),
        window(MONDAY, "09:45-10:45", TeachingMode.FACE_TO_FACE),
    )
    assert times(tutor, lesson(30, BOTH)) == "09:00 09:30 09:45 10:15"


def test_a_mode_that_is_not_taught_then_is_named():
    tutor = calendar(LONDON, window(MONDAY, "09:00-10:00", TeachingMode.FACE_TO_FACE))
    at_nine = "2026-03-02 09:00"
    assert refused(tutor, at_nine, modes=BOTH) == {
        "modeNotOffered": "At this time the tutor teaches face-to-face only, not online."
    }
    assert refused(tutor, at_nine, mode=None, modes=BOTH) == {}
    assert refused(tutor, at_nine, mode=FACE_TO_FACE) == {
        "modeNotOffered": "This course pack is not taught face-to-face."
    }
    assert "modeNotOffered" in refused(tutor, at_nine, mode=None, modes=frozenset())


def test_a_time_outside_the_hours_is_told_what_they_are():
    tutor = calendar(LONDON, window(MONDAY, "09:00-10:00"), window(MONDAY, "14:00-17:00"))
    assert refused(tutor, "2026-03-02 12:00") == {
        "outsideHours": "The tutor teaches that day from 09:00 to 10:00 and 14:00 to 17:00 "
        "(Europe/London)."
    }
    assert refused(tutor, "2026-03-03 12:00") == {
        "outsideHours": "The tutor does not teach on Tuesday 3 March."
    }


def test_a_lesson_that_ends_too_late_says_so():
    tutor = calendar(LONDON, window(MONDAY, "09:00-10:00"))
    assert refused(tutor, "2026-03-02 09:30") == {
        "outsideHours": "The lesson would last until 10:30, "
        "and the tutor's hours end at 10:00 (Europe/London)."
    }


def test_a_start_off_the_grid_names_its_neighbours():
    tutor = calendar(LONDON, window(MONDAY, "09:00-12:00"))
    assert refused(tutor, "2026-03-02 10:10") == {
        "offGrid": "Lessons with this tutor start every 30 minutes; "
        "near this time at 10:00 or 10:30 (Europe/London)."
    }
    off_by_a_second = utc("2026-03-02 10:00") + timedelta(seconds=1)
    reasons = why_not(tutor, lesson(60), off_by_a_second, ONLINE, now=LONG_AGO)
    assert [reason.code for reason in reasons] == ["offGrid"]


def test_sentences_tell_times_in_the_viewers_zone_and_clock():
    tutor = calendar(LONDON, window(MONDAY, "14:00-17:00"))
    answer = refused(tutor, "2026-03-02 12:00", viewer_zone="Asia/Tokyo", hour_cycle=12)
    assert answer == {
        "outsideHours": "The tutor teaches that day from 11:00 pm to Tue 3 Mar 2:00 am."
    }
    answer = refused(tutor, "2026-03-03 12:00", viewer_zone="Asia/Tokyo")
    assert answer == {
        "outsideHours": "The tutor does not teach on Tuesday 3 March in Europe/London."
    }


def test_every_reason_is_given_at_once():
    rules = replace(OPEN_RULES, minimum_notice_minutes=6000, max_lessons_per_day=1)
    tutor = calendar(
        LONDON, window(MONDAY, "09:00-10:00"), busy=(busy("11:00-12:00"),), rules=rules
    )
    answer = refused(
        tutor,
        "2026-03-02 11:00",
        now=utc("2026-03-02 08:00"),
        student_busy=(busy("11:30-12:00"),),
    )
    assert list(answer) == ["tooSoon", "outsideHours", "taken", "studentBusy", "dailyLimit"]


def test_the_nearest_times_come_nearest_first():
    tutor = calendar(
        LONDON,
        window(MONDAY, "09:00-11:00"),
        window(TUESDAY, "09:00-10:00"),
        busy=(busy("10:00-11:00"),),
    )
    near = nearest_open_slots(
        tutor, lesson(60), utc("2026-03-02 10:00"), now=utc("2026-03-01 00:00")
    )
    assert [slot.starts_at for slot in near] == [
        utc("2026-03-02 09:00"),
        utc("2026-03-03 09:00"),
        utc("2026-03-09 09:00"),
    ]


def test_the_nearest_times_to_one_in_the_past_lie_ahead():
    tutor = calendar(LONDON, window(MONDAY, "09:00-10:00"))
    near = nearest_open_slots(
        tutor, lesson(60), utc("2020-01-01 00:00"), now=utc("2026-03-01 00:00"), count=1
    )
    assert [slot.starts_at for slot in near] == [utc("2026-03-02 09:00")]


def test_without_hours_there_is_no_time_at_all():
    rules = BookingRules(horizon_days=730)
    tutor = calendar(LONDON, rules=rules)
    now = utc("2026-03-01 00:00")
    assert earliest_open_slot(tutor, lesson(), now=now) is None
    assert nearest_open_slots(tutor, lesson(), now, now=now) == []


def test_the_earliest_time_may_be_on_a_single_date_far_ahead():
    last = date(2026, 3, 1) + timedelta(days=730)
    tutor = calendar(LONDON, window(last, "09:00-10:00"), rules=BookingRules(horizon_days=730))
    slot = earliest_open_slot(tutor, lesson(), now=utc("2026-03-01 00:00"))
    assert slot is not None
    assert (slot.local_date, slot.local_time) == (last, "09:00")
    assert earliest_open_slot(tutor, lesson(), now=utc("2026-02-28 00:00")) is None


def test_an_unknown_zone_is_refused_by_name():
    with pytest.raises(Invalid) as fault:
        open_slots(calendar("Mars/Base"), lesson(), first_day=DAY, last_day=DAY, now=LONG_AGO)
    assert list(fault.value.fields) == ["timeZone"]


def test_a_change_of_hours_leaves_the_lessons_it_does_not_hold_outside():
    after = calendar(
        LONDON,
        window(MONDAY, "09:00-11:00"),
        window(MONDAY, "11:00-12:00", TeachingMode.FACE_TO_FACE),
        off=(TimeOff(date(2026, 3, 9), date(2026, 3, 9)),),
    )

    def booked(id: int, start: str, mode: SessionMode | None = ONLINE):
        return id, utc(start), utc(start) + timedelta(hours=1), mode

    lessons = [
        booked(1, "2026-03-02 09:07"),
        booked(2, "2026-03-02 10:30"),
        booked(3, "2026-03-02 11:00"),
        booked(4, "2026-03-02 11:00", FACE_TO_FACE),
        booked(5, "2026-03-02 11:00", None),
        booked(6, "2026-03-09 09:00"),
        booked(7, "2026-03-03 09:00"),
    ]
    assert lessons_outside_hours(after, lessons) == (2, 3, 6, 7)
