"""Lists of catalogue objects as the APIs have them, narrowed to what the reader may see.

They come in the order of making, so that what is made meanwhile moves no page.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlmodel import Session, col

from tutorhub_app.data.accounts import User
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile, TutorTag
from tutorhub_app.data.catalog_records import (
    ENROLLMENT_COLUMNS,
    PACK_COLUMNS,
    enrollment_record_of,
    pack_record_of,
    profile_records_of,
    select_profiles,
)
from tutorhub_app.data.paging import page_of
from tutorhub_app.data.profiles import SUBJECT, tag_key
from tutorhub_app.data.reach import own_or_reached
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.records import CoursePackRecord, EnrollmentRecord, TutorProfileRecord


def profiles_page(
    session: Session,
    reader: Principal | None,
    page: PageRequest,
    *,
    user_id: str | None = None,
    subject: str | None = None,
) -> Page[TutorProfileRecord]:
    """Active profiles: those that are listed, and those that the reader manages. Without meeting
    links."""
    statement = select_profiles().where(_is_there(), _is_shown(reader, (TutorProfile.id,)))
    if user_id is not None:
        statement = statement.where(col(TutorProfile.user_id) == user_id)
    if subject is not None:
        tagged = select(col(TutorTag.tutor_profile_id)).where(
            col(TutorTag.kind) == SUBJECT, col(TutorTag.key) == tag_key(subject)
        )
        statement = statement.where(col(TutorProfile.id).in_(tagged))
    rows, total = page_of(session, statement.order_by(col(TutorProfile.id)), page)
    return Page(profile_records_of(session, rows), total, page)


def packs_page(
    session: Session,
    reader: Principal | None,
    page: PageRequest,
    *,
    profile_id: str | None = None,
    requires_screening: bool | None = None,
) -> Page[CoursePackRecord]:
    """Packs on offer: those of listed tutors, and those that the reader manages."""
    statement: Select[Any] = select(*PACK_COLUMNS)
    statement = (
        statement.join(TutorProfile, col(TutorProfile.id) == CoursePack.tutor_profile_id)
        .join(User, col(User.id) == TutorProfile.user_id)
        .where(
            col(CoursePack.is_active).is_(True),
            _is_there(),
            _is_shown(reader, (CoursePack.id, CoursePack.tutor_profile_id)),
        )
    )
    if profile_id is not None:
        statement = statement.where(col(CoursePack.tutor_profile_id) == profile_id)
    if requires_screening is not None:
        statement = statement.where(col(CoursePack.requires_screening).is_(requires_screening))
    rows, total = page_of(session, statement.order_by(col(CoursePack.id)), page)
    return Page(tuple(pack_record_of(row) for row in rows), total, page)


def enrollments_page(
    session: Session,
    reader: Principal,
    page: PageRequest,
    *,
    pack_id: str | None = None,
    student_id: str | None = None,
) -> Page[EnrollmentRecord]:
    """The reader's own enrollments, those in their packs, and those that they manage."""
    concerned = (col(Enrollment.student_id) == reader.user_id) | _is_own(
        reader, CoursePack.tutor_profile_id
    )
    chain = (Enrollment.id, CoursePack.id, CoursePack.tutor_profile_id)
    statement: Select[Any] = select(*ENROLLMENT_COLUMNS)
    statement = statement.join(CoursePack, col(CoursePack.id) == Enrollment.course_pack_id).where(
        col(Enrollment.is_active).is_(True),
        own_or_reached(reader, Permission.ENROLLMENT_MANAGE, concerned, chain),
    )
    if pack_id is not None:
        statement = statement.where(col(Enrollment.course_pack_id) == pack_id)
    if student_id is not None:
        statement = statement.where(col(Enrollment.student_id) == student_id)
    rows, total = page_of(session, statement.order_by(col(Enrollment.id)), page)
    return Page(tuple(enrollment_record_of(row) for row in rows), total, page)


def _is_there() -> ColumnElement[bool]:
    return col(TutorProfile.is_active).is_(True) & col(User.is_active).is_(True)


def _is_shown(reader: Principal | None, chain: Sequence[Any]) -> ColumnElement[bool]:
    """Whether the tutor is listed, or the reader manages the row; the chain leads from it to the
    tutor's profile."""
    is_listed = col(TutorProfile.is_listed).is_(True)
    if reader is None:
        return is_listed
    return or_(
        is_listed,
        own_or_reached(reader, Permission.CATALOG_MANAGE, _is_own(reader, chain[-1]), chain),
    )


def _is_own(reader: Principal, profile_id: Any) -> ColumnElement[bool]:
    """Whether the column names the reader's own profile."""
    own = reader.tutor_profile_id
    return false() if own is None else col(profile_id) == own
