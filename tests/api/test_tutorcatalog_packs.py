"""`/v1/coursepacks` in process."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.asking import Clients, answered, refused
from tests.api.catalog_cast import (
    PACKS,
    UNKNOWN,
    Cast,
    cast_of,
    grant,
    ids,
    last_change,
    one,
    topics_since,
)
from tests.factories import make_enrollment, make_pack, make_tutor, make_user, reload, sign_in
from tests.lessons import make_lesson
from tutorhub_app.clock import utc_now
from tutorhub_app.data.changes import CATALOG_TOPIC, tutor_topic
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.policy import Permission

KEYS = [
    "id",
    "tutorProfileId",
    "title",
    "description",
    "lessonMinutes",
    "lessonCount",
    "price",
    "currency",
    "requiresScreening",
    "teachingMode",
    "teachingMode_idx",
    "isActive",
    "recordVersion",
    "createdAt",
    "updatedAt",
    "_owner",
]
WHOLE = {
    "title": "Exam mathematics",
    "description": "Towards the final exam.\n\nIn small steps.",
    "lessonMinutes": 90,
    "lessonCount": 12,
    "price": 38050,
    "currency": "CHF",
    "requiresScreening": True,
    "teachingMode": "both",
}
LEAST = {
    "title": "Talk",
    "lessonMinutes": 60,
    "lessonCount": 5,
    "price": 0,
    "currency": "EUR",
}


@pytest.fixture
def cast(client_of: Clients) -> Cast:
    return cast_of(client_of)


def written(answer: Any, action: str, status: int = 200) -> dict[str, Any]:
    row = answered(answer, "coursePack", action, status)
    assert isinstance(row, dict)
    return row


# --- reading -------------------------------------------------------------------------------------


async def test_anyone_reads_every_property_of_a_pack(cast: Cast):
    pack = make_pack(cast.alice)
    for client in (cast.nobody, cast.bob, cast.dora, cast.tutor, cast.ada):
        row = await one(client, f"{PACKS}/{pack.id}", "coursePack")
        assert list(row) == KEYS
        assert row["tutorProfileId"] == cast.alice.profile.id
        assert (row["price"], row["currency"]) == (30000, "EUR")
        assert (row["teachingMode"], row["teachingMode_idx"]) == ("online", 0)
        assert (row["requiresScreening"], row["isActive"]) == (False, True)
        assert (row["recordVersion"], row["_owner"]) == (1, cast.alice.user.id)


async def test_packs_are_found_by_tutor_and_screening(cast: Cast):
    plain = make_pack(cast.alice).id
    screened = make_pack(cast.alice, requires_screening=True).id
    doras = make_pack(cast.dora_is).id
    make_pack(cast.alice, is_active=False)
    assert await ids(cast.nobody, PACKS) == [plain, screened, doras]
    of_alice = {"tutorProfileId": cast.alice.profile.id}
    assert await ids(cast.nobody, PACKS, **of_alice) == [plain, screened]
    assert await ids(cast.nobody, PACKS, requiresScreening="true") == [screened]
    assert await ids(cast.nobody, PACKS, requiresScreening="0") == [plain, doras]
    assert await ids(cast.nobody, PACKS, requiresScreening="FALSE", **of_alice) == [plain]
    assert await ids(cast.nobody, PACKS, tutorProfileId=UNKNOWN) == []


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"tutorProfileId": "17"}, "tutorProfileIdisNotAValidID"),
        ({"requiresScreening": "maybe"}, "requiresScreeningisNotABoolean"),
        ({"requiresScreening": ""}, "requiresScreeningisNotABoolean"),
    ],
)
async def test_filters_are_refused_by_name(cast: Cast, params: dict[str, str], code: str):
    refused(await cast.nobody.get(PACKS, params=params), 400, code)


async def test_packs_of_unlisted_tutors_are_for_managers_and_own_students(client_of: Clients):
    cast = cast_of(client_of, is_listed=False)
    pack, other = make_pack(cast.alice), make_pack(cast.alice)
    make_enrollment(other, cast.bob_is, 0)
    path = f"{PACKS}/{pack.id}"
    for client in (cast.tutor, cast.ada):
        await one(client, path, "coursePack")
        assert await ids(client, PACKS) == [pack.id, other.id]
    await one(cast.bob, path, "coursePack")
    for client in (cast.nobody, cast.charlie, cast.dora):
        refused(await client.get(path), 404)
    for client in (cast.nobody, cast.charlie, cast.dora, cast.bob):
        assert await ids(client, PACKS) == []


async def test_one_who_was_granted_a_pack_manages_it_alone(client_of: Clients):
    cast = cast_of(client_of, is_listed=False)
    pack, other = make_pack(cast.alice), make_pack(cast.alice)
    grant(cast.charlie_is, Permission.CATALOG_MANAGE, pack.id)
    assert await ids(cast.charlie, PACKS) == [pack.id]
    written(await cast.charlie.patch(f"{PACKS}/{pack.id}", json={"title": "New"}), "update")
    refused(await cast.charlie.get(f"{PACKS}/{other.id}"), 404)
    refused(await cast.charlie.patch(f"{PACKS}/{other.id}", json={"title": "New"}), 401)
    refused(await cast.charlie.post(PACKS, json=LEAST), 401)


async def test_a_deleted_pack_is_there_for_managers_and_those_with_lessons_left(cast: Cast):
    pack = make_pack(cast.alice)
    make_enrollment(pack, cast.bob_is, 2)
    make_enrollment(pack, cast.charlie_is, 0)
    path = f"{PACKS}/{pack.id}"
    await ids(cast.nobody, PACKS)
    row = written(await cast.tutor.delete(path), "delete")
    assert (row["isActive"], row["recordVersion"]) == (False, 2)
    for client in (cast.tutor, cast.ada, cast.bob):
        assert (await one(client, path, "coursePack"))["isActive"] is False
    for client in (cast.nobody, cast.charlie, cast.dora):
        refused(await client.get(path), 404)
    for client in (cast.nobody, cast.tutor, cast.ada, cast.bob):
        assert await ids(client, PACKS) == []
    refused(await cast.tutor.delete(path), 404)
    refused(await cast.tutor.patch(path, json={"title": "New"}), 404)


async def test_an_unknown_or_malformed_id_is_told_apart(cast: Cast):
    for method in ("GET", "PATCH", "DELETE"):
        body: dict[str, Any] = {"json": {}} if method == "PATCH" else {}
        refused(await cast.tutor.request(method, f"{PACKS}/{UNKNOWN}", **body), 404, "notFound")
        answer = await cast.tutor.request(method, f"{PACKS}/17", **body)
        refused(answer, 400, "coursePackIdisNotAValidID")


# --- making --------------------------------------------------------------------------------------


async def test_a_tutor_offers_a_pack_in_their_own_profile(cast: Cast):
    await ids(cast.nobody, PACKS)
    before = last_change()
    row = written(await cast.tutor.post(PACKS, json=WHOLE), "create", 201)
    assert {name: row[name] for name in WHOLE} == WHOLE
    assert (row["tutorProfileId"], row["_owner"]) == (cast.alice.profile.id, cast.alice.user.id)
    assert (row["teachingMode_idx"], row["recordVersion"]) == (2, 1)
    assert topics_since(before) == {CATALOG_TOPIC, tutor_topic(cast.alice.profile.id)}
    assert await ids(cast.nobody, PACKS) == [row["id"]]


async def test_what_is_not_given_has_its_default(cast: Cast):
    row = written(await cast.tutor.post(PACKS, json=LEAST), "create", 201)
    assert (row["description"], row["requiresScreening"], row["teachingMode"]) == (
        "",
        False,
        "online",
    )


@pytest.mark.parametrize("name", LEAST)
async def test_what_is_required_is_named(cast: Cast, name: str):
    without = {key: value for key, value in LEAST.items() if key != name}
    for body in (without, without | {name: None}):
        refused(await cast.tutor.post(PACKS, json=body), 400, f"{name}IsRequired")
    assert await ids(cast.tutor, PACKS) == []


async def test_an_administrator_names_whose_pack_it_is(cast: Cast, client_of: Clients):
    named = LEAST | {"tutorProfileId": cast.alice.profile.id}
    row = written(await cast.ada.post(PACKS, json=named), "create", 201)
    assert (row["tutorProfileId"], row["_owner"]) == (cast.alice.profile.id, cast.alice.user.id)
    refused(await cast.ada.post(PACKS, json=LEAST), 400, "tutorProfileIdIsRequired")
    refused(await cast.ada.post(PACKS, json=LEAST | {"tutorProfileId": UNKNOWN}), 404)
    without = client_of(sign_in(make_user(Role.TUTOR)))
    refused(await without.post(PACKS, json=LEAST), 400, "tutorProfileIdIsRequired")


async def test_nobody_else_offers_packs(cast: Cast):
    named = LEAST | {"tutorProfileId": cast.alice.profile.id}
    for client in (cast.nobody, cast.bob, *cast.outsiders):
        refused(await client.post(PACKS, json=named), 401)
    refused(await cast.bob.post(PACKS, json=LEAST), 401, "notAllowed")
    assert await ids(cast.tutor, PACKS) == []


# --- changing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WHOLE)
async def test_each_field_is_changed_alone_and_every_list_tells_so(cast: Cast, name: str):
    pack = make_pack(cast.alice)
    await ids(cast.nobody, PACKS)
    before, present = last_change(), await one(cast.nobody, f"{PACKS}/{pack.id}", "coursePack")
    answer = await cast.tutor.patch(f"{PACKS}/{pack.id}", json={name: WHOLE[name]})
    row = written(answer, "update")
    index = {"teachingMode_idx": 2} if name == "teachingMode" else {}
    written_now = {"recordVersion": 2, "updatedAt": row["updatedAt"]}
    assert row == present | {name: WHOLE[name]} | index | written_now
    assert topics_since(before) == {CATALOG_TOPIC, tutor_topic(cast.alice.profile.id)}
    assert (await cast.nobody.get(PACKS)).json()["coursePacks"] == [row]


@pytest.mark.parametrize(
    ("value", "mode"), [("FaceToFace", "faceToFace"), (2, "both"), ("0", "online")]
)
async def test_a_teaching_mode_is_taken_in_any_case_or_by_index(
    cast: Cast, value: object, mode: str
):
    pack = make_pack(cast.alice, teaching_mode="both")
    answer = await cast.tutor.patch(f"{PACKS}/{pack.id}", json={"teachingMode": value})
    assert written(answer, "update")["teachingMode"] == mode


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("title", "", "titleIsNotValid"),
        ("title", "x" * 121, "titleIsNotValid"),
        ("description", "x" * 4001, "descriptionIsNotValid"),
        ("description", ["a"], "descriptionisNotAString"),
        ("lessonMinutes", 14, "lessonMinutesIsNotValid"),
        ("lessonMinutes", 481, "lessonMinutesIsNotValid"),
        ("lessonMinutes", "60", "lessonMinutesisNotAnInteger"),
        ("lessonCount", 0, "lessonCountIsNotValid"),
        ("lessonCount", 201, "lessonCountIsNotValid"),
        ("lessonCount", True, "lessonCountisNotAnInteger"),
        ("price", -1, "priceIsNotValid"),
        ("price", 1_000_000_001, "priceIsNotValid"),
        ("price", 380.5, "priceisNotAnInteger"),
        ("price", "380", "priceisNotAnInteger"),
        ("currency", "XXX", "currencyIsNotValid"),
        ("currency", "eur", "currencyIsNotValid"),
        ("currency", 978, "currencyisNotAString"),
        ("requiresScreening", "true", "requiresScreeningisNotABoolean"),
        ("teachingMode", "telepathy", "teachingModeisNotAValidValue"),
        ("teachingMode", 3, "teachingModeisNotAValidValue"),
    ],
)
async def test_a_bad_value_is_named_and_nothing_is_saved(
    cast: Cast, name: str, value: object, code: str
):
    pack = make_pack(cast.alice)
    before = last_change()
    other = {"title": "New"} if name != "title" else {"description": "New"}
    answer = await cast.tutor.patch(f"{PACKS}/{pack.id}", json=other | {name: value})
    assert name in refused(answer, 400, code)["detail"]
    refused(await cast.tutor.post(PACKS, json=LEAST | {name: value}), 400, code)
    assert topics_since(before) == set()
    assert reload(pack).record_version == 1


@pytest.mark.parametrize("name", WHOLE)
async def test_no_field_may_be_null(cast: Cast, name: str):
    pack = make_pack(cast.alice)
    answer = await cast.tutor.patch(f"{PACKS}/{pack.id}", json={name: None})
    refused(answer, 400, f"{name}IsRequired")


async def test_what_is_read_only_is_ignored(cast: Cast):
    path = f"{PACKS}/{make_pack(cast.alice).id}"
    whole = await one(cast.tutor, path, "coursePack")
    echo = whole | {
        "id": UNKNOWN,
        "tutorProfileId": cast.dora_is.profile.id,
        "teachingMode_idx": 2,
        "isActive": False,
        "recordVersion": 99,
        "_owner": UNKNOWN,
        "unknown": 1,
    }
    row = written(await cast.tutor.patch(path, json=echo), "update")
    assert row == whole


async def test_nothing_given_changes_nothing(cast: Cast):
    pack = make_pack(cast.alice)
    before = last_change()
    row = written(await cast.tutor.patch(f"{PACKS}/{pack.id}", json={}), "update")
    assert row["recordVersion"] == 1
    assert topics_since(before) == set()


async def test_others_change_no_pack(cast: Cast):
    pack = make_pack(cast.alice)
    path = f"{PACKS}/{pack.id}"
    for client in (cast.nobody, cast.bob, *cast.outsiders):
        refused(await client.patch(path, json={"title": "Bad"}), 401)
        refused(await client.patch(path, json={}), 401)
        refused(await client.delete(path), 401)
    assert (reload(pack).title, reload(pack).is_active) == ("Ten lessons", True)
    assert written(await cast.ada.patch(path, json={"title": "New"}), "update")["title"] == "New"
    assert written(await cast.ada.delete(path), "delete")["isActive"] is False


async def test_lessons_that_are_booked_keep_their_terms(cast: Cast):
    pack = make_pack(cast.alice)
    lesson = make_lesson(pack, cast.bob_is, utc_now().replace(microsecond=0) + timedelta(days=2))
    longer = {"lessonMinutes": 90, "price": 1}
    written(await cast.tutor.patch(f"{PACKS}/{pack.id}", json=longer), "update")
    kept = reload(lesson)
    assert (kept.lesson_minutes, kept.price_minor, kept.ends_at) == (60, 30000, lesson.ends_at)


async def test_a_pack_with_lessons_coming_is_not_deleted(cast: Cast):
    pack = make_pack(cast.alice)
    soon = utc_now().replace(microsecond=0) + timedelta(days=2)
    make_lesson(pack, cast.bob_is, soon, status=SlotStatus.CANCELED)
    make_lesson(pack, cast.bob_is, soon + timedelta(days=1))
    for client in (cast.tutor, cast.ada):
        body = refused(await client.delete(f"{PACKS}/{pack.id}"), 409, "lessonsAreBooked")
        assert body["detail"].startswith("1 lesson of this pack is booked, the next on")
    assert reload(pack).is_active


async def test_packs_of_another_tutor_are_not_touched(cast: Cast):
    kept = make_pack(make_tutor())
    written(await cast.tutor.delete(f"{PACKS}/{make_pack(cast.alice).id}"), "delete")
    assert await ids(cast.nobody, PACKS) == [kept.id]
