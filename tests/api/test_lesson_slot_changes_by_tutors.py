"""PATCH of lesson slots by the tutor and administrators: every field, every status."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.asking import refused
from tests.api.slots import LINK, UNKNOWN, Slots, alter, busy_at, one, slots, stored
from tests.factories import make_enrollment, make_open_week, make_pack
from tests.granting import deny
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.permissions import Permission

__all__ = ["slots"]

MET = {"sessionMode": "faceToFace", "locationType": "studentHome", "locationDetails": "Hill Rd 3"}


async def test_a_tutor_gives_a_free_slot_to_a_student(slots: Slots):
    offered = await slots.free(meetLink=LINK)
    refused(await slots.patch(slots.alice, offered, status="booked"), 400, "studentIdIsRequired")
    answer = await slots.patch(
        slots.alice, offered, status="booked", studentId=slots.charlie.user_id
    )
    refused(answer, 401, "notEnrolled")
    answer = await slots.patch(slots.alice, offered, studentId=slots.bob.user_id)
    refused(answer, 400, "studentIdIsNotValid")
    row = await slots.patched(
        slots.alice,
        offered,
        status="booked",
        studentId=slots.bob.user_id,
        scheduledTime="23:00",
        locationDetails="Late",
    )
    assert (row["scheduledTime"], row["locationDetails"]) == ("23:00", "Late")
    assert (row["meetLink"], row["recordVersion"], slots.lessons_left()) == (LINK, 2, 9)
    assert stored(row).starts_at == slots.at("23:00")
    usual = await slots.free(scheduledTime="06:00", meetLink=LINK)
    row = await slots.patched(
        slots.admin, usual, status="booked", studentId=slots.bob.user_id, meetLink=None
    )
    assert row["meetLink"].endswith(f"/lessons/{stored(row).room_slug}")


async def test_a_tutor_moves_a_free_slot_and_changes_how_it_is_held(slots: Slots):
    offered = await slots.free(meetLink=LINK)
    other = await slots.free(scheduledTime="06:00")
    day = str(slots.day + timedelta(days=1))
    moved = await slots.patched(slots.alice, offered, scheduledDate=day, scheduledTime="23:30")
    assert (moved["scheduledDate"], moved["scheduledTime"]) == (day, "23:30")
    assert (moved["meetLink"], moved["recordVersion"]) == (LINK, 2)
    assert stored(moved).starts_at == slots.at("23:30", 1)
    assert stored(moved).ends_at == slots.at("23:30", 1) + timedelta(hours=1)
    alter(slots.cast.pack, lesson_minutes=30)
    shorter = stored(await slots.patched(slots.alice, other, scheduledTime="06:30"))
    assert (shorter.lesson_minutes, shorter.ends_at) == (30, slots.at("07:00"))
    await slots.patched(slots.alice, other, scheduledTime="06:00")
    alter(slots.cast.pack, lesson_minutes=60)
    met = await slots.patched(
        slots.alice, offered, sessionMode="faceToFace", locationType="tutorHome", meetLink=LINK
    )
    assert (met["meetLink"], met["locationType"], met["recordVersion"]) == (None, "tutorHome", 3)
    online = await slots.patched(slots.admin, offered, sessionMode=0)
    assert (online["locationType"], online["locationDetails"]) == ("online", None)
    assert online["meetLink"].endswith(f"/lessons/{stored(online).room_slug}")
    assert (await slots.patched(slots.alice, offered, meetLink=LINK))["meetLink"] == LINK
    back = await slots.patched(slots.alice, offered, meetLink=None)
    assert back["meetLink"] == online["meetLink"]

    there = {"scheduledDate": other["scheduledDate"], "scheduledTime": "06:00"}
    refused(await slots.patch(slots.alice, offered, **there), 409, "slotExists")
    past = str(utc_now().date() - timedelta(days=1))
    refused(await slots.patch(slots.alice, offered, scheduledDate=past), 400, "notBookable")
    await slots.booked(scheduledTime="12:00")
    taken = {"scheduledDate": str(slots.day), "scheduledTime": "12:30"}
    refused(await slots.patch(slots.alice, offered, **taken), 409, "slotTaken")
    assert await slots.now(offered) == back


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("status", None, "statusIsRequired"),
        ("sessionMode", None, "sessionModeIsRequired"),
        ("scheduledDate", None, "scheduledDateIsRequired"),
        ("scheduledTime", None, "scheduledTimeIsRequired"),
        ("status", "bogus", "statusisNotAValidValue"),
        ("sessionMode", 2, "sessionModeisNotAValidValue"),
        ("studentId", "bob", "studentIdisNotAValidID"),
        ("studentId", None, "studentIdIsNotValid"),
        ("scheduledTime", "24:00", "scheduledTimeIsNotValid"),
        ("locationDetails", "x" * 501, "locationDetailsIsNotValid"),
        ("locationType", "tutorHome", "locationTypeIsNotValid"),
        ("meetLink", "data:text/html,x", "meetLinkisNotAValidLink"),
    ],
)
async def test_bad_changes_are_refused_by_name(slots: Slots, name: str, value: Any, code: str):
    row = await slots.booked()
    body = refused(await slots.patch(slots.alice, row, **{name: value}), 400, code)
    assert set(body["fields"]) == {name}
    assert await slots.now(row) == row


async def test_a_tutor_changes_every_field_of_a_booked_lesson_in_one_write(slots: Slots):
    row = await slots.booked()
    day = str(slots.day + timedelta(days=1))
    after = await slots.patched(
        slots.alice,
        row,
        scheduledDate=day,
        scheduledTime="23:10",
        sessionMode="faceToFace",
        locationType="other",
        locationDetails="The park",
        meetLink=row["meetLink"],
        status="completed",
        studentId=slots.bob.user_id,
    )
    assert after | {"updatedAt": ""} == row | {
        "scheduledDate": day,
        "scheduledTime": "23:10",
        "sessionMode": "faceToFace",
        "sessionMode_idx": 1,
        "locationType": "other",
        "locationType_idx": 3,
        "locationDetails": "The park",
        "meetLink": None,
        "status": "completed",
        "status_idx": 2,
        "recordVersion": 2,
        "updatedAt": "",
    }
    assert stored(row).starts_at == slots.at("23:10", 1)


async def test_a_tutors_rules_do_not_bind_the_tutor_but_other_lessons_do(slots: Slots):
    row = await slots.booked()
    other = await slots.booked(scheduledTime="12:00")
    for who in (slots.alice, slots.admin):
        refused(await slots.patch(who, row, scheduledTime="11:30"), 409, "slotTaken")
        past = str(utc_now().date() - timedelta(days=1))
        refused(await slots.patch(who, row, scheduledDate=past), 400, "notBookable")
    assert await slots.now(row) == row
    moved = await slots.patched(slots.alice, row, scheduledTime="11:00")
    assert stored(moved).ends_at == stored(other).starts_at
    assert busy_at(row) == 2


async def test_the_link_of_a_lesson_is_the_tutors_to_set_when_it_is_online(slots: Slots):
    row, met = await slots.booked(), await slots.booked(scheduledTime="12:00", **MET)
    usual = row["meetLink"]
    assert (await slots.patched(slots.alice, row, meetLink=LINK))["meetLink"] == LINK
    assert (await slots.patched(slots.admin, row, meetLink=None))["meetLink"] == usual
    refused(await slots.patch(slots.alice, met, meetLink=LINK), 400, "meetLinkIsNotValid")
    both = {"sessionMode": "faceToFace", "meetLink": LINK}
    refused(await slots.patch(slots.alice, row, **both), 400, "meetLinkIsNotValid")
    online = await slots.patched(slots.alice, met, sessionMode="online", meetLink=LINK)
    assert (online["meetLink"], online["locationType"]) == (LINK, "online")
    assert (online["locationDetails"], online["recordVersion"]) == (None, 2)
    alter(slots.cast.alice.profile, meeting_link="https://zoom.example.com/alice")
    back = await slots.patched(slots.alice, met, meetLink=None)
    assert back["meetLink"] == "https://zoom.example.com/alice"


async def test_a_lesson_is_completed_at_any_time_and_taken_back(slots: Slots):
    for who in (slots.alice, slots.admin):
        row = await slots.booked()
        done = await slots.patched(who, row, status="completed")
        assert (done["status"], done["recordVersion"]) == ("completed", 2)
        assert stored(row).no_show is False
        for name, value in (("scheduledTime", "12:00"), ("locationDetails", "x")):
            refused(await slots.patch(who, row, **{name: value}), 409)
        refused(await slots.patch(who, row, meetLink=LINK), 409, "notBooked")
        again = await slots.patched(who, row, status="booked", locationDetails="Room 2")
        assert (again["status"], again["locationDetails"]) == ("booked", "Room 2")
        assert busy_at(row) == 2
        one(await slots.delete(who, row), "delete")


async def test_a_tutor_who_cancels_gives_the_lesson_back(slots: Slots):
    row = await slots.booked()
    gone = await slots.patched(slots.alice, row, status="canceled")
    assert (gone["status"], gone["studentId"]) == ("canceled", slots.bob.user_id)
    assert (slots.lessons_left(), busy_at(row)) == (10, 0)
    assert stored(row).canceled_by == slots.alice.user_id
    assert one(await slots.get(slots.bob, row), "get") == gone


@pytest.mark.parametrize(
    ("present", "wanted"),
    [
        ("free", "completed"),
        ("free", "canceled"),
        ("completed", "free"),
        ("completed", "canceled"),
        ("canceled", "free"),
        ("canceled", "booked"),
        ("canceled", "completed"),
    ],
)
async def test_other_ways_from_one_status_to_another_are_refused(
    slots: Slots, present: str, wanted: str
):
    row = await slots.free() if present == "free" else await slots.booked()
    if present in ("completed", "canceled"):
        row = await slots.patched(slots.alice, row, status=present)
    for who in (slots.alice, slots.admin):
        values = {"status": wanted, "studentId": slots.bob.user_id}
        refused(await slots.patch(who, row, **values), 400, "statusIsNotValid")
    assert await slots.now(row) == row


async def test_a_booked_lesson_becomes_a_free_slot_again(slots: Slots):
    row = await slots.booked(**MET)
    slug = stored(row).room_slug
    free = await slots.patched(slots.alice, row, status="free", studentId=None)
    assert (free["status"], free["studentId"], free["recordVersion"]) == ("free", None, 2)
    assert (free["locationType"], free["locationDetails"]) == (None, None)
    assert (slots.lessons_left(), busy_at(row)) == (10, 0)
    after = stored(row)
    assert (after.enrollment_id, after.request_key, after.room_slug != slug) == (None, None, True)
    assert [each["id"] for each in await slots.listed(slots.bob)] == [row["id"]]
    make_enrollment(slots.cast.pack, slots.charlie)
    taken = one(await slots.post(slots.charlie, sessionMode="faceToFace"), "create", 201)
    assert taken["id"] == row["id"]


async def test_a_lesson_that_becomes_free_keeps_what_the_tutor_says_and_nothing_of_the_student(
    slots: Slots,
):
    first, second = await slots.booked(**MET), await slots.booked(scheduledTime="12:00")
    assert first["_owner"] == slots.bob.user_id
    said = {"sessionMode": "online", "meetLink": LINK, "scheduledTime": "11:00"}
    free = await slots.patched(slots.alice, first, status="free", **said)
    assert (free["scheduledTime"], free["meetLink"]) == ("11:00", LINK)
    assert (free["locationType"], free["locationDetails"]) == ("online", None)
    met = {"sessionMode": "faceToFace", "locationType": "tutorHome", "locationDetails": "Mill Ln 1"}
    other = await slots.patched(slots.alice, second, **second | {"status": "free"} | met)
    assert other | met == other
    assert free["_owner"] == other["_owner"] == slots.alice.user_id
    assert (free["recordVersion"], slots.lessons_left()) == (2, 10)
    for row in (free, other):
        assert slots.bob.user_id not in row.values()


async def test_a_booked_lesson_is_given_to_another_student_and_nothing_of_the_first_stays(
    slots: Slots,
):
    charlies = make_enrollment(slots.cast.pack, slots.charlie)
    for left, who in ((9, slots.alice), (8, slots.admin)):
        row = await slots.booked(**MET)
        room = stored(row).room_slug
        given = await slots.patched(who, row, **row | {"studentId": slots.charlie.user_id})
        assert (given["id"], given["status"], given["recordVersion"]) == (row["id"], "booked", 2)
        assert (given["locationType"], given["locationDetails"]) == (None, None)
        assert slots.bob.user_id not in given.values()
        assert stored(row).room_slug != room
        assert (slots.lessons_left(), slots.lessons_left(charlies)) == (10, left)
        assert busy_at(row) == 2
        refused(await slots.get(slots.bob, row), 401)
        assert one(await slots.get(slots.charlie, row), "get") == given
        assert await slots.listed(slots.bob) == []
        await slots.patched(who, row, scheduledTime=f"{left + 4}:00")
    again = await slots.booked()
    values = {"studentId": slots.charlie.user_id, "scheduledTime": "18:00", "meetLink": LINK}
    moved = await slots.patched(slots.alice, again, **values)
    assert moved | values == moved
    assert stored(moved).starts_at == slots.at("18:00")


async def test_a_lesson_is_given_to_nobody_who_could_not_book_it(slots: Slots):
    row = await slots.booked()
    charlie = {"studentId": slots.charlie.user_id}
    refused(await slots.patch(slots.alice, row, **charlie), 401, "notEnrolled")
    enrollment = make_enrollment(slots.cast.pack, slots.charlie, 1)
    for who in (slots.bob, slots.charlie, slots.dora):
        refused(await slots.patch(who, row, **charlie), 401)
    taken = one(await slots.post(slots.charlie, scheduledTime="15:00"), "create", 201)
    refused(await slots.patch(slots.alice, row, **charlie), 409, "noLessonsLeft")
    alter(enrollment, lessons_left=1)
    refused(await slots.patch(slots.alice, row, **charlie, scheduledTime="15:30"), 409, "slotTaken")
    for status in ("completed", "canceled"):
        answer = await slots.patch(slots.alice, row, **charlie, status=status)
        refused(answer, 400, "studentIdIsNotValid")
    refused(await slots.patch(slots.alice, row, studentId=UNKNOWN), 404)
    assert await slots.now(row) == row
    assert await slots.now(taken) == taken
    done = await slots.patched(slots.alice, row, status="completed")
    refused(await slots.patch(slots.alice, done, **charlie), 400, "studentIdIsNotValid")
    answer = await slots.patch(slots.alice, done, **charlie, status="booked")
    refused(answer, 400, "studentIdIsNotValid")
    assert (slots.lessons_left(), slots.lessons_left(enrollment)) == (9, 1)


async def test_a_lesson_becomes_free_at_a_time_at_which_its_student_is_busy(slots: Slots):
    row = await slots.booked()
    pack = make_pack(slots.cast.dora, teaching_mode="both")
    make_open_week(slots.cast.dora)
    make_enrollment(pack, slots.bob)
    await slots.booked(coursePackId=pack.id, scheduledTime="12:00")
    free = await slots.patched(slots.alice, row, status="free", scheduledTime="12:30")
    assert (free["scheduledTime"], free["recordVersion"]) == ("12:30", 2)


async def test_a_past_lesson_neither_becomes_free_nor_another_students(slots: Slots):
    make_enrollment(slots.cast.pack, slots.charlie)
    row = await slots.booked()
    values = {"status": "free", "studentId": slots.charlie.user_id}
    refused(await slots.patch(slots.alice, row, **values), 400, "studentIdIsNotValid")
    alter(stored(row), starts_at=slots.at("10:00", -9))
    refused(await slots.patch(slots.alice, row, status="free"), 400, "notBookable")
    answer = await slots.patch(slots.alice, row, studentId=slots.charlie.user_id)
    refused(answer, 400, "notBookable")
    assert slots.lessons_left() == 9


async def test_a_lesson_that_moved_onto_a_free_slot_does_not_become_free_beside_it(slots: Slots):
    await slots.free(scheduledTime="12:00")
    row = await slots.booked()
    await slots.patched(slots.alice, row, scheduledTime="12:00")
    refused(await slots.patch(slots.alice, row, status="free"), 409, "slotExists")


async def test_a_denied_tutor_looks_and_changes_nothing(slots: Slots):
    row, offered = await slots.booked(), await slots.free()
    deny(slots.alice, Permission.LESSON_SLOT_MANAGE)
    for each in (row, offered):
        assert one(await slots.get(slots.alice, each), "get") == each
        refused(await slots.patch(slots.alice, each, locationDetails="x"), 401)
        refused(await slots.delete(slots.alice, each), 401)
    refused(await slots.post(slots.alice, status="free", scheduledTime="06:00"), 401)
