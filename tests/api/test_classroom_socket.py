"""What happens in a lesson's room: each person has a socket, and all hear of each other."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.room_sockets import ComeIn, Heard, OpenSocket, Refused, RoomSocket, ticket
from tests.rooms import element, make_lesson
from tutorhub_app.clock import utc_now
from tutorhub_app.data import classroom_board as kept_board
from tutorhub_app.data.changes import online_lesson_topic, record_change
from tutorhub_app.data.classroom import Attendance
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.data.recordings import Recording
from tutorhub_app.domain import board as limits
from tutorhub_app.domain.errors import Unavailable
from tutorhub_app.services import classroom_board, classroom_hub, classroom_stays, online_lessons
from tutorhub_app.services.classroom_hub import Hub
from tutorhub_app.services.unit import call


@pytest.fixture
def lesson(database: object) -> OnlineLesson:
    return make_lesson()


@pytest.fixture
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who drops is gone at the next tick."""
    monkeypatch.setattr(classroom_hub, "SECONDS_OF_GRACE", -1.0)


async def welcome(socket: RoomSocket) -> Heard:
    return await socket.until("welcome")


async def both_inside(come_in: ComeIn, lesson: OnlineLesson) -> tuple[RoomSocket, RoomSocket]:
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    student = await come_in(lesson)
    await welcome(student)
    await teacher.until("joined")
    return teacher, student


def change(lesson: OnlineLesson, **values: Any) -> None:
    """As somebody elsewhere does, who tells of it."""
    with unit_of_work(now=utc_now()) as session:
        row = session.get_one(OnlineLesson, lesson.id)
        for name, value in values.items():
            setattr(row, name, value)
        online_lessons.tell(session, row)


def kept(lesson: OnlineLesson) -> dict[str, int]:
    """The versions that the database has."""
    with unit_of_work(now=utc_now(), readonly=True) as session:
        items = kept_board.board_items(session, int(lesson.id or 0))
    return {item_id: item.stamp.version for item_id, item in items.items()}


def stays(lesson: OnlineLesson) -> list[Attendance]:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        found = select(Attendance).where(Attendance.lesson_id == lesson.id)
        return list(session.exec(found.order_by(Attendance.joined_at)))


# Coming in


async def test_who_comes_in_is_told_who_is_there_and_the_others_that_they_came(
    come_in: ComeIn, lesson: OnlineLesson
):
    teacher = await come_in(lesson, "teacher")
    first = await welcome(teacher)
    assert [person["door"] for person in first["people"]] == ["teacher"]
    assert first["lesson"]["status"] == "active"
    student = await come_in(lesson)
    second = await welcome(student)
    assert second["people"] == [first["you"], second["you"]]
    assert (await teacher.until("joined"))["person"] == second["you"]
    assert first["you"]["colour"] != second["you"]["colour"]
    assert student.all("joined") == []


async def test_the_fifth_person_finds_the_room_full_and_a_free_place_is_anybodys(
    come_in: ComeIn, lesson: OnlineLesson
):
    inside = [await come_in(lesson, "teacher")] + [await come_in(lesson) for _ in range(3)]
    for socket in inside:
        await welcome(socket)
    fifth = await come_in(lesson)
    assert (await fifth.until("bye"))["reason"] == "full"
    assert await fifth.until_closed() == 4409
    await inside[1].send("leave")
    await inside[0].until("left")
    await welcome(await come_in(lesson))


async def test_the_same_browser_takes_its_own_place(come_in: ComeIn, lesson: OnlineLesson):
    browser = str(uuid.uuid4())
    teacher = await come_in(lesson, "teacher")
    first = await come_in(lesson, browser=browser)
    you = (await welcome(first))["you"]
    again = await come_in(lesson, browser=browser)
    assert (await welcome(again))["you"]["id"] == you["id"]
    assert (await first.until("bye"))["reason"] == "replaced"
    assert await first.until_closed() == 4412
    await teacher.settle()
    assert len(stays(lesson)) == 2
    # The page is a new one, with which connections have to be made anew.
    assert [message["id"] for message in teacher.all("left")] == [you["id"]]
    assert len(teacher.all("joined")) == 2


async def test_a_short_drop_is_not_noticed_by_the_others(come_in: ComeIn, lesson: OnlineLesson):
    browser = str(uuid.uuid4())
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    student = await come_in(lesson, browser=browser)
    you = (await welcome(student))["you"]
    await teacher.until("joined")
    await student.send("items", items=[element("a")])
    await teacher.until("items")
    again = await come_in(lesson, browser=browser, have={"a": [1, 7]})
    await again.until("welcome")
    await teacher.send("signal", to=you["id"], data={"hello": 1})
    assert (await again.until("signal"))["data"] == {"hello": 1}
    assert teacher.all("left") == []
    assert len(teacher.all("joined")) == 1


async def test_signals_to_somebody_who_dropped_wait_for_them(
    come_in: ComeIn, open_socket: OpenSocket, lesson: OnlineLesson, rooms: Hub
):
    teacher, _ = await both_inside(come_in, lesson)
    room = rooms._rooms[int(lesson.id or 0)]
    seat = next(seat for seat in room.people.values() if not seat.who.is_teacher)
    assert seat.visitor is not None
    rooms.go(seat.visitor)
    await teacher.send("signal", to=seat.who.participant_id, data=1)
    await teacher.settle()
    assert len(seat.held) == 1


async def test_who_drops_for_longer_has_left(
    come_in: ComeIn, lesson: OnlineLesson, rooms: Hub, no_grace: None
):
    teacher, _ = await both_inside(come_in, lesson)
    room = rooms._rooms[int(lesson.id or 0)]
    seat = next(seat for seat in room.people.values() if not seat.who.is_teacher)
    assert seat.visitor is not None
    rooms.go(seat.visitor)
    await rooms.tick()
    assert (await teacher.until("left"))["id"] == seat.who.participant_id
    await rooms.settle()
    assert [stay.left_at is None for stay in stays(lesson)] == [True, False]


# Waiting


async def test_students_wait_until_the_teacher_lets_them_in(come_in: ComeIn, database: object):
    lesson = make_lesson(timedelta(minutes=5))
    student = await come_in(lesson)
    waiting = await student.until("waiting")
    assert datetime.fromisoformat(waiting["startsAt"]) > datetime.fromisoformat(waiting["now"])
    teacher = await come_in(lesson, "teacher")
    waiters = await teacher.until("waiters", lambda told: told["people"])
    assert [person["name"] for person in waiters["people"]] == ["student"]
    assert student.all("welcome") == []
    await teacher.send("admit")
    await welcome(student)
    assert (await teacher.until("waiters"))["people"] == []
    assert (await teacher.until("joined"))["person"]["door"] == "student"
    # From now on the doors are open.
    await welcome(await come_in(lesson))


async def test_students_are_let_in_at_the_start(
    come_in: ComeIn, database: object, monkeypatch: pytest.MonkeyPatch, rooms: Hub
):
    lesson = make_lesson(timedelta(minutes=5))
    student = await come_in(lesson)
    await student.until("waiting")
    rooms._clock = lambda: lesson.starts_at - timedelta(seconds=1)
    await rooms.tick()
    assert student.all("welcome") == []
    rooms._clock = lambda: lesson.starts_at
    await rooms.tick()
    await welcome(student)


async def test_a_moved_start_moves_the_waiting(come_in: ComeIn, database: object):
    lesson = make_lesson(timedelta(minutes=5))
    student = await come_in(lesson)
    await student.until("waiting")
    later = lesson.starts_at + timedelta(minutes=30)
    change(lesson, starts_at=later, ends_at=later + timedelta(hours=1))
    again = await student.until("waiting")
    assert datetime.fromisoformat(again["startsAt"]) == later.replace(
        microsecond=later.microsecond // 1000 * 1000
    )
    change(lesson, starts_at=utc_now() - timedelta(minutes=1))
    await welcome(student)


async def test_who_waits_for_a_lesson_that_nobody_came_to_is_sent_away_at_its_end(
    come_in: ComeIn, database: object, rooms: Hub
):
    lesson = make_lesson(timedelta(minutes=5))
    student = await come_in(lesson)
    await student.until("waiting")
    rooms._clock = lambda: lesson.ends_at
    await rooms.tick()
    assert (await student.until("bye"))["reason"] == "expired"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("items", {"items": [element("a")]}),
        ("cursor", {"page": "page:one", "x": 1.5, "y": 2}),
        ("chat", {"id": "m1", "text": "hello"}),
        ("signal", {"to": "somebody", "data": {}}),
        ("media", {"mic": True, "camera": True, "screen": False}),
        ("admit", {}),
    ],
)
async def test_who_waits_can_do_nothing_in_the_room(
    come_in: ComeIn, database: object, kind: str, body: dict[str, Any]
):
    lesson = make_lesson(timedelta(minutes=5))
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    student = await come_in(lesson)
    await student.until("waiting")
    await student.send(kind, **body)
    assert (await student.until("error"))["code"] == "notInside"
    await teacher.settle()
    assert {message["type"] for message in teacher.heard} <= {
        *("welcome", "waiters", "pong", "lesson")
    }


async def test_a_student_can_not_let_anybody_in(come_in: ComeIn, lesson: OnlineLesson):
    student = await come_in(lesson)
    await welcome(student)
    await student.send("admit")
    assert (await student.until("error"))["code"] == "onlyTheTeacher"
    assert call(classroom_board.lesson, int(lesson.id or 0)).record.opened_at is None


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
    from tutorhub_app.services import classroom_room

    monkeypatch.setattr(classroom_room, "LARGEST_LOG", 10)
    teacher = await come_in(lesson, "teacher")
    await welcome(teacher)
    for version in (1, 2):
        await teacher.send("items", items=[element("a", version)])
        await teacher.until("saved")
    assert kept(lesson) == {"a": 2}
    with unit_of_work(now=utc_now(), readonly=True) as session:
        logged = kept_board.logged(session, int(lesson.id or 0), after=0, limit=9)
    assert len(logged) == 1


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


# What becomes of the lesson


@pytest.mark.parametrize(
    ("act", "reason", "code"),
    [
        (lambda lesson: change(lesson, status="canceled"), "canceled", 4411),
        (lambda lesson: _delete(lesson), "deleted", 4404),
    ],
)
async def test_everybody_is_sent_away_from_a_lesson_that_is_gone(
    come_in: ComeIn,
    database: object,
    act: Callable[[OnlineLesson], None],
    reason: str,
    code: int,
):
    lesson = make_lesson(timedelta(minutes=5))
    sockets = [await come_in(lesson, "teacher"), await come_in(lesson)]
    await sockets[0].until("waiters", lambda told: told["people"])
    await sockets[0].send("items", items=[element("a")])
    act(lesson)
    for socket in sockets:
        assert (await socket.until("bye"))["reason"] == reason
        assert await socket.until_closed() == code


def _delete(lesson: OnlineLesson) -> None:
    with unit_of_work(now=utc_now()) as session:
        online_lessons.remove(session, session.get_one(OnlineLesson, lesson.id))


async def test_a_new_address_shuts_out_those_who_came_by_the_old_one(
    come_in: ComeIn, lesson: OnlineLesson
):
    teacher, student = await both_inside(come_in, lesson)
    change(lesson, student_slug="another")
    assert (await student.until("bye"))["reason"] == "foreign"
    await teacher.settle()
    assert teacher.all("bye") == []


async def test_a_changed_lesson_is_told(come_in: ComeIn, lesson: OnlineLesson):
    teacher, student = await both_inside(come_in, lesson)
    change(lesson, title="Another title", exit_link="https://example.com/")
    for socket in (teacher, student):
        told = (await socket.until("lesson", lambda it: it["lesson"]["exitLink"]))["lesson"]
        assert (told["title"], told["exitLink"]) == ("Another title", "https://example.com/")


async def test_the_end_is_told_and_sends_nobody_away(
    come_in: ComeIn, lesson: OnlineLesson, rooms: Hub
):
    teacher, student = await both_inside(come_in, lesson)
    rooms._clock = lambda: lesson.ends_at
    await rooms.tick()
    for socket in (teacher, student):
        assert (await socket.until("lesson"))["lesson"]["status"] == "finished"
    await teacher.send("items", items=[element("a")])
    await student.until("items")
    rooms._clock = lambda: lesson.ends_at + timedelta(hours=25)
    await rooms.tick()
    assert (await student.until("bye"))["reason"] == "over"


async def test_a_recording_is_told_to_all_and_to_those_who_come_later(
    come_in: ComeIn, lesson: OnlineLesson
):
    teacher, student = await both_inside(come_in, lesson)
    by = teacher.all("welcome")[0]["you"]["id"]
    with unit_of_work(now=utc_now()) as session:
        recording = Recording(
            lesson_id=int(lesson.id or 0),
            participant_id=by,
            token="token",
            state="recording",
            media_type="video/webm",
            started_at=utc_now(),
            heard_at=utc_now(),
        )
        session.add(recording)
        record_change(session, online_lesson_topic(int(lesson.id or 0)))
    assert await student.until("recording") == {"type": "recording", "on": True, "by": by}
    assert (await welcome(await come_in(lesson)))["recording"] == {"on": True, "by": by}
    with unit_of_work(now=utc_now()) as session:
        session.get_one(Recording, recording.id).state = "processing"
        record_change(session, online_lesson_topic(int(lesson.id or 0)))
    assert await student.until("recording") == {"type": "recording", "on": False, "by": None}


# Who was there


async def test_attendance_has_when_everybody_came_and_left(
    come_in: ComeIn, lesson: OnlineLesson, rooms: Hub
):
    teacher, student = await both_inside(come_in, lesson)
    await student.send("leave")
    await student.until_closed()
    await teacher.until("left")
    await rooms.settle()
    first, second = stays(lesson)
    assert (first.door, first.left_at) == ("teacher", None)
    assert second.left_at is not None
    assert second.joined_at <= second.left_at
    row = call(classroom_board.lesson, int(lesson.id or 0)).record
    assert row.first_joined_at == first.joined_at


async def test_who_is_back_in_a_moment_has_not_left(come_in: ComeIn, lesson: OnlineLesson):
    browser = str(uuid.uuid4())
    teacher = await come_in(lesson, "teacher")
    for _ in range(2):
        student = await come_in(lesson, browser=browser)
        await welcome(student)
        await student.send("leave")
        await student.until_closed()
        await teacher.until("left")
    assert [stay.door for stay in stays(lesson)] == ["teacher", "student"]


async def test_those_who_are_there_are_noted_now_and_then(
    come_in: ComeIn, lesson: OnlineLesson, rooms: Hub, monkeypatch: pytest.MonkeyPatch
):
    await both_inside(come_in, lesson)
    before = [stay.seen_at for stay in stays(lesson)]
    monkeypatch.setattr(classroom_hub, "SECONDS_UNTIL_SEEN_AGAIN", 0.0)
    await rooms.tick()
    assert all(stay.seen_at > was for stay, was in zip(stays(lesson), before, strict=True))


async def test_a_stay_whose_server_died_ends_when_it_was_noted_last(
    come_in: ComeIn, lesson: OnlineLesson
):
    await both_inside(come_in, lesson)
    call(classroom_stays.end_unseen, now=utc_now() + timedelta(minutes=2))
    assert [stay.left_at for stay in stays(lesson)] == [None, None]
    call(classroom_stays.end_unseen, now=utc_now() + timedelta(minutes=4))
    assert all(stay.left_at == stay.seen_at for stay in stays(lesson))


# What is refused


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
    from tutorhub_app.api import classroom_socket

    monkeypatch.setattr(classroom_socket, "SECONDS_FOR_HELLO", 0.01)
    assert await (await open_socket()).until_closed() == 4400


async def test_before_hello_nothing_is_heard(open_socket: OpenSocket, lesson: OnlineLesson):
    socket = await open_socket()
    await socket.send("items", items=[element("a")])
    assert (await socket.until("error"))["code"] == "notInside"


@pytest.mark.parametrize("made", ["", "nonsense", "tampered", "login", "of a deleted lesson"])
async def test_without_a_good_ticket_nobody_comes_in(
    open_socket: OpenSocket, lesson: OnlineLesson, made: str
):
    from tests.api.asking import token_of
    from tests.factories import make_principal

    good = await ticket(lesson, "teacher")
    head, body, signature = good.split(".")
    bad = {
        "nonsense": "nonsense",
        "tampered": ".".join([head, body[:-3] + "AAA", signature]),
        "login": token_of(make_principal()),
        "of a deleted lesson": good,
    }
    if made == "of a deleted lesson":
        _delete(lesson)
    socket = await open_socket()
    await socket.send("hello", ticket=bad.get(made, ""))
    if not made:
        assert (await socket.until("error"))["code"] == "messageIsNotValid"
        return
    reason = "deleted" if made == "of a deleted lesson" else "foreign"
    assert (await socket.until("bye"))["reason"] == reason
    await socket.until_closed()


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
    from tutorhub_app.api import classroom_socket

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
