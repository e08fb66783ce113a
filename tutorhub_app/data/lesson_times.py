"""Lessons' wall times, when the zone they are told in changes."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.domain.booking import SlotStatus

_OPEN = (SlotStatus.FREE, SlotStatus.BOOKED)


@dataclass(frozen=True, slots=True)
class TutorsComing:
    """A tutor's booked lessons that have not begun: how many, and when the first does."""

    count: int
    first: datetime | None


def tutors_coming(session: Session, profile_id: str, now: datetime) -> TutorsComing:
    count, first = session.exec(
        select(func.count(), func.min(LessonSlot.starts_at)).where(
            LessonSlot.tutor_profile_id == profile_id,
            LessonSlot.status == SlotStatus.BOOKED,
            col(LessonSlot.is_active).is_(True),
            LessonSlot.starts_at >= now,
        )
    ).one()
    return TutorsComing(count, first)


def retell_lessons(
    session: Session, profile_id: str, where: ZoneInfo, now: datetime
) -> tuple[str, ...]:
    """Tell the wall times of the tutor's lessons to come, and of free slots, in that zone; their
    instants stay. Returns the students whose lessons these are."""
    rows = session.exec(
        select(LessonSlot).where(
            LessonSlot.tutor_profile_id == profile_id,
            col(LessonSlot.status).in_(_OPEN),
            col(LessonSlot.is_active).is_(True),
            LessonSlot.starts_at >= now,
        )
    ).all()
    for row in rows:
        local = row.starts_at.astimezone(where)
        row.scheduled_date, row.scheduled_time = local.date(), f"{local:%H:%M}"
    return tuple({row.student_id for row in rows if row.student_id})
