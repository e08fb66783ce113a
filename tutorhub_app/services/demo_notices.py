"""Notices of the demo's lessons: those of the last days are still to be read."""

from datetime import datetime, timedelta
from itertools import groupby

from sqlmodel import Session

from tutorhub_app.data import notices
from tutorhub_app.data.lessons import LessonFilter, LessonRow, lesson_rows
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.notices import NoticeKind

_BETWEEN = timedelta(hours=17)
_UNREAD_FOR = timedelta(days=2)


def seed(session: Session, *, now: datetime) -> None:
    """Each tutor was told of the lessons that are booked, each student of one that was moved."""
    booked = lesson_rows(session, LessonFilter(statuses=(SlotStatus.BOOKED,)))
    by_tutor = groupby(sorted(booked, key=lambda each: each.tutor_id), lambda each: each.tutor_id)
    for tutor_id, found in by_tutor:
        for number, lesson in enumerate(found):
            at = now - timedelta(hours=2) - number * _BETWEEN
            kind, by = NoticeKind.LESSON_BOOKED, lesson.student_name
            _leave(session, tutor_id, kind, _facts(lesson, by), lesson, at, now)
    told: set[str] = set()
    for lesson in booked:
        if lesson.student_id not in told:
            told.add(lesson.student_id)
            was = (lesson.starts_at - timedelta(days=1)).isoformat()
            facts = _facts(lesson, lesson.tutor_name) | {"was": was}
            at = now - timedelta(minutes=40)
            _leave(session, lesson.student_id, NoticeKind.LESSON_MOVED, facts, lesson, at, now)


def _facts(lesson: LessonRow, by: str) -> dict[str, str]:
    return {
        "by": by,
        "pack": lesson.pack_title,
        "startsAt": lesson.starts_at.isoformat(),
        "room": lesson.room_slug,
    }


def _leave(
    session: Session,
    user_id: str,
    kind: NoticeKind,
    facts: dict[str, str],
    lesson: LessonRow,
    at: datetime,
    now: datetime,
) -> None:
    notices.add_notice(session, user_id, kind, object_id=lesson.id, facts=facts, now=at)
    if at < now - _UNREAD_FOR:
        notices.mark_read(session, user_id, until=at, now=at + timedelta(hours=1))
