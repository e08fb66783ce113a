"""Reading and deleting lesson slots over REST."""

import pytest

from tests.api.asking import refused
from tests.api.documents import every_operation
from tests.api.slots import SLOTS, UNKNOWN, Slots, alter, not_allowed, one, row_count, slots
from tests.factories import (
    make_enrollment,
)
from tutorhub_app.data.booking import BusyTime
from tutorhub_app.services import booking_lists
from tutorhub_app.services.unit import call

__all__ = ["slots"]


async def test_a_slot_is_read_by_those_it_concerns(slots: Slots):
    row, offered = await slots.booked(), await slots.free()
    refused(await slots.get(None, row), 401, "loginRequired")
    not_allowed([await slots.get(who, row) for who in (slots.charlie, slots.dora)])
    not_allowed([await slots.get(who, offered) for who in (slots.charlie, slots.dora)])
    for who in (slots.bob, slots.alice, slots.admin):
        assert one(await slots.get(who, offered), "get") == offered
    enrollment = make_enrollment(slots.cast.pack, slots.charlie)
    assert one(await slots.get(slots.charlie, offered), "get") == offered
    refused(await slots.get(slots.charlie, row), 401)
    alter(enrollment, is_active=False)
    refused(await slots.get(slots.charlie, offered), 401)


async def test_an_unknown_id_is_not_found_and_a_malformed_one_named(slots: Slots):
    for answer in (
        await slots.get(slots.bob, UNKNOWN),
        await slots.patch(slots.bob, UNKNOWN, status="free"),
        await slots.delete(slots.alice, UNKNOWN),
        await slots.ask(slots.bob, UNKNOWN, "cancel"),
        await slots.ask(
            slots.bob, UNKNOWN, "reschedule", scheduledDate="2030-01-01", scheduledTime="10:00"
        ),
    ):
        refused(answer, 404, "notFound")
    for answer in (
        await slots.get(slots.bob, "17"),
        await slots.patch(slots.bob, "17"),
        await slots.delete(slots.alice, "17"),
        await slots.ask(slots.bob, "17", "cancel"),
    ):
        refused(answer, 400, "lessonSlotIdisNotAValidID")


async def test_a_tutor_deletes_a_free_slot_and_a_second_time_it_is_not_there(slots: Slots):
    offered = await slots.free()
    gone = one(await slots.delete(slots.alice, offered), "delete")
    assert gone | {"updatedAt": ""} == offered | {
        "isActive": False,
        "recordVersion": 2,
        "updatedAt": "",
    }
    for answer in (
        await slots.delete(slots.alice, offered),
        await slots.get(slots.alice, offered),
        await slots.patch(slots.alice, offered, locationDetails="x"),
    ):
        refused(answer, 404, "notFound")
    refused(await slots.post(slots.bob, scheduledTime="22:00"), 400, "notBookable")
    assert (await slots.free())["id"] != offered["id"]


async def test_a_tutor_who_deletes_a_booked_slot_gives_the_lesson_back(slots: Slots):
    row = await slots.booked()
    gone = one(await slots.delete(slots.alice, row), "delete")
    assert (gone["isActive"], gone["status"], gone["recordVersion"]) == (False, "canceled", 2)
    assert (slots.lessons_left(), row_count(BusyTime)) == (10, 0)
    for who in (slots.bob, slots.alice, slots.admin):
        assert await slots.listed(who) == []
        assert call(booking_lists.lessons_of, who).lessons == ()
    again = await slots.booked()
    assert again["id"] != row["id"]


@pytest.mark.parametrize("status", ["completed", "canceled"])
async def test_what_is_over_is_deleted_by_administrators_alone(slots: Slots, status: str):
    row = await slots.booked()
    await slots.patched(slots.alice, row, status=status)
    refused(await slots.delete(slots.alice, row), 400, "statusIsNotValid")
    refused(await slots.delete(slots.bob, row), 401)
    gone = one(await slots.delete(slots.admin, row), "delete")
    assert (gone["isActive"], gone["status"]) == (False, status)
    assert slots.lessons_left() == (9 if status == "completed" else 10)
    assert row_count(BusyTime) == 0
    refused(await slots.delete(slots.admin, row), 404)


async def test_administrators_delete_free_and_booked_slots_too(slots: Slots):
    for row in (await slots.free(), await slots.booked()):
        assert one(await slots.delete(slots.admin, row), "delete")["isActive"] is False
    assert slots.lessons_left() == 10


async def test_students_and_other_tutors_delete_nothing(slots: Slots):
    row, offered = await slots.booked(), await slots.free()
    for each in (row, offered):
        refused(await slots.delete(None, each), 401, "loginRequired")
        not_allowed(
            [await slots.delete(who, each) for who in (slots.bob, slots.charlie, slots.dora)]
        )
        assert await slots.now(each) == each


async def test_one_key_makes_one_slot(slots: Slots):
    client = slots.clients(slots.bob)
    headers = {"Idempotency-Key": "once"}
    first = await client.post(SLOTS, json=slots.body(), headers=headers)
    again = await client.post(SLOTS, json=slots.body(), headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.content, slots.lessons_left()) == (again.content, 9)
    row = one(first, "create", 201)
    path = f"{SLOTS}/{row['id']}/cancel"
    first = await client.post(path, json={"reason": "Ill"}, headers={"Idempotency-Key": "c"})
    again = await client.post(path, json={"reason": "Ill"}, headers={"Idempotency-Key": "c"})
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.status_code == 200
    other = await client.post(path, json={"reason": "No"}, headers={"Idempotency-Key": "c"})
    refused(other, 409, "idempotencyKeyReused")


async def test_answers_are_as_the_document_says(slots: Slots):
    described = {operation.id: operation for operation in every_operation()}
    client = slots.clients(slots.alice)
    made = await slots.post(slots.alice, studentId=slots.bob.user_id)
    address = f"{SLOTS}/{made.json()['lessonSlot']['id']}"
    there = {"scheduledDate": str(slots.day), "scheduledTime": "12:00"}
    met = {"sessionMode": "faceToFace"}
    offered = await slots.post(slots.alice, status="free", scheduledTime="22:00", **met)
    answers = [
        ("createLessonSlot", made),
        ("createLessonSlot", offered),
        ("updateLessonSlot", await client.patch(address, json=met)),
        ("rescheduleLessonSlot", await client.post(f"{address}/reschedule", json=there)),
        ("cancelLessonSlot", await client.post(f"{address}/cancel", json={"reason": "Ill"})),
        ("getLessonSlot", await client.get(address)),
        ("listLessonSlots", await client.get(SLOTS)),
        ("deleteLessonSlot", await slots.delete(slots.admin, made.json()["lessonSlot"]["id"])),
    ]
    for name, answer in answers:
        schema = described[name].answer(str(answer.status_code))["schema"]
        assert described[name].faults(schema, answer.json()) == []
