"""Who is in a lesson's room, from when to when. Kept so that it holds whatever becomes of us."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import classroom_lessons, classroom_people, engine, online_lessons
from tutorhub_app.domain.classroom import SHORT_DROP, UNSEEN, Insider
from tutorhub_app.domain.errors import NotFound


def begin(session: Session, who: Insider, *, now: datetime) -> str:
    """They are in the room: the id of their stay. Who first comes makes the lesson active.
    NotFound when the lesson is gone."""
    lesson = online_lessons.lesson_record(session, who.lesson_id)
    if lesson is None:
        raise NotFound()
    stay = classroom_people.begin_stay(session, who, now, unless_left_before=now - SHORT_DROP)
    engine.flush(session)
    if lesson.first_joined_at is None and now < lesson.ends_at:
        status = replace(lesson, first_joined_at=now).at(now).status
        classroom_lessons.note_first_joined(session, lesson.id, status, now)
    online_lessons.tell_of(session, lesson.id)
    return stay


def open_doors(session: Session, lesson_id: int, *, now: datetime) -> None:
    """Let students in before the start."""
    classroom_lessons.note_opened(session, lesson_id, now)
    online_lessons.tell_of(session, lesson_id)


def end(session: Session, lesson_id: int, stay_ids: Sequence[str], *, now: datetime) -> None:
    classroom_people.end_stays(session, stay_ids, now)
    online_lessons.tell_of(session, lesson_id)


def note(session: Session, stay_ids: Sequence[str], *, now: datetime) -> set[str]:
    """They are still there; those of them who may not be any more, since their account was closed.
    Nobody waits for the news of it, so no change is told."""
    classroom_people.note_seen(session, stay_ids, now)
    return classroom_people.stays_of_closed_accounts(session, stay_ids)


def end_unseen(session: Session, *, now: datetime) -> int:
    """End the stays that a server did not see end."""
    lessons = classroom_people.end_unseen_stays(session, before=now - UNSEEN)
    online_lessons.tell_of(session, *lessons)
    return 0
