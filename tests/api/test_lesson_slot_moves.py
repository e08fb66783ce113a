"""Cancelling and moving lesson slots over REST."""

import pytest

from tests.api.asking import refused
from tests.api.slots import SLOTS, Slots, alter, busy_at, not_allowed, one, slots, stored
from tests.factories import make_enrollment, make_pack
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import TeachingMode

__all__ = ["slots"]


async def test_a_student_cancels_by_the_terms_kept_with_the_booking(slots: Slots):
    early = await slots.booked()
    answer = await slots.ask(slots.bob, early, "cancel", reason=" Ill ")
    gone = one(answer, "update")
    assert (gone["status"], gone["recordVersion"]) == ("canceled", 2)
    assert (slots.lessons_left(), stored(early).cancel_reason) == (10, "Ill")
    alter(slots.cast.alice.profile, cancellation_notice_minutes=14 * 1440)
    late = await slots.booked(scheduledTime="12:00")
    one(await slots.ask(slots.bob, late, "cancel", reason=None), "update")
    assert slots.lessons_left() == 9
    refused(await slots.ask(slots.bob, late, "cancel"), 409, "notCancellable")


@pytest.mark.parametrize("who", ["alice", "admin"])
async def test_the_tutor_and_administrators_cancel_and_give_back(slots: Slots, who: str):
    alter(slots.cast.alice.profile, cancellation_notice_minutes=14 * 1440)
    row = await slots.booked()
    client = slots.clients(getattr(slots, who))
    gone = one(await client.post(f"{SLOTS}/{row['id']}/cancel"), "update")
    assert (gone["status"], slots.lessons_left(), busy_at(row)) == ("canceled", 10, 0)


async def test_only_its_people_cancel_or_move_a_lesson(slots: Slots):
    make_enrollment(slots.cast.pack, slots.charlie)
    row, offered = await slots.booked(), await slots.free()
    there = {"scheduledDate": str(slots.day), "scheduledTime": "12:00"}
    refused(await slots.ask(None, row, "cancel"), 401, "loginRequired")
    for who in (slots.charlie, slots.dora):
        not_allowed(
            [
                await slots.ask(who, row, "cancel"),
                await slots.ask(who, row, "reschedule", **there),
            ]
        )
    for who in (slots.bob, slots.alice, slots.admin):
        refused(await slots.ask(who, offered, "cancel"), 409, "notCancellable")
        refused(await slots.ask(who, offered, "reschedule", **there), 409, "notReschedulable")
    refused(await slots.ask(slots.dora, offered, "cancel"), 401)
    assert (await slots.now(row), await slots.now(offered)) == (row, offered)


async def test_a_reason_is_a_text_of_a_certain_length(slots: Slots):
    row = await slots.booked()
    refused(await slots.ask(slots.bob, row, "cancel", reason=17), 400, "reasonisNotAString")
    refused(await slots.ask(slots.bob, row, "cancel", reason="x" * 501), 400, "reasonIsNotValid")
    assert await slots.now(row) == row


async def test_a_lesson_moves_by_the_rules_of_who_moves_it(slots: Slots):
    row = await slots.booked()
    there = {"scheduledDate": str(slots.day), "scheduledTime": "12:30"}
    moved = one(await slots.ask(slots.bob, row, "reschedule", **there), "update")
    assert moved | {"updatedAt": ""} == row | there | {"recordVersion": 2, "updatedAt": ""}
    assert slots.lessons_left() == 9
    late = there | {"scheduledTime": "21:00"}
    refused(await slots.ask(slots.bob, row, "reschedule", **late), 400, "notBookable")
    moved = one(await slots.ask(slots.alice, row, "reschedule", **late), "update")
    assert moved["scheduledTime"] == "21:00"
    await slots.booked()
    taken = there | {"scheduledTime": "10:30"}
    for who in (slots.bob, slots.alice, slots.admin):
        refused(await slots.ask(who, row, "reschedule", **taken), 409, "slotTaken")


async def test_a_student_moves_a_lesson_in_time_and_onto_a_free_slot(slots: Slots):
    row, offered = await slots.booked(), await slots.free()
    there = {"scheduledDate": str(slots.day), "scheduledTime": "22:00"}
    moved = one(await slots.ask(slots.bob, row, "reschedule", **there), "update")
    assert (moved["id"], moved["scheduledTime"]) == (row["id"], "22:00")
    assert (await slots.now(offered))["status"] == "free"
    alter(slots.cast.alice.profile, reschedule_notice_minutes=14 * 1440)
    bound = await slots.booked(scheduledTime="14:00")
    there = {"scheduledDate": str(slots.day), "scheduledTime": "16:00"}
    refused(await slots.ask(slots.bob, bound, "reschedule", **there), 409, "notReschedulable")
    one(await slots.ask(slots.admin, bound, "reschedule", **there), "update")


@pytest.mark.parametrize("name", ["scheduledDate", "scheduledTime"])
async def test_a_new_time_is_whole(slots: Slots, name: str):
    row = await slots.booked()
    there = {"scheduledDate": str(slots.day), "scheduledTime": "12:00"}
    for missing in ({}, {name: None}):
        rest = {key: value for key, value in there.items() if key != name}
        answer = await slots.ask(slots.bob, row, "reschedule", **rest | missing)
        refused(answer, 400, f"{name}IsRequired")


async def test_a_pack_that_is_no_longer_offered_keeps_its_lessons_changeable(slots: Slots):
    row = await slots.booked()
    alter(slots.cast.pack, is_active=False)
    moved = await slots.patched(slots.alice, row, scheduledTime="12:00", locationDetails="x")
    assert moved["scheduledTime"] == "12:00"
    assert stored(moved).status == SlotStatus.BOOKED


async def test_a_mode_the_pack_is_not_taught_in_is_no_change(slots: Slots):
    pack = make_pack(slots.cast.alice, teaching_mode=TeachingMode.ONLINE)
    make_enrollment(pack, slots.bob)
    row, offered = await slots.booked(coursePackId=pack.id), await slots.free(coursePackId=pack.id)
    for each in (row, offered):
        answer = await slots.patch(slots.alice, each, sessionMode="faceToFace")
        refused(answer, 400, "sessionModeIsNotValid")
        assert await slots.now(each) == each
