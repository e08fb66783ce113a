"""Screening meetings before an advanced course pack.

A request begins pending, with or without a time that the student proposes. The time is agreed when
the tutor sets it: from then on both people are taken then. The decision stands apart from the
time: a request may be approved without a meeting. Administrators act as the tutor does.

An approval ends nothing: a meeting that was agreed stays. A rejection ends the agreement. Every
decision may be changed, except that an approval can not be withdrawn once there are lessons.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import Conflict, Invalid, NotAllowed
from tutorhub_app.domain.patches import UNCHANGED, Unchanged
from tutorhub_app.domain.texts import Faults, checked_length, checked_link, clean_lines

MEETING_LENGTH = timedelta(minutes=30)
LONGEST_COMMENTS = 2000
LONGEST_AHEAD = timedelta(days=3653)


class TutorDecision(StrEnum):
    """Values and order are the scheduling API's (index = position)."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class Stage(StrEnum):
    """Where a request stands. `REQUESTED`: undecided, its time at most proposed."""

    REQUESTED = "requested"
    AGREED = "agreed"
    APPROVED = "approved"
    REJECTED = "rejected"


class Act(StrEnum):
    """What may be done with a request."""

    PROPOSE = "propose"
    """Name a time as the student, or none any more."""
    AGREE = "agree"
    """Set the time as the tutor."""
    UNPLAN = "unplan"
    """Take the time away as the tutor."""
    APPROVE = "approve"
    REJECT = "reject"
    REOPEN = "reopen"
    COMMENT = "comment"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A request as it stands. `scheduled_datetime` is a proposal until `agreed_at` is set."""

    scheduled_datetime: datetime | None = None
    agreed_at: datetime | None = None
    tutor_decision: TutorDecision = TutorDecision.PENDING
    comments: str | None = None
    meeting_link: str | None = None

    @property
    def stage(self) -> Stage:
        if self.tutor_decision is TutorDecision.PENDING:
            return Stage.AGREED if self.agreed_at else Stage.REQUESTED
        return Stage(self.tutor_decision.value)

    @property
    def taken(self) -> tuple[datetime, datetime] | None:
        """From when until when both people are taken."""
        if self.agreed_at is None or self.scheduled_datetime is None:
            return None
        return self.scheduled_datetime, self.scheduled_datetime + MEETING_LENGTH


@dataclass(frozen=True, slots=True)
class MeetingChange:
    """What somebody asks for. Times are aware instants; None takes away what was there."""

    scheduled_datetime: datetime | Unchanged | None = UNCHANGED
    tutor_decision: TutorDecision | Unchanged = UNCHANGED
    comments: str | Unchanged | None = UNCHANGED
    meeting_link: str | Unchanged | None = UNCHANGED


_DECISIONS = {
    TutorDecision.PENDING: Act.REOPEN,
    TutorDecision.APPROVED: Act.APPROVE,
    TutorDecision.REJECTED: Act.REJECT,
}

_UNDECIDED = frozenset({Stage.REQUESTED, Stage.AGREED})
_ANY = frozenset(Stage)

_STUDENT: dict[Act, frozenset[Stage]] = {Act.PROPOSE: _UNDECIDED, Act.COMMENT: _UNDECIDED}
_TUTOR: dict[Act, frozenset[Stage]] = {
    Act.AGREE: _ANY - {Stage.REJECTED},
    Act.UNPLAN: _ANY,
    Act.APPROVE: _ANY - {Stage.APPROVED},
    Act.REJECT: _ANY - {Stage.REJECTED},
    Act.REOPEN: _ANY - _UNDECIDED,
    Act.COMMENT: _ANY,
    Act.LINK: _ANY,
}


def acts_of(side: Side, stage: Stage, *, has_lessons: bool = False) -> frozenset[Act]:
    """What somebody on that side may do at that stage. `has_lessons`: lessons of the pack are
    booked or were held."""
    table = _STUDENT if side is Side.STUDENT else _TUTOR
    kept = {Act.REJECT, Act.REOPEN} if has_lessons and stage is Stage.APPROVED else set()
    return frozenset(act for act, stages in table.items() if stage in stages) - kept


def require_may_ask(standing: TutorDecision | None) -> None:
    """Conflict when the student has an open request for the pack, or an approval of it."""
    if standing is TutorDecision.PENDING:
        raise already_requested()
    if standing is TutorDecision.APPROVED:
        raise Conflict(
            "The screening for this course pack is approved already.", code="alreadyApproved"
        )


def already_requested() -> Conflict:
    return Conflict(
        "There is an open request for a screening meeting in this course pack already.",
        code="alreadyRequested",
    )


def requested(side: Side, wanted: MeetingChange, *, now: datetime) -> Meeting:
    """A new request: what is asked for is bound by the same rules as a change of an open one."""
    return changed(Meeting(), side, wanted, has_lessons=False, now=now)


def changed(
    meeting: Meeting, side: Side, wanted: MeetingChange, *, has_lessons: bool, now: datetime
) -> Meeting:
    """The request after the change. What is asked for and is so already is no change.

    Raises NotAllowed for what is not the student's to do, Conflict for what can not be done as
    things stand, Invalid naming the field.
    """
    decided = _decided(meeting, side, wanted.tutor_decision, has_lessons=has_lessons)
    timed = _timed(meeting, decided, side, wanted.scheduled_datetime, now)
    told = timed
    if wanted.comments is not UNCHANGED:
        comments = checked_comments(wanted.comments)
        if comments != meeting.comments:
            _require(Act.COMMENT, meeting, side)
            told = replace(told, comments=comments)
    if wanted.meeting_link is not UNCHANGED:
        link = checked_meeting_link(wanted.meeting_link)
        if link != meeting.meeting_link:
            _require(Act.LINK, meeting, side)
            told = replace(told, meeting_link=link)
    return told


def checked_time(time: datetime, now: datetime) -> datetime:
    """The time, when a meeting may be then. Raises Invalid."""
    if time <= now:
        raise Invalid.field(
            "scheduledDatetime",
            "scheduledDatetime: choose a time that is still to come.",
            code="scheduledDatetimeIsInThePast",
        )
    if time > now + LONGEST_AHEAD:
        raise Invalid.field(
            "scheduledDatetime",
            "scheduledDatetime: choose a time within the next ten years.",
            code="scheduledDatetimeIsNotValid",
        )
    return time


def checked_comments(comments: str | None) -> str | None:
    """The text as it is kept; None for nothing. Raises Invalid."""
    faults: Faults = {}
    kept = checked_length(
        clean_lines(comments or ""), "comments", faults, least=0, most=LONGEST_COMMENTS
    )
    if faults:
        raise Invalid.field(
            "comments",
            f"comments: use at most {LONGEST_COMMENTS} characters.",
            code="commentsIsTooLong",
        )
    return kept or None


def checked_meeting_link(link: str | None) -> str | None:
    """The link as it is kept; None for nothing. Raises Invalid."""
    faults: Faults = {}
    kept = checked_link(link or "", "meetingLink", faults)
    if faults:
        raise Invalid.field(
            "meetingLink",
            "meetingLink: send a web address that begins with https:// or http://.",
            code="meetingLinkisNotAValidLink",
        )
    return kept or None


def _decided(
    meeting: Meeting, side: Side, decision: TutorDecision | Unchanged, *, has_lessons: bool
) -> Meeting:
    if decision is UNCHANGED or decision is meeting.tutor_decision:
        return meeting
    _require(_DECISIONS[decision], meeting, side, has_lessons=has_lessons)
    agreed_at = None if decision is TutorDecision.REJECTED else meeting.agreed_at
    return replace(meeting, tutor_decision=decision, agreed_at=agreed_at)


def _timed(
    before: Meeting,
    decided: Meeting,
    side: Side,
    wanted: datetime | Unchanged | None,
    now: datetime,
) -> Meeting:
    """`before` is the request as it was, `decided` with the decision of the same change."""
    if wanted is UNCHANGED:
        return decided
    time = _milliseconds(wanted) if wanted else None
    if time == before.scheduled_datetime and not (
        side is not Side.STUDENT and _agrees_by_repeating(before, decided, now)
    ):
        return decided
    if side is Side.STUDENT:
        _require(Act.PROPOSE, before, side)
        kept = checked_time(time, now) if time else None
        return replace(decided, scheduled_datetime=kept, agreed_at=None)
    if time is None:
        _require(Act.UNPLAN, decided, side)
        return replace(decided, scheduled_datetime=None, agreed_at=None)
    _require(Act.AGREE, decided, side)
    return replace(decided, scheduled_datetime=checked_time(time, now), agreed_at=now)


def _agrees_by_repeating(before: Meeting, decided: Meeting, now: datetime) -> bool:
    """Whether the tutor agrees to the proposal by sending it back. Who decides and sends back all
    of the request does not mean a proposal that has passed."""
    proposal = before.scheduled_datetime
    if proposal is None or before.agreed_at or decided.stage is Stage.REJECTED:
        return False
    if decided.tutor_decision is before.tutor_decision:
        return before.stage is Stage.REQUESTED
    return proposal > now


def _require(act: Act, meeting: Meeting, side: Side, *, has_lessons: bool = False) -> None:
    """Raise what stands against the act, if anything does."""
    if act in acts_of(side, meeting.stage, has_lessons=has_lessons):
        return
    if side is Side.STUDENT:
        raise NotAllowed(_denial(act))
    if act in (Act.REJECT, Act.REOPEN):
        raise Conflict(
            "The approval stays: the student has lessons of this course pack, booked or held.",
            code="lessonsAreBooked",
        )
    raise Conflict(
        "A rejected request has no meeting. Change the decision first.", code="alreadyRejected"
    )


def _denial(act: Act) -> str:
    if act in (Act.PROPOSE, Act.COMMENT):
        return "This screening is decided. Only the tutor can change it now."
    if act is Act.LINK:
        return "Only the tutor can set the link of the meeting."
    return "Only the tutor can decide about this screening."


def _milliseconds(time: datetime) -> datetime:
    """As fine as the API shows times, so that what it shows can be sent back as the same."""
    return time.replace(microsecond=time.microsecond // 1000 * 1000)
