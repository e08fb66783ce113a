"""Profiles, course packs, enrollments and people as the API documents have them."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from tutorhub_app.data.accounts import User
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile
from tutorhub_app.data.profiles import RULE_COLUMNS, Tags, tags_of
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.catalog import BookingRules, TeachingMode
from tutorhub_app.domain.records import (
    CoursePackRecord,
    EnrollmentRecord,
    PersonRecord,
    TutorProfileRecord,
)

_LOOKED_UP = frozenset({"fullname", "subjects", "languages", "rules", "meeting_link"})
ENROLLMENT_COLUMNS: tuple[Any, ...] = tuple(
    getattr(Enrollment, field.name) for field in fields(EnrollmentRecord)
)
PACK_COLUMNS: tuple[Any, ...] = tuple(
    getattr(CoursePack, field.name) for field in fields(CoursePackRecord)
)
_PROFILE_COLUMNS: tuple[Any, ...] = tuple(
    getattr(TutorProfile, field.name)
    for field in fields(TutorProfileRecord)
    if field.name not in _LOOKED_UP
)


def course_pack_record(session: Session, pack_id: str) -> CoursePackRecord | None:
    """The pack, deleted or not: `is_active` tells."""
    found = session.execute(select(*PACK_COLUMNS).where(col(CoursePack.id) == pack_id))
    row = found.mappings().first()
    return pack_record_of(row) if row else None


def pack_record_of(row: Mapping[Any, Any]) -> CoursePackRecord:
    return CoursePackRecord(**{**row, "teaching_mode": TeachingMode(row["teaching_mode"])})


def select_profiles() -> Select[Any]:
    """What `profile_records_of` reads."""
    statement: Select[Any] = select(*_PROFILE_COLUMNS, User.fullname, *RULE_COLUMNS)
    return statement.join(User, col(User.id) == TutorProfile.user_id)


def tutor_profile_record(session: Session, profile_id: str) -> TutorProfileRecord | None:
    """The profile as everyone may see it, deleted or not: `is_active` tells."""
    found = session.execute(select_profiles().where(col(TutorProfile.id) == profile_id))
    return next(iter(profile_records_of(session, found.mappings().all())), None)


def profile_records_of(
    session: Session, rows: Sequence[Mapping[Any, Any]]
) -> tuple[TutorProfileRecord, ...]:
    """These rows of `select_profiles` with their tags."""
    tags = tags_of(session, [row["id"] for row in rows])
    return tuple(_profile(row, tags.get(row["id"], Tags())) for row in rows)


def enrollment_record(session: Session, enrollment_id: str) -> EnrollmentRecord | None:
    """The enrollment, withdrawn or not: `is_active` tells."""
    found = session.execute(select(*ENROLLMENT_COLUMNS).where(col(Enrollment.id) == enrollment_id))
    row = found.mappings().first()
    return enrollment_record_of(row) if row else None


def enrollment_record_of(row: Mapping[Any, Any]) -> EnrollmentRecord:
    return EnrollmentRecord(**row)


def person_record(session: Session, user_id: str) -> PersonRecord | None:
    row = session.execute(
        select(User.id, User.fullname, User.role, User.time_zone).where(col(User.id) == user_id)
    ).first()
    if row is None:
        return None
    found_id, fullname, role, time_zone = row
    return PersonRecord(id=found_id, fullname=fullname, role=Role(role), time_zone=time_zone)


def _profile(row: Mapping[Any, Any], tags: Tags) -> TutorProfileRecord:
    return TutorProfileRecord(
        **{column.key: row[column.key] for column in _PROFILE_COLUMNS},
        fullname=row["fullname"],
        subjects=tags.subjects,
        languages=tags.languages,
        rules=BookingRules(**{column.key: row[column.key] for column in RULE_COLUMNS}),
    )
