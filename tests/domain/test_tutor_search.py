"""The first free time that suits a search, as `open_slots` would give it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.calendars import (
    CHANGES,
    ONLINE,
    OPEN_RULES,
    PACK,
    calendar,
    offered,
    situations,
    utc,
    window,
)
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import SESSION_MODES, BookingRules, SessionMode, TeachingMode
from tutorhub_app.domain.slots import Offer, TutorCalendar, open_slots
from tutorhub_app.domain.tutor_search import (
    LOOK_AHEAD,
    DayPart,
    Openings,
    TimeWish,
    offers_to_look_for,
)

PACKS = st.lists(
    st.tuples(
        st.sampled_from([PACK, "another pack", "a third pack"]),
        st.sampled_from([15, 30, 45, 60, 90, 200]),
        st.sampled_from([*TeachingMode]),
    ),
    min_size=1,
    max_size=4,
)
WISHES = st.builds(
    TimeWish,
    st.frozensets(st.sampled_from([*DayOfWeek]), max_size=3),
    st.frozensets(st.sampled_from([*DayPart]), max_size=2),
)
UTC_ZONE = ZoneInfo("UTC")


def expected(
    tutor: TutorCalendar,
    packs: list[tuple[str, int, TeachingMode]],
    mode: SessionMode | None,
    wish: TimeWish,
    viewer: ZoneInfo,
    now: datetime,
) -> datetime | None:
    """By making every open time of every pack."""
    today = now.astimezone(ZoneInfo(tutor.time_zone)).date()
    starts = [
        slot.starts_at
        for pack_id, minutes, teaching_mode in packs
        for slot in open_slots(
            tutor,
            Offer(minutes, SESSION_MODES[teaching_mode], pack_id),
            first_day=today,
            last_day=today + timedelta(days=90),
            now=now,
        )
        if mode is None or mode in slot.session_modes
    ]
    if wish:
        starts = [s for s in starts if s < now + LOOK_AHEAD and wish.suits(s.astimezone(viewer))]
    return min(starts, default=None)


@settings(max_examples=200, deadline=None)
@given(
    situations(),
    PACKS,
    st.sampled_from([None, *SessionMode]),
    WISHES,
    st.sampled_from(sorted(CHANGES)).map(ZoneInfo),
    st.lists(st.sampled_from([0, 1, 59, 60, 600, 3601, 20_000, 86_400]), max_size=5),
)
def test_the_earliest_is_the_first_of_open_slots_also_as_time_goes_by(
    situation, packs, mode, wish, viewer, seconds_later
):
    tutor, _, _, now, _ = situation
    offers = offers_to_look_for(packs, mode)
    openings = Openings(tutor, now)
    for seconds in (0, *seconds_later):
        now += timedelta(seconds=seconds)
        if not openings.hold_at(now):
            openings = Openings(tutor, now)
        for asked in (wish, TimeWish()):
            found = openings.first(offers, asked, viewer, now)
            assert found == expected(tutor, packs, mode, asked, viewer, now)


def test_what_was_found_holds_until_the_tutors_day_is_over():
    openings = Openings(calendar("Asia/Tokyo"), utc("2026-01-05 14:00"))
    assert openings.hold_at(utc("2026-01-05 14:59"))
    assert not openings.hold_at(utc("2026-01-05 15:00"))
    assert not openings.hold_at(utc("2026-01-05 13:59"))


def test_days_and_times_of_day_are_the_viewers():
    tutor = calendar("UTC", window(DayOfWeek.MONDAY, "23:00-24:00"), rules=OPEN_RULES)
    now = utc("2026-01-01 00:00")
    openings = Openings(tutor, now)

    def first(viewer: str, day: DayOfWeek, part: DayPart) -> datetime | None:
        wish = TimeWish(frozenset({day}), frozenset({part}))
        return openings.first([Offer(30, ONLINE)], wish, ZoneInfo(viewer), now)

    monday_night = utc("2026-01-05 23:00")
    assert first("UTC", DayOfWeek.MONDAY, DayPart.NIGHT) == monday_night
    assert first("Asia/Tokyo", DayOfWeek.TUESDAY, DayPart.MORNING) == monday_night
    assert first("America/New_York", DayOfWeek.MONDAY, DayPart.EVENING) == monday_night
    assert first("America/New_York", DayOfWeek.TUESDAY, DayPart.EVENING) is None


@pytest.mark.parametrize("hour", range(24))
def test_every_hour_belongs_to_one_part_of_the_day(hour: int):
    at = datetime(2026, 1, 5, hour, tzinfo=UTC)
    suiting = [part for part in DayPart if TimeWish(parts=frozenset({part})).suits(at)]
    assert len(suiting) == 1


def test_only_the_shortest_offers_are_looked_for_in_the_hours():
    both, online = TeachingMode.BOTH, TeachingMode.ONLINE

    def in_hours(*packs: tuple[int, TeachingMode], mode: SessionMode | None = None):
        named = [(f"pack {n}", *pack) for n, pack in enumerate(packs)]
        return tuple(each for each in offers_to_look_for(named, mode) if not each.pack_id)

    assert in_hours((60, online), (30, both), (90, both)) == (Offer(30, SESSION_MODES[both]),)
    assert len(in_hours((30, online), (60, both))) == 2
    assert in_hours((60, online), mode=SessionMode.FACE_TO_FACE) == ()
    assert in_hours((60, both), (45, online), mode=SessionMode.ONLINE) == (Offer(45, ONLINE),)


def test_free_slots_are_looked_for_pack_by_pack():
    packs = [("one", 60, TeachingMode.ONLINE), ("two", 30, TeachingMode.BOTH)]
    of_packs = [each for each in offers_to_look_for(packs) if each.pack_id]
    assert of_packs == [
        Offer(60, ONLINE, "one"),
        Offer(30, SESSION_MODES[TeachingMode.BOTH], "two"),
    ]


def test_a_free_slot_is_found_without_any_hours_until_it_begins():
    start = utc("2027-01-05 14:00")
    tutor = calendar("UTC", offered=(offered(start),), rules=BookingRules(horizon_days=1))
    openings = Openings(tutor, start - timedelta(minutes=10))
    offers = offers_to_look_for([(PACK, 60, TeachingMode.ONLINE)])

    def first(now: datetime, wish: TimeWish = TimeWish()) -> datetime | None:  # noqa: B008
        return openings.first(offers, wish, UTC_ZONE, now)

    assert first(start) == start
    assert first(start + timedelta(seconds=1)) is None
    afternoon, night = (
        TimeWish(parts=frozenset({part})) for part in (DayPart.AFTERNOON, DayPart.NIGHT)
    )
    assert (first(start, afternoon), first(start, night)) == (start, None)
    others = offers_to_look_for([("another pack", 60, TeachingMode.ONLINE)])
    assert openings.first(others, TimeWish(), UTC_ZONE, start) is None
