"""What the booking services share: whose lesson it is, what is offered, what speaks against a time.

Everything here only reads. Callers that go on to write are inside a writing unit of work, so what
they were told can not go stale before they write.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data import packs
from tutorhub_app.data.calendars import TutorRow, busy_of, load_calendar, tutor_row
from tutorhub_app.data.lessons import LessonRow, lesson_row
from tutorhub_app.data.packs import EnrollmentRow, PackRow, StudentRow
from tutorhub_app.data.screening import decisions_of
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.catalog import SESSION_MODES, BookingRules, SessionMode
from tutorhub_app.domain.enrollment import lacks_screening, screening_sentence
from tutorhub_app.domain.errors import (
    Invalid,
    NoLessonsLeft,
    NotAllowed,
    NotBookable,
    NotEnrolled,
    NotFound,
    NotYours,
    ScreeningRequired,
    SlotTaken,
    TutorHubError,
)
from tutorhub_app.domain.policy import RULES, Permission, require_signed_in
from tutorhub_app.domain.refusals import Refusal
from tutorhub_app.domain.screening import TutorDecision
from tutorhub_app.domain.slots import Busy, Offer, Reason, TutorCalendar, why_not
from tutorhub_app.services.lesson_view import side_of

# A day's limit counts all lessons of that day, by the tutor's clock.
DAYS_AROUND = timedelta(days=2)

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

    `overrides`: one who acts as the tutor or as an administrator, whom hours, notice, horizon,
    buffers and daily limit do not bind. `may_book`: not denied to them. `enrollment` is None when
    the student is not enrolled; `screening` is the decision where the pack
    needs one, None where none was asked for.
    """

    pack: PackRow
    tutor: TutorRow
    student: StudentRow | None
    overrides: bool
    may_book: bool
    enrollment: EnrollmentRow | None = None
    screening: TutorDecision | None = None

    @property
    def offer(self) -> Offer:
        modes = SESSION_MODES[self.pack.teaching_mode]
        return Offer(self.pack.lesson_minutes, modes, self.pack.pack_id)

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.pack.lesson_minutes)


@dataclass(frozen=True, slots=True)
class Calendars:
    """The tutor's calendar, and when the student is taken."""

    tutor: TutorCalendar
    student_busy: tuple[Busy, ...]

    def free_slot_at(self, starts_at: datetime) -> str | None:
        """The id of the pack's free slot of that time, which a lesson then takes."""
        for each in self.tutor.offered:
            if each.starts_at == starts_at:
                return each.slot_id
        return None

    def with_lesson(self, starts_at: datetime, ends_at: datetime) -> "Calendars":
        """Both calendars with one lesson more."""
        lesson = Busy(starts_at, ends_at)
        return Calendars(
            replace(self.tutor, busy=(*self.tutor.busy, lesson)), (*self.student_busy, lesson)
        )


def open_desk(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    student_id: str | None = None,
    *,
    slot_id: str | None = None,
) -> Desk:
    """The desk for the one who books. Students book for themselves, the pack's tutor and
    administrators for the student they name. `slot_id` is a free slot that is to become the
    lesson: who may manage it books it as the tutor does.

    Raises NotFound for a pack or a student that is not there, NotYours for other people's,
    NotAllowed where it was denied.
    """
    me = require_signed_in(principal)
    desk = _desk(session, me, pack_id, student_id, slot_id)
    if not desk.may_book:
        is_own = desk.student is not None and desk.student.user_id == me.user_id
        raise booking_denied() if desk.overrides or is_own else NotYours()
    if desk.student is None:
        raise Invalid.field("studentId", "Choose the student whose lesson it is.")
    return desk


def offering_desk(
    session: Session, principal: Principal | None, pack_id: str, *, slot_id: str | None = None
) -> Desk:
    """The desk for the one who offers times of the pack: its tutor, or an administrator. `slot_id`
    is the one that is offered otherwise, or again.

    Raises NotFound for a pack that is not there, NotYours for other people's, NotAllowed where it
    was denied.
    """
    me = require_signed_in(principal)
    pack, tutor = _pack_and_tutor(session, pack_id)
    if not pack.is_offered:
        raise _not_offered()
    policy.require_on(
        me,
        Permission.LESSON_SLOT_MANAGE,
        concerned=me.user_id == tutor.user_id,
        objects=_objects(pack, slot_id),
    )
    return Desk(pack, tutor, None, overrides=True, may_book=True)


def is_bound_as_student(session: Session, me: Principal, pack_id: str) -> bool:
    """Whether the rules for students bind the one who asks: a student to whom the pack was not
    granted."""
    if me.role is not Role.STUDENT or not me.grants:
        return me.role is Role.STUDENT
    pack, tutor = _pack_and_tutor(session, pack_id)
    return not _acts_as_tutor(me, pack, tutor, Permission.LESSON_SLOT_BOOK) and not _acts_as_tutor(
        me, pack, tutor, Permission.LESSON_SLOT_MANAGE
    )


def require_may_take(me: Principal, desk: Desk, slot_id: str) -> None:
    """NotAllowed when booking this free slot was denied to the one who books at the desk."""
    if not policy.allowed(
        me,
        Permission.LESSON_SLOT_BOOK,
        concerned=True,
        objects=_objects(desk.pack, slot_id),
    ):
        raise booking_denied()


def booking_denied() -> NotAllowed:
    return NotAllowed(RULES[Permission.LESSON_SLOT_BOOK].denial)


def look_at_desk(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    student_id: str | None = None,
    moving_lesson: str | None = None,
) -> Desk:
    """The desk for someone who only looks: anyone who is signed in. A student is looked for only
    by themselves, by the pack's tutor, or by an administrator. A lesson that would be moved brings
    its own pack, student and length."""
    me = require_signed_in(principal)
    if not moving_lesson:
        return _desk(session, me, pack_id, student_id)
    row = lesson_row(session, moving_lesson)
    if row is None:
        raise NotFound("This lesson does not exist, or no longer does.")
    if side_of(me, row) is None:
        raise NotYours("This lesson does not exist, or no longer does.")
    return desk_of_lesson(session, me, row)


def _desk(
    session: Session,
    me: Principal,
    pack_id: str,
    wanted: str | None,
    slot_id: str | None = None,
) -> Desk:
    pack, tutor = _pack_and_tutor(session, pack_id)
    overrides = _acts_as_tutor(me, pack, tutor, Permission.LESSON_SLOT_BOOK, slot_id) or (
        slot_id is not None
        and _acts_as_tutor(me, pack, tutor, Permission.LESSON_SLOT_MANAGE, slot_id)
    )
    if me.role is Role.STUDENT:
        wanted = wanted or me.user_id
    enrollment = (
        packs.enrollment_row(session, pack_id=pack_id, student_id=wanted) if wanted else None
    )
    # Who has lessons left in a pack goes on booking them when it is offered no more.
    if not pack.is_offered and not (enrollment and enrollment.lessons_left):
        raise _not_offered()
    is_own = me.role is Role.STUDENT and wanted == me.user_id
    may_book = policy.allowed(
        me,
        Permission.LESSON_SLOT_BOOK,
        concerned=overrides or is_own,
        objects=_objects(pack, slot_id),
    )
    if wanted is None:
        return Desk(pack, tutor, None, overrides, may_book)
    if wanted != me.user_id and not overrides:
        raise NotYours()
    student = (
        StudentRow(me.user_id, me.fullname, me.time_zone)
        if is_own
        else packs.student_row(session, wanted)
    )
    if student is None:
        raise NotFound("This student does not exist, or no longer does.")
    return Desk(
        pack,
        tutor,
        student,
        overrides,
        may_book,
        enrollment=enrollment,
        screening=_screening_of(session, wanted, pack),
    )


def _screening_of(session: Session, student_id: str, pack: PackRow) -> TutorDecision | None:
    if not pack.requires_screening:
        return None
    return decisions_of(session, student_id, [pack.pack_id]).get(pack.pack_id)


def _pack_and_tutor(session: Session, pack_id: str) -> tuple[PackRow, TutorRow]:
    """The pack, on offer or not."""
    pack = packs.pack_row(session, pack_id)
    tutor = tutor_row(session, pack.tutor_profile_id) if pack else None
    if pack is None or tutor is None:
        raise _not_offered()
    return pack, tutor


def _not_offered() -> NotFound:
    return NotFound("This course pack does not exist, or is no longer offered.")


def _objects(pack: PackRow, slot_id: str | None = None) -> tuple[str | None, ...]:
    return (slot_id, pack.pack_id, pack.tutor_profile_id)


def _acts_as_tutor(
    me: Principal,
    pack: PackRow,
    tutor: TutorRow,
    permission: Permission,
    slot_id: str | None = None,
) -> bool:
    """Whether the permission is theirs in this pack as it is its tutor's: granted, or anyone's."""
    return me.user_id == tutor.user_id or policy.allowed(
        me, permission, concerned=False, objects=_objects(pack, slot_id)
    )


def desk_of_lesson(session: Session, me: Principal, lesson: LessonRow) -> Desk:
    """The desk at which a booked lesson is moved: by its own terms, whether or not the pack is
    still offered. Whether the principal may, the caller has made sure of."""
    pack = packs.pack_row(session, lesson.pack_id)
    tutor = tutor_row(session, lesson.tutor_profile_id)
    if pack is None or tutor is None:
        raise NotFound("This tutor does not teach here any more.")
    return Desk(
        replace(pack, lesson_minutes=lesson.lesson_minutes),
        tutor,
        StudentRow(lesson.student_id, lesson.student_name, lesson.student_zone),
        overrides=side_of(me, lesson) is not Side.STUDENT,
        may_book=True,
    )


def what_is_missing(session: Session, desk: Desk) -> TutorHubError | None:
    """What is needed before any time can be booked."""
    if not desk.may_book:
        return booking_denied()
    if lacks_screening(desk.pack.requires_screening, desk.screening):
        name, *_ = packs.tutor_face(session, desk.tutor.profile_id)
        return ScreeningRequired(screening_sentence(name, desk.screening))
    if desk.enrollment is None:
        return NotEnrolled(
            "This student is not enrolled in the course pack." if desk.overrides else None
        )
    return None if desk.enrollment.lessons_left else NoLessonsLeft()


def calendars(
    session: Session,
    desk: Desk,
    *,
    since: datetime,
    until: datetime | None,
    but_lessons: Collection[str] = (),
) -> Calendars:
    """Both calendars, good for questions about times between the two instants, or from one on."""
    around = margin(desk.tutor.rules)
    first, last = since - around, until + around if until else None
    return Calendars(
        load_calendar(
            session,
            desk.tutor,
            since=first,
            until=last,
            but_lessons=but_lessons,
            # What was offered of the pack is withdrawn with it.
            pack_id=desk.pack.pack_id if desk.pack.is_offered else None,
        ),
        busy_of(session, desk.student.user_id, since=first, until=last, but_lessons=but_lessons)
        if desk.student
        else (),
    )


def margin(rules: BookingRules) -> timedelta:
    """How far around what is asked about busy times matter."""
    if rules.max_lessons_per_day is not None:
        return DAYS_AROUND
    buffer = max(rules.buffer_before_minutes, rules.buffer_after_minutes)
    # A minute more for times that are no whole seconds.
    return timedelta(minutes=buffer + 1)


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
    return binding(desk, reasons)


def binding(desk: Desk, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Those of the reasons that bind the one who asks."""
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
) -> str | None:
    """Raises SlotTaken when somebody is busy then, NotBookable when only other reasons speak
    against it, Invalid for a mode the pack is not taught in.

    The answer is the id of the free slot that a lesson then takes, if there is one.
    """
    if mode not in desk.offer.session_modes:
        raise Invalid.field("sessionMode", "This course pack is not taught that way.")
    loaded = calendars(
        session, desk, since=starts_at, until=starts_at + desk.duration, but_lessons=but_lessons
    )
    refuse(reasons_against(desk, loaded, starts_at, mode, me, now=now))
    return loaded.free_slot_at(starts_at)


def refuse(reasons: tuple[Reason, ...]) -> None:
    """Raise what these reasons amount to; nothing when there are none.

    Taken comes first, but after past: who is late for a free slot outside the hours lost a race.
    """
    if not reasons:
        return
    codes = {reason.code for reason in reasons}
    if codes & _TAKEN and Refusal.PAST not in codes:
        raise SlotTaken(" ".join(reason.sentence for reason in reasons))
    raise NotBookable(tuple((reason.code, reason.sentence) for reason in reasons))


def _addressed(reason: Reason, desk: Desk) -> Reason:
    if reason.code == Refusal.STUDENT_BUSY and not desk.overrides:
        return Reason(reason.code, "You already have another lesson or meeting at this time.")
    return reason
