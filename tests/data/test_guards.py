"""What the database itself refuses, whatever the path."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

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
from tutorhub_app.data.engine import execute, unit_of_work
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import Conflict, ScreeningRequired, SlotTaken
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


def test_a_booking_moved_to_a_screened_pack_or_to_another_student_needs_the_approval() -> None:
    tutor, student, newcomer = make_tutor(), make_principal(), make_principal()
    plain, screened = make_pack(tutor), make_pack(tutor, requires_screening=True)
    booked = _slot(plain, student, "booked")
    with pytest.raises(ScreeningRequired), unit_of_work(now=NOW) as session:
        session.get_one(LessonSlot, booked.id).course_pack_id = screened.id
    make_screening(screened, student)
    with unit_of_work(now=NOW) as session:
        session.get_one(LessonSlot, booked.id).course_pack_id = screened.id
    with pytest.raises(ScreeningRequired), unit_of_work(now=NOW) as session:
        session.get_one(LessonSlot, booked.id).student_id = newcomer.user_id


@pytest.mark.parametrize(
    "path",
    [
        "INSERT INTO lesson_slot ({names}) SELECT {copy} FROM lesson_slot WHERE id = :id",
        "INSERT OR REPLACE INTO lesson_slot ({names}) "
        "SELECT {copy} FROM lesson_slot WHERE id = :id",
        "UPDATE lesson_slot SET status = 'booked', student_id = :student WHERE id = :id",
        "UPDATE OR REPLACE lesson_slot SET status = 'booked', student_id = :student",
        "INSERT INTO lesson_slot SELECT * FROM lesson_slot WHERE id = :id "
        "ON CONFLICT (id) DO UPDATE SET status = 'booked', student_id = :student",
    ],
)
@pytest.mark.parametrize("decision", [None, *TutorDecision])
def test_raw_sql_books_nothing_without_an_approval(
    path: str, decision: TutorDecision | None
) -> None:
    pack, student = make_pack(make_tutor(), requires_screening=True), make_principal()
    if decision is not None:
        make_screening(pack, student, decision)
    free = _slot(pack, None, "free")
    changed = {
        "id": f"'{new_id()}'",
        "status": "'booked'",
        "student_id": f"'{student.user_id}'",
        "room_slug": "'another'",
    }
    columns = [column.name for column in SQLModel.metadata.tables["lesson_slot"].columns]
    copy = ", ".join(changed.get(name, name) for name in columns)
    statement = path.format(names=", ".join(columns), copy=copy)
    values = {"id": free.id, "student": student.user_id}
    named = {name: value for name, value in values.items() if f":{name}" in statement}
    if decision is TutorDecision.APPROVED:
        _run(statement, named)
        assert _booked() == 1
    else:
        with pytest.raises(ScreeningRequired):
            _run(statement, named)
        assert _booked() == 0


@pytest.mark.parametrize(
    "path",
    [
        "UPDATE preliminary_meeting SET tutor_decision = 'rejected'",
        "UPDATE preliminary_meeting SET tutor_decision = 'pending'",
        "UPDATE preliminary_meeting SET is_active = 0",
        "UPDATE preliminary_meeting SET student_id = owner_id",
        "DELETE FROM preliminary_meeting",
    ],
)
@pytest.mark.parametrize("is_booked", [True, False])
def test_an_approval_is_not_taken_from_under_a_booking(path: str, is_booked: bool) -> None:
    pack, student = make_pack(make_tutor(), requires_screening=True), make_principal()
    make_screening(pack, student, owner_id=make_principal().user_id)
    _slot(pack, student, "booked" if is_booked else "canceled")
    if is_booked:
        with pytest.raises(Conflict) as refused:
            _run(path)
        assert refused.value.code == "lessonsAreBooked"
    else:
        _run(path)


def test_one_of_two_approvals_may_go() -> None:
    pack, student = make_pack(make_tutor(), requires_screening=True), make_principal()
    first, second = make_screening(pack, student), make_screening(pack, student)
    _slot(pack, student, "booked")
    reject = "UPDATE preliminary_meeting SET tutor_decision = 'rejected' WHERE id = :id"
    _run(reject, {"id": first.id})
    with pytest.raises(Conflict):
        _run(reject, {"id": second.id})


def _run(statement: str, values: dict[str, str] | None = None) -> None:
    with unit_of_work(now=NOW) as session:
        execute(session, text(statement), values or {})


def _booked() -> int:
    with unit_of_work(now=NOW, readonly=True) as session:
        return len(session.exec(select(LessonSlot).where(LessonSlot.status == "booked")).all())


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
