"""`/v1/openslots` in process: the list. At the time of these tests it is a Monday, 08:00 UTC."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api.asking import HEAD, SCHEDULING, Clients, answered, refused
from tests.factories import (
    NOW,
    make_enrollment,
    make_pack,
    make_principal,
    make_tutor,
    make_window,
)
from tests.services.booking_cast import Cast, cast
from tutorhub_app.api.openslots import OpenSlotShape
from tutorhub_app.data.engine import get_engine, make_engine, unit_of_work
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.services import answering
from tutorhub_app.services.availability import add_time_off
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.booking_changes import cancel_lesson
from tutorhub_app.services.unit import call

__all__ = ["cast"]

PATH = f"{SCHEDULING}/v1/openslots"
UNKNOWN = "0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20"
KEYS = [
    "scheduledDate",
    "scheduledTime",
    "startsAt",
    "endsAt",
    "localDate",
    "localTime",
    "sessionModes",
]

SetClock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Sets the time at which questions are asked."""

    def set_to(now: datetime) -> None:
        monkeypatch.setattr(answering, "utc_now", lambda: now)

    set_to(NOW)
    return set_to


def slots(answer: httpx.Response) -> list[dict[str, Any]]:
    found = answered(answer, "openSlots", "list")
    assert isinstance(found, list)
    for slot in found:
        OpenSlotShape.model_validate_json(json.dumps(slot))
    return found


def starts(answer: httpx.Response) -> list[str]:
    return [slot["startsAt"] for slot in slots(answer)]


def tuesday(cast: Cast, query: str = "timeZone=UTC") -> str:
    return f"{PATH}/{cast.pack.id}?from=2026-01-06&to=2026-01-06&{query}"


async def test_a_time_is_told_in_the_tutors_zone_in_the_askers_and_as_an_instant(
    client_of: Clients, database: object
):
    tutor = make_tutor(time_zone="America/New_York")
    make_window(tutor, start="20:00", end="21:30", mode=TeachingMode.BOTH)
    pack = make_pack(tutor, teaching_mode=TeachingMode.BOTH)
    client = client_of(make_principal(time_zone="UTC"))
    answer = await client.get(f"{PATH}/{pack.id}?from=2026-01-06&to=2026-01-06&timeZone=Asia/Tokyo")
    first, second = slots(answer)
    assert list(first) == KEYS
    assert first == {
        "scheduledDate": "2026-01-05",
        "scheduledTime": "20:00",
        "startsAt": "2026-01-06T01:00:00.000Z",
        "endsAt": "2026-01-06T02:00:00.000Z",
        "localDate": "2026-01-06",
        "localTime": "10:00",
        "sessionModes": ["online", "faceToFace"],
    }
    assert second["localTime"] == "10:30"
    assert tuple(answer.json()) == (*HEAD, "openSlots")


async def test_anyone_who_is_signed_in_sees_the_open_times(client_of: Clients, cast: Cast):
    refused(await client_of().get(tuesday(cast)), 401, "loginRequired")
    everyone = (cast.alice.principal, cast.bob, cast.charlie, cast.dora.principal, cast.admin)
    for asking in everyone:
        assert len(slots(await client_of(asking).get(tuesday(cast)))) == 23


async def test_unknown_and_malformed_packs_are_told_apart(client_of: Clients, cast: Cast):
    client = client_of(cast.bob)
    refused(await client.get(f"{PATH}/{UNKNOWN}"), 404, "notFound")
    refused(await client.get(f"{PATH}/17"), 400, "coursePackIdisNotAValidID")
    gone = make_pack(cast.alice, is_active=False)
    refused(await client.get(f"{PATH}/{gone.id}"), 404, "notFound")


async def test_without_days_thirty_from_today_on_are_listed_in_ones_own_zone(
    client_of: Clients, cast: Cast
):
    found = slots(await client_of(cast.bob).get(f"{PATH}/{cast.pack.id}"))
    assert (found[0]["localDate"], found[0]["localTime"]) == ("2026-01-05", "10:00")
    assert found[0]["scheduledTime"] == "09:00"
    assert found[-1]["localDate"] == "2026-02-03"


async def test_as_many_days_as_are_allowed_are_listed_whole(client_of: Clients, cast: Cast):
    client = client_of(cast.bob)
    last = date(2026, 1, 5) + timedelta(days=61)
    found = slots(await client.get(f"{PATH}/{cast.pack.id}?from=2026-01-05&to={last}"))
    assert found[-1]["localDate"] == str(last)
    answer = await client.get(
        f"{PATH}/{cast.pack.id}?from=2026-01-05&to={last + timedelta(days=1)}"
    )
    body = refused(answer, 400, "tooManyDays")
    assert body["detail"] == "to: Ask for 62 days at most: from 2026-01-05 to 2026-03-07."


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("from=2026-01-07&to=2026-01-06", "toIsBeforeFrom", "to"),
        ("to=2026-01-04", "toIsBeforeFrom", "to"),
        ("from=2026-02-30", "fromisNotAValidDate", "from"),
        ("from=", "fromisNotAValidDate", "from"),
        ("to=tomorrow", "toisNotAValidDate", "to"),
        ("to=9999-12-31", "toisNotAValidDate", "to"),
        ("timeZone=Mars/Olympus", "timeZoneIsNotValid", "timeZone"),
        ("timeZone=", "timeZoneIsNotValid", "timeZone"),
        ("timeZone=../etc/passwd", "timeZoneIsNotValid", "timeZone"),
        (f"timeZone={'a' * 65}", "timeZoneIsNotValid", "timeZone"),
    ],
)
async def test_what_is_not_allowed_is_named(
    client_of: Clients, cast: Cast, query: str, code: str, field: str
):
    body = refused(await client_of(cast.bob).get(f"{PATH}/{cast.pack.id}?{query}"), 400, code)
    assert list(body["fields"]) == [field]


@pytest.mark.parametrize("first", ["1900-01-01", "2025-01-01", "2999-12-31"])
@pytest.mark.parametrize("time_zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
async def test_days_that_are_over_or_beyond_the_horizon_have_no_times(
    client_of: Clients, cast: Cast, first: str, time_zone: str
):
    query = f"from={first}&timeZone={time_zone}"
    assert slots(await client_of(cast.bob).get(f"{PATH}/{cast.pack.id}?{query}")) == []


async def test_what_is_listed_is_bookable_and_then_is_not(client_of: Clients, cast: Cast):
    client = client_of(cast.charlie)
    listed = starts(await client.get(tuesday(cast)))
    booked = cast.book(datetime.fromisoformat(listed[4]))
    assert booked.starts_at == cast.tuesday
    # The three starts at which an hour's lesson would meet it are gone.
    assert starts(await client.get(tuesday(cast))) == listed[:3] + listed[6:]


async def test_times_at_which_a_student_is_busy_are_left_out_for_them_alone(
    client_of: Clients, cast: Cast
):
    cast.book()
    make_window(cast.dora, DayOfWeek.TUESDAY, "10:00", "12:00")
    other = make_pack(cast.dora)
    path = f"{PATH}/{other.id}?timeZone=UTC"
    assert starts(await client_of(cast.bob).get(path))[0] == "2026-01-06T11:00:00.000Z"
    assert starts(await client_of(cast.charlie).get(path))[0] == "2026-01-06T10:00:00.000Z"


# Memory


async def sources(client: httpx.AsyncClient, path: str, times: int = 2) -> list[str]:
    return [(await client.get(path)).json()["source"] for _ in range(times)]


async def test_a_list_comes_from_memory_unless_that_is_refused(client_of: Clients, cast: Cast):
    client = client_of(cast.bob)
    assert await sources(client, tuesday(cast)) == ["db", "cache"]
    assert await sources(client, f"{tuesday(cast)}&caching=false") == ["db", "db"]
    assert await sources(client, f"{tuesday(cast)}&cacheTTL=0") == ["db", "db"]
    # What one was told is not told to another.
    assert await sources(client_of(cast.charlie), tuesday(cast), 1) == ["db"]


async def test_memory_lists_no_time_that_came_too_near(
    client_of: Clients, cast: Cast, clock: SetClock
):
    client = client_of(cast.bob)
    path = f"{PATH}/{cast.pack.id}?from=2026-01-05&to=2026-01-05&timeZone=UTC&cacheTTL=86400"
    first = starts(await client.get(path))
    assert first[:2] == ["2026-01-05T09:00:00.000Z", "2026-01-05T09:30:00.000Z"]
    # A minute past the notice of an hour for the first of them; the second follows.
    for minutes, gone in ((1, 1), (30, 1), (31, 2)):
        clock(NOW + timedelta(minutes=minutes))
        assert starts(await client.get(path)) == first[gone:]
    assert await sources(client, path, 1) == ["cache"]


async def test_memory_lists_the_times_that_a_new_day_brings(
    client_of: Clients, database: object, clock: SetClock
):
    tutor = make_tutor(horizon_days=1)
    for day in range(5, 9):
        make_window(tutor, start="10:00", end="11:00", on=date(2026, 1, day))
    client = client_of(make_principal())
    path = f"{PATH}/{make_pack(tutor).id}?from=2026-01-06&to=2026-01-08&cacheTTL=86400"
    assert starts(await client.get(path)) == ["2026-01-06T10:00:00.000Z"]
    clock(datetime.fromisoformat("2026-01-05T23:59:59Z"))
    assert await sources(client, path, 1) == ["cache"]
    clock(datetime.fromisoformat("2026-01-06T00:00:00Z"))
    assert starts(await client.get(path)) == [
        "2026-01-06T10:00:00.000Z",
        "2026-01-07T10:00:00.000Z",
    ]


async def test_memory_begins_anew_with_the_askers_day(
    client_of: Clients, cast: Cast, clock: SetClock
):
    client = client_of(make_principal(time_zone="Asia/Tokyo"))
    path = f"{PATH}/{cast.pack.id}?cacheTTL=86400"
    last = date(2026, 2, 3)
    clock(datetime.fromisoformat("2026-01-05T14:00:00Z"))
    assert slots(await client.get(path))[-1]["localDate"] == str(last)
    # It is midnight in Tokyo, and still Monday for the tutor.
    clock(datetime.fromisoformat("2026-01-05T15:00:00Z"))
    assert slots(await client.get(path))[-1]["localDate"] == str(last + timedelta(days=1))


async def test_a_booking_of_another_process_is_seen(client_of: Clients, cast: Cast):
    client = client_of(cast.charlie)
    before = starts(await client.get(tuesday(cast)))
    assert "2026-01-06T10:00:00.000Z" in before
    other = make_engine(str(get_engine().url))
    request = BookingRequest(cast.pack.id, cast.tuesday, SessionMode.ONLINE)
    with unit_of_work(now=NOW, engine=other) as session:
        book_slot(session, cast.bob, request, now=NOW)
    other.dispose()
    answer = await client.get(tuesday(cast))
    assert "2026-01-06T10:00:00.000Z" not in starts(answer)
    assert answer.json()["source"] == "db"


async def test_whatever_changes_the_times_is_seen_at_once(client_of: Clients, cast: Cast):
    client = client_of(cast.charlie)
    all_day = len(slots(await client.get(tuesday(cast))))
    lesson = cast.book()
    assert len(slots(await client.get(tuesday(cast)))) == all_day - 3
    # A lesson that the asker has with somebody else.
    make_window(cast.dora, DayOfWeek.TUESDAY, "15:00", "16:00")
    pack = make_pack(cast.dora)
    make_enrollment(pack, cast.charlie)
    at = cast.tuesday.replace(hour=15)
    call(book_slot, cast.charlie, BookingRequest(pack.id, at, SessionMode.ONLINE), now=NOW)
    assert len(slots(await client.get(tuesday(cast)))) == all_day - 6
    call(cancel_lesson, cast.bob, lesson.id, now=NOW)
    assert len(slots(await client.get(tuesday(cast)))) == all_day - 3
    day, alice = cast.tuesday.date(), cast.alice
    call(add_time_off, alice.principal, alice.profile.id, day, day, now=NOW)
    assert slots(await client.get(tuesday(cast))) == []
