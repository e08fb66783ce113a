"""Agreed screening meetings take both people's time, and nobody's twice."""

from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    make_enrollment,
    make_open_week,
    make_pack,
    make_tutor,
    reload,
    save,
)
from tests.lessons import make_lesson
from tests.services.screening_cast import (
    APPROVED,
    REJECTED,
    ScreeningCast,
    busy_times,
    cast,
    listed,
    refusal,
    taken,
)
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import SlotTaken
from tutorhub_app.services import availability_week, slots, students
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.unit import call

__all__ = ["cast"]


def test_the_tutor_agrees_and_both_are_busy(cast: ScreeningCast):
    asked = cast.ask(scheduled_datetime=cast.tuesday)
    agreed = cast.change(asked.id, scheduled_datetime=cast.tuesday)
    assert agreed.scheduled_datetime == cast.tuesday
    assert agreed.record_version == 2
    assert cast.row(asked.id).agreed_at == NOW
    assert busy_times() == taken(cast.tuesday, cast.bob, cast.alice.principal)


def test_an_agreed_time_moves_with_both(cast: ScreeningCast):
    asked = cast.ask(cast.admin, scheduled_datetime=cast.tuesday)
    overlapping = cast.tuesday + timedelta(minutes=15)
    cast.change(asked.id, cast.admin, scheduled_datetime=overlapping)
    assert busy_times() == taken(overlapping, cast.bob, cast.alice.principal)


@pytest.mark.parametrize(
    ("who", "wanted", "is_free"),
    [
        ("alice", {"scheduled_datetime": None}, True),
        ("alice", {"tutor_decision": REJECTED}, True),
        ("alice", {"tutor_decision": APPROVED}, False),
        ("alice", {"comments": "Bring a pencil."}, False),
        ("bob", {"scheduled_datetime": None}, True),
        ("bob", {"scheduled_datetime": NOW + timedelta(days=3)}, True),
        ("bob", {"comments": "See you."}, False),
    ],
)
def test_what_ends_an_agreement_frees_both(cast: ScreeningCast, who, wanted, is_free):
    asked = cast.ask(cast.alice.principal, scheduled_datetime=cast.tuesday)
    cast.change(asked.id, cast.person(who), **wanted)
    both = taken(cast.tuesday, cast.bob, cast.alice.principal)
    assert busy_times() == (set() if is_free else both)
    assert (cast.row(asked.id).agreed_at is None) == is_free


def test_nobody_is_agreed_into_a_taken_time_and_nothing_is_left_of_it(cast: ScreeningCast):
    make_lesson(make_pack(cast.dora), cast.bob, cast.tuesday)
    asked = cast.ask(scheduled_datetime=cast.tuesday)
    before = busy_times()
    for wanted in (
        {"scheduled_datetime": cast.tuesday},
        {"scheduled_datetime": cast.tuesday + timedelta(minutes=59)},
        {"scheduled_datetime": cast.tuesday - timedelta(minutes=29), "tutor_decision": APPROVED},
    ):
        refused = refusal(cast.change, asked.id, **wanted)
        assert (type(refused), str(refused)) == (SlotTaken, "The student is busy at this time.")
    assert busy_times() == before
    row = cast.row(asked.id)
    assert (row.scheduled_datetime, row.agreed_at, row.record_version) == (cast.tuesday, None, 1)
    back_to_back = cast.tuesday - timedelta(minutes=30)
    cast.change(asked.id, scheduled_datetime=back_to_back)
    assert busy_times() == before | taken(back_to_back, cast.bob, cast.alice.principal)


def test_a_request_made_into_a_taken_time_is_not_made(cast: ScreeningCast):
    make_lesson(make_pack(cast.alice), cast.charlie, cast.tuesday)
    refused = refusal(cast.ask, cast.alice.principal, scheduled_datetime=cast.tuesday)
    assert (type(refused), str(refused)) == (SlotTaken, "The tutor is busy at this time.")
    assert listed(cast.admin) == []


def test_an_agreed_meeting_can_not_be_booked_over(cast: ScreeningCast):
    plain = make_pack(cast.alice)
    make_enrollment(plain, cast.charlie)
    cast.ask(cast.alice.principal, scheduled_datetime=cast.tuesday)
    request = BookingRequest(plain.id, cast.tuesday, SessionMode.ONLINE)
    with pytest.raises(SlotTaken):
        call(book_slot, cast.charlie, request, now=NOW)


def open_times(principal, pack, day) -> set:
    found = call(slots.open_slots_of_pack, principal, pack.id, day, day, viewer_zone="UTC", now=NOW)
    return {slot.starts_at for slot in found}


def test_an_agreed_meeting_is_taken_in_the_open_times_of_both(cast: ScreeningCast):
    plain = make_pack(cast.alice, lesson_minutes=30)
    other = make_tutor()
    make_open_week(other, "08:00", "20:00")
    elsewhere = make_pack(other, lesson_minutes=30)
    day = cast.tuesday.date()
    asked = cast.ask(scheduled_datetime=cast.tuesday)
    assert cast.tuesday in open_times(cast.charlie, plain, day)
    assert cast.tuesday in open_times(cast.bob, elsewhere, day)
    cast.change(asked.id, scheduled_datetime=cast.tuesday)
    assert cast.tuesday not in open_times(cast.charlie, plain, day)
    assert cast.tuesday not in open_times(cast.bob, elsewhere, day)
    assert cast.tuesday in open_times(cast.charlie, elsewhere, day)
    cast.change(asked.id, tutor_decision=REJECTED)
    assert cast.tuesday in open_times(cast.charlie, plain, day)
    assert cast.tuesday in open_times(cast.bob, elsewhere, day)


def test_a_meeting_counts_for_no_daily_limit_of_lessons(cast: ScreeningCast):
    profile = reload(cast.alice.profile)
    profile.max_lessons_per_day = 1
    save(profile)
    cast.ask(cast.alice.principal, scheduled_datetime=cast.tuesday)
    noon = cast.tuesday + timedelta(hours=2)
    assert noon in open_times(cast.charlie, make_pack(cast.alice), cast.tuesday.date())


def test_pages_of_lessons_show_no_meetings_and_do_not_mind_them(cast: ScreeningCast):
    cast.ask(cast.alice.principal, scheduled_datetime=cast.tuesday, tutor_decision=APPROVED)
    make_enrollment(cast.pack, cast.bob)
    lesson = make_lesson(cast.pack, cast.bob, cast.tuesday + timedelta(hours=1))
    day = cast.tuesday.date()
    week = call(
        availability_week.week,
        cast.alice.principal,
        cast.alice.profile.id,
        day,
        day,
        now=NOW,
    )
    assert [shown.id for shown in week.lessons] == [lesson.id]
    (line,) = call(students.list_students, cast.alice.principal, now=NOW)
    assert line.student.student_id == cast.bob.user_id
