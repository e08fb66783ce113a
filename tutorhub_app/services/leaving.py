"""What becomes of a person's coming lessons, offers and open requests when they stop learning or
teaching here: their role changes, their account is deactivated or deleted.

The books stay: past lessons, enrollments with what is left of them, prices and decisions.
"""

from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import engine, lesson_slots, lessons, screening
from tutorhub_app.data.catalog import TutorProfile
from tutorhub_app.data.changes import (
    CATALOG_TOPIC,
    person_topic,
    record_change,
    tutor_topic,
)
from tutorhub_app.data.lessons import LessonFilter
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import Side, SlotStatus
from tutorhub_app.services.booking_changes import cancel_row
from tutorhub_app.services.screening_desk import end_all

TUTOR_LEFT = "The tutor does not teach here any more."
STUDENT_LEFT = "The student's account was closed."


def stop_teaching(session: Session, me: Principal, profile: TutorProfile, *, now: datetime) -> None:
    """Take a tutor out of the catalogue: coming lessons are cancelled and given back, free slots
    and open requests are gone. Hours and packs stay, unseen, for when the tutor comes back."""
    coming = LessonFilter(
        tutor_profile_id=profile.id, statuses=(SlotStatus.BOOKED,), starts_from=now
    )
    _cancel(session, me, coming, TUTOR_LEFT, now)
    lesson_slots.drop_free(session, profile.id)
    undecided = screening.undecided_ids(session, tutor_profile_id=profile.id)
    end_all(session, me, undecided, TUTOR_LEFT, now=now)
    profile.is_active = False
    engine.flush(session)
    record_change(session, CATALOG_TOPIC, tutor_topic(profile.id), person_topic(profile.user_id))


def stop_learning(session: Session, me: Principal, user_id: str, *, now: datetime) -> None:
    """Cancel a student's coming lessons, which go back to their packs, and close their open
    requests."""
    coming = LessonFilter(student_id=user_id, statuses=(SlotStatus.BOOKED,), starts_from=now)
    _cancel(session, me, coming, STUDENT_LEFT, now)
    undecided = screening.undecided_ids(session, student_id=user_id)
    end_all(session, me, undecided, STUDENT_LEFT, now=now)
    record_change(session, person_topic(user_id))


def _cancel(
    session: Session, me: Principal, which: LessonFilter, reason: str, now: datetime
) -> None:
    for row in lessons.lesson_rows(session, which):
        cancel_row(session, me, row, Side.ADMIN, reason, now)
