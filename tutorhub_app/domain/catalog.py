"""How and by which rules tutors teach."""

from dataclasses import dataclass, fields
from enum import StrEnum

from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.words import MINUTES_A_DAY, duration


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
    """A tutor's rules. Minutes and days; `max_lessons_per_day=None` means no limit. After
    `screening_wait_days` a student who was rejected may ask for a screening again."""

    slot_step_minutes: int = 30
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    minimum_notice_minutes: int = 60
    horizon_days: int = 365
    max_lessons_per_day: int | None = None
    cancellation_notice_minutes: int = 1440
    reschedule_notice_minutes: int = 1440
    screening_wait_days: int = 14


@dataclass(frozen=True, slots=True)
class Limit:
    """The least and the most a rule may be, and what is counted: minute, day or lesson."""

    least: int
    most: int
    unit: str
    may_be_none: bool = False


RULE_LIMITS: dict[str, Limit] = {
    "slot_step_minutes": Limit(5, 120, "minute"),
    "buffer_before_minutes": Limit(0, 240, "minute"),
    "buffer_after_minutes": Limit(0, 240, "minute"),
    "minimum_notice_minutes": Limit(0, 30 * MINUTES_A_DAY, "minute"),
    "horizon_days": Limit(1, 730, "day"),
    "max_lessons_per_day": Limit(1, 24, "lesson", may_be_none=True),
    "cancellation_notice_minutes": Limit(0, 14 * MINUTES_A_DAY, "minute"),
    "reschedule_notice_minutes": Limit(0, 14 * MINUTES_A_DAY, "minute"),
    "screening_wait_days": Limit(0, 365, "day"),
}


def validate_rules(rules: BookingRules) -> BookingRules:
    """The rules, when each is within its limits. Raises one `Invalid` that names every bad one."""
    faults = {}
    for rule in fields(BookingRules):
        limit = RULE_LIMITS[rule.name]
        if not _is_within(getattr(rules, rule.name), limit):
            faults[field_name(rule.name)] = _what_is_allowed(limit)
    if faults:
        raise Invalid(fields=faults)
    return rules


def field_name(name: str) -> str:
    """A field as errors and the APIs name it: "slot_step_minutes" is "slotStepMinutes"."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _is_within(value: object, limit: Limit) -> bool:
    if value is None:
        return limit.may_be_none
    return type(value) is int and limit.least <= value <= limit.most


def _what_is_allowed(limit: Limit) -> str:
    most = duration(limit.most) if limit.unit == "minute" else f"{limit.most} {limit.unit}s"
    least = f"{limit.least} {limit.unit}{'' if limit.least == 1 else 's'}"
    sentence = f"Choose {least} to {most}"
    return f"{sentence}, or leave it empty for no limit." if limit.may_be_none else f"{sentence}."
