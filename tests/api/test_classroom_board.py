"""The board, the chat and all else that people in a room tell each other."""

import uuid
from typing import Any

import pytest

from tests.api.classroom_cast import both_inside, kept, stays, welcome
from tests.room_sockets import ComeIn
from tests.rooms import element, make_lesson
from tutorhub_app.clock import utc_now
from tutorhub_app.data import classroom_board as kept_board
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.domain import board as limits
from tutorhub_app.domain.errors import Unavailable
from tutorhub_app.services import classroom_board, classroom_hub, classroom_room
from tutorhub_app.services.classroom_hub import Hub


@pytest.fixture
def lesson(database: object) -> OnlineLesson:
    return make_lesson()


# The board


async def test_a_stroke_drawn_here_appears_there(come_in: ComeIn, lesson: OnlineLesson):
    teacher, student = await both_inside(come_in, lesson)
    stroke = element("a", points=[[0.5, 1], [2, 3]], text="Zoë 🎨")
    await teacher.send("items", items=[stroke])
    heard = await student.until("items")
    assert heard["items"] == [stroke]
    assert heard["from"] == (teacher.all("welcome")[0])["you"]["id"]
    await teacher.settle()
    assert teacher.all("items") == []


async def test_a_losing_sender_gets_the_winner_back_and_nobody_else_hears_of_it(
    come_in: ComeIn, lesson: OnlineLesson
):
    teacher, student = await both_inside(come_in, lesson)
    winner = element("a", 2, 5)
    await teacher.send("items", items=[winner])
    await student.until("items")
    for loser in (element("a", 1, 1), element("a", 2, 6)):
        await student.send("items", items=[loser])
        heard = await student.until("items")
        assert (heard["from"], heard["items"]) == ("server", [winner])
    await student.send("items", items=[winner])
    await student.send("items", items=[better := element("a", 2, 4)])
    assert (await teacher.until("items"))["items"] == [better]


async def test_what_was_drawn_is_saved_and_said_so(come_in: ComeIn, lesson: OnlineLesson):
    teacher, student = await both_inside(come_in, lesson)
    await teacher.send("items", items=[element("a", 3), element("b")])
    for socket in (teacher, student):
        assert (await socket.until("saved"))["revision"] == 2
    assert kept(lesson) == {"a": 3, "b": 1}


async def test_what_can_not_be_saved_is_tried_again(
    come_in: ComeIn, lesson: OnlineLesson, monkeypatch: pytest.MonkeyPatch
):
    tries = 0
    save = classroom_board.save

    def fails_twice(*args: Any, **kwargs: Any) -> None:
        nonlocal tries
        tries += 1
        if tries <= 2:
            raise Unavailable
        save(*args, **kwargs)

    monkeypatch.setattr(classroom_board, "save", fails_twice)
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    await teacher.send("items", items=[element("a")])
    await teacher.send("items", items=[element("a", 2)])
    await teacher.until("saved")
    assert kept(lesson) == {"a": 2}


async def test_a_room_that_can_not_be_saved_does_not_keep_others_from_it(
    come_in: ComeIn, lesson: OnlineLesson, monkeypatch: pytest.MonkeyPatch
):
    broken = make_lesson()
    save = classroom_board.save

    def fails_with_one(session: Any, batch: Any, **kwargs: Any) -> None:
        if any(each.lesson_id == broken.id for each in batch):
            raise RuntimeError
        save(session, batch, **kwargs)

    monkeypatch.setattr(classroom_board, "save", fails_with_one)
    sockets = [await come_in(each, "teacher") for each in (broken, lesson)]
    for socket in sockets:
        await welcome(socket)
    for socket in sockets:
        await socket.send("items", items=[element("a")])
    await sockets[1].until("saved")
    assert (kept(lesson), kept(broken)) == ({"a": 1}, {})
    monkeypatch.setattr(classroom_board, "save", save)
    await sockets[0].until("saved")
    assert kept(broken) == {"a": 1}


async def test_who_comes_late_sees_the_whole_board(come_in: ComeIn, lesson: OnlineLesson):
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    drawn = [element("a"), element("b", 4), element("c", isDeleted=True)]
    page = {**element("page:two"), "type": "page", "page": "", "title": "Second", "index": 1}
    await teacher.send("items", items=[*drawn, page])
    await teacher.send("chat", id="m1", text="Welcome")
    await teacher.until("chat")
    seen = await welcome(await come_in(lesson))
    assert seen["items"] == [*drawn, page]
    assert [line["text"] for line in seen["chat"]] == ["Welcome"]


async def test_who_comes_back_hears_what_they_lack_and_what_the_board_lacks(
    come_in: ComeIn, lesson: OnlineLesson
):
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    items = [element("same", 3, 3), element("older", 2, 3), element("newer", 2, 3)]
    await teacher.send("items", items=[*items, element("lacked")])
    await teacher.settle()
    have = {"same": [3, 3], "older": [1, 1], "newer": [3, 9], "mine": [1, 1]}
    back = await welcome(await come_in(lesson, have=have))
    assert [item["id"] for item in back["items"]] == ["older", "lacked"]
    assert back["wanted"] == ["newer", "mine"]


async def test_a_large_board_comes_in_pieces_that_each_arrive_soon(
    come_in: ComeIn, lesson: OnlineLesson
):
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    drawn = [element(f"i{number}", text="x" * 190_000) for number in range(30)]
    for start in range(0, 30, 10):
        await teacher.send("items", items=drawn[start : start + 10])
    page = element("page:2", type="page", page="", index="a1")
    await teacher.send("items", items=[page])
    await teacher.settle()
    late = await come_in(lesson, "teacher", have={})
    seen = (await welcome(late))["items"]
    # The pages are known at once.
    assert seen == [page, drawn[0]]
    while len(seen) < 31:
        told = await late.until("items")
        assert (told["from"], len(told["items"])) == ("server", 2 if len(seen) < 30 else 1)
        seen += told["items"]
    assert seen[1:] == drawn
    # Who has much compares it with all there is.
    whole = await come_in(lesson, "teacher")
    assert len((await welcome(whole))["items"]) == 31
    await whole.until("waiters")


async def test_a_room_is_made_anew_from_what_was_kept(
    come_in: ComeIn, lesson: OnlineLesson, rooms: Hub, monkeypatch: pytest.MonkeyPatch
):
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    await teacher.send("items", items=[drawn := element("a", 7, 3)])
    await teacher.send("chat", id="m1", text="Hello")
    await teacher.until("saved")
    await teacher.send("leave")
    assert await teacher.until_closed() == 1000
    monkeypatch.setattr(classroom_hub, "SECONDS_OF_AN_EMPTY_ROOM", -1.0)
    await rooms.tick()
    assert rooms.open_rooms() == 0
    again = await welcome(await come_in(lesson))
    assert again["items"] == [drawn]
    assert again["revision"] == 1
    assert [line["id"] for line in again["chat"]] == ["m1"]


async def test_stopping_keeps_what_was_not_saved_yet_and_ends_the_stays(
    come_in: ComeIn, lesson: OnlineLesson, rooms: Hub
):
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    await teacher.send("items", items=[element("a")])
    await teacher.settle()
    await rooms.stop()
    assert kept(lesson) == {"a": 1}
    assert [stay.left_at is None for stay in stays(lesson)] == [False]
    assert await teacher.until_closed() == 1012


async def test_a_full_board_says_so(
    come_in: ComeIn, lesson: OnlineLesson, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "MOST_ITEMS", 2)
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    await teacher.send("items", items=[element("a"), element("b"), element("c")])
    assert (await teacher.until("error"))["code"] == "boardIsFull"
    await teacher.until("saved")
    assert kept(lesson) == {"a": 1, "b": 1}


async def test_a_board_whose_past_is_long_goes_on_without_it(
    come_in: ComeIn, lesson: OnlineLesson, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(classroom_room, "LARGEST_LOG", 10)
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    for version in (1, 2):
        await teacher.send("items", items=[element("a", version)])
        await teacher.until("saved")
    assert kept(lesson) == {"a": 2}
    with unit_of_work(now=utc_now(), readonly=True) as session:
        assert 0 < kept_board.logged_size(session, int(lesson.id or 0)) < 200


# What else is said


async def test_chat_reaches_everybody_once_however_often_it_is_sent(
    come_in: ComeIn, lesson: OnlineLesson
):
    teacher, student = await both_inside(come_in, lesson)
    for _ in range(3):
        await student.send("chat", id="m1", text=" Look\u0007here: https://example.com \n\n\n\nok ")
    for socket in (teacher, student):
        line = (await socket.until("chat"))["message"]
        assert line["text"] == "Look here: https://example.com\n\nok"
        assert line["from"] == student.all("welcome")[0]["you"]["id"]
    await student.settle()
    assert len(student.all("chat")) == 1


async def test_a_message_of_somebody_else_is_not_taken_over(come_in: ComeIn, lesson: OnlineLesson):
    teacher, student = await both_inside(come_in, lesson)
    await teacher.send("chat", id="m1", text="Mine")
    await student.until("chat")
    await student.send("chat", id="m1", text="No, mine")
    assert (await student.until("error"))["code"] == "idIsTaken"
    elsewhere = await come_in(make_lesson())
    await welcome(elsewhere)
    await elsewhere.send("chat", id="m1", text="Ours")
    assert (await elsewhere.until("error"))["code"] == "idIsTaken"


async def test_an_empty_message_is_none(come_in: ComeIn, lesson: OnlineLesson):
    student = await come_in(lesson)
    await welcome(student)
    await student.send("chat", id="m1", text=" \n \u0000")
    assert (await student.until("error"))["message"].startswith("text:")


async def test_signals_go_to_whom_they_are_for(come_in: ComeIn, lesson: OnlineLesson):
    teacher, student = await both_inside(come_in, lesson)
    third = await come_in(lesson)
    await welcome(third)
    you = student.all("welcome")[0]["you"]["id"]
    data = {"description": {"type": "offer", "sdp": "v=0"}, "list": [1, None, True]}
    await teacher.send("signal", to=you, data=data)
    heard = await student.until("signal")
    assert heard["data"] == data
    assert heard["from"] == teacher.all("welcome")[0]["you"]["id"]
    await third.settle()
    assert third.all("signal") == []
    await teacher.send("signal", to=str(uuid.uuid4()), data={})
    assert (await teacher.until("error"))["code"] == "notHere"


async def test_cursors_and_media_are_told_to_the_others(come_in: ComeIn, lesson: OnlineLesson):
    teacher, student = await both_inside(come_in, lesson)
    you = student.all("welcome")[0]["you"]["id"]
    cursor = {"page": "page:one", "x": 1.5, "y": -2, "tool": "laser", "button": "down"}
    await student.send("cursor", **cursor, selected=["a"])
    assert (await teacher.until("cursor")) == {
        "type": "cursor",
        "from": you,
        **cursor,
        "selected": ["a"],
    }
    media = {"mic": True, "camera": False, "screen": True}
    await student.send("media", **media)
    assert (await teacher.until("media")) == {"type": "media", "from": you, **media}
    third = await welcome(await come_in(lesson))
    shown = next(person for person in third["people"] if person["id"] == you)
    assert {name: shown[name] for name in media} == media
