"""What a change of a lesson slot means: the ways from one status to another, and what of it a
student may say."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import field_name
from tutorhub_app.domain.errors import Invalid, NotAllowed
from tutorhub_app.domain.records import LessonSlotRecord


class Step(StrEnum):
    """What becomes of a slot. STAY: no change of the status. BOOK: a free slot becomes a student's
    lesson. HAND_OVER: a booked lesson becomes another student's. OFFER: the lesson is taken back
    from the student, and its time is free again. COMPLETE, CANCEL: as for any lesson. REOPEN: it
    did not take place after all, and is booked as before."""

    STAY = "stay"
    BOOK = "book"
    HAND_OVER = "hand over"
    OFFER = "offer"
    COMPLETE = "complete"
    REOPEN = "reopen"
    CANCEL = "cancel"


FREE, BOOKED, COMPLETED, CANCELED = SlotStatus

_STEPS: dict[SlotStatus, dict[SlotStatus, Step]] = {
    FREE: {FREE: Step.STAY, BOOKED: Step.BOOK},
    BOOKED: {
        FREE: Step.OFFER,
        BOOKED: Step.STAY,
        COMPLETED: Step.COMPLETE,
        CANCELED: Step.CANCEL,
    },
    COMPLETED: {BOOKED: Step.REOPEN, COMPLETED: Step.STAY},
    CANCELED: {CANCELED: Step.STAY},
}

_WHY_NOT = {
    FREE: "a free slot can be booked; delete it to withdraw it.",
    COMPLETED: "a completed lesson can only be booked again as it was.",
    CANCELED: "a cancelled lesson stays cancelled; book another one.",
}

_STUDENTS_FIELDS = frozenset({"location_type", "location_details"})
_TAKING = _STUDENTS_FIELDS | {"status", "student_id"}


def step(present: SlotStatus, wanted: SlotStatus) -> Step:
    """The way from one status to another, for the tutor and administrators. Raises Invalid naming
    status where there is none."""
    found = _STEPS[present].get(wanted)
    if found is None:
        raise Invalid.field("status", f"status: {_WHY_NOT[present]}", code="statusIsNotValid")
    return found


def tutors_step(slot: LessonSlotRecord, changed: Mapping[str, Any]) -> Step:
    """What the tutor's change of `differing` values amounts to. Raises Invalid naming status."""
    found = step(slot.status, changed.get("status", slot.status))
    stays_booked = found is Step.STAY and slot.status is BOOKED
    return Step.HAND_OVER if stays_booked and changed.get("student_id") else found


def differing(slot: LessonSlotRecord, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values, by the names of the slot's properties, that are not as they are already:
    clients send back whole objects, and only what differs is a change."""
    return {
        name: value
        for name, value in values.items()
        if value != getattr(slot, name)
        and not (name == "meet_link" and is_own_room(slot.meet_link, value))
    }


def is_own_room(kept: str | None, sent: str | None) -> bool:
    """Whether a link that was sent is our room, kept as a path of this site, with an origin."""
    return bool(kept and sent and kept.startswith("/") and sent.endswith(kept))


def students_step(slot: LessonSlotRecord, changed: Mapping[str, Any], student_id: str) -> Step:
    """What the student's change of `differing` values amounts to: STAY for another place of their
    own booked lesson, BOOK for taking a free slot. Raises NotAllowed for everything else."""
    if slot.status is FREE and changed.get("status") is BOOKED:
        _require_only(_TAKING, changed)
        if changed.get("student_id", student_id) != student_id:
            raise NotAllowed("studentId: students book for themselves alone.")
        return Step.BOOK
    own = slot.student_id == student_id and slot.status is BOOKED
    _require_only(_STUDENTS_FIELDS if own else frozenset(), changed)
    return Step.STAY


def _require_only(allowed: frozenset[str], changed: Mapping[str, Any]) -> None:
    beyond = [name for name in changed if name not in allowed]
    if beyond:
        raise NotAllowed(
            f"{field_name(beyond[0])}: students change the place of their own booked lessons, and "
            "nothing else."
        )
