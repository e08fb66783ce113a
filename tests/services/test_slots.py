"""Open times as people look at them, and why others are refused."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.factories import NOW, make_enrollment, make_pack, make_principal, make_tutor, make_window
from tests.services.booking_cast import Cast, cast
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import NotFound, NotSignedIn, NotYours, TutorHubError
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.slots import explain, month_of_pack, open_slots_of_pack
from tutorhub_app.services.unit import call

__all__ = ["cast"]


def starts(cast: Cast, principal=None, first=None, last=None, **options):
    first = first or cast.tuesday.date()
    slots = call(
        open_slots_of_pack,
        principal or cast.bob,
        cast.pack.id,
        first,
        last or first,
        **{"viewer_zone": "UTC", "now": NOW} | options,
    )
    return [slot.starts_at for slot in slots]


def test_days_are_the_viewers_own(database):
    tutor = make_tutor(time_zone="America/New_York")
    make_window(tutor, start="20:00", end="22:00")
    pack = make_pack(tutor)
    student = make_principal(time_zone="Europe/Berlin")
    make_enrollment(pack, student)
    # Monday 20:00 in New York is Tuesday 02:00 in Berlin.
    slots = call(open_slots_of_pack, student, pack.id, date(2026, 1, 6), date(2026, 1, 6), now=NOW)
    assert [slot.starts_at.astimezone(ZoneInfo("Europe/Berlin")) for slot in slots] == [
        datetime(2026, 1, 6, 2, minute, tzinfo=ZoneInfo("Europe/Berlin")) for minute in (0, 30)
    ] + [datetime(2026, 1, 6, 3, 0, tzinfo=ZoneInfo("Europe/Berlin"))]
    assert (
        call(open_slots_of_pack, student, pack.id, date(2026, 1, 5), date(2026, 1, 5), now=NOW)
        == ()
    )


def test_what_is_listed_is_booked_and_what_is_not_is_refused(cast: Cast):
    cast.book()
    listed = set(starts(cast))
    for minutes in range(0, 24 * 60, 30):
        starts_at = cast.tuesday.replace(hour=0) + timedelta(minutes=minutes)
        reasons = call(
            explain, cast.bob, cast.pack.id, starts_at, SessionMode.ONLINE, now=NOW
        ).reasons
        assert (starts_at in listed) == (not reasons)
        if starts_at not in listed:
            with pytest.raises(TutorHubError):
                cast.book(starts_at)
    assert cast.book(max(listed)).starts_at == max(listed)


def test_a_students_own_lessons_elsewhere_are_left_out(cast: Cast):
    make_window(cast.dora, start="08:00", end="20:00")
    pack = make_pack(cast.dora)
    make_enrollment(pack, cast.bob)
    noon = NOW.replace(hour=12)
    call(book_slot, cast.bob, BookingRequest(pack.id, noon, SessionMode.ONLINE), now=NOW)
    assert noon not in starts(cast, first=noon.date())
    assert noon in starts(cast, cast.charlie, first=noon.date())
    assert noon not in starts(
        cast, cast.alice.principal, first=noon.date(), student_id=cast.bob.user_id
    )


def test_the_time_of_a_lesson_that_moves_counts_as_free(cast: Cast):
    lesson = cast.book()
    assert cast.tuesday not in starts(cast)
    assert cast.tuesday in starts(cast, moving_lesson=lesson.id)


def test_a_month_names_the_earliest_time_of_all(cast: Cast):
    far = cast.tuesday.date() + timedelta(days=30)
    month = call(month_of_pack, cast.bob, cast.pack.id, far, far, viewer_zone="UTC", now=NOW)
    assert {slot.starts_at.date() for slot in month.slots} == {far}
    assert month.earliest is not None
    assert month.earliest.starts_at == NOW + timedelta(hours=1)
    assert month.last_day == NOW.date() + timedelta(days=365)


def test_a_refused_time_comes_with_the_nearest_three(cast: Cast):
    cast.book()
    answer = call(explain, cast.bob, cast.pack.id, cast.tuesday, SessionMode.ONLINE, now=NOW)
    assert [reason.code for reason in answer.reasons] == ["taken", "studentBusy"]
    assert [slot.starts_at - cast.tuesday for slot in answer.nearest] == [
        timedelta(hours=-1),
        timedelta(hours=1),
        timedelta(hours=-1, minutes=-30),
    ]


def test_an_outsider_is_told_to_enroll(cast: Cast):
    answer = call(explain, cast.charlie, cast.pack.id, cast.tuesday, now=NOW)
    assert [reason.code for reason in answer.reasons] == ["notEnrolled"]


def test_a_tutor_is_told_only_what_binds_them(cast: Cast):
    at_night = cast.tuesday.replace(hour=23)
    options = {"student_id": cast.bob.user_id, "now": NOW}
    assert call(explain, cast.alice.principal, cast.pack.id, at_night, **options).reasons == ()
    assert call(explain, cast.bob, cast.pack.id, at_night, now=NOW).reasons


def test_looking_needs_a_sign_in_and_a_pack_and_tells_nothing_of_others(cast: Cast):
    with pytest.raises(NotSignedIn):
        call(open_slots_of_pack, None, cast.pack.id, NOW.date(), NOW.date(), now=NOW)
    with pytest.raises(NotFound):
        call(open_slots_of_pack, cast.bob, "no pack", NOW.date(), NOW.date(), now=NOW)
    with pytest.raises(NotYours):
        starts(cast, cast.charlie, student_id=cast.bob.user_id)
    with pytest.raises(NotYours):
        starts(cast, cast.dora.principal, student_id=cast.bob.user_id)
    assert starts(cast, cast.dora.principal)
