"""`/v1/availabilities`: making windows and reading them, in process."""

import asyncio
from typing import Any

import pytest

from tests.api.asking import Clients, answered, refused
from tests.api.hours import (
    FACE,
    PATH,
    UNKNOWN,
    documented,
    in_days,
    made,
    on,
    stored,
    weekly,
)
from tests.factories import make_principal, make_tutor, make_window
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.availability import DayOfWeek, day_of


async def test_a_tutor_makes_weekly_hours(client_of: Clients):
    alice = make_tutor()
    row = made(await client_of(alice.principal).post(PATH, json=weekly(alice)))
    assert row == row | {
        "tutorProfileId": alice.profile.id,
        "dayOfWeek": "monday",
        "dayOfWeek_idx": 1,
        "startTime": "09:00",
        "endTime": "12:00",
        "isRecurring": True,
        "specificDate": None,
        "teachingMode": "online",
        "teachingMode_idx": 0,
        "isActive": True,
        "recordVersion": 1,
        "_owner": alice.user.id,
    }
    assert row["createdAt"] == row["updatedAt"]
    assert stored(alice) == ["Monday 09:00 to 12:00 (online)"]


async def test_a_tutor_makes_hours_of_one_date(client_of: Clients):
    alice, day = make_tutor(), in_days(3)
    body = on(alice, day, startTime="20:00", endTime="24:00", teachingMode="both")
    row = made(await client_of(alice.principal).post(PATH, json=body))
    assert (row["isRecurring"], row["specificDate"]) == (False, str(day))
    assert (row["dayOfWeek"], row["endTime"], row["teachingMode_idx"]) == (day_of(day), "24:00", 2)


async def test_enums_are_taken_in_any_case_and_by_index(client_of: Clients):
    alice = make_tutor()
    body = weekly(alice, dayOfWeek=0, teachingMode="FACETOFACE")
    row = made(await client_of(alice.principal).post(PATH, json=body))
    assert (row["dayOfWeek"], row["teachingMode"]) == ("sunday", "faceToFace")


async def test_what_only_the_server_decides_is_ignored_in_a_body(client_of: Clients):
    alice = make_tutor()
    body = weekly(
        alice, id=UNKNOWN, _owner=UNKNOWN, recordVersion=7, isActive=False, dayOfWeek_idx=5, more=1
    )
    row = made(await client_of(alice.principal).post(PATH, json=body))
    assert row["id"] != UNKNOWN
    assert (row["_owner"], row["recordVersion"]) == (alice.user.id, 1)
    assert (row["isActive"], row["dayOfWeek_idx"]) == (True, 1)


async def test_an_administrator_makes_hours_that_the_tutor_owns(client_of: Clients):
    alice = make_tutor()
    row = made(await client_of(make_principal(Role.ADMIN)).post(PATH, json=weekly(alice)))
    assert row["_owner"] == alice.user.id


async def test_others_make_no_hours(client_of: Clients):
    alice = make_tutor()
    refused(await client_of().post(PATH, json=weekly(alice)), 401, "loginRequired")
    for other in (make_tutor().principal, make_principal()):
        refused(await client_of(other).post(PATH, json=weekly(alice)), 401, "notAllowed")
    assert stored(alice) == []


async def test_hours_of_a_tutor_who_is_not_there_are_not_made(client_of: Clients):
    alice = make_tutor()
    body = weekly(alice, tutorProfileId=UNKNOWN)
    for asking in (alice.principal, make_principal(Role.ADMIN)):
        refused(await client_of(asking).post(PATH, json=body), 404, "notFound")


@pytest.mark.parametrize(
    "name",
    ["tutorProfileId", "dayOfWeek", "startTime", "endTime", "isRecurring", "teachingMode"],
)
async def test_a_required_field_is_missing_when_it_is_left_out_or_null(
    client_of: Clients, name: str
):
    alice = make_tutor()
    client = client_of(alice.principal)
    body = weekly(alice)
    del body[name]
    for sent in (body, weekly(alice, **{name: None})):
        answer = refused(await client.post(PATH, json=sent), 400, f"{name}IsRequired")
        assert answer["detail"] == f"{name} is required."
        assert set(answer["fields"]) == {name}


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"tutorProfileId": "17"}, "tutorProfileIdisNotAValidID", "tutorProfileId"),
        ({"dayOfWeek": "someday"}, "dayOfWeekisNotAValidValue", "dayOfWeek"),
        ({"dayOfWeek": 7}, "dayOfWeekisNotAValidValue", "dayOfWeek"),
        ({"teachingMode": "remote"}, "teachingModeisNotAValidValue", "teachingMode"),
        ({"startTime": "9:00"}, "startTimeisNotAValidTime", "startTime"),
        ({"startTime": "24:00", "endTime": "24:00"}, None, "startTime"),
        ({"endTime": "25:00"}, "endTimeisNotAValidTime", "endTime"),
        ({"endTime": "09:00"}, "endTimeIsNotValid", "endTime"),
        ({"startTime": "22:00", "endTime": "02:00"}, "endTimeIsNotValid", "endTime"),
        ({"startTime": "22:00", "endTime": "00:00"}, "endTimeIsNotValid", "endTime"),
        ({"isRecurring": "true"}, "isRecurringisNotABoolean", "isRecurring"),
        ({"specificDate": "2026-13-01"}, "specificDateisNotAValidDate", "specificDate"),
        ({"specificDate": "in_days"}, "specificDateisNotAValidDate", "specificDate"),
        ({"isRecurring": False}, "specificDateIsRequired", "specificDate"),
    ],
)
async def test_what_is_not_allowed_is_named(
    client_of: Clients, values: dict[str, Any], code: str | None, field: str
):
    alice = make_tutor()
    answer = await client_of(alice.principal).post(PATH, json=weekly(alice, **values))
    body = refused(answer, 400, code)
    assert list(body["fields"]) == [field]
    assert body["detail"].startswith(f"{field}: ")
    assert stored(alice) == []


async def test_a_date_has_to_agree_with_the_rest(client_of: Clients):
    alice, day = make_tutor(), in_days(3)
    client = client_of(alice.principal)
    other_day = day_of(in_days(4)).value
    for body in (on(alice, day, isRecurring=True), on(alice, day, dayOfWeek=other_day)):
        answer = refused(await client.post(PATH, json=body), 400, "specificDateIsNotValid")
        assert list(answer["fields"]) == ["specificDate"]


async def test_a_date_that_is_over_in_the_tutors_zone_is_refused(client_of: Clients):
    alice = make_tutor(time_zone="Pacific/Kiritimati")
    client = client_of(alice.principal)
    # Whatever the time: there it is today's date in UTC, or the next.
    answer = await client.post(PATH, json=on(alice, in_days(-1)))
    assert "from today" in refused(answer, 400, "specificDateIsNotValid")["detail"]
    made(await client.post(PATH, json=on(alice, in_days(1))))
    made(await client.post(PATH, json=on(alice, in_days(3000))))


async def test_the_same_hours_twice_are_a_conflict(client_of: Clients):
    alice, day = make_tutor(), in_days(3)
    client = client_of(alice.principal)
    for body in (weekly(alice), on(alice, day)):
        made(await client.post(PATH, json=body))
        answer = refused(await client.post(PATH, json=body), 409, "availabilityExists")
        assert "09:00 to 12:00" in answer["detail"]
    # Another tutor's are no matter.
    bea = make_tutor()
    made(await client_of(bea.principal).post(PATH, json=weekly(bea)))


async def test_hours_in_another_mode_at_the_same_time_are_a_conflict(client_of: Clients):
    alice = make_tutor()
    client = client_of(alice.principal)
    day = next(in_days(n) for n in range(1, 8) if day_of(in_days(n)) is DayOfWeek.MONDAY)
    make_window(alice, DayOfWeek.MONDAY, "09:00", "12:00", FACE)
    for body in (weekly(alice, startTime="11:59", endTime="13:00"), on(alice, day)):
        answer = refused(await client.post(PATH, json=body), 409, "windowsOverlap")
        assert "Monday 09:00 to 12:00 (face-to-face)" in answer["detail"]
    made(await client.post(PATH, json=weekly(alice, startTime="12:00", endTime="13:00")))


async def test_hours_of_one_mode_that_meet_stay_the_rows_they_are(client_of: Clients):
    alice = make_tutor()
    client = client_of(alice.principal)
    for start, end in (("09:00", "12:00"), ("12:00", "13:00"), ("10:00", "14:00")):
        made(await client.post(PATH, json=weekly(alice, startTime=start, endTime=end)))
    assert stored(alice) == [
        "Monday 09:00 to 12:00 (online)",
        "Monday 10:00 to 14:00 (online)",
        "Monday 12:00 to 13:00 (online)",
    ]


async def test_two_equal_posts_at_once_make_one_window(client_of: Clients):
    alice = make_tutor()
    client = client_of(alice.principal)
    answers = await asyncio.gather(*(client.post(PATH, json=weekly(alice)) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    assert len(stored(alice)) == 1


async def test_a_key_makes_a_post_happen_once(client_of: Clients):
    alice = make_tutor()
    client = client_of(alice.principal)
    key = {"Idempotency-Key": "monday"}
    first = await client.post(PATH, json=weekly(alice), headers=key)
    again = await client.post(PATH, json=weekly(alice), headers=key)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == first.content
    made(first)
    other = await client.post(PATH, json=weekly(alice, endTime="13:00"), headers=key)
    refused(other, 409, "idempotencyKeyReused")


async def test_a_tutor_reads_every_property_of_their_window(client_of: Clients):
    alice = make_tutor()
    window = make_window(alice)
    answer = await client_of(alice.principal).get(f"{PATH}/{window.id}")
    row = documented(answered(answer, "availability", "get"))
    assert (row["dayOfWeek"], row["dayOfWeek_idx"], row["recordVersion"]) == ("monday", 1, 1)


async def test_others_are_not_allowed_to_read_a_window(client_of: Clients):
    window = make_window(make_tutor())
    path = f"{PATH}/{window.id}"
    refused(await client_of().get(path), 401, "loginRequired")
    refused(await client_of(make_tutor().principal).get(path), 401)
    refused(await client_of(make_principal()).get(path), 401)
    answered(await client_of(make_principal(Role.ADMIN)).get(path), "availability", "get")
