"""What the database itself refuses, whatever the path."""

from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    make_enrollment,
    make_pack,
    make_principal,
    make_screening,
    make_tutor,
    save,
)
from tutorhub_app.data.base import new_id
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.catalog import CoursePack
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import ScreeningRequired, SlotTaken
from tutorhub_app.domain.screening import TutorDecision

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, 60), (-30, 30), (30, 90), (15, 45), (-30, 90), (59, 61), (-1, 1)],
    ids=["same", "earlier", "later", "inside", "around", "last minute", "first minute"],
)
def test_nobody_is_in_two_places(start: int, end: int) -> None:
    person = make_principal()
    _busy(person, 0, 60)
    with pytest.raises(SlotTaken):
        _busy(person, start, end)


@pytest.mark.parametrize(("start", "end"), [(60, 120), (-60, 0)], ids=["after", "before"])
def test_back_to_back_is_not_an_overlap(start: int, end: int) -> None:
    person = make_principal()
    _busy(person, 0, 60)
    _busy(person, start, end)


def test_two_people_may_be_busy_at_once() -> None:
    _busy(make_principal(), 0, 60)
    _busy(make_principal(), 0, 60)


def test_moving_into_a_time_that_is_taken_is_refused() -> None:
    person = make_principal()
    _busy(person, 0, 60)
    later = _busy(person, 120, 180)
    with pytest.raises(SlotTaken), unit_of_work(now=NOW) as session:
        session.get_one(BusyTime, later.id).starts_at = NOW + timedelta(minutes=30)


def test_moving_within_ones_own_time_is_not_an_overlap() -> None:
    row = _busy(make_principal(), 0, 60)
    with unit_of_work(now=NOW) as session:
        session.get_one(BusyTime, row.id).starts_at = NOW + timedelta(minutes=15)


def test_a_screened_pack_is_not_booked_without_an_approval() -> None:
    pack, student = make_pack(make_tutor(), requires_screening=True), make_principal()
    with pytest.raises(ScreeningRequired):
        _slot(pack, student, "booked")


@pytest.mark.parametrize("decision", [TutorDecision.PENDING, TutorDecision.REJECTED])
def test_another_decision_is_no_approval(decision: TutorDecision) -> None:
    pack, student = make_pack(make_tutor(), requires_screening=True), make_principal()
    make_screening(pack, student, decision)
    with pytest.raises(ScreeningRequired):
        _slot(pack, student, "booked")


def test_someone_elses_approval_is_none() -> None:
    pack, student = make_pack(make_tutor(), requires_screening=True), make_principal()
    make_screening(pack, make_principal())
    with pytest.raises(ScreeningRequired):
        _slot(pack, student, "booked")


def test_an_approved_student_books_a_screened_pack() -> None:
    pack, student = make_pack(make_tutor(), requires_screening=True), make_principal()
    make_screening(pack, student)
    assert _slot(pack, student, "booked").status == "booked"


def test_taking_a_free_slot_of_a_screened_pack_needs_the_approval_too() -> None:
    pack, student = make_pack(make_tutor(), requires_screening=True), make_principal()
    make_enrollment(pack, student)
    free = _slot(pack, None, "free")
    with pytest.raises(ScreeningRequired), unit_of_work(now=NOW) as session:
        row = session.get_one(LessonSlot, free.id)
        row.status, row.student_id = "booked", student.user_id


def _busy(person: Principal, start: int, end: int) -> BusyTime:
    """Minutes from NOW."""
    return save(
        BusyTime(
            person_id=person.user_id,
            starts_at=NOW + timedelta(minutes=start),
            ends_at=NOW + timedelta(minutes=end),
            source_type="lesson",
            source_id=new_id(),
        )
    )


def _slot(pack: CoursePack, student: Principal | None, status: str) -> LessonSlot:
    return save(
        LessonSlot(
            course_pack_id=pack.id,
            tutor_profile_id=pack.tutor_profile_id,
            owner_id=pack.owner_id,
            student_id=student.user_id if student else None,
            scheduled_date=NOW.date(),
            scheduled_time="08:00",
            starts_at=NOW,
            ends_at=NOW + timedelta(hours=1),
            status=status,
            session_mode="online",
            room_slug=pack.id,
            lesson_minutes=60,
            price_minor=1,
            currency="EUR",
            cancellation_notice_minutes=0,
            reschedule_notice_minutes=0,
        )
    )
