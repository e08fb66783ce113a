"""Preliminary meetings. A screened pack needs an approved one before a booking."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, and_, event, func, or_, text
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, col, select

from tutorhub_app.data.accounts import User
from tutorhub_app.data.base import END_OF_TIME, Record
from tutorhub_app.data.catalog import CoursePack, TutorProfile
from tutorhub_app.data.reach import own_or_reached
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.records import PreliminaryMeetingRecord
from tutorhub_app.domain.screening import (
    MEETING_LENGTH,
    Appeal,
    AppealOutcome,
    Closing,
    Meeting,
    Stage,
    TutorDecision,
)
from tutorhub_app.domain.screening_clocks import Clocks

DELETED = "deleted"
"""In the place of a stage, of what was deleted without having been closed."""


class PreliminaryMeeting(Record, table=True):
    """A student's request, and what became of it, as `domain.screening.Meeting` has it. One
    undecided request for a pack.

    Once `agreed_at` is set both are busy at `scheduled_datetime`. `proposals` are instants in ISO
    format with blanks between. What was withdrawn or has expired is not active and says so in
    `closed_as`. `stage` is told from all that at each write; `waiting_since` is the end of time
    where nobody's answer is waited for.
    """

    __tablename__ = "preliminary_meeting"
    __table_args__ = (
        Index(None, "course_pack_id", "student_id"),
        Index(None, "created_at", "id"),
        Index(None, "updated_at", "id"),
        Index(None, "scheduled_datetime", "id"),
        Index(None, "waiting_since", "id"),
        Index(None, "stage", "created_at", "id"),
        Index(None, "stage", "updated_at", "id"),
        Index(None, "stage", "scheduled_datetime", "id"),
        Index(None, "stage", "waiting_since", "id"),
        Index(None, "waits_for", "waiting_since"),
        Index(None, "decided_at", "stage", "created_at"),
        Index(
            "uq_preliminary_meeting_open",
            "course_pack_id",
            "student_id",
            unique=True,
            sqlite_where=text("tutor_decision = 'pending' AND is_active"),
            postgresql_where=text("tutor_decision = 'pending' AND is_active"),
        ),
    )

    course_pack_id: str = Field(foreign_key="course_pack.id", ondelete="CASCADE", max_length=36)
    student_id: str = Field(foreign_key="user.id", ondelete="CASCADE", index=True, max_length=36)
    scheduled_datetime: datetime | None = None
    agreed_at: datetime | None = None
    tutor_decision: str = Field(max_length=16)
    comments: str | None = Field(default=None, max_length=2000)
    meeting_link: str | None = Field(default=None, max_length=500)
    message: str | None = Field(default=None, max_length=2000)
    proposals: str = Field(default="", max_length=120)
    proposed_by: str | None = Field(default=None, max_length=16)
    decided_by: str | None = Field(default=None, max_length=16)
    decided_at: datetime | None = None
    closed_as: str | None = Field(default=None, max_length=16)
    appeal_message: str | None = Field(default=None, max_length=2000)
    appealed_at: datetime | None = None
    appeal_outcome: str | None = Field(default=None, max_length=16)
    stage: str = Field(default=Stage.REQUESTED.value, max_length=16)
    waits_for: str | None = Field(default=None, max_length=16)
    waiting_since: datetime = END_OF_TIME
    expires_at: datetime | None = Field(default=None, index=True)


def meeting_of(row: Any) -> Meeting:
    """The request that the columns tell of."""
    appeal = None
    if row.appealed_at is not None:
        outcome = AppealOutcome(row.appeal_outcome) if row.appeal_outcome else None
        appeal = Appeal(row.appeal_message or "", row.appealed_at, outcome)
    return Meeting(
        scheduled_datetime=row.scheduled_datetime,
        agreed_at=row.agreed_at,
        tutor_decision=TutorDecision(row.tutor_decision),
        comments=row.comments,
        meeting_link=row.meeting_link,
        message=row.message,
        proposals=tuple(map(datetime.fromisoformat, row.proposals.split())),
        proposed_by=Side(row.proposed_by) if row.proposed_by else None,
        decided_by=Side(row.decided_by) if row.decided_by else None,
        closed_as=Closing(row.closed_as) if row.closed_as else None,
        appeal=appeal,
    )


def write_meeting(row: PreliminaryMeeting, meeting: Meeting) -> None:
    """Put the request into its columns."""
    row.scheduled_datetime = meeting.scheduled_datetime
    row.agreed_at = meeting.agreed_at
    row.tutor_decision = meeting.tutor_decision
    row.comments = meeting.comments
    row.meeting_link = meeting.meeting_link
    row.message = meeting.message
    row.proposals = " ".join(time.isoformat() for time in meeting.proposals)
    row.proposed_by = meeting.proposed_by
    row.decided_by = meeting.decided_by
    row.closed_as = meeting.closed_as
    row.is_active = meeting.closed_as is None
    appeal = meeting.appeal
    row.appeal_message = appeal.message if appeal else None
    row.appealed_at = appeal.at if appeal else None
    row.appeal_outcome = appeal.outcome if appeal else None


def clocks_in(row: Any) -> Clocks:
    waits = row.waiting_since < END_OF_TIME
    return Clocks(
        waits_for=Side(row.waits_for) if row.waits_for else None,
        waiting_since=row.waiting_since if waits else None,
        expires_at=row.expires_at,
        decided_at=row.decided_at,
    )


def write_clocks(row: PreliminaryMeeting, clocks: Clocks) -> None:
    row.waits_for = clocks.waits_for
    row.waiting_since = clocks.waiting_since or END_OF_TIME
    row.expires_at = clocks.expires_at
    row.decided_at = clocks.decided_at


@event.listens_for(PreliminaryMeeting, "before_insert")
@event.listens_for(PreliminaryMeeting, "before_update")
def _tell_stage(_: Any, __: Any, row: PreliminaryMeeting) -> None:
    is_deleted = not row.is_active and row.closed_as is None
    row.stage = DELETED if is_deleted else meeting_of(row).stage.value


@dataclass(frozen=True, slots=True)
class Place:
    """What a request belongs to. `is_offered`: its pack is on offer, its tutor teaches."""

    pack_id: str
    pack_title: str
    tutor_profile_id: str
    tutor_id: str
    tutor_name: str
    student_id: str
    student_name: str
    is_offered: bool
    is_student_active: bool


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A request to be changed, and what it belongs to."""

    meeting: PreliminaryMeeting
    place: Place


def decisions_of(
    session: Session, student_id: str, pack_ids: Collection[str], *, but: str | None = None
) -> dict[str, TutorDecision]:
    """How the student stands in each of these packs, `but` one request left out: approved, if one
    is; else pending, while one is open; else rejected. Packs without a request are absent."""
    conditions = [
        PreliminaryMeeting.student_id == student_id,
        col(PreliminaryMeeting.is_active).is_(True),
        col(PreliminaryMeeting.course_pack_id).in_(pack_ids),
    ]
    if but is not None:
        conditions.append(PreliminaryMeeting.id != but)
    rows = session.exec(
        select(PreliminaryMeeting.course_pack_id, PreliminaryMeeting.tutor_decision).where(
            *conditions
        )
    )
    found: dict[str, TutorDecision] = {}
    for pack_id, name in rows:
        decision = TutorDecision(name)
        found[pack_id] = max(decision, found.get(pack_id, decision), key=_WEIGHT.index)
    return found


_WEIGHT = (TutorDecision.REJECTED, TutorDecision.PENDING, TutorDecision.APPROVED)


def meeting_to_change(
    session: Session, meeting_id: str, *, closed: bool = False
) -> MeetingRow | None:
    """A request that has not been deleted, locked where the database can; `closed`, also one that
    was withdrawn or has expired."""
    tutor, student = aliased(User), aliased(User)
    there: ColumnElement[bool] = col(PreliminaryMeeting.is_active).is_(True)
    if closed:
        there = or_(there, col(PreliminaryMeeting.closed_as).is_not(None))
    columns: tuple[Any, ...] = (
        CoursePack.title,
        CoursePack.tutor_profile_id,
        TutorProfile.user_id,
        tutor.fullname,
        student.fullname,
        and_(CoursePack.is_active, TutorProfile.is_active, tutor.is_active),
        student.is_active,
    )
    found = session.execute(
        sql_select(PreliminaryMeeting, *columns)
        .join(CoursePack, col(CoursePack.id) == PreliminaryMeeting.course_pack_id)
        .join(TutorProfile, col(TutorProfile.id) == CoursePack.tutor_profile_id)
        .join(tutor, tutor.id == TutorProfile.user_id)
        .join(student, student.id == PreliminaryMeeting.student_id)
        .where(PreliminaryMeeting.id == meeting_id, there)
        .with_for_update(of=PreliminaryMeeting)
    ).first()
    if found is None:
        return None
    row, title, profile_id, tutor_id, tutor_name, student_name, is_offered, is_active = found
    place = Place(
        pack_id=row.course_pack_id,
        pack_title=title,
        tutor_profile_id=profile_id,
        tutor_id=tutor_id,
        tutor_name=tutor_name,
        student_id=row.student_id,
        student_name=student_name,
        is_offered=bool(is_offered),
        is_student_active=is_active,
    )
    return MeetingRow(row, place)


def meeting_to_look_at(session: Session, meeting_id: str) -> Place | None:
    """What a request belongs to, closed or not."""
    found = meeting_to_change(session, meeting_id, closed=True)
    return found.place if found else None


def due_to_expire(session: Session, now: datetime, *, most: int) -> list[str]:
    """Ids of unanswered requests whose time is up, the longest first."""
    return list(
        session.exec(
            select(PreliminaryMeeting.id)
            .where(
                col(PreliminaryMeeting.expires_at) <= now,
                PreliminaryMeeting.stage == Stage.REQUESTED,
            )
            .order_by(col(PreliminaryMeeting.expires_at), col(PreliminaryMeeting.id))
            .limit(most)
        )
    )


def last_rejection(session: Session, student_id: str, pack_id: str) -> datetime | None:
    """When the student was rejected for the pack most recently."""
    return session.exec(
        select(func.max(PreliminaryMeeting.decided_at)).where(
            PreliminaryMeeting.course_pack_id == pack_id,
            PreliminaryMeeting.student_id == student_id,
            PreliminaryMeeting.tutor_decision == TutorDecision.REJECTED,
            col(PreliminaryMeeting.is_active).is_(True),
        )
    ).one()


def next_agreed(session: Session, pack_id: str, now: datetime) -> datetime | None:
    """When the next agreed meeting of the pack begins that is not over."""
    return session.exec(
        select(func.min(PreliminaryMeeting.scheduled_datetime)).where(
            PreliminaryMeeting.course_pack_id == pack_id,
            col(PreliminaryMeeting.is_active).is_(True),
            col(PreliminaryMeeting.agreed_at).is_not(None),
            col(PreliminaryMeeting.scheduled_datetime) > now - MEETING_LENGTH,
        )
    ).one()


def undecided_ids(
    session: Session, *, student_id: str | None = None, tutor_profile_id: str | None = None
) -> list[str]:
    """The undecided requests of a student, or those for a tutor's packs."""
    conditions = [
        col(PreliminaryMeeting.is_active).is_(True),
        col(PreliminaryMeeting.tutor_decision) == TutorDecision.PENDING,
    ]
    if student_id is not None:
        conditions.append(col(PreliminaryMeeting.student_id) == student_id)
    if tutor_profile_id is not None:
        conditions.append(col(CoursePack.tutor_profile_id) == tutor_profile_id)
    return list(
        session.exec(
            select(PreliminaryMeeting.id)
            .join(CoursePack, col(CoursePack.id) == PreliminaryMeeting.course_pack_id)
            .where(*conditions)
            .order_by(col(PreliminaryMeeting.id))
        )
    )


def meeting_record(
    session: Session, meeting_id: str
) -> tuple[PreliminaryMeetingRecord, str] | None:
    """A request that has not been deleted, and the profile of its pack's tutor."""
    found = session.execute(
        sql_select(*_COLUMNS, col(CoursePack.tutor_profile_id))
        .join(CoursePack, col(CoursePack.id) == PreliminaryMeeting.course_pack_id)
        .where(
            col(PreliminaryMeeting.id) == meeting_id, col(PreliminaryMeeting.is_active).is_(True)
        )
    ).first()
    return (_record(found), found[-1]) if found else None


def meeting_records(
    session: Session, reader: Principal, *, limit: int | None, offset: int
) -> tuple[PreliminaryMeetingRecord, ...]:
    """The requests that the reader may look at, the newest first."""
    statement = (
        sql_select(*_COLUMNS)
        .where(col(PreliminaryMeeting.is_active).is_(True), seen_by(reader))
        .order_by(col(PreliminaryMeeting.created_at).desc(), col(PreliminaryMeeting.id).desc())
        .offset(offset)
    )
    if limit is not None:
        statement = statement.limit(limit)
    return tuple(_record(row) for row in session.execute(statement))


def count_meetings(session: Session, reader: Principal) -> int:
    # As the stages of what is active an index counts them.
    statement = (
        sql_select(func.count())
        .select_from(PreliminaryMeeting)
        .where(col(PreliminaryMeeting.stage).in_(_ACTIVE_STAGES), seen_by(reader))
    )
    return int(session.execute(statement).scalar_one())


_ACTIVE_STAGES = (Stage.REQUESTED, Stage.AGREED, Stage.APPROVED, Stage.REJECTED)
_NAMES = tuple(field.name for field in fields(PreliminaryMeetingRecord))
_COLUMNS: tuple[Any, ...] = tuple(getattr(PreliminaryMeeting, name) for name in _NAMES)


def seen_by(reader: Principal, meeting: Any = None) -> ColumnElement[bool]:
    """The reader's own requests, those for their packs, and those that were granted to them.
    `meeting` stands for the table, under another name."""
    meeting = meeting or PreliminaryMeeting
    pack_id = col(meeting.course_pack_id)
    own = col(meeting.student_id) == reader.user_id
    if reader.tutor_profile_id is not None:
        taught = sql_select(col(CoursePack.id)).where(
            CoursePack.tutor_profile_id == reader.tutor_profile_id
        )
        own = or_(own, pack_id.in_(taught))
    profile = sql_select(col(CoursePack.tutor_profile_id)).where(CoursePack.id == pack_id)
    chain = (meeting.id, pack_id, profile.scalar_subquery())
    return own_or_reached(reader, Permission.PRELIMINARY_MEETING_DECIDE, own, chain)


def _record(row: Any) -> PreliminaryMeetingRecord:
    values = dict(zip(_NAMES, row, strict=False))
    values["tutor_decision"] = TutorDecision(values["tutor_decision"])
    return PreliminaryMeetingRecord(**values)
