"""`/v1/availabilities`: changing windows and deleting them, in process."""

import asyncio
from datetime import timedelta

import pytest

from tests.api.asking import Clients, answered, refused
from tests.api.hours import (
    FACE,
    LIST,
    PATH,
    UNKNOWN,
    documented,
    in_days,
    made,
    on,
    rows,
    updated,
    weekly,
)
from tests.factories import (
    make_enrollment,
    make_pack,
    make_principal,
    make_tutor,
    make_window,
    reload,
    save,
)
from tutorhub_app.clock import utc_now
from tutorhub_app.data.availability import OwnHoursDate
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.availability import DayOfWeek, day_of
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.booking_lists import lesson
from tutorhub_app.services.unit import call


async def test_a_tutor_changes_what_is_sent_and_nothing_else(client_of: Clients):
    alice = make_tutor()
    window = make_window(alice)
    client = client_of(alice.principal)
    body = {
        "endTime": "18:30",
        "teachingMode": "both",
        "recordVersion": 9,
        "tutorProfileId": UNKNOWN,
    }
    row = updated(await client.patch(f"{PATH}/{window.id}", json=body))
    assert row == row | {
        "id": window.id,
        "tutorProfileId": alice.profile.id,
        "dayOfWeek": "monday",
        "startTime": "09:00",
        "endTime": "18:30",
        "teachingMode": "both",
        "teachingMode_idx": 2,
        "isActive": True,
        "recordVersion": 2,
        "_owner": alice.user.id,
    }
    assert row["updatedAt"] > row["createdAt"]
    got = await client.get(f"{PATH}/{window.id}")
    assert answered(got, "availability", "get") == row


async def test_every_write_counts_and_what_changes_nothing_is_none(client_of: Clients):
    alice = make_tutor()
    path = f"{PATH}/{make_window(alice).id}"
    client = client_of(alice.principal)
    versions = [
        updated(await client.patch(path, json=body))["recordVersion"]
        for body in ({"endTime": "16:00"}, {"endTime": "16:00"}, {}, {"dayOfWeek": "FRIDAY"})
    ]
    assert versions == [2, 2, 2, 3]
    gone = documented(answered(await client.delete(path), "availability", "delete"))
    assert gone["recordVersion"] == 4


async def test_weekly_hours_become_those_of_a_date_and_back(client_of: Clients):
    alice, day = make_tutor(), in_days(3)
    window = make_window(alice, day_of(in_days(4)))
    path = f"{PATH}/{window.id}"
    client = client_of(alice.principal)
    dated = {"isRecurring": False, "specificDate": str(day), "dayOfWeek": day_of(day).value}
    row = updated(await client.patch(path, json=dated))
    assert (row["isRecurring"], row["specificDate"]) == (False, str(day))
    row = updated(await client.patch(path, json={"isRecurring": True, "specificDate": None}))
    assert (row["isRecurring"], row["specificDate"]) == (True, None)
    assert (row["dayOfWeek"], row["recordVersion"]) == (day_of(day), 3)


async def test_what_a_window_becomes_has_to_agree_with_itself(client_of: Clients):
    alice, day = make_tutor(), in_days(3)
    week = make_window(alice, day_of(in_days(4)))
    dated = make_window(alice, day_of(day), on=day)
    client = client_of(alice.principal)
    for row, body, code in (
        (week, {"startTime": "17:00"}, "endTimeIsNotValid"),
        (week, {"endTime": "09:00"}, "endTimeIsNotValid"),
        (week, {"isRecurring": False}, "specificDateIsRequired"),
        (week, {"specificDate": str(day)}, "specificDateIsNotValid"),
        (week, {"isRecurring": False, "specificDate": str(day)}, "specificDateIsNotValid"),
        (dated, {"isRecurring": True}, "specificDateIsNotValid"),
        (dated, {"specificDate": None}, "specificDateIsRequired"),
        (dated, {"dayOfWeek": day_of(in_days(4))}, "specificDateIsNotValid"),
        (dated, {"specificDate": str(in_days(4))}, "specificDateIsNotValid"),
        (dated, {"specificDate": str(in_days(-4))}, "specificDateIsNotValid"),
    ):
        refused(await client.patch(f"{PATH}/{row.id}", json=body), 400, code)
    assert reload(week).record_version == reload(dated).record_version == 1


@pytest.mark.parametrize(
    "name", ["dayOfWeek", "startTime", "endTime", "isRecurring", "teachingMode"]
)
async def test_what_a_window_needs_can_not_be_cleared(client_of: Clients, name: str):
    alice = make_tutor()
    window = make_window(alice)
    answer = await client_of(alice.principal).patch(f"{PATH}/{window.id}", json={name: None})
    refused(answer, 400, f"{name}IsRequired")


async def test_a_date_that_is_over_can_be_echoed_but_not_chosen(client_of: Clients):
    alice, day = make_tutor(), in_days(-7)
    window = make_window(alice, day_of(day), on=day)
    client = client_of(alice.principal)
    same = {"specificDate": str(day), "dayOfWeek": day_of(day).value, "endTime": "18:00"}
    assert updated(await client.patch(f"{PATH}/{window.id}", json=same))["endTime"] == "18:00"
    earlier = {"specificDate": str(in_days(-14))}
    answer = await client.patch(f"{PATH}/{window.id}", json=earlier)
    refused(answer, 400, "specificDateIsNotValid")


async def test_a_window_is_not_changed_into_another_or_over_one(client_of: Clients):
    alice = make_tutor()
    make_window(alice, DayOfWeek.MONDAY, "09:00", "12:00")
    make_window(alice, DayOfWeek.TUESDAY, "09:00", "12:00", FACE)
    row = make_window(alice, DayOfWeek.MONDAY, "13:00", "14:00")
    client = client_of(alice.principal)
    path = f"{PATH}/{row.id}"
    same = {"startTime": "09:00", "endTime": "12:00"}
    refused(await client.patch(path, json=same), 409, "availabilityExists")
    over = {"dayOfWeek": "tuesday", "startTime": "11:00"}
    refused(await client.patch(path, json=over), 409, "windowsOverlap")
    assert reload(row).record_version == 1
    # In its own place, and over hours of the same mode, it has room.
    updated(await client.patch(path, json={"startTime": "11:00", "endTime": "14:00"}))


async def test_hours_made_weekly_stay_on_a_date_with_its_own(client_of: Clients):
    alice, day = make_tutor(), in_days(3)
    window = make_window(alice, day_of(day), "09:00", "12:00", on=day)
    save(OwnHoursDate(tutor_profile_id=alice.profile.id, on_date=day))
    body = {"isRecurring": True, "specificDate": None}
    updated(await client_of(alice.principal).patch(f"{PATH}/{window.id}", json=body))
    listed = rows(await client_of(alice.principal).get(f"{LIST}/{alice.profile.id}"))
    assert [row["specificDate"] for row in listed] == [None, str(day)]


async def test_hours_put_on_a_date_with_its_own_need_not_agree_with_the_week(client_of: Clients):
    alice, day = make_tutor(), in_days(3)
    make_window(alice, day_of(day), "09:00", "12:00", FACE)
    client = client_of(alice.principal)
    refused(await client.post(PATH, json=on(alice, day)), 409, "windowsOverlap")
    save(OwnHoursDate(tutor_profile_id=alice.profile.id, on_date=day))
    made(await client.post(PATH, json=on(alice, day)))


# Delete


async def test_a_deleted_window_is_told_as_it_was_and_gone(client_of: Clients):
    alice = make_tutor()
    window = make_window(alice)
    client = client_of(alice.principal)
    path = f"{PATH}/{window.id}"
    before = documented(answered(await client.get(path), "availability", "get"))
    row = documented(answered(await client.delete(path), "availability", "delete"))
    changed = {"isActive": False, "recordVersion": 2, "updatedAt": row["updatedAt"]}
    assert row == before | changed
    refused(await client.delete(path), 404, "notFound")
    refused(await client.get(path), 404, "notFound")
    refused(await client.patch(path, json={"endTime": "18:00"}), 404, "notFound")
    assert rows(await client.get(f"{LIST}/{alice.profile.id}")) == []
    assert not reload(window).is_active
    # The same hours can be made again.
    made(await client.post(PATH, json=weekly(alice, endTime="17:00")))


async def test_a_window_is_deleted_once_by_those_who_delete_it_at_once(client_of: Clients):
    alice = make_tutor()
    path = f"{PATH}/{make_window(alice).id}"
    clients = [client_of(alice.principal), client_of(make_principal(Role.ADMIN))]
    answers = await asyncio.gather(*(client.delete(path) for client in clients))
    assert sorted(answer.status_code for answer in answers) == [200, 404]


async def test_booked_lessons_are_kept_whatever_becomes_of_the_hours(client_of: Clients):
    alice, day = make_tutor(), in_days(3)
    window = make_window(alice, day_of(day), "09:00", "12:00")
    pack = make_pack(alice)
    bob = make_principal()
    make_enrollment(pack, bob)
    at = utc_now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=3)
    booked = call(book_slot, bob, BookingRequest(pack.id, at, SessionMode.ONLINE))
    client = client_of(alice.principal)
    updated(await client.patch(f"{PATH}/{window.id}", json={"startTime": "11:00"}))
    assert call(lesson, bob, booked.id).starts_at == at
    answered(await client.delete(f"{PATH}/{window.id}"), "availability", "delete")
    assert call(lesson, bob, booked.id) == booked


async def test_others_change_and_delete_nothing(client_of: Clients):
    window = make_window(make_tutor())
    path = f"{PATH}/{window.id}"
    for asking, code in (
        (client_of(), "loginRequired"),
        (client_of(make_tutor().principal), "notAllowed"),
        (client_of(make_principal()), "notAllowed"),
    ):
        refused(await asking.patch(path, json={"endTime": "18:00"}), 401, code)
        refused(await asking.delete(path), 401, code)
    row = reload(window)
    assert (row.is_active, row.record_version) == (True, 1)


async def test_an_administrator_changes_and_deletes_anyones(client_of: Clients):
    alice = make_tutor()
    path = f"{PATH}/{make_window(alice).id}"
    client = client_of(make_principal(Role.ADMIN))
    row = updated(await client.patch(path, json={"endTime": "18:00"}))
    assert (row["endTime"], row["_owner"]) == ("18:00", alice.user.id)
    answered(await client.delete(path), "availability", "delete")


async def test_unknown_and_malformed_ids_are_told_apart(client_of: Clients):
    client = client_of(make_tutor().principal)
    for method, body in (("GET", None), ("PATCH", {"endTime": "18:00"}), ("DELETE", None)):
        answer = await client.request(method, f"{PATH}/{UNKNOWN}", json=body)
        refused(answer, 404, "notFound")
        bad = refused(
            await client.request(method, f"{PATH}/17", json=body),
            400,
            "availabilityIdisNotAValidID",
        )
        assert set(bad["fields"]) == {"availabilityId"}
