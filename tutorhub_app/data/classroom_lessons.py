"""Queries of online lessons as their rooms see them."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from tutorhub_app.data.accounts import User
from tutorhub_app.data.batches import in_batches
from tutorhub_app.data.online_lessons import OnlineLesson, lesson_record
from tutorhub_app.data.recordings import Recording
from tutorhub_app.domain.classroom import RoomLesson
from tutorhub_app.domain.online_lessons import OnlineStatus
from tutorhub_app.domain.recordings import RecordingState
from tutorhub_app.domain.records import OnlineLessonRecord


def room_lesson(session: Session, lesson_id: int) -> RoomLesson | None:
    found = lesson_record(session, lesson_id)
    return None if found is None else as_room_sees(session, found)


def as_room_sees(session: Session, lesson: OnlineLessonRecord) -> RoomLesson:
    tutor_name = ""
    if lesson.is_booked:
        tutor_name = session.exec(select(User.fullname).where(User.id == lesson.account_id)).one()
    return RoomLesson(lesson, tutor_name, _recording_by(session, lesson.id))


def note_opened(session: Session, lesson_id: int, now: datetime) -> None:
    session.exec(
        update(OnlineLesson)
        .where(col(OnlineLesson.id) == lesson_id, col(OnlineLesson.opened_at).is_(None))
        .values(opened_at=now, updated_at=now)
    )


def note_first_joined(
    session: Session, lesson_id: int, status: OnlineStatus, now: datetime
) -> None:
    session.exec(
        update(OnlineLesson)
        .where(col(OnlineLesson.id) == lesson_id, col(OnlineLesson.first_joined_at).is_(None))
        .values(first_joined_at=now, status=status, updated_at=now)
    )


def lessons_there(session: Session, lesson_ids: set[int]) -> set[int]:
    """Those of the lessons that there still are."""
    ids = select(OnlineLesson.id)
    return {
        lesson_id
        for batch in in_batches(lesson_ids)
        for lesson_id in session.exec(ids.where(col(OnlineLesson.id).in_(batch)))
        if lesson_id is not None
    }


def _recording_by(session: Session, lesson_id: int) -> str:
    found = session.exec(
        select(Recording.participant_id)
        .where(Recording.lesson_id == lesson_id, Recording.state == RecordingState.RECORDING)
        .order_by(col(Recording.started_at).desc())
    ).first()
    return found or ""
