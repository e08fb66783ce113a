"""Taking a person out of the database and leaving the books: what others have had with them."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, or_, select, update
from sqlmodel import Session, col

from tutorhub_app.data.accounts import LoginSession, User
from tutorhub_app.data.api_keys import ApiKey
from tutorhub_app.data.availability import Availability, OwnHoursDate, TimeOffPeriod
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.catalog import CoursePack, StudentNote, TutorProfile, TutorTag
from tutorhub_app.data.engine import execute
from tutorhub_app.data.idempotency import IdempotencyKey
from tutorhub_app.data.notices import Notice
from tutorhub_app.data.permissions import PermissionGrant, UserGroupMember
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.data.screening_history import ScreeningEvent, ScreeningNote
from tutorhub_app.domain.booking import LocationType, Side


def forget_person(session: Session, user_id: str) -> None:
    """Delete what is theirs alone: sessions, keys, kept answers, notices, grants, memberships, and
    what tutors noted about them."""
    for table, column in (
        (LoginSession, LoginSession.user_id),
        (ApiKey, ApiKey.user_id),
        (IdempotencyKey, IdempotencyKey.user_id),
        (Notice, Notice.user_id),
        (PermissionGrant, PermissionGrant.subject_user_id),
        (UserGroupMember, UserGroupMember.user_id),
        (StudentNote, StudentNote.student_id),
    ):
        _drop(session, table, col(column) == user_id)


def forget_tutor(session: Session, profile: TutorProfile, now: datetime) -> None:
    """Empty a tutor's profile, delete hours, time off and notes, and take the packs off offer.
    Titles and prices stay, for those who bought them."""
    for table in (TutorTag, Availability, OwnHoursDate, TimeOffPeriod, StudentNote):
        _drop(session, table, col(table.tutor_profile_id) == profile.id)
    for name in ("headline", "bio", "photo", "meeting_link", "teaching_place"):
        setattr(profile, name, "")
    profile.is_listed = profile.is_active = False
    _change(
        session,
        CoursePack,
        col(CoursePack.tutor_profile_id) == profile.id,
        now,
        is_active=False,
        description="",
    )
    # Their own address, where lessons were held.
    _change(
        session, LessonSlot, col(LessonSlot.tutor_profile_id) == profile.id, now, meet_link=None
    )


def forget_words(session: Session, user_id: str, profile_id: str | None, now: datetime) -> None:
    """Blank what the person wrote into what stays: places at their home, reasons, messages."""
    lesson = LessonSlot
    homes = [
        (col(lesson.student_id) == user_id)
        & (col(lesson.location_type) != LocationType.TUTOR_HOME.value)
    ]
    if profile_id:
        homes.append(
            (col(lesson.tutor_profile_id) == profile_id)
            & (col(lesson.location_type) != LocationType.STUDENT_HOME.value)
        )
    _change(session, lesson, or_(*homes), now, location_details=None)
    written = (col(lesson.canceled_by) == user_id) & (col(lesson.cancel_reason) != "")
    _change(session, lesson, written, now, cancel_reason="")
    _forget_screenings(session, user_id, profile_id, now)


def rename_in_notices(
    session: Session, user_id: str, profile_id: str | None, name: str, instead: str
) -> None:
    """Call the person otherwise in what others were told of them. Where somebody else has the same
    name, only in what is about their own lessons and screenings."""
    named = col(Notice.facts).contains(json.dumps(name, ensure_ascii=False), autoescape=True)
    namesake = select(col(User.id)).where(User.fullname == name, User.id != user_id).limit(1)
    if session.execute(namesake).first() is not None:
        named &= _about(user_id, profile_id)
    found = session.execute(select(col(Notice.id), col(Notice.facts)).where(named)).all()
    for notice_id, text in found:
        facts = {
            key: instead if value == name else value for key, value in json.loads(text).items()
        }
        session.execute(
            update(Notice)
            .where(col(Notice.id) == notice_id)
            .values(facts=json.dumps(facts, ensure_ascii=False))
        )


def _about(user_id: str, profile_id: str | None) -> ColumnElement[bool]:
    """Notices about what the person had with others."""
    own_lessons = col(LessonSlot.student_id) == user_id
    own_screenings = col(PreliminaryMeeting.student_id) == user_id
    if profile_id:
        own_lessons |= col(LessonSlot.tutor_profile_id) == profile_id
        own_screenings |= col(PreliminaryMeeting.course_pack_id).in_(_packs_of(profile_id))
    return or_(
        col(Notice.object_id) == user_id,
        col(Notice.object_id).in_(select(col(LessonSlot.id)).where(own_lessons)),
        col(Notice.object_id).in_(select(col(PreliminaryMeeting.id)).where(own_screenings)),
    )


def _packs_of(profile_id: str) -> Select[Any]:
    return select(col(CoursePack.id)).where(col(CoursePack.tutor_profile_id) == profile_id)


def _forget_screenings(
    session: Session, user_id: str, profile_id: str | None, now: datetime
) -> None:
    """Decisions and their reasons stay with the other side; what the person wrote as a student,
    and what was noted about them, goes."""
    asked = select(col(PreliminaryMeeting.id)).where(col(PreliminaryMeeting.student_id) == user_id)
    _drop(session, ScreeningNote, col(ScreeningNote.meeting_id).in_(asked))
    execute(
        session,
        update(ScreeningEvent)
        .where(
            col(ScreeningEvent.actor_id) == user_id,
            col(ScreeningEvent.actor_side) == Side.STUDENT.value,
        )
        .values(reason=None),
        {},
    )
    own = col(PreliminaryMeeting.student_id) == user_id
    _change(session, PreliminaryMeeting, own, now, message=None, appeal_message=None)
    if profile_id:
        theirs = col(PreliminaryMeeting.course_pack_id).in_(_packs_of(profile_id))
        _change(session, PreliminaryMeeting, theirs, now, meeting_link=None)


def _drop(session: Session, table: Any, condition: Any) -> None:
    execute(session, delete(table).where(condition), {})


def _change(session: Session, table: Any, condition: Any, now: datetime, **values: Any) -> None:
    """Of records, past the ORM: each counts it as a write."""
    execute(
        session,
        update(table)
        .where(condition)
        .values(**values, record_version=table.record_version + 1, updated_at=now),
        {},
    )
