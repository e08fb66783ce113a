"""What people are told of: each notice is for one person, of one thing that another did."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What happened, and the facts its words are made from (`domain.notice_words`).

    Every kind may have `by`, the name of who did it. Those of screenings have `student`, `tutor`,
    `pack` and `you`, the side on which the reader stands. Those of lessons have `pack`, `startsAt`,
    `room` (the lesson's address), `with` (the other one, where a third did it) and, of a series,
    `count`.
    """

    SCREENING_REQUESTED = "screeningRequested"
    SCREENING_OFFERED = "screeningOffered"
    """Either side proposes other times."""
    SCREENING_AGREED = "screeningAgreed"
    """`startsAt`"""
    SCREENING_UNPLANNED = "screeningUnplanned"
    """`startsAt`, `reason`"""
    SCREENING_LINK = "screeningLink"
    """`startsAt`"""
    SCREENING_WITHDRAWN = "screeningWithdrawn"
    SCREENING_APPROVED = "screeningApproved"
    """`reason`"""
    SCREENING_REJECTED = "screeningRejected"
    """`reason`"""
    SCREENING_REOPENED = "screeningReopened"
    """`reason`"""
    SCREENING_EXPIRED = "screeningExpired"
    SCREENING_APPEALED = "screeningAppealed"
    SCREENING_OVERRIDDEN = "screeningOverridden"
    """`decision` (approved, rejected or pending), `reason`"""
    SCREENING_APPEAL_UPHELD = "screeningAppealUpheld"
    """`decision`, `reason`"""
    LESSON_BOOKED = "lessonBooked"
    LESSON_MOVED = "lessonMoved"
    """`was`, the time it had before"""
    LESSON_CANCELED = "lessonCanceled"
    """`reason`"""
    LESSON_PLACE_CHANGED = "lessonPlaceChanged"
    ROLE_CHANGED = "roleChanged"
    """`role`, the new one"""
    PERMISSION_CHANGED = "permissionChanged"
    """`what`, the change in a sentence"""
    SESSIONS_ENDED = "sessionsEnded"
    KEYS_REVOKED = "keysRevoked"
    """`keys`, how many"""


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """A notice as it is kept. `facts` are names, reasons, and instants in ISO format."""

    id: str
    kind: NoticeKind
    object_id: str
    facts: dict[str, str]
    created_at: datetime
    read_at: datetime | None
