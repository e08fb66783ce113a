"""A booked lesson: its states, its places, and what may become of it when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class SlotStatus(StrEnum):
    """Values and order are the scheduling API's (index = position)."""

    FREE = "free"
    BOOKED = "booked"
    COMPLETED = "completed"
    CANCELED = "canceled"


class LocationType(StrEnum):
    """Values and order are the scheduling API's (index = position)."""

    ONLINE = "online"
    STUDENT_HOME = "studentHome"
    TUTOR_HOME = "tutorHome"
    OTHER = "other"


class Side(StrEnum):
    """On whose behalf somebody acts on a lesson."""

    STUDENT = "student"
    TUTOR = "tutor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a lesson decides what may be done with it. The notices are the terms kept with the
    booking, in minutes before the start."""

    status: SlotStatus
    starts_at: datetime
    cancellation_notice_minutes: int
    reschedule_notice_minutes: int

    @property
    def free_to_cancel_until(self) -> datetime:
        """Up to and including this instant the student gets the lesson back."""
        return self.starts_at - timedelta(minutes=self.cancellation_notice_minutes)

    @property
    def free_to_reschedule_until(self) -> datetime:
        """Up to and including this instant the student may move the lesson."""
        return self.starts_at - timedelta(minutes=self.reschedule_notice_minutes)


def can_cancel(lesson: Standing, side: Side, now: datetime) -> bool:
    """Students until it begins; tutors and administrators as long as it is booked."""
    if lesson.status is not SlotStatus.BOOKED:
        return False
    return side is not Side.STUDENT or now < lesson.starts_at


def gives_lesson_back(lesson: Standing, side: Side, now: datetime) -> bool:
    """Whether a cancellation now returns the lesson to the student's pack."""
    return side is not Side.STUDENT or now <= lesson.free_to_cancel_until


def can_reschedule(lesson: Standing, side: Side, now: datetime) -> bool:
    """Students by the notice agreed; tutors and administrators as long as it is booked."""
    if lesson.status is not SlotStatus.BOOKED:
        return False
    return side is not Side.STUDENT or (
        now < lesson.starts_at and now <= lesson.free_to_reschedule_until
    )


def can_change_location(lesson: Standing) -> bool:
    return lesson.status is SlotStatus.BOOKED


def can_mark(lesson: Standing, side: Side, now: datetime) -> bool:
    """Whether the lesson can be marked as completed or as not shown up now."""
    if side is Side.STUDENT:
        return False
    return lesson.status is SlotStatus.BOOKED and now >= lesson.starts_at


def can_undo_mark(lesson: Standing, side: Side) -> bool:
    return side is not Side.STUDENT and lesson.status is SlotStatus.COMPLETED
