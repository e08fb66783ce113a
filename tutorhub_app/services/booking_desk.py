"""What the booking services share: whose lesson it is, what is offered, what speaks against a time.

Everything here only reads. Callers that go on to write are inside a writing unit of work, so what
they were told can not go stale before they write.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data import packs, screening
from tutorhub_app.data.calendars import TutorRow, busy_of, load_calendar, tutor_row
from tutorhub_app.data.lessons import LessonRow
from tutorhub_app.data.packs import EnrollmentRow, PackRow, StudentRow
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.catalog import SESSION_MODES, SessionMode
from tutorhub_app.domain.errors import (
    Invalid,
    NoLessonsLeft,
    NotBookable,
    NotEnrolled,
    NotFound,
    NotYours,
    ScreeningRequired,
    SlotTaken,
    TutorHubError,
)
from tutorhub_app.domain.policy import Permission, require, require_signed_in
from tutorhub_app.domain.refusals import Refusal
from tutorhub_app.domain.slots import Busy, Offer, Reason, TutorCalendar, why_not

# Buffers and daily limits reach into the days around the one that is asked about.
MARGIN = timedelta(days=2)

_NEVER_BYPASSED = frozenset(
    {
        Refusal.PAST,
        Refusal.TAKEN,
        Refusal.STUDENT_BUSY,
        # The wall time would mean the first of the two occurrences, another instant.
        Refusal.CLOCK_CHANGE,
    }
)
_TAKEN = frozenset({Refusal.TAKEN, Refusal.STUDENT_BUSY})


@dataclass(frozen=True, slots=True)
class Desk:
    """A pack, its tutor, and the student a time is looked for (None: just looking).

    `overrides`: the tutor or an administrator acts, whom hours, notice, horizon, buffers and
    daily limit do not bind. `enrollment` is None when the student is not enrolled.
    """

    pack: PackRow
    tutor: TutorRow
    student: StudentRow | None
    overrides: bool
    enrollment: EnrollmentRow | None = None
    is_screened: bool = True

    @property
    def offer(self) -> Offer:
        return Offer(self.pack.lesson_minutes, SESSION_MODES[self.pack.teaching_mode])

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.pack.lesson_minutes)


@dataclass(frozen=True, slots=True)
class Calendars:
    """The tutor's calendar, and when the student is taken."""

    tutor: TutorCalendar
    student_busy: tuple[Busy, ...]


def open_desk(
    session: Session, principal: Principal | None, pack_id: str, student_id: str | None = None
) -> Desk:
    """The desk for the one who books. Students book for themselves, the pack's tutor and
    administrators for the student they name.

    Raises NotFound for a pack or a student that is not there, NotYours for other people's.
    """
    me = require(principal, Permission.LESSON_SLOT_BOOK)
    desk = _desk(session, me, pack_id, student_id)
    if me.role is Role.TUTOR and me.user_id != desk.tutor.user_id:
        raise NotYours()
    if desk.student is None:
        raise Invalid.field("studentId", "Choose the student whose lesson it is.")
    return desk


def look_at_desk(
    session: Session, principal: Principal | None, pack_id: str, student_id: str | None = None
) -> Desk:
    """The desk for someone who only looks: anyone who is signed in. A student is looked for only
    by themselves, by the pack's tutor, or by an administrator."""
    return _desk(session, require_signed_in(principal), pack_id, student_id)


def _desk(session: Session, me: Principal, pack_id: str, wanted: str | None) -> Desk:
    pack = packs.pack_row(session, pack_id)
    tutor = tutor_row(session, pack.tutor_profile_id) if pack else None
    if pack is None or tutor is None:
        raise NotFound("This course pack does not exist, or is no longer offered.")
    overrides = me.role is Role.ADMIN or me.user_id == tutor.user_id
    if me.role is Role.STUDENT:
        wanted = wanted or me.user_id
    if wanted is None:
        return Desk(pack, tutor, None, overrides)
    if wanted != me.user_id and not overrides:
        raise NotYours()
    student = packs.student_row(session, wanted)
    if student is None:
        raise NotFound("This student does not exist, or no longer does.")
    return Desk(
        pack,
        tutor,
        student,
        overrides,
        enrollment=packs.enrollment_row(session, pack_id=pack_id, student_id=wanted),
        is_screened=not pack.requires_screening
        or screening.is_approved(session, pack_id=pack_id, student_id=wanted),
    )


def desk_of_lesson(session: Session, me: Principal, lesson: LessonRow) -> Desk:
    """The desk at which a booked lesson is moved: by its own terms, whether or not the pack is
    still offered. Whether the principal may, the caller has made sure of."""
    pack = packs.pack_row(session, lesson.pack_id, offered_only=False)
    tutor = tutor_row(session, lesson.tutor_profile_id)
    if pack is None or tutor is None:
        raise NotFound("This tutor does not teach here any more.")
    return Desk(
        replace(pack, lesson_minutes=lesson.lesson_minutes),
        tutor,
        StudentRow(lesson.student_id, lesson.student_name, lesson.student_zone),
        overrides=me.user_id != lesson.student_id,
    )


def what_is_missing(desk: Desk) -> TutorHubError | None:
    """What the student needs before any time can be booked."""
    if desk.enrollment is None:
        return NotEnrolled(
            "This student is not enrolled in the course pack." if desk.overrides else None
        )
    if not desk.is_screened:
        return ScreeningRequired()
    return None if desk.enrollment.lessons_left else NoLessonsLeft()


def calendars(
    session: Session,
    desk: Desk,
    *,
    since: datetime,
    until: datetime,
    but_lessons: Collection[str] = (),
) -> Calendars:
    """Both calendars, good for questions about times between the two instants."""
    first, last = since - MARGIN, until + MARGIN
    return Calendars(
        load_calendar(session, desk.tutor, since=first, until=last, but_lessons=but_lessons),
        busy_of(session, desk.student.user_id, since=first, until=last, but_lessons=but_lessons)
        if desk.student
        else (),
    )


def reasons_against(
    desk: Desk,
    loaded: Calendars,
    starts_at: datetime,
    mode: SessionMode | None,
    me: Principal,
    *,
    now: datetime,
) -> tuple[Reason, ...]:
    """What speaks against a lesson then, as far as it binds the one who asks."""
    reasons = why_not(
        loaded.tutor,
        desk.offer,
        starts_at,
        mode,
        now=now,
        student_busy=loaded.student_busy,
        viewer_zone=me.time_zone,
        hour_cycle=me.hour_cycle,
    )
    return tuple(
        _addressed(reason, desk)
        for reason in reasons
        if not desk.overrides or reason.code in _NEVER_BYPASSED
    )


def require_bookable(
    session: Session,
    desk: Desk,
    starts_at: datetime,
    mode: SessionMode,
    me: Principal,
    *,
    now: datetime,
    but_lessons: Collection[str] = (),
) -> None:
    """Raises SlotTaken when somebody is busy then and nothing else is the matter, NotBookable with
    every reason otherwise, Invalid for a mode the pack is not taught in."""
    if mode not in desk.offer.session_modes:
        raise Invalid.field("sessionMode", "This course pack is not taught that way.")
    loaded = calendars(
        session, desk, since=starts_at, until=starts_at + desk.duration, but_lessons=but_lessons
    )
    refuse(reasons_against(desk, loaded, starts_at, mode, me, now=now))


def refuse(reasons: tuple[Reason, ...]) -> None:
    """Raise what these reasons amount to; nothing when there are none."""
    if not reasons:
        return
    if all(reason.code in _TAKEN for reason in reasons):
        raise SlotTaken(" ".join(reason.sentence for reason in reasons))
    raise NotBookable(tuple((reason.code, reason.sentence) for reason in reasons))


def _addressed(reason: Reason, desk: Desk) -> Reason:
    if reason.code == Refusal.STUDENT_BUSY and not desk.overrides:
        return Reason(reason.code, "You already have another lesson or meeting at this time.")
    return reason
