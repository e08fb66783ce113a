"""The home page: what is next, what waits, what is missing."""

from datetime import datetime, timedelta

import pytest

from tests.factories import NOW, make_enrollment, make_pack, make_principal, make_tutor, make_window
from tests.lessons import make_lesson
from tests.services.screening_cast import ScreeningCast
from tests.services.screening_cast import cast as screening_cast
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.errors import NotSignedIn
from tutorhub_app.domain.jobs import JobStanding
from tutorhub_app.domain.screening import Stage
from tutorhub_app.services import jobs
from tutorhub_app.services.home import COMING_SHOWN, home
from tutorhub_app.services.unit import call

__all__ = ["screening_cast"]

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


def _waiting(person: Principal, *, now: datetime = NOW) -> list[tuple[str, Stage]]:
    return [(row.id, row.stage) for row in call(home, person, now=now).waiting]


def test_a_request_waits_for_its_tutor_and_offered_times_for_the_student(
    screening_cast: ScreeningCast,
) -> None:
    cast = screening_cast
    asked = cast.request()
    assert _waiting(cast.alice.principal) == [(asked, Stage.REQUESTED)]
    assert _waiting(cast.bob) == _waiting(cast.dora.principal) == _waiting(cast.charlie) == []
    offers = [cast.tuesday, cast.tuesday + HOUR]
    cast.act("offer", asked, proposals=offers, message=None)
    assert _waiting(cast.bob) == [(asked, Stage.REQUESTED)]
    assert _waiting(cast.alice.principal) == []


def test_a_meeting_that_was_held_waits_for_the_decision(screening_cast: ScreeningCast) -> None:
    cast = screening_cast
    asked = cast.at(Stage.AGREED)
    assert _waiting(cast.alice.principal) == []
    assert _waiting(cast.alice.principal, now=cast.tuesday + HOUR) == [(asked, Stage.HELD)]


def test_who_was_approved_is_shown_to_enroll_until_they_have(
    screening_cast: ScreeningCast,
) -> None:
    cast = screening_cast
    asked = cast.at(Stage.APPROVED)
    assert [row.id for row in call(home, cast.bob, now=NOW).to_enroll] == [asked]
    assert call(home, cast.charlie, now=NOW).to_enroll == ()
    make_enrollment(cast.pack, cast.bob)
    assert call(home, cast.bob, now=NOW).to_enroll == ()


def test_an_appeal_and_a_late_job_wait_for_administrators(
    screening_cast: ScreeningCast,
) -> None:
    cast = screening_cast
    asked = cast.at(Stage.REJECTED)
    assert _waiting(cast.admin) == []
    cast.act("appeal", asked, by="bob", message="Please look again.")
    assert [row_id for row_id, _ in _waiting(cast.admin)] == [asked]
    assert call(home, cast.admin, now=NOW).unwell_jobs == ()
    call(jobs.claim, jobs.JOBS[0], now=NOW)
    long_after = NOW + timedelta(hours=1)
    [late] = call(home, cast.admin, now=long_after).unwell_jobs
    assert late.standing is JobStanding.LATE
    assert call(home, cast.alice.principal, now=long_after).unwell_jobs == ()
