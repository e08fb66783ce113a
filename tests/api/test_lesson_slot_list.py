"""`GET /v1/lessonslots`: who sees what, in which order, page by page, and never out of date."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.api.asking import LIST_TAIL, refused
from tests.api.slots import SLOTS, Row, Slots, alter, slots
from tests.factories import make_enrollment, make_pack
from tests.granting import allow, take_back
from tests.lessons import make_free_slot, make_lesson
from tests.statements import asked_of
from tutorhub_app.clock import utc_now
from tutorhub_app.data import lesson_slots
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.paging import PageRequest
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.profiles import ProfileDetails
from tutorhub_app.services import (
    booking_changes,
    catalog_packs,
    catalog_profile,
    enrollment,
    series,
    series_changes,
)
from tutorhub_app.services.series import SeriesRequest
from tutorhub_app.services.unit import call

__all__ = ["slots"]


def ids(rows: list[Row]) -> list[str]:
    return [row["id"] for row in rows]


async def test_everyone_lists_what_concerns_them_in_the_order_of_time(slots: Slots):
    late = await slots.free(scheduledTime="23:00")
    mine = await slots.booked(scheduledTime="12:00")
    over = await slots.patched(slots.alice, await slots.booked(), status="canceled")
    early = await slots.free(scheduledTime="06:00")
    pack = make_pack(slots.cast.alice)
    make_enrollment(pack, slots.charlie)
    hers = make_lesson(pack, slots.charlie, slots.at("15:00"))
    unseen = make_free_slot(pack, slots.at("05:00"))
    theirs = make_free_slot(make_pack(slots.cast.dora), slots.at("04:00"))

    rows = await slots.listed(slots.bob)
    assert rows == [early, over, mine, late]
    assert ids(await slots.listed(slots.alice)) == [
        unseen.id,
        early["id"],
        over["id"],
        mine["id"],
        hers.id,
        late["id"],
    ]
    assert ids(await slots.listed(slots.charlie)) == [unseen.id, hers.id]
    assert ids(await slots.listed(slots.dora)) == [theirs.id]
    assert len(await slots.listed(slots.admin)) == 7
    refused(await slots.clients(None).get(SLOTS), 401, "loginRequired")


async def test_who_has_no_part_lists_nothing(slots: Slots):
    await slots.booked()
    await slots.free()
    for who in (slots.charlie, slots.dora):
        assert await slots.listed(who) == []


async def test_free_slots_of_a_pack_are_listed_while_one_is_enrolled_and_it_is_offered(
    slots: Slots,
):
    offered = await slots.free()
    enrollment_row = slots.cast.enrollment
    assert ids(await slots.listed(slots.bob)) == [offered["id"]]
    alter(slots.cast.pack, is_active=False)
    assert await slots.listed(slots.bob, caching=False) == []
    assert ids(await slots.listed(slots.alice)) == [offered["id"]]
    alter(slots.cast.pack, is_active=True)
    alter(enrollment_row, is_active=False)
    assert await slots.listed(slots.bob, caching=False) == []


async def test_pages_follow_each_other(slots: Slots):
    starts = [slots.at("10:00", days) for days in (3, 1, 2, 1, 0)]
    made = [make_free_slot(make_pack(slots.cast.alice), at) for at in starts]
    whole = [slot.id for slot in sorted(made, key=lambda slot: (slot.starts_at, slot.id))]
    client = slots.clients(slots.alice)
    found = []
    for number in (1, 2, 3, 4):
        answer = (await client.get(SLOTS, params={"pageNumber": number, "pageRowCount": 2})).json()
        assert tuple(answer)[-3:] == LIST_TAIL
        assert answer["paging"] == {
            "pageNumber": number,
            "pageRowCount": 2,
            "totalRowCount": 5,
            "pageCount": 3,
        }
        found += ids(answer["lessonSlots"])
    assert found == whole
    everything = (await client.get(SLOTS, params={"pageNumber": 0})).json()
    assert ids(everything["lessonSlots"]) == whole
    assert everything["paging"] == {
        "pageNumber": 0,
        "pageRowCount": 5,
        "totalRowCount": 5,
        "pageCount": 1,
    }
    refused(await client.get(SLOTS, params={"pageNumber": -1}), 400, "pageNumberIsNotValid")


async def test_what_is_granted_is_listed_too(slots: Slots):
    row = await slots.booked()
    grant = allow(slots.dora, Permission.LESSON_SLOT_MANAGE, on=slots.cast.pack.id)
    assert await slots.listed(slots.dora) == [row]
    await slots.patched(slots.dora, row, status="canceled")
    assert (await slots.listed(slots.dora))[0]["status"] == "canceled"
    take_back(grant)
    assert await slots.listed(slots.dora) == []


Write = Callable[[Slots, dict[str, Any]], Awaitable[Any]]


async def _book(slots: Slots, there: dict[str, Any]) -> None:
    await slots.booked(scheduledTime="14:00")


async def _offer(slots: Slots, there: dict[str, Any]) -> None:
    await slots.free(scheduledTime="05:00")


async def _take(slots: Slots, there: dict[str, Any]) -> None:
    await slots.patched(slots.bob, there["free"], status="booked")


async def _move_free(slots: Slots, there: dict[str, Any]) -> None:
    await slots.patched(slots.alice, there["free"], scheduledTime="21:00")


async def _release(slots: Slots, there: dict[str, Any]) -> None:
    await slots.patched(slots.alice, there["booked"], status="free")


async def _place(slots: Slots, there: dict[str, Any]) -> None:
    await slots.patched(slots.bob, there["booked"], locationDetails="x")


async def _link(slots: Slots, there: dict[str, Any]) -> None:
    await slots.patched(slots.alice, there["booked"], meetLink="https://meet.example.com")


async def _complete(slots: Slots, there: dict[str, Any]) -> None:
    await slots.patched(slots.alice, there["booked"], status="completed")


async def _delete_free(slots: Slots, there: dict[str, Any]) -> None:
    await slots.delete(slots.alice, there["free"])


async def _delete_booked(slots: Slots, there: dict[str, Any]) -> None:
    await slots.delete(slots.alice, there["booked"])


async def _cancel_page(slots: Slots, there: dict[str, Any]) -> None:
    call(booking_changes.cancel_lesson, slots.bob, there["booked"]["id"])


async def _move_page(slots: Slots, there: dict[str, Any]) -> None:
    call(booking_changes.reschedule_lesson, slots.bob, there["booked"]["id"], slots.at("15:00"))


async def _series(slots: Slots, there: dict[str, Any]) -> None:
    starts = (slots.at("15:00"), slots.at("15:00", 7))
    request = SeriesRequest(slots.cast.pack.id, starts, SessionMode.ONLINE)
    call(series.book_series, slots.bob, request)


async def _series_move(slots: Slots, there: dict[str, Any]) -> None:
    call(series_changes.reschedule_series_from, slots.bob, there["series"][0].id, slots.at("19:00"))


async def _zone(slots: Slots, there: dict[str, Any]) -> None:
    call(
        catalog_profile.save_profile,
        slots.alice,
        slots.cast.alice.profile.id,
        ProfileDetails("Maths", "", ("Maths",), ("English",), time_zone="Asia/Tokyo"),
    )


WRITES: dict[str, Write] = {
    write.__name__.strip("_"): write
    for write in (
        _book,
        _offer,
        _take,
        _move_free,
        _release,
        _place,
        _link,
        _complete,
        _delete_free,
        _delete_booked,
        _cancel_page,
        _move_page,
        _series,
        _series_move,
        _zone,
    )
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
async def test_a_list_from_memory_is_never_older_than_a_write(slots: Slots, write: Write):
    there = {
        "booked": await slots.booked(),
        "free": await slots.free(),
        "series": call(
            series.book_series,
            slots.bob,
            SeriesRequest(
                slots.cast.pack.id,
                (slots.at("18:00"), slots.at("18:00", 7)),
                SessionMode.ONLINE,
            ),
        ),
    }
    people = (slots.bob, slots.alice, slots.admin)
    before = [await slots.listed(who) for who in people]
    for who, known in zip(people, before, strict=True):
        again = (await slots.clients(who).get(SLOTS)).json()
        assert (again["source"], again["lessonSlots"]) == ("cache", known)
    await write(slots, there)
    for who, known in zip(people, before, strict=True):
        now = await slots.listed(who)
        assert now != known
        assert now == await slots.listed(who, caching=False)


async def test_enrolling_and_offering_a_pack_anew_change_the_list_of_a_student(slots: Slots):
    offered = await slots.free()
    assert await slots.listed(slots.charlie) == []
    call(enrollment.enroll, slots.charlie, slots.cast.pack.id)
    assert await slots.listed(slots.charlie) == [offered]
    call(catalog_packs.delete_pack, slots.alice, slots.cast.pack.id)
    assert await slots.listed(slots.charlie) == []
    call(catalog_packs.restore_pack, slots.alice, slots.cast.pack.id)
    assert await slots.listed(slots.charlie) == [offered]


async def test_nobody_is_answered_from_anothers_memory(slots: Slots):
    row = await slots.booked()
    assert await slots.listed(slots.bob) == [row]
    assert await slots.listed(slots.charlie) == []


async def test_links_lead_to_the_address_at_which_they_were_asked_for(slots: Slots):
    row = await slots.booked()
    path = row["meetLink"].removeprefix("http://tutorhub.test")
    client = slots.clients(slots.bob)
    for host in ("tutorhub.test", "127.0.0.1:3000", "tutorhub.test"):
        answer = await client.get(SLOTS, headers={"Host": host})
        (shown,) = answer.json()["lessonSlots"]
        assert shown["meetLink"] == f"http://{host}{path}"


async def test_lists_are_read_by_index(slots: Slots):
    with unit_of_work(now=utc_now(), readonly=True) as session:
        with asked_of(session) as asked:
            for who in (slots.bob, slots.alice, slots.admin):
                lesson_slots.slots_seen_by(session, who, PageRequest())
            lesson_slots.offered_of_pack(session, slots.cast.pack.id, since=utc_now(), until=None)
            lesson_slots.offered_of_tutors(session, [slots.cast.alice.profile.id], since=utc_now())
        connection = session.connection()
        plans = [
            "; ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}"))
            for each in asked
        ]
    student, tutor, admin, of_pack, of_tutor = plans
    assert "ix_lesson_slot_student_id_starts_at" in student
    assert "uq_lesson_slot_free" in student
    assert "ix_lesson_slot_tutor_profile_id_starts_at" in tutor
    assert "ix_lesson_slot_starts_at_id" in admin
    assert "uq_lesson_slot_free" in of_pack
    assert "ix_lesson_slot_free_tutor" in of_tutor
