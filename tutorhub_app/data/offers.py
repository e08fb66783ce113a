"""Queries of what tutors offer: course packs, with what a student holds of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile
from tutorhub_app.data.screening import decisions_of
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.screening import TutorDecision


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A course pack. The price is for all lessons, in minor units of `currency`."""

    id: str
    tutor_profile_id: str
    title: str
    description: str
    lesson_minutes: int
    lesson_count: int
    price_minor: int
    currency: str
    requires_screening: bool
    teaching_mode: TeachingMode
    is_active: bool


@dataclass(frozen=True, slots=True)
class Holding:
    """What a student has of a pack. `screening` is how they stand, None where they never asked."""

    enrollment_id: str = ""
    lessons_left: int = 0
    lessons_bought: int = 0
    screening: TutorDecision | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """Booked lessons that are not over: how many, and when the first begins."""

    count: int = 0
    first: datetime | None = None


_COLUMNS: tuple[Any, ...] = (
    CoursePack.id,
    CoursePack.tutor_profile_id,
    CoursePack.title,
    CoursePack.description,
    CoursePack.lesson_minutes,
    CoursePack.lesson_count,
    CoursePack.price_minor,
    CoursePack.currency,
    CoursePack.requires_screening,
    CoursePack.teaching_mode,
    CoursePack.is_active,
)


def offer_row(session: Session, pack_id: str) -> OfferRow | None:
    """The pack, deleted or not, of an active profile."""
    return next(iter(_offers(session, CoursePack.id == pack_id)), None)


def offers_of(session: Session, profile_ids: Iterable[str]) -> list[OfferRow]:
    """The active packs of these tutors; of each those without a screening first, then the cheapest
    lesson first."""
    return _offers(
        session,
        col(CoursePack.tutor_profile_id).in_(list(profile_ids)),
        col(CoursePack.is_active).is_(True),
    )


def holdings(session: Session, student_id: str, pack_ids: Iterable[str]) -> dict[str, Holding]:
    """What the student has of each of these packs; packs of which they have nothing are absent."""
    wanted = list(pack_ids)
    decisions = decisions_of(session, student_id, wanted)
    rows = session.exec(
        select(
            Enrollment.course_pack_id,
            Enrollment.id,
            Enrollment.lessons_left,
            Enrollment.lessons_bought,
        ).where(
            Enrollment.student_id == student_id,
            col(Enrollment.is_active).is_(True),
            col(Enrollment.course_pack_id).in_(wanted),
        )
    )
    found = {pack_id: Holding(screening=decision) for pack_id, decision in decisions.items()}
    for pack_id, enrollment_id, left, bought in rows:
        found[pack_id] = Holding(enrollment_id, left, bought, decisions.get(pack_id))
    return found


def lessons_coming(session: Session, pack_ids: Iterable[str], now: datetime) -> dict[str, Coming]:
    """The booked lessons of each pack that are not over yet; packs without any are absent."""
    rows = session.exec(
        select(LessonSlot.course_pack_id, func.count(), func.min(LessonSlot.starts_at))
        .where(
            col(LessonSlot.course_pack_id).in_(list(pack_ids)),
            LessonSlot.status == SlotStatus.BOOKED,
            col(LessonSlot.is_active).is_(True),
            LessonSlot.ends_at > now,
        )
        .group_by(col(LessonSlot.course_pack_id))
    )
    return {pack_id: Coming(count, first) for pack_id, count, first in rows}


def students_with_lessons_left(session: Session, pack_ids: Iterable[str]) -> dict[str, int]:
    """How many students have lessons left in each pack; packs without any are absent."""
    return dict(
        session.exec(
            select(Enrollment.course_pack_id, func.count())
            .where(
                col(Enrollment.course_pack_id).in_(list(pack_ids)),
                col(Enrollment.is_active).is_(True),
                Enrollment.lessons_left > 0,
            )
            .group_by(col(Enrollment.course_pack_id))
        ).all()
    )


def _offers(session: Session, *conditions: ColumnElement[bool] | bool) -> list[OfferRow]:
    rows: Iterable[Any] = session.exec(
        select(*_COLUMNS)
        .join(TutorProfile, col(TutorProfile.id) == CoursePack.tutor_profile_id)
        .where(*conditions, col(TutorProfile.is_active).is_(True))
        .order_by(
            col(CoursePack.tutor_profile_id),
            col(CoursePack.requires_screening),
            col(CoursePack.price_minor) * 1.0 / col(CoursePack.lesson_count),
            col(CoursePack.id),
        )
    )
    return [replace(OfferRow(*row), teaching_mode=TeachingMode(row.teaching_mode)) for row in rows]
