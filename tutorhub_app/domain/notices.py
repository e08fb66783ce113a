"""What people are told of: each notice is for one person, of one thing that another did."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What happened. Its words are in `domain.notice_words`."""

    SCREENING_REQUESTED = "screeningRequested"
    SCREENING_OFFERED = "screeningOffered"
    SCREENING_AGREED = "screeningAgreed"
    SCREENING_UNPLANNED = "screeningUnplanned"
    SCREENING_LINK = "screeningLink"
    SCREENING_WITHDRAWN = "screeningWithdrawn"
    SCREENING_APPROVED = "screeningApproved"
    SCREENING_REJECTED = "screeningRejected"
    SCREENING_REOPENED = "screeningReopened"
    SCREENING_EXPIRED = "screeningExpired"
    SCREENING_APPEALED = "screeningAppealed"
    SCREENING_OVERRIDDEN = "screeningOverridden"
    SCREENING_APPEAL_UPHELD = "screeningAppealUpheld"
    LESSON_BOOKED = "lessonBooked"
    LESSON_MOVED = "lessonMoved"
    LESSON_CANCELED = "lessonCanceled"
    LESSON_PLACE_CHANGED = "lessonPlaceChanged"
    ROLE_CHANGED = "roleChanged"
    PERMISSION_CHANGED = "permissionChanged"
    SESSIONS_ENDED = "sessionsEnded"
    KEYS_REVOKED = "keysRevoked"
