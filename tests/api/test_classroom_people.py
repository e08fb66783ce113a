"""Who is in a lesson's room: coming and waiting, leaving and coming back, and the attendance."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.api.classroom_cast import both_inside, change, stays, welcome
from tests.factories import make_principal
from tests.room_sockets import ComeIn, OpenSocket
from tests.rooms import element, make_lesson
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.domain.online_lessons import Door
from tutorhub_app.services import classroom_board, classroom_hub, classroom_stays
from tutorhub_app.services.classroom_doors import Knock, enter
from tutorhub_app.services.classroom_hub import Hub
from tutorhub_app.services.unit import call


@pytest.fixture
def lesson(database: object) -> OnlineLesson:
    return make_lesson()


@pytest.fixture
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who drops is gone at the next tick."""
    monkeypatch.setattr(classroom_hub, "SECONDS_OF_GRACE", -1.0)


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
    await welcome(teacher)
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
    await welcome(teacher)
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


async def test_who_has_no_account_any_more_is_out_at_once_or_at_the_next_look(
    come_in: ComeIn, lesson: OnlineLesson, rooms: Hub, monkeypatch: pytest.MonkeyPatch
):
    bob = make_principal(fullname="Bob")
    knock = Knock(Door.STUDENT, lesson.student_slug, "Bob", str(uuid.uuid4()))
    his_ticket = (await enter(bob, knock)).ticket
    teacher, student = await both_inside(come_in, lesson)
    his = await come_in(lesson, ticket=his_ticket)
    await welcome(his)
    monkeypatch.setattr(classroom_hub, "SECONDS_UNTIL_SEEN_AGAIN", 0.0)
    await rooms.tick()
    await his.settle()
    assert his.code is None
    with unit_of_work(now=utc_now()) as session:
        session.get_one(User, bob.user_id).is_active = False
    again = await come_in(lesson, ticket=his_ticket)
    await rooms.tick()
    for socket in (again, his):
        assert (await socket.until("bye"))["reason"] == "foreign"
        assert await socket.until_closed() == 4401
    await teacher.settle()
    assert teacher.all("bye") == student.all("bye") == []


async def test_a_stay_whose_server_died_ends_when_it_was_noted_last(
    come_in: ComeIn, lesson: OnlineLesson
):
    await both_inside(come_in, lesson)
    call(classroom_stays.end_unseen, now=utc_now() + timedelta(minutes=2))
    assert [stay.left_at for stay in stays(lesson)] == [None, None]
    call(classroom_stays.end_unseen, now=utc_now() + timedelta(minutes=4))
    assert all(stay.left_at == stay.seen_at for stay in stays(lesson))
