"""What becomes of a booked lesson: cancelled, moved, held elsewhere, completed, not shown up."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import engine, lessons
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.calendars import occupy, release
from tutorhub_app.data.lessons import LessonFilter, LessonRow
from tutorhub_app.domain import booking, booking_words
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import Side, SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotYours
from tutorhub_app.domain.policy import RULES, Permission, require_signed_in
from tutorhub_app.services import booking_desk
from tutorhub_app.services.booking import (
    Place,
    checked_place,
    give_back,
    meet_link,
    tell,
    times,
    view_of,
)
from tutorhub_app.services.lesson_notices import tell_canceled, tell_moved, tell_place_changed
from tutorhub_app.services.lesson_view import LessonView, may_change, side_of, standing, view
from tutorhub_app.services.unit import reads

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class CancellationPreview:
    """What cancelling would do, before it is done: which lessons, how many come back to the pack
    and how many do not, and that in words."""

    lessons: tuple[LessonView, ...]
    returned: int
    lost: int
    sentence: str


def cancel_lesson(
    session: Session,
    principal: Principal | None,
    lesson_id: str,
    *,
    reason: str = "",
    record_version: int | None = None,
    now: datetime,
) -> LessonView:
    """Cancel by the terms kept with the booking: a late cancellation by the student keeps the
    lesson used, everyone else always gives it back."""
    me, row, side = lesson_to_change(session, principal, lesson_id, record_version)
    kept_reason = checked_reason(reason)
    cancel_row(session, me, row, side, kept_reason, now)
    tell_canceled(session, me, row, reason=kept_reason, now=now)
    return view_of(session, me, lesson_id, now=now)


def cancel_series_from(
    session: Session,
    principal: Principal | None,
    lesson_id: str,
    *,
    reason: str = "",
    now: datetime,
) -> tuple[LessonView, ...]:
    """Cancel this lesson and all later ones of its series that are still booked, or none."""
    me, row, _ = lesson_to_change(session, principal, lesson_id)
    kept_reason = checked_reason(reason)
    found = this_and_later(session, me, row)
    for each in found:
        cancel_row(session, me, each, side_to_change(me, each), kept_reason, now)
    tell_canceled(session, me, row, reason=kept_reason, count=len(found), now=now)
    return tuple(view_of(session, me, each.id, now=now) for each in found)


@reads
def cancellation_preview(
    session: Session,
    principal: Principal | None,
    lesson_id: str,
    *,
    and_later: bool = False,
    now: datetime,
) -> CancellationPreview:
    """What `cancel_lesson`, or `cancel_series_from`, would cost if it were done now."""
    me, row, side = lesson_to_change(session, principal, lesson_id)
    found = this_and_later(session, me, row) if and_later else (row,)
    for each in found:
        _require_cancellable(each, side_to_change(me, each), now)
    returned = sum(
        booking.gives_lesson_back(standing(each), side_to_change(me, each), now) for each in found
    )
    lost = len(found) - returned
    return CancellationPreview(
        lessons=tuple(view(me, each, now) for each in found),
        returned=returned,
        lost=lost,
        sentence=booking_words.cancellation_cost(side, returned=returned, lost=lost),
    )


def reschedule_lesson(
    session: Session,
    principal: Principal | None,
    lesson_id: str,
    starts_at: datetime,
    *,
    place: Place | None = None,
    record_version: int | None = None,
    now: datetime,
) -> LessonView:
    """Move a lesson; it keeps its id, room, series and terms. Students by the notice agreed and by
    the tutor's rules; the tutor and administrators anywhere nobody is busy."""
    me, row, side = lesson_to_change(session, principal, lesson_id, record_version)
    require_movable(row, side, now)
    held = checked_place(place) if place else None
    desk = booking_desk.desk_of_lesson(session, me, row)
    mode = held.session_mode if held else row.session_mode
    booking_desk.require_bookable(
        session, desk, starts_at, mode, me, but_lessons=(row.id,), now=now
    )
    move(session, row, starts_at)
    if held:
        _hold_at(session, row, held, desk.tutor.meeting_link)
    engine.flush(session)
    tell_people(session, row)
    tell_moved(session, me, row, starts_at, now=now)
    return view_of(session, me, lesson_id, now=now)


def change_location(
    session: Session,
    principal: Principal | None,
    lesson_id: str,
    place: Place,
    *,
    record_version: int | None = None,
    now: datetime,
) -> LessonView:
    """Say where a booked lesson is held. Either side may; only the tutor and administrators may
    turn an online lesson into a face-to-face one, or back."""
    me, row, side = lesson_to_change(session, principal, lesson_id, record_version)
    if not booking.can_change_location(standing(row)):
        raise Conflict("Only a booked lesson can be held elsewhere.", code="notBooked")
    held = checked_place(place)
    if held.session_mode is not row.session_mode and side is Side.STUDENT:
        raise NotAllowed("Only the tutor can change how this lesson is held.")
    desk = booking_desk.desk_of_lesson(session, me, row)
    if held.session_mode not in desk.offer.session_modes:
        raise Invalid.field("sessionMode", "This course pack is not taught that way.")
    _hold_at(session, row, held, desk.tutor.meeting_link)
    engine.flush(session)
    tell_people(session, row)
    tell_place_changed(session, me, row, now=now)
    return view_of(session, me, lesson_id, now=now)


def change_link(
    session: Session,
    principal: Principal | None,
    lesson_id: str,
    link: str | None,
    *,
    now: datetime,
) -> None:
    """Hold a booked online lesson at another address; None for the usual one. By the tutor or an
    administrator."""
    me, row, side = lesson_to_change(session, principal, lesson_id)
    if side is Side.STUDENT:
        raise NotAllowed("Only the tutor can set the address of a lesson.")
    if not booking.can_change_location(standing(row)):
        raise Conflict("Only a booked lesson can be held elsewhere.", code="notBooked")
    if link and row.session_mode is not SessionMode.ONLINE:
        raise Invalid.field("meetLink", "Only an online lesson has a link.")
    usual = booking_desk.desk_of_lesson(session, me, row).tutor.meeting_link
    lesson = session.get_one(LessonSlot, row.id)
    lesson.meet_link = link or meet_link(usual, row.room_slug, row.session_mode)
    engine.flush(session)
    tell_people(session, row)
    tell_place_changed(session, me, row, now=now)


def mark_completed(
    session: Session,
    principal: Principal | None,
    lesson_id: str,
    *,
    record_version: int | None = None,
    at_any_time: bool = False,
    now: datetime,
) -> LessonView:
    """Say that the lesson took place. By the tutor or an administrator, once it has begun unless
    `at_any_time`."""
    return _mark(
        session,
        principal,
        lesson_id,
        record_version,
        is_no_show=False,
        at_any_time=at_any_time,
        now=now,
    )


def mark_no_show(
    session: Session,
    principal: Principal | None,
    lesson_id: str,
    *,
    record_version: int | None = None,
    now: datetime,
) -> LessonView:
    """Say that the student did not show up; the lesson stays used. As `mark_completed`."""
    return _mark(session, principal, lesson_id, record_version, is_no_show=True, now=now)


def undo_mark(
    session: Session,
    principal: Principal | None,
    lesson_id: str,
    *,
    record_version: int | None = None,
    now: datetime,
) -> LessonView:
    """Take `mark_completed` or `mark_no_show` back."""
    me, row, side = lesson_to_change(session, principal, lesson_id, record_version)
    _require_may_mark(side)
    if not booking.can_undo_mark(standing(row), side):
        raise Conflict("This lesson is not marked.", code="notMarked")
    lesson = session.get_one(LessonSlot, row.id)
    lesson.status, lesson.no_show = SlotStatus.BOOKED, False
    engine.flush(session)
    tell_people(session, row)
    return view_of(session, me, lesson_id, now=now)


def lesson_to_change(
    session: Session,
    principal: Principal | None,
    lesson_id: str,
    record_version: int | None = None,
) -> tuple[Principal, LessonRow, Side]:
    """Who asks, the lesson, and on whose side they stand.

    Raises NotSignedIn, NotFound, NotYours for other people's lessons, NotAllowed where it was
    denied, and Conflict when the lesson is not of the version that was looked at.
    """
    me = require_signed_in(principal)
    row = lessons.lesson_row(session, lesson_id)
    if row is None:
        raise NotFound("This lesson does not exist, or no longer does.")
    side = side_to_change(me, row)
    if record_version not in (None, row.record_version):
        raise Conflict()
    return me, row, side


def side_to_change(me: Principal, row: LessonRow) -> Side:
    """On whose side one who may change the lesson stands. NotYours, NotAllowed for others."""
    side = side_of(me, row)
    if side is None:
        raise NotYours("This lesson does not exist, or no longer does.")
    if not may_change(me, row):
        raise NotAllowed(RULES[Permission.LESSON_SLOT_MANAGE].denial)
    return side


def this_and_later(session: Session, me: Principal, row: LessonRow) -> tuple[LessonRow, ...]:
    """The lesson and the later ones of its series that are booked; alone without a series.

    NotYours, NotAllowed when one of them is not the principal's to change.
    """
    if not row.series_id:
        return (row,)
    later = lessons.lesson_rows(
        session,
        LessonFilter(
            series_id=row.series_id, starts_from=row.starts_at, statuses=(SlotStatus.BOOKED,)
        ),
    )
    for each in later:
        side_to_change(me, each)
    return (row, *(each for each in later if each.id != row.id))


def require_movable(row: LessonRow, side: Side, now: datetime) -> None:
    if not booking.can_reschedule(standing(row), side, now):
        sentence = booking_words.why_not_reschedule(standing(row), now)
        raise Conflict(sentence, code="notReschedulable")


def move(session: Session, row: LessonRow, starts_at: datetime) -> None:
    """Put the lesson there. Flush to be told whether everyone was free."""
    lesson = session.get_one(LessonSlot, row.id)
    for name, value in times(starts_at, row.lesson_minutes, row.tutor_zone).items():
        setattr(lesson, name, value)
    release(session, row.id)
    occupy(session, row.id, (row.student_id, row.tutor_id), lesson.starts_at, lesson.ends_at)


def tell_people(session: Session, row: LessonRow) -> None:
    tell(session, profile_id=row.tutor_profile_id, people=(row.student_id, row.tutor_id))


def checked_reason(reason: str) -> str:
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise Invalid.field("reason", f"Use at most {LONGEST_REASON} characters.")
    return reason


def cancel_row(
    session: Session, me: Principal, row: LessonRow, side: Side, reason: str, now: datetime
) -> None:
    """Cancel for one who may change the lesson from that side."""
    _require_cancellable(row, side, now)
    lesson = session.get_one(LessonSlot, row.id)
    lesson.status = SlotStatus.CANCELED
    lesson.canceled_at, lesson.canceled_by, lesson.cancel_reason = now, me.user_id, reason
    lesson.lesson_returned = booking.gives_lesson_back(standing(row), side, now)
    if lesson.lesson_returned and lesson.enrollment_id:
        give_back(session, lesson.enrollment_id, 1)
    release(session, row.id)
    engine.flush(session)
    tell_people(session, row)


def _require_cancellable(row: LessonRow, side: Side, now: datetime) -> None:
    if not booking.can_cancel(standing(row), side, now):
        raise Conflict(booking_words.why_not_cancel(standing(row)), code="notCancellable")


def _mark(
    session: Session,
    principal: Principal | None,
    lesson_id: str,
    record_version: int | None,
    *,
    is_no_show: bool,
    at_any_time: bool = False,
    now: datetime,
) -> LessonView:
    me, row, side = lesson_to_change(session, principal, lesson_id, record_version)
    _require_may_mark(side)
    if not booking.can_mark(standing(row), side, max(now, row.starts_at) if at_any_time else now):
        raise Conflict(booking_words.why_not_mark(standing(row)), code="notMarkable")
    lesson = session.get_one(LessonSlot, row.id)
    lesson.status, lesson.no_show = SlotStatus.COMPLETED, is_no_show
    engine.flush(session)
    tell_people(session, row)
    return view_of(session, me, lesson_id, now=now)


def _require_may_mark(side: Side) -> None:
    if side is Side.STUDENT:
        raise NotAllowed("Only the tutor can say whether a lesson took place.")


def _hold_at(session: Session, row: LessonRow, place: Place, tutors_link: str) -> None:
    lesson = session.get_one(LessonSlot, row.id)
    lesson.session_mode = place.session_mode
    lesson.location_type = place.location_type
    lesson.location_details = place.location_details
    if place.session_mode is not row.session_mode or place.session_mode is not SessionMode.ONLINE:
        lesson.meet_link = meet_link(tutors_link, row.room_slug, place.session_mode)
