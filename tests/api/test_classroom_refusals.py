"""What a room does not take: bad messages, bad tickets, other sites, and too much of anything."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.api.asking import token_of
from tests.api.classroom_cast import both_inside, delete, welcome
from tests.factories import make_principal
from tests.room_sockets import ComeIn, OpenSocket, Refused, ticket
from tests.rooms import element, make_lesson
from tutorhub_app.api import classroom_socket
from tutorhub_app.clock import utc_now
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.services import classroom_hub, classroom_tickets
from tutorhub_app.services.classroom_hub import Hub


@pytest.fixture
def lesson(database: object) -> OnlineLesson:
    return make_lesson()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nothing", "notJSON"),
        ("[1]", "typeIsNotValid"),
        ('{"type": "fly"}', "typeIsNotValid"),
        ('{"type": ["items"]}', "typeIsNotValid"),
        ('{"type": "items"}', "messageIsNotValid"),
        ('{"type": "items", "items": []}', "messageIsNotValid"),
        ('{"type": "items", "items": [1]}', "messageIsNotValid"),
        ('{"type": "cursor", "page": "p", "x": "1", "y": 2}', "messageIsNotValid"),
        ('{"type": "chat", "id": "../x", "text": "x"}', "messageIsNotValid"),
        ('{"type": "media", "mic": 1, "camera": false, "screen": false}', "messageIsNotValid"),
        ('{"type": "signal", "to": "x"}', "messageIsNotValid"),
        ('{"type": "hello", "ticket": "again"}', "helloIsOver"),
        ('{"type": "chat", "id": "a", "text": "%s"}' % ("x" * 2001), "messageIsNotValid"),
        ('{"type": "signal", "to": "x", "data": "%s"}' % ("x" * 64_000), "tooLarge"),
        ('{"type": "cursor", "page": "p", "x": 1, "y": 2, "z": "%s"}' % ("x" * 9000), "tooLarge"),
        ('{"type": "items", "items": ["%s"]}' % ("x" * 2_000_000), "tooLarge"),
        ("[" * 100_000, "notJSON"),
    ],
)
async def test_what_is_wrong_with_a_message_is_said_and_the_room_goes_on(
    come_in: ComeIn, lesson: OnlineLesson, text: str, code: str
):
    teacher, student = await both_inside(come_in, lesson)
    await student.say(text)
    assert (await student.until("error"))["code"] == code
    await student.send("items", items=[element("a")])
    await teacher.until("items")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": "x" * 65}, "messageIsNotValid"),
        ({"id": "a b"}, "messageIsNotValid"),
        ({"version": 0}, "messageIsNotValid"),
        ({"version": 2**31}, "messageIsNotValid"),
        ({"version": "1"}, "messageIsNotValid"),
        ({"version": True}, "messageIsNotValid"),
        ({"versionNonce": -1}, "messageIsNotValid"),
        ({"isDeleted": 0}, "messageIsNotValid"),
        ({"type": "iframe"}, "kindIsNotAllowed"),
        ({"type": "embeddable"}, "kindIsNotAllowed"),
        ({"page": ""}, "pageIsNotValid"),
        ({"page": "elsewhere"}, "pageIsNotValid"),
        ({"id": "page:x"}, "idIsNotValid"),
        ({"type": "page"}, "idIsNotValid"),
        ({"type": "page", "id": "page:x"}, "pageIsNotValid"),
        ({"text": "x" * 200_000}, "itemIsTooLarge"),
    ],
)
async def test_an_item_that_is_none_is_refused_with_all_that_came_with_it(
    come_in: ComeIn, lesson: OnlineLesson, change: dict[str, Any], code: str
):
    teacher, student = await both_inside(come_in, lesson)
    await student.send("items", items=[element("good"), element("bad") | change])
    assert (await student.until("error"))["code"] == code
    await teacher.settle()
    assert teacher.all("items") == []


async def test_who_sends_nothing_but_nonsense_is_let_go(come_in: ComeIn, lesson: OnlineLesson):
    student = await come_in(lesson)
    await welcome(student)
    for _ in range(60):
        await student.say("nonsense")
    assert await student.until_closed() == 4400


async def test_who_does_not_say_hello_is_let_go(
    open_socket: OpenSocket, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(classroom_socket, "SECONDS_FOR_HELLO", 0.01)
    assert await (await open_socket()).until_closed() == 4400


async def test_before_hello_nothing_is_heard(open_socket: OpenSocket, lesson: OnlineLesson):
    socket = await open_socket()
    await socket.send("items", items=[element("a")])
    assert (await socket.until("error"))["code"] == "notInside"


@pytest.mark.parametrize(
    "made", ["", "nonsense", "tampered", "expired", "login", "of a deleted lesson"]
)
async def test_without_a_good_ticket_nobody_comes_in(
    open_socket: OpenSocket, lesson: OnlineLesson, made: str
):
    good = await ticket(lesson, "teacher")
    head, body, signature = good.split(".")
    bad = {
        "nonsense": "nonsense",
        "tampered": ".".join([head, body[:-3] + "AAA", signature]),
        "expired": expired(good),
        "login": token_of(make_principal()),
        "of a deleted lesson": good,
    }
    if made == "of a deleted lesson":
        delete(lesson)
    socket = await open_socket()
    await socket.send("hello", ticket=bad.get(made, ""))
    if not made:
        assert (await socket.until("error"))["code"] == "messageIsNotValid"
        return
    reason = "deleted" if made == "of a deleted lesson" else "foreign"
    assert (await socket.until("bye"))["reason"] == reason
    await socket.until_closed()


def expired(ticket: str) -> str:
    """The same, of three days ago."""
    who = classroom_tickets.read(ticket)
    assert who is not None
    then = utc_now() - timedelta(days=3)
    return classroom_tickets.issue(who, ends_at=then, now=then)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_a_foreign_page_gets_no_socket(open_socket: OpenSocket, headers: dict[str, str]):
    with pytest.raises(Refused):
        await open_socket(**headers)


async def test_our_own_page_gets_one(open_socket: OpenSocket):
    await open_socket(Origin="https://tutorhub.test", **{"Sec-Fetch-Site": "same-origin"})


async def test_who_sends_too_fast_is_slowed_down_and_loses_nothing(
    come_in: ComeIn, lesson: OnlineLesson, monkeypatch: pytest.MonkeyPatch
):
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    teacher, student = await both_inside(come_in, lesson)
    monkeypatch.setattr(classroom_socket.asyncio, "sleep", noted)
    for number in range(300):
        await student.send("items", items=[element(f"i{number}")])
    await student.settle()
    assert any(pauses)
    heard = {item["id"] for message in teacher.all("items") for item in message["items"]}
    while len(heard) < 300:
        heard |= {item["id"] for item in (await teacher.until("items"))["items"]}


async def test_cursors_that_come_too_fast_are_dropped(come_in: ComeIn, lesson: OnlineLesson):
    teacher, student = await both_inside(come_in, lesson)
    for number in range(500):
        await student.send("cursor", page="page:one", x=number, y=0)
    await student.send("items", items=[element("a")])
    await teacher.until("items")
    assert len(teacher.all("cursor")) < 500


async def test_who_is_silent_though_they_used_to_ping_is_let_go(
    come_in: ComeIn, lesson: OnlineLesson, rooms: Hub, monkeypatch: pytest.MonkeyPatch
):
    teacher, student = await both_inside(come_in, lesson)
    await student.settle()
    monkeypatch.setattr(classroom_hub, "SECONDS_OF_SILENCE", -1.0)
    await rooms.tick()
    await student.until_closed()
    await teacher.send("chat", id="m1", text="Still here")
    await teacher.until("chat")
