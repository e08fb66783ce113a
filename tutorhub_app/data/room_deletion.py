"""Taking a person out of the rooms of online lessons."""

from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlmodel import Session, col

from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.classroom import Attendance, ChatMessage
from tutorhub_app.data.engine import execute
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.data.screening import PreliminaryMeeting


def forget_rooms(session: Session, user_id: str) -> list[int]:
    """Delete the person's online lessons and those of what they had booked or asked for, with all
    that was drawn, said and recorded there. The bookings stay in the books. Ids of what went."""
    booked = select(col(LessonSlot.id)).where(col(LessonSlot.student_id) == user_id)
    met = select(col(PreliminaryMeeting.id)).where(col(PreliminaryMeeting.student_id) == user_id)
    theirs = or_(
        col(OnlineLesson.account_id) == user_id,
        col(OnlineLesson.slot_id).in_(booked),
        col(OnlineLesson.meeting_id).in_(met),
    )
    gone = list(session.execute(select(OnlineLesson.id).where(theirs)).scalars())
    execute(session, delete(OnlineLesson).where(theirs), {})
    return [lesson_id for lesson_id in gone if lesson_id is not None]


def forget_visits(session: Session, user_id: str, instead: str) -> list[int]:
    """Blank what the person wrote in rooms of others, and call them otherwise there. The lessons
    that they were in."""
    theirs = col(Attendance.user_id) == user_id
    visited = list(session.execute(select(Attendance.lesson_id).where(theirs).distinct()).scalars())
    _change(session, ChatMessage, wrote(user_id), name=instead, text="")
    _change(session, Attendance, theirs, name=instead, user_id=None)
    return visited


def wrote(user_id: str) -> ColumnElement[bool]:
    """Messages of the person, as far as they were signed in when they came into the room."""
    return exists().where(
        and_(
            col(Attendance.user_id) == user_id,
            col(Attendance.lesson_id) == col(ChatMessage.lesson_id),
            col(Attendance.participant_id) == col(ChatMessage.participant_id),
        )
    )


def _change(session: Session, table: Any, condition: Any, **values: Any) -> None:
    execute(session, update(table).where(condition).values(**values), {})
