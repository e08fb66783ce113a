"""Everything that is kept about one person, table by table, without secrets."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col

from tutorhub_app.data.accounts import LoginSession, User
from tutorhub_app.data.api_keys import ApiKey
from tutorhub_app.data.audit import AuditEntry
from tutorhub_app.data.availability import Availability, OwnHoursDate, TimeOffPeriod
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.catalog import CoursePack, Enrollment, StudentNote, TutorProfile, TutorTag
from tutorhub_app.data.classroom import Attendance, BoardFile, ChatMessage
from tutorhub_app.data.notices import Notice
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.data.permissions import PermissionGrant, UserGroup, UserGroupMember
from tutorhub_app.data.recordings import Recording
from tutorhub_app.data.room_deletion import wrote
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.data.screening_history import ScreeningEvent, ScreeningNote

Rows = list[dict[str, Any]]

_JSON = ("facts", "detail", "marks")
_NEVER = frozenset(
    {
        *("password_hash", "key_hash", "email_key", "request_key", "owner_id"),
        # What opens the rooms of lessons.
        *("teacher_token", "student_slug", "record_token", "token", "claim"),
    }
)


def account(session: Session, user_id: str) -> dict[str, Any] | None:
    return next(iter(_rows(session, _of(User, col(User.id) == user_id))), None)


def sections(session: Session, user_id: str, profile_id: str) -> dict[str, Rows]:
    """Section -> its rows, the oldest first. `profile_id` is "" for who has no profile."""
    taught = select(col(CoursePack.id)).where(col(CoursePack.tutor_profile_id) == profile_id)
    meetings = or_(
        col(PreliminaryMeeting.student_id) == user_id,
        col(PreliminaryMeeting.course_pack_id).in_(taught),
    )
    meeting_ids = select(col(PreliminaryMeeting.id)).where(meetings)
    # Notes and marks are the tutor's: a student's file must not hold them.
    taught_ids = select(col(PreliminaryMeeting.id)).where(
        col(PreliminaryMeeting.course_pack_id).in_(taught)
    )
    online = select(col(OnlineLesson.id)).where(col(OnlineLesson.account_id) == user_id)
    found = {
        "tutorProfile": _of(TutorProfile, col(TutorProfile.user_id) == user_id),
        "tags": _of(TutorTag, col(TutorTag.tutor_profile_id) == profile_id),
        "hours": _of(Availability, col(Availability.tutor_profile_id) == profile_id),
        "datesWithOwnHours": _of(OwnHoursDate, col(OwnHoursDate.tutor_profile_id) == profile_id),
        "timeOff": _of(TimeOffPeriod, col(TimeOffPeriod.tutor_profile_id) == profile_id),
        "coursePacks": _of(CoursePack, col(CoursePack.tutor_profile_id) == profile_id),
        "notesOnStudents": _of(StudentNote, col(StudentNote.tutor_profile_id) == profile_id),
        "enrollments": _of(Enrollment, col(Enrollment.student_id) == user_id),
        "lessons": _of(
            LessonSlot,
            or_(
                col(LessonSlot.student_id) == user_id,
                col(LessonSlot.tutor_profile_id) == profile_id,
            ),
        ),
        "screenings": _of(PreliminaryMeeting, meetings),
        "screeningHistory": _of(ScreeningEvent, col(ScreeningEvent.meeting_id).in_(meeting_ids)),
        "screeningNotes": _of(
            ScreeningNote,
            col(ScreeningNote.meeting_id).in_(taught_ids),
            order=ScreeningNote.meeting_id,
        ),
        "onlineLessons": _of(OnlineLesson, col(OnlineLesson.account_id) == user_id),
        "recordings": _of(Recording, col(Recording.lesson_id).in_(online)),
        "boardPictures": _of(
            BoardFile, col(BoardFile.lesson_id).in_(online), order=BoardFile.created_at
        ),
        "staysInOnlineLessons": _of(Attendance, col(Attendance.user_id) == user_id),
        "chatMessages": _of(ChatMessage, wrote(user_id)),
        "sessions": _of(LoginSession, col(LoginSession.user_id) == user_id),
        "apiKeys": _of(ApiKey, col(ApiKey.user_id) == user_id),
        "notices": _of(Notice, col(Notice.user_id) == user_id),
        "permissions": _of(PermissionGrant, col(PermissionGrant.subject_user_id) == user_id),
        "groups": select(col(UserGroup.id), col(UserGroup.name))
        .join(UserGroupMember, col(UserGroupMember.user_group_id) == UserGroup.id)
        .where(col(UserGroupMember.user_id) == user_id)
        .order_by(col(UserGroup.id)),
        "auditLog": _of(AuditEntry, col(AuditEntry.subject_user_id) == user_id),
    }
    return {name: _rows(session, statement) for name, statement in found.items()}


def people_named(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Id -> name."""
    return {
        user_id: name
        for part in _parts(ids)
        for user_id, name in session.execute(
            select(col(User.id), col(User.fullname)).where(col(User.id).in_(part))
        )
    }


def packs_named(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Id -> title and tutor, as people call the pack."""
    return {
        pack_id: f"{title}, {tutor}"
        for part in _parts(ids)
        for pack_id, title, tutor in session.execute(
            select(col(CoursePack.id), col(CoursePack.title), col(User.fullname))
            .join(TutorProfile, col(TutorProfile.id) == CoursePack.tutor_profile_id)
            .join(User, col(User.id) == TutorProfile.user_id)
            .where(col(CoursePack.id).in_(part))
        )
    }


def _parts(ids: Iterable[str]) -> list[list[str]]:
    """In portions, for a statement holds so many parameters and no more."""
    ordered = sorted(ids)
    return [ordered[start : start + 500] for start in range(0, len(ordered), 500)]


def _of(table: Any, condition: Any, order: Any = None) -> Select[Any]:
    columns = [column for column in table.__table__.columns if column.name not in _NEVER]
    return select(*columns).where(condition).order_by(col(table.id) if order is None else order)


def _rows(session: Session, statement: Select[Any]) -> Rows:
    return [_plain(dict(row)) for row in session.execute(statement).mappings()]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """With the columns that hold JSON as what they say."""
    return {
        name: json.loads(value) if name in _JSON and value else value for name, value in row.items()
    }
