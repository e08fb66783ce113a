"""Two people in a lesson's room, and what the database has of it."""

from typing import Any

from sqlmodel import select

from tests.room_sockets import ComeIn, Heard, RoomSocket
from tutorhub_app.clock import utc_now
from tutorhub_app.data import classroom_board as kept_board
from tutorhub_app.data.classroom import Attendance
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.services import online_lessons


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


def delete(lesson: OnlineLesson) -> None:
    with unit_of_work(now=utc_now()) as session:
        online_lessons.remove(session, session.get_one(OnlineLesson, lesson.id))
