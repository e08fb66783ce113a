"""Online lessons: the table and its queries. Each is a room with two doors, made by the lessons
API, for a booked lesson or for a screening meeting."""

from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import CheckConstraint, Index, Select, and_, bindparam, or_, select, text
from sqlmodel import Field, Session, SQLModel, col

from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.catalog import CoursePack
from tutorhub_app.data.changes import (
    LESSONS_TOPIC,
    SCREENINGS_TOPIC,
    online_lesson_topic,
    person_topic,
    record_change,
    tutor_topic,
)
from tutorhub_app.data.classroom import Attendance
from tutorhub_app.data.prepared import Prepared, Row
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain.online_lesson_fields import LessonsAsked, SortBy
from tutorhub_app.domain.online_lessons import (
    LONGEST_LINK,
    LONGEST_TITLE,
    OnlineStatus,
    status_at,
)
from tutorhub_app.domain.records import OnlineLessonRecord


def _listed(*columns: str) -> Index:
    """For a list of an account's lessons in this order: those of the API, without booked ones."""
    is_listed = text("slot_id IS NULL AND meeting_id IS NULL")
    name = f"ix_online_lesson_listed_by_{columns[0]}"
    return Index(name, "account_id", *columns, sqlite_where=is_listed, postgresql_where=is_listed)


def _one_of_each(noun: str) -> Index:
    """Without the many that have none: SQLite would take those for one, too, and look for an
    account's lessons among everyone's."""
    has_one = text(f"{noun}_id IS NOT NULL")
    return Index(
        f"uq_online_lesson_{noun}",
        f"{noun}_id",
        unique=True,
        sqlite_where=has_one,
        postgresql_where=has_one,
    )


class OnlineLesson(SQLModel, table=True):
    """`account_id` is whose key made it, or the tutor of what it is of: of the booked lesson
    `slot_id`, whose `room_slug` is its `student_slug`, or of the screening meeting `meeting_id`,
    which is its slug itself. Its ids are never used again.

    `status` (domain.online_lessons.OnlineStatus) is kept by the clock. `opened_at` is when a
    teacher let people in before the start, `first_joined_at` when anybody first came in.
    `record_token` names the recording that `recordUrl` leads to; None while there is none.
    """

    __tablename__ = "online_lesson"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        _listed("starts_at", "id"),
        _listed("title", "id"),
        _one_of_each("slot"),
        _one_of_each("meeting"),
        Index(None, "account_id"),
        Index(None, "status", "starts_at"),
        Index(None, "status", "ends_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: str = Field(foreign_key="user.id", ondelete="CASCADE", max_length=36)
    slot_id: str | None = Field(
        default=None, foreign_key="lesson_slot.id", ondelete="CASCADE", max_length=36
    )
    meeting_id: str | None = Field(
        default=None, foreign_key="preliminary_meeting.id", ondelete="CASCADE", max_length=36
    )
    title: str = Field(max_length=LONGEST_TITLE)
    duration_minutes: int
    starts_at: datetime
    ends_at: datetime
    status: str = Field(max_length=16)
    exit_link: str | None = Field(default=None, max_length=LONGEST_LINK)
    share_link: str | None = Field(default=None, max_length=LONGEST_LINK)
    teacher_token: str = Field(unique=True, max_length=64)
    student_slug: str = Field(unique=True, max_length=64)
    opened_at: datetime | None = None
    first_joined_at: datetime | None = None
    record_token: str | None = Field(default=None, max_length=64)
    created_at: datetime
    updated_at: datetime


_NAMES = tuple(field.name for field in fields(OnlineLessonRecord))
_COLUMNS: tuple[Any, ...] = tuple(getattr(OnlineLesson, name) for name in _NAMES)
_LESSONS: Select[Any] = select(*_COLUMNS)


def _by(column: str) -> Prepared:
    return Prepared(_LESSONS.where(getattr(OnlineLesson, column) == bindparam(column)))


_BY_ID, _BY_SLOT, _BY_MEETING = _by("id"), _by("slot_id"), _by("meeting_id")
_BY_TOKEN, _BY_SLUG = _by("teacher_token"), _by("student_slug")


def lesson_record(session: Session, lesson_id: int) -> OnlineLessonRecord | None:
    return _record(_BY_ID.first(session, id=lesson_id))


def record_by_token(session: Session, teacher_token: str) -> OnlineLessonRecord | None:
    """The lesson whose teacher door this opens."""
    return _record(_BY_TOKEN.first(session, teacher_token=teacher_token))


def record_by_slug(session: Session, student_slug: str) -> OnlineLessonRecord | None:
    """The lesson whose student door this opens."""
    return _record(_BY_SLUG.first(session, student_slug=student_slug))


def record_of_slot(session: Session, slot_id: str) -> OnlineLessonRecord | None:
    """The room of a booked lesson."""
    return _record(_BY_SLOT.first(session, slot_id=slot_id))


def record_of_meeting(session: Session, meeting_id: str) -> OnlineLessonRecord | None:
    """The room of a screening meeting."""
    return _record(_BY_MEETING.first(session, meeting_id=meeting_id))


def account_lessons(
    session: Session, account_id: str, asked: LessonsAsked
) -> tuple[OnlineLessonRecord, ...]:
    """An account's lessons, without those of bookings. Of equal ones the id decides."""
    rows = _listed_by(asked.sort_by, asked.descending).rows(
        session, account_id=account_id, most_rows=asked.limit, first_row=asked.offset
    )
    return tuple(_record_of(row) for row in rows)


def row_of(session: Session, account_id: str, lesson_id: int) -> OnlineLesson | None:
    """The account's lesson, to change it; that of a booking is not found."""
    row = session.get(OnlineLesson, lesson_id)
    if row is None or row.account_id != account_id or row.slot_id or row.meeting_id:
        return None
    return row


def put_at(
    session: Session,
    row: OnlineLesson,
    starts_at: datetime,
    minutes: int,
    *,
    canceled: bool = False,
    now: datetime,
) -> None:
    """Give the lesson a time. One that is put off begins anew, with closed doors, unless somebody
    is in it."""
    if now < starts_at != row.starts_at and not is_somebody_in(session, row):
        row.opened_at = row.first_joined_at = None
    row.starts_at, row.duration_minutes = starts_at, minutes
    row.ends_at = starts_at + timedelta(minutes=minutes)
    settle(row, now, canceled=canceled)


def settle(row: OnlineLesson, now: datetime, *, canceled: bool = False) -> None:
    """Bring the stored state up to this instant."""
    row.status = status_at(
        now,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        first_joined_at=row.first_joined_at,
        canceled=canceled,
    )
    row.updated_at = now


def tell_of(session: Session, *lesson_ids: int) -> None:
    """Let those hear of a change who are in the rooms, or are the people of their bookings."""
    if not lesson_ids:
        return
    topics = [online_lesson_topic(lesson_id) for lesson_id in lesson_ids]
    for tutor_id, student_id in session.execute(
        select(OnlineLesson.account_id, LessonSlot.student_id)
        .join(LessonSlot, col(OnlineLesson.slot_id) == LessonSlot.id)
        .where(col(OnlineLesson.id).in_(lesson_ids))
    ):
        people = [person for person in (tutor_id, student_id) if person]
        topics += [LESSONS_TOPIC, *map(person_topic, people)]
    for tutor_profile_id, student_id in session.execute(
        select(CoursePack.tutor_profile_id, PreliminaryMeeting.student_id)
        .join(PreliminaryMeeting, col(PreliminaryMeeting.course_pack_id) == CoursePack.id)
        .join(OnlineLesson, col(OnlineLesson.meeting_id) == PreliminaryMeeting.id)
        .where(col(OnlineLesson.id).in_(lesson_ids))
    ):
        topics += [SCREENINGS_TOPIC, tutor_topic(tutor_profile_id), person_topic(student_id)]
    record_change(session, *topics)


def is_somebody_in(session: Session, row: OnlineLesson) -> bool:
    inside = select(Attendance.id).where(
        col(Attendance.lesson_id) == row.id, col(Attendance.left_at).is_(None)
    )
    return session.execute(inside.limit(1)).first() is not None


def rows_behind(session: Session, now: datetime, *, most: int) -> list[OnlineLesson]:
    """Lessons whose stored state the clock has left behind."""
    coming, active = OnlineStatus.COMING.value, OnlineStatus.ACTIVE.value
    return list(
        session.execute(
            select(OnlineLesson)
            .where(
                or_(
                    and_(col(OnlineLesson.status) == coming, col(OnlineLesson.starts_at) <= now),
                    and_(col(OnlineLesson.status) == active, col(OnlineLesson.ends_at) <= now),
                )
            )
            .order_by(col(OnlineLesson.id))
            .limit(most)
        ).scalars()
    )


_ORDERS: dict[SortBy, tuple[Any, ...]] = {
    SortBy.ID: (col(OnlineLesson.id),),
    SortBy.START_TIME: (col(OnlineLesson.starts_at), col(OnlineLesson.id)),
    SortBy.TITLE: (col(OnlineLesson.title), col(OnlineLesson.id)),
}


@cache
def _listed_by(sort_by: SortBy, descending: bool) -> Prepared:
    order = _ORDERS[sort_by]
    return Prepared(
        _LESSONS.where(
            col(OnlineLesson.account_id) == bindparam("account_id"),
            col(OnlineLesson.slot_id).is_(None),
            col(OnlineLesson.meeting_id).is_(None),
        )
        .order_by(*(column.desc() if descending else column.asc() for column in order))
        .limit(bindparam("most_rows"))
        .offset(bindparam("first_row"))
    )


def _record(row: Row | None) -> OnlineLessonRecord | None:
    return None if row is None else _record_of(row)


def _record_of(row: Row) -> OnlineLessonRecord:
    values = dict(zip(_NAMES, row, strict=True))
    return OnlineLessonRecord(**values | {"status": OnlineStatus(values["status"])})
