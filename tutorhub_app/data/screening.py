"""Preliminary meetings. A screened pack needs an approved one before a booking."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, and_, func, or_, text
from sqlalchemy import select as sql_select
from sqlmodel import Field, Session, col, select

from tutorhub_app.data.base import Record
from tutorhub_app.data.catalog import CoursePack, TutorProfile
from tutorhub_app.data.reach import own_or_reached
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.records import PreliminaryMeetingRecord
from tutorhub_app.domain.screening import TutorDecision


class PreliminaryMeeting(Record, table=True):
    """A student's request, and what became of it. `scheduled_datetime` is a proposal until
    `agreed_at` is set: then both are busy at that time. One undecided request for a pack."""

    __tablename__ = "preliminary_meeting"
    __table_args__ = (
        Index(None, "course_pack_id", "student_id"),
        Index(None, "created_at", "id"),
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


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A request to be changed, with whose it is to decide."""

    meeting: PreliminaryMeeting
    tutor_profile_id: str
    tutor_id: str


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


def meeting_to_change(session: Session, meeting_id: str) -> MeetingRow | None:
    """A request that has not been deleted, locked where the database can."""
    found = session.exec(
        select(PreliminaryMeeting, CoursePack.tutor_profile_id, TutorProfile.user_id)
        .join(CoursePack, col(CoursePack.id) == PreliminaryMeeting.course_pack_id)
        .join(TutorProfile, col(TutorProfile.id) == CoursePack.tutor_profile_id)
        .where(PreliminaryMeeting.id == meeting_id, col(PreliminaryMeeting.is_active).is_(True))
        .with_for_update(of=PreliminaryMeeting)
    ).first()
    return MeetingRow(*found) if found else None


def open_meetings(
    session: Session, *, student_id: str | None = None, tutor_profile_id: str | None = None
) -> list[MeetingRow]:
    """The undecided requests of a student, or those for a tutor's packs."""
    conditions = [
        col(PreliminaryMeeting.is_active).is_(True),
        col(PreliminaryMeeting.tutor_decision) == TutorDecision.PENDING,
    ]
    if student_id is not None:
        conditions.append(col(PreliminaryMeeting.student_id) == student_id)
    if tutor_profile_id is not None:
        conditions.append(col(CoursePack.tutor_profile_id) == tutor_profile_id)
    found = session.exec(
        select(PreliminaryMeeting, CoursePack.tutor_profile_id, TutorProfile.user_id)
        .join(CoursePack, col(CoursePack.id) == PreliminaryMeeting.course_pack_id)
        .join(TutorProfile, col(TutorProfile.id) == CoursePack.tutor_profile_id)
        .where(*conditions)
        .order_by(col(PreliminaryMeeting.id))
    )
    return [MeetingRow(*row) for row in found]


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
        .where(_seen_by(reader))
        .order_by(col(PreliminaryMeeting.created_at).desc(), col(PreliminaryMeeting.id).desc())
        .offset(offset)
    )
    if limit is not None:
        statement = statement.limit(limit)
    return tuple(_record(row) for row in session.execute(statement))


def count_meetings(session: Session, reader: Principal) -> int:
    statement = sql_select(func.count()).select_from(PreliminaryMeeting).where(_seen_by(reader))
    return int(session.execute(statement).scalar_one())


_NAMES = tuple(field.name for field in fields(PreliminaryMeetingRecord))
_COLUMNS: tuple[Any, ...] = tuple(getattr(PreliminaryMeeting, name) for name in _NAMES)


def _seen_by(reader: Principal) -> ColumnElement[bool]:
    """The reader's own requests, those for their packs, and those that were granted to them."""
    pack_id = col(PreliminaryMeeting.course_pack_id)
    own = col(PreliminaryMeeting.student_id) == reader.user_id
    if reader.tutor_profile_id is not None:
        taught = sql_select(col(CoursePack.id)).where(
            CoursePack.tutor_profile_id == reader.tutor_profile_id
        )
        own = or_(own, pack_id.in_(taught))
    profile = sql_select(col(CoursePack.tutor_profile_id)).where(CoursePack.id == pack_id)
    chain = (PreliminaryMeeting.id, pack_id, profile.scalar_subquery())
    seen = own_or_reached(reader, Permission.PRELIMINARY_MEETING_DECIDE, own, chain)
    return and_(col(PreliminaryMeeting.is_active).is_(True), seen)


def _record(row: Any) -> PreliminaryMeetingRecord:
    values = dict(zip(_NAMES, row, strict=False))
    values["tutor_decision"] = TutorDecision(values["tutor_decision"])
    return PreliminaryMeetingRecord(**values)
