"""What a step of a screening leaves behind: history, notices to the others, the audit log."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import accounts
from tutorhub_app.data.screening import Place
from tutorhub_app.data.screening_history import add_event
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.notices import NoticeKind
from tutorhub_app.domain.screening import Meeting, TutorDecision
from tutorhub_app.domain.screening_events import Event, EventKind
from tutorhub_app.services import audit, notices

_NOTICES = {
    EventKind.REQUESTED: NoticeKind.SCREENING_REQUESTED,
    EventKind.PROPOSED: NoticeKind.SCREENING_OFFERED,
    EventKind.OFFERED: NoticeKind.SCREENING_OFFERED,
    EventKind.AGREED: NoticeKind.SCREENING_AGREED,
    EventKind.UNPLANNED: NoticeKind.SCREENING_UNPLANNED,
    EventKind.LINKED: NoticeKind.SCREENING_LINK,
    EventKind.APPROVED: NoticeKind.SCREENING_APPROVED,
    EventKind.REJECTED: NoticeKind.SCREENING_REJECTED,
    EventKind.REOPENED: NoticeKind.SCREENING_REOPENED,
    EventKind.WITHDRAWN: NoticeKind.SCREENING_WITHDRAWN,
    EventKind.EXPIRED: NoticeKind.SCREENING_EXPIRED,
    EventKind.APPEALED: NoticeKind.SCREENING_APPEALED,
    EventKind.APPEAL_REFUSED: NoticeKind.SCREENING_APPEAL_UPHELD,
}
_AUDITED = {
    EventKind.APPROVED: AuditAction.SCREENING_APPROVE,
    EventKind.REJECTED: AuditAction.SCREENING_REJECT,
    EventKind.REOPENED: AuditAction.SCREENING_REOPEN,
    EventKind.APPEAL_REFUSED: AuditAction.SCREENING_APPEAL_UPHELD,
}
_BECAME = {
    EventKind.APPROVED: TutorDecision.APPROVED,
    EventKind.REJECTED: TutorDecision.REJECTED,
    EventKind.REOPENED: TutorDecision.PENDING,
}
_DECISIONS = frozenset(_BECAME)


def publish(
    session: Session,
    me: Principal | None,
    side: Side | None,
    meeting_id: str,
    place: Place,
    events: Iterable[Event],
    *,
    before: Meeting | None,
    now: datetime,
) -> None:
    """Write what happened, in the transaction in which it does. Nobody is told of their own act;
    nobody did what the clock did."""
    events = tuple(events)
    kinds = {event.kind for event in events}
    for event in events:
        add_event(
            session, meeting_id, event, actor_id=me.user_id if me else None, side=side, at=now
        )
        _audit(session, me, side, meeting_id, place, event, before, now)
        if event.kind is EventKind.LINKED and EventKind.AGREED in kinds:
            continue
        _tell(session, me, side, meeting_id, place, event, now)


def _tell(
    session: Session,
    me: Principal | None,
    side: Side | None,
    meeting_id: str,
    place: Place,
    event: Event,
    now: datetime,
) -> None:
    kind = _NOTICES.get(event.kind)
    if kind is None:
        return
    is_overridden = side is Side.ADMIN and event.kind in _DECISIONS
    if is_overridden:
        kind = NoticeKind.SCREENING_OVERRIDDEN
    facts = {
        "student": place.student_name,
        "tutor": place.tutor_name,
        "pack": place.pack_title,
        "packId": place.pack_id,
        **({"by": me.fullname} if me else {}),
        **event.facts,
    }
    if event.reason:
        facts["reason"] = event.reason
    if is_overridden:
        facts["decision"] = event.kind.value
    elif event.kind is EventKind.APPEAL_REFUSED:
        facts["decision"] = EventKind.REJECTED.value
    people = {place.student_id, place.tutor_id}
    if event.kind is EventKind.APPEALED:
        people |= set(accounts.active_ids_of_role(session, Role.ADMIN))
    for person in sorted(people - {me.user_id if me else ""}):
        told = facts | {"you": _stands(person, place).value}
        notices.tell(session, person, kind, object_id=meeting_id, facts=told, now=now)


def _stands(person: str, place: Place) -> Side:
    if person == place.student_id:
        return Side.STUDENT
    return Side.TUTOR if person == place.tutor_id else Side.ADMIN


def _audit(
    session: Session,
    me: Principal | None,
    side: Side | None,
    meeting_id: str,
    place: Place,
    event: Event,
    before: Meeting | None,
    now: datetime,
) -> None:
    action = _AUDITED.get(event.kind)
    if action is None:
        return
    detail = {"pack": place.pack_title}
    if event.kind in _DECISIONS:
        detail["from"] = before.tutor_decision if before else TutorDecision.PENDING
        detail["to"] = _BECAME[event.kind]
        if side is Side.ADMIN:
            action = AuditAction.SCREENING_OVERRIDE
    audit.record(
        session,
        me,
        action,
        object_kind="screening",
        object_id=meeting_id,
        subject_user_id=place.student_id,
        reason=event.reason,
        detail=detail,
        now=now,
    )
