"""Booking one lesson: the rules, the terms, who may."""

from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    make_enrollment,
    make_pack,
    make_screening,
    make_time_off,
    make_tutor,
    make_window,
    reload,
    save,
)
from tests.services.booking_cast import Cast, cast, gather
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.changes import Change
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.booking import LocationType, SlotStatus
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.domain.errors import (
    Conflict,
    Invalid,
    NoLessonsLeft,
    NotBookable,
    NotEnrolled,
    NotFound,
    NotSignedIn,
    NotYours,
    ScreeningRequired,
    SlotTaken,
)
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.unit import call

__all__ = ["cast"]


def rows(kind):
    from sqlmodel import select

    with unit_of_work(now=NOW, readonly=True) as session:
        return list(session.exec(select(kind)))


def test_a_student_books_and_the_lesson_holds_the_terms_of_that_day(cast: Cast):
    lesson = cast.book()
    assert (lesson.starts_at, lesson.ends_at) == (
        cast.tuesday,
        cast.tuesday + timedelta(minutes=60),
    )
    assert lesson.status is SlotStatus.BOOKED
    assert (lesson.student_name, lesson.tutor_name) == ("Bob", cast.alice.user.fullname)
    assert (lesson.lesson_minutes, lesson.price_minor, lesson.currency) == (60, 30000, "EUR")
    assert lesson.free_to_cancel_until == cast.tuesday - timedelta(days=1)
    assert cast.lessons_left() == 9

    profile = reload(cast.alice.profile)
    profile.cancellation_notice_minutes = 5
    save(profile)
    assert reload_lesson(lesson.id).cancellation_notice_minutes == 1440


def test_the_lesson_makes_both_people_busy_and_tells_their_pages(cast: Cast):
    lesson = cast.book()
    busy = rows(BusyTime)
    assert {row.person_id for row in busy} == {cast.bob.user_id, cast.alice.user.id}
    assert {(row.starts_at, row.ends_at) for row in busy} == {(lesson.starts_at, lesson.ends_at)}
    assert {change.topic for change in rows(Change)} >= {
        f"tutor:{cast.alice.profile.id}",
        f"person:{cast.bob.user_id}",
        f"person:{cast.alice.user.id}",
    }


def test_the_date_and_time_kept_are_the_tutors_own(database):
    tutor = make_tutor(time_zone="America/New_York")
    make_window(tutor, start="09:00", end="17:00")
    pack = make_pack(tutor)
    cast = gather()
    make_enrollment(pack, cast.bob)
    # 15:30 in New York on that Monday is 20:30 UTC.
    starts_at = NOW.replace(hour=20, minute=30)
    lesson = call(
        book_slot, cast.bob, BookingRequest(pack.id, starts_at, SessionMode.ONLINE), now=NOW
    )
    assert (lesson.scheduled_date, lesson.scheduled_time) == (NOW.date(), "15:30")


def test_an_online_lesson_has_our_room_unless_the_tutor_has_a_link(cast: Cast):
    ours = cast.book()
    assert ours.meet_link.endswith(f"/lessons/{ours.room_slug}")
    assert len(ours.room_slug) >= 20

    profile = reload(cast.alice.profile)
    profile.meeting_link = "https://meet.example.com/alice"
    save(profile)
    theirs = cast.book(cast.tuesday + timedelta(hours=2))
    assert theirs.meet_link == "https://meet.example.com/alice"


def test_a_face_to_face_lesson_has_a_place_and_no_link(cast: Cast):
    lesson = cast.book(
        session_mode=SessionMode.FACE_TO_FACE,
        location_type=LocationType.STUDENT_HOME,
        location_details="  Hill Road 3 ",
    )
    assert lesson.meet_link == ""
    assert lesson.location_type is LocationType.STUDENT_HOME
    assert lesson.location_details == "Hill Road 3"


def test_a_place_that_does_not_fit_the_mode_is_refused_by_field(cast: Cast):
    with pytest.raises(Invalid) as online:
        cast.book(location_type=LocationType.TUTOR_HOME)
    assert set(online.value.fields) == {"locationType"}
    with pytest.raises(Invalid) as long:
        cast.book(session_mode=SessionMode.FACE_TO_FACE, location_details="x" * 501)
    assert set(long.value.fields) == {"locationDetails"}


def test_the_same_request_twice_makes_one_lesson(cast: Cast):
    first = cast.book(request_key="abc")
    again = cast.book(request_key="abc")
    assert again.id == first.id
    assert cast.lessons_left() == 9
    assert len(rows(LessonSlot)) == 1


def test_another_key_at_the_same_time_is_told_the_time_is_taken(cast: Cast):
    cast.book(request_key="abc")
    with pytest.raises(SlotTaken):
        cast.book(request_key="def")
    assert cast.lessons_left() == 9


def test_a_key_used_for_another_pack_is_a_conflict(cast: Cast):
    other = make_pack(cast.alice)
    make_enrollment(other, cast.bob)
    cast.book(request_key="abc")
    with pytest.raises(Conflict) as error:
        call(
            book_slot,
            cast.bob,
            BookingRequest(
                other.id,
                cast.tuesday + timedelta(hours=3),
                SessionMode.ONLINE,
                request_key="abc",
            ),
            now=NOW,
        )
    assert error.value.code == "requestKeyUsed"


def test_a_refused_time_names_every_reason(cast: Cast):
    make_time_off(cast.alice, NOW.date(), NOW.date())
    with pytest.raises(NotBookable) as error:
        cast.book(NOW + timedelta(minutes=7))
    codes = [code for code, _ in error.value.reasons]
    assert codes == ["tooSoon", "timeOff"]
    assert cast.lessons_left() == 10


def test_a_student_can_not_be_with_two_tutors_at_once(cast: Cast):
    make_window(cast.dora)
    pack = make_pack(cast.dora)
    make_enrollment(pack, cast.bob)
    monday = NOW.replace(hour=12)
    cast.book(monday)
    with pytest.raises(SlotTaken) as error:
        call(book_slot, cast.bob, BookingRequest(pack.id, monday, SessionMode.ONLINE), now=NOW)
    assert error.value.sentence.startswith("You already have")


def test_back_to_back_lessons_are_both_booked(cast: Cast):
    cast.book()
    cast.book(cast.tuesday + timedelta(hours=1))
    cast.book(cast.tuesday - timedelta(hours=1))
    assert cast.lessons_left() == 7


def test_without_enrollment_screening_or_lessons_nothing_is_booked(cast: Cast):
    with pytest.raises(NotEnrolled):
        cast.book(by=cast.charlie)

    screened = make_pack(cast.alice, requires_screening=True)
    make_enrollment(screened, cast.bob)
    request = BookingRequest(screened.id, cast.tuesday, SessionMode.ONLINE)
    with pytest.raises(ScreeningRequired):
        call(book_slot, cast.bob, request, now=NOW)
    make_screening(screened, cast.bob)
    assert call(book_slot, cast.bob, request, now=NOW).pack_id == screened.id

    empty = make_pack(cast.alice)
    make_enrollment(empty, cast.bob, lessons=0)
    with pytest.raises(NoLessonsLeft):
        call(
            book_slot,
            cast.bob,
            BookingRequest(empty.id, cast.tuesday + timedelta(hours=4), SessionMode.ONLINE),
            now=NOW,
        )


def test_a_pack_is_booked_only_in_its_own_mode(cast: Cast):
    online = make_pack(cast.alice, teaching_mode=TeachingMode.ONLINE)
    make_enrollment(online, cast.bob)
    with pytest.raises(Invalid) as error:
        call(
            book_slot,
            cast.bob,
            BookingRequest(online.id, cast.tuesday, SessionMode.FACE_TO_FACE),
            now=NOW,
        )
    assert set(error.value.fields) == {"sessionMode"}


@pytest.mark.parametrize("who", ["tutor", "admin"])
def test_tutor_and_admin_book_past_hours_notice_horizon_and_daily_limit(database, who):
    cast = gather(max_lessons_per_day=1, horizon_days=1, minimum_notice_minutes=600)
    by = cast.alice.principal if who == "tutor" else cast.admin
    soon_and_at_night = NOW.replace(hour=8, minute=7)
    for starts_at in (soon_and_at_night, NOW.replace(hour=23), NOW + timedelta(days=40)):
        lesson = cast.book(starts_at, by=by, student_id=cast.bob.user_id)
        assert lesson.student_id == cast.bob.user_id
    assert cast.lessons_left() == 7


@pytest.mark.parametrize("who", ["tutor", "admin"])
def test_tutor_and_admin_never_book_over_a_lesson_or_in_the_past(cast: Cast, who):
    by = cast.alice.principal if who == "tutor" else cast.admin
    cast.book()
    with pytest.raises(SlotTaken):
        cast.book(cast.tuesday + timedelta(minutes=30), by=by, student_id=cast.bob.user_id)
    with pytest.raises(NotBookable) as error:
        cast.book(NOW - timedelta(hours=1), by=by, student_id=cast.bob.user_id)
    assert [code for code, _ in error.value.reasons] == ["past"]


def test_only_those_concerned_book(cast: Cast):
    with pytest.raises(NotSignedIn):
        call(book_slot, None, cast.request(), now=NOW)
    with pytest.raises(NotYours):
        cast.book(by=cast.charlie, student_id=cast.bob.user_id)
    with pytest.raises(NotYours):
        cast.book(by=cast.dora.principal, student_id=cast.bob.user_id)
    with pytest.raises(NotEnrolled):
        cast.book(by=cast.alice.principal, student_id=cast.charlie.user_id)
    with pytest.raises(Invalid):
        cast.book(by=cast.alice.principal)
    with pytest.raises(NotFound):
        cast.book(by=cast.admin, student_id="nobody")
    assert rows(LessonSlot) == []
    assert cast.lessons_left() == 10


def test_a_pack_that_is_gone_is_booked_as_long_as_lessons_of_it_are_left(cast: Cast):
    pack, enrollment = reload(cast.pack), reload(cast.enrollment)
    pack.is_active, enrollment.lessons_left = False, 1
    save(pack)
    save(enrollment)
    with pytest.raises(NotFound):
        cast.book(by=cast.charlie)
    cast.book()
    with pytest.raises(NotFound):
        cast.book(cast.tuesday + timedelta(hours=2))
    assert cast.lessons_left() == 0


def reload_lesson(lesson_id: str) -> LessonSlot:
    with unit_of_work(now=NOW, readonly=True) as session:
        return session.get_one(LessonSlot, lesson_id)
