"""What may become of a booked lesson, for whom, until when, and how it is said."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.calendars import utc
from tutorhub_app.domain import booking_words
from tutorhub_app.domain.booking import (
    LocationType,
    Side,
    SlotStatus,
    Standing,
    can_cancel,
    can_change_location,
    can_mark,
    can_reschedule,
    can_undo_mark,
    gives_lesson_back,
)

STARTS_AT = utc("2026-03-04 17:00")
BERLIN = ZoneInfo("Europe/Berlin")
MOMENT = timedelta(microseconds=1)
STAFF = (Side.TUTOR, Side.ADMIN)


def standing(
    status: SlotStatus = SlotStatus.BOOKED, cancel: int = 1440, reschedule: int = 120
) -> Standing:
    return Standing(status, STARTS_AT, cancel, reschedule)


def test_states_and_places_stand_in_the_order_of_the_api():
    assert [status.value for status in SlotStatus] == ["free", "booked", "completed", "canceled"]
    assert [place.value for place in LocationType] == [
        "online",
        "studentHome",
        "tutorHome",
        "other",
    ]


def test_a_student_gets_the_lesson_back_up_to_the_last_moment_of_the_notice():
    until = utc("2026-03-03 17:00")
    assert standing().free_to_cancel_until == until
    assert gives_lesson_back(standing(), Side.STUDENT, until)
    assert not gives_lesson_back(standing(), Side.STUDENT, until + MOMENT)


def test_a_notice_of_nothing_lasts_until_the_lesson_begins():
    lesson = standing(cancel=0)
    assert gives_lesson_back(lesson, Side.STUDENT, STARTS_AT)
    assert not gives_lesson_back(lesson, Side.STUDENT, STARTS_AT + MOMENT)


@given(st.integers(-5000, 5000), st.sampled_from(STAFF))
def test_a_cancellation_by_the_tutor_or_an_admin_always_gives_the_lesson_back(
    minutes: int, side: Side
):
    assert gives_lesson_back(standing(), side, STARTS_AT + timedelta(minutes=minutes))


@given(st.sampled_from(SlotStatus), st.sampled_from(Side), st.integers(-3000, 3000))
def test_only_a_booked_lesson_can_be_cancelled_moved_placed_or_marked(
    status: SlotStatus, side: Side, minutes: int
):
    lesson, now = standing(status), STARTS_AT + timedelta(minutes=minutes)
    done = (
        can_cancel(lesson, side, now),
        can_reschedule(lesson, side, now),
        can_change_location(lesson),
        can_mark(lesson, side, now),
    )
    if status is not SlotStatus.BOOKED:
        assert not any(done)
    if side is Side.STUDENT and minutes >= 0:
        assert not can_cancel(lesson, side, now)
        assert not can_reschedule(lesson, side, now)


def test_a_student_may_cancel_late_but_not_once_it_has_begun():
    assert can_cancel(standing(), Side.STUDENT, STARTS_AT - MOMENT)
    assert not can_cancel(standing(), Side.STUDENT, STARTS_AT)
    assert all(can_cancel(standing(), side, STARTS_AT) for side in STAFF)


def test_a_student_may_move_the_lesson_within_the_notice_agreed():
    until = utc("2026-03-04 15:00")
    assert standing().free_to_reschedule_until == until
    assert can_reschedule(standing(), Side.STUDENT, until)
    assert not can_reschedule(standing(), Side.STUDENT, until + MOMENT)
    assert all(can_reschedule(standing(), side, STARTS_AT) for side in STAFF)
    assert not can_reschedule(standing(reschedule=0), Side.STUDENT, STARTS_AT)


def test_a_lesson_is_marked_by_its_tutor_once_it_has_begun():
    for side in STAFF:
        assert not can_mark(standing(), side, STARTS_AT - MOMENT)
        assert can_mark(standing(), side, STARTS_AT)
        assert can_undo_mark(standing(SlotStatus.COMPLETED), side)
        assert not can_undo_mark(standing(), side)
    assert not can_mark(standing(), Side.STUDENT, STARTS_AT)
    assert not can_undo_mark(standing(SlotStatus.COMPLETED), Side.STUDENT)


def test_the_policy_says_until_when_cancelling_is_free_in_the_viewers_time():
    early, late = STARTS_AT - timedelta(days=2), STARTS_AT - timedelta(hours=3)
    assert booking_words.cancellation_policy(standing(), early, BERLIN) == (
        "Free to cancel until Tue 3 Mar 18:00 your time."
    )
    assert booking_words.cancellation_policy(standing(), late, BERLIN) == (
        "Less than 1 day before it begins: cancelling no longer gives the lesson back."
    )
    assert booking_words.reschedule_policy(standing(), late, BERLIN, 12) == (
        "It can be moved until Wed 4 Mar 4:00 pm your time."
    )


@pytest.mark.parametrize(
    ("side", "returned", "lost", "sentence"),
    [
        (Side.STUDENT, 1, 0, "The lesson goes back to your course pack."),
        (Side.TUTOR, 3, 0, "All 3 lessons go back to the student's course pack."),
        (Side.STUDENT, 0, 2, "It is late for these 2 lessons, so they count as used."),
        (
            Side.STUDENT,
            2,
            1,
            "2 lessons go back to your course pack; 1 is cancelled late and counts as used.",
        ),
    ],
)
def test_what_a_cancellation_costs_is_said_before_it_is_done(
    side: Side, returned: int, lost: int, sentence: str
):
    assert booking_words.cancellation_cost(side, returned=returned, lost=lost) == sentence


def test_what_can_not_be_done_says_why():
    late = STARTS_AT - timedelta(hours=1)
    canceled, completed = standing(SlotStatus.CANCELED), standing(SlotStatus.COMPLETED)
    assert booking_words.why_not_cancel(canceled) == "This lesson is already cancelled."
    assert "over" in booking_words.why_not_cancel(completed)
    assert "begun" in booking_words.why_not_cancel(standing())
    assert "2 hours before they begin" in booking_words.why_not_reschedule(standing(), late)
    assert "begun" in booking_words.why_not_reschedule(standing(), STARTS_AT)
    assert "Book another" in booking_words.why_not_reschedule(canceled, late)
    assert booking_words.why_not_mark(standing()) == "This lesson has not begun yet."
