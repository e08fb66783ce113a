"""The history of a screening request: what happened between two of its states."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.screening import AppealOutcome, Closing, Meeting, TutorDecision
from tutorhub_app.domain.words import how_far


class EventKind(StrEnum):
    """What happened."""

    REQUESTED = "requested"
    PROPOSED = "proposed"
    OFFERED = "offered"
    AGREED = "agreed"
    UNPLANNED = "unplanned"
    LINKED = "linked"
    COMMENTED = "commented"
    APPROVED = "approved"
    REJECTED = "rejected"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    APPEALED = "appealed"
    APPEAL_GRANTED = "appealGranted"
    APPEAL_REFUSED = "appealRefused"


DECISIONS = {
    TutorDecision.APPROVED: EventKind.APPROVED,
    TutorDecision.REJECTED: EventKind.REJECTED,
    TutorDecision.PENDING: EventKind.REOPENED,
}


@dataclass(frozen=True, slots=True)
class Event:
    """`facts` are instants in ISO format: `startsAt` of an agreed time, `proposals` (blanks
    between them), `link`. `reason` is what was said with it."""

    kind: EventKind
    facts: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None


def events_between(
    before: Meeting | None, after: Meeting, *, reason: str | None = None
) -> tuple[Event, ...]:
    """What happened, in order. `reason` is what was said with the act, where the request itself
    does not keep it."""
    return tuple(_events(before, after, reason))


def _events(before: Meeting | None, after: Meeting, reason: str | None) -> Iterator[Event]:
    was = before or Meeting()
    if before is None:
        yield Event(EventKind.REQUESTED, _times(after.proposals), after.message)
    is_decided = after.tutor_decision is not was.tutor_decision
    if is_decided:
        told = reason or (after.comments if after.comments != was.comments else None)
        yield Event(DECISIONS[after.tutor_decision], reason=told)
    if after.closed_as and not was.closed_as:
        is_withdrawn = after.closed_as is Closing.WITHDRAWN
        yield Event(EventKind.WITHDRAWN if is_withdrawn else EventKind.EXPIRED, reason=reason)
        return
    yield from _events_of_time(before, was, after, None if is_decided else reason)
    if after.meeting_link != was.meeting_link:
        yield Event(EventKind.LINKED, {"link": after.meeting_link or ""})
    if after.comments != was.comments and not is_decided and not _answers(was, after):
        yield Event(EventKind.COMMENTED, reason=after.comments)
    if after.appeal and not was.appeal:
        yield Event(EventKind.APPEALED, reason=after.appeal.message)
    if _answers(was, after) and after.appeal:
        is_granted = after.appeal.outcome is AppealOutcome.GRANTED
        kind = EventKind.APPEAL_GRANTED if is_granted else EventKind.APPEAL_REFUSED
        yield Event(kind, reason=None if is_decided else after.comments)


def _events_of_time(
    before: Meeting | None, was: Meeting, after: Meeting, reason: str | None
) -> Iterator[Event]:
    if after.taken != was.taken and after.scheduled_datetime and after.taken:
        yield Event(EventKind.AGREED, {"startsAt": after.scheduled_datetime.isoformat()}, reason)
    elif after.tutor_decision is TutorDecision.REJECTED or _reopens(was, after):
        # What becomes of the times is part of the decision.
        return
    elif (after.proposals, after.proposed_by) != (was.proposals, was.proposed_by) and before:
        if after.proposals and after.proposed_by is Side.TUTOR:
            yield Event(EventKind.OFFERED, _times(after.proposals), reason)
        elif after.proposals:
            yield Event(EventKind.PROPOSED, _times(after.proposals), reason)
        elif not after.taken:
            yield Event(EventKind.UNPLANNED, reason=reason)
    elif was.taken and not after.taken:
        starts_at = was.scheduled_datetime
        yield Event(
            EventKind.UNPLANNED, {"startsAt": starts_at.isoformat()} if starts_at else {}, reason
        )


def _reopens(was: Meeting, after: Meeting) -> bool:
    pending = TutorDecision.PENDING
    return after.tutor_decision is pending and was.tutor_decision is not pending


def _answers(was: Meeting, after: Meeting) -> bool:
    """Whether the appeal was answered in between."""
    return was.is_appealed and not after.is_appealed


def _times(times: Sequence[datetime]) -> dict[str, str]:
    return {"proposals": " ".join(time.isoformat() for time in times)} if times else {}


_DONE = {
    EventKind.REQUESTED: "made this request",
    EventKind.PROPOSED: "proposed other times",
    EventKind.OFFERED: "offered other times",
    EventKind.AGREED: "agreed to a time",
    EventKind.UNPLANNED: "called off the time",
    EventKind.LINKED: "changed where the meeting is held",
    EventKind.COMMENTED: "left a comment",
    EventKind.APPROVED: "approved this request",
    EventKind.REJECTED: "rejected this request",
    EventKind.REOPENED: "opened this request again",
    EventKind.WITHDRAWN: "withdrew this request",
    EventKind.APPEALED: "appealed against the rejection",
    EventKind.APPEAL_GRANTED: "granted the appeal",
    EventKind.APPEAL_REFUSED: "did not grant the appeal",
}
_WHO = {Side.STUDENT: "The student", Side.TUTOR: "The tutor", Side.ADMIN: "An administrator"}


def happened_sentence(
    kind: EventKind, side: Side | None, at: datetime, now: datetime, *, by_viewer: bool
) -> str:
    """Such as "The student withdrew this request a moment ago." No side: the clock did it."""
    far = how_far(at, now)
    when = "a moment ago" if far == "now" else far
    if side is None or kind is EventKind.EXPIRED:
        return f"This request expired {when}."
    return f"{'You' if by_viewer else _WHO[side]} {_DONE[kind]} {when}."
