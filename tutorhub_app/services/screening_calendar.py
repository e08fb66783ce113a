"""Screenings in people's own calendars: what is agreed, and what stands in the way of a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data.lessons import LessonFilter, LessonRow, lesson_rows
from tutorhub_app.data.screening_times import MeetingTime, meetings_with
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.policy import require_signed_in
from tutorhub_app.domain.screening import MEETING_LENGTH
from tutorhub_app.services.unit import reads


@dataclass(frozen=True, slots=True)
class Clash:
    """A lesson or a screening of one's own, and who is in it with one."""

    who: str
    is_lesson: bool
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class AgreedMeeting:
    """An agreed screening of one's own, and who is in it with one."""

    id: str
    who: str
    pack_title: str
    starts_at: datetime
    ends_at: datetime


@reads
def agreed_meetings(
    session: Session,
    principal: Principal | None,
    *,
    since: datetime,
    until: datetime,
    now: datetime,
) -> tuple[AgreedMeeting, ...]:
    """The principal's own, between two instants, in order."""
    me = require_signed_in(principal)
    is_student = me.role is Role.STUDENT
    return tuple(
        AgreedMeeting(
            each.id,
            each.tutor_name if is_student else each.student_name,
            each.pack_title,
            *_when(each),
        )
        for each in meetings_with(session, me.user_id, since=since, until=until)
    )


@reads
def clashes(
    session: Session, principal: Principal | None, times: Sequence[datetime], *, now: datetime
) -> dict[datetime, tuple[Clash, ...]]:
    """For each of these times: what the principal has then. Times without anything are absent."""
    me = require_signed_in(principal)
    found = {}
    for starts_at in times:
        taken = _at(session, me, starts_at, starts_at + MEETING_LENGTH)
        if taken:
            found[starts_at] = taken
    return found


def _at(
    session: Session, me: Principal, starts_at: datetime, ends_at: datetime
) -> tuple[Clash, ...]:
    is_student = me.role is Role.STUDENT
    whose = LessonFilter(
        student_id=me.user_id if is_student else None,
        tutor_profile_id=None if is_student else me.tutor_profile_id or "",
        statuses=(SlotStatus.BOOKED,),
        since=starts_at,
        until=ends_at,
    )
    lessons = [
        Clash(each.tutor_name if is_student else each.student_name, True, *_when(each))
        for each in lesson_rows(session, whose)
    ]
    meetings = [
        Clash(each.tutor_name if is_student else each.student_name, False, *_when(each))
        for each in meetings_with(session, me.user_id, since=starts_at, until=ends_at)
    ]
    return tuple(sorted([*lessons, *meetings], key=lambda each: each.starts_at))


def _when(each: LessonRow | MeetingTime) -> tuple[datetime, datetime]:
    return each.starts_at, each.ends_at
