"""Enrolling a student in a course pack. Payment is arranged between the people, not here."""

from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import accounts, engine, enrollments, offers, profiles
from tutorhub_app.data.catalog import Enrollment
from tutorhub_app.data.changes import (
    ENROLLMENTS_TOPIC,
    person_topic,
    record_change,
    tutor_topic,
)
from tutorhub_app.data.offers import Holding, OfferRow
from tutorhub_app.data.profiles import ProfileRow
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.enrollment import (
    duplicate_sentence,
    lacks_screening,
    screening_sentence,
)
from tutorhub_app.domain.errors import Conflict, Invalid, NotFound, ScreeningRequired
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.services.catalog import EnrollmentView, enrollment_view


def enroll(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    student_id: str | None = None,
    *,
    now: datetime,
) -> EnrollmentView:
    """Give a student the pack's lessons: once, and again when all of them are used up.

    Students enroll themselves, a tutor a student in their own packs, an administrator anyone.
    Errors: NotFound, Invalid (studentId), ScreeningRequired, Conflict while lessons are left.
    """
    me = require_signed_in(principal)
    pack = offers.offer_row(session, pack_id)
    tutor = profiles.profile_row(session, pack.tutor_profile_id) if pack else None
    if pack is None or tutor is None or not pack.is_active:
        raise NotFound("There is no such course pack, or no longer.")
    student = _student(me, student_id)
    is_own = me.role is Role.STUDENT and student == me.user_id
    teaches = me.tutor_profile_id == pack.tutor_profile_id
    policy.require(
        me,
        Permission.ENROLLMENT_MANAGE,
        concerned=is_own or teaches,
        objects=(pack.id, pack.tutor_profile_id),
    )
    if not accounts.is_active_student(session, student):
        raise Invalid.field("studentId", "Choose a student.")
    _require_screening(session, pack, tutor, student)
    row = _give_lessons(session, pack, student)
    engine.flush(session)
    record_change(session, ENROLLMENTS_TOPIC, tutor_topic(tutor.profile_id), person_topic(student))
    made = enrollments.enrollment_row(session, row.id, now)
    if made is None:
        raise NotFound()
    return enrollment_view(made)


def _student(me: Principal, student_id: str | None) -> str:
    if student_id is None and me.role is not Role.STUDENT:
        sentence = "Choose the student to enroll."
        raise Invalid.field("studentId", sentence, code="studentIdIsRequired")
    return student_id or me.user_id


def _require_screening(
    session: Session, pack: OfferRow, tutor: ProfileRow, student_id: str
) -> None:
    decision = offers.holdings(session, student_id, [pack.id]).get(pack.id, Holding()).screening
    if lacks_screening(pack.requires_screening, decision):
        raise ScreeningRequired(screening_sentence(tutor.name, decision))


def _give_lessons(session: Session, pack: OfferRow, student_id: str) -> Enrollment:
    row = enrollments.enrollment_to_change(session, pack.id, student_id)
    if row is None:
        row = Enrollment(
            course_pack_id=pack.id,
            student_id=student_id,
            owner_id=student_id,
            lessons_left=pack.lesson_count,
            lessons_bought=pack.lesson_count,
        )
    elif row.is_active and row.lessons_left:
        raise Conflict(duplicate_sentence(row.lessons_left), code="alreadyEnrolled")
    else:
        # What a withdrawn enrollment had left was withdrawn with it.
        row.is_active = True
        row.lessons_left = pack.lesson_count
        row.lessons_bought += pack.lesson_count
    session.add(row)
    return row
