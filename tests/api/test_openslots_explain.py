"""`/v1/openslots/:coursePackId/explain` in process. It is Monday 5 January 2026, 08:00 UTC."""

from typing import Any

import httpx
import pytest

from tests.api.asking import HEAD, SCHEDULING, Clients, answered, refused
from tests.factories import (
    NOW,
    make_enrollment,
    make_open_week,
    make_pack,
    make_principal,
    make_tutor,
)
from tests.services.booking_cast import Cast, cast
from tutorhub_app.data.catalog import CoursePack
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.services import answering

__all__ = ["cast"]

PATH = f"{SCHEDULING}/v1/openslots"
UNKNOWN = "0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "utc_now", lambda: NOW)


def path(pack: CoursePack, day: str = "2026-01-06", time: str = "10:00", more: str = "") -> str:
    return f"{PATH}/{pack.id}/explain?date={day}&time={time}{more}"


def reasons(answer: httpx.Response) -> list[dict[str, Any]]:
    found = answered(answer, "reasons", "list")
    assert isinstance(found, list)
    return found


def codes(answer: httpx.Response) -> list[str]:
    return [reason["code"] for reason in reasons(answer)]


@pytest.fixture
def berlin(database: object) -> tuple[CoursePack, Principal]:
    """A pack of a tutor in Berlin who teaches on all days from 00:00 to 12:00, and a student."""
    tutor = make_tutor(time_zone="Europe/Berlin")
    make_open_week(tutor, "00:00", "12:00")
    pack, student = make_pack(tutor), make_principal(time_zone="Asia/Tokyo")
    make_enrollment(pack, student)
    return pack, student


async def test_nothing_speaks_against_a_time_that_can_be_booked(client_of: Clients, cast: Cast):
    answer = await client_of(cast.bob).get(path(cast.pack))
    assert reasons(answer) == []
    assert tuple(answer.json()) == (*HEAD, "reasons")


async def test_every_reason_is_told_with_its_sentence(client_of: Clients, cast: Cast):
    cast.book()
    client = client_of(cast.bob)
    found = reasons(await client.get(path(cast.pack, time="10:10")))
    assert all(list(reason) == ["code", "sentence"] for reason in found)
    assert [reason["code"] for reason in found] == ["offGrid", "taken", "studentBusy"]
    assert found[2]["sentence"] == "You already have another lesson or meeting at this time."
    assert codes(await client.get(path(cast.pack, time="07:00"))) == ["outsideHours"]
    assert codes(await client.get(path(cast.pack, "2026-01-05", "08:30"))) == ["tooSoon"]
    assert codes(await client.get(path(cast.pack, "2025-01-06", "10:00"))) == ["past"]
    assert codes(await client.get(path(cast.pack, "2028-01-06", "10:00"))) == ["pastHorizon"]


async def test_who_is_not_enrolled_is_told(client_of: Clients, cast: Cast):
    assert codes(await client_of(cast.charlie).get(path(cast.pack))) == ["notEnrolled"]


async def test_the_rules_do_not_bind_the_tutor_and_an_administrator(client_of: Clients, cast: Cast):
    cast.book()
    for asking in (cast.alice.principal, cast.admin):
        client = client_of(asking)
        assert codes(await client.get(path(cast.pack, time="07:00"))) == []
        assert codes(await client.get(path(cast.pack))) == ["taken"]
    other = client_of(cast.dora.principal)
    assert codes(await other.get(path(cast.pack, time="07:00"))) == ["outsideHours"]


async def test_nobody_is_told_nothing(client_of: Clients, cast: Cast):
    refused(await client_of().get(path(cast.pack)), 401, "loginRequired")


async def test_listed_times_have_no_reasons_and_all_others_have(client_of: Clients, cast: Cast):
    cast.book()
    client = client_of(cast.bob)
    day = cast.tuesday.date()
    answer = await client.get(f"{PATH}/{cast.pack.id}?from={day}&to={day}&timeZone=UTC")
    listed = {slot["localTime"] for slot in answer.json()["openSlots"]}
    assert listed
    for half_hour in range(48):
        time = f"{half_hour // 2:02}:{half_hour % 2 * 30:02}"
        found = codes(await client.get(path(cast.pack, time=time)))
        assert (time in listed) == (found == [])


async def test_a_wall_time_is_the_tutors_unless_a_zone_is_named(
    client_of: Clients, berlin: tuple[CoursePack, Principal]
):
    pack, student = berlin
    client = client_of(student)
    # 11:30 in Berlin is 19:30 in Tokyo; the lesson would last until 12:30.
    tutors = reasons(await client.get(path(pack, time="11:30")))
    tokyos = reasons(await client.get(path(pack, time="19:30", more="&timeZone=Asia/Tokyo")))
    assert [reason["code"] for reason in (*tutors, *tokyos)] == ["outsideHours"] * 2
    assert "12:30" in tutors[0]["sentence"]
    assert "20:30" in tokyos[0]["sentence"]
    assert codes(await client.get(path(pack, time="19:00", more="&timeZone=Asia/Tokyo"))) == []


async def test_a_wall_time_that_the_clocks_skip_is_explained(
    client_of: Clients, berlin: tuple[CoursePack, Principal]
):
    pack, student = berlin
    client = client_of(student)
    (reason,) = reasons(await client.get(path(pack, "2026-03-29", "02:30")))
    assert reason == {
        "code": "clockChange",
        "sentence": "Clocks go forward on Sunday 29 March in Europe/Berlin: "
        "02:30 does not exist that day.",
    }
    in_new_york = "&timeZone=America/New_York"
    (reason,) = reasons(await client.get(path(pack, "2026-03-08", "02:30", in_new_york)))
    assert "America/New_York" in reason["sentence"]


async def test_of_a_wall_time_that_comes_twice_the_first_counts(
    client_of: Clients, berlin: tuple[CoursePack, Principal]
):
    pack, student = berlin
    assert codes(await client_of(student).get(path(pack, "2026-10-25", "02:30"))) == []


@pytest.mark.parametrize("day", ["1900-01-01", "2999-12-31"])
@pytest.mark.parametrize("time", ["00:00", "23:59"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Amsterdam"])
async def test_far_days_are_explained_in_any_zone(
    client_of: Clients, cast: Cast, day: str, time: str, zone: str
):
    found = codes(await client_of(cast.bob).get(path(cast.pack, day, time, f"&timeZone={zone}")))
    assert ("past" if day < "2026" else "pastHorizon") in found


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("time=10:00", "dateIsRequired", "date"),
        ("date=2026-01-06", "timeIsRequired", "time"),
        ("date=2026-02-30&time=10:00", "dateisNotAValidDate", "date"),
        ("date=&time=10:00", "dateisNotAValidDate", "date"),
        ("date=2026-01-06&time=9", "timeisNotAValidTime", "time"),
        ("date=2026-01-06&time=24:00", "timeIsNotValid", "time"),
        ("date=2026-01-06&time=10:00&timeZone=Mars", "timeZoneIsNotValid", "timeZone"),
        ("date=2026-01-06&time=10:00&timeZone=", "timeZoneIsNotValid", "timeZone"),
    ],
)
async def test_what_is_not_allowed_is_named(
    client_of: Clients, cast: Cast, query: str, code: str, field: str
):
    client = client_of(cast.bob)
    body = refused(await client.get(f"{PATH}/{cast.pack.id}/explain?{query}"), 400, code)
    assert list(body["fields"]) == [field]


async def test_unknown_and_malformed_packs_are_told_apart(client_of: Clients, cast: Cast):
    client = client_of(cast.bob)
    query = "explain?date=2026-01-06&time=10:00"
    refused(await client.get(f"{PATH}/{UNKNOWN}/{query}"), 404, "notFound")
    refused(await client.get(f"{PATH}/17/{query}"), 400, "coursePackIdisNotAValidID")
