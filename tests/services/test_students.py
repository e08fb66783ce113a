"""A tutor's students and notes: the owner, the other role and the outsider."""

from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    make_enrollment,
    make_pack,
    make_principal,
    make_tutor,
    make_user,
    reload,
    save,
)
from tests.lessons import make_lesson
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from tutorhub_app.services.students import (
    MAXIMUM_NOTE,
    PAGE_SIZE,
    list_students,
    save_note,
    student_file,
    student_page,
)
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")

HOUR = timedelta(hours=1)


def test_a_tutor_sees_those_who_are_enrolled_and_what_is_left() -> None:
    alice, bob = make_tutor(), make_principal(fullname="Bob")
    make_enrollment(make_pack(alice, title="Algebra"), bob, 7)
    make_enrollment(make_pack(make_tutor()), make_principal())
    (line,) = call(list_students, alice.principal, now=NOW)
    assert line.student.fullname == "Bob"
    assert [(e.title, e.left) for e in line.enrollments] == [("Algebra", 7)]


def test_lessons_with_this_tutor_alone_are_counted() -> None:
    alice, dora, bob = make_tutor(), make_tutor(), make_principal()
    pack, other = make_pack(alice), make_pack(dora)
    make_enrollment(pack, bob)
    make_lesson(pack, bob, NOW - 48 * HOUR, status=SlotStatus.COMPLETED)
    missed = make_lesson(pack, bob, NOW - 24 * HOUR, status=SlotStatus.COMPLETED)
    missed.no_show = True
    save(missed)
    make_lesson(pack, bob, NOW + 24 * HOUR)
    make_lesson(other, bob, NOW + 2 * HOUR)
    make_lesson(pack, bob, NOW + 3 * HOUR, status=SlotStatus.CANCELED)
    (line,) = call(list_students, alice.principal, now=NOW)
    assert (line.student.held, line.student.missed) == (1, 1)
    assert line.student.next_at == NOW + 24 * HOUR


def test_the_file_of_a_student_is_their_tutors_and_an_admins() -> None:
    alice, bob = make_tutor(), make_principal()
    make_enrollment(make_pack(alice), bob)
    call(save_note, alice.principal, bob.user_id, "Loves fractions.", now=NOW)
    for reader in (alice.principal, make_principal(Role.ADMIN)):
        found = call(student_file, reader, bob.user_id, alice.profile.id, now=NOW)
        assert found.note == "Loves fractions."


def test_another_tutor_finds_no_such_student_and_reads_no_note() -> None:
    alice, dora, bob = make_tutor(), make_tutor(), make_principal()
    make_enrollment(make_pack(alice), bob)
    with pytest.raises(NotFound):
        call(student_file, dora.principal, bob.user_id, now=NOW)
    with pytest.raises(NotAllowed):
        call(student_file, dora.principal, bob.user_id, alice.profile.id, now=NOW)
    with pytest.raises(NotAllowed):
        call(list_students, dora.principal, alice.profile.id, now=NOW)


def test_notes_of_two_tutors_about_one_student_are_apart() -> None:
    alice, dora, bob = make_tutor(), make_tutor(), make_principal()
    for tutor in (alice, dora):
        make_enrollment(make_pack(tutor), bob)
        call(save_note, tutor.principal, bob.user_id, f"From {tutor.user.id}", now=NOW)
    for tutor in (alice, dora):
        found = call(student_file, tutor.principal, bob.user_id, now=NOW)
        assert found.note == f"From {tutor.user.id}"


@pytest.mark.parametrize("role", [Role.STUDENT, None])
def test_students_and_nobody_are_refused(role: Role | None) -> None:
    alice, bob = make_tutor(), make_principal()
    make_enrollment(make_pack(alice), bob)
    asking: Principal | None = bob if role else None
    refusal = NotAllowed if role else NotSignedIn
    for service, more in (
        (list_students, ()),
        (student_page, ()),
        (student_file, (bob.user_id,)),
    ):
        with pytest.raises(refusal):
            call(service, asking, *more, alice.profile.id, now=NOW)
    with pytest.raises(refusal):
        call(save_note, asking, bob.user_id, "mine", alice.profile.id, now=NOW)


def test_a_note_is_kept_trimmed_replaced_and_not_too_long() -> None:
    alice, bob = make_tutor(), make_principal()
    make_enrollment(make_pack(alice), bob)
    call(save_note, alice.principal, bob.user_id, "  first  ", now=NOW)
    call(save_note, alice.principal, bob.user_id, "second", now=NOW)
    with pytest.raises(Invalid) as refused:
        call(save_note, alice.principal, bob.user_id, "x" * (MAXIMUM_NOTE + 1), now=NOW)
    assert "note" in refused.value.fields
    assert call(student_file, alice.principal, bob.user_id, now=NOW).note == "second"


def test_an_admin_who_names_no_tutor_is_told_so() -> None:
    with pytest.raises(NotFound):
        call(list_students, make_principal(Role.ADMIN), now=NOW)


def test_a_stranger_is_not_among_the_students() -> None:
    alice = make_tutor()
    stranger = make_user()
    with pytest.raises(NotFound):
        call(save_note, alice.principal, stranger.id, "who", now=NOW)
    assert reload(stranger).fullname == stranger.fullname


def names_of(page) -> list[str]:
    return [line.student.fullname for line in page.students]


def test_students_are_searched_by_words_of_their_name_or_email() -> None:
    alice = make_tutor()
    pack = make_pack(alice)
    for name, email in (("Élan Vital", "one@a.example"), ("Bob Birch", "two@b.example")):
        make_enrollment(pack, make_principal(fullname=name, email=email))
    make_enrollment(make_pack(make_tutor()), make_principal(fullname="Bob Elsewhere"))

    def found(text: str) -> list[str]:
        return names_of(call(student_page, alice.principal, text=text, now=NOW))

    assert found("") == ["Bob Birch", "Élan Vital"]
    assert found("elan") == ["Élan Vital"]
    assert found("birch BOB") == ["Bob Birch"]
    assert found("b.example") == ["Bob Birch"]
    assert found("elsewhere") == found("100%") == []


def test_students_are_sorted_by_name_by_what_comes_and_by_what_was_held() -> None:
    alice = make_tutor()
    pack = make_pack(alice)
    ann, bea, cleo = (make_principal(fullname=name) for name in ("Ann", "Bea", "Cleo"))
    for student in (ann, bea, cleo):
        make_enrollment(pack, student)
    make_lesson(pack, bea, NOW + 48 * HOUR)
    make_lesson(pack, cleo, NOW + 24 * HOUR)
    make_lesson(pack, cleo, NOW - 24 * HOUR, status=SlotStatus.COMPLETED)

    def sorted_by(sort: str, *, descending: bool = False) -> list[str]:
        found = call(student_page, alice.principal, sort=sort, descending=descending, now=NOW)
        return names_of(found)

    assert sorted_by("name") == sorted_by("nonsense") == ["Ann", "Bea", "Cleo"]
    assert sorted_by("name", descending=True) == ["Cleo", "Bea", "Ann"]
    assert sorted_by("next") == ["Cleo", "Bea", "Ann"]
    assert sorted_by("next", descending=True) == ["Bea", "Cleo", "Ann"]
    assert sorted_by("held", descending=True) == ["Cleo", "Ann", "Bea"]


def test_many_students_come_in_pages_and_one_past_the_end_is_the_last() -> None:
    alice = make_tutor()
    pack = make_pack(alice)
    for number in range(PAGE_SIZE + 2):
        make_enrollment(pack, make_principal(fullname=f"Student {number:02}"))
    first = call(student_page, alice.principal, now=NOW)
    last = call(student_page, alice.principal, page=7, now=NOW)
    assert (first.total, first.page_count, last.page) == (PAGE_SIZE + 2, 2, 2)
    assert names_of(first) + names_of(last) == [f"Student {n:02}" for n in range(PAGE_SIZE + 2)]
