"""The home page: what is next, what waits, what is missing."""

from datetime import timedelta

import pytest

from tests.factories import NOW, make_enrollment, make_pack, make_principal, make_tutor, make_window
from tests.lessons import make_lesson
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import NotSignedIn
from tutorhub_app.services.home import COMING_SHOWN, home
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")

HOUR = timedelta(hours=1)


def test_a_student_sees_the_next_lesson_first_and_packs_with_lessons_left() -> None:
    alice, bob = make_tutor(), make_principal()
    booked, idle, used = (make_pack(alice, title=title) for title in ("Booked", "Idle", "Used"))
    enrollment = make_enrollment(booked, bob, 5)
    make_enrollment(idle, bob, 5)
    make_enrollment(used, bob, 0)
    later = make_lesson(booked, bob, NOW + 9 * HOUR, enrollment_id=enrollment.id)
    sooner = make_lesson(booked, bob, NOW + HOUR, enrollment_id=enrollment.id)
    view = call(home, bob, now=NOW)
    assert [lesson.id for lesson in view.coming] == [sooner.id, later.id]
    assert [enrollment.pack_title for enrollment in view.to_book] == ["Idle", "Booked"]
    assert view.unmarked == ()


def test_a_tutor_sees_what_is_to_be_marked_and_what_keeps_students_from_booking() -> None:
    alice, bob = make_tutor(), make_principal()
    assert call(home, alice.principal, now=NOW).lacks_hours
    assert call(home, alice.principal, now=NOW).lacks_packs
    pack = make_pack(alice)
    make_window(alice)
    held = make_lesson(pack, bob, NOW - 2 * HOUR)
    view = call(home, alice.principal, now=NOW)
    assert (view.lacks_hours, view.lacks_packs) == (False, False)
    assert [lesson.id for lesson in view.unmarked] == [held.id]


def test_an_admin_sees_everyones_and_how_many_there_are() -> None:
    alice, bob = make_tutor(), make_principal()
    lesson = make_lesson(make_pack(alice), bob, NOW + HOUR)
    view = call(home, make_principal(Role.ADMIN), now=NOW)
    assert [found.id for found in view.coming] == [lesson.id]
    assert (view.tutors, view.students) == (1, 1)


def test_more_than_is_shown_is_counted() -> None:
    alice, bob = make_tutor(), make_principal()
    pack = make_pack(alice)
    for number in range(COMING_SHOWN + 2):
        make_lesson(pack, bob, NOW + (number + 1) * HOUR)
    view = call(home, bob, now=NOW)
    assert (len(view.coming), view.coming_total) == (COMING_SHOWN, COMING_SHOWN + 2)


def test_nobody_has_no_home() -> None:
    with pytest.raises(NotSignedIn):
        call(home, None, now=NOW)
