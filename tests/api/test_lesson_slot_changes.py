"""PATCH of lesson slots by students, and by those who have no part in them."""

from typing import Any

import pytest

from tests.api.asking import refused
from tests.api.slots import LINK, Slots, busy_at, not_allowed, one, slots, stored
from tests.factories import make_enrollment, make_pack

__all__ = ["slots"]

MET = {"sessionMode": "faceToFace", "locationType": "studentHome", "locationDetails": "Hill Rd 3"}


async def test_a_student_changes_the_place_of_their_booked_lesson(slots: Slots):
    row = await slots.booked(**MET)
    after = await slots.patched(
        slots.bob, row, locationType="other", locationDetails="  The library "
    )
    assert after | {"updatedAt": ""} == row | {
        "locationType": "other",
        "locationType_idx": 3,
        "locationDetails": "The library",
        "recordVersion": 2,
        "updatedAt": "",
    }
    after = await slots.patched(slots.bob, row, locationType=None, locationDetails=None)
    assert (after["locationType"], after["locationType_idx"]) == (None, None)
    assert (after["locationDetails"], after["recordVersion"]) == (None, 3)
    online = await slots.booked(scheduledTime="12:00")
    noted = await slots.patched(slots.bob, online, locationDetails="Ring twice")
    assert (noted["locationDetails"], noted["locationType"]) == ("Ring twice", "online")
    answer = await slots.patch(slots.bob, online, locationType="tutorHome")
    refused(answer, 400, "locationTypeIsNotValid")


async def test_what_is_sent_as_it_is_already_is_no_violation_and_no_write(slots: Slots):
    rows = [await slots.booked(), await slots.free(), await slots.booked(scheduledTime="12:00")]
    rows[2] = await slots.patched(slots.alice, rows[2], status="canceled")
    for row in rows:
        for who in (slots.bob, slots.alice, slots.admin):
            echoed = {name: value for name, value in row.items() if name != "id"}
            assert await slots.patched(who, row, **echoed, bogus=17) == row
            assert await slots.patched(who, row) == row


async def test_a_students_echo_may_carry_the_change_of_a_place(slots: Slots):
    row = await slots.booked(**MET)
    after = await slots.patched(slots.bob, row, **row | {"locationDetails": "Hill Road 4"})
    assert after["locationDetails"] == "Hill Road 4"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("studentId", None),
        ("status", "free"),
        ("status", "completed"),
        ("status", 3),
        ("sessionMode", "faceToFace"),
        ("meetLink", LINK),
        ("meetLink", None),
        ("scheduledDate", "2030-01-01"),
        ("scheduledTime", "12:00"),
    ],
)
async def test_every_other_field_is_above_a_student(slots: Slots, name: str, value: Any):
    row = await slots.booked()
    body = refused(await slots.patch(slots.bob, row, **{name: value}), 401, "notAllowed")
    assert body["detail"].startswith(f"{name}: ")
    both = await slots.patch(slots.bob, row, locationDetails="x", **{name: value})
    refused(both, 401)
    assert await slots.now(row) == row


async def test_a_student_gives_nobody_their_lesson(slots: Slots):
    make_enrollment(slots.cast.pack, slots.charlie)
    row = await slots.booked()
    refused(await slots.patch(slots.bob, row, studentId=slots.charlie.user_id), 401)


@pytest.mark.parametrize("status", ["completed", "canceled"])
async def test_a_lesson_that_is_over_stays_where_it_was_for_the_student(slots: Slots, status: str):
    row = await slots.booked(**MET)
    over = await slots.patched(slots.alice, row, status=status)
    refused(await slots.patch(slots.bob, row, locationDetails="x"), 401, "notAllowed")
    assert await slots.now(row) == over


async def test_outsiders_change_nothing(slots: Slots):
    make_enrollment(slots.cast.pack, slots.charlie)
    row, offered = await slots.booked(), await slots.free()
    refused(await slots.patch(None, row, locationDetails="x"), 401, "loginRequired")
    for who in (slots.charlie, slots.dora):
        not_allowed(
            [
                await slots.patch(who, row, locationDetails="x"),
                await slots.patch(who, row, status="completed"),
                await slots.patch(who, offered, locationDetails="x"),
                await slots.patch(who, offered, scheduledTime="21:00"),
            ]
        )
    refused(await slots.patch(slots.dora, offered, status="booked"), 401)
    refused(await slots.patch(slots.dora, row), 401)
    assert (await slots.now(row), await slots.now(offered)) == (row, offered)


async def test_a_student_takes_a_free_slot(slots: Slots):
    offered = await slots.free()
    row = await slots.patched(
        slots.bob, offered, status="booked", studentId=slots.bob.user_id, locationDetails="Kitchen"
    )
    assert (row["id"], row["status"], row["studentId"]) == (
        offered["id"],
        "booked",
        slots.bob.user_id,
    )
    assert (row["locationDetails"], row["recordVersion"]) == ("Kitchen", 2)
    assert (slots.lessons_left(), busy_at(row)) == (9, 2)
    assert stored(row).enrollment_id == slots.cast.enrollment.id


async def test_the_students_id_may_be_left_out_when_taking_but_not_be_anothers(slots: Slots):
    first, second = await slots.free(), await slots.free(scheduledTime="06:00")
    assert (await slots.patched(slots.bob, first, status=1))["studentId"] == slots.bob.user_id
    make_enrollment(slots.cast.pack, slots.charlie)
    answer = await slots.patch(slots.bob, second, status="booked", studentId=slots.charlie.user_id)
    refused(answer, 401)
    refused(await slots.patch(slots.bob, second, status="booked", sessionMode="faceToFace"), 401)
    refused(await slots.patch(slots.bob, second, studentId=slots.bob.user_id), 401)
    assert await slots.now(second) == second


async def test_taking_needs_what_booking_needs(slots: Slots):
    offered = await slots.free()
    refused(await slots.patch(slots.charlie, offered, status="booked"), 401)
    make_enrollment(slots.cast.pack, slots.charlie, lessons=0)
    refused(await slots.patch(slots.charlie, offered, status="booked"), 409, "noLessonsLeft")
    busy = await slots.post(slots.alice, studentId=slots.bob.user_id, scheduledTime="21:30")
    one(busy, "create", 201)
    refused(await slots.patch(slots.bob, offered, status="booked"), 409, "slotTaken")
    assert await slots.now(offered) == offered


async def test_a_free_slot_of_a_screened_pack_waits_for_the_screening(slots: Slots):
    pack = make_pack(slots.cast.alice, requires_screening=True)
    make_enrollment(pack, slots.bob)
    offered = await slots.free(coursePackId=pack.id)
    refused(await slots.patch(slots.bob, offered, status="booked"), 401, "screeningRequired")
    answer = await slots.patch(slots.alice, offered, status="booked", studentId=slots.bob.user_id)
    refused(answer, 401, "screeningRequired")
    assert await slots.now(offered) == offered


async def test_who_comes_late_for_a_free_slot_is_told_that_it_is_taken(slots: Slots):
    enrollment = make_enrollment(slots.cast.pack, slots.charlie)
    offered = await slots.free()
    await slots.patched(slots.bob, offered, status="booked")
    late = await slots.patch(
        slots.charlie, offered, status="booked", studentId=slots.charlie.user_id
    )
    refused(late, 409, "slotTaken")
    refused(await slots.patch(slots.charlie, offered, status="booked"), 409, "slotTaken")
    refused(await slots.patch(slots.charlie, offered, status="free"), 401)
    refused(await slots.patch(slots.dora, offered, status="booked"), 401)
    assert slots.lessons_left(enrollment) == 10
