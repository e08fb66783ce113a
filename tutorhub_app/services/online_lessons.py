"""Online lessons: made, found behind their doors, moved and taken away with all that is in their
rooms."""

from datetime import datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data import engine
from tutorhub_app.data import online_lessons as data
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.online_lessons import status_at
from tutorhub_app.domain.records import OnlineLessonRecord
from tutorhub_app.services import rooms
from tutorhub_app.services.unit import reads

_BATCH = 200


def make(
    session: Session,
    account_id: str,
    title: str,
    starts_at: datetime,
    minutes: int,
    *,
    exit_link: str | None = None,
    share_link: str | None = None,
    slot_id: str | None = None,
    meeting_id: str | None = None,
    student_slug: str | None = None,
    now: datetime,
) -> OnlineLesson:
    """A new lesson with a room of its own. That of a booking, of the lesson `slot_id` or of the
    meeting `meeting_id`, has the address that the booking got."""
    ends_at = starts_at + timedelta(minutes=minutes)
    row = OnlineLesson(
        account_id=account_id,
        slot_id=slot_id,
        meeting_id=meeting_id,
        title=title,
        duration_minutes=minutes,
        starts_at=starts_at,
        ends_at=ends_at,
        status=status_at(now, starts_at=starts_at, ends_at=ends_at, first_joined_at=None),
        exit_link=exit_link,
        share_link=share_link,
        teacher_token=rooms.new_token(),
        student_slug=student_slug or rooms.new_slug(),
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    engine.flush(session)
    tell(session, row)
    return row


def move(
    session: Session, row: OnlineLesson, starts_at: datetime, minutes: int, *, now: datetime
) -> None:
    """Give the lesson a time; see `data.online_lessons.put_at`."""
    data.put_at(session, row, starts_at, minutes, now=now)
    tell(session, row)


def remove(session: Session, row: OnlineLesson) -> None:
    """Delete the lesson and all that is in its room."""
    tell(session, row)
    session.delete(row)
    engine.flush(session)


def keep_states(session: Session, *, now: datetime) -> int:
    """Bring the states of lessons up to the clock: how many it had left behind."""
    behind = data.rows_behind(session, now, most=_BATCH)
    for row in behind:
        data.settle(row, now)
        tell(session, row)
    engine.flush(session)
    return len(behind)


def has_states_to_keep(session: Session, now: datetime) -> bool:
    return bool(data.rows_behind(session, now, most=1))


def tell(session: Session, row: OnlineLesson) -> None:
    """Those who are in the room, or look at it, load it again."""
    assert row.id is not None
    data.tell_of(session, row.id)


def at_teacher_door(session: Session, token: str, *, now: datetime) -> OnlineLessonRecord:
    """The lesson that the token opens, as it is now. NotFound."""
    return _found(data.record_by_token(session, token), now)


def at_student_door(session: Session, slug: str, *, now: datetime) -> OnlineLessonRecord:
    """The lesson that the slug opens, as it is now. NotFound."""
    return _found(data.record_by_slug(session, slug), now)


@reads
def stands_alone(session: Session, slug: str, *, now: datetime) -> bool:
    """Whether the slug opens a lesson of the lessons API, which has no page but its room."""
    record = data.record_by_slug(session, slug)
    return record is not None and not record.is_booked


def of_id(session: Session, lesson_id: int, *, now: datetime) -> OnlineLessonRecord:
    """The lesson as it is now. NotFound."""
    return _found(data.lesson_record(session, lesson_id), now)


def _found(record: OnlineLessonRecord | None, now: datetime) -> OnlineLessonRecord:
    if record is None:
        raise NotFound("There is no such lesson, or no longer.")
    return record.at(now)
