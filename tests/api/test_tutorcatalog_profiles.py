"""`/v1/tutorprofiles` in process."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.asking import Clients, answered, refused
from tests.api.catalog_cast import (
    PACKS,
    PROFILES,
    UNKNOWN,
    Cast,
    cast_of,
    grant,
    ids,
    last_change,
    one,
    topics_since,
)
from tests.api.slots import SLOTS
from tests.factories import (
    make_enrollment,
    make_pack,
    make_principal,
    make_tutor,
    make_user,
    reload,
    save,
    sign_in,
)
from tests.lessons import make_lesson
from tutorhub_app.api.errors import MOST_FIELDS
from tutorhub_app.clock import utc_now
from tutorhub_app.data.booking import BusyTime
from tutorhub_app.data.changes import (
    CATALOG_TOPIC,
    LESSONS_TOPIC,
    person_topic,
    tutor_topic,
)
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.profiles import SUBJECT, replace_tags
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.policy import Permission
from tutorhub_app.services import photos
from tutorhub_app.services.accounts import Preferences, change_preferences
from tutorhub_app.services.unit import call
from tutorhub_app.settings import get_settings

LINK = "https://meet.example/alice"
KEYS = [
    "id",
    "userId",
    "fullname",
    "headline",
    "bio",
    "photo",
    "subjects",
    "languages",
    "timeZone",
    "teachingPlace",
    "isListed",
    "slotStepMinutes",
    "bufferBeforeMinutes",
    "bufferAfterMinutes",
    "minimumNoticeMinutes",
    "horizonDays",
    "maxLessonsPerDay",
    "cancellationNoticeMinutes",
    "rescheduleNoticeMinutes",
    "screeningWaitDays",
    "isActive",
    "recordVersion",
    "createdAt",
    "updatedAt",
    "_owner",
]
WHOLE = {
    "headline": "Mathematics that makes sense",
    "bio": "Eleven years at a school.\n\nThen one person at a time.",
    "subjects": ["Mathematics", "Physics"],
    "languages": ["German", "English"],
    "timeZone": "Europe/Berlin",
    "meetingLink": LINK,
    "teachingPlace": "Library, second floor",
    "isListed": False,
    "slotStepMinutes": 15,
    "bufferBeforeMinutes": 5,
    "bufferAfterMinutes": 10,
    "minimumNoticeMinutes": 120,
    "horizonDays": 60,
    "maxLessonsPerDay": 4,
    "cancellationNoticeMinutes": 720,
    "rescheduleNoticeMinutes": 360,
    "screeningWaitDays": 30,
}


@pytest.fixture
def cast(client_of: Clients) -> Cast:
    return cast_of(client_of, meeting_link=LINK)


def path_of(cast: Cast) -> str:
    return f"{PROFILES}/{cast.alice.profile.id}"


def written(answer: Any, action: str, status: int = 200) -> dict[str, Any]:
    row = answered(answer, "tutorProfile", action, status)
    assert isinstance(row, dict)
    return row


# --- reading -------------------------------------------------------------------------------------


async def test_anyone_reads_a_profile_but_for_the_meeting_link(cast: Cast):
    for client in (cast.nobody, cast.bob, cast.dora):
        row = await one(client, path_of(cast), "tutorProfile")
        assert list(row) == KEYS
        assert LINK not in str(row)
        assert (row["userId"], row["fullname"], row["_owner"]) == (
            cast.alice.user.id,
            cast.alice.user.fullname,
            cast.alice.user.id,
        )
        assert (row["photo"], row["teachingPlace"], row["maxLessonsPerDay"]) == (None, None, None)


async def test_those_who_manage_a_profile_read_the_meeting_link_too(cast: Cast):
    for client in (cast.tutor, cast.ada):
        row = await one(client, path_of(cast), "tutorProfile")
        assert set(row) == {*KEYS, "meetingLink"}
        assert row["meetingLink"] == LINK
    own, dora = (await cast.tutor.get(PROFILES)).json()["tutorProfiles"]
    assert own["meetingLink"] == LINK
    assert "meetingLink" not in dora
    of_dora = f"{PROFILES}/{cast.dora_is.profile.id}"
    assert (await one(cast.dora, of_dora, "tutorProfile"))["meetingLink"] is None


async def test_a_photo_is_told_by_its_address(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    with unit_of_work(now=utc_now()) as session:
        session.add(cast.alice.profile)
        cast.alice.profile.photo = "/files/photos/a.webp"
    row = await one(cast.nobody, path_of(cast), "tutorProfile")
    assert row["photo"] == "/files/photos/a.webp"
    monkeypatch.setenv("TUTORHUB_PUBLIC_URL", "https://tutorhub.example/")
    get_settings.cache_clear()
    row = await one(cast.nobody, path_of(cast), "tutorProfile")
    assert row["photo"] == "https://tutorhub.example/files/photos/a.webp"


async def test_an_unlisted_tutor_is_there_for_managers_and_own_students(client_of: Clients):
    cast = cast_of(client_of, is_listed=False)
    make_enrollment(make_pack(cast.alice), cast.bob_is, 0)
    for client in (cast.tutor, cast.ada, cast.bob):
        assert (await one(client, path_of(cast), "tutorProfile"))["isListed"] is False
    for client in (cast.nobody, cast.charlie, cast.dora):
        refused(await client.get(path_of(cast)), 404)
    dora = cast.dora_is.profile.id
    for client in (cast.nobody, cast.charlie, cast.dora, cast.bob):
        assert await ids(client, PROFILES) == [dora]
    for client in (cast.tutor, cast.ada):
        assert await ids(client, PROFILES) == [cast.alice.profile.id, dora]


async def test_one_who_was_granted_a_profile_manages_it(client_of: Clients):
    cast = cast_of(client_of, is_listed=False, meeting_link=LINK)
    grant(cast.charlie_is, Permission.CATALOG_MANAGE, cast.alice.profile.id)
    assert (await one(cast.charlie, path_of(cast), "tutorProfile"))["meetingLink"] == LINK
    assert cast.alice.profile.id in await ids(cast.charlie, PROFILES)
    written(await cast.charlie.patch(path_of(cast), json={"headline": "New"}), "update")
    grant(cast.alice.principal, Permission.CATALOG_MANAGE, cast.alice.profile.id, can_do=False)
    refused(await cast.tutor.patch(path_of(cast), json={"headline": "Newer"}), 401, "notAllowed")
    assert reload(cast.alice.profile).headline == "New"


async def test_people_who_left_are_in_no_catalogue(cast: Cast):
    gone = make_tutor(user={"is_active": False})
    refused(await cast.nobody.get(f"{PROFILES}/{gone.profile.id}"), 404)
    assert gone.profile.id not in await ids(cast.nobody, PROFILES)


async def test_profiles_are_found_by_person_and_subject(cast: Cast):
    with unit_of_work(now=utc_now()) as session:
        replace_tags(session, cast.alice.profile.id, SUBJECT, ["Mathematics"])
        replace_tags(session, cast.dora_is.profile.id, SUBJECT, ["Music", "MATHEMATICS"])
    alice, dora = cast.alice.profile.id, cast.dora_is.profile.id
    assert await ids(cast.nobody, PROFILES, userId=cast.alice.user.id) == [alice]
    assert await ids(cast.nobody, PROFILES, userId=UNKNOWN) == []
    assert await ids(cast.nobody, PROFILES, subject="mathematics") == [alice, dora]
    assert await ids(cast.nobody, PROFILES, subject="Music") == [dora]
    assert await ids(cast.nobody, PROFILES, subject="Mus") == []
    assert await ids(cast.nobody, PROFILES, subject="music", userId=cast.alice.user.id) == []


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"userId": "17"}, "userIdisNotAValidID"),
        ({"userId": ""}, "userIdisNotAValidID"),
        ({"subject": ""}, "subjectIsNotValid"),
        ({"subject": "x" * 41}, "subjectIsNotValid"),
        ({"pageNumber": "-1"}, "pageNumberIsNotValid"),
    ],
)
async def test_filters_are_refused_by_name(cast: Cast, params: dict[str, str], code: str):
    body = refused(await cast.nobody.get(PROFILES, params=params), 400, code)
    assert set(body["fields"]) == set(params)


async def test_the_list_comes_in_pages(cast: Cast):
    third = make_tutor().profile.id
    answer = await cast.nobody.get(PROFILES, params={"pageNumber": 2, "pageRowCount": 2})
    body = answer.json()
    assert [row["id"] for row in body["tutorProfiles"]] == [third]
    assert body["paging"] == {
        "pageNumber": 2,
        "pageRowCount": 2,
        "totalRowCount": 3,
        "pageCount": 2,
    }
    everything = (await cast.nobody.get(PROFILES, params={"pageNumber": 0})).json()
    assert everything["paging"] == {
        "pageNumber": 0,
        "pageRowCount": 3,
        "totalRowCount": 3,
        "pageCount": 1,
    }


async def test_an_unknown_or_malformed_id_is_told_apart(cast: Cast):
    for method in ("GET", "PATCH", "DELETE"):
        body: dict[str, Any] = {"json": {}} if method == "PATCH" else {}
        answer = await cast.tutor.request(method, f"{PROFILES}/{UNKNOWN}", **body)
        refused(answer, 404, "notFound")
        answer = await cast.tutor.request(method, f"{PROFILES}/17", **body)
        refused(answer, 400, "tutorProfileIdisNotAValidID")


# --- changing ------------------------------------------------------------------------------------


async def test_every_field_is_changed_in_one_write(cast: Cast):
    before = last_change()
    row = written(await cast.tutor.patch(path_of(cast), json=WHOLE), "update")
    assert {name: row[name] for name in WHOLE} == WHOLE
    assert row["recordVersion"] == 2
    assert row == await one(cast.tutor, path_of(cast), "tutorProfile")
    assert topics_since(before) == {
        CATALOG_TOPIC,
        # Its zone moves, and with it the wall times of lessons.
        LESSONS_TOPIC,
        tutor_topic(cast.alice.profile.id),
        person_topic(cast.alice.user.id),
    }


@pytest.mark.parametrize("name", WHOLE)
async def test_each_field_is_changed_alone_and_every_list_tells_so(cast: Cast, name: str):
    written(await cast.tutor.patch(path_of(cast), json={**WHOLE, "isListed": True}), "update")
    await ids(cast.nobody, PROFILES)
    await ids(cast.tutor, PROFILES)
    other: Any = {
        "headline": "Other",
        "bio": "Other",
        "subjects": ["Other"],
        "languages": [],
        "timeZone": "Asia/Tokyo",
        "meetingLink": "https://other.example/",
        "teachingPlace": "Other",
        "isListed": False,
    }.get(name, 20)
    row = written(await cast.tutor.patch(path_of(cast), json={name: other}), "update")
    expected = WHOLE | {"isListed": True, name: other}
    assert {key: row[key] for key in WHOLE} == expected
    assert row["recordVersion"] == 3
    assert row["updatedAt"] > row["createdAt"]
    (own, _) = (await cast.tutor.get(PROFILES)).json()["tutorProfiles"]
    assert own == row
    for seen in (await cast.nobody.get(PROFILES)).json()["tutorProfiles"]:
        if seen["id"] == row["id"]:
            public = {key: value for key, value in row.items() if key != "meetingLink"}
            assert seen == public


async def test_nothing_given_changes_nothing(cast: Cast):
    before = last_change()
    row = written(await cast.tutor.patch(path_of(cast), json={}), "update")
    assert row["recordVersion"] == 1
    assert topics_since(before) == set()


async def test_null_clears_what_may_be_null_and_nothing_else(cast: Cast):
    written(await cast.tutor.patch(path_of(cast), json=WHOLE), "update")
    clears = ("meetingLink", "teachingPlace", "maxLessonsPerDay")
    row = written(await cast.tutor.patch(path_of(cast), json=dict.fromkeys(clears)), "update")
    assert {row[name] for name in clears} == {None}
    for name in set(WHOLE) - set(clears):
        answer = await cast.tutor.patch(path_of(cast), json={name: None, "bio": None})
        assert set(refused(answer, 400)["fields"]) == {name, "bio"}
        refused(await cast.tutor.patch(path_of(cast), json={name: None}), 400, f"{name}IsRequired")


async def test_what_is_read_only_is_ignored(cast: Cast):
    whole = await one(cast.tutor, path_of(cast), "tutorProfile")
    echo = whole | {
        "id": UNKNOWN,
        "userId": cast.dora_is.user.id,
        "_owner": UNKNOWN,
        "fullname": "Somebody else",
        "photo": "/files/photos/others.webp",
        "isActive": False,
        "recordVersion": 99,
        "createdAt": "2000-01-01T00:00:00.000Z",
        "unknown": {"a": 1},
        "headline": "New",
    }
    row = written(await cast.tutor.patch(path_of(cast), json=echo), "update")
    assert row == whole | {
        "headline": "New",
        "recordVersion": 2,
        "updatedAt": row["updatedAt"],
    }


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("headline", "x" * 121, "headlineIsNotValid"),
        ("headline", 7, "headlineisNotAString"),
        ("bio", "x" * 4001, "bioIsNotValid"),
        ("subjects", "Music", "subjectsIsNotValid"),
        ("subjects", [str(n) for n in range(13)], "subjectsIsNotValid"),
        ("subjects", ["x" * 41], "subjectsIsNotValid"),
        ("languages", [7], "languages.0isNotAString"),
        ("timeZone", "Mars/Base", "timeZoneIsNotValid"),
        ("meetingLink", "javascript:alert(1)", "meetingLinkisNotAValidLink"),
        ("meetingLink", "https://google.com@evil.example/", "meetingLinkIsNotValid"),
        ("teachingPlace", "x" * 301, "teachingPlaceIsNotValid"),
        ("isListed", "yes", "isListedisNotABoolean"),
        ("slotStepMinutes", 4, "slotStepMinutesIsNotValid"),
        ("slotStepMinutes", "30", "slotStepMinutesisNotAnInteger"),
        ("slotStepMinutes", True, "slotStepMinutesisNotAnInteger"),
        ("bufferBeforeMinutes", 241, "bufferBeforeMinutesIsNotValid"),
        ("bufferAfterMinutes", -1, "bufferAfterMinutesIsNotValid"),
        ("minimumNoticeMinutes", 43201, "minimumNoticeMinutesIsNotValid"),
        ("horizonDays", 731, "horizonDaysIsNotValid"),
        ("maxLessonsPerDay", 0, "maxLessonsPerDayIsNotValid"),
        ("cancellationNoticeMinutes", 20161, "cancellationNoticeMinutesIsNotValid"),
        ("rescheduleNoticeMinutes", 1.5, "rescheduleNoticeMinutesisNotAnInteger"),
    ],
)
async def test_a_bad_value_is_named_and_nothing_is_saved(
    cast: Cast, name: str, value: object, code: str
):
    before = last_change()
    answer = await cast.tutor.patch(path_of(cast), json={"bio": "New", name: value})
    body = refused(answer, 400, code)
    assert name in body["detail"]
    assert topics_since(before) == set()
    assert reload(cast.alice.profile).record_version == 1


async def test_of_thousands_of_bad_entries_the_first_are_told(cast: Cast):
    answer = await cast.tutor.patch(path_of(cast), json={"subjects": [7] * 10_000})
    body = refused(answer, 400, "subjects.0isNotAString")
    assert list(body["fields"]) == [f"subjects.{place}" for place in range(MOST_FIELDS)]


async def test_bad_details_and_bad_rules_are_told_together(cast: Cast):
    answer = await cast.tutor.patch(path_of(cast), json={"timeZone": "Mars", "horizonDays": 0})
    body = refused(answer, 400)
    assert set(body["fields"]) == {"timeZone", "horizonDays"}


async def test_others_change_no_profile(cast: Cast):
    for client in (cast.nobody, cast.bob, *cast.outsiders):
        refused(await client.patch(path_of(cast), json={"headline": "Bad"}), 401)
        refused(await client.delete(path_of(cast)), 401)
    assert (reload(cast.alice.profile).headline, reload(cast.alice.profile).is_active) == ("", True)
    row = written(await cast.ada.patch(path_of(cast), json={"headline": "Better"}), "update")
    assert row["headline"] == "Better"


async def test_in_another_zone_the_students_lessons_are_told_anew(cast: Cast):
    soon = utc_now().replace(microsecond=0) + timedelta(days=2)
    lesson = make_lesson(make_pack(cast.alice), cast.bob_is, soon)
    before = last_change()
    written(await cast.tutor.patch(path_of(cast), json={"timeZone": "Asia/Tokyo"}), "update")
    assert reload(lesson).starts_at == soon
    assert reload(lesson).scheduled_time != lesson.scheduled_time
    assert {LESSONS_TOPIC, person_topic(cast.bob_is.user_id)} <= topics_since(before)


async def test_a_new_name_is_told_by_lists_made_before(cast: Cast):
    await ids(cast.nobody, PROFILES)
    call(change_preferences, cast.alice.principal, Preferences("Alice Anew", "UTC", 24, 1))
    names = [row["fullname"] for row in (await cast.nobody.get(PROFILES)).json()["tutorProfiles"]]
    assert names[0] == "Alice Anew"


async def test_a_new_photo_is_told_by_lists_made_before(cast: Cast):
    with unit_of_work(now=utc_now()) as session:
        session.add(cast.alice.profile)
        cast.alice.profile.photo = "/photos-that-came-with-it/a.webp"
    assert (await cast.nobody.get(PROFILES)).json()["tutorProfiles"][0]["photo"]
    await photos.remove_photo(cast.alice.principal, cast.alice.profile.id)
    assert (await cast.nobody.get(PROFILES)).json()["tutorProfiles"][0]["photo"] is None


# --- making and deleting -------------------------------------------------------------------------


async def test_who_has_a_profile_makes_no_other(cast: Cast):
    refused(await cast.tutor.post(PROFILES, json={}), 409, "duplicate")
    own = {"userId": cast.alice.user.id}
    refused(await cast.tutor.post(PROFILES, json=own), 409, "duplicate")
    refused(await cast.ada.post(PROFILES, json=own), 409, "duplicate")


async def test_an_administrator_makes_the_profile_of_a_tutor_without_one(cast: Cast):
    person = make_user(Role.TUTOR, time_zone="Asia/Tokyo")
    before = last_change()
    row = written(await cast.ada.post(PROFILES, json={"userId": person.id}), "create", 201)
    assert (row["userId"], row["_owner"], row["timeZone"]) == (person.id, person.id, "Asia/Tokyo")
    assert (row["headline"], row["slotStepMinutes"], row["isListed"]) == ("", 30, True)
    assert row["recordVersion"] == 1
    assert topics_since(before) == {
        CATALOG_TOPIC,
        tutor_topic(row["id"]),
        person_topic(person.id),
    }


async def test_a_profile_is_made_whole(cast: Cast, client_of: Clients):
    tutor = client_of(sign_in(make_user(Role.TUTOR)))
    row = written(await tutor.post(PROFILES, json=WHOLE), "create", 201)
    assert {name: row[name] for name in WHOLE} == WHOLE
    assert row["recordVersion"] == 1
    bad = await client_of(sign_in(make_user(Role.TUTOR))).post(
        PROFILES, json=WHOLE | {"horizonDays": 0, "timeZone": "Mars"}
    )
    assert set(refused(bad, 400)["fields"]) == {"horizonDays", "timeZone"}
    assert len(await ids(cast.ada, PROFILES)) == 3


async def test_nobody_else_makes_a_profile(cast: Cast):
    person = {"userId": make_user(Role.TUTOR).id}
    for client in (cast.bob, cast.dora):
        refused(await client.post(PROFILES, json=person), 401, "notAllowed")
    refused(await cast.bob.post(PROFILES, json={}), 401, "notAllowed")
    refused(await cast.nobody.post(PROFILES, json=person), 401, "loginRequired")
    refused(await cast.ada.post(PROFILES, json={}), 400, "userIdIsRequired")
    for user_id in (UNKNOWN, cast.bob_is.user_id, make_user(Role.TUTOR, is_active=False).id):
        refused(await cast.ada.post(PROFILES, json={"userId": user_id}), 400, "userIdIsNotValid")


async def test_a_deleted_profile_is_gone_for_all_but_its_managers(cast: Cast):
    pack = make_pack(cast.alice)
    before = last_change()
    row = written(await cast.tutor.delete(path_of(cast)), "delete")
    assert (row["isActive"], row["recordVersion"]) == (False, 2)
    assert CATALOG_TOPIC in topics_since(before)
    for client in (cast.nobody, cast.bob, cast.dora):
        refused(await client.get(path_of(cast)), 404)
        refused(await client.get(f"{PACKS}/{pack.id}"), 404)
        assert await ids(client, PACKS) == []
    for client in (cast.tutor, cast.ada):
        assert (await one(client, path_of(cast), "tutorProfile"))["isActive"] is False
        refused(await client.patch(path_of(cast), json={"headline": "New"}), 404)
        refused(await client.delete(path_of(cast)), 404)
        assert await ids(client, PROFILES) == [cast.dora_is.profile.id]


async def test_after_deleting_it_a_tutor_begins_anew_with_the_packs_there_were(cast: Cast):
    written(await cast.tutor.patch(path_of(cast), json=WHOLE), "update")
    pack = make_pack(cast.alice)
    written(await cast.tutor.delete(path_of(cast)), "delete")
    row = written(await cast.tutor.post(PROFILES, json={"headline": "Again"}), "create", 201)
    assert row["id"] == cast.alice.profile.id
    assert (row["headline"], row["bio"], row["subjects"]) == ("Again", "", [])
    assert (row["horizonDays"], row["isListed"], row["isActive"]) == (365, True, True)
    assert await ids(cast.nobody, PACKS) == [pack.id]


async def test_free_slots_are_told_in_the_zone_in_which_a_tutor_begins_anew(cast: Cast):
    pack = make_pack(cast.alice)
    day = utc_now().date() + timedelta(days=3)
    free = {
        "coursePackId": pack.id,
        "scheduledDate": str(day),
        "scheduledTime": "22:00",
        "status": "free",
        "sessionMode": "online",
    }
    made = (await cast.tutor.post(SLOTS, json=free)).json()["lessonSlot"]
    assert (await cast.ada.get(SLOTS)).json()["lessonSlots"] == [made]
    written(await cast.tutor.delete(path_of(cast)), "delete")
    written(await cast.tutor.post(PROFILES, json={"timeZone": "Asia/Kolkata"}), "create", 201)
    (told,) = (await cast.ada.get(SLOTS)).json()["lessonSlots"]
    assert (told["scheduledDate"], told["scheduledTime"], told["recordVersion"]) == (
        str(day + timedelta(days=1)),
        "03:30",
        2,
    )


async def test_a_profile_with_lessons_coming_is_not_deleted(cast: Cast):
    pack = make_pack(cast.alice)
    soon = utc_now().replace(microsecond=0) + timedelta(days=2)
    make_lesson(pack, cast.bob_is, soon)
    for client in (cast.tutor, cast.ada):
        body = refused(await client.delete(path_of(cast)), 409, "lessonsAreBooked")
        assert body["detail"].startswith("1 lesson with this tutor is booked, the next on")
    assert reload(cast.alice.profile).is_active


async def test_a_profile_whose_students_have_lessons_left_is_not_deleted(cast: Cast):
    held = make_enrollment(make_pack(cast.alice), cast.bob_is, 2)
    body = refused(await cast.tutor.delete(path_of(cast)), 409, "lessonsAreLeft")
    assert body["detail"].startswith("1 student has lessons left")
    held.lessons_left = 0
    save(held)
    written(await cast.tutor.delete(path_of(cast)), "delete")


async def test_a_profile_with_an_agreed_meeting_is_not_deleted(cast: Cast):
    soon = utc_now().replace(microsecond=0) + timedelta(days=1)
    save(
        BusyTime(
            person_id=cast.alice.user.id,
            starts_at=soon,
            ends_at=soon + timedelta(minutes=30),
            source_type="screening",
            source_id=UNKNOWN,
        )
    )
    refused(await cast.tutor.delete(path_of(cast)), 409, "meetingsAreAgreed")
    assert reload(cast.alice.profile).is_active


async def test_registering_as_a_tutor_is_told_by_lists_made_before(cast: Cast):
    before = await ids(cast.nobody, PROFILES)
    answer = await cast.nobody.post(
        "/auth-api/register",
        json={
            "email": "new@example.com",
            "password": "plum-harbour-kettle",
            "fullname": "New",
            "role": "tutor",
        },
    )
    assert await ids(cast.nobody, PROFILES) == [*before, answer.json()["tutorProfileId"]]


async def test_signed_out_tokens_read_as_nobody_does(cast: Cast, client_of: Clients):
    client = client_of(make_principal())
    client.headers["Authorization"] = "Bearer nonsense"
    assert (await one(client, path_of(cast), "tutorProfile"))["id"] == cast.alice.profile.id
    refused(await client.patch(path_of(cast), json={}), 401, "loginRequired")
