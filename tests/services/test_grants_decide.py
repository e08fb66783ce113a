"""Grants decide at every guard: what is granted opens it at the next call, what is denied closes it
to its owner, and what is revoked is as before."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tests.factories import NOW, make_pack, make_principal, make_window, reload
from tests.granting import again, allow, deny, make_group_of, say, take_back
from tests.lessons import make_lesson
from tests.services.booking_cast import Cast, cast
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.booking import Side, SlotStatus
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.domain.errors import NotAllowed, NotFound, NotYours
from tutorhub_app.domain.packs import PackDetails
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services import (
    availability,
    availability_week,
    booking_lists,
    booking_offer,
    catalog,
    catalog_packs,
    enrollment,
    home,
    live,
    people,
    students,
)
from tutorhub_app.services.availability import HoursRequest
from tutorhub_app.services.booking import BookingRequest, Place, book_slot
from tutorhub_app.services.booking_changes import (
    cancel_lesson,
    cancel_series_from,
    change_location,
    mark_completed,
    reschedule_lesson,
)
from tutorhub_app.services.series import SeriesRequest, book_series
from tutorhub_app.services.series_changes import reschedule_series_from
from tutorhub_app.services.unit import call

__all__ = ["cast"]

CATALOG = Permission.CATALOG_MANAGE
HOURS = Permission.AVAILABILITY_MANAGE
BOOK = Permission.LESSON_SLOT_BOOK
MANAGE = Permission.LESSON_SLOT_MANAGE
OVERRIDE = Permission.LESSON_SLOT_OVERRIDE
ENROLL = Permission.ENROLLMENT_MANAGE


def details(title: str) -> PackDetails:
    return PackDetails(
        title=title,
        description="",
        lesson_minutes=60,
        lesson_count=10,
        price_minor=0,
        currency="EUR",
        requires_screening=False,
        teaching_mode=TeachingMode.BOTH,
    )


def rename(cast: Cast, who: Principal, title: str = "Renamed") -> None:
    call(catalog_packs.update_pack, again(who), cast.pack.id, details(title), now=NOW)


def refuses(step: Callable[..., object], *args: Any, **kwargs: Any) -> bool:
    """Whether it is refused: as not allowed, or as not there."""
    try:
        step(*args, **kwargs)
    except (NotAllowed, NotYours):
        return True
    return False


@pytest.mark.parametrize("place", ["pack", "profile"])
def test_a_pack_is_changed_by_whom_it_or_its_profile_was_granted(cast: Cast, place: str):
    object_id = cast.pack.id if place == "pack" else cast.alice.profile.id
    assert refuses(rename, cast, cast.charlie)
    record = allow(cast.charlie, CATALOG, object_id)
    rename(cast, cast.charlie)
    assert reload(cast.pack).title == "Renamed"
    take_back(record)
    assert refuses(rename, cast, cast.charlie, "Again")
    assert reload(cast.pack).title == "Renamed"


@pytest.mark.parametrize("place", ["pack", "profile", None])
def test_a_denial_stops_the_packs_own_tutor_and_administrators(cast: Cast, place: str | None):
    places = {"pack": cast.pack.id, "profile": cast.alice.profile.id, None: None}
    for who in (cast.alice.principal, cast.admin):
        record = deny(who, CATALOG, places[place])
        assert refuses(rename, cast, who)
        assert reload(cast.pack).title == "Ten lessons"
        assert not call(catalog.pack_view, again(who), cast.pack.id, now=NOW).can_manage
        take_back(record)
        rename(cast, who)
        rename(cast, who, "Ten lessons")


def test_groups_and_roles_are_granted_and_denied_together(cast: Cast):
    group_id = make_group_of(cast.charlie)
    say(CATALOG, on=cast.pack.id, subject_user_group_id=group_id)
    rename(cast, cast.charlie)
    assert refuses(rename, cast, cast.bob)
    say(CATALOG, on=cast.pack.id, role_id="student")
    rename(cast, cast.bob, "By any student")
    say(CATALOG, can_do=False, on=cast.pack.id, role_id="tutor")
    assert refuses(rename, cast, cast.alice.principal)
    allow(cast.alice.principal, CATALOG, cast.pack.id)
    rename(cast, cast.alice.principal, "Hers")


def test_a_general_allowance_does_not_reach_another_tutors_pack(cast: Cast):
    allow(cast.dora.principal, CATALOG)
    allow(cast.charlie, CATALOG)
    for who in (cast.dora.principal, cast.charlie):
        assert refuses(rename, cast, who)
    assert reload(cast.pack).title == "Ten lessons"


def test_hours_are_changed_by_whom_the_profile_was_granted(cast: Cast):
    profile_id = cast.alice.profile.id
    hours = HoursRequest(21 * 60, 22 * 60, TeachingMode.BOTH, day=DayOfWeek.MONDAY)

    def put(who: Principal) -> None:
        call(availability.put_window, again(who), profile_id, hours, now=NOW)

    def windows() -> int:
        monday = NOW.date()
        week = call(availability_week.week, cast.admin, profile_id, monday, monday, now=NOW)
        return len(week.blocks)

    before = windows()
    assert refuses(put, cast.charlie)
    assert refuses(put, cast.dora.principal)
    deny(cast.alice.principal, HOURS, profile_id)
    with pytest.raises(NotAllowed):
        put(cast.alice.principal)
    assert windows() == before
    allow(cast.charlie, HOURS, profile_id)
    put(cast.charlie)
    assert windows() == before + 1


def test_a_denied_window_stays_whatever_else_its_tutor_changes(cast: Cast):
    tutor = cast.alice
    window = make_window(tutor, start="20:00", end="21:00", on=NOW.date())
    deny(tutor.principal, HOURS, window.id)
    me, profile_id = again(tutor.principal), tutor.profile.id
    delete = partial(call, availability.delete_window, me, profile_id, now=NOW)
    with pytest.raises(NotAllowed):
        delete((window.id,))
    over_it = HoursRequest(
        20 * 60, 22 * 60, TeachingMode.ONLINE, on=NOW.date(), replacing=(window.id,)
    )
    with pytest.raises(NotAllowed):
        call(availability.put_window, me, profile_id, over_it, now=NOW)
    other = make_window(tutor, start="06:00", end="07:00", on=NOW.date())
    delete((other.id,))
    assert reload(window).is_active
    assert not reload(other).is_active


@pytest.mark.parametrize("place", ["lesson", "pack", "profile"])
def test_one_granted_a_lesson_stands_in_it_as_its_tutor_does(cast: Cast, place: str):
    lesson = cast.book()
    places = {
        "lesson": lesson.id,
        "pack": cast.pack.id,
        "profile": cast.alice.profile.id,
    }
    assert refuses(call, cancel_lesson, cast.charlie, lesson.id, now=NOW)
    record = allow(cast.charlie, MANAGE, places[place])
    charlie = again(cast.charlie)
    seen = call(booking_lists.lesson, charlie, lesson.id, now=NOW)
    assert (seen.side, seen.can_cancel, seen.can_reschedule) == (Side.TUTOR, True, True)
    outside_hours = cast.tuesday.replace(hour=22)
    moved = call(reschedule_lesson, charlie, lesson.id, outside_hours, now=NOW)
    assert moved.starts_at == outside_hours
    late = outside_hours - timedelta(minutes=1)
    take_back(record)
    assert refuses(call, cancel_lesson, again(cast.charlie), lesson.id, now=late)
    allow(cast.charlie, MANAGE, places[place])
    assert call(cancel_lesson, again(cast.charlie), lesson.id, now=late).lesson_returned


def test_one_who_overrides_stands_in_any_lesson_as_an_administrator_does(cast: Cast):
    lesson = cast.book()
    allow(cast.dora.principal, OVERRIDE)
    dora = again(cast.dora.principal)
    assert call(booking_lists.lesson, dora, lesson.id, now=NOW).side is Side.ADMIN
    done = call(mark_completed, dora, lesson.id, now=lesson.starts_at)
    assert done.status is SlotStatus.COMPLETED
    allow(cast.charlie, OVERRIDE, lesson.id)
    assert call(booking_lists.lesson, again(cast.charlie), lesson.id, now=NOW).side is Side.ADMIN


@pytest.mark.parametrize("who", ["bob", "alice", "admin"])
@pytest.mark.parametrize("place", ["lesson", "pack", "profile", None])
def test_a_denial_takes_the_changing_of_a_lesson_and_leaves_the_looking(
    cast: Cast, who: str, place: str | None
):
    lesson = cast.book()
    places = {
        "lesson": lesson.id,
        "pack": cast.pack.id,
        "profile": cast.alice.profile.id,
        None: None,
    }
    person = {"bob": cast.bob, "alice": cast.alice.principal, "admin": cast.admin}[who]
    deny(person, MANAGE, places[place])
    person = again(person)
    elsewhere = Place(SessionMode.FACE_TO_FACE)
    for step in (
        lambda: call(cancel_lesson, person, lesson.id, now=NOW),
        lambda: call(change_location, person, lesson.id, elsewhere, now=NOW),
        lambda: call(
            reschedule_lesson, person, lesson.id, cast.tuesday + timedelta(days=1), now=NOW
        ),
        lambda: call(mark_completed, person, lesson.id, now=lesson.starts_at),
    ):
        assert refuses(step)
    listed = call(booking_lists.lessons_of, person, now=NOW).lessons
    if who == "admin":
        assert listed == ()
        assert refuses(call, booking_lists.lesson, person, lesson.id, now=NOW)
    else:
        (seen,) = listed
        assert call(booking_lists.lesson, person, lesson.id, now=NOW) == seen
        offered = (seen.can_cancel, seen.can_reschedule, seen.can_change_location, seen.can_mark)
        assert not any(offered)
    assert call(booking_lists.lesson, cast.bob, lesson.id, now=NOW).status is SlotStatus.BOOKED


def test_an_administrator_without_override_sees_nobodys_lessons(cast: Cast):
    lesson = cast.book()
    assert call(booking_lists.lessons_of, cast.admin, now=NOW).total == 1
    deny(cast.admin, OVERRIDE)
    admin = again(cast.admin)
    assert call(booking_lists.lessons_of, admin, now=NOW).total == 0
    assert call(booking_lists.next_lesson, admin, now=NOW) is None
    assert refuses(call, booking_lists.lesson, admin, lesson.id, now=NOW)


def test_a_list_shows_what_is_granted_beside_ones_own(cast: Cast):
    lesson = cast.book()
    other = make_lesson(make_pack(cast.dora), cast.charlie, cast.tuesday)
    allow(cast.charlie, MANAGE, cast.pack.id)
    charlie = again(cast.charlie)
    found = call(booking_lists.lessons_of, charlie, now=NOW)
    assert {each.id: each.side for each in found.lessons} == {
        lesson.id: Side.TUTOR,
        other.id: Side.STUDENT,
    }
    assert live.LESSONS_TOPIC in live.lesson_topics(charlie)
    deny(cast.charlie, MANAGE, lesson.id)
    found = call(booking_lists.lessons_of, again(cast.charlie), now=NOW)
    assert [each.id for each in found.lessons] == [other.id]


def test_a_series_is_moved_and_cancelled_by_whom_all_of_it_was_granted(cast: Cast):
    starts = tuple(cast.tuesday + timedelta(weeks=week) for week in range(3))
    request = SeriesRequest(cast.pack.id, starts, SessionMode.ONLINE)
    booked = call(book_series, cast.bob, request, now=NOW)
    for each in booked[:2]:
        allow(cast.charlie, MANAGE, each.id)
    charlie, first = again(cast.charlie), booked[0]
    later = cast.tuesday + timedelta(days=1)
    assert refuses(call, cancel_series_from, charlie, first.id, now=NOW)
    assert refuses(call, reschedule_series_from, charlie, first.id, later, now=NOW)
    kept = call(booking_lists.series_of, cast.bob, first.series_id, now=NOW)
    assert [each.starts_at for each in kept] == list(starts)
    assert {each.status for each in kept} == {SlotStatus.BOOKED}
    allow(cast.charlie, MANAGE, booked[2].id)
    gone = call(cancel_series_from, again(cast.charlie), first.id, now=NOW)
    assert [each.status for each in gone] == [SlotStatus.CANCELED] * 3


@pytest.mark.parametrize(("permission", "sees"), [(BOOK, False), (OVERRIDE, True)])
def test_one_granted_to_book_in_a_pack_books_for_its_students(
    cast: Cast, permission: Permission, sees: bool
):
    request = cast.request(cast.tuesday.replace(hour=6), student_id=cast.bob.user_id)
    assert refuses(call, book_slot, cast.charlie, request, now=NOW)
    assert refuses(call, book_slot, cast.dora.principal, request, now=NOW)
    assert cast.lessons_left() == 10
    allow(cast.charlie, permission, cast.pack.id)
    allow(cast.dora.principal, permission, cast.alice.profile.id)
    made = call(book_slot, again(cast.charlie), request, now=NOW)
    assert (made.student_id, made.can_cancel) == (cast.bob.user_id, sees)
    assert refuses(call, booking_lists.lesson, again(cast.charlie), made.id, now=NOW) is (not sees)
    later = cast.request(cast.tuesday.replace(hour=21), student_id=cast.bob.user_id)
    assert call(book_slot, again(cast.dora.principal), later, now=NOW).student_id
    assert cast.lessons_left() == 8


@pytest.mark.parametrize("place", ["pack", "profile", None])
def test_one_denied_to_book_is_told_so_and_offered_nothing(cast: Cast, place: str | None):
    places = {"pack": cast.pack.id, "profile": cast.alice.profile.id, None: None}
    for who in (cast.bob, cast.alice.principal, cast.admin):
        deny(who, BOOK, places[place])
        student_id = None if who is cast.bob else cast.bob.user_id
        request = cast.request(student_id=student_id)
        assert refuses(call, book_slot, again(who), request, now=NOW)
    assert cast.lessons_left() == 10
    offered = call(booking_offer.pack_to_book, again(cast.bob), cast.pack.id, now=NOW)
    assert (offered.missing, offered.missing_sentence) == (
        "notAllowed",
        "You can not book lessons.",
    )
    assert call(catalog.pack_view, cast.bob, cast.pack.id, now=NOW).step == "book"
    assert call(catalog.pack_view, again(cast.bob), cast.pack.id, now=NOW).step == "none"


def test_enrolling_is_granted_and_denied(cast: Cast):
    def enroll(who: Principal, student: Principal) -> object:
        return call(enrollment.enroll, again(who), cast.pack.id, student.user_id, now=NOW)

    newcomer = make_principal()
    assert refuses(enroll, cast.dora.principal, newcomer)
    deny(newcomer, ENROLL, cast.pack.id)
    assert refuses(enroll, newcomer, newcomer)
    assert call(catalog.pack_view, again(newcomer), cast.pack.id, now=NOW).step == "none"
    deny(cast.alice.principal, ENROLL, cast.alice.profile.id)
    assert refuses(enroll, cast.alice.principal, newcomer)
    assert call(catalog.my_enrollments, newcomer, now=NOW) == ()
    allow(cast.dora.principal, ENROLL, cast.pack.id)
    enroll(cast.dora.principal, newcomer)
    assert len(call(catalog.my_enrollments, newcomer, now=NOW)) == 1


def test_a_tutors_students_are_shown_to_whom_profile_and_enrollments_were_granted(cast: Cast):
    profile_id = cast.alice.profile.id

    def listed(who: Principal) -> int:
        return len(call(students.list_students, again(who), profile_id, now=NOW))

    for permission in (CATALOG, ENROLL):
        assert refuses(listed, cast.dora.principal)
        allow(cast.dora.principal, permission, profile_id)
    assert listed(cast.dora.principal) == 1
    deny(cast.alice.principal, ENROLL, profile_id)
    assert refuses(listed, cast.alice.principal)


def test_finding_people_and_the_house_figures_are_permissions_too(cast: Cast):
    assert refuses(call, people.people, cast.dora.principal, now=NOW)
    allow(cast.dora.principal, Permission.USER_MANAGE)
    assert call(people.people, again(cast.dora.principal), now=NOW).total
    deny(cast.admin, Permission.USER_MANAGE)
    assert refuses(call, people.people, again(cast.admin), now=NOW)
    assert call(home.home, cast.admin, now=NOW).students == 2
    say(Permission.ADMIN_PANEL_ACCESS, can_do=False, role_id=Role.ADMIN)
    assert call(home.home, again(cast.admin), now=NOW).students == 0


def test_a_pack_that_is_not_there_is_not_there_for_the_denied_either(cast: Cast):
    deny(cast.bob, BOOK)
    request = BookingRequest(cast.enrollment.id, cast.tuesday, SessionMode.ONLINE)
    with pytest.raises(NotFound):
        call(book_slot, again(cast.bob), request, now=NOW)
