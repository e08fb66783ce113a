"""Lessons made directly, for tests of what they mean to other parts."""

from datetime import datetime, timedelta
from typing import Any

from tests.factories import save
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.catalog import CoursePack, TutorProfile
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.zones import zone
from tutorhub_app.services.rooms import new_slug


def make_free_slot(
    pack: CoursePack, starts_at: datetime, mode: SessionMode = SessionMode.ONLINE, **values: Any
) -> LessonSlot:
    """A time that the tutor offers of the pack."""
    return make_lesson(pack, None, starts_at, status=SlotStatus.FREE, session_mode=mode, **values)


def make_lesson(
    pack: CoursePack,
    student: Principal | None,
    starts_at: datetime,
    *,
    status: SlotStatus = SlotStatus.BOOKED,
    enrollment_id: str | None = None,
    session_mode: SessionMode = SessionMode.ONLINE,
    **values: Any,
) -> LessonSlot:
    """A lesson of the pack; while it is booked, both people are busy then. `values` are columns."""
    with unit_of_work(now=starts_at, readonly=True) as session:
        profile = session.get_one(TutorProfile, pack.tutor_profile_id)
    local = starts_at.astimezone(zone(profile.time_zone))
    ends_at = starts_at + timedelta(minutes=pack.lesson_minutes)
    lesson = save(
        LessonSlot(
            course_pack_id=pack.id,
            tutor_profile_id=profile.id,
            owner_id=profile.user_id,
            student_id=student.user_id if student else None,
            enrollment_id=enrollment_id,
            scheduled_date=local.date(),
            scheduled_time=f"{local:%H:%M}",
            starts_at=starts_at,
            ends_at=ends_at,
            status=status,
            session_mode=session_mode,
            room_slug=new_slug(),
            lesson_minutes=pack.lesson_minutes,
            price_minor=pack.price_minor,
            currency=pack.currency,
            cancellation_notice_minutes=profile.cancellation_notice_minutes,
            reschedule_notice_minutes=profile.reschedule_notice_minutes,
            **values,
        )
    )
    if student and status is SlotStatus.BOOKED:
        for person in (profile.user_id, student.user_id):
            save(
                BusyTime(
                    person_id=person,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    source_type="lesson",
                    source_id=lesson.id,
                )
            )
    return lesson
