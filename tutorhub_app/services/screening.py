"""Screening meetings: asked for by students, agreed and decided by the pack's tutor, reviewed by
administrators. One function an act, each by the rules of `domain.screening`; those that the
scheduling API calls are in `services.screening_records`.

`record_version` is the version that was looked at: when another changed the request since, a
Conflict tells what happened. All raise NotFound, NotYours, NotAllowed, Invalid and Conflict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import engine, screening_history
from tutorhub_app.data import screening as data
from tutorhub_app.domain import policy, screening_acts
from tutorhub_app.domain import screening as rules
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import NotAllowed
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.domain.screening import Act, TutorDecision
from tutorhub_app.domain.screening_texts import LONGEST_NOTES, checked_marks, checked_text
from tutorhub_app.services import screening_asking, screening_times
from tutorhub_app.services.screening_desk import (
    Desk,
    open_desk,
    require_free,
    require_may_ask_again,
    require_may_be_held,
    save,
    tell_pages,
)
from tutorhub_app.services.screening_records import (
    MeetingWithPeople,
    create,
    get,
    meetings,
    topics_of_meetings,
    update,
)

__all__ = [
    "MeetingWithPeople",
    "agree",
    "appeal",
    "ask",
    "create",
    "decide",
    "expire_due",
    "get",
    "meetings",
    "note",
    "offer",
    "override",
    "set_link",
    "topics_of_meetings",
    "unplan",
    "update",
    "withdraw",
]

BATCH = 100


def ask(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    *,
    message: str,
    proposals: Sequence[datetime],
    now: datetime,
) -> str:
    """Ask for a meeting as the student, at up to three open times or at any time; its id."""
    me = require_signed_in(principal)
    desk = screening_asking.desk_of_new(session, me, pack_id, me.user_id)
    if desk.side is not Side.STUDENT:
        raise NotAllowed(policy.RULES[Permission.PRELIMINARY_MEETING_REQUEST].denial)
    screening_asking.require_may_ask(session, desk, now=now)
    meeting = screening_acts.asked(message, proposals, now=now)
    screening_times.require_open(session, me, desk.place, meeting.proposals, now=now)
    save(session, desk, meeting, now=now)
    return desk.row.id


def withdraw(
    session: Session,
    principal: Principal | None,
    meeting_id: str,
    *,
    record_version: int | None = None,
    now: datetime,
) -> None:
    """Take an undecided request back as the student."""
    desk, side = _desk(session, principal, meeting_id, record_version, now)
    save(session, desk, screening_acts.withdrawn(desk.meeting, side, now=now), now=now)


def appeal(
    session: Session,
    principal: Principal | None,
    meeting_id: str,
    *,
    message: str,
    record_version: int | None = None,
    now: datetime,
) -> None:
    """Ask an administrator to look at a rejection: once, while nothing else stands in the pack."""
    desk, side = _desk(session, principal, meeting_id, record_version, now)
    rules.require(Act.APPEAL, desk.meeting, side, now=now)
    others = data.decisions_of(session, desk.place.student_id, [desk.place.pack_id])
    screening_asking.require_nothing_stands(others.get(desk.place.pack_id))
    after = screening_acts.appealed(desk.meeting, side, message, now=now)
    save(session, desk, after, now=now)


def agree(
    session: Session,
    principal: Principal | None,
    meeting_id: str,
    *,
    starts_at: datetime,
    meeting_link: str | None = None,
    record_version: int | None = None,
    now: datetime,
) -> None:
    """Fix the time: the tutor one of the student's, or any where none was named, with the link or
    in our room; the student one of the tutor's. SlotTaken when somebody is busy then."""
    desk, side = _desk(session, principal, meeting_id, record_version, now)
    after = screening_acts.agreed(desk.meeting, side, starts_at, now=now)
    require_may_be_held(desk.place)
    if side is not Side.STUDENT or meeting_link is not None:
        after = screening_acts.linked(after, side, meeting_link, now=now)
    save(session, desk, after, now=now)


def offer(
    session: Session,
    principal: Principal | None,
    meeting_id: str,
    *,
    proposals: Sequence[datetime],
    message: str | None = None,
    record_version: int | None = None,
    now: datetime,
) -> None:
    """Name other times: the tutor any at which both are free, the student open ones, or none for
    any time. What was agreed is called off with it."""
    desk, side = _desk(session, principal, meeting_id, record_version, now)
    after = screening_acts.proposed(desk.meeting, side, proposals, now=now)
    reason = checked_text(message, "message")
    require_may_be_held(desk.place)
    if side is Side.STUDENT:
        screening_times.require_open(
            session, principal, desk.place, after.proposals, but=meeting_id, now=now
        )
    else:
        for time in after.proposals:
            require_free(session, desk.place, time, but=meeting_id)
    save(session, desk, after, reason=reason, now=now)


def unplan(
    session: Session,
    principal: Principal | None,
    meeting_id: str,
    *,
    reason: str = "",
    record_version: int | None = None,
    now: datetime,
) -> None:
    """Call off the agreed time; the request stays open."""
    desk, side = _desk(session, principal, meeting_id, record_version, now)
    after = screening_acts.unplanned(desk.meeting, side, now=now)
    save(session, desk, after, reason=checked_text(reason, "reason"), now=now)


def set_link(
    session: Session,
    principal: Principal | None,
    meeting_id: str,
    *,
    meeting_link: str | None,
    record_version: int | None = None,
    now: datetime,
) -> None:
    """Say where the meeting is held; None is our room."""
    desk, side = _desk(session, principal, meeting_id, record_version, now)
    save(session, desk, screening_acts.linked(desk.meeting, side, meeting_link, now=now), now=now)


def decide(
    session: Session,
    principal: Principal | None,
    meeting_id: str,
    *,
    decision: TutorDecision,
    reason: str = "",
    record_version: int | None = None,
    now: datetime,
) -> None:
    """Approve, reject with a reason, or open again (pending). The student reads the reason."""
    desk, side = _desk(session, principal, meeting_id, record_version, now)
    after = screening_acts.decided_with_reason(
        desk.meeting, side, decision, reason, has_lessons=desk.has_lessons, now=now
    )
    require_may_ask_again(session, desk, after)
    save(session, desk, after, reason=after.comments, now=now)


def override(
    session: Session,
    principal: Principal | None,
    meeting_id: str,
    *,
    decision: TutorDecision,
    reason: str,
    record_version: int | None = None,
    now: datetime,
) -> None:
    """Decide as an administrator, with a reason; it answers an open appeal, too: a rejection that
    stays does not grant it."""
    desk, side = _desk(session, principal, meeting_id, record_version, now)
    if side is Side.STUDENT:
        raise NotAllowed(policy.RULES[Permission.PRELIMINARY_MEETING_OVERRIDE].denial)
    policy.require(
        desk.me,
        Permission.PRELIMINARY_MEETING_OVERRIDE,
        concerned=False,
        objects=(meeting_id, desk.place.pack_id, desk.place.tutor_profile_id),
    )
    after = screening_acts.overridden(
        desk.meeting, decision, reason, has_lessons=desk.has_lessons, now=now
    )
    require_may_ask_again(session, desk, after)
    save(session, replace(desk, side=Side.ADMIN), after, reason=after.comments, now=now)


def note(
    session: Session,
    principal: Principal | None,
    meeting_id: str,
    *,
    notes: str,
    marks: Mapping[str, int],
    now: datetime,
) -> None:
    """Keep notes and marks that the student never sees."""
    desk, side = _desk(session, principal, meeting_id, None, now)
    rules.require(Act.NOTE, desk.meeting, side, now=now)
    kept = checked_text(notes, "notes", most=LONGEST_NOTES) or ""
    marked = checked_marks(dict(marks))
    screening_history.write_notes(session, meeting_id, kept, marked, now=now)
    engine.flush(session)
    tell_pages(session, desk.place)


def expire_due(session: Session, *, now: datetime) -> int:
    """End a batch of requests that nobody answered in time; how many there were."""
    due = data.due_to_expire(session, now, most=BATCH)
    for meeting_id in due:
        found = data.meeting_to_change(session, meeting_id)
        assert found is not None
        desk = Desk(None, None, found.meeting, found.place, data.meeting_of(found.meeting))
        save(session, desk, screening_acts.expired(desk.meeting), now=now)
    return len(due)


def _desk(
    session: Session,
    principal: Principal | None,
    meeting_id: str,
    record_version: int | None,
    now: datetime,
) -> tuple[Desk, Side]:
    desk = open_desk(
        session, principal, meeting_id, record_version=record_version, closed=True, now=now
    )
    assert desk.side is not None
    return desk, desk.side
