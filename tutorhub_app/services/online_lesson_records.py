"""The lessons API: lessons of the account that a key belongs to. Those of others, and the rooms of
booked lessons, do not exist here."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import engine
from tutorhub_app.data import online_lessons as data
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.online_lesson_fields import (
    LessonFields,
    changed_lesson,
    lessons_asked,
    new_lesson,
    object_of,
)
from tutorhub_app.domain.online_lessons import OnlineStatus
from tutorhub_app.domain.policy import Permission
from tutorhub_app.domain.records import OnlineLessonRecord
from tutorhub_app.services import online_lessons
from tutorhub_app.services.unit import reads

NOT_FOUND = "Lesson not found."


@reads
def find(
    session: Session,
    principal: Principal | None,
    query: Mapping[str, str],
    sent: object,
    *,
    now: datetime,
) -> tuple[OnlineLessonRecord, ...]:
    """The account's lessons, as the address or the body asks for them. Invalid."""
    me = _account(principal)
    asked = lessons_asked(query, object_of(sent))
    return tuple(row.at(now) for row in data.account_lessons(session, me.user_id, asked))


@reads
def get(
    session: Session, principal: Principal | None, lesson_id: int, *, now: datetime
) -> OnlineLessonRecord:
    me = _account(principal)
    found = data.lesson_record(session, lesson_id)
    if found is None or found.account_id != me.user_id or found.is_booked:
        raise NotFound(NOT_FOUND)
    return found.at(now)


def create(
    session: Session, principal: Principal | None, sent: object, *, now: datetime
) -> OnlineLessonRecord:
    """Make a lesson of the account. Invalid."""
    me = _account(principal)
    fields = new_lesson(object_of(sent), now)
    row = online_lessons.make(
        session,
        me.user_id,
        fields.title,
        fields.starts_at,
        fields.minutes,
        exit_link=fields.exit_link,
        share_link=fields.share_link,
        now=now,
    )
    return _record(session, row, now)


def update(
    session: Session, principal: Principal | None, lesson_id: int, sent: object, *, now: datetime
) -> OnlineLessonRecord:
    """Change what is sent. NotFound, Invalid."""
    row = _row(session, principal, lesson_id)
    data.settle(row, now)
    before = LessonFields(
        row.starts_at, row.title, row.duration_minutes, row.exit_link, row.share_link
    )
    after = changed_lesson(before, OnlineStatus(row.status), object_of(sent), now)
    row.title, row.exit_link, row.share_link = after.title, after.exit_link, after.share_link
    online_lessons.move(session, row, after.starts_at, after.minutes, now=now)
    return _record(session, row, now)


def delete(session: Session, principal: Principal | None, lesson_id: int, *, now: datetime) -> None:
    """End the lesson and its room, for good, with all that is in it. NotFound."""
    online_lessons.remove(session, _row(session, principal, lesson_id))


def _account(principal: Principal | None) -> Principal:
    """Whoever may hold a key may use it."""
    return policy.require(principal, Permission.API_KEY_MANAGE)


def _row(session: Session, principal: Principal | None, lesson_id: int) -> OnlineLesson:
    row = data.row_of(session, _account(principal).user_id, lesson_id)
    if row is None:
        raise NotFound(NOT_FOUND)
    return row


def _record(session: Session, row: OnlineLesson, now: datetime) -> OnlineLessonRecord:
    engine.flush(session)
    assert row.id is not None
    return online_lessons.of_id(session, row.id, now=now)
