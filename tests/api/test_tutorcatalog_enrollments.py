"""`/v1/enrollments` in process."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.api.asking import Clients, answered, refused
from tests.api.catalog_cast import (
    ENROLLMENTS,
    UNKNOWN,
    Cast,
    cast_of,
    grant,
    ids,
    last_change,
    one,
    topics_since,
)
from tests.factories import (
    NOW,
    make_enrollment,
    make_pack,
    make_screening,
    make_user,
    reload,
    save,
    sign_in,
)
from tests.lessons import make_lesson
from tests.services.booking_cast import gather
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.data.catalog import CoursePack
from tutorhub_app.data.changes import ENROLLMENTS_TOPIC, person_topic, tutor_topic
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.policy import Permission
from tutorhub_app.domain.screening import TutorDecision
from tutorhub_app.services import accounts, booking_changes
from tutorhub_app.services.unit import call

KEYS = [
    "id",
    "coursePackId",
    "studentId",
    "lessonsLeft",
    "lessonsBought",
    "isActive",
    "recordVersion",
    "createdAt",
    "updatedAt",
    "_owner",
]


@pytest.fixture
def cast(client_of: Clients) -> Cast:
    return cast_of(client_of)


@pytest.fixture
def pack(cast: Cast) -> CoursePack:
    return make_pack(cast.alice)


def written(answer: Any, action: str, status: int = 200) -> dict[str, Any]:
    row = answered(answer, "enrollment", action, status)
    assert isinstance(row, dict)
    return row


async def enroll(client: httpx.AsyncClient, pack: CoursePack, **body: Any) -> httpx.Response:
    return await client.post(ENROLLMENTS, json={"coursePackId": pack.id} | body)


def topics_of(cast: Cast) -> set[str]:
    return {
        ENROLLMENTS_TOPIC,
        tutor_topic(cast.alice.profile.id),
        person_topic(cast.bob_is.user_id),
    }


# --- reading -------------------------------------------------------------------------------------


async def test_those_concerned_read_every_property(cast: Cast, pack: CoursePack):
    held = make_enrollment(pack, cast.bob_is, 3)
    for client in (cast.bob, cast.tutor, cast.ada):
        row = await one(client, f"{ENROLLMENTS}/{held.id}", "enrollment")
        assert list(row) == KEYS
        assert (row["coursePackId"], row["studentId"]) == (pack.id, cast.bob_is.user_id)
        assert (row["lessonsLeft"], row["lessonsBought"]) == (3, 3)
        assert (row["isActive"], row["recordVersion"]) == (True, 1)
        assert row["_owner"] == cast.bob_is.user_id
        assert await ids(client, ENROLLMENTS) == [held.id]


async def test_others_read_no_enrollment(cast: Cast, pack: CoursePack):
    held = make_enrollment(pack, cast.bob_is)
    for client in cast.outsiders:
        refused(await client.get(f"{ENROLLMENTS}/{held.id}"), 401, "notAllowed")
        assert await ids(client, ENROLLMENTS) == []
        assert await ids(client, ENROLLMENTS, studentId=cast.bob_is.user_id) == []
        assert await ids(client, ENROLLMENTS, coursePackId=pack.id) == []
    refused(await cast.nobody.get(f"{ENROLLMENTS}/{held.id}"), 401, "loginRequired")
    refused(await cast.nobody.get(ENROLLMENTS), 401, "loginRequired")


async def test_enrollments_are_found_by_pack_and_student(cast: Cast, pack: CoursePack):
    other, doras = make_pack(cast.alice), make_pack(cast.dora_is)
    first = make_enrollment(pack, cast.bob_is).id
    second = make_enrollment(other, cast.bob_is).id
    third = make_enrollment(pack, cast.charlie_is).id
    fourth = make_enrollment(doras, cast.bob_is).id
    assert await ids(cast.tutor, ENROLLMENTS) == [first, second, third]
    assert await ids(cast.tutor, ENROLLMENTS, coursePackId=pack.id) == [first, third]
    assert await ids(cast.tutor, ENROLLMENTS, studentId=cast.bob_is.user_id) == [first, second]
    assert await ids(cast.bob, ENROLLMENTS) == [first, second, fourth]
    assert await ids(cast.bob, ENROLLMENTS, coursePackId=pack.id) == [first]
    assert await ids(cast.ada, ENROLLMENTS) == [first, second, third, fourth]
    both = {"coursePackId": pack.id, "studentId": cast.charlie_is.user_id}
    assert await ids(cast.ada, ENROLLMENTS, **both) == [third]
    for name in ("coursePackId", "studentId"):
        answer = await cast.ada.get(ENROLLMENTS, params={name: "17"})
        refused(answer, 400, f"{name}isNotAValidID")


async def test_the_tutor_sees_enrollments_in_packs_no_longer_offered(cast: Cast, pack: CoursePack):
    held = make_enrollment(pack, cast.bob_is)
    pack.is_active = False
    save(pack)
    for client in (cast.tutor, cast.bob, cast.ada):
        assert await ids(client, ENROLLMENTS) == [held.id]
        await one(client, f"{ENROLLMENTS}/{held.id}", "enrollment")


@pytest.mark.parametrize("place", ["enrollment", "pack", "profile"])
async def test_one_who_was_granted_it_manages_an_enrollment(
    cast: Cast, pack: CoursePack, place: str
):
    held = make_enrollment(pack, cast.bob_is, 3)
    granted = {"enrollment": held.id, "pack": pack.id, "profile": cast.alice.profile.id}[place]
    grant(cast.charlie_is, Permission.ENROLLMENT_MANAGE, granted)
    path = f"{ENROLLMENTS}/{held.id}"
    assert await ids(cast.charlie, ENROLLMENTS) == [held.id]
    assert (await one(cast.charlie, path, "enrollment"))["lessonsLeft"] == 3
    written(await cast.charlie.patch(path, json={"lessonsLeft": 2}), "update")
    listed = (await cast.charlie.get(ENROLLMENTS)).json()["enrollments"]
    assert [row["lessonsLeft"] for row in listed] == [2]
    written(await cast.charlie.delete(path), "delete")


async def test_who_was_denied_acting_still_looks_at_their_own(cast: Cast, pack: CoursePack):
    held = make_enrollment(pack, cast.bob_is, 3)
    path = f"{ENROLLMENTS}/{held.id}"
    grant(cast.bob_is, Permission.ENROLLMENT_MANAGE, pack.id, can_do=False)
    assert await ids(cast.bob, ENROLLMENTS) == [held.id]
    await one(cast.bob, path, "enrollment")
    refused(await cast.bob.delete(path), 401, "notAllowed")


async def test_an_unknown_or_malformed_id_is_told_apart(cast: Cast):
    for method in ("GET", "PATCH", "DELETE"):
        body: dict[str, Any] = {"json": {}} if method == "PATCH" else {}
        answer = await cast.tutor.request(method, f"{ENROLLMENTS}/{UNKNOWN}", **body)
        refused(answer, 404, "notFound")
        answer = await cast.tutor.request(method, f"{ENROLLMENTS}/17", **body)
        refused(answer, 400, "enrollmentIdisNotAValidID")


# --- enrolling -----------------------------------------------------------------------------------


async def test_a_student_enrolls_themselves(cast: Cast, pack: CoursePack):
    for client in (cast.bob, cast.tutor, cast.ada):
        assert await ids(client, ENROLLMENTS) == []
    before = last_change()
    row = written(await enroll(cast.bob, pack), "create", 201)
    assert row["studentId"] == row["_owner"] == cast.bob_is.user_id
    assert (row["lessonsLeft"], row["lessonsBought"], row["recordVersion"]) == (10, 10, 1)
    assert topics_since(before) == topics_of(cast)
    for client in (cast.bob, cast.tutor, cast.ada):
        assert await ids(client, ENROLLMENTS) == [row["id"]]


async def test_a_tutor_enrolls_a_student_in_their_own_packs_only(cast: Cast, pack: CoursePack):
    bob = {"studentId": cast.bob_is.user_id}
    refused(await enroll(cast.dora, pack, **bob), 401, "notAllowed")
    row = written(await enroll(cast.tutor, pack, **bob), "create", 201)
    assert (row["studentId"], row["_owner"]) == (cast.bob_is.user_id, cast.bob_is.user_id)


async def test_an_administrator_enrolls_anyone(cast: Cast, pack: CoursePack):
    row = written(await enroll(cast.ada, pack, studentId=cast.bob_is.user_id), "create", 201)
    assert row["studentId"] == cast.bob_is.user_id


async def test_a_student_enrolls_nobody_else(cast: Cast, pack: CoursePack):
    refused(await enroll(cast.charlie, pack, studentId=cast.bob_is.user_id), 401, "notAllowed")
    refused(await enroll(cast.nobody, pack), 401, "loginRequired")
    assert await ids(cast.ada, ENROLLMENTS) == []


async def test_what_is_wrong_with_a_request_is_named(cast: Cast, pack: CoursePack):
    refused(await cast.bob.post(ENROLLMENTS, json={}), 400, "coursePackIdIsRequired")
    bad = {"coursePackId": "17"}
    refused(await cast.bob.post(ENROLLMENTS, json=bad), 400, "coursePackIdisNotAValidID")
    refused(await cast.bob.post(ENROLLMENTS, json={"coursePackId": UNKNOWN}), 404, "notFound")
    refused(await enroll(cast.bob, pack, studentId=None), 400, "studentIdIsRequired")
    refused(await enroll(cast.tutor, pack, studentId="17"), 400, "studentIdisNotAValidID")
    for client in (cast.tutor, cast.ada):
        refused(await enroll(client, pack), 400, "studentIdIsRequired")
        for student in (UNKNOWN, cast.dora_is.user.id, make_user(is_active=False).id):
            refused(await enroll(client, pack, studentId=student), 400, "studentIdIsNotValid")
    refused(await enroll(cast.bob, make_pack(cast.alice, is_active=False)), 404, "notFound")
    assert await ids(cast.ada, ENROLLMENTS) == []


async def test_how_many_lessons_there_are_is_not_the_students_to_say(cast: Cast, pack: CoursePack):
    row = written(
        await enroll(cast.bob, pack, lessonsLeft=99, lessonsBought=99, _owner=UNKNOWN),
        "create",
        201,
    )
    assert (row["lessonsLeft"], row["lessonsBought"]) == (10, 10)
    assert row["_owner"] == cast.bob_is.user_id


async def test_while_lessons_are_left_it_is_a_duplicate(cast: Cast, pack: CoursePack):
    held = make_enrollment(pack, cast.bob_is, 1)
    bob = {"studentId": cast.bob_is.user_id}
    for client, body in ((cast.bob, {}), (cast.tutor, bob), (cast.ada, bob)):
        refused(await enroll(client, pack, **body), 409, "alreadyEnrolled")
    held.lessons_left = 0
    save(held)
    row = written(await enroll(cast.bob, pack), "create", 201)
    assert (row["id"], row["lessonsLeft"], row["lessonsBought"]) == (held.id, 10, 11)


@pytest.mark.parametrize("decision", [None, TutorDecision.PENDING, TutorDecision.REJECTED])
async def test_a_screened_pack_takes_nobody_without_an_approval(
    cast: Cast, decision: TutorDecision | None
):
    screened = make_pack(cast.alice, requires_screening=True)
    if decision:
        make_screening(screened, cast.bob_is, decision)
    bob = {"studentId": cast.bob_is.user_id}
    for client, body in ((cast.bob, {}), (cast.tutor, bob), (cast.ada, bob)):
        refused(await enroll(client, screened, **body), 401, "screeningRequired")
    assert await ids(cast.ada, ENROLLMENTS) == []


async def test_an_approval_opens_a_screened_pack(cast: Cast):
    screened = make_pack(cast.alice, requires_screening=True)
    make_screening(screened, cast.bob_is)
    assert written(await enroll(cast.bob, screened), "create", 201)["lessonsLeft"] == 10


async def test_a_repeated_request_enrolls_once(cast: Cast, pack: CoursePack):
    key = {"Idempotency-Key": "one"}
    body = {"coursePackId": pack.id}
    first = await cast.bob.post(ENROLLMENTS, json=body, headers=key)
    again = await cast.bob.post(ENROLLMENTS, json=body, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    other = {"coursePackId": make_pack(cast.alice).id}
    answer = await cast.bob.post(ENROLLMENTS, json=other, headers=key)
    refused(answer, 409, "idempotencyKeyReused")
    refused(await enroll(cast.bob, pack), 409, "alreadyEnrolled")
    assert len(await ids(cast.bob, ENROLLMENTS)) == 1


# --- lessons left --------------------------------------------------------------------------------


async def test_the_tutor_and_administrators_set_how_many_lessons_are_left(
    cast: Cast, pack: CoursePack
):
    held = make_enrollment(pack, cast.bob_is, 5)
    path = f"{ENROLLMENTS}/{held.id}"
    for version, (client, left) in enumerate(((cast.tutor, 2), (cast.ada, 0)), start=2):
        for reader in (cast.bob, cast.tutor, cast.ada):
            await ids(reader, ENROLLMENTS)
        before = last_change()
        row = written(await client.patch(path, json={"lessonsLeft": left}), "update")
        assert (row["lessonsLeft"], row["lessonsBought"]) == (left, 5)
        assert row["recordVersion"] == version
        assert topics_since(before) == topics_of(cast)
        for reader in (cast.bob, cast.tutor, cast.ada):
            assert (await reader.get(ENROLLMENTS)).json()["enrollments"] == [row]


async def test_more_than_were_bought_count_as_bought(cast: Cast, pack: CoursePack):
    held = make_enrollment(pack, cast.bob_is, 5)
    answer = await cast.tutor.patch(f"{ENROLLMENTS}/{held.id}", json={"lessonsLeft": 7})
    row = written(answer, "update")
    assert (row["lessonsLeft"], row["lessonsBought"]) == (7, 7)


async def test_others_set_no_lessons(cast: Cast, pack: CoursePack):
    held = make_enrollment(pack, cast.bob_is, 5)
    for client in (cast.nobody, cast.bob, *cast.outsiders):
        for body in ({"lessonsLeft": 50}, {}):
            refused(await client.patch(f"{ENROLLMENTS}/{held.id}", json=body), 401)
    assert (reload(held).lessons_left, reload(held).record_version) == (5, 1)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (-1, "lessonsLeftIsNotValid"),
        (1001, "lessonsLeftIsNotValid"),
        ("5", "lessonsLeftisNotAnInteger"),
        (True, "lessonsLeftisNotAnInteger"),
        (1.5, "lessonsLeftisNotAnInteger"),
        (None, "lessonsLeftIsRequired"),
    ],
)
async def test_a_bad_number_of_lessons_is_refused(
    cast: Cast, pack: CoursePack, value: object, code: str
):
    held = make_enrollment(pack, cast.bob_is, 5)
    answer = await cast.tutor.patch(f"{ENROLLMENTS}/{held.id}", json={"lessonsLeft": value})
    assert "lessonsLeft" in refused(answer, 400, code)["fields"]
    assert reload(held).lessons_left == 5


async def test_an_echoed_enrollment_changes_nothing_but_the_lessons_left(
    cast: Cast, pack: CoursePack
):
    held = make_enrollment(pack, cast.bob_is, 5)
    path = f"{ENROLLMENTS}/{held.id}"
    whole = await one(cast.tutor, path, "enrollment")
    before = last_change()
    assert written(await cast.tutor.patch(path, json=whole), "update") == whole
    assert topics_since(before) == set()
    echo = whole | {
        "coursePackId": make_pack(cast.alice).id,
        "studentId": cast.charlie_is.user_id,
        "lessonsBought": 50,
        "isActive": False,
        "lessonsLeft": 4,
    }
    row = written(await cast.tutor.patch(path, json=echo), "update")
    expected = {"lessonsLeft": 4, "recordVersion": 2, "updatedAt": row["updatedAt"]}
    assert row == whole | expected


# --- withdrawing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["bob", "tutor", "ada"])
async def test_those_concerned_withdraw(cast: Cast, pack: CoursePack, who: str):
    held = make_enrollment(pack, cast.bob_is, 5)
    path = f"{ENROLLMENTS}/{held.id}"
    for reader in (cast.bob, cast.tutor, cast.ada):
        await ids(reader, ENROLLMENTS)
    before = last_change()
    row = written(await getattr(cast, who).delete(path), "delete")
    assert (row["isActive"], row["recordVersion"], row["lessonsLeft"]) == (False, 2, 5)
    assert topics_since(before) == topics_of(cast)
    for reader in (cast.bob, cast.tutor, cast.ada):
        assert await ids(reader, ENROLLMENTS) == []
        refused(await reader.get(path), 404)
        refused(await reader.patch(path, json={"lessonsLeft": 1}), 404)
        refused(await reader.delete(path), 404)


async def test_who_withdrew_may_enroll_again(cast: Cast, pack: CoursePack):
    held = make_enrollment(pack, cast.bob_is, 5)
    written(await cast.bob.delete(f"{ENROLLMENTS}/{held.id}"), "delete")
    row = written(await enroll(cast.bob, pack), "create", 201)
    assert (row["lessonsLeft"], row["lessonsBought"], row["isActive"]) == (10, 15, True)


async def test_others_withdraw_nobody(cast: Cast, pack: CoursePack):
    held = make_enrollment(pack, cast.bob_is, 5)
    for client in (cast.nobody, *cast.outsiders):
        refused(await client.delete(f"{ENROLLMENTS}/{held.id}"), 401)
    assert reload(held).is_active


async def test_nobody_withdraws_from_lessons_that_are_booked(cast: Cast, pack: CoursePack):
    held = make_enrollment(pack, cast.bob_is, 5)
    soon = utc_now().replace(microsecond=0) + timedelta(days=2)
    make_lesson(pack, cast.bob_is, soon, enrollment_id=held.id)
    for client in (cast.bob, cast.tutor, cast.ada):
        body = refused(await client.delete(f"{ENROLLMENTS}/{held.id}"), 409, "lessonsAreBooked")
        assert body["detail"].startswith("1 lesson of this enrollment is booked")
    assert reload(held).is_active


async def test_lessons_of_others_or_past_keep_nobody_enrolled(cast: Cast, pack: CoursePack):
    held = make_enrollment(pack, cast.bob_is, 5)
    at = utc_now().replace(microsecond=0)
    make_lesson(pack, cast.bob_is, at - timedelta(days=2), enrollment_id=held.id)
    make_lesson(pack, cast.charlie_is, at + timedelta(days=2))
    make_lesson(make_pack(cast.alice), cast.bob_is, at + timedelta(days=3))
    written(await cast.bob.delete(f"{ENROLLMENTS}/{held.id}"), "delete")


# --- what other writes do to lists made before ----------------------------------------------------


async def test_lessons_that_are_booked_and_cancelled_are_told_by_lists_made_before(
    client_of: Clients,
):
    booking = gather()
    readers = [client_of(who) for who in (booking.bob, booking.alice.principal, booking.admin)]

    async def left() -> list[int]:
        return [
            row["lessonsLeft"]
            for reader in readers
            for row in (await reader.get(ENROLLMENTS)).json()["enrollments"]
        ]

    assert await left() == [10, 10, 10]
    lesson = booking.book()
    assert await left() == [9, 9, 9]
    call(booking_changes.cancel_lesson, booking.bob, lesson.id, now=NOW)
    assert await left() == [10, 10, 10]


async def test_who_became_an_administrator_is_not_answered_as_before(
    cast: Cast, pack: CoursePack, client_of: Clients
):
    held = make_enrollment(pack, cast.bob_is)
    assert await ids(cast.charlie, ENROLLMENTS) == []
    call(accounts.make_admin, cast.charlie_is.email)
    refused(await cast.charlie.get(ENROLLMENTS), 401, "loginRequired")
    with unit_of_work(now=NOW, readonly=True) as session:
        person = session.get_one(User, cast.charlie_is.user_id)
    anew = client_of(sign_in(person))
    assert await ids(anew, ENROLLMENTS) == [held.id]
