"""A screening request at each stage, and each act on it."""

from datetime import UTC, datetime, timedelta

from tutorhub_app.domain import screening_acts as acts
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import Conflict, NotAllowed
from tutorhub_app.domain.screening import Act, Closing, Meeting, Stage, TutorDecision, require

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
SOON, LATER = NOW + timedelta(days=1), NOW + timedelta(days=2)
EARLIER = NOW - timedelta(days=1)
PENDING, APPROVED, REJECTED = TutorDecision

AT = {
    Stage.REQUESTED: Meeting(SOON, proposals=(SOON,), proposed_by=Side.STUDENT),
    Stage.AGREED: Meeting(SOON, EARLIER),
    Stage.HELD: Meeting(EARLIER, EARLIER - timedelta(days=1)),
    Stage.APPROVED: Meeting(SOON, EARLIER, APPROVED, decided_by=Side.TUTOR),
    Stage.REJECTED: Meeting(SOON, None, REJECTED, decided_by=Side.TUTOR),
    Stage.WITHDRAWN: Meeting(SOON, closed_as=Closing.WITHDRAWN),
    Stage.EXPIRED: Meeting(closed_as=Closing.EXPIRED),
}
LINK = "https://meet.example/a"
_DECISIONS = {Act.APPROVE: APPROVED, Act.REJECT: REJECTED, Act.REOPEN: PENDING}


def do(
    meeting: Meeting, side: Side, act: Act, *, now: datetime = NOW, has_lessons: bool = False
) -> Meeting:
    """The act, with what fits it."""
    if act in _DECISIONS:
        decision = _DECISIONS[act]
        return acts.decided_with_reason(
            meeting, side, decision, "So it is.", has_lessons=has_lessons, now=now
        )
    if act in (Act.PROPOSE, Act.OFFER):
        # The one function serves both; what is not one's own is asked of the guard.
        require(act, meeting, side, now=now)
        return acts.proposed(meeting, side, [now + timedelta(days=2)], now=now)
    if act is Act.AGREE:
        time = meeting.proposals[0] if meeting.proposals else now + timedelta(days=3)
        return acts.agreed(meeting, side, time, now=now)
    if act is Act.UNPLAN:
        return acts.unplanned(meeting, side, now=now)
    if act is Act.COMMENT:
        return acts.commented(meeting, side, f"Said at {now}", now=now)
    if act is Act.LINK:
        return acts.linked(meeting, side, None if meeting.meeting_link else LINK, now=now)
    if act is Act.WITHDRAW:
        return acts.withdrawn(meeting, side, now=now)
    if act is Act.APPEAL:
        return acts.appealed(meeting, side, "I was ill.", now=now)
    if act is Act.OVERRIDE:
        require(act, meeting, side, now=now, has_lessons=has_lessons)
        decision = REJECTED if meeting.tutor_decision is APPROVED else APPROVED
        return acts.overridden(meeting, decision, "Fair.", has_lessons=has_lessons, now=now)
    require(act, meeting, side, now=now)
    return meeting


def doable(meeting: Meeting, side: Side, act: Act, *, has_lessons: bool) -> bool:
    try:
        do(meeting, side, act, has_lessons=has_lessons)
    except (NotAllowed, Conflict):
        return False
    return True
