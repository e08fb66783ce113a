"""What is granted and denied on a lesson slot, its pack or its tutor decides on every route."""

import pytest

from tests.api.asking import refused
from tests.api.slots import Slots, one, slots, stored
from tests.granting import allow, deny, say, take_back
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.permissions import Permission

__all__ = ["slots"]

BOOK = Permission.LESSON_SLOT_BOOK
MANAGE = Permission.LESSON_SLOT_MANAGE
OVERRIDE = Permission.LESSON_SLOT_OVERRIDE


def places(slots: Slots, slot_id: str) -> dict[str, str]:
    return {"slot": slot_id, "pack": slots.cast.pack.id, "profile": slots.cast.alice.profile.id}


@pytest.mark.parametrize("place", ["slot", "pack", "profile"])
@pytest.mark.parametrize("who", ["charlie", "dora"])
async def test_one_granted_a_free_slot_does_with_it_what_its_tutor_does(
    slots: Slots, who: str, place: str
):
    helper: Principal = getattr(slots, who)
    offered = await slots.free()
    refused(await slots.get(helper, offered), 401)
    refused(await slots.patch(helper, offered, scheduledTime="23:00"), 401)
    grant = allow(helper, MANAGE, places(slots, offered["id"])[place])
    one(await slots.get(helper, offered), "get")
    assert [row["id"] for row in await slots.listed(helper)] == [offered["id"]]
    moved = await slots.patched(helper, offered, scheduledTime="23:00")
    assert moved["scheduledTime"] == "23:00"
    given = await slots.patched(helper, offered, status="booked", studentId=slots.bob.user_id)
    assert (given["studentId"], slots.lessons_left()) == (slots.bob.user_id, 9)
    back = await slots.patched(helper, offered, status="free", studentId=None)
    assert (back["studentId"], slots.lessons_left()) == (None, 10)
    take_back(grant)
    refused(await slots.delete(helper, offered), 401)
    assert stored(offered).is_active
    allow(helper, OVERRIDE, places(slots, offered["id"])[place])
    one(await slots.delete(helper, offered), "delete")
    assert not stored(offered).is_active


@pytest.mark.parametrize("place", ["slot", "pack", "profile"])
async def test_one_granted_a_lesson_moves_completes_and_cancels_it(slots: Slots, place: str):
    lesson = await slots.booked()
    new_time = {"scheduledDate": str(slots.day), "scheduledTime": "22:00"}
    for what, body in (("reschedule", new_time), ("cancel", {})):
        refused(await slots.ask(slots.dora, lesson, what, **body), 401)
    allow(slots.dora, MANAGE, places(slots, lesson["id"])[place])
    one(await slots.ask(slots.dora, lesson, "reschedule", **new_time), "update")
    assert (await slots.patched(slots.dora, lesson, status="completed"))["status"] == "completed"
    refused(await slots.delete(slots.dora, lesson), 400, "statusIsNotValid")
    await slots.patched(slots.dora, lesson, status="booked")
    row = one(await slots.ask(slots.dora, lesson, "cancel"), "update")
    assert (row["status"], slots.lessons_left()) == ("canceled", 10)


async def test_a_student_granted_a_pack_offers_times_of_it_and_books_for_its_students(
    slots: Slots,
):
    free = {"status": "free", "scheduledTime": "22:00"}
    refused(await slots.post(slots.charlie, **free), 400, "statusIsNotValid")
    refused(await slots.post(slots.charlie, studentId=slots.bob.user_id), 401)
    say(MANAGE, on=slots.cast.pack.id, subject_user_id=slots.charlie.user_id)
    offered = one(await slots.post(slots.charlie, **free), "create", 201)
    assert stored(offered).owner_id == slots.alice.user_id
    refused(await slots.post(slots.charlie, studentId=slots.bob.user_id), 401)
    say(BOOK, on=slots.cast.pack.id, subject_user_id=slots.charlie.user_id)
    booked = one(
        await slots.post(slots.charlie, studentId=slots.bob.user_id, scheduledTime="06:00"),
        "create",
        201,
    )
    assert (booked["studentId"], slots.lessons_left()) == (slots.bob.user_id, 9)


@pytest.mark.parametrize("place", ["slot", "pack", "profile"])
@pytest.mark.parametrize("who", ["bob", "alice", "admin"])
async def test_a_denied_lesson_is_seen_by_its_people_and_changed_by_none_of_them(
    slots: Slots, who: str, place: str
):
    person: Principal = getattr(slots, who)
    lesson = await slots.booked()
    grant = deny(person, MANAGE, places(slots, lesson["id"])[place])
    new_time = {"scheduledDate": str(slots.day), "scheduledTime": "12:00"}
    for answer in (
        await slots.ask(person, lesson, "cancel"),
        await slots.ask(person, lesson, "reschedule", **new_time),
        await slots.patch(person, lesson, sessionMode="faceToFace"),
        await slots.patch(person, lesson, status="completed"),
        await slots.delete(person, lesson),
    ):
        refused(answer, 401)
    seen = [row["id"] for row in await slots.listed(person)]
    if who == "admin":
        assert seen == []
        refused(await slots.get(person, lesson), 401)
    else:
        assert seen == [lesson["id"]]
        one(await slots.get(person, lesson), "get")
    assert stored(lesson).status == SlotStatus.BOOKED
    assert (stored(lesson).record_version, slots.lessons_left()) == (1, 9)
    take_back(grant)
    one(await slots.ask(person, lesson, "cancel"), "update")


@pytest.mark.parametrize("place", ["slot", "pack", "profile"])
async def test_a_student_denied_a_free_slot_does_not_take_it_in_any_way(slots: Slots, place: str):
    offered = await slots.free()
    grant = deny(slots.bob, BOOK, places(slots, offered["id"])[place])
    taking = {"status": "booked", "studentId": slots.bob.user_id}
    refused(await slots.patch(slots.bob, offered, **taking), 401, "notAllowed")
    refused(await slots.post(slots.bob, scheduledTime="22:00"), 401, "notAllowed")
    assert (stored(offered).status, slots.lessons_left()) == (SlotStatus.FREE, 10)
    take_back(grant)
    assert (await slots.patched(slots.bob, offered, **taking))["status"] == "booked"


async def test_a_tutor_denied_a_pack_neither_offers_nor_books_its_times(slots: Slots):
    deny(slots.alice, MANAGE, slots.cast.pack.id)
    deny(slots.alice, BOOK, slots.cast.pack.id)
    refused(await slots.post(slots.alice, status="free"), 401, "notAllowed")
    refused(await slots.post(slots.alice, studentId=slots.bob.user_id), 401, "notAllowed")
    assert await slots.listed(slots.admin) == []
