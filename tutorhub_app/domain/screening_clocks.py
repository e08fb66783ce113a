"""Since when whose answer a screening request waits for, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import Conflict
from tutorhub_app.domain.screening import Meeting, Stage, TutorDecision


@dataclass(frozen=True, slots=True)
class Clocks:
    """Instants are aware. `waits_for`: whose answer is waited for, from `waiting_since` on: after
    an agreed meeting it is the tutor's, so that lies ahead until then. An unanswered request
    expires at `expires_at`. `decided_at` is when it was decided, withdrawn or expired."""

    waits_for: Side | None = None
    waiting_since: datetime | None = None
    expires_at: datetime | None = None
    decided_at: datetime | None = None


def turn_of(meeting: Meeting) -> Side | None:
    """Whose answer the request waits for."""
    if meeting.stage is Stage.REQUESTED:
        return Side.STUDENT if meeting.offers else Side.TUTOR
    if meeting.stage is Stage.AGREED:
        return Side.TUTOR
    return Side.ADMIN if meeting.stage is Stage.REJECTED and meeting.is_appealed else None


def clocks_of(
    before: Meeting | None, was: Clocks, after: Meeting, *, now: datetime, expiry: timedelta
) -> Clocks:
    """The clocks after a change. An unanswered request gets its whole time anew when the turn
    passes to the other side, and when it is open again."""
    turn = turn_of(after)
    decided_at = was.decided_at
    if after.stage in (Stage.REQUESTED, Stage.AGREED):
        decided_at = None
    elif before is None or after.stage is not before.stage:
        decided_at = now
    if after.stage is Stage.REQUESTED:
        if before and before.stage is Stage.REQUESTED and was.waits_for is turn:
            return Clocks(turn, was.waiting_since, was.expires_at, decided_at)
        return Clocks(turn, now, now + expiry, decided_at)
    if after.taken and after.stage is Stage.AGREED:
        return Clocks(turn, after.taken[1], None, decided_at)
    if turn is Side.ADMIN and after.appeal:
        return Clocks(turn, after.appeal.at, None, decided_at)
    return Clocks(None, None, None, decided_at)


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


def ask_again_at(rejected_at: datetime | None, wait_days: int) -> datetime | None:
    """From when on one may ask again after a rejection; None when there was none."""
    return rejected_at + timedelta(days=wait_days) if rejected_at else None


def require_waited(again_at: datetime | None, when: str, now: datetime) -> None:
    """Conflict while the waiting time after a rejection lasts; `when` names its end in words."""
    if again_at and now < again_at:
        raise Conflict(
            f"After a rejection you can ask again from {when} on, or appeal to an administrator.",
            code="askAgainLater",
        )
