"""What a change of a lesson slot amounts to, for every status and every field."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tutorhub_app.domain.booking import LocationType, SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import Invalid, NotAllowed
from tutorhub_app.domain.records import LessonSlotRecord
from tutorhub_app.domain.slot_changes import Step, differing, step, students_step, tutors_step

FREE, BOOKED, COMPLETED, CANCELED = SlotStatus
AT = datetime(2026, 1, 5, 8, tzinfo=UTC)
SLOT = LessonSlotRecord(
    id="slot",
    is_active=True,
    record_version=1,
    created_at=AT,
    updated_at=AT,
    owner_id="alice",
    course_pack_id="pack",
    tutor_profile_id="alice's",
    student_id="bob",
    scheduled_date=date(2026, 1, 6),
    scheduled_time="09:00",
    starts_at=AT,
    status=BOOKED,
    location_type=LocationType.STUDENT_HOME,
    location_details="Hill Road 3",
    session_mode=SessionMode.FACE_TO_FACE,
    meet_link=None,
)
FREE_SLOT = replace(SLOT, student_id=None, status=FREE)
OTHER: dict[str, Any] = {
    "student_id": "charlie",
    "status": COMPLETED,
    "location_type": LocationType.OTHER,
    "location_details": None,
    "session_mode": SessionMode.ONLINE,
    "meet_link": "https://meet.example.com",
    "scheduled_date": date(2026, 1, 7),
    "scheduled_time": "10:00",
}
PLACE = {"location_type", "location_details"}

WAYS = {
    (FREE, FREE): Step.STAY,
    (FREE, BOOKED): Step.BOOK,
    (FREE, COMPLETED): None,
    (FREE, CANCELED): None,
    (BOOKED, FREE): Step.OFFER,
    (BOOKED, BOOKED): Step.STAY,
    (BOOKED, COMPLETED): Step.COMPLETE,
    (BOOKED, CANCELED): Step.CANCEL,
    (COMPLETED, FREE): None,
    (COMPLETED, BOOKED): Step.REOPEN,
    (COMPLETED, COMPLETED): Step.STAY,
    (COMPLETED, CANCELED): None,
    (CANCELED, FREE): None,
    (CANCELED, BOOKED): None,
    (CANCELED, COMPLETED): None,
    (CANCELED, CANCELED): Step.STAY,
}


@pytest.mark.parametrize("present", SlotStatus)
@pytest.mark.parametrize("wanted", SlotStatus)
def test_every_way_from_one_status_to_another_is_decided(present: SlotStatus, wanted: SlotStatus):
    expected = WAYS[present, wanted]
    if expected is not None:
        assert step(present, wanted) is expected
        return
    with pytest.raises(Invalid) as refused:
        step(present, wanted)
    assert refused.value.code == "statusIsNotValid"
    assert refused.value.fields["status"].startswith("status: ")


def test_what_is_sent_as_it_is_already_is_no_change():
    whole = {field.name: getattr(SLOT, field.name) for field in fields(SLOT)}
    assert differing(SLOT, whole) == {}
    assert differing(SLOT, whole | {"status": FREE}) == {"status": FREE}
    assert differing(SLOT, {name: OTHER[name] for name in OTHER}) == OTHER


def test_our_own_room_is_the_same_link_whatever_its_origin():
    online = replace(SLOT, meet_link="/lessons/abc")
    assert differing(online, {"meet_link": "https://tutorhub.example/lessons/abc"}) == {}
    for other in ("https://tutorhub.example/lessons/abd", "https://meet.example.com", None):
        assert differing(online, {"meet_link": other}) == {"meet_link": other}
    elsewhere = replace(SLOT, meet_link="https://meet.example.com/x")
    assert differing(elsewhere, {"meet_link": "https://x.example/https://meet.example.com/x"})


@pytest.mark.parametrize("name", OTHER)
def test_a_student_changes_the_place_of_their_own_booked_lesson_and_no_other_field(name: str):
    changed = {name: OTHER[name]}
    if name in PLACE:
        assert students_step(SLOT, changed, "bob") is Step.STAY
        return
    with pytest.raises(NotAllowed, match=r"^[a-z]+[A-Za-z]*: "):
        students_step(SLOT, changed, "bob")


@pytest.mark.parametrize("status", [FREE, COMPLETED, CANCELED])
def test_a_student_changes_nothing_of_a_slot_that_is_not_booked(status: SlotStatus):
    for name in PLACE:
        with pytest.raises(NotAllowed):
            students_step(replace(SLOT, status=status), {name: OTHER[name]}, "bob")


def test_a_student_takes_a_free_slot_for_themselves_and_says_where():
    taking = {"status": BOOKED}
    assert students_step(FREE_SLOT, taking, "bob") is Step.BOOK
    assert students_step(FREE_SLOT, taking | {"student_id": "bob"}, "bob") is Step.BOOK
    place = {name: OTHER[name] for name in PLACE}
    assert students_step(FREE_SLOT, taking | place, "bob") is Step.BOOK


@pytest.mark.parametrize("name", [name for name in OTHER if name not in PLACE])
def test_nothing_else_goes_with_taking_a_free_slot(name: str):
    with pytest.raises(NotAllowed):
        students_step(FREE_SLOT, {"status": BOOKED} | {name: OTHER[name]}, "bob")


def test_another_student_of_a_booked_lesson_takes_it_over_and_of_no_other():
    assert tutors_step(SLOT, {"student_id": "charlie"}) is Step.HAND_OVER
    assert tutors_step(SLOT, {"student_id": None}) is Step.STAY
    assert tutors_step(SLOT, {"location_details": "x"}) is Step.STAY
    assert tutors_step(SLOT, {"student_id": "charlie", "status": CANCELED}) is Step.CANCEL
    assert tutors_step(FREE_SLOT, {"student_id": "charlie"}) is Step.STAY
    done = replace(SLOT, status=COMPLETED)
    assert tutors_step(done, {"student_id": "charlie"}) is Step.STAY
    assert tutors_step(done, {"student_id": "charlie", "status": BOOKED}) is Step.REOPEN
