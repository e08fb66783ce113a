"""Cancelling, moving, holding elsewhere and marking a booked lesson."""

from datetime import timedelta

import pytest

from tests.factories import NOW, make_enrollment, make_pack, reload, save
from tests.services.booking_cast import Cast, cast
from tutorhub_app.data.booking import BusyTime
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.booking import LocationType, SlotStatus
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.domain.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotBookable,
    NotFound,
    NotSignedIn,
    NotYours,
    SlotTaken,
)
from tutorhub_app.services.booking import BookingRequest, Place, book_slot
from tutorhub_app.services.booking_changes import (
    cancel_lesson,
    cancellation_preview,
    change_location,
    mark_completed,
    mark_no_show,
    reschedule_lesson,
    undo_mark,
)
from tutorhub_app.services.unit import call

__all__ = ["cast"]

AT_HOME = Place(SessionMode.FACE_TO_FACE, LocationType.STUDENT_HOME, "Hill Road 3")


def busy_rows() -> list[BusyTime]:
    from sqlmodel import select

    with unit_of_work(now=NOW, readonly=True) as session:
        return list(session.exec(select(BusyTime)))


def test_cancelling_in_time_gives_the_lesson_back_and_frees_the_time(cast: Cast):
    lesson = cast.book()
    canceled = call(cancel_lesson, cast.bob, lesson.id, reason=" Ill ", now=NOW)
    assert canceled.status is SlotStatus.CANCELED
    assert (canceled.cancel_reason, canceled.canceled_by) == ("Ill", cast.bob.user_id)
    assert canceled.canceled_at == NOW
    assert canceled.lesson_returned
    assert cast.lessons_left() == 10
    assert busy_rows() == []
    assert cast.book().id != lesson.id


def test_the_last_instant_to_cancel_for_free_is_included(cast: Cast):
    lesson = cast.book(now=NOW - timedelta(days=2))
    limit = lesson.free_to_cancel_until
    assert not call(cancellation_preview, cast.bob, lesson.id, now=limit).lost
    assert call(cancel_lesson, cast.bob, lesson.id, now=limit).lesson_returned


def test_a_late_cancellation_by_the_student_keeps_the_lesson_used(cast: Cast):
    lesson = cast.book()
    late = lesson.free_to_cancel_until + timedelta(seconds=1)
    preview = call(cancellation_preview, cast.bob, lesson.id, now=late)
    assert (preview.returned, preview.lost) == (0, 1)
    assert "counts as used" in preview.sentence
    canceled = call(cancel_lesson, cast.bob, lesson.id, now=late)
    assert not canceled.lesson_returned
    assert cast.lessons_left() == 9
    assert busy_rows() == []


@pytest.mark.parametrize("who", ["tutor", "admin"])
def test_tutor_and_admin_always_give_the_lesson_back(cast: Cast, who):
    by = cast.alice.principal if who == "tutor" else cast.admin
    lesson = cast.book()
    late = lesson.starts_at - timedelta(minutes=1)
    assert (
        "the student's course pack" in call(cancellation_preview, by, lesson.id, now=late).sentence
    )
    assert call(cancel_lesson, by, lesson.id, now=late).lesson_returned
    assert cast.lessons_left() == 10


def test_the_terms_kept_with_the_booking_decide_not_those_of_today(cast: Cast):
    lesson = cast.book(now=NOW - timedelta(days=3))
    profile = reload(cast.alice.profile)
    profile.cancellation_notice_minutes = 4 * 1440
    save(profile)
    assert call(cancel_lesson, cast.bob, lesson.id, now=NOW).lesson_returned


def test_a_lesson_is_cancelled_once_and_given_back_once(cast: Cast):
    lesson = cast.book()
    call(cancel_lesson, cast.bob, lesson.id, now=NOW)
    with pytest.raises(Conflict):
        call(cancel_lesson, cast.alice.principal, lesson.id, now=NOW)
    assert cast.lessons_left() == 10


def test_a_student_can_not_cancel_what_has_begun(cast: Cast):
    lesson = cast.book()
    with pytest.raises(Conflict) as error:
        call(cancel_lesson, cast.bob, lesson.id, now=lesson.starts_at)
    assert error.value.code == "notCancellable"


def test_a_stale_version_is_refused(cast: Cast):
    lesson = cast.book()
    call(change_location, cast.bob, lesson.id, Place(SessionMode.ONLINE), now=NOW)
    call(mark_completed, cast.alice.principal, lesson.id, now=lesson.starts_at)
    with pytest.raises(Conflict):
        call(
            cancel_lesson,
            cast.alice.principal,
            lesson.id,
            record_version=lesson.record_version,
            now=NOW,
        )


def test_a_moved_lesson_keeps_its_id_room_and_terms(cast: Cast):
    lesson = cast.book(now=NOW - timedelta(days=2))
    later = cast.tuesday + timedelta(hours=3)
    moved = call(reschedule_lesson, cast.bob, lesson.id, later, now=NOW - timedelta(days=1))
    assert (moved.id, moved.room_slug) == (lesson.id, lesson.room_slug)
    assert (moved.starts_at, moved.scheduled_time) == (later, "13:00")
    assert moved.record_version == lesson.record_version + 1
    assert {(row.starts_at, row.ends_at) for row in busy_rows()} == {
        (later, later + timedelta(hours=1))
    }
    assert cast.lessons_left() == 9


def test_a_lesson_may_move_onto_part_of_its_own_time(cast: Cast):
    lesson = cast.book(now=NOW - timedelta(days=2))
    half_an_hour_later = cast.tuesday + timedelta(minutes=30)
    moved = call(
        reschedule_lesson, cast.bob, lesson.id, half_an_hour_later, now=NOW - timedelta(days=1)
    )
    assert moved.starts_at == half_an_hour_later


def test_a_student_moves_by_the_notice_and_the_full_rules(cast: Cast):
    lesson = cast.book()
    too_late = lesson.free_to_reschedule_until + timedelta(seconds=1)
    with pytest.raises(Conflict) as error:
        call(
            reschedule_lesson,
            cast.bob,
            lesson.id,
            cast.tuesday + timedelta(days=2),
            now=too_late,
        )
    assert error.value.code == "notReschedulable"
    with pytest.raises(NotBookable):
        call(reschedule_lesson, cast.bob, lesson.id, cast.tuesday.replace(hour=22), now=NOW)
    assert reschedule_by_tutor(cast, lesson.id).starts_at.hour == 22


def reschedule_by_tutor(cast: Cast, lesson_id: str):
    at_night = cast.tuesday.replace(hour=22)
    return call(reschedule_lesson, cast.alice.principal, lesson_id, at_night, now=NOW)


def test_a_refused_move_leaves_everything_as_it_was(cast: Cast):
    first = cast.book()
    second = cast.book(cast.tuesday + timedelta(hours=2))
    before = {(row.source_id, row.starts_at) for row in busy_rows()}
    with pytest.raises(SlotTaken):
        call(
            reschedule_lesson,
            cast.alice.principal,
            second.id,
            first.starts_at + timedelta(minutes=30),
            now=NOW,
        )
    assert {(row.source_id, row.starts_at) for row in busy_rows()} == before


def test_a_moved_lesson_lasts_as_long_as_was_agreed(cast: Cast):
    lesson = cast.book()
    pack = reload(cast.pack)
    pack.lesson_minutes = 90
    pack.is_active = False
    save(pack)
    moved = call(reschedule_lesson, cast.bob, lesson.id, cast.tuesday + timedelta(days=1), now=NOW)
    assert moved.ends_at - moved.starts_at == timedelta(minutes=60)


def test_either_side_says_where_they_meet(cast: Cast):
    lesson = cast.book(session_mode=SessionMode.FACE_TO_FACE)
    by_bob = call(change_location, cast.bob, lesson.id, AT_HOME, now=NOW)
    assert by_bob.location_details == "Hill Road 3"
    elsewhere = Place(SessionMode.FACE_TO_FACE, LocationType.OTHER, "Library")
    by_alice = call(change_location, cast.alice.principal, lesson.id, elsewhere, now=NOW)
    assert by_alice.location_type is LocationType.OTHER


def test_only_the_tutor_turns_an_online_lesson_into_another(cast: Cast):
    lesson = cast.book()
    with pytest.raises(NotAllowed):
        call(change_location, cast.bob, lesson.id, AT_HOME, now=NOW)
    held = call(change_location, cast.alice.principal, lesson.id, AT_HOME, now=NOW)
    assert held.meet_link == ""
    again = call(
        change_location, cast.alice.principal, lesson.id, Place(SessionMode.ONLINE), now=NOW
    )
    assert again.meet_link == lesson.meet_link


def test_a_place_is_refused_where_the_pack_is_not_taught_that_way(cast: Cast):
    online = make_pack(cast.alice, teaching_mode=TeachingMode.ONLINE)
    make_enrollment(online, cast.bob)
    lesson = call(
        book_slot,
        cast.bob,
        BookingRequest(online.id, cast.tuesday, SessionMode.ONLINE),
        now=NOW,
    )
    with pytest.raises(Invalid):
        call(change_location, cast.alice.principal, lesson.id, AT_HOME, now=NOW)


def test_the_tutor_marks_a_lesson_once_it_has_begun_and_takes_it_back(cast: Cast):
    lesson = cast.book()
    with pytest.raises(Conflict):
        call(
            mark_completed,
            cast.alice.principal,
            lesson.id,
            now=lesson.starts_at - timedelta(seconds=1),
        )
    done = call(mark_completed, cast.alice.principal, lesson.id, now=lesson.starts_at)
    assert (done.status, done.no_show) == (SlotStatus.COMPLETED, False)
    undone = call(undo_mark, cast.alice.principal, lesson.id, now=lesson.ends_at)
    assert undone.status is SlotStatus.BOOKED
    missed = call(mark_no_show, cast.admin, lesson.id, now=lesson.ends_at)
    assert (missed.status, missed.no_show) == (SlotStatus.COMPLETED, True)
    assert cast.lessons_left() == 9
    with pytest.raises(Conflict):
        call(cancel_lesson, cast.alice.principal, lesson.id, now=lesson.ends_at)


WRITES = {
    "cancel": lambda by, id, now: call(cancel_lesson, by, id, now=now),
    "preview": lambda by, id, now: call(cancellation_preview, by, id, now=now),
    "move": lambda by, id, now: call(
        reschedule_lesson, by, id, NOW + timedelta(days=3, hours=4), now=now
    ),
    "place": lambda by, id, now: call(change_location, by, id, Place(SessionMode.ONLINE), now=now),
    "completed": lambda by, id, now: call(mark_completed, by, id, now=now),
    "no show": lambda by, id, now: call(mark_no_show, by, id, now=now),
    "undo": lambda by, id, now: call(undo_mark, by, id, now=now),
}


@pytest.mark.parametrize("write", WRITES)
def test_outsiders_change_nothing(cast: Cast, write):
    lesson = cast.book()
    before = reload(cast.enrollment), busy_rows()
    for outsider, error in (
        (None, NotSignedIn),
        (cast.charlie, NotYours),
        (cast.dora.principal, NotYours),
    ):
        with pytest.raises(error):
            WRITES[write](outsider, lesson.id, lesson.starts_at)
    with pytest.raises(NotFound):
        WRITES[write](cast.admin, "no such lesson", lesson.starts_at)
    assert (reload(cast.enrollment), busy_rows()) == before


@pytest.mark.parametrize("write", ["completed", "no show", "undo"])
def test_a_student_marks_nothing(cast: Cast, write):
    lesson = cast.book()
    with pytest.raises(NotAllowed):
        WRITES[write](cast.bob, lesson.id, lesson.ends_at)
