"""A request as the scheduling API makes and changes it: any fields at once, one time.

The student's time is a proposal, or takes one of the tutor's offers; the tutor's is agreed. What
is asked for and is so already is no change, so a whole object can be sent back.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.patches import UNCHANGED, Unchanged
from tutorhub_app.domain.screening import Act, Meeting, Stage, TutorDecision, require
from tutorhub_app.domain.screening_acts import (
    agreed,
    decided,
    fixed,
    proposed,
    timeless,
)
from tutorhub_app.domain.screening_texts import (
    checked_meeting_link,
    checked_text,
    checked_time,
    milliseconds,
)


@dataclass(frozen=True, slots=True)
class MeetingChange:
    """What somebody asks for. Times are aware instants; None takes away what was there."""

    scheduled_datetime: datetime | Unchanged | None = UNCHANGED
    tutor_decision: TutorDecision | Unchanged = UNCHANGED
    comments: str | Unchanged | None = UNCHANGED
    meeting_link: str | Unchanged | None = UNCHANGED


def requested(side: Side, wanted: MeetingChange, *, now: datetime) -> Meeting:
    """A new request: what is asked for is bound by the same rules as a change of an open one."""
    return changed(Meeting(), side, wanted, has_lessons=False, now=now)


def changed(
    meeting: Meeting, side: Side, wanted: MeetingChange, *, has_lessons: bool, now: datetime
) -> Meeting:
    """The request after the change. Each part is judged as the request stood before it.

    Raises NotAllowed for what is not the student's to do, Conflict for what can not be done as
    things stand, Invalid naming the field.
    """
    after = meeting
    if wanted.tutor_decision is not UNCHANGED:
        after = decided(meeting, side, wanted.tutor_decision, has_lessons=has_lessons, now=now)
    after = _timed(meeting, after, side, wanted.scheduled_datetime, now)
    if wanted.comments is not UNCHANGED:
        told = checked_text(wanted.comments, "comments")
        if told != meeting.comments:
            require(Act.COMMENT, meeting, side, now=now)
            after = replace(after, comments=told)
    if wanted.meeting_link is not UNCHANGED:
        link = checked_meeting_link(wanted.meeting_link)
        if link != meeting.meeting_link:
            require(Act.LINK, meeting, side, now=now)
            after = replace(after, meeting_link=link)
    return after


def _timed(
    before: Meeting,
    after: Meeting,
    side: Side,
    wanted: datetime | Unchanged | None,
    now: datetime,
) -> Meeting:
    """`after` is the request with the decision of the same change."""
    if wanted is UNCHANGED:
        return after
    time = milliseconds(wanted) if wanted else None
    if time == before.scheduled_datetime and not (
        side is not Side.STUDENT and _agrees_by_repeating(before, after, now)
    ):
        return after
    if side is Side.STUDENT:
        if time in before.offers and before.stage is Stage.REQUESTED:
            return agreed(before, side, time, now=now)
        require(Act.PROPOSE, before, side, now=now)
        return proposed(before, side, (checked_time(time, now),) if time else (), now=now)
    if time is None:
        require(Act.UNPLAN, after, side, now=now)
        return timeless(after)
    require(Act.AGREE, after, side, now=now)
    return fixed(after, time, now=now)


def _agrees_by_repeating(before: Meeting, after: Meeting, now: datetime) -> bool:
    """Whether the tutor agrees to the proposal by sending it back. Who decides and sends back all
    of the request does not mean a proposal that has passed."""
    proposal = before.scheduled_datetime
    if proposal is None or before.agreed_at or after.stage is Stage.REJECTED:
        return False
    if after.tutor_decision is before.tutor_decision:
        return before.stage is Stage.REQUESTED
    return proposal > now
