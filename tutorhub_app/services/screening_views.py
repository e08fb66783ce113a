"""Screenings as people look at them: one with its history, how one stands in a pack, lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data import calendars, lessons, offers, profiles, screening_history
from tutorhub_app.data import screening as data
from tutorhub_app.data import screening_lists as lists
from tutorhub_app.data.lessons import LessonFilter
from tutorhub_app.data.screening_lists import Narrowed, ScreeningRecord
from tutorhub_app.domain import policy, screening_clocks
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.booking import Side, SlotStatus
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.domain.screening import (
    MEETING_LENGTH,
    Act,
    Appeal,
    Stage,
    TutorDecision,
    acts_of,
)
from tutorhub_app.domain.screening_events import EventKind
from tutorhub_app.domain.screening_lists import ScreeningQuery, Sort
from tutorhub_app.services import rooms
from tutorhub_app.services.screening_asking import day_words
from tutorhub_app.services.screening_times import open_times
from tutorhub_app.services.unit import reads
from tutorhub_app.settings import get_settings

__all__ = [
    "Act",
    "Appeal",
    "EventKind",
    "HistoryEntry",
    "PackStanding",
    "ScreeningList",
    "ScreeningQuery",
    "ScreeningRow",
    "ScreeningView",
    "Side",
    "Sort",
    "Stage",
    "open_times",
    "screenings",
    "side_of_viewer",
    "standing",
    "view",
]

_DECIDE, _REQUEST = Permission.PRELIMINARY_MEETING_DECIDE, Permission.PRELIMINARY_MEETING_REQUEST
_OVERRIDE = Permission.PRELIMINARY_MEETING_OVERRIDE
_NOT_THERE = "This screening does not exist, or no longer does."


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A step. `actor_side` is None when the clock did it; `facts` are as in
    `domain.screening_events.Event`; `by_viewer`: the viewer did it."""

    at: datetime
    actor_name: str
    actor_side: Side | None
    kind: EventKind
    facts: Mapping[str, str]
    reason: str | None
    by_viewer: bool


@dataclass(frozen=True, slots=True)
class ScreeningView:
    """A screening as one of its people sees it. Instants are aware.

    `message` is the student's, `reason` what both read of the decision (or a comment). `acts` are
    what the viewer may do now; `waits_for` whose answer is waited for. `meeting_link` is the
    address of the meeting once a time is agreed: the tutor's, else that of our room (then
    `is_our_room`). `decided_at` is when it was decided, withdrawn or expired. `notes` and `marks`
    are None for students.
    """

    id: str
    record_version: int
    stage: Stage
    side: Side
    pack_id: str
    pack_title: str
    pack_is_active: bool
    tutor_profile_id: str
    tutor_id: str
    tutor_name: str
    tutor_photo: str
    tutor_zone: str
    student_id: str
    student_name: str
    student_zone: str
    message: str | None
    proposals: tuple[datetime, ...]
    proposed_by: Side | None
    scheduled_datetime: datetime | None
    ends_at: datetime | None
    agreed_at: datetime | None
    meeting_link: str | None
    is_our_room: bool
    reason: str | None
    appeal: Appeal | None
    created_at: datetime
    updated_at: datetime
    waiting_since: datetime | None
    waits_for: Side | None
    expires_at: datetime | None
    decided_at: datetime | None
    decided_by: Side | None
    ask_again_at: datetime | None
    acts: frozenset[Act]
    history: tuple[HistoryEntry, ...]
    notes: str | None
    marks: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class PackStanding:
    """How the principal stands with a pack's screening. `requirements` are what is needed and why;
    `why_not` why one can not ask now ("" when one can); `current` the newest own request."""

    pack_id: str
    pack_title: str
    tutor_profile_id: str
    tutor_name: str
    tutor_zone: str
    requires_screening: bool
    requirements: tuple[str, ...]
    may_ask: bool
    why_not: str
    ask_again_at: datetime | None
    may_appeal: bool
    wait_days: int
    expiry_days: int
    current: ScreeningView | None


@dataclass(frozen=True, slots=True)
class ScreeningRow:
    """A line of a list. `waiting_since` is None while nobody's answer is waited for; `mine`: it is
    the viewer's."""

    id: str
    stage: Stage
    pack_id: str
    pack_title: str
    tutor_profile_id: str
    tutor_name: str
    tutor_photo: str
    student_id: str
    student_name: str
    scheduled_datetime: datetime | None
    proposals: tuple[datetime, ...]
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None
    decided_at: datetime | None
    waits_for: Side | None
    waiting_since: datetime | None
    mine: bool
    is_appealed: bool


@dataclass(frozen=True, slots=True)
class ScreeningList:
    """One page. Pages are counted from 1; one past the end is the last."""

    rows: tuple[ScreeningRow, ...]
    total: int
    page: int
    page_count: int


@reads
def view(
    session: Session, principal: Principal | None, meeting_id: str, *, now: datetime
) -> ScreeningView:
    """One screening with its history, for the pack's tutor, its student and those who may decide.
    NotFound for all others."""
    me = require_signed_in(principal)
    row = lists.screening_record(session, meeting_id)
    side = side_of_viewer(me, row) if row else None
    if row is None or side is None:
        raise NotFound(_NOT_THERE)
    return _view(session, me, row, side, now)


@reads
def standing(
    session: Session, principal: Principal | None, pack_id: str, *, now: datetime
) -> PackStanding:
    """How the principal, or anyone who is not signed in, stands with the screening of a pack."""
    pack = offers.offer_row(session, pack_id)
    tutor = profiles.profile_row(session, pack.tutor_profile_id) if pack else None
    if pack is None or tutor is None:
        raise NotFound("There is no such course pack, or no longer.")
    wait_days, expiry_days = tutor.rules.screening_wait_days, get_settings().screening_expiry_days
    current, again_at, why_not = None, None, ""
    if principal is not None and principal.role is Role.STUDENT:
        newest = lists.newest_of(session, principal.user_id, pack_id)
        row = lists.screening_record(session, newest) if newest else None
        current = _view(session, principal, row, Side.STUDENT, now) if row else None
        again_at = screening_clocks.ask_again_at(
            data.last_rejection(session, principal.user_id, pack_id), wait_days
        )
        decision = data.decisions_of(session, principal.user_id, [pack_id]).get(pack_id)
        why_not = _why_not_ask(principal, pack_id, pack.tutor_profile_id, decision, again_at, now)
    elif principal is not None:
        why_not = policy.RULES[_REQUEST].denial
    if not pack.is_active:
        why_not = "This course pack is not offered any more."
    return PackStanding(
        pack_id=pack_id,
        pack_title=pack.title,
        tutor_profile_id=pack.tutor_profile_id,
        tutor_name=tutor.name,
        tutor_zone=tutor.time_zone,
        requires_screening=pack.requires_screening,
        requirements=_requirements(tutor.name, wait_days, expiry_days),
        may_ask=bool(principal and not why_not and pack.requires_screening),
        why_not=why_not,
        ask_again_at=again_at if again_at and again_at > now else None,
        may_appeal=bool(current and Act.APPEAL in current.acts),
        wait_days=wait_days,
        expiry_days=expiry_days,
        current=current,
    )


@reads
def screenings(
    session: Session, principal: Principal | None, query: ScreeningQuery, *, now: datetime
) -> ScreeningList:
    """A student's own, those for a tutor's packs, everyone's for administrators."""
    me = require_signed_in(principal)
    side = _side_in_lists(me)
    which = Narrowed(
        stage=query.state,
        tutor_profile_id=query.tutor_profile_id,
        pack_id=query.pack_id,
        text=query.text,
        made_until=(
            now - timedelta(days=query.older_than_days)
            if query.older_than_days is not None
            else None
        ),
        waits_for=side if query.mine else None,
    )
    total = lists.count_screenings(session, me, which, now=now)
    page_count = max(1, -(-total // query.page_size))
    page = min(max(1, query.page), page_count)
    rows = lists.screenings_page(
        session,
        me,
        which,
        sort=query.sort,
        descending=query.descending,
        # Everyone's are too many to sort by whose turn it is.
        first=None if side is Side.ADMIN else side,
        limit=query.page_size,
        offset=(page - 1) * query.page_size,
        now=now,
    )
    return ScreeningList(tuple(_row(me, row, now) for row in rows), total, page, page_count)


def _view(
    session: Session, me: Principal, row: ScreeningRecord, side: Side, now: datetime
) -> ScreeningView:
    meeting, clocks = row.meeting, row.clocks
    stage = meeting.stage_at(now)
    is_planned = meeting.taken is not None
    keeps_notes = side is not Side.STUDENT
    notes = screening_history.notes_of(session, row.id) if keeps_notes else None
    ends_at = meeting.taken[1] if meeting.taken else None
    return ScreeningView(
        id=row.id,
        record_version=row.record_version,
        stage=stage,
        side=side,
        pack_id=row.pack_id,
        pack_title=row.pack_title,
        pack_is_active=row.pack_is_active,
        tutor_profile_id=row.tutor_profile_id,
        tutor_id=row.tutor_id,
        tutor_name=row.tutor_name,
        tutor_photo=row.tutor_photo,
        tutor_zone=row.tutor_zone,
        student_id=row.student_id,
        student_name=row.student_name,
        student_zone=row.student_zone,
        message=meeting.message,
        proposals=meeting.proposals if stage is Stage.REQUESTED else (),
        proposed_by=meeting.proposed_by if stage is Stage.REQUESTED else None,
        scheduled_datetime=meeting.scheduled_datetime if is_planned else None,
        ends_at=ends_at,
        agreed_at=meeting.agreed_at,
        meeting_link=(meeting.meeting_link or rooms.screening_url(row.id)) if is_planned else None,
        is_our_room=is_planned and meeting.meeting_link is None,
        reason=meeting.comments,
        appeal=meeting.appeal,
        created_at=row.created_at,
        updated_at=row.updated_at,
        waiting_since=clocks.waiting_since if _waits(row, now) else None,
        waits_for=clocks.waits_for if _waits(row, now) else None,
        expires_at=clocks.expires_at,
        decided_at=clocks.decided_at,
        decided_by=meeting.decided_by,
        ask_again_at=_ask_again_at(session, row) if stage is Stage.REJECTED else None,
        acts=_acts(session, me, row, side, now),
        history=_history(session, me, row.id),
        notes=(notes.notes if notes else "") if keeps_notes else None,
        marks=(notes.marks if notes else {}) if keeps_notes else None,
    )


def _row(me: Principal, row: ScreeningRecord, now: datetime) -> ScreeningRow:
    side = side_of_viewer(me, row) or Side.STUDENT
    waits = _waits(row, now)
    return ScreeningRow(
        id=row.id,
        stage=row.meeting.stage_at(now),
        pack_id=row.pack_id,
        pack_title=row.pack_title,
        tutor_profile_id=row.tutor_profile_id,
        tutor_name=row.tutor_name,
        tutor_photo=row.tutor_photo,
        student_id=row.student_id,
        student_name=row.student_name,
        scheduled_datetime=row.meeting.scheduled_datetime if row.meeting.taken else None,
        proposals=row.meeting.proposals,
        created_at=row.created_at,
        updated_at=row.updated_at,
        expires_at=row.clocks.expires_at,
        decided_at=row.clocks.decided_at,
        waits_for=row.clocks.waits_for if waits else None,
        waiting_since=row.clocks.waiting_since if waits else None,
        mine=waits and row.clocks.waits_for is side,
        is_appealed=row.meeting.is_appealed,
    )


def _waits(row: ScreeningRecord, now: datetime) -> bool:
    """Whether an answer is waited for: after an agreed meeting, not before its end."""
    since = row.clocks.waiting_since
    return since is not None and since <= now


def side_of_viewer(me: Principal, row: ScreeningRecord) -> Side | None:
    """On whose side the principal looks at it; None for outsiders. Who may not act any more still
    looks at their own, and whatever was granted to a student, they stay the student of it."""
    if me.user_id == row.student_id:
        return Side.STUDENT
    if me.tutor_profile_id == row.tutor_profile_id:
        return Side.TUTOR
    objects = (row.id, row.pack_id, row.tutor_profile_id)
    if policy.allowed(me, _DECIDE, concerned=False, objects=objects):
        return Side.ADMIN if policy.reaches_anyones(me, _DECIDE, objects) else Side.TUTOR
    return None


def _side_in_lists(me: Principal) -> Side:
    if me.role is Role.STUDENT:
        return Side.STUDENT
    return Side.ADMIN if policy.reaches_anyones(me, _DECIDE) else Side.TUTOR


def _acts(
    session: Session, me: Principal, row: ScreeningRecord, side: Side, now: datetime
) -> frozenset[Act]:
    """What the viewer may do now, by the rules and by what was granted."""
    objects = (row.id, row.pack_id, row.tutor_profile_id)
    permission = _REQUEST if side is Side.STUDENT else _DECIDE
    if not policy.allowed(me, permission, concerned=side is not Side.ADMIN, objects=objects):
        return frozenset()
    lessons_of = LessonFilter(
        student_id=row.student_id,
        pack_id=row.pack_id,
        statuses=(SlotStatus.BOOKED, SlotStatus.COMPLETED),
    )
    is_approved = row.meeting.stage is Stage.APPROVED
    has_lessons = is_approved and lessons.count_lessons(session, lessons_of) > 0
    found = set(acts_of(row.meeting, side, now=now, has_lessons=has_lessons))
    if row.meeting.taken is None:
        found.discard(Act.UNPLAN)
    if not row.pack_is_active:
        found -= {Act.AGREE, Act.OFFER, Act.PROPOSE}
    if not policy.allowed(me, _OVERRIDE, concerned=False, objects=objects):
        found.discard(Act.OVERRIDE)
    if Act.APPEAL in found and _stands_elsewhere(session, row):
        found.discard(Act.APPEAL)
    return frozenset(found)


def _stands_elsewhere(session: Session, row: ScreeningRecord) -> bool:
    """Whether another request of the student's for the pack is open or approved."""
    decision = data.decisions_of(session, row.student_id, [row.pack_id], but=row.id)
    return decision.get(row.pack_id) in (TutorDecision.PENDING, TutorDecision.APPROVED)


def _ask_again_at(session: Session, row: ScreeningRecord) -> datetime | None:
    tutor = calendars.tutor_row(session, row.tutor_profile_id)
    wait_days = tutor.rules.screening_wait_days if tutor else 0
    return screening_clocks.ask_again_at(row.clocks.decided_at, wait_days)


def _history(session: Session, me: Principal, meeting_id: str) -> tuple[HistoryEntry, ...]:
    return tuple(
        HistoryEntry(
            at=each.at,
            actor_name=each.actor_name,
            actor_side=each.side,
            kind=each.kind,
            facts=each.facts,
            reason=each.reason,
            by_viewer=each.actor_id == me.user_id,
        )
        for each in screening_history.events_of(session, meeting_id)
    )


def _why_not_ask(
    me: Principal,
    pack_id: str,
    profile_id: str,
    decision: TutorDecision | None,
    again_at: datetime | None,
    now: datetime,
) -> str:
    if decision is TutorDecision.PENDING:
        return "Your request is open already."
    if decision is TutorDecision.APPROVED:
        return "Your screening is approved already."
    if not policy.allowed(me, _REQUEST, concerned=True, objects=(pack_id, profile_id)):
        return "You may not ask for this screening."
    if again_at and now < again_at:
        return f"You can ask again from {day_words(again_at, me)} on."
    return ""


def _requirements(tutor: str, wait_days: int, expiry_days: int) -> tuple[str, ...]:
    minutes = int(MEETING_LENGTH.total_seconds() // 60)
    wait = "at once" if wait_days == 0 else f"after {_days(wait_days)}"
    return (
        f"{tutor} meets you for {minutes} minutes first, to see whether this pack is right for "
        "you. The meeting costs nothing.",
        "Once it is approved you can enroll and book lessons.",
        f"A request without an answer ends after {_days(expiry_days)}.",
        f"If it is not approved, you can ask again {wait}, or appeal once to an administrator.",
    )


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
