"""What becomes of a room when its lesson changes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.api.classroom_cast import both_inside, change, delete, welcome
from tests.room_sockets import ComeIn
from tests.rooms import element, make_lesson
from tutorhub_app.clock import utc_now
from tutorhub_app.data.changes import online_lesson_topic, record_change
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.data.recordings import Recording
from tutorhub_app.services import classroom_board
from tutorhub_app.services.classroom_hub import Hub
from tutorhub_app.services.unit import reads


@pytest.fixture
def lesson(database: object) -> OnlineLesson:
    return make_lesson()


@pytest.mark.parametrize(
    ("act", "reason", "code"),
    [
        (lambda lesson: change(lesson, status="canceled"), "canceled", 4411),
        (lambda lesson: delete(lesson), "deleted", 4404),
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


async def test_a_cancelled_lesson_that_could_not_be_read_is_read_again(
    come_in: ComeIn, lesson: OnlineLesson, monkeypatch: pytest.MonkeyPatch
):
    teacher, student = await both_inside(come_in, lesson)
    read, failures = classroom_board.lesson, iter([OSError("the disk is busy")])

    def lesson_read(*args: Any, **values: Any) -> Any:
        for failure in failures:
            raise failure
        return read(*args, **values)

    monkeypatch.setattr(classroom_board, "lesson", reads(lesson_read))
    change(lesson, status="canceled")
    for socket in (teacher, student):
        assert (await socket.until("bye"))["reason"] == "canceled"
    assert list(failures) == []


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
