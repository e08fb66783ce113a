"""What tutors offer: profiles, booking rules, course packs, enrollments."""

from dataclasses import dataclass
from enum import StrEnum


class TeachingMode(StrEnum):
    """Where a tutor teaches. Values and order are the scheduling API's (index = position)."""

    ONLINE = "online"
    FACE_TO_FACE = "faceToFace"
    BOTH = "both"


class SessionMode(StrEnum):
    """Where one lesson takes place. Values and order are the scheduling API's."""

    ONLINE = "online"
    FACE_TO_FACE = "faceToFace"


SESSION_MODES: dict[TeachingMode, frozenset[SessionMode]] = {
    TeachingMode.ONLINE: frozenset({SessionMode.ONLINE}),
    TeachingMode.FACE_TO_FACE: frozenset({SessionMode.FACE_TO_FACE}),
    TeachingMode.BOTH: frozenset(SessionMode),
}


@dataclass(frozen=True, slots=True)
class BookingRules:
    """A tutor's rules. Minutes and days; `max_lessons_per_day=None` means no limit."""

    slot_step_minutes: int = 30
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    minimum_notice_minutes: int = 60
    horizon_days: int = 365
    max_lessons_per_day: int | None = None
    cancellation_notice_minutes: int = 1440
    reschedule_notice_minutes: int = 1440
