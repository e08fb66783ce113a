"""A tutor's students: the list, one of them, and the tutor's private notes."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import calendars
from tutorhub_app.data import students as data
from tutorhub_app.data.changes import record_change, tutor_topic
from tutorhub_app.data.students import SORTS, EnrollmentRow, StudentRow
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import Invalid, NotFound
from tutorhub_app.domain.policy import Permission, require, require_signed_in
from tutorhub_app.services.unit import reads

__all__ = [
    "SORTS",
    "EnrollmentRow",
    "StudentFile",
    "StudentLine",
    "StudentPage",
    "StudentRow",
    "list_students",
    "save_note",
    "student_file",
    "student_page",
]

PAGE_SIZE = 25

MAXIMUM_NOTE = 8000


@dataclass(frozen=True, slots=True)
class StudentLine:
    """A student as a tutor lists them."""

    student: StudentRow
    enrollments: tuple[EnrollmentRow, ...]


@dataclass(frozen=True, slots=True)
class StudentFile:
    """All a tutor keeps about a student. `note` is the tutor's alone."""

    profile_id: str
    tutor_user_id: str
    student: StudentRow
    enrollments: tuple[EnrollmentRow, ...]
    note: str


@dataclass(frozen=True, slots=True)
class StudentPage:
    """One page, numbered from 1, of `total` students on all pages."""

    students: tuple[StudentLine, ...]
    total: int
    page: int
    page_count: int


@reads
def list_students(
    session: Session, principal: Principal | None, profile_id: str | None = None, *, now: datetime
) -> tuple[StudentLine, ...]:
    """The tutor's students; an admin names whose."""
    tutor = _tutor(session, principal, profile_id)
    enrollments = data.enrollments_with(session, tutor.profile_id)
    return tuple(
        StudentLine(student, tuple(e for e in enrollments if e.student_id == student.student_id))
        for student in data.students_of(session, tutor.profile_id, now=now)
    )


@reads
def student_page(
    session: Session,
    principal: Principal | None,
    profile_id: str | None = None,
    *,
    text: str = "",
    sort: str = "name",
    descending: bool = False,
    page: int = 1,
    now: datetime,
) -> StudentPage:
    """The tutor's students whose name or email holds the words; an admin names whose. `sort` is one
    of SORTS. A page past the end is the last one."""
    tutor = _tutor(session, principal, profile_id)
    total = data.count_students(session, tutor.profile_id, text)
    page_count = max(1, -(-total // PAGE_SIZE))
    page = max(1, min(page, page_count))
    enrollments = data.enrollments_with(session, tutor.profile_id)
    rows = data.students_of(
        session,
        tutor.profile_id,
        now=now,
        text=text,
        sort=sort if sort in SORTS else "name",
        descending=descending,
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    lines = tuple(
        StudentLine(student, tuple(e for e in enrollments if e.student_id == student.student_id))
        for student in rows
    )
    return StudentPage(lines, total, page, page_count)


@reads
def student_file(
    session: Session,
    principal: Principal | None,
    student_id: str,
    profile_id: str | None = None,
    *,
    now: datetime,
) -> StudentFile:
    """NotFound unless the student is enrolled with this tutor."""
    tutor = _tutor(session, principal, profile_id)
    student = _student(session, tutor.profile_id, student_id, now)
    return StudentFile(
        profile_id=tutor.profile_id,
        tutor_user_id=tutor.user_id,
        student=student,
        enrollments=tuple(data.enrollments_with(session, tutor.profile_id, student_id=student_id)),
        note=data.note(session, tutor.profile_id, student_id),
    )


def save_note(
    session: Session,
    principal: Principal | None,
    student_id: str,
    text: str,
    profile_id: str | None = None,
    *,
    now: datetime,
) -> None:
    """Keep the tutor's private note about one of their students."""
    tutor = _tutor(session, principal, profile_id)
    _student(session, tutor.profile_id, student_id, now)
    if len(text) > MAXIMUM_NOTE:
        raise Invalid.field("note", f"Use at most {MAXIMUM_NOTE} characters.")
    data.put_note(session, tutor.profile_id, student_id, text.strip(), now=now)
    record_change(session, tutor_topic(tutor.profile_id))


def _tutor(
    session: Session, principal: Principal | None, profile_id: str | None
) -> calendars.TutorRow:
    me = require_signed_in(principal)
    wanted = profile_id or me.tutor_profile_id
    for permission in (Permission.CATALOG_MANAGE, Permission.ENROLLMENT_MANAGE):
        require(me, permission, concerned=wanted == me.tutor_profile_id, objects=(wanted,))
    tutor = calendars.tutor_row(session, wanted) if wanted else None
    if tutor is None:
        raise NotFound("There is no such tutor.")
    return tutor


def _student(session: Session, profile_id: str, student_id: str, now: datetime) -> StudentRow:
    found = data.students_of(session, profile_id, now=now, student_id=student_id)
    if not found:
        raise NotFound("There is no such student among yours.")
    return found[0]
