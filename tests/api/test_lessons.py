"""`/api/v1/lessons` in process: each route of its document, field by field."""

import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import time_machine
from sqlmodel import col, select

from tests.api.asking import OURS, Clients
from tests.api.lesson_programs import AT, KEYS, Program, admin, alice, bad, dora, good, soon
from tests.factories import make_enrollment, make_pack, make_principal, make_tutor
from tests.lessons import make_lesson
from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.data.changes import Change, online_lesson_topic
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.services import online_lessons
from tutorhub_app.settings import get_settings

__all__ = ["admin", "alice", "dora"]

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SECRET = r"[A-Za-z0-9_-]{22,}"


def stored(lesson_id: int) -> OnlineLesson | None:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return session.get(OnlineLesson, lesson_id)


def join(lesson_id: int) -> None:
    """Somebody comes into the lesson."""
    with unit_of_work(now=utc_now()) as session:
        session.get_one(OnlineLesson, lesson_id).first_joined_at = utc_now()


async def test_the_example_of_the_document(alice: Program):
    sent = {
        "startTime": soon(),
        "title": "Test lesson title",
        "duration": 90,
        "exitLink": "https://google.com",
        "shareLink": "https://google.com",
    }
    made = good(await alice.client.post(AT, json=sent))
    assert list(made) == KEYS
    assert {name: made[name] for name in KEYS[:6]} == {
        "id": 1,
        "title": "Test lesson title",
        "duration": 90,
        "recordUrl": None,
        "startTime": sent["startTime"],
        "status": "coming",
    }
    assert type(made["id"]) is type(made["startTime"]) is type(made["duration"]) is int
    assert re.fullmatch(rf"{OURS}/board/\?token={SECRET}", made["teacherUrl"])
    assert re.fullmatch(rf"{OURS}/lessons/{SECRET}", made["studentUrl"])
    row = stored(1)
    assert row is not None
    assert (row.exit_link, row.share_link) == ("https://google.com", "https://google.com")
    assert await alice.get(1) == made
    assert await alice.list() == [made | {"startTime": str(sent["startTime"])}]


async def test_all_errors_of_a_new_lesson_are_told_at_once(alice: Program):
    sent = {"startTime": 1545318000, "title": "", "duration": 0}
    assert (await alice.client.post(AT, json=sent)).json() == {
        "status": "error",
        "body": {
            "message": "Invalid data.",
            "errors": {
                "startTime": "Start time should not be in the past.",
                "title": "Title should not be empty.",
                "duration": "Duration should be a valid integer greater than 0.",
            },
        },
    }
    empty = bad(await alice.client.post(AT))
    assert list(empty["errors"]) == ["startTime", "title", "duration"]
    assert await alice.list() == []


async def test_an_integer_too_long_for_any_machine_is_an_error_of_its_field(alice: Program):
    zeros = "0" * 300
    body = f'{{"startTime": 1{zeros}, "title": "Verbs", "duration": -1{zeros}}}'
    headers = {"Content-Type": "application/json"}
    found = bad(await alice.client.post(AT, content=body, headers=headers))
    assert list(found["errors"]) == ["startTime", "duration"]
    for huge in (2**63, 2**64, 10**20):
        for path in (f"{AT}/{huge}", f"{AT}/-{huge}"):
            assert bad(await alice.client.get(path), 404) == {"message": "Lesson not found."}
        listing = {"limit": str(huge), "offset": str(huge)}
        assert list(bad(await alice.client.get(AT, params=listing))["errors"]) == list(listing)


async def test_both_addresses_are_unguessable_and_stay(alice: Program):
    made = [await alice.make() for _ in range(3)]
    secrets = [re.findall(SECRET, one["teacherUrl"] + " " + one["studentUrl"]) for one in made]
    flat = [secret for two in secrets for secret in two]
    assert len(flat) == len(set(flat)) == 6
    changed = good(
        await alice.client.post(f"{AT}/{made[0]['id']}", json={"startTime": soon(5), "title": "x"})
    )
    for name in ("id", "teacherUrl", "studentUrl"):
        assert changed[name] == made[0][name]


async def test_each_address_opens_its_own_door_until_the_lesson_is_deleted(
    alice: Program, client_of: Clients
):
    made = await alice.make()
    (teachers,) = parse_qs(urlsplit(made["teacherUrl"]).query)["token"]
    students = urlsplit(made["studentUrl"]).path.removeprefix("/lessons/")

    async def entered(door: str, token: str) -> httpx.Response:
        sent = {"door": door, "token": token, "name": "Ann", "participant": str(uuid.uuid4())}
        return await client_of().post(f"{routes.CLASSROOM}/enter", json=sent)

    doors = [("teacher", teachers, "open"), ("student", students, "waiting")]
    for door, token, entry in doors:
        assert (await entered(door, token)).json()["entry"] == entry
    assert (await entered("teacher", students)).status_code == 404
    assert (await entered("student", teachers)).status_code == 404
    good(await alice.client.delete(f"{AT}/{made['id']}"))
    for door, token, _ in doors:
        assert (await entered(door, token)).status_code == 404


async def test_addresses_stand_on_the_public_one(alice: Program, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TUTORHUB_PUBLIC_URL", "https://tutrex.example/")
    get_settings.cache_clear()
    made = await alice.make()
    assert made["teacherUrl"].startswith("https://tutrex.example/board/?token=")
    assert made["studentUrl"].startswith("https://tutrex.example/lessons/")


async def test_what_a_proxy_says_of_the_site_is_believed_from_configured_ones_alone(
    alice: Program, monkeypatch: pytest.MonkeyPatch
):
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example, tutrex.example"}
    alice.client.headers.update(told)
    assert (await alice.make())["studentUrl"].startswith(f"{OURS}/")
    monkeypatch.setenv("TUTORHUB_TRUSTED_PROXIES", "192.0.2.1")
    get_settings.cache_clear()
    assert (await alice.make())["studentUrl"].startswith("https://tutrex.example/lessons/")


async def test_a_recording_is_told_of_once_it_is_there(alice: Program):
    lesson_id = (await alice.make())["id"]
    with unit_of_work(now=utc_now()) as session:
        session.get_one(OnlineLesson, lesson_id).record_token = "r" * 32
    found = await alice.get(lesson_id)
    assert found["recordUrl"] == f"{OURS}/recordings/{'r' * 32}"


async def test_lists_are_sorted_and_cut(alice: Program):
    first = await alice.make(title="b", startTime=soon(3))
    second = await alice.make(title="a", startTime=soon(2))
    third = await alice.make(title="a", startTime=first["startTime"])
    one, two, three = first["id"], second["id"], third["id"]
    for query, ids in (
        ({}, [three, one, two]),
        ({"sortDirection": "ASC"}, [two, one, three]),
        ({"sortBy": "id"}, [three, two, one]),
        ({"sortBy": "id", "sortDirection": "asc"}, [one, two, three]),
        ({"sortBy": "title"}, [one, three, two]),
        ({"sortBy": "title", "sortDirection": "Asc"}, [two, three, one]),
        ({"sortBy": "startTime", "limit": 1}, [three]),
        ({"limit": 2, "offset": 1}, [one, two]),
        ({"offset": 3}, []),
        ({"offset": 2**63 - 1}, []),
    ):
        assert [row["id"] for row in await alice.list(**query)] == ids, query
        answer = await alice.client.request("GET", AT, json=query)
        assert [row["id"] for row in good(answer)] == ids, query


async def test_a_list_has_twenty_unless_it_is_asked_for_others(alice: Program):
    for _ in range(21):
        await alice.make()
    assert len(await alice.list()) == 20
    assert len(await alice.list(limit=100)) == 21


async def test_the_body_of_a_list_is_believed_before_the_address(alice: Program):
    for _ in range(3):
        await alice.make()
    answer = await alice.client.request(
        "GET", AT, params={"limit": 1, "offset": 1}, json={"limit": 2}
    )
    assert [row["id"] for row in good(answer)] == [2, 1]


async def test_all_errors_of_a_list_are_told_at_once(alice: Program):
    expected = {
        "message": "Invalid data.",
        "errors": {
            "sortBy": "Invalid sort field.",
            "sortDirection": "Invalid sort direction.",
            "limit": "Invalid limit value.",
            "offset": "Invalid offset value.",
        },
    }
    query = {"sortBy": "x", "sortDirection": "x", "limit": "x", "offset": "x"}
    assert bad(await alice.client.get(AT, params=query)) == expected
    assert bad(await alice.client.request("GET", AT, json=query)) == expected


async def test_an_update_changes_what_is_sent(alice: Program):
    made = await alice.make(exitLink="https://a.example", shareLink="https://b.example")
    path = f"{AT}/{made['id']}"
    changed = good(await alice.client.post(path, json={"title": "Nouns", "exitLink": None}))
    assert changed == made | {"title": "Nouns"}
    row = stored(made["id"])
    assert row is not None
    assert (row.exit_link, row.share_link) == (None, "https://b.example")
    start = soon(48)
    changed = good(await alice.client.post(path, json={"startTime": start, "duration": 30}))
    assert changed == made | {"title": "Nouns", "startTime": start, "duration": 30}
    assert good(await alice.client.post(path, json={})) == changed
    assert good(await alice.client.post(path)) == changed
    assert await alice.get(made["id"]) == changed


async def test_a_refused_update_changes_nothing(alice: Program):
    made = await alice.make()
    sent = {"startTime": 1545318000, "title": "Nouns", "duration": "60", "shareLink": "no link"}
    found = bad(await alice.client.post(f"{AT}/{made['id']}", json=sent))
    assert list(found["errors"]) == ["startTime", "duration", "shareLink"]
    assert await alice.get(made["id"]) == made


async def test_a_whole_object_can_be_sent_back(alice: Program):
    made = await alice.make()
    echo = made | {"status": "finished", "recordUrl": "x", "id": 99, "teacherUrl": "x"}
    assert good(await alice.client.post(f"{AT}/{made['id']}", json=echo)) == made


async def test_of_a_lesson_that_began_or_was_listed_all_but_its_start_can_be_sent_back(
    alice: Program,
):
    with time_machine.travel(NOON, tick=False) as clock:
        made = await alice.make(startTime=int(NOON.timestamp()))
        path = f"{AT}/{made['id']}"
        for sent in (made, *await alice.list()):
            clock.shift(1)
            assert list(bad(await alice.client.post(path, json=sent))["errors"]) == ["startTime"]
            del sent["startTime"]
            assert good(await alice.client.post(path, json=sent))["title"] == made["title"]


async def test_a_deleted_lesson_is_gone_and_its_id_is_not_used_again(alice: Program):
    made = await alice.make()
    path = f"{AT}/{made['id']}"
    assert good(await alice.client.delete(path)) is None
    for method, sent in (("GET", None), ("POST", {"title": "x"}), ("DELETE", None)):
        answer = await alice.client.request(method, path, json=sent)
        assert bad(answer, 404) == {"message": "Lesson not found."}
    assert await alice.list() == []
    assert (await alice.make())["id"] == made["id"] + 1


async def test_whoever_is_in_the_room_hears_of_a_change_and_of_the_end(alice: Program):
    made = await alice.make()
    topic = online_lesson_topic(made["id"])

    def told() -> int:
        with unit_of_work(now=utc_now(), readonly=True) as session:
            return len(session.exec(select(Change).where(col(Change.topic) == topic)).all())

    for send in (
        lambda: alice.client.post(f"{AT}/{made['id']}", json={"title": "x"}),
        lambda: alice.client.delete(f"{AT}/{made['id']}"),
    ):
        before = told()
        good(await send())
        assert told() > before


async def test_another_accounts_lesson_is_not_found(alice: Program, dora: Program, admin: Program):
    made = await alice.make()
    for other in (dora, admin):
        assert await other.list() == []
        for method, sent in (("GET", None), ("POST", {"title": "x"}), ("DELETE", None)):
            answer = await other.client.request(method, f"{AT}/{made['id']}", json=sent)
            assert bad(answer, 404) == {"message": "Lesson not found."}
        # Not even what would be wrong with it.
        answer = await other.client.post(f"{AT}/{made['id']}", json={"duration": 0})
        assert bad(answer, 404) == {"message": "Lesson not found."}
    assert await alice.get(made["id"]) == made


async def test_every_key_of_the_account_sees_its_lessons(alice: Program, dora: Program):
    made = await alice.make()
    second = Program(dora.client, alice.account)
    assert await second.get(made["id"]) == made


async def test_rooms_of_booked_lessons_are_not_in_it(alice: Program, dora: Program):
    tutor = make_tutor()
    theirs = Program(dora.client, tutor.principal)
    pack, student = make_pack(tutor), make_principal()
    make_enrollment(pack, student)
    slot = make_lesson(pack, student, utc_now() + timedelta(days=1))
    with unit_of_work(now=utc_now()) as session:
        row = online_lessons.make(
            session, tutor.user.id, "Booked", slot.starts_at, 60, slot_id=slot.id, now=utc_now()
        )
        room = row.id
    assert await theirs.list() == []
    for method, sent in (("GET", None), ("POST", {"title": "x"}), ("DELETE", None)):
        answer = await theirs.client.request(method, f"{AT}/{room}", json=sent)
        assert bad(answer, 404) == {"message": "Lesson not found."}


@pytest.mark.parametrize("joined", [False, True])
async def test_the_state_is_that_of_the_moment(alice: Program, joined: bool):
    with time_machine.travel(NOON, tick=False) as clock:
        lesson_id = (await alice.make(startTime=int(NOON.timestamp()) + 60, duration=1))["id"]
        if joined:
            join(lesson_id)
        seen = []
        for _ in range(3):
            seen.append((await alice.get(lesson_id))["status"])
            assert [row["status"] for row in await alice.list()] == seen[-1:]
            clock.shift(60)
        assert seen == (
            ["active", "active", "finished"] if joined else ["coming", "active", "expired"]
        )


async def test_a_lesson_that_was_held_keeps_its_times(alice: Program):
    with time_machine.travel(NOON, tick=False) as clock:
        start = int(NOON.timestamp())
        held, expired = [await alice.make(startTime=start, duration=60) for _ in range(2)]
        join(held["id"])
        clock.shift(timedelta(hours=2))
        later = {"startTime": start + 86_400}
        assert bad(await alice.client.post(f"{AT}/{held['id']}", json=later))["errors"] == {
            "startTime": "Start time should not be changed once the lesson has been held."
        }
        for lesson in (held, expired):
            longer = await alice.client.post(f"{AT}/{lesson['id']}", json={"duration": 600})
            assert list(bad(longer)["errors"]) == ["duration"]
            named = await alice.client.post(f"{AT}/{lesson['id']}", json={"title": "Nouns"})
            assert good(named)["title"] == "Nouns"
        again = good(await alice.client.post(f"{AT}/{expired['id']}", json=later))
        assert (again["status"], again["startTime"]) == ("coming", start + 86_400)
        assert (await alice.get(held["id"]))["status"] == "finished"


async def test_a_lesson_that_is_put_off_begins_anew(alice: Program):
    with time_machine.travel(NOON, tick=False):
        made = await alice.make(startTime=int(NOON.timestamp()) + 300)
        join(made["id"])
        assert (await alice.get(made["id"]))["status"] == "active"
        later = {"startTime": int(NOON.timestamp()) + 86_400}
        changed = good(await alice.client.post(f"{AT}/{made['id']}", json=later))
        assert changed["status"] == "coming"


async def test_texts_come_back_as_they_were_sent(alice: Program):
    for title in ("Präsens & <b>Perfekt</b>", "日本語 🎉", "x" * 200, '"quoted" \\ back'):
        made = await alice.make(title=title)
        assert (await alice.get(made["id"]))["title"] == title


async def test_answers_are_compact_json_of_utf_8(alice: Program):
    answer: Any = await alice.client.get(f"{AT}/{(await alice.make())['id']}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert json.loads(answer.content.decode())["status"] == "success"
