"""What the booking page tells of a pack before a time is chosen."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import packs
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import TutorHubError
from tutorhub_app.services import booking_desk
from tutorhub_app.services.unit import reads


@dataclass(frozen=True, slots=True)
class PackToBook:
    """A pack with its tutor, for one student (`student_id` is "" for someone who only looks).

    `missing` is the code of what the student needs before booking: "notEnrolled",
    "screeningRequired", "noLessonsLeft", or "". `overrides`: the viewer is not bound by the
    tutor's rules. Notices are minutes, the price is in minor units.
    """

    pack_id: str
    title: str
    lesson_minutes: int
    lesson_count: int
    price_minor: int
    currency: str
    session_modes: tuple[SessionMode, ...]
    tutor_profile_id: str
    tutor_id: str
    tutor_name: str
    tutor_photo: str
    tutor_zone: str
    teaching_place: str
    cancellation_notice_minutes: int
    reschedule_notice_minutes: int
    student_id: str
    student_name: str
    is_enrolled: bool
    lessons_left: int
    missing: str
    missing_sentence: str
    overrides: bool


@reads
def pack_to_book(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    student_id: str | None = None,
    *,
    moving_lesson: str | None = None,
    now: datetime,
) -> PackToBook:
    """The pack for a new lesson, or for the one that is moved, which then lacks nothing.

    Raises NotSignedIn, NotFound, NotYours for a student who is not the viewer's to book for.
    """
    desk = booking_desk.look_at_desk(session, principal, pack_id, student_id, moving_lesson)
    name, photo, place = packs.tutor_face(session, desk.tutor.profile_id)
    pack, rules, student = desk.pack, desk.tutor.rules, desk.student
    missing: TutorHubError | None = None
    if student and not moving_lesson:
        missing = booking_desk.what_is_missing(session, desk)
    return PackToBook(
        pack_id=pack.pack_id,
        title=pack.title,
        lesson_minutes=pack.lesson_minutes,
        lesson_count=pack.lesson_count,
        price_minor=pack.price_minor,
        currency=pack.currency,
        session_modes=tuple(mode for mode in SessionMode if mode in desk.offer.session_modes),
        tutor_profile_id=desk.tutor.profile_id,
        tutor_id=desk.tutor.user_id,
        tutor_name=name,
        tutor_photo=photo,
        tutor_zone=desk.tutor.time_zone,
        teaching_place=place,
        cancellation_notice_minutes=rules.cancellation_notice_minutes,
        reschedule_notice_minutes=rules.reschedule_notice_minutes,
        student_id=student.user_id if student else "",
        student_name=student.fullname if student else "",
        is_enrolled=desk.enrollment is not None,
        lessons_left=desk.enrollment.lessons_left if desk.enrollment else 0,
        missing=missing.code if missing else "",
        missing_sentence=missing.sentence if missing else "",
        overrides=desk.overrides,
    )
