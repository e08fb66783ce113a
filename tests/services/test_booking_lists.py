"""Who sees which lessons, in what order."""

from datetime import timedelta

import pytest

from tests.factories import NOW
from tests.services.booking_cast import Cast, cast
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import NotFound, NotSignedIn, NotYours
from tutorhub_app.services.booking_changes import cancel_lesson, mark_completed
from tutorhub_app.services.booking_lists import Scope, lesson, lessons_of, next_lesson
from tutorhub_app.services.unit import call

__all__ = ["cast"]


def ids(principal, **query):
    return [found.id for found in call(lessons_of, principal, **{"now": NOW} | query).lessons]


def test_each_side_sees_its_own_lessons_and_an_admin_all(cast: Cast):
    booked = cast.book()
    for principal in (cast.bob, cast.alice.principal, cast.admin):
        assert ids(principal) == [booked.id]
    for principal in (cast.charlie, cast.dora.principal):
        assert ids(principal) == []
    assert ids(cast.admin, student_id=cast.charlie.user_id) == []
    assert ids(cast.admin, tutor_profile_id=cast.alice.profile.id) == [booked.id]
    with pytest.raises(NotSignedIn):
        ids(None)


def test_naming_somebody_else_shows_nothing_of_theirs(cast: Cast):
    cast.book()
    assert ids(cast.charlie, student_id=cast.bob.user_id) == []
    assert ids(cast.dora.principal, tutor_profile_id=cast.alice.profile.id) == []


def test_coming_and_past_share_all_lessons_between_them(cast: Cast):
    first, second, third = (cast.book(cast.tuesday + timedelta(days=n)) for n in range(3))
    call(cancel_lesson, cast.bob, third.id, now=NOW)
    during = first.starts_at + timedelta(minutes=30)
    assert ids(cast.bob, scope=Scope.COMING, now=during) == [first.id, second.id]
    assert ids(cast.bob, scope=Scope.PAST, now=during) == [third.id]
    after = first.ends_at
    assert ids(cast.bob, scope=Scope.COMING, now=after) == [second.id]
    assert ids(cast.bob, scope=Scope.PAST, now=after) == [third.id, first.id]


def test_lessons_that_nobody_has_marked_are_found(cast: Cast):
    first, second = (cast.book(cast.tuesday + timedelta(days=n)) for n in range(2))
    call(mark_completed, cast.alice.principal, first.id, now=first.ends_at)
    assert ids(cast.alice.principal, scope=Scope.UNMARKED, now=second.ends_at) == [second.id]


def test_a_range_holds_what_touches_it(cast: Cast):
    booked = cast.book()
    inside = booked.starts_at + timedelta(minutes=59)
    assert ids(cast.bob, first=inside) == [booked.id]
    assert ids(cast.bob, first=booked.ends_at) == []
    assert ids(cast.bob, last=inside) == [booked.id]
    assert ids(cast.bob, last=booked.starts_at) == []


def test_pages_hold_each_lesson_once(cast: Cast):
    booked = [cast.book(cast.tuesday + timedelta(hours=n)) for n in range(5)]
    pages = [
        call(lessons_of, cast.bob, page=number, page_size=2, now=NOW) for number in (1, 2, 3, 9)
    ]
    assert [found.id for page in pages[:3] for found in page.lessons] == [b.id for b in booked]
    assert {page.total for page in pages} == {5}
    assert pages[3].page == 3


def test_text_finds_pack_and_people(cast: Cast):
    booked = cast.book()
    assert ids(cast.admin, text="ten less") == [booked.id]
    assert ids(cast.admin, text="bob") == [booked.id]
    assert ids(cast.admin, text="nothing like it") == []
    assert ids(cast.admin, text="%") == []


def test_the_next_lesson_is_the_one_under_way_or_the_first_to_come(cast: Cast):
    first, second = (cast.book(cast.tuesday + timedelta(hours=n)) for n in range(2))
    assert call(next_lesson, cast.bob, now=NOW).id == first.id
    assert call(next_lesson, cast.bob, now=first.starts_at).id == first.id
    assert call(next_lesson, cast.alice.principal, now=first.ends_at).id == second.id
    assert call(next_lesson, cast.bob, now=second.ends_at) is None
    assert call(next_lesson, cast.charlie, now=NOW) is None


def test_a_lesson_is_found_by_id_and_by_room_by_its_people_alone(cast: Cast):
    booked = cast.book()
    assert call(lesson, cast.bob, booked.id, now=NOW).side is Side.STUDENT
    assert call(lesson, cast.alice.principal, slug=booked.room_slug, now=NOW).side is Side.TUTOR
    assert call(lesson, cast.admin, booked.id, now=NOW).side is Side.ADMIN
    for outsider in (cast.charlie, cast.dora.principal):
        with pytest.raises(NotYours):
            call(lesson, outsider, booked.id, now=NOW)
        with pytest.raises(NotYours):
            call(lesson, outsider, slug=booked.room_slug, now=NOW)
    with pytest.raises(NotFound):
        call(lesson, cast.bob, slug="no-such-room", now=NOW)
    with pytest.raises(NotFound):
        call(lesson, cast.bob, now=NOW)


def test_a_view_says_what_its_viewer_may_do(cast: Cast):
    booked = cast.book(now=NOW - timedelta(days=2))
    early = call(lesson, cast.bob, booked.id, now=NOW - timedelta(days=1))
    assert early.can_cancel
    assert not early.loses_lesson
    assert early.can_reschedule
    late = call(lesson, cast.bob, booked.id, now=booked.starts_at - timedelta(minutes=1))
    assert late.can_cancel
    assert late.loses_lesson
    assert not late.can_reschedule
    begun = call(lesson, cast.bob, booked.id, now=booked.starts_at)
    assert not begun.can_cancel
    assert not begun.can_mark
    tutors = call(lesson, cast.alice.principal, booked.id, now=booked.starts_at)
    assert tutors.can_mark
    assert tutors.can_cancel
    assert not tutors.loses_lesson
