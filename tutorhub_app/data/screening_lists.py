"""Screenings as people read them: one, and lists that are narrowed, sorted and cut by the
database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from tutorhub_app.data.accounts import User
from tutorhub_app.data.catalog import CoursePack, TutorProfile
from tutorhub_app.data.name_words import PACK, PERSON, named
from tutorhub_app.data.screening import DELETED, PreliminaryMeeting, clocks_in, meeting_of, seen_by
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.screening import MEETING_LENGTH, Meeting, Stage
from tutorhub_app.domain.screening_clocks import Clocks
from tutorhub_app.domain.screening_lists import Sort

_TutorUser = aliased(User, name="tutor_user")
_StudentUser = aliased(User, name="student_user")
_M = PreliminaryMeeting


@dataclass(frozen=True, slots=True)
class ScreeningRecord:
    """A screening with its people, closed or not."""

    id: str
    record_version: int
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
    created_at: datetime
    updated_at: datetime
    meeting: Meeting
    clocks: Clocks


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which screenings; what is None does not narrow. `made_until`: made at or before then.
    `text`: in the name of the student, of the tutor, or the pack's title. `waits_for`: those that
    wait for that side's answer."""

    stage: Stage | None = None
    tutor_profile_id: str | None = None
    pack_id: str | None = None
    text: str = ""
    made_until: datetime | None = None
    waits_for: Side | None = None


_NAMES = (
    "id",
    "record_version",
    "pack_id",
    "pack_title",
    "pack_is_active",
    "tutor_profile_id",
    "tutor_id",
    "tutor_name",
    "tutor_photo",
    "tutor_zone",
    "student_id",
    "student_name",
    "student_zone",
    "created_at",
    "updated_at",
)
_COLUMNS: tuple[Any, ...] = (
    _M.id,
    _M.record_version,
    _M.course_pack_id,
    CoursePack.title,
    CoursePack.is_active,
    TutorProfile.id,
    TutorProfile.user_id,
    _TutorUser.fullname,
    TutorProfile.photo,
    TutorProfile.time_zone,
    _M.student_id,
    _StudentUser.fullname,
    _StudentUser.time_zone,
    _M.created_at,
    _M.updated_at,
)
_STATE: tuple[Any, ...] = tuple(
    getattr(_M, name)
    for name in (
        "scheduled_datetime",
        "agreed_at",
        "tutor_decision",
        "comments",
        "meeting_link",
        "message",
        "proposals",
        "proposed_by",
        "decided_by",
        "decided_at",
        "closed_as",
        "appeal_message",
        "appealed_at",
        "appeal_outcome",
        "waits_for",
        "waiting_since",
        "expires_at",
    )
)


def screening_record(session: Session, meeting_id: str) -> ScreeningRecord | None:
    return next(iter(_records(session, [meeting_id])), None)


def newest_of(session: Session, student_id: str, pack_id: str) -> str | None:
    """The id of the student's newest request for the pack, closed or not."""
    return session.execute(
        select(col(_M.id))
        .where(
            col(_M.course_pack_id) == pack_id,
            col(_M.student_id) == student_id,
            col(_M.stage) != DELETED,
        )
        .order_by(col(_M.id).desc())
        .limit(1)
    ).scalar()


def screenings_page(
    session: Session,
    reader: Principal,
    which: Narrowed,
    *,
    sort: Sort,
    descending: bool,
    first: Side | None,
    limit: int,
    offset: int,
    now: datetime,
) -> list[ScreeningRecord]:
    """One page of what the reader may see. `first`: by waiting, those that wait for that side come
    before the others."""
    ids = session.execute(
        page_statement(
            session,
            reader,
            which,
            sort=sort,
            descending=descending,
            first=first,
            limit=limit,
            offset=offset,
            now=now,
        )
    )
    return _records(session, [meeting_id for (meeting_id,) in ids])


def count_screenings(session: Session, reader: Principal, which: Narrowed, *, now: datetime) -> int:
    return int(session.execute(count_statement(session, reader, which, now=now)).scalar_one())


def page_statement(
    session: Session,
    reader: Principal,
    which: Narrowed,
    *,
    sort: Sort,
    descending: bool,
    first: Side | None,
    limit: int,
    offset: int,
    now: datetime,
) -> Select[str]:
    """The ids of the page alone: what is passed over is not looked up."""
    found = _named(session, which.text)
    meeting = _reached_by(reader, which, found)
    return (
        select(col(meeting.id))
        .where(col(meeting.stage) != DELETED, *_conditions(meeting, reader, which, found, now))
        .order_by(*_order(meeting, sort, descending, first, now))
        .limit(limit)
        .offset(offset)
    )


def count_statement(
    session: Session, reader: Principal, which: Narrowed, *, now: datetime
) -> Select[int]:
    found = _named(session, which.text)
    meeting = _reached_by(reader, which, found)
    conditions = _conditions(meeting, reader, which, found, now)
    if which.stage is None:
        # All of them, so that an index of the stages counts them.
        conditions.append(col(meeting.stage).in_([stage.value for stage in _STORED]))
    return select(func.count()).select_from(meeting).where(*conditions)


_STORED = tuple(stage for stage in Stage if stage is not Stage.HELD)
_SORTED_BY = {
    Sort.CREATED: "created_at",
    Sort.CHANGED: "updated_at",
    Sort.TIME: "scheduled_datetime",
    Sort.WAITING: "waiting_since",
}


@dataclass(frozen=True, slots=True)
class _Named:
    """Whom and what a text names."""

    people: tuple[str, ...]
    packs: tuple[str, ...]

    def of(self, meeting: Any) -> list[ColumnElement[bool]]:
        return [
            col(meeting.student_id).in_(self.people),
            col(meeting.course_pack_id).in_(self.packs),
        ]


_LOOKED_AT = (
    "id",
    "course_pack_id",
    "student_id",
    "stage",
    "waits_for",
    *_SORTED_BY.values(),
)
"""What lists narrow and sort by."""


def _reached_by(reader: Principal, which: Narrowed, named: _Named | None) -> Any:
    """What is narrowed and sorted: the table itself, in the order of an index; or, where the rows
    are few, those that were looked up, so that no index is walked from end to end for them."""
    few = _few(reader, which, named)
    if few is None:
        return _M
    columns = [getattr(_M, name) for name in _LOOKED_AT]
    found = [select(*columns).where(condition) for condition in few]
    rows = union(*found) if len(found) > 1 else found[0]
    return aliased(_M, rows.cte("reached").prefix_with("MATERIALIZED"), name="reached")


def _few(
    reader: Principal, which: Narrowed, named: _Named | None
) -> list[ColumnElement[bool]] | None:
    """Conditions that find all wanted rows by indexes, one or another; None for a great many."""
    if which.pack_id is not None:
        return [col(_M.course_pack_id) == which.pack_id]
    if which.tutor_profile_id is not None:
        return [_of_tutors([which.tutor_profile_id])]
    if not policy.reaches_anyones(reader, Permission.PRELIMINARY_MEETING_DECIDE):
        return _own(reader)
    return named.of(_M) if named else None


def _own(reader: Principal) -> list[ColumnElement[bool]]:
    """The reader's own, those for their packs, and those on which grants have a word."""
    found = [col(_M.student_id) == reader.user_id]
    words = [
        grant.object_id
        for grant in reader.grants
        if grant.object_id
        and grant.permission
        in (Permission.PRELIMINARY_MEETING_DECIDE, Permission.PRELIMINARY_MEETING_OVERRIDE)
    ]
    profiles = [reader.tutor_profile_id] if reader.tutor_profile_id else []
    if profiles or words:
        found.append(_of_tutors([*profiles, *words]))
    if words:
        found += [col(_M.id).in_(words), col(_M.course_pack_id).in_(words)]
    return found


def _of_tutors(profile_ids: Sequence[str]) -> ColumnElement[bool]:
    packs = select(col(CoursePack.id)).where(col(CoursePack.tutor_profile_id).in_(profile_ids))
    return col(_M.course_pack_id).in_(packs)


def _order(
    meeting: Any, sort: Sort, descending: bool, first: Side | None, now: datetime
) -> list[ColumnElement[Any]]:
    column = col(getattr(meeting, _SORTED_BY[sort]))
    keys = [column.desc() if descending else column.asc()]
    if sort is Sort.WAITING and first is not None:
        waits = and_(col(meeting.waits_for) == first, col(meeting.waiting_since) <= now)
        keys.insert(0, case((waits, 0), else_=1).asc())
        return [*keys, col(meeting.id).desc()]
    return [*keys, col(meeting.id).desc() if descending else col(meeting.id).asc()]


def _conditions(
    meeting: Any, reader: Principal, which: Narrowed, named: _Named | None, now: datetime
) -> list[ColumnElement[bool]]:
    found = [seen_by(reader, meeting)]
    if which.stage is not None:
        found += _of_stage(meeting, which.stage, now)
    if which.pack_id is not None:
        found.append(col(meeting.course_pack_id) == which.pack_id)
    if which.tutor_profile_id is not None:
        packs = select(col(CoursePack.id)).where(
            col(CoursePack.tutor_profile_id) == which.tutor_profile_id
        )
        found.append(col(meeting.course_pack_id).in_(packs))
    if which.made_until is not None:
        found.append(col(meeting.created_at) <= which.made_until)
    if which.waits_for is not None:
        found += [col(meeting.waits_for) == which.waits_for, col(meeting.waiting_since) <= now]
    if named:
        found.append(or_(*named.of(meeting)))
    return found


def _of_stage(meeting: Any, stage: Stage, now: datetime) -> list[ColumnElement[bool]]:
    over = col(meeting.scheduled_datetime) <= now - MEETING_LENGTH
    if stage is Stage.HELD:
        return [col(meeting.stage) == Stage.AGREED, over]
    if stage is Stage.AGREED:
        return [col(meeting.stage) == Stage.AGREED, ~over]
    return [col(meeting.stage) == stage]


def _named(session: Session, text: str) -> _Named | None:
    """Whom and what the text names; None when nothing is looked for."""
    people, titled = named(PERSON, text), named(PACK, text)
    if people is None or titled is None:
        return None
    found = tuple(session.execute(people).scalars())
    taught = (
        select(col(CoursePack.id))
        .join(TutorProfile, col(TutorProfile.id) == CoursePack.tutor_profile_id)
        .where(col(TutorProfile.user_id).in_(found))
    )
    packs = {*session.execute(titled).scalars(), *session.execute(taught).scalars()}
    return _Named(found, tuple(sorted(packs)))


def _records(session: Session, ids: Sequence[str]) -> list[ScreeningRecord]:
    """The screenings in the order of their ids here."""
    rows = session.execute(
        select(*_COLUMNS, *_STATE)
        .join(CoursePack, col(CoursePack.id) == _M.course_pack_id)
        .join(TutorProfile, col(TutorProfile.id) == CoursePack.tutor_profile_id)
        .join(_TutorUser, _TutorUser.id == TutorProfile.user_id)
        .join(_StudentUser, _StudentUser.id == _M.student_id)
        .where(col(_M.id).in_(ids), col(_M.stage) != DELETED)
    )
    found = {}
    for row in rows:
        head = dict(zip(_NAMES, row, strict=False))
        found[head["id"]] = ScreeningRecord(**head, meeting=meeting_of(row), clocks=clocks_in(row))
    return [found[meeting_id] for meeting_id in ids if meeting_id in found]
