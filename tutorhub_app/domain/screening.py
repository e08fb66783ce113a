"""Screening meetings before an advanced course pack: where a request stands, and who may do what.

A student asks, with up to three times or with none ("any time"). The tutor agrees to one of them
or offers others, of which the student takes one; from then on both people are taken. The decision
stands apart from the time: a request may be approved without a meeting. Administrators act as the
tutor does, and what they decided is theirs alone to change.

An approval ends nothing: a meeting that was agreed stays. A rejection ends the agreement. Every
decision may be changed, except that an approval can not be withdrawn once there are lessons.
What becomes of a request by an act is in `domain.screening_acts`, by a PATCH in
`domain.screening_patch`, and since when whose answer is waited for in `domain.screening_clocks`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import Conflict, NotAllowed

MEETING_LENGTH = timedelta(minutes=30)
MOST_PROPOSALS = 3


class TutorDecision(StrEnum):
    """Values and order are the scheduling API's (index = position)."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class Stage(StrEnum):
    """Where a request stands. `REQUESTED`: undecided, its times at most proposed. `HELD`: the
    agreed meeting is over and nothing is decided yet."""

    REQUESTED = "requested"
    AGREED = "agreed"
    HELD = "held"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Closing(StrEnum):
    """How a request ended without a decision."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class AppealOutcome(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"


class Act(StrEnum):
    """What may be done with a request."""

    PROPOSE = "propose"
    """Name times as the student, or none any more."""
    OFFER = "offer"
    """Name other times as the tutor."""
    AGREE = "agree"
    """Set the time as the tutor; take one of the tutor's as the student."""
    UNPLAN = "unplan"
    """Take the time away."""
    APPROVE = "approve"
    REJECT = "reject"
    REOPEN = "reopen"
    COMMENT = "comment"
    LINK = "link"
    WITHDRAW = "withdraw"
    APPEAL = "appeal"
    OVERRIDE = "override"
    """Decide with a reason as an administrator."""
    NOTE = "note"
    """Keep what the student never sees."""


@dataclass(frozen=True, slots=True)
class Appeal:
    """What a student says against a rejection. Without an outcome it waits for an answer."""

    message: str
    at: datetime
    outcome: AppealOutcome | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A request as it stands. Instants are aware.

    `scheduled_datetime` is the agreed time once `agreed_at` is set; before it is the first that
    the student proposed, or nothing. `proposals` are times by `proposed_by`, student or tutor, that
    wait for an answer; none of them is any time. `comments` is what both sides read: with a
    decision, its reason. `decided_by` is who made the present decision.
    """

    scheduled_datetime: datetime | None = None
    agreed_at: datetime | None = None
    tutor_decision: TutorDecision = TutorDecision.PENDING
    comments: str | None = None
    meeting_link: str | None = None
    message: str | None = None
    proposals: tuple[datetime, ...] = ()
    proposed_by: Side | None = None
    decided_by: Side | None = None
    closed_as: Closing | None = None
    appeal: Appeal | None = None

    @property
    def stage(self) -> Stage:
        """The stage, as far as it does not depend on the clock: never `HELD`."""
        if self.closed_as:
            return Stage(self.closed_as.value)
        if self.tutor_decision is TutorDecision.PENDING:
            return Stage.AGREED if self.agreed_at else Stage.REQUESTED
        return Stage(self.tutor_decision.value)

    def stage_at(self, now: datetime) -> Stage:
        if self.stage is Stage.AGREED and self.taken and self.taken[1] <= now:
            return Stage.HELD
        return self.stage

    @property
    def taken(self) -> tuple[datetime, datetime] | None:
        """From when until when both people are taken."""
        if self.agreed_at is None or self.scheduled_datetime is None:
            return None
        return self.scheduled_datetime, self.scheduled_datetime + MEETING_LENGTH

    @property
    def offers(self) -> tuple[datetime, ...]:
        """The times that the tutor offers."""
        return self.proposals if self.proposed_by is Side.TUTOR else ()

    @property
    def is_appealed(self) -> bool:
        """Whether an appeal waits for an answer."""
        return self.appeal is not None and self.appeal.outcome is None


_UNDECIDED = frozenset({Stage.REQUESTED, Stage.AGREED, Stage.HELD})
_DECIDED = frozenset({Stage.APPROVED, Stage.REJECTED})
_LIVING = _UNDECIDED | _DECIDED
_DECIDING = frozenset({Act.APPROVE, Act.REJECT, Act.REOPEN})

_STUDENT: dict[Act, frozenset[Stage]] = {
    Act.PROPOSE: _UNDECIDED,
    Act.COMMENT: _UNDECIDED,
    Act.AGREE: frozenset({Stage.REQUESTED}),
    Act.UNPLAN: frozenset({Stage.AGREED, Stage.HELD}),
    Act.WITHDRAW: _UNDECIDED,
    Act.APPEAL: frozenset({Stage.REJECTED}),
}
_TUTOR: dict[Act, frozenset[Stage]] = {
    Act.AGREE: _LIVING - {Stage.REJECTED},
    Act.OFFER: _UNDECIDED,
    Act.UNPLAN: _LIVING,
    Act.APPROVE: _LIVING - {Stage.APPROVED},
    Act.REJECT: _LIVING - {Stage.REJECTED},
    Act.REOPEN: _DECIDED,
    Act.COMMENT: _LIVING,
    Act.LINK: _LIVING,
    Act.NOTE: frozenset(Stage),
}
_ACTS = {
    Side.STUDENT: _STUDENT,
    Side.TUTOR: _TUTOR,
    Side.ADMIN: _TUTOR | {Act.OVERRIDE: _LIVING},
}


def acts_of(
    meeting: Meeting, side: Side, *, now: datetime, has_lessons: bool = False
) -> frozenset[Act]:
    """What somebody on that side may do with it now. `has_lessons`: lessons of the pack are
    booked or were held."""
    stage = meeting.stage_at(now)
    found = {act for act, stages in _ACTS[side].items() if stage in stages}
    if has_lessons and stage is Stage.APPROVED:
        found -= {Act.REJECT, Act.REOPEN, Act.OVERRIDE}
    if side is Side.TUTOR and meeting.decided_by is Side.ADMIN:
        found -= _DECIDING
    if side is Side.STUDENT and not meeting.offers:
        found.discard(Act.AGREE)
    if meeting.appeal:
        found.discard(Act.APPEAL)
    return frozenset(found)


def require(
    act: Act, meeting: Meeting, side: Side, *, now: datetime, has_lessons: bool = False
) -> None:
    """Raise what stands against the act, if anything does: NotAllowed for what is not the
    student's to do, else a Conflict that tells how things stand."""
    if act not in acts_of(meeting, side, now=now, has_lessons=has_lessons):
        raise _students_refusal(act, meeting) if side is Side.STUDENT else _refusal(act, meeting)


def _students_refusal(act: Act, meeting: Meeting) -> NotAllowed | Conflict:
    stage = meeting.stage
    if act not in _STUDENT:
        return NotAllowed(
            "Only the tutor can set the link of the meeting."
            if act is Act.LINK
            else "Only the tutor can decide about this screening."
        )
    if stage in (Stage.WITHDRAWN, Stage.EXPIRED):
        return _closed(stage)
    if act is Act.APPEAL:
        if meeting.appeal:
            return Conflict("You appealed against this decision already.", code="alreadyAppealed")
        return Conflict("Only a rejection can be appealed against.", code="notRejected")
    if stage in _DECIDED:
        if act in (Act.PROPOSE, Act.COMMENT):
            return NotAllowed("This screening is decided. Only the tutor can change it now.")
        return _decided(stage)
    if act is Act.UNPLAN:
        return Conflict("There is no agreed time to call off.", code="notAgreed")
    return Conflict("The tutor offers no times as things stand.", code="notOffered")


def _refusal(act: Act, meeting: Meeting) -> NotAllowed | Conflict:
    stage = meeting.stage
    if stage in (Stage.WITHDRAWN, Stage.EXPIRED):
        return _closed(stage)
    if act in (Act.PROPOSE, Act.WITHDRAW, Act.APPEAL):
        return NotAllowed("Only the student can do that.")
    if act is Act.OVERRIDE and stage is not Stage.APPROVED:
        return NotAllowed("Only an administrator can override a decision.")
    if act in _DECIDING and meeting.decided_by is Side.ADMIN:
        return Conflict(
            "An administrator decided about this. Only administrators can change it.",
            code="decidedByAdministrator",
        )
    if stage is Stage.APPROVED and act in (Act.REJECT, Act.REOPEN, Act.OVERRIDE):
        return Conflict(
            "The approval stays: the student has lessons of this course pack, booked or held.",
            code="lessonsAreBooked",
        )
    if act is Act.AGREE:
        return Conflict(
            "A rejected request has no meeting. Change the decision first.", code="alreadyRejected"
        )
    if act is Act.REOPEN:
        return Conflict("Nothing is decided about this request yet.", code="notDecided")
    return _decided(stage)


def _closed(stage: Stage) -> Conflict:
    if stage is Stage.WITHDRAWN:
        return Conflict("This request was withdrawn.", code="alreadyWithdrawn")
    return Conflict("This request has expired.", code="alreadyExpired")


def _decided(stage: Stage) -> Conflict:
    if stage is Stage.APPROVED:
        return Conflict("This request is approved already.", code="alreadyApproved")
    return Conflict("This request is rejected already.", code="alreadyRejected")
