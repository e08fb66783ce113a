"""What becomes of a screening request by each act: one pure function an act.

Each raises what stands against it: NotAllowed for what is not the student's to do, Conflict for
what can not be done as things stand, Invalid naming the field.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import Conflict
from tutorhub_app.domain.screening import (
    Act,
    Appeal,
    AppealOutcome,
    Closing,
    Meeting,
    Stage,
    TutorDecision,
    require,
)
from tutorhub_app.domain.screening_texts import (
    checked_meeting_link,
    checked_proposals,
    checked_text,
    checked_time,
    milliseconds,
)

DECISIONS = {
    TutorDecision.PENDING: Act.REOPEN,
    TutorDecision.APPROVED: Act.APPROVE,
    TutorDecision.REJECTED: Act.REJECT,
}


def asked(message: str | None, proposals: Sequence[datetime], *, now: datetime) -> Meeting:
    """A new request of the student's. Without proposals any time will do."""
    return _with_proposals(
        Meeting(message=checked_text(message, "message")),
        checked_proposals(proposals, now),
        Side.STUDENT,
    )


def proposed(
    meeting: Meeting, side: Side, proposals: Sequence[datetime], *, now: datetime
) -> Meeting:
    """Other times, by the student or by the tutor's side. They take an agreement back. The student
    may name none: any time will do; the tutor offers one at least."""
    is_student = side is Side.STUDENT
    require(Act.PROPOSE if is_student else Act.OFFER, meeting, side, now=now)
    times = checked_proposals(proposals, now, least=0 if is_student else 1)
    return _with_proposals(meeting, times, Side.STUDENT if is_student else Side.TUTOR)


def agreed(meeting: Meeting, side: Side, time: datetime, *, now: datetime) -> Meeting:
    """The time is fixed. The student takes one of the tutor's offers; the tutor one of the
    student's proposals, or any time where none were made. Who has an agreement may move it only by
    naming other times."""
    require(Act.AGREE, meeting, side, now=now)
    time = milliseconds(time)
    open_to_all = side is not Side.STUDENT and not meeting.proposals and not meeting.agreed_at
    if time not in meeting.proposals and not open_to_all:
        raise Conflict(
            "This time is not proposed any more. Choose one that is, or offer others.",
            code="notProposed",
        )
    if side is not Side.STUDENT and meeting.offers:
        raise Conflict(
            "The student has not taken one of the times you offered.", code="notYourTurn"
        )
    return fixed(meeting, time, now=now)


def fixed(meeting: Meeting, time: datetime, *, now: datetime) -> Meeting:
    """The time is agreed, whoever named it."""
    return replace(
        meeting,
        scheduled_datetime=checked_time(time, now),
        agreed_at=now,
        proposals=(),
        proposed_by=None,
    )


def unplanned(meeting: Meeting, side: Side, *, now: datetime) -> Meeting:
    """No time is agreed or proposed any more."""
    require(Act.UNPLAN, meeting, side, now=now)
    return timeless(meeting)


def timeless(meeting: Meeting) -> Meeting:
    return replace(meeting, scheduled_datetime=None, agreed_at=None, proposals=(), proposed_by=None)


def linked(meeting: Meeting, side: Side, link: str | None, *, now: datetime) -> Meeting:
    """Where the meeting is held; None is our own room."""
    kept = checked_meeting_link(link)
    if kept == meeting.meeting_link:
        return meeting
    require(Act.LINK, meeting, side, now=now)
    return replace(meeting, meeting_link=kept)


def commented(meeting: Meeting, side: Side, comments: str | None, *, now: datetime) -> Meeting:
    kept = checked_text(comments, "comments")
    if kept == meeting.comments:
        return meeting
    require(Act.COMMENT, meeting, side, now=now)
    return replace(meeting, comments=kept)


def decided(
    meeting: Meeting,
    side: Side,
    decision: TutorDecision,
    *,
    has_lessons: bool,
    now: datetime,
) -> Meeting:
    """The decision changes; what is decided so already is no change. A rejection ends the
    agreement; a reopened request stands with its time as a proposal of the student's. A decision
    for the student answers their appeal, too."""
    if decision is meeting.tutor_decision:
        return meeting
    require(DECISIONS[decision], meeting, side, now=now, has_lessons=has_lessons)
    return _decided(meeting, side, decision)


def decided_with_reason(
    meeting: Meeting,
    side: Side,
    decision: TutorDecision,
    reason: str,
    *,
    has_lessons: bool,
    now: datetime,
) -> Meeting:
    """A new decision, and what the student reads of it: a rejection needs a reason."""
    require(DECISIONS[decision], meeting, side, now=now, has_lessons=has_lessons)
    kept = checked_text(reason, "reason", required=decision is TutorDecision.REJECTED)
    return replace(_decided(meeting, side, decision), comments=kept)


def overridden(
    meeting: Meeting, decision: TutorDecision, reason: str, *, has_lessons: bool, now: datetime
) -> Meeting:
    """An administrator's decision with its reason. A rejection that stays answers the appeal."""
    require(Act.OVERRIDE, meeting, Side.ADMIN, now=now, has_lessons=has_lessons)
    if decision is meeting.tutor_decision and not meeting.is_appealed:
        raise Conflict("It is decided so already.", code="decidedAlready")
    kept = checked_text(reason, "reason", required=True)
    if decision is not meeting.tutor_decision:
        return replace(_decided(meeting, Side.ADMIN, decision), comments=kept)
    return replace(
        meeting,
        comments=kept,
        decided_by=Side.ADMIN,
        appeal=_answered(meeting.appeal, AppealOutcome.REFUSED),
    )


def withdrawn(meeting: Meeting, side: Side, *, now: datetime) -> Meeting:
    require(Act.WITHDRAW, meeting, side, now=now)
    return replace(meeting, closed_as=Closing.WITHDRAWN, agreed_at=None)


def called_off(meeting: Meeting) -> Meeting:
    """An undecided request of which nothing can come any more ends."""
    if meeting.closed_as or meeting.tutor_decision is not TutorDecision.PENDING:
        raise Conflict("Only an undecided request can be called off.", code="notUndecided")
    return replace(meeting, closed_as=Closing.WITHDRAWN, agreed_at=None)


def expired(meeting: Meeting) -> Meeting:
    """An unanswered request ends. What is agreed or decided never does so."""
    if meeting.stage is not Stage.REQUESTED:
        raise Conflict("Only an unanswered request expires.", code="notUnanswered")
    return replace(meeting, closed_as=Closing.EXPIRED)


def appealed(meeting: Meeting, side: Side, message: str, *, now: datetime) -> Meeting:
    require(Act.APPEAL, meeting, side, now=now)
    kept = checked_text(message, "message", required=True)
    assert kept is not None
    return replace(meeting, appeal=Appeal(kept, now))


def _with_proposals(meeting: Meeting, times: tuple[datetime, ...], by: Side) -> Meeting:
    return replace(
        meeting,
        scheduled_datetime=times[0] if times and by is Side.STUDENT else None,
        agreed_at=None,
        proposals=times,
        proposed_by=by if times else None,
    )


def _decided(meeting: Meeting, side: Side, decision: TutorDecision) -> Meeting:
    changed = replace(
        meeting,
        tutor_decision=decision,
        decided_by=None if decision is TutorDecision.PENDING else _deciding(side),
    )
    if decision is TutorDecision.REJECTED:
        return replace(changed, agreed_at=None)
    changed = replace(changed, appeal=_answered(meeting.appeal, AppealOutcome.GRANTED))
    time = meeting.scheduled_datetime
    if decision is TutorDecision.PENDING and time and not meeting.agreed_at:
        return replace(changed, proposals=meeting.proposals or (time,), proposed_by=Side.STUDENT)
    return changed


def _deciding(side: Side) -> Side:
    return Side.ADMIN if side is Side.ADMIN else Side.TUTOR


def _answered(appeal: Appeal | None, outcome: AppealOutcome) -> Appeal | None:
    if appeal is None or appeal.outcome is not None:
        return appeal
    return replace(appeal, outcome=outcome)
