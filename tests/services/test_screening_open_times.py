"""Times for a screening: from the tutor's live calendar, and listed exactly when accepted."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import NOW, make_pack, make_tutor, make_window, reload, save
from tests.lessons import make_lesson
from tests.services.screening_cast import ScreeningCast, busy_times, cast
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.errors import (
    NotBookable,
    NotFound,
    NotSignedIn,
    NotYours,
    SlotTaken,
    TutorHubError,
)
from tutorhub_app.domain.screening import Stage
from tutorhub_app.services import screening
from tutorhub_app.services.screening_times import open_times
from tutorhub_app.services.unit import call

__all__ = ["cast"]

FIRST = NOW.date()


def times(
    cast: ScreeningCast,
    by: Principal | None = None,
    first: date = FIRST,
    days: int = 3,
    now: datetime = NOW,
    **asked: str,
) -> list[datetime]:
    last = first + timedelta(days=days)
    found = call(open_times, by or cast.bob, cast.pack.id, first=first, last=last, now=now, **asked)
    return [slot.starts_at for slot in found]


def test_they_are_half_hours_of_the_tutors_hours_from_the_notice_to_the_horizon(cast):
    found = times(cast)
    assert found[0] == NOW + timedelta(hours=1)
    tuesday = [time for time in found if time.date() == cast.tuesday.date()]
    opens = cast.tuesday.replace(hour=8)
    assert tuesday == [opens + timedelta(minutes=30 * n) for n in range(24)]
    beyond = FIRST + timedelta(days=366)
    assert times(cast, first=beyond) == []


def test_what_takes_the_tutor_or_the_student_is_left_out(cast: ScreeningCast):
    make_lesson(make_pack(cast.alice), cast.charlie, cast.tuesday)
    make_lesson(make_pack(cast.dora), cast.bob, cast.tuesday + timedelta(hours=2))
    for_bob, for_dora = times(cast), times(cast, cast.dora.principal)
    assert cast.tuesday not in for_bob
    assert cast.tuesday + timedelta(hours=2, minutes=30) not in for_bob
    assert cast.tuesday + timedelta(hours=2, minutes=30) in for_dora


def test_a_full_day_of_lessons_still_has_room_for_a_meeting(cast: ScreeningCast):
    profile = reload(cast.alice.profile)
    profile.max_lessons_per_day = 1
    save(profile)
    make_lesson(make_pack(cast.alice), cast.charlie, cast.tuesday)
    noon = cast.tuesday + timedelta(hours=2)
    assert noon in times(cast)
    assert cast.request(proposals=[noon])


def test_hours_of_either_mode_will_do(cast: ScreeningCast):
    erik = make_tutor()
    make_window(erik, DayOfWeek.TUESDAY, "09:00", "10:00", mode=TeachingMode.FACE_TO_FACE)
    pack = make_pack(erik, requires_screening=True)
    nine = cast.tuesday.replace(hour=9)
    asked = {"first": FIRST, "last": FIRST + timedelta(days=2), "now": NOW}
    found = [slot.starts_at for slot in call(open_times, cast.bob, pack.id, **asked)]
    assert found == [nine, nine + timedelta(minutes=30)]
    assert cast.request(pack=pack, proposals=found)


def test_who_looks_for_times_of_a_request_looks_past_its_own(cast: ScreeningCast):
    make_lesson(make_pack(cast.dora), cast.bob, cast.tuesday + timedelta(hours=3))
    meeting_id = cast.at(Stage.AGREED)
    found = times(cast, cast.alice.principal, meeting_id=meeting_id)
    assert cast.tuesday in found
    assert cast.tuesday + timedelta(hours=3) not in found
    assert cast.tuesday not in times(cast, cast.alice.principal)
    with pytest.raises(NotYours):
        times(cast, cast.charlie, meeting_id=meeting_id)


def test_they_are_of_a_pack_that_is_offered_and_for_who_is_signed_in(cast: ScreeningCast):
    asked = {"first": FIRST, "last": FIRST, "now": NOW}
    with pytest.raises(NotSignedIn):
        call(open_times, None, cast.pack.id, **asked)
    gone = make_pack(cast.alice, is_active=False)
    for pack_id in (gone.id, cast.bob.user_id):
        with pytest.raises(NotFound):
            call(open_times, cast.bob, pack_id, **asked)


def test_a_refused_time_is_named_with_its_reason_and_leaves_nothing(cast: ScreeningCast):
    night = cast.tuesday.replace(hour=22)
    with pytest.raises(NotBookable) as refused:
        cast.request(proposals=[cast.tuesday, night])
    assert refused.value.sentence.startswith("Tue 6 Jan 22:00: ")
    make_lesson(make_pack(cast.alice), cast.charlie, cast.tuesday)
    with pytest.raises(SlotTaken):
        cast.request(proposals=[cast.tuesday])
    assert cast.request(proposals=[])


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(minutes=st.integers(-120, 4 * 24 * 60), step=st.sampled_from([1, 15, 30]))
def test_a_time_is_listed_exactly_when_it_is_accepted(
    listed_cast: ScreeningCast, minutes: int, step: int
):
    time = NOW + timedelta(minutes=minutes // step * step)
    listed = set(times(listed_cast, first=FIRST - timedelta(days=1), days=6))
    try:
        _ask_and_undo(listed_cast, time)
    except TutorHubError:
        assert time not in listed
    else:
        assert time in listed


@pytest.fixture
def listed_cast(cast: ScreeningCast) -> ScreeningCast:
    """With lessons, pauses and a step that leave holes."""
    profile = reload(cast.alice.profile)
    profile.buffer_after_minutes, profile.slot_step_minutes = 20, 15
    save(profile)
    make_lesson(make_pack(cast.alice), cast.charlie, cast.tuesday)
    make_lesson(make_pack(cast.dora), cast.bob, cast.tuesday + timedelta(hours=4))
    other = make_pack(cast.alice, requires_screening=True)
    meeting_id = cast.request(cast.charlie, pack=other, proposals=[])
    cast.act("agree", meeting_id, starts_at=cast.tuesday + timedelta(days=1))
    return cast


class _Undone(Exception):
    pass


def _ask_and_undo(cast: ScreeningCast, time: datetime) -> None:
    try:
        with unit_of_work(now=NOW) as session:
            screening.ask(session, cast.bob, cast.pack.id, message="", proposals=[time], now=NOW)
            raise _Undone
    except _Undone:
        assert busy_times()
