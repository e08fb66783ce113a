"""Enrollments one by one, as the catalogue API has them: for the student, the pack's tutor and
administrators."""

from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import (
    catalog_pages,
    catalog_records,
    engine,
    enrollments,
    lessons,
    packs,
)
from tutorhub_app.data.catalog import Enrollment
from tutorhub_app.data.changes import (
    ENROLLMENTS_TOPIC,
    LESSONS_TOPIC,
    person_topic,
    record_change,
    tutor_topic,
)
from tutorhub_app.data.lessons import LessonFilter
from tutorhub_app.domain import kept, policy, words
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.enrollment import checked_lessons_left
from tutorhub_app.domain.errors import Conflict, NotAllowed, NotFound, NotYours
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.domain.records import EnrollmentRecord
from tutorhub_app.domain.zones import zone
from tutorhub_app.services.enrollment import enroll
from tutorhub_app.services.unit import reads


def list_topics(session: Session, principal: Principal | None) -> tuple[str, ...]:
    """What the principal's list of enrollments is made from; bookings change the lessons left."""
    me = require_signed_in(principal)
    if me.grants or policy.reaches_anyones(me, Permission.ENROLLMENT_MANAGE):
        return (ENROLLMENTS_TOPIC, LESSONS_TOPIC)
    own = (tutor_topic(me.tutor_profile_id),) if me.tutor_profile_id else ()
    return (person_topic(me.user_id), *own)


@reads
def get(
    session: Session, principal: Principal | None, enrollment_id: str, *, now: datetime
) -> EnrollmentRecord:
    """One enrollment. NotFound, NotYours."""
    me = require_signed_in(principal)
    row = catalog_records.enrollment_record(session, enrollment_id)
    pack = packs.pack_row(session, row.course_pack_id) if row else None
    if row is None or pack is None or not row.is_active:
        raise _no_such_enrollment()
    looks_on = me.user_id != row.student_id and me.tutor_profile_id != pack.tutor_profile_id
    if looks_on and not _may_act(me, row.id, pack.pack_id, pack.tutor_profile_id):
        raise NotYours(NotAllowed.sentence)
    return row


@reads
def find(
    session: Session,
    principal: Principal | None,
    page: PageRequest,
    *,
    pack_id: str | None = None,
    student_id: str | None = None,
    now: datetime,
) -> Page[EnrollmentRecord]:
    """The enrollments that concern the principal, narrowed to a pack's and to a student's."""
    me = require_signed_in(principal)
    return catalog_pages.enrollments_page(session, me, page, pack_id=pack_id, student_id=student_id)


def create(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    student_id: str | None = None,
    *,
    now: datetime,
) -> EnrollmentRecord:
    """As `enroll`."""
    return _record(session, enroll(session, principal, pack_id, student_id, now=now).id)


def update(
    session: Session,
    principal: Principal | None,
    enrollment_id: str,
    *,
    lessons_left: int | None = None,
    now: datetime,
) -> EnrollmentRecord:
    """Set how many lessons are left, as the pack's tutor or an administrator. More than were ever
    bought count as bought."""
    me, row, profile_id = _to_change(session, principal, enrollment_id)
    teaches = me.tutor_profile_id == profile_id
    if not _may_act(me, row.id, row.course_pack_id, profile_id, concerned=teaches):
        raise NotYours("Only the tutor can change how many lessons are left.")
    if lessons_left is not None and lessons_left != row.lessons_left:
        row.lessons_left = checked_lessons_left(lessons_left)
        row.lessons_bought = max(row.lessons_bought, lessons_left)
        _save(session, row, profile_id)
    return _record(session, enrollment_id)


def delete(
    session: Session, principal: Principal | None, enrollment_id: str, *, now: datetime
) -> EnrollmentRecord:
    """Withdraw a student from a pack, as the student, the pack's tutor or an administrator: what
    lessons are left go with it. Conflict while lessons are booked and not over."""
    me, row, profile_id = _to_change(session, principal, enrollment_id)
    concerned = row.student_id == me.user_id or me.tutor_profile_id == profile_id
    if not _may_act(me, row.id, row.course_pack_id, profile_id, concerned=concerned):
        raise NotYours(NotAllowed.sentence)
    _require_nothing_booked(session, me, row, now)
    row.is_active = False
    _save(session, row, profile_id)
    return _record(session, enrollment_id)


def _to_change(
    session: Session, principal: Principal | None, enrollment_id: str
) -> tuple[Principal, Enrollment, str]:
    me = require_signed_in(principal)
    found = enrollments.enrollment_with_tutor(session, enrollment_id)
    if found is None:
        raise _no_such_enrollment()
    return me, *found


def _may_act(me: Principal, *objects: str, concerned: bool = False) -> bool:
    return policy.allowed(me, Permission.ENROLLMENT_MANAGE, concerned=concerned, objects=objects)


def _require_nothing_booked(
    session: Session, me: Principal, row: Enrollment, now: datetime
) -> None:
    coming = LessonFilter(student_id=row.student_id, pack_id=row.course_pack_id, coming_at=now)
    count = lessons.count_lessons(session, coming)
    if count:
        (first,) = lessons.lesson_rows(session, coming, limit=1)
        when = words.day_and_clock(first.starts_at, zone(me.time_zone), me.hour_cycle)
        sentence = kept.by_booked_lessons(
            count, when, of="of this enrollment", then="it can be withdrawn"
        )
        raise Conflict(sentence, code="lessonsAreBooked")


def _save(session: Session, row: Enrollment, profile_id: str) -> None:
    engine.flush(session)
    record_change(session, ENROLLMENTS_TOPIC, tutor_topic(profile_id), person_topic(row.student_id))


def _record(session: Session, enrollment_id: str) -> EnrollmentRecord:
    row = catalog_records.enrollment_record(session, enrollment_id)
    if row is None:
        raise _no_such_enrollment()
    return row


def _no_such_enrollment() -> NotFound:
    return NotFound("There is no such enrollment, or no longer.")
