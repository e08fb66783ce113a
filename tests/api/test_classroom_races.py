"""What happens in a room at the wrong moment: between two steps of coming, speaking or leaving."""

import asyncio
import contextlib
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.api.classroom_cast import both_inside, change, delete, welcome
from tests.room_sockets import ComeIn, OpenSocket
from tests.rooms import element, make_lesson
from tutorhub_app.api import classroom_socket
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.domain import board as limits
from tutorhub_app.domain.errors import Unavailable
from tutorhub_app.domain.online_lessons import Door
from tutorhub_app.services import classroom_board, classroom_hub, classroom_saving, classroom_stays
from tutorhub_app.services.classroom_doors import Knock, enter
from tutorhub_app.services.classroom_hub import Hub
from tutorhub_app.services.unit import reads


@pytest.fixture
def lesson(database: object) -> OnlineLesson:
    return make_lesson()


@contextlib.contextmanager
def held_up(monkeypatch: pytest.MonkeyPatch, where: Any, name: str) -> Iterator[threading.Event]:
    """The service waits before it does its work, until the event is set."""
    service, go_on = getattr(where, name), threading.Event()

    def slow(*args: Any, **values: Any) -> Any:
        go_on.wait(20)
        return service(*args, **values)

    monkeypatch.setattr(where, name, slow)
    try:
        yield go_on
    finally:
        go_on.set()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)


def failing_once(monkeypatch: pytest.MonkeyPatch, where: Any, name: str) -> None:
    service, failures = getattr(where, name), iter([Unavailable()])

    def failing(*args: Any, **values: Any) -> Any:
        for failure in failures:
            raise failure
        return service(*args, **values)

    failing.__dict__.update(service.__dict__)
    monkeypatch.setattr(where, name, failing)


async def test_who_comes_back_hears_nothing_before_the_welcome_and_then_all(
    come_in: ComeIn, lesson: OnlineLesson, rooms: Hub, monkeypatch: pytest.MonkeyPatch
):
    browser = str(uuid.uuid4())
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    student = await come_in(lesson, browser=browser)
    you = (await welcome(student))["you"]["id"]
    seat = rooms._rooms[int(lesson.id or 0)].people[you]
    before = seat.visitor
    with held_up(monkeypatch, classroom_stays, "begin"):
        back = await come_in(lesson, browser=browser, have={"mine": [1, 1]})
        await until(lambda: seat.visitor not in (None, before))
        await teacher.send("items", items=[element("a")])
        await teacher.send("cursor", page="page:one", x=1, y=2)
        await teacher.send("signal", to=you, data=1)
        await teacher.settle()
    seen = await back.until("welcome")
    assert [message["type"] for message in back.heard] == ["welcome"]
    assert [item["id"] for item in seen["items"]] == ["a"]
    assert (await back.until("signal"))["data"] == 1
    await teacher.send("items", items=[element("b")])
    assert [item["id"] for item in (await back.until("items"))["items"]] == ["b"]


@pytest.mark.parametrize(("where", "name"), [(classroom_stays, "begin"), (classroom_board, "room")])
async def test_who_can_not_be_let_in_now_is_closed_to_come_again(
    come_in: ComeIn,
    lesson: OnlineLesson,
    monkeypatch: pytest.MonkeyPatch,
    where: Any,
    name: str,
):
    failing_once(monkeypatch, where, name)
    student = await come_in(lesson, browser="a")
    assert await student.until_closed() == 1013
    assert student.all("bye") == []
    await welcome(await come_in(lesson, browser="a"))


async def test_who_waited_and_can_not_be_let_in_now_is_closed_to_come_again(
    come_in: ComeIn, database: object, monkeypatch: pytest.MonkeyPatch
):
    lesson = make_lesson(timedelta(minutes=5))
    student = await come_in(lesson)
    await student.until("waiting")
    teacher = await come_in(lesson, "teacher")
    await teacher.until("waiters", lambda told: told["people"])
    failing_once(monkeypatch, classroom_stays, "begin")
    await teacher.send("admit")
    assert await student.until_closed() == 1013


async def test_who_goes_as_the_doors_open_takes_no_seat(
    come_in: ComeIn, database: object, rooms: Hub
):
    lesson = make_lesson(timedelta(minutes=5))
    student = await come_in(lesson)
    await student.until("waiting")
    room = rooms._rooms[int(lesson.id or 0)]
    (visitor,) = room.waiting.values()
    rooms._open_if_due(room, lesson.starts_at)
    rooms.go(visitor)
    await rooms.settle()
    assert room.people == {}


async def test_a_room_whose_lesson_is_deleted_is_followed_no_more(
    come_in: ComeIn, lesson: OnlineLesson
):
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    delete(lesson)
    await teacher.until_closed()
    await until(lambda: not any("Hub._follow" in repr(each) for each in asyncio.all_tasks()))


async def test_a_message_that_was_kept_is_told_though_its_writer_is_gone(
    come_in: ComeIn, lesson: OnlineLesson, rooms: Hub, monkeypatch: pytest.MonkeyPatch
):
    teacher, student = await both_inside(come_in, lesson)
    room = rooms._rooms[int(lesson.id or 0)]
    seat = next(seat for seat in room.people.values() if not seat.who.is_teacher)
    assert seat.visitor is not None
    with held_up(monkeypatch, classroom_board, "say"):
        await student.send("chat", id="m1", text="Thanks, bye")
        await asyncio.sleep(0.05)
        seat.visitor.outbox.abort()
        await until(lambda: seat.visitor is None)
    assert (await teacher.until("chat"))["message"]["text"] == "Thanks, bye"


async def test_a_lesson_is_never_seen_as_it_was_before(
    come_in: ComeIn, lesson: OnlineLesson, rooms: Hub, monkeypatch: pytest.MonkeyPatch
):
    await both_inside(come_in, lesson)
    room = rooms._rooms[int(lesson.id or 0)]
    read, go_on, calls = classroom_board.lesson, threading.Event(), iter([True])

    def slow_once(*args: Any, **values: Any) -> Any:
        found = read(*args, **values)
        for _ in calls:
            go_on.wait(20)
        return found

    monkeypatch.setattr(classroom_board, "lesson", reads(slow_once))
    first = asyncio.create_task(rooms._look_again(room))
    await asyncio.sleep(0.05)
    change(lesson, title="Another title")
    second = asyncio.create_task(rooms._look_again(room))
    await asyncio.sleep(0.3)
    go_on.set()
    await asyncio.gather(first, second)
    assert room.lesson.record.title == "Another title"


async def test_who_says_something_else_than_hello_is_let_go_like_who_says_nothing(
    open_socket: OpenSocket, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(classroom_socket, "SECONDS_FOR_HELLO", 0.2)
    socket = await open_socket()
    await socket.settle()
    assert await socket.until_closed() == 4400


async def test_who_came_in_is_not_asked_for_another_hello(
    come_in: ComeIn, lesson: OnlineLesson, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(classroom_socket, "SECONDS_FOR_HELLO", 0.5)
    student = await come_in(lesson)
    await welcome(student)
    await asyncio.sleep(0.6)
    await student.settle()


async def test_another_page_of_the_same_browser_may_have_another_name(
    come_in: ComeIn, lesson: OnlineLesson
):
    browser = str(uuid.uuid4())
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    await welcome(await come_in(lesson, browser=browser))
    await teacher.until("joined")
    knock = Knock(Door.STUDENT, lesson.student_slug, "Another name", browser)
    again = await come_in(lesson, ticket=(await enter(None, knock)).ticket)
    assert (await welcome(again))["you"]["name"] == "Another name"
    assert (await teacher.until("joined"))["person"]["name"] == "Another name"


async def test_who_waits_keeps_their_place_when_they_come_again(
    come_in: ComeIn, database: object, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(classroom_hub, "MOST_WAITING", 1)
    lesson = make_lesson(timedelta(minutes=5))
    browser = str(uuid.uuid4())
    first = await come_in(lesson, browser=browser)
    await first.until("waiting")
    await (await come_in(lesson, browser=browser)).until("waiting")
    assert (await first.until("bye"))["reason"] == "replaced"
    assert (await (await come_in(lesson)).until("bye"))["reason"] == "full"


async def test_what_does_not_fit_the_board_keeps_nothing_else_from_it(
    come_in: ComeIn, lesson: OnlineLesson, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "MOST_ITEMS", 1)
    teacher, student = await both_inside(come_in, lesson)
    await teacher.send("items", items=[element("a")])
    await student.until("items")
    await teacher.send("items", items=[element("b"), element("a", 2, isDeleted=True)])
    assert (await teacher.until("error"))["code"] == "boardIsFull"
    (item,) = (await student.until("items"))["items"]
    assert (item["id"], item["isDeleted"]) == ("a", True)


async def test_what_could_not_be_saved_counts_once_for_the_log(
    come_in: ComeIn, lesson: OnlineLesson, rooms: Hub, monkeypatch: pytest.MonkeyPatch
):
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    monkeypatch.setattr(classroom_saving, "SECONDS_UNTIL_SAVED", 0.01)
    save, failures = classroom_board.save, iter([Unavailable()] * 5)

    def failing(*args: Any, **values: Any) -> Any:
        for failure in failures:
            raise failure
        return save(*args, **values)

    monkeypatch.setattr(classroom_board, "save", failing)
    await teacher.send("items", items=[element("a")])
    await teacher.until("saved")
    (room,) = rooms._rooms.values()
    assert room._logged == len(room.board["a"].content)
