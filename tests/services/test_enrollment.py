"""Enrolling: who may enroll whom, and what it gives."""

from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    Tutor,
    make_enrollment,
    make_pack,
    make_principal,
    make_screening,
    make_tutor,
    make_user,
    reload,
    save,
)
from tests.lessons import make_lesson
from tutorhub_app.data.catalog import Enrollment
from tutorhub_app.data.changes import (
    ENROLLMENTS_TOPIC,
    changes_after,
    person_topic,
    tutor_topic,
)
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    ScreeningRequired,
)
from tutorhub_app.domain.screening import TutorDecision
from tutorhub_app.services import catalog
from tutorhub_app.services.enrollment import enroll
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def alice() -> Tutor:
    return make_tutor()


def count_enrollments() -> int:
    from sqlmodel import select

    with unit_of_work(now=NOW, readonly=True) as session:
        return len(session.exec(select(Enrollment.id)).all())


def test_a_student_enrolls_and_has_the_packs_lessons(alice):
    bob, pack = make_principal(), make_pack(alice, lesson_count=10)
    made = call(enroll, bob, pack.id, now=NOW)
    assert (made.lessons_left, made.lessons_bought) == (10, 10)
    assert call(catalog.my_enrollments, bob, now=NOW) == (made,)
    assert call(catalog.pack_view, bob, pack.id, now=NOW).step == "book"
    with unit_of_work(now=NOW, readonly=True) as session:
        topics = {topic for _, topic in changes_after(session, 0)}
    assert topics == {
        ENROLLMENTS_TOPIC,
        tutor_topic(alice.profile.id),
        person_topic(bob.user_id),
    }


def test_a_tutor_enrolls_a_student_in_their_own_pack_only(alice):
    bob, pack = make_principal(), make_pack(alice)
    assert call(enroll, alice.principal, pack.id, bob.user_id, now=NOW).student_id == bob.user_id
    foreign = make_pack(make_tutor())
    with pytest.raises(NotAllowed):
        call(enroll, alice.principal, foreign.id, bob.user_id, now=NOW)


def test_an_administrator_enrolls_anyone(alice):
    bob, pack = make_principal(), make_pack(alice)
    made = call(enroll, make_principal(Role.ADMIN), pack.id, bob.user_id, now=NOW)
    assert made.student_id == bob.user_id


def test_a_student_does_not_enroll_another(alice):
    bob, charlie, pack = make_principal(), make_principal(), make_pack(alice)
    with pytest.raises(NotAllowed):
        call(enroll, charlie, pack.id, bob.user_id, now=NOW)
    assert count_enrollments() == 0


def test_somebody_signed_out_is_asked_to_sign_in(alice):
    with pytest.raises(NotSignedIn):
        call(enroll, None, make_pack(alice).id, now=NOW)
    with pytest.raises(NotSignedIn):
        call(catalog.my_enrollments, None, now=NOW)


def test_only_active_students_are_enrolled(alice):
    pack = make_pack(alice)
    gone = make_user(is_active=False)
    for student_id in (gone.id, alice.user.id, "nobody"):
        with pytest.raises(Invalid) as refused:
            call(enroll, make_principal(Role.ADMIN), pack.id, student_id, now=NOW)
        assert set(refused.value.fields) == {"studentId"}


def test_who_is_not_a_student_names_one(alice):
    with pytest.raises(Invalid):
        call(enroll, alice.principal, make_pack(alice).id, now=NOW)


def test_a_deleted_or_unknown_pack_takes_nobody(alice):
    for pack_id in (make_pack(alice, is_active=False).id, "nothing"):
        with pytest.raises(NotFound):
            call(enroll, make_principal(), pack_id, now=NOW)


def test_while_lessons_are_left_it_is_a_duplicate(alice):
    bob, pack = make_principal(), make_pack(alice)
    held = make_enrollment(pack, bob, 3)
    with pytest.raises(Conflict) as refused:
        call(enroll, bob, pack.id, now=NOW)
    assert refused.value.code == "alreadyEnrolled"
    assert refused.value.sentence.startswith("There are 3 lessons left")
    assert reload(held).lessons_left == 3


def test_when_all_lessons_are_used_enrolling_again_adds_the_packs(alice):
    bob, pack = make_principal(), make_pack(alice, lesson_count=4)
    held = save(
        Enrollment(
            course_pack_id=pack.id,
            student_id=bob.user_id,
            owner_id=bob.user_id,
            lessons_left=0,
            lessons_bought=4,
        )
    )
    made = call(enroll, bob, pack.id, now=NOW)
    assert (made.id, made.lessons_left, made.lessons_bought) == (held.id, 4, 8)


def test_a_withdrawn_enrollment_begins_anew(alice):
    bob, pack = make_principal(), make_pack(alice, lesson_count=4)
    held = make_enrollment(pack, bob, 3)
    held.is_active = False
    save(held)
    assert call(catalog.my_enrollments, bob, now=NOW) == ()
    assert call(enroll, bob, pack.id, now=NOW).lessons_left == 4


@pytest.mark.parametrize("decision", [None, TutorDecision.PENDING, TutorDecision.REJECTED])
def test_a_screened_pack_needs_an_approved_screening_whoever_enrolls(alice, decision):
    bob, pack = make_principal(), make_pack(alice, requires_screening=True)
    if decision:
        make_screening(pack, bob, decision)
    for principal, student in ((bob, None), (alice.principal, bob.user_id)):
        with pytest.raises(ScreeningRequired) as refused:
            call(enroll, principal, pack.id, student, now=NOW)
        assert alice.user.fullname in refused.value.sentence
    assert count_enrollments() == 0


def test_a_screening_of_one_pack_opens_no_other(alice):
    bob = make_principal()
    screened = make_pack(alice, requires_screening=True)
    make_screening(make_pack(alice, requires_screening=True), bob)
    with pytest.raises(ScreeningRequired):
        call(enroll, bob, screened.id, now=NOW)
    make_screening(screened, bob)
    assert call(enroll, bob, screened.id, now=NOW).lessons_left == screened.lesson_count


def test_ones_own_enrollments_tell_the_lessons_coming(alice):
    bob, pack = make_principal(), make_pack(alice)
    used_up = make_enrollment(make_pack(alice, title="A used up one"), bob, 0)
    held = make_enrollment(pack, bob, 3)
    make_lesson(pack, bob, NOW + timedelta(days=1), enrollment_id=held.id)
    make_lesson(pack, bob, NOW - timedelta(days=1), enrollment_id=held.id)
    first, second = call(catalog.my_enrollments, bob, now=NOW)
    assert (first.id, first.lessons_left, first.lessons_coming) == (held.id, 3, 1)
    assert second.id == used_up.id
    assert call(catalog.my_enrollments, make_principal(), now=NOW) == ()
