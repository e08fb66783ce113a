"""Queries of lessons that have a student: columns as a person reads them, never entities."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from tutorhub_app.data.accounts import User
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.catalog import CoursePack, TutorProfile
from tutorhub_app.data.reach import own_or_reached
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.booking import LocationType, SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.permissions import Permission

_TutorUser = aliased(User, name="tutor_user")
_StudentUser = aliased(User, name="student_user")


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson with its people. Instants are UTC; `scheduled_date` and `scheduled_time` are the
    tutor's wall time; the price is in minor units. What is not set is ""."""

    id: str
    room_slug: str
    pack_id: str
    pack_title: str
    tutor_profile_id: str
    tutor_id: str
    tutor_name: str
    tutor_photo: str
    tutor_zone: str
    student_id: str
    student_name: str
    student_zone: str
    starts_at: datetime
    ends_at: datetime
    scheduled_date: date
    scheduled_time: str
    status: SlotStatus
    no_show: bool
    session_mode: SessionMode
    location_type: LocationType | None
    location_details: str
    meet_link: str
    series_id: str
    lesson_minutes: int
    price_minor: int
    currency: str
    cancellation_notice_minutes: int
    reschedule_notice_minutes: int
    canceled_at: datetime | None
    canceled_by: str
    cancel_reason: str
    lesson_returned: bool
    created_at: datetime
    record_version: int


_COLUMNS: dict[str, Any] = {
    "id": LessonSlot.id,
    "room_slug": LessonSlot.room_slug,
    "pack_id": LessonSlot.course_pack_id,
    "pack_title": CoursePack.title,
    "tutor_profile_id": LessonSlot.tutor_profile_id,
    "tutor_id": TutorProfile.user_id,
    "tutor_name": _TutorUser.fullname,
    "tutor_photo": TutorProfile.photo,
    "tutor_zone": TutorProfile.time_zone,
    "student_id": LessonSlot.student_id,
    "student_name": _StudentUser.fullname,
    "student_zone": _StudentUser.time_zone,
    "starts_at": LessonSlot.starts_at,
    "ends_at": LessonSlot.ends_at,
    "scheduled_date": LessonSlot.scheduled_date,
    "scheduled_time": LessonSlot.scheduled_time,
    "status": LessonSlot.status,
    "no_show": LessonSlot.no_show,
    "session_mode": LessonSlot.session_mode,
    "location_type": LessonSlot.location_type,
    "location_details": func.coalesce(LessonSlot.location_details, ""),
    "meet_link": func.coalesce(LessonSlot.meet_link, ""),
    "series_id": func.coalesce(LessonSlot.series_id, ""),
    "lesson_minutes": LessonSlot.lesson_minutes,
    "price_minor": LessonSlot.price_minor,
    "currency": LessonSlot.currency,
    "cancellation_notice_minutes": LessonSlot.cancellation_notice_minutes,
    "reschedule_notice_minutes": LessonSlot.reschedule_notice_minutes,
    "canceled_at": LessonSlot.canceled_at,
    "canceled_by": func.coalesce(LessonSlot.canceled_by, ""),
    "cancel_reason": LessonSlot.cancel_reason,
    "lesson_returned": LessonSlot.lesson_returned,
    "created_at": LessonSlot.created_at,
    "record_version": LessonSlot.record_version,
}


@dataclass(frozen=True, slots=True)
class LessonFilter:
    """Which lessons; what is None does not narrow.

    `coming_at`: booked, and not over at that instant. `past_at`: all others. `unmarked_at`: over,
    but nobody has said yet whether it took place. [since, until) is touched by the lesson.
    `seen_by`: those this person may look at.
    """

    student_id: str | None = None
    tutor_profile_id: str | None = None
    pack_id: str | None = None
    series_id: str | None = None
    statuses: tuple[SlotStatus, ...] | None = None
    starts_from: datetime | None = None
    coming_at: datetime | None = None
    past_at: datetime | None = None
    unmarked_at: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    seen_by: Principal | None = None


def lesson_row(session: Session, lesson_id: str) -> LessonRow | None:
    return _one(session, LessonSlot.id == lesson_id)


def lesson_row_of_room(session: Session, slug: str) -> LessonRow | None:
    return _one(session, LessonSlot.room_slug == slug)


def lesson_row_of_request(session: Session, student_id: str, key: str) -> LessonRow | None:
    """What this student's request made, if it was made before."""
    return _one(session, (LessonSlot.student_id == student_id) & (LessonSlot.request_key == key))


def lesson_rows(
    session: Session,
    which: LessonFilter,
    *,
    newest_first: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[LessonRow, ...]:
    """Those lessons in the order of their time."""
    starts = col(LessonSlot.starts_at)
    order = (
        (starts.desc(), col(LessonSlot.id).desc())
        if newest_first
        else (
            starts,
            col(LessonSlot.id),
        )
    )
    statement = _selected().where(*_conditions(which)).order_by(*order).offset(offset)
    if limit is not None:
        statement = statement.limit(limit)
    return tuple(_row(found) for found in session.execute(statement).mappings())


def count_lessons(session: Session, which: LessonFilter) -> int:
    statement = _joined(select(func.count())).where(*_conditions(which))
    return int(session.execute(statement).scalar_one())


def _one(session: Session, condition: Any) -> LessonRow | None:
    found = session.execute(_selected().where(_is_there(), condition)).mappings().first()
    return _row(found) if found else None


def _selected() -> Select[Any]:
    return _joined(select(*(column.label(name) for name, column in _COLUMNS.items())))


def _joined(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(LessonSlot)
        .join(CoursePack, col(CoursePack.id) == LessonSlot.course_pack_id)
        .join(TutorProfile, col(TutorProfile.id) == LessonSlot.tutor_profile_id)
        .join(_TutorUser, col(_TutorUser.id) == TutorProfile.user_id)
        .join(_StudentUser, col(_StudentUser.id) == LessonSlot.student_id)
    )


def _conditions(which: LessonFilter) -> Iterable[ColumnElement[bool]]:
    yield _is_there()
    for column, wanted in (
        (LessonSlot.student_id, which.student_id),
        (LessonSlot.tutor_profile_id, which.tutor_profile_id),
        (LessonSlot.course_pack_id, which.pack_id),
        (LessonSlot.series_id, which.series_id),
    ):
        if wanted is not None:
            yield col(column) == wanted
    if which.statuses is not None:
        yield col(LessonSlot.status).in_(which.statuses) if which.statuses else false()
    if which.seen_by is not None:
        yield _seen_by(which.seen_by)
    yield from _time_conditions(which)
    if which.text.strip():
        yield or_(
            *(
                col(column).icontains(which.text.strip(), autoescape=True)
                for column in (CoursePack.title, _TutorUser.fullname, _StudentUser.fullname)
            )
        )


def _seen_by(principal: Principal) -> ColumnElement[bool]:
    own = col(LessonSlot.student_id) == principal.user_id
    if principal.role is not Role.STUDENT:
        own = col(LessonSlot.tutor_profile_id) == (principal.tutor_profile_id or "")
    chain = (LessonSlot.id, LessonSlot.course_pack_id, LessonSlot.tutor_profile_id)
    return own_or_reached(principal, Permission.LESSON_SLOT_MANAGE, own, chain)


def _time_conditions(which: LessonFilter) -> Iterable[ColumnElement[bool]]:
    starts, ends = col(LessonSlot.starts_at), col(LessonSlot.ends_at)
    is_booked = col(LessonSlot.status) == SlotStatus.BOOKED
    if which.starts_from is not None:
        yield starts >= which.starts_from
    if which.coming_at is not None:
        yield and_(is_booked, ends > which.coming_at)
    if which.past_at is not None:
        yield or_(not_(is_booked), ends <= which.past_at)
    if which.unmarked_at is not None:
        yield and_(is_booked, ends <= which.unmarked_at)
    if which.since is not None:
        yield ends > which.since
    if which.until is not None:
        yield starts < which.until


def _is_there() -> ColumnElement[bool]:
    return col(LessonSlot.is_active).is_(True)


def _row(found: Any) -> LessonRow:
    place = found["location_type"]
    return LessonRow(
        **{
            **found,
            "status": SlotStatus(found["status"]),
            "session_mode": SessionMode(found["session_mode"]),
            "location_type": LocationType(place) if place else None,
        }
    )
