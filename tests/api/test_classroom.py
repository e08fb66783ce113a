"""The doors of a lesson's room over HTTP: who comes in, with what ticket, and what it opens."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api.asking import OURS, Clients, refused, token_of
from tests.factories import make_enrollment, make_open_week, make_pack, make_principal, make_tutor
from tests.room_sockets import ComeIn
from tests.rooms import element, knock, make_lesson
from tutorhub_app.clock import utc_now
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.classroom import Insider
from tutorhub_app.domain.online_lessons import Door
from tutorhub_app.services import (
    booking,
    classroom_replay,
    classroom_tickets,
    online_lessons,
    tokens,
)
from tutorhub_app.services.booking import BookingRequest
from tutorhub_app.services.unit import call
from tutorhub_app.settings import get_settings

ENTER = "/classroom/enter"
LESSON = "/classroom/lesson"
REPLAY = "/classroom/replay"


@pytest.fixture
def lesson(database: object) -> OnlineLesson:
    return make_lesson(exit_link="https://example.com/bye", share_link="https://example.com/us")


def bearing(ticket: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {ticket}"}


def signed_in(person: Principal) -> dict[str, str]:
    return {"Cookie": f"{tokens.COOKIE}={token_of(person)}", "Origin": OURS}


async def entered(client: httpx.AsyncClient, lesson: OnlineLesson, door: str, **options):
    answer = await client.post(ENTER, json=knock(lesson, door, **options))
    assert answer.status_code == 200, answer.text
    return answer.json()


def change(lesson: OnlineLesson, **values: object) -> None:
    with unit_of_work(now=utc_now()) as session:
        row = session.get_one(OnlineLesson, lesson.id)
        for name, value in values.items():
            setattr(row, name, value)


async def test_a_door_answers_with_all_that_the_room_needs(
    client_of: Clients, lesson: OnlineLesson
):
    found = await entered(client_of(), lesson, "teacher", name="  Ada \n Lovelace ")
    assert found["entry"] == "open"
    assert found["participant"]["name"] == "Ada Lovelace"
    assert found["participant"]["door"] == "teacher"
    assert found["lesson"] == {
        "id": lesson.id,
        "title": "A lesson",
        "startsAt": lesson.starts_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "endsAt": lesson.ends_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "status": "active",
        "exitLink": "https://example.com/bye",
        "shareLink": "https://example.com/us",
        "isBooked": False,
        "isMeeting": False,
        "page": None,
        "isOpened": False,
        "recordUrl": None,
        "teacherName": None,
    }
    assert found["iceServers"] == []
    assert lesson.teacher_token not in found["ticket"]
    assert lesson.student_slug not in str(found)


@pytest.mark.parametrize(
    ("starts_in", "door", "entry"),
    [
        (timedelta(days=2), "teacher", "open"),
        (timedelta(minutes=1), "student", "waiting"),
        (timedelta(minutes=-1), "student", "open"),
        (timedelta(hours=-2), "student", "expired"),
        (timedelta(hours=-2), "teacher", "expired"),
    ],
)
async def test_what_is_behind_a_door_depends_on_the_time(
    client_of: Clients, database, starts_in: timedelta, door: str, entry: str
):
    found = await entered(client_of(), make_lesson(starts_in), door)
    assert found["entry"] == entry
    assert bool(found["ticket"]) == (entry != "expired")


async def test_a_lesson_that_was_held_is_over_for_those_who_come_later(
    client_of: Clients, database
):
    lesson = make_lesson(timedelta(hours=-2))
    change(lesson, first_joined_at=lesson.starts_at)
    found = await entered(client_of(), lesson, "student")
    assert found["entry"] == "over"
    assert found["lesson"]["status"] == "finished"
    told = await client_of().get(LESSON, headers=bearing(found["ticket"]))
    assert told.status_code == 200


async def test_one_address_does_not_open_the_other_door(client_of: Clients, lesson: OnlineLesson):
    for door, token in (("teacher", lesson.student_slug), ("student", lesson.teacher_token)):
        body = knock(lesson, door) | {"token": token}
        refused(await client_of().post(ENTER, json=body), 404)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"door": "admin"}, "doorIsNotValid"),
        ({"token": ""}, "tokenIsNotValid"),
        ({"token": "x" * 201}, "tokenIsNotValid"),
        ({"name": "  \n "}, "nameIsNotValid"),
        ({"name": "x" * 81}, "nameIsNotValid"),
        ({"name": None}, "nameIsRequired"),
        ({"participant": "me"}, "participantisNotAValidID"),
    ],
)
async def test_what_is_wrong_at_the_door_is_named(
    client_of: Clients, lesson: OnlineLesson, change, code: str
):
    answer = await client_of().post(ENTER, json=knock(lesson, "student") | change)
    refused(answer, 400, code)


async def test_foreign_pages_can_not_come_in_for_somebody(client_of: Clients, lesson: OnlineLesson):
    foreign = {"Origin": "https://evil.test"}
    answer = await client_of().post(ENTER, json=knock(lesson, "student"), headers=foreign)
    refused(answer, 401, "foreignOrigin")


async def test_who_comes_again_is_the_same_and_nobody_can_be_somebody_else(
    client_of: Clients, lesson: OnlineLesson
):
    client = client_of()
    browser = "0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20"
    one = (await entered(client, lesson, "teacher", browser=browser))["participant"]["id"]
    again = (await entered(client, lesson, "teacher", browser=browser))["participant"]["id"]
    assert one == again
    other = (await entered(client, lesson, "student", browser=browser))["participant"]["id"]
    # What everyone in the room knows of somebody does not lead to their place.
    posing = (await entered(client, lesson, "student", browser=one))["participant"]["id"]
    assert len({one, other, posing}) == 3


async def test_the_lesson_is_told_to_ticket_holders_and_attendance_to_teachers_alone(
    client_of: Clients, lesson: OnlineLesson, come_in: ComeIn
):
    teacher = await come_in(lesson, "teacher")
    await teacher.until("welcome")
    student = await come_in(lesson)
    await student.until("welcome")
    await student.send("chat", id="m1", text=" Hello\u0000there\n")
    await teacher.until("chat")
    client = client_of()
    ours = (await entered(client, lesson, "teacher"))["ticket"]
    told = (await client.get(LESSON, headers=bearing(ours))).json()
    assert [(line["text"], line["door"]) for line in told["chat"]] == [("Hello there", "student")]
    assert [stay["door"] for stay in told["attendance"]] == ["teacher", "student"]
    theirs = (await entered(client, lesson, "student"))["ticket"]
    told = (await client.get(LESSON, headers=bearing(theirs))).json()
    assert "attendance" not in told


@pytest.mark.parametrize("path", [LESSON, REPLAY, "/classroom/files/abc"])
async def test_only_tickets_open_what_is_behind_the_door(
    client_of: Clients, lesson: OnlineLesson, path: str
):
    student = make_principal()
    client = client_of()
    expired = _ticket(lesson, now=utc_now() - timedelta(days=3))
    for headers in (
        {},
        bearing("nothing"),
        bearing(token_of(student)),
        bearing(lesson.student_slug),
        bearing(_ticket(lesson)[:-2] + "xx"),
        bearing(expired),
    ):
        answer = await client.get(path, headers=headers)
        refused(answer, 401, "ticketIsNotValid")
    assert (await client.get(path, headers=bearing(_ticket(lesson)))).status_code in (200, 404)


def _ticket(lesson: OnlineLesson, *, now: datetime | None = None) -> str:
    who = Insider(
        lesson.id, Door.STUDENT, "p", "Bob", None, classroom_tickets.key_of(lesson, Door.STUDENT)
    )
    at = now or utc_now()
    return classroom_tickets.issue(who, ends_at=min(lesson.ends_at, at), now=at)


async def test_a_ticket_is_no_login(client_of: Clients, lesson: OnlineLesson):
    answer = await client_of().get("/auth-api/currentuser", headers=bearing(_ticket(lesson)))
    assert answer.status_code == 401


async def test_a_ticket_ends_with_its_address_and_its_lesson(
    client_of: Clients, lesson: OnlineLesson
):
    client = client_of()
    student = bearing((await entered(client, lesson, "student"))["ticket"])
    teacher = bearing((await entered(client, lesson, "teacher"))["ticket"])
    change(lesson, student_slug="another")
    refused(await client.get(LESSON, headers=student), 401, "ticketIsNotValid")
    assert (await client.get(LESSON, headers=teacher)).status_code == 200
    with unit_of_work(now=utc_now()) as session:
        online_lessons.remove(session, session.get_one(OnlineLesson, lesson.id))
    refused(await client.get(LESSON, headers=teacher), 404, "lessonNotFound")


async def test_who_waits_sees_nothing_of_the_room(client_of: Clients, database):
    lesson = make_lesson(timedelta(minutes=5))
    found = await entered(client_of(), lesson, "student")
    for path in (LESSON, REPLAY, "/classroom/files/abc"):
        answer = await client_of().get(path, headers=bearing(found["ticket"]))
        refused(answer, 401, "roomIsNotOpen")


async def test_a_canceled_lesson_opens_to_nobody(client_of: Clients, lesson: OnlineLesson):
    before = bearing((await entered(client_of(), lesson, "teacher"))["ticket"])
    change(lesson, status="canceled")
    found = await entered(client_of(), lesson, "teacher")
    assert (found["entry"], found["ticket"]) == ("canceled", "")
    refused(await client_of().get(LESSON, headers=before), 401, "roomIsNotOpen")


@pytest.mark.parametrize(
    ("limit", "value", "pages"),
    [
        ("ITEMS_AT_ONCE", 2, 2),
        ("ITEMS_AT_ONCE", 4, 1),
        ("CHARACTERS_AT_ONCE", 10, 4),
        ("CHARACTERS_AT_ONCE", 300, 2),
    ],
)
async def test_a_replay_tells_what_was_drawn_when(
    client_of: Clients,
    lesson: OnlineLesson,
    come_in: ComeIn,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    value: int,
    pages: int,
):
    monkeypatch.setattr(classroom_replay, limit, value)
    teacher = await come_in(lesson, "teacher")
    await teacher.until("welcome")
    drawn = [element("a"), element("b"), element("a", 2), element("c", isDeleted=True)]
    for each in drawn:
        await teacher.send("items", items=[each])
        await teacher.until("saved")
    client = client_of()
    ticket = bearing((await entered(client, lesson, "student"))["ticket"])
    events: list[dict[str, Any]] = []
    after: int | None = 0
    asked = 0
    while after is not None:
        asked += 1
        page = (await client.get(f"{REPLAY}?after={after}", headers=ticket)).json()
        events += page["events"]
        after = page["next"]
    assert [item for event in events for item in event["items"]] == drawn
    assert asked == pages
    times = [event["at"] for event in events]
    assert times == sorted(times)
    assert times[0] == 0
    assert page["startedAt"] <= page["endedAt"]
    refused(await client.get(f"{REPLAY}?after=-1", headers=ticket), 400, "afterIsNotValid")


async def test_a_lesson_in_which_nothing_was_drawn_has_an_empty_replay(
    client_of: Clients, lesson: OnlineLesson
):
    ticket = bearing((await entered(client_of(), lesson, "student"))["ticket"])
    replay = (await client_of().get(REPLAY, headers=ticket)).json()
    assert replay["events"] == []
    assert (replay["next"], replay["startedAt"], replay["endedAt"]) == (None, None, None)


async def test_a_turn_server_gets_credentials_that_run_out(
    client_of: Clients, lesson: OnlineLesson, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(
        "TUTORHUB_ICE_SERVERS", "stun:stun.test:3478, turn:turn.test:3478?transport=udp"
    )
    monkeypatch.setenv("TUTORHUB_TURN_SECRET", "shared")
    get_settings.cache_clear()
    found = await entered(client_of(), lesson, "student")
    stun, turn = found["iceServers"]
    assert stun == {"urls": ["stun:stun.test:3478"]}
    assert turn["urls"] == ["turn:turn.test:3478?transport=udp"]
    expires, who = turn["username"].split(":")
    assert who == found["participant"]["id"]
    assert (
        timedelta() < timedelta(seconds=int(expires) - utc_now().timestamp()) <= timedelta(days=1)
    )
    digest = hmac.new(b"shared", turn["username"].encode(), hashlib.sha1).digest()
    assert turn["credential"] == base64.b64encode(digest).decode()


# Booked lessons


@pytest.fixture
def booked(database: object):
    """A lesson that bob has booked with alice, and both of them."""
    alice = make_tutor()
    make_open_week(alice)
    pack = make_pack(alice)
    bob = make_principal(fullname="Bob Student")
    make_enrollment(pack, bob)
    at = (utc_now() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    slot = call(booking.book_slot, bob, BookingRequest(pack.id, at, SessionMode.ONLINE))
    return alice, bob, slot.room_slug


async def test_the_students_door_of_a_booked_lesson_is_for_its_people(client_of: Clients, booked):
    alice, bob, slug = booked
    body = {
        "door": "student",
        "token": slug,
        "name": "Somebody",
        "participant": "0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20",
    }
    client = client_of()
    refused(await client.post(ENTER, json=body), 404)
    refused(await client.post(ENTER, json=body, headers=signed_in(make_principal())), 404)
    found = (await client.post(ENTER, json=body, headers=signed_in(bob))).json()
    assert found["entry"] == "waiting"
    assert found["participant"]["name"] == "Bob Student"
    assert found["participant"]["door"] == "student"
    assert found["lesson"]["isBooked"]
    assert found["lesson"]["page"] == f"/lessons/{slug}"
    assert found["lesson"]["teacherName"] == alice.user.fullname
    found = (await client.post(ENTER, json=body, headers=signed_in(alice.principal))).json()
    assert (found["entry"], found["participant"]["door"]) == ("open", "teacher")
    refused(await client.post(ENTER, json=body), 404)
