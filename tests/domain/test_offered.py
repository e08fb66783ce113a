"""Free slots among the open times: what is against them, and what is not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.domain.calendars import (
    LONG_AGO,
    ONLINE,
    OPEN_RULES,
    calendar,
    lesson,
    local,
    offered,
    utc,
    window,
)
from tutorhub_app.domain.availability import DayOfWeek, TimeOff
from tutorhub_app.domain.catalog import BookingRules, SessionMode
from tutorhub_app.domain.slots import (
    Busy,
    OpenSlot,
    earliest_open_slot,
    nearest_open_slots,
    open_slots,
    why_not,
)

# 2 March 2026 is a Monday; London is at UTC then.
DAY = date(2026, 3, 2)
NOON = utc("2026-03-02 12:00")
FREE_AT_NOON = calendar("Europe/London", offered=(offered(NOON),))
BOTH = frozenset(SessionMode)


def listed(tutor, now=LONG_AGO, first=DAY, last=DAY, offer=None, **more) -> list[OpenSlot]:
    return open_slots(tutor, offer or lesson(), first_day=first, last_day=last, now=now, **more)


def codes(tutor, at=NOON, mode=SessionMode.ONLINE, now=LONG_AGO, offer=None, **more) -> list[str]:
    reasons = why_not(tutor, offer or lesson(), at, mode, now=now, **more)
    return [reason.code for reason in reasons]


def test_a_free_slot_is_open_where_the_tutor_has_no_hours():
    assert listed(FREE_AT_NOON) == [
        OpenSlot(NOON, NOON + timedelta(hours=1), DAY, "12:00", (SessionMode.ONLINE,))
    ]
    assert codes(FREE_AT_NOON) == []
    assert codes(FREE_AT_NOON, NOON + timedelta(minutes=5)) == ["outsideHours"]


def test_it_is_open_for_its_pack_and_in_its_mode_alone():
    others = calendar("Europe/London", offered=(offered(NOON, pack_id="another pack"),))
    assert listed(others) == []
    assert codes(others) == ["outsideHours"]
    both = lesson(60, BOTH)
    assert listed(FREE_AT_NOON, offer=both)[0].session_modes == (SessionMode.ONLINE,)
    assert codes(FREE_AT_NOON, mode=SessionMode.FACE_TO_FACE, offer=both) == ["outsideHours"]
    assert codes(FREE_AT_NOON, mode=None, offer=both) == []
    in_person = lesson(60, frozenset({SessionMode.FACE_TO_FACE}))
    assert listed(FREE_AT_NOON, offer=in_person) == []
    assert "modeNotOffered" in codes(FREE_AT_NOON, offer=in_person)


def test_within_the_hours_it_adds_its_mode():
    tutor = calendar(
        "Europe/London",
        window(DayOfWeek.MONDAY, "12:00-13:30"),
        offered=(offered(NOON, SessionMode.FACE_TO_FACE), offered(NOON + timedelta(minutes=7))),
    )
    slots = listed(tutor, offer=lesson(60, BOTH))
    assert [(slot.local_time, slot.session_modes) for slot in slots] == [
        ("12:00", (SessionMode.ONLINE, SessionMode.FACE_TO_FACE)),
        ("12:07", (SessionMode.ONLINE,)),
        ("12:30", (SessionMode.ONLINE,)),
    ]


def test_the_rules_for_students_do_not_matter_to_it():
    rules = BookingRules(
        minimum_notice_minutes=6000,
        horizon_days=1,
        buffer_before_minutes=60,
        max_lessons_per_day=1,
    )
    before = Busy(NOON - timedelta(minutes=30), NOON)
    tutor = replace(FREE_AT_NOON, rules=rules, busy=(before,))
    soon, weeks_before = NOON - timedelta(minutes=5), NOON - timedelta(days=20)
    for now in (soon, weeks_before, NOON):
        assert [slot.starts_at for slot in listed(tutor, now)] == [NOON]
        assert codes(tutor, now=now) == []
        assert earliest_open_slot(tutor, lesson(), now=now) == listed(tutor)[0]
        assert nearest_open_slots(tutor, lesson(), NOON, now=now) == listed(tutor)


def test_a_past_one_is_not_open():
    assert listed(FREE_AT_NOON, NOON + timedelta(seconds=1)) == []
    assert codes(FREE_AT_NOON, now=NOON + timedelta(seconds=1)) == ["past"]


@pytest.mark.parametrize("who", ["tutor", "student"])
def test_it_is_not_open_while_somebody_is_busy(who: str):
    taken = (Busy(NOON + timedelta(minutes=59), NOON + timedelta(minutes=90)),)
    tutor = replace(FREE_AT_NOON, busy=taken) if who == "tutor" else FREE_AT_NOON
    more = {"student_busy": taken} if who == "student" else {}
    assert listed(tutor, **more) == []
    assert codes(tutor, **more) == ["taken" if who == "tutor" else "studentBusy"]


def test_a_day_off_withdraws_it():
    off = replace(FREE_AT_NOON, time_off=(TimeOff(DAY, DAY),))
    assert listed(off) == []
    assert codes(off) == ["timeOff"]
    late = utc("2026-03-01 23:30")
    into_it = replace(off, offered=(offered(late),))
    assert listed(into_it, first=date(2026, 3, 1)) == []
    assert codes(into_it, late) == ["timeOff"]


def test_in_a_repeated_hour_only_the_first_occurrence_is_open():
    # Berlin's clocks go back from 03:00 to 02:00.
    day = date(2026, 10, 25)
    first, second = (local("Europe/Berlin", "2026-10-25 02:30", fold) for fold in (0, 1))
    tutor = calendar("Europe/Berlin", offered=(offered(first), offered(second)))
    assert [slot.starts_at for slot in listed(tutor, first=day, last=day)] == [first]
    assert codes(tutor, first) == []
    assert codes(tutor, second) == ["clockChange"]


def test_it_blocks_nobody():
    tutor = calendar("Europe/London", window(DayOfWeek.MONDAY, "11:30-13:00"))
    with_offer = replace(tutor, offered=(offered(NOON, pack_id="another pack"),))
    assert listed(with_offer) == listed(tutor) != []


def test_the_nearest_times_reach_beyond_the_horizon():
    rules = replace(OPEN_RULES, horizon_days=1)
    far = NOON + timedelta(days=700)
    tutor = calendar(
        "Europe/London", window(DAY, "12:00-13:00"), offered=(offered(far),), rules=rules
    )
    now = NOON - timedelta(hours=3)
    near = nearest_open_slots(tutor, lesson(60, ONLINE), far, now=now)
    assert [slot.starts_at for slot in near] == [far, NOON]
    near = nearest_open_slots(tutor, lesson(60, ONLINE), NOON, now=now)
    assert [slot.starts_at for slot in near] == [NOON, far]
