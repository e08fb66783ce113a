"""Booking lessons and offering free slots over REST."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.api.asking import OURS, SCHEDULING, refused
from tests.api.slots import LINK, SLOTS, UNKNOWN, Slots, alter, one, row_count, slots, stored
from tests.factories import (
    make_enrollment,
    make_pack,
    make_time_off,
    make_window,
)
from tutorhub_app.clock import utc_now
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.domain.availability import day_of
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.settings import get_settings

__all__ = ["slots"]


async def test_a_student_books_and_reads_every_property(slots: Slots):
    row = await slots.booked()
    assert row | {"id": "", "createdAt": "", "updatedAt": "", "meetLink": ""} == {
        "id": "",
        "coursePackId": slots.cast.pack.id,
        "studentId": slots.bob.user_id,
        "scheduledDate": str(slots.day),
        "scheduledTime": "10:00",
        "status": "booked",
        "status_idx": 1,
        "locationType": "online",
        "locationType_idx": 0,
        "locationDetails": None,
        "sessionMode": "online",
        "sessionMode_idx": 0,
        "meetLink": "",
        "isActive": True,
        "recordVersion": 1,
        "createdAt": "",
        "updatedAt": "",
        "_owner": slots.bob.user_id,
    }
    assert row["meetLink"].startswith("http://tutorhub.test/lessons/")
    assert row["createdAt"] == row["updatedAt"]
    assert slots.lessons_left() == 9
    assert row_count(BusyTime) == 2
    for who in (slots.bob, slots.alice, slots.admin):
        assert one(await slots.get(who, row), "get") == row


async def test_all_nine_parameters_are_taken(slots: Slots):
    row = one(
        await slots.post(
            slots.alice,
            studentId=slots.bob.user_id,
            scheduledTime="21:30",
            locationType="online",
            locationDetails=" Bring the book ",
            meetLink=LINK,
        ),
        "create",
        201,
    )
    assert (row["locationType"], row["locationDetails"]) == ("online", "Bring the book")
    assert (row["scheduledTime"], row["meetLink"]) == ("21:30", LINK)
    met = await slots.booked(
        sessionMode="faceToFace",
        studentId=slots.bob.user_id.upper(),
        locationType="studentHome",
        locationDetails="Hill Road 3",
        meetLink=None,
    )
    assert (met["locationType"], met["locationDetails"]) == ("studentHome", "Hill Road 3")
    assert (met["sessionMode_idx"], met["locationType_idx"], met["meetLink"]) == (1, 1, None)
    nowhere = await slots.booked(sessionMode="faceToFace", scheduledTime="12:00")
    assert (nowhere["locationType"], nowhere["locationType_idx"]) == (None, None)


@pytest.mark.parametrize("name", ["status", "locationType", "sessionMode"])
async def test_enums_are_taken_by_name_in_any_case_and_by_index(slots: Slots, name: str):
    values = {"status": "booked", "sessionMode": "faceToFace", "locationType": "tutorHome"}
    indexes = {"status": 1, "sessionMode": 1, "locationType": 2}
    for time, value in (("10:00", values[name].upper()), ("12:00", indexes[name])):
        row = await slots.booked(scheduledTime=time, **values | {name: value})
        assert {key: row[key] for key in values} == values
    body = refused(await slots.post(slots.bob, **values | {name: "bogus"}), 400)
    assert body["message"] == f"errMsg_{name}isNotAValidValue"


@pytest.mark.parametrize(
    "name", ["coursePackId", "scheduledDate", "scheduledTime", "status", "sessionMode"]
)
@pytest.mark.parametrize("missing", [..., None], ids=["absent", "null"])
async def test_what_is_required_is_named(slots: Slots, name: str, missing: Any):
    body = refused(await slots.post(slots.bob, **{name: missing}), 400, f"{name}IsRequired")
    assert set(body["fields"]) == {name}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("coursePackId", "17", "coursePackIdisNotAValidID"),
        ("studentId", "bob", "studentIdisNotAValidID"),
        ("scheduledDate", "2026-02-30", "scheduledDateisNotAValidDate"),
        ("scheduledDate", "tomorrow", "scheduledDateisNotAValidDate"),
        ("scheduledTime", "9:00", "scheduledTimeisNotAValidTime"),
        ("scheduledTime", "24:00", "scheduledTimeIsNotValid"),
        ("scheduledTime", "25:00", "scheduledTimeisNotAValidTime"),
        ("status", "free", "statusIsNotValid"),
        ("status", "completed", "statusIsNotValid"),
        ("status", 3, "statusIsNotValid"),
        ("locationType", "tutorHome", "locationTypeIsNotValid"),
        ("locationDetails", "x" * 501, "locationDetailsIsNotValid"),
        ("locationDetails", 17, "locationDetailsisNotAString"),
        ("meetLink", "javascript:alert(1)", "meetLinkisNotAValidLink"),
        ("meetLink", "ftp://meet.example.com", "meetLinkisNotAValidLink"),
        ("meetLink", "https://", "meetLinkisNotAValidLink"),
    ],
)
async def test_bad_values_are_refused_by_name(slots: Slots, name: str, value: Any, code: str):
    body = refused(await slots.post(slots.bob, **{name: value}), 400, code)
    assert name in body["detail"]
    assert set(body["fields"]) == {name}
    assert (row_count(LessonSlot), slots.lessons_left()) == (0, 10)


async def test_a_face_to_face_lesson_has_no_link(slots: Slots):
    for who in (slots.bob, slots.alice, slots.admin):
        answer = await slots.post(
            who, studentId=slots.bob.user_id, sessionMode="faceToFace", meetLink=LINK
        )
        refused(answer, 400, "meetLinkIsNotValid")
    assert row_count(LessonSlot) == 0


async def test_only_the_tutor_sets_a_link(slots: Slots):
    refused(await slots.post(slots.bob, meetLink=LINK), 401, "notAllowed")


async def test_our_room_is_told_where_the_browser_asked(
    slots: Slots, monkeypatch: pytest.MonkeyPatch
):
    row, client = await slots.booked(), slots.clients(slots.bob)
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "tutorhub.example"}

    async def links() -> list[str]:
        of_one = one(await client.get(f"{SLOTS}/{row['id']}", headers=told), "get")
        of_list = await client.get(SLOTS, headers=told)
        return [of_one["meetLink"], of_list.json()["lessonSlots"][0]["meetLink"]]

    assert await links() == [row["meetLink"]] * 2
    monkeypatch.setenv("TUTORHUB_TRUSTED_PROXIES", "192.0.2.1")
    get_settings.cache_clear()
    path = row["meetLink"].removeprefix(OURS)
    assert await links() == [f"https://tutorhub.example{path}"] * 2
    assert await slots.patched(slots.bob, row, meetLink=f"https://tutorhub.example{path}") == row


async def test_students_book_for_themselves(slots: Slots):
    make_enrollment(slots.cast.pack, slots.charlie)
    refused(await slots.post(slots.bob, studentId=slots.charlie.user_id), 401)
    refused(await slots.post(slots.dora, studentId=slots.bob.user_id), 401)
    refused(await slots.post(None), 401, "loginRequired")
    assert row_count(LessonSlot) == 0


async def test_the_pack_has_to_be_there(slots: Slots):
    for who in (slots.bob, slots.alice, slots.admin):
        for status in ("booked", "free"):
            if who is slots.bob and status == "free":
                continue
            student = slots.bob.user_id if status == "booked" else None
            answer = await slots.post(who, coursePackId=UNKNOWN, status=status, studentId=student)
            refused(answer, 404)


async def test_who_is_not_enrolled_or_has_no_lessons_left_can_not_book(slots: Slots):
    refused(await slots.post(slots.charlie), 401, "notEnrolled")
    make_enrollment(slots.cast.pack, slots.charlie, lessons=0)
    refused(await slots.post(slots.charlie), 409, "noLessonsLeft")
    by_tutor = await slots.post(slots.alice, studentId=slots.charlie.user_id)
    refused(by_tutor, 409, "noLessonsLeft")


async def test_a_missing_screening_is_told(slots: Slots):
    pack = make_pack(slots.cast.alice, requires_screening=True)
    make_enrollment(pack, slots.bob)
    for who in (slots.bob, slots.alice):
        answer = await slots.post(who, coursePackId=pack.id, studentId=slots.bob.user_id)
        refused(answer, 401, "screeningRequired")


@pytest.mark.parametrize(
    ("days", "time"),
    [(0, "21:00"), (0, "10:10"), (-3, "00:00"), (-10, "10:00"), (800, "10:00")],
    ids=["outside hours", "off the grid", "today's midnight", "past", "past the horizon"],
)
async def test_a_time_that_can_not_be_booked_is_told_why(slots: Slots, days: int, time: str):
    day = str(slots.day + timedelta(days=days))
    body = refused(await slots.post(slots.bob, scheduledDate=day, scheduledTime=time), 400)
    assert body["message"] == "errMsg_notBookable"
    assert body["detail"].endswith(".")


async def test_minimum_notice_binds_students(slots: Slots):
    alter(slots.cast.alice.profile, minimum_notice_minutes=30 * 24 * 60)
    refused(await slots.post(slots.bob), 400, "notBookable")
    answer = await slots.post(slots.alice, studentId=slots.bob.user_id)
    assert answer.status_code == 201


async def test_a_taken_time_is_a_conflict_for_everyone(slots: Slots):
    await slots.booked()
    make_enrollment(slots.cast.pack, slots.charlie)
    for time in ("10:00", "10:30", "09:30"):
        refused(await slots.post(slots.charlie, scheduledTime=time), 409, "slotTaken")
        answer = await slots.post(slots.alice, studentId=slots.charlie.user_id, scheduledTime=time)
        refused(answer, 409, "slotTaken")
        refused(await slots.post(slots.alice, status="free", scheduledTime=time), 409, "slotTaken")
    assert row_count(LessonSlot) == 1


async def test_the_time_is_the_tutors_own(slots: Slots):
    tutor = slots.cast.dora
    alter(tutor.profile, time_zone="America/New_York")
    make_window(tutor, day_of(slots.day), "20:00", "22:00")
    pack = make_pack(tutor)
    make_enrollment(pack, slots.bob)
    row = await slots.booked(coursePackId=pack.id, scheduledTime="20:30")
    assert (row["scheduledDate"], row["scheduledTime"]) == (str(slots.day), "20:30")
    local = stored(row).starts_at.astimezone(ZoneInfo("America/New_York"))
    assert f"{local:%Y-%m-%d %H:%M}" == f"{slots.day} 20:30"


@pytest.mark.parametrize("time", ["10:07", "21:00"])
async def test_a_refusal_tells_times_by_the_clock_that_was_asked_by(slots: Slots, time: str):
    # bob is an hour ahead of alice
    explained = await slots.clients(slots.bob).get(
        f"{SCHEDULING}/v1/openslots/{slots.cast.pack.id}/explain",
        params={"date": str(slots.day), "time": time},
    )
    (reason,) = explained.json()["reasons"]
    row = await slots.booked(scheduledTime="12:00")
    there = {"scheduledDate": str(slots.day), "scheduledTime": time}
    assert "10:00" in reason["sentence"] or "08:00 to 20:00" in reason["sentence"]
    for refusal in (
        await slots.post(slots.bob, **there),
        await slots.ask(slots.bob, row, "reschedule", **there),
    ):
        assert refused(refusal, 400, "notBookable")["detail"] == reason["sentence"]


async def test_a_time_that_the_clocks_skip_is_refused(slots: Slots):
    tutor = slots.cast.dora
    alter(tutor.profile, time_zone="Europe/Berlin", horizon_days=730)
    pack = make_pack(tutor)
    answer = await slots.post(
        slots.dora,
        coursePackId=pack.id,
        status="free",
        scheduledDate="2030-03-31",
        scheduledTime="02:30",
    )
    body = refused(answer, 400, "notBookable")
    assert "does not exist" in body["detail"]


async def test_a_mode_the_pack_is_not_taught_in_is_refused(slots: Slots):
    pack = make_pack(slots.cast.alice, teaching_mode=TeachingMode.ONLINE)
    make_enrollment(pack, slots.bob)
    values = {"coursePackId": pack.id, "sessionMode": "faceToFace"}
    refused(await slots.post(slots.bob, **values), 400, "sessionModeIsNotValid")
    answer = await slots.post(slots.alice, status="free", **values)
    refused(answer, 400, "sessionModeIsNotValid")


async def test_a_tutor_books_for_an_enrolled_student_outside_the_rules(slots: Slots):
    row = one(
        await slots.post(slots.alice, studentId=slots.bob.user_id, scheduledTime="23:10"),
        "create",
        201,
    )
    assert (row["studentId"], row["status"]) == (slots.bob.user_id, "booked")
    assert slots.lessons_left() == 9
    answer = await slots.post(slots.admin, studentId=slots.bob.user_id, scheduledTime="06:10")
    assert one(answer, "create", 201)["studentId"] == slots.bob.user_id
    answer = await slots.post(slots.alice, studentId=slots.charlie.user_id)
    refused(answer, 401, "notEnrolled")
    refused(await slots.post(slots.alice, studentId=UNKNOWN), 404)


async def test_for_whom_a_tutor_books_is_required(slots: Slots):
    for who in (slots.alice, slots.admin):
        refused(await slots.post(who), 400, "studentIdIsRequired")
        refused(await slots.post(who, studentId=None), 400, "studentIdIsRequired")


async def test_a_tutor_offers_a_free_slot_that_blocks_nobody(slots: Slots):
    row = await slots.free()
    assert (row["studentId"], row["status"], row["status_idx"]) == (None, "free", 0)
    assert row["_owner"] == slots.alice.user_id
    assert row["meetLink"].startswith("http://tutorhub.test/lessons/")
    assert (row_count(BusyTime), slots.lessons_left()) == (0, 10)
    by_admin = one(
        await slots.post(slots.admin, status=0, scheduledTime="22:30", sessionMode="faceToFace"),
        "create",
        201,
    )
    assert (by_admin["_owner"], by_admin["meetLink"]) == (slots.alice.user_id, None)
    own_link = await slots.free(scheduledTime="07:00", meetLink=LINK)
    assert own_link["meetLink"] == LINK


async def test_only_the_packs_tutor_and_administrators_offer_its_times(slots: Slots):
    refused(await slots.post(slots.dora, status="free"), 401)
    refused(await slots.post(slots.bob, status="free"), 400, "statusIsNotValid")
    assert row_count(LessonSlot) == 0


@pytest.mark.parametrize("status", ["completed", "canceled", 2, 3])
async def test_a_new_slot_is_free_or_booked(slots: Slots, status: Any):
    for who in (slots.alice, slots.admin):
        answer = await slots.post(who, status=status, studentId=slots.bob.user_id)
        refused(answer, 400, "statusIsNotValid")


async def test_a_free_slot_has_no_student(slots: Slots):
    answer = await slots.post(slots.alice, status="free", studentId=slots.bob.user_id)
    refused(answer, 400, "studentIdIsNotValid")
    assert (await slots.free(studentId=None))["studentId"] is None


async def test_a_time_is_offered_once_and_neither_in_the_past_nor_on_a_day_off(slots: Slots):
    await slots.free()
    refused(await slots.post(slots.alice, status="free", scheduledTime="22:00"), 409, "slotExists")
    past = str(utc_now().date() - timedelta(days=1))
    refused(await slots.post(slots.alice, status="free", scheduledDate=past), 400, "notBookable")
    answer = await slots.post(slots.alice, studentId=slots.bob.user_id, scheduledDate=past)
    refused(answer, 400, "notBookable")
    off = slots.day + timedelta(days=2)
    make_time_off(slots.cast.alice, off, off)
    answer = await slots.post(slots.alice, status="free", scheduledDate=str(off))
    assert "away" in refused(answer, 400, "notBookable")["detail"]
    far = str(slots.day.replace(year=slots.day.year + 60, day=1))
    assert (await slots.free(scheduledDate=far))["scheduledDate"] == far


async def test_a_student_who_books_the_time_of_a_free_slot_takes_it(slots: Slots):
    offered = await slots.free()
    row = await slots.booked(scheduledTime="22:00")
    assert row["id"] == offered["id"]
    assert (row["status"], row["studentId"]) == ("booked", slots.bob.user_id)
    assert (row["recordVersion"], row["_owner"]) == (2, slots.alice.user_id)
    assert row["createdAt"] == offered["createdAt"]
    assert row["meetLink"] != offered["meetLink"]
    make_enrollment(slots.cast.pack, slots.charlie)
    refused(await slots.post(slots.charlie, scheduledTime="22:00"), 409, "slotTaken")


async def test_another_packs_free_slot_is_not_taken(slots: Slots):
    other = make_pack(slots.cast.alice, teaching_mode=TeachingMode.BOTH)
    make_enrollment(other, slots.bob)
    offered = await slots.free(scheduledTime="10:00")
    row = await slots.booked(coursePackId=other.id)
    assert row["id"] != offered["id"]
    assert (await slots.now(offered))["status"] == "free"
    refused(await slots.post(slots.bob), 409, "slotTaken")


async def test_students_go_on_booking_the_lessons_left_in_a_pack_that_is_no_longer_offered(
    slots: Slots,
):
    pack, ask = slots.cast.pack, {"from": slots.day, "to": slots.day}
    path = f"{SCHEDULING}/v1/openslots/{pack.id}"
    alter(slots.cast.enrollment, lessons_left=2)
    await slots.free()
    alter(pack, is_active=False)

    listed = (await slots.clients(slots.bob).get(path, params=ask)).json()["openSlots"]
    times = [each["scheduledTime"] for each in listed]
    # Not the free slot: what was offered of the pack is withdrawn with it.
    assert (times[0], times[-1]) == ("08:00", "19:00")
    refused(await slots.post(slots.bob, scheduledTime="22:00"), 400, "notBookable")
    await slots.booked()
    row = one(
        await slots.post(slots.alice, studentId=slots.bob.user_id, scheduledTime="21:00"),
        "create",
        201,
    )
    assert (row["studentId"], slots.lessons_left()) == (slots.bob.user_id, 0)

    make_enrollment(pack, slots.charlie, 0)
    for student in (slots.bob, slots.charlie):
        refused(await slots.clients(student).get(path, params=ask), 404)
        refused(await slots.post(student, scheduledTime="12:00"), 404)
        answer = await slots.post(slots.alice, studentId=student.user_id, scheduledTime="12:00")
        refused(answer, 404)
    refused(await slots.post(slots.alice, status="free", scheduledTime="12:00"), 404)
