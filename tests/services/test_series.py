"""A weekly series: previewed date by date, booked in one go, moved and cancelled together."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from tests.factories import (
    NOW,
    make_enrollment,
    make_open_week,
    make_pack,
    make_principal,
    make_time_off,
    make_tutor,
    reload,
)
from tests.services.booking_cast import Cast, cast
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import (
    Conflict,
    Invalid,
    NoLessonsLeft,
    NotBookable,
    NotEnrolled,
    NotSignedIn,
    NotYours,
    SlotTaken,
)
from tutorhub_app.domain.series import SeriesState
from tutorhub_app.services.booking_changes import (
    cancel_lesson,
    cancel_series_from,
    cancellation_preview,
    reschedule_lesson,
)
from tutorhub_app.services.booking_lists import lesson, series_of
from tutorhub_app.services.series import SeriesRequest, book_series, preview_series
from tutorhub_app.services.series_changes import (
    reschedule_series_from,
    reschedule_series_preview,
)
from tutorhub_app.services.unit import call

__all__ = ["cast"]

WEEK = timedelta(weeks=1)


def tuesdays(cast: Cast, count: int) -> tuple[datetime, ...]:
    return tuple(cast.tuesday + WEEK * n for n in range(count))


def book(cast: Cast, starts, by=None, **values):
    request = SeriesRequest(cast.pack.id, tuple(starts), SessionMode.ONLINE, **values)
    return call(book_series, by or cast.bob, request, now=NOW)


def preview(cast: Cast, count: int, by=None, **options):
    return call(
        preview_series,
        by or cast.bob,
        cast.pack.id,
        cast.tuesday,
        count,
        SessionMode.ONLINE,
        **{"now": NOW} | options,
    )


def count_of(kind) -> int:
    with unit_of_work(now=NOW, readonly=True) as session:
        return len(list(session.exec(select(kind))))


def test_a_preview_gives_each_date_its_state_and_an_alternative(cast: Cast):
    cast.book(cast.tuesday + WEEK)
    away = (cast.tuesday + 2 * WEEK).date()
    make_time_off(cast.alice, away, away)
    told = preview(cast, 4)
    assert [each.state for each in told.dates] == [
        SeriesState.FREE,
        SeriesState.TAKEN,
        SeriesState.TIME_OFF,
        SeriesState.FREE,
    ]
    assert [each.alternative is None for each in told.dates] == [True, False, False, True]
    assert told.lessons_left == 9
    assert count_of(LessonSlot) == 1


def test_what_a_preview_offers_is_booked_in_one_go(cast: Cast):
    cast.book(cast.tuesday + WEEK)
    told = preview(cast, 4)
    chosen = [
        each.alternative.starts_at if each.alternative else each.starts_at for each in told.dates
    ]
    booked = book(cast, chosen)
    assert [each.starts_at for each in booked] == sorted(chosen)
    assert len({each.series_id for each in booked}) == 1
    assert booked[0].series_id
    assert len({each.room_slug for each in booked}) == 4
    assert cast.lessons_left() == 5


def test_one_refused_date_books_none_and_is_named(cast: Cast):
    cast.book(cast.tuesday + 2 * WEEK, by=cast.alice.principal, student_id=cast.bob.user_id)
    with pytest.raises(SlotTaken) as error:
        book(cast, tuesdays(cast, 5))
    assert error.value.sentence.startswith("Tue 20 Jan 11:00: ")
    assert count_of(LessonSlot) == 1
    assert count_of(BusyTime) == 2
    assert cast.lessons_left() == 9


def test_dates_of_one_series_may_not_overlap_each_other(cast: Cast):
    with pytest.raises(SlotTaken):
        book(cast, (cast.tuesday, cast.tuesday + timedelta(minutes=30)))
    assert count_of(LessonSlot) == 0


def test_a_series_is_no_longer_than_the_lessons_left(cast: Cast):
    with pytest.raises(NoLessonsLeft) as error:
        book(cast, tuesdays(cast, 11))
    assert "11 dates are chosen, and there are 10 lessons left" in error.value.sentence
    assert count_of(LessonSlot) == 0
    assert len(book(cast, tuesdays(cast, 10))) == 10
    assert cast.lessons_left() == 0


def test_the_same_request_twice_makes_one_series(cast: Cast):
    first = book(cast, tuesdays(cast, 3), request_key="abc")
    again = book(cast, tuesdays(cast, 3), request_key="abc")
    assert [each.id for each in again] == [each.id for each in first]
    assert cast.lessons_left() == 7


def test_a_single_date_is_a_lesson_without_a_series(cast: Cast):
    (only,) = book(cast, tuesdays(cast, 1), request_key="one")
    assert only.series_id == ""
    (again,) = book(cast, tuesdays(cast, 1), request_key="one")
    assert again.id == only.id


def test_a_series_keeps_the_tutors_wall_time_over_a_clock_change(database):
    tutor = make_tutor(time_zone="Europe/Berlin")
    make_open_week(tutor)
    pack = make_pack(tutor)
    student = make_principal(time_zone="America/New_York")
    make_enrollment(pack, student)
    # New York changes on 8 March 2026, Berlin on 29 March.
    first = datetime(2026, 3, 3, 17, tzinfo=ZoneInfo("Europe/Berlin"))
    told = call(preview_series, student, pack.id, first, 6, SessionMode.ONLINE, now=NOW)
    assert [each.shifted_for_student for each in told.dates] == [
        False, True, True, True, False, False,
    ]  # fmt: skip
    assert "New_York" in told.dates[1].shift_sentence
    starts = tuple(each.starts_at for each in told.dates if each.starts_at)
    booked = call(book_series, student, SeriesRequest(pack.id, starts, SessionMode.ONLINE), now=NOW)
    assert {each.scheduled_time for each in booked} == {"17:00"}
    assert [each.starts_at.astimezone(UTC).hour for each in booked] == [16, 16, 16, 16, 15, 15]


def test_a_tutor_books_a_series_for_a_student_past_the_hours(cast: Cast):
    at_night = [each.replace(hour=22) for each in tuesdays(cast, 3)]
    by = cast.alice.principal
    told = call(
        preview_series,
        by,
        cast.pack.id,
        at_night[0],
        3,
        SessionMode.ONLINE,
        student_id=cast.bob.user_id,
        now=NOW,
    )
    assert {each.state for each in told.dates} == {SeriesState.FREE}
    assert len(book(cast, at_night, by=by, student_id=cast.bob.user_id)) == 3


def test_only_those_concerned_book_a_series(cast: Cast):
    for outsider, error in (
        (None, NotSignedIn),
        (cast.dora.principal, NotYours),
        (cast.charlie, NotYours),
    ):
        with pytest.raises(error):
            call(
                book_series,
                outsider,
                SeriesRequest(
                    cast.pack.id,
                    tuesdays(cast, 2),
                    SessionMode.ONLINE,
                    student_id=cast.bob.user_id,
                ),
                now=NOW,
            )
    with pytest.raises(NotEnrolled):
        book(cast, tuesdays(cast, 2), by=cast.charlie)
    with pytest.raises(NotEnrolled):
        preview(cast, 2, by=cast.charlie)
    with pytest.raises(Invalid):
        book(cast, ())
    with pytest.raises(Invalid):
        preview(cast, 0)
    assert count_of(LessonSlot) == 0


def test_each_lesson_of_a_series_lives_its_own_life(cast: Cast):
    first, second, third = book(cast, tuesdays(cast, 3))
    call(reschedule_lesson, cast.bob, second.id, second.starts_at + timedelta(hours=2), now=NOW)
    call(cancel_lesson, cast.bob, third.id, now=NOW)
    found = call(series_of, cast.bob, first.series_id, now=NOW)
    assert [each.status for each in found] == [
        SlotStatus.BOOKED,
        SlotStatus.BOOKED,
        SlotStatus.CANCELED,
    ]
    assert found[1].starts_at == second.starts_at + timedelta(hours=2)


def test_this_and_all_later_ones_are_cancelled_together(cast: Cast):
    booked = book(cast, tuesdays(cast, 5))
    late = booked[2].starts_at - timedelta(hours=3)
    told = call(cancellation_preview, cast.bob, booked[2].id, and_later=True, now=late)
    assert (len(told.lessons), told.returned, told.lost) == (3, 2, 1)
    gone = call(cancel_series_from, cast.bob, booked[2].id, now=late)
    assert [each.lesson_returned for each in gone] == [False, True, True]
    assert cast.lessons_left() == 7
    assert call(lesson, cast.bob, booked[1].id, now=NOW).status is SlotStatus.BOOKED
    assert count_of(BusyTime) == 4


def test_this_and_all_later_ones_are_moved_together(cast: Cast):
    booked = book(cast, tuesdays(cast, 4))
    goal = booked[1].starts_at + timedelta(days=2, hours=3)
    told = call(reschedule_series_preview, cast.bob, booked[1].id, goal, now=NOW)
    assert [move.reasons for move in told] == [(), (), ()]
    moved = call(reschedule_series_from, cast.bob, booked[1].id, goal, now=NOW)
    assert [each.starts_at for each in moved] == [
        each.starts_at + timedelta(days=2, hours=3) for each in booked[1:]
    ]
    assert {each.series_id for each in moved} == {booked[0].series_id}
    assert call(lesson, cast.bob, booked[0].id, now=NOW).starts_at == booked[0].starts_at
    assert cast.lessons_left() == 6


def test_a_series_may_move_onto_its_own_old_times(cast: Cast):
    booked = book(cast, tuesdays(cast, 3))
    moved = call(reschedule_series_from, cast.bob, booked[0].id, booked[1].starts_at, now=NOW)
    assert [each.starts_at for each in moved] == [each.starts_at + WEEK for each in booked]


def test_a_series_moves_whole_or_not_at_all(cast: Cast):
    booked = book(cast, tuesdays(cast, 4))
    blocked = booked[2].starts_at + timedelta(hours=2)
    cast.book(blocked, by=cast.alice.principal, student_id=cast.bob.user_id)
    goal = booked[0].starts_at + timedelta(hours=2)
    told = call(reschedule_series_preview, cast.bob, booked[0].id, goal, now=NOW)
    assert [bool(move.reasons) for move in told] == [False, False, True, False]
    with pytest.raises(SlotTaken) as error:
        call(reschedule_series_from, cast.bob, booked[0].id, goal, now=NOW)
    assert error.value.sentence.startswith("Tue 20 Jan 13:00: ")
    found = call(series_of, cast.bob, booked[0].series_id, now=NOW)
    assert [each.starts_at for each in found] == [each.starts_at for each in booked]
    assert count_of(BusyTime) == 10


def test_a_student_moves_a_series_by_the_rules_and_a_tutor_past_them(cast: Cast):
    booked = book(cast, tuesdays(cast, 3))
    at_night = booked[0].starts_at.replace(hour=22)
    with pytest.raises(NotBookable):
        call(reschedule_series_from, cast.bob, booked[0].id, at_night, now=NOW)
    too_late = booked[0].free_to_reschedule_until + timedelta(seconds=1)
    with pytest.raises(Conflict):
        call(
            reschedule_series_from,
            cast.bob,
            booked[0].id,
            booked[0].starts_at + timedelta(hours=5),
            now=too_late,
        )
    moved = call(reschedule_series_from, cast.alice.principal, booked[0].id, at_night, now=too_late)
    assert {each.starts_at.hour for each in moved} == {22}


def test_a_series_moved_into_a_spring_gap_is_refused(database):
    tutor = make_tutor(time_zone="Europe/Berlin")
    make_open_week(tutor)
    pack = make_pack(tutor)
    student = make_principal()
    make_enrollment(pack, student)
    sundays = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (15, 22, 29)]
    booked = call(
        book_series,
        student,
        SeriesRequest(pack.id, tuple(sundays), SessionMode.ONLINE),
        now=NOW,
    )
    # 02:30 in Berlin does not exist on 29 March.
    goal = datetime(2026, 3, 15, 1, 30, tzinfo=UTC)
    told = call(reschedule_series_preview, tutor.principal, booked[0].id, goal, now=NOW)
    assert [move.starts_at is None for move in told] == [False, False, True]
    with pytest.raises(NotBookable):
        call(reschedule_series_from, tutor.principal, booked[0].id, goal, now=NOW)


def test_outsiders_neither_see_nor_change_a_series(cast: Cast):
    booked = book(cast, tuesdays(cast, 3))
    for outsider, error in (
        (None, NotSignedIn),
        (cast.charlie, NotYours),
        (cast.dora.principal, NotYours),
    ):
        for change in (
            lambda by: call(series_of, by, booked[0].series_id, now=NOW),
            lambda by: call(cancel_series_from, by, booked[0].id, now=NOW),
            lambda by: call(reschedule_series_preview, by, booked[0].id, cast.tuesday, now=NOW),
            lambda by: call(reschedule_series_from, by, booked[0].id, cast.tuesday, now=NOW),
        ):
            with pytest.raises(error):
                change(outsider)
    assert reload(cast.enrollment).lessons_left == 7
