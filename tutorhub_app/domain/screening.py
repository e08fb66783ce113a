"""Screening meetings before an advanced course pack."""

from enum import StrEnum


class TutorDecision(StrEnum):
    """Values and order are the scheduling API's (index = position)."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
