"""Telling the people of a lesson what another did with it. A series is one notice."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import packs
from tutorhub_app.data.lessons import LessonRow
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.notices import NoticeKind
from tutorhub_app.services import notices
from tutorhub_app.services.booking_desk import Desk


@dataclass(frozen=True, slots=True)
class Booked:
    """A lesson as it was just booked, and the slug of its room."""

    lesson_id: str
    starts_at: datetime
    room: str


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What is told of a lesson. `people` are user id -> name."""

    id: str
    pack_title: str
    starts_at: datetime
    people: dict[str, str]
    room: str


def tell_booked(
    session: Session,
    me: Principal,
    desk: Desk,
    booked: Booked,
    *,
    count: int = 1,
    now: datetime,
) -> None:
    """Of a lesson that was booked at this desk, or of a series of `count`: the first of them."""
    assert desk.student is not None
    people = {desk.student.user_id: desk.student.fullname, desk.tutor.user_id: ""}
    if me.user_id not in people:
        # Whose lesson a third booked is told of the other one, too.
        people[desk.tutor.user_id], *_ = packs.tutor_face(session, desk.tutor.profile_id)
    lesson = _Lesson(booked.lesson_id, desk.pack.title, booked.starts_at, people, booked.room)
    _tell(session, me, lesson, NoticeKind.LESSON_BOOKED, _counted(count), now)


def tell_moved(
    session: Session,
    me: Principal,
    lesson: LessonRow,
    starts_at: datetime,
    *,
    count: int = 1,
    now: datetime,
) -> None:
    """`lesson` as it was before."""
    facts = {"was": lesson.starts_at.isoformat(), **_counted(count)}
    _tell(session, me, _of(lesson, starts_at), NoticeKind.LESSON_MOVED, facts, now)


def tell_canceled(
    session: Session,
    me: Principal,
    lesson: LessonRow,
    *,
    reason: str = "",
    count: int = 1,
    is_gone: bool = False,
    now: datetime,
) -> None:
    """`is_gone`: its people can not look at the lesson any more."""
    told = _of(lesson, lesson.starts_at, is_gone=is_gone)
    facts = {"reason": reason} if reason else {}
    _tell(session, me, told, NoticeKind.LESSON_CANCELED, facts | _counted(count), now)


def tell_taken_away(session: Session, me: Principal, lesson: LessonRow, *, now: datetime) -> None:
    """The lesson's student has it no more: it was given to another, or is free again."""
    told = _of(lesson, lesson.starts_at, is_gone=True)
    _tell(session, me, told, NoticeKind.LESSON_CANCELED, {}, now, only=lesson.student_id)


def tell_place_changed(
    session: Session, me: Principal, lesson: LessonRow, *, now: datetime
) -> None:
    told = _of(lesson, lesson.starts_at)
    _tell(session, me, told, NoticeKind.LESSON_PLACE_CHANGED, {}, now)


def _of(lesson: LessonRow, starts_at: datetime, *, is_gone: bool = False) -> _Lesson:
    people = {lesson.student_id: lesson.student_name, lesson.tutor_id: lesson.tutor_name}
    room = "" if is_gone else lesson.room_slug
    return _Lesson(lesson.id, lesson.pack_title, starts_at, people, room)


def _tell(
    session: Session,
    me: Principal,
    lesson: _Lesson,
    kind: NoticeKind,
    more: dict[str, str],
    now: datetime,
    *,
    only: str | None = None,
) -> None:
    """Tell everyone of the lesson but the one who did it; `only` one of them."""
    for user_id in lesson.people:
        if user_id == me.user_id or only not in (None, user_id):
            continue
        facts = {
            "by": me.fullname,
            "pack": lesson.pack_title,
            "startsAt": lesson.starts_at.isoformat(),
            "room": lesson.room,
            "with": _with_whom(lesson, me, user_id),
            **more,
        }
        given = {name: fact for name, fact in facts.items() if fact}
        notices.tell(session, user_id, kind, object_id=lesson.id, facts=given, now=now)


def _with_whom(lesson: _Lesson, me: Principal, reader_id: str) -> str:
    """The other one of the lesson, where a third did it; "" where that is said anyway."""
    if me.user_id in lesson.people:
        return ""
    return next((name for person, name in lesson.people.items() if person != reader_id), "")


def _counted(count: int) -> dict[str, str]:
    return {"count": str(count)} if count > 1 else {}
