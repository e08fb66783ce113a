"""Free slots among the open times of a pack: listed, told apart, taken."""

from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    make_enrollment,
    make_pack,
    make_time_off,
    reload,
    save,
)
from tests.lessons import make_free_slot, make_lesson
from tests.services.booking_cast import Cast, cast
from tutorhub_app.data import lessons
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.lessons import LessonFilter
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.domain.errors import NotBookable, SlotTaken
from tutorhub_app.domain.tutor_search import TutorSearch
from tutorhub_app.services import booking_lists, catalog_search, home, series, slots
from tutorhub_app.services.availability_week import week
from tutorhub_app.services.booking_changes import cancel_lesson, reschedule_lesson
from tutorhub_app.services.rooms import url
from tutorhub_app.services.series import SeriesRequest, book_series
from tutorhub_app.services.students import list_students
from tutorhub_app.services.unit import call

__all__ = ["cast"]

ONLINE, FACE_TO_FACE = SessionMode.ONLINE, SessionMode.FACE_TO_FACE


@pytest.fixture
def night(cast: Cast):
    """22:00 of the cast's Tuesday, when alice has no hours."""
    return cast.tuesday.replace(hour=22)


def listed(cast: Cast, who: Principal | None = None, day=None, pack=None, **options) -> list:
    day = day or cast.tuesday.date()
    found = call(
        slots.open_slots_of_pack,
        who or cast.bob,
        (pack or cast.pack).id,
        day,
        day,
        viewer_zone="UTC",
        **{"now": NOW} | options,
    )
    return [slot.starts_at for slot in found]


def codes(cast: Cast, starts_at, mode=ONLINE, who=None, pack=None, **options) -> list[str]:
    answer = call(
        slots.explain,
        who or cast.bob,
        (pack or cast.pack).id,
        starts_at,
        mode,
        **{"now": NOW} | options,
    )
    return [reason.code for reason in answer.reasons]


def lesson_count() -> int:
    with unit_of_work(now=NOW, readonly=True) as session:
        return lessons.count_lessons(session, LessonFilter())


def test_a_free_slot_is_listed_explained_and_booked_where_there_are_no_hours(cast: Cast, night):
    assert night not in listed(cast)
    slot = make_free_slot(cast.pack, night)
    assert night in listed(cast)
    assert codes(cast, night) == []
    assert call(slots.explain, cast.bob, cast.pack.id, night, now=NOW).slot.session_modes == (
        ONLINE,
    )
    lesson = cast.book(night)
    assert (lesson.id, lesson.status, lesson.student_id) == (
        slot.id,
        SlotStatus.BOOKED,
        cast.bob.user_id,
    )
    assert cast.lessons_left() == 9
    assert night not in listed(cast)
    assert codes(cast, night) == ["outsideHours", "taken", "studentBusy"]


def test_what_is_listed_is_booked_also_with_free_slots(cast: Cast, night):
    make_free_slot(cast.pack, night)
    make_free_slot(cast.pack, night.replace(hour=7, minute=10))
    make_free_slot(cast.pack, cast.tuesday, FACE_TO_FACE)
    cast.book(cast.tuesday.replace(hour=15))
    make_free_slot(cast.pack, cast.tuesday.replace(hour=15, minute=30))
    open_times = set(listed(cast))
    assert {night, night.replace(hour=7, minute=10)} < open_times
    assert cast.tuesday.replace(hour=15, minute=30) not in open_times
    for minutes in range(0, 24 * 60, 10):
        starts_at = cast.tuesday.replace(hour=0) + timedelta(minutes=minutes)
        assert (starts_at in open_times) == (not codes(cast, starts_at))
        if starts_at not in open_times:
            with pytest.raises((NotBookable, SlotTaken)):
                cast.book(starts_at)
    assert cast.book(min(open_times)).starts_at == min(open_times)


def test_the_slot_becomes_a_lesson_with_todays_terms_and_a_room_of_its_own(cast: Cast, night):
    slot = make_free_slot(cast.pack, night)
    save(reload_changed(cast.pack, lesson_minutes=90, price_minor=100))
    lesson = cast.book(night)
    row = reload(slot)
    assert (row.lesson_minutes, row.price_minor) == (90, 100)
    assert row.ends_at == night + timedelta(minutes=90)
    assert row.enrollment_id == cast.enrollment.id
    assert row.room_slug != slot.room_slug
    assert row.meet_link == lesson.meet_link == url(row.room_slug)
    assert (row.record_version, row.owner_id) == (slot.record_version + 1, slot.owner_id)
    assert row.updated_at == NOW


def test_a_link_that_was_set_for_the_slot_stays(cast: Cast, night):
    make_free_slot(cast.pack, night, meet_link="https://meet.example.com/tuesday")
    assert cast.book(night).meet_link == "https://meet.example.com/tuesday"


def test_within_the_hours_the_slot_is_taken_whatever_the_mode(cast: Cast):
    slot = make_free_slot(cast.pack, cast.tuesday, meet_link="https://meet.example.com/tuesday")
    lesson = cast.book(session_mode=FACE_TO_FACE)
    assert (lesson.id, lesson.session_mode, lesson.meet_link) == (slot.id, FACE_TO_FACE, "")


def test_outside_the_hours_only_the_mode_that_is_offered_is_open(cast: Cast, night):
    make_free_slot(cast.pack, night)
    assert codes(cast, night, FACE_TO_FACE) == ["outsideHours"]
    with pytest.raises(NotBookable):
        cast.book(night, session_mode=FACE_TO_FACE)


def test_a_tutor_who_books_for_a_student_takes_the_slot_too(cast: Cast, night):
    slot = make_free_slot(cast.pack, night)
    lesson = cast.book(night, by=cast.alice.principal, student_id=cast.bob.user_id)
    assert lesson.id == slot.id


def test_a_slot_is_open_for_its_own_pack_alone_and_blocks_no_other(cast: Cast, night):
    other = make_pack(cast.alice, teaching_mode=TeachingMode.BOTH)
    make_enrollment(other, cast.bob)
    slot = make_free_slot(cast.pack, night)
    assert night not in listed(cast, pack=other)
    inside = make_free_slot(other, cast.tuesday)
    assert cast.tuesday in listed(cast)
    assert cast.book().id not in (slot.id, inside.id)


def test_slots_that_overlap_a_booking_stop_being_open_until_it_is_cancelled(cast: Cast, night):
    slot = make_free_slot(cast.pack, night)
    late = make_free_slot(cast.pack, night + timedelta(minutes=30))
    other = make_pack(cast.alice)
    make_enrollment(other, cast.charlie)
    make_free_slot(other, night)
    lesson = cast.book(night)
    assert listed(cast, who=cast.charlie, pack=other) != []
    assert night not in listed(cast, who=cast.charlie, pack=other)
    assert late.starts_at not in listed(cast)
    with pytest.raises((NotBookable, SlotTaken)):
        cast.book(late.starts_at)
    call(cancel_lesson, cast.bob, lesson.id, now=NOW)
    assert late.starts_at in listed(cast)
    assert night in listed(cast, who=cast.charlie, pack=other)
    assert slot.starts_at not in listed(cast)


def test_the_tutors_rules_do_not_matter_but_the_past_does(cast: Cast):
    profile = reload_changed(
        cast.alice.profile,
        minimum_notice_minutes=600,
        buffer_after_minutes=60,
        max_lessons_per_day=1,
        horizon_days=1,
    )
    save(profile)
    soon, far = NOW + timedelta(minutes=10), NOW + timedelta(days=800)
    make_lesson(cast.pack, cast.charlie, soon - timedelta(minutes=60))
    make_free_slot(cast.pack, soon)
    make_free_slot(cast.pack, far)
    assert listed(cast, day=soon.date()) == [soon]
    assert codes(cast, soon) == codes(cast, far) == []
    month = call(slots.month_of_pack, cast.bob, cast.pack.id, far.date(), far.date(), now=NOW)
    assert [slot.starts_at for slot in month.slots] == [far]
    assert (month.earliest.starts_at, month.last_day) == (soon, far.date())
    late = soon + timedelta(seconds=1)
    assert listed(cast, day=soon.date(), now=late) == []
    assert "past" in codes(cast, soon, now=late)
    assert cast.book(far).starts_at == far


def test_a_day_off_withdraws_a_slot(cast: Cast, night):
    make_free_slot(cast.pack, night)
    make_time_off(cast.alice, night.date(), night.date())
    assert listed(cast) == []
    assert codes(cast, night) == ["timeOff"]


def test_the_nearest_times_of_a_refused_one_are_free_slots_too(cast: Cast, night):
    make_free_slot(cast.pack, night)
    answer = call(
        slots.explain, cast.bob, cast.pack.id, night + timedelta(minutes=5), ONLINE, now=NOW
    )
    assert answer.nearest[0].starts_at == night


def test_a_series_takes_the_slots_on_its_way(cast: Cast, night):
    starts = tuple(night + timedelta(weeks=n) for n in range(3))
    offered = [make_free_slot(cast.pack, start) for start in starts]
    preview = call(series.preview_series, cast.bob, cast.pack.id, starts[0], 3, ONLINE, now=NOW)
    assert [each.reasons for each in preview.dates] == [(), (), ()]
    booked = call(book_series, cast.bob, SeriesRequest(cast.pack.id, starts, ONLINE), now=NOW)
    assert [lesson.id for lesson in booked] == [slot.id for slot in offered]


def test_a_lesson_may_move_to_the_time_of_a_slot_which_is_open_again_once_it_leaves(
    cast: Cast, night
):
    slot = make_free_slot(cast.pack, night)
    lesson = cast.book(cast.tuesday + timedelta(days=3))
    moved = call(reschedule_lesson, cast.bob, lesson.id, night, now=NOW)
    assert (moved.id, moved.starts_at) == (lesson.id, night)
    assert night not in listed(cast)
    assert reload(slot).status == SlotStatus.FREE
    call(cancel_lesson, cast.alice.principal, lesson.id, now=NOW)
    assert cast.book(night).id == slot.id


def test_a_search_finds_the_first_free_slot_of_a_tutor_without_hours(cast: Cast):
    pack = make_pack(cast.dora)
    assert earliest_of(cast.dora.profile.id) == ""
    slot = make_free_slot(pack, NOW + timedelta(minutes=1))
    changed(cast, cast.dora.profile.id)
    assert earliest_of(cast.dora.profile.id) == slot.starts_at.isoformat()


def test_free_slots_are_nowhere_where_lessons_are_shown(cast: Cast, night):
    make_free_slot(cast.pack, night)
    make_free_slot(cast.pack, NOW - timedelta(days=1))
    lesson = cast.book()
    for who in (cast.bob, cast.alice.principal, cast.admin):
        assert [each.id for each in call(booking_lists.lessons_of, who, now=NOW).lessons] == [
            lesson.id
        ]
        view = call(home.home, who, now=NOW)
        assert (view.coming_total, view.unmarked_total) == (1, 0)
    line = call(list_students, cast.alice.principal, now=NOW)
    assert [(each.student.student_id, each.student.next_at) for each in line] == [
        (cast.bob.user_id, lesson.starts_at)
    ]
    shown = call(
        week, cast.alice.principal, cast.alice.profile.id, NOW.date(), night.date(), now=NOW
    )
    assert [each.id for each in shown.lessons] == [lesson.id]
    assert lesson_count() == 1


def reload_changed(row, **values):
    row = reload(row)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def changed(cast: Cast, profile_id: str) -> None:
    from tutorhub_app.data.changes import record_change, tutor_topic

    with unit_of_work(now=NOW) as session:
        record_change(session, tutor_topic(profile_id))


def earliest_of(profile_id: str) -> str:
    found = call(catalog_search.search_tutors, None, TutorSearch(), now=NOW).cards
    return next(card.earliest_at for card in found if card.profile_id == profile_id)
