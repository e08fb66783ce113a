"""A lesson as one of its people sees it, with what they may do to it now."""

from dataclasses import dataclass, fields
from datetime import datetime

from tutorhub_app.data.lessons import LessonRow
from tutorhub_app.domain import booking
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.booking import Side, Standing


@dataclass(frozen=True, slots=True)
class LessonView(LessonRow):
    """`free_to_..._until` are the last instants at which the student cancels or moves for free.

    `loses_lesson` says that a cancellation by this viewer now would keep the lesson used.
    """

    side: Side
    free_to_cancel_until: datetime
    free_to_reschedule_until: datetime
    has_begun: bool
    is_over: bool
    can_cancel: bool
    loses_lesson: bool
    can_reschedule: bool
    can_change_location: bool
    can_mark: bool
    can_undo_mark: bool


def side_of(principal: Principal, lesson: LessonRow) -> Side | None:
    """On whose side the principal stands in this lesson; None for outsiders."""
    if principal.user_id == lesson.student_id:
        return Side.STUDENT
    if principal.user_id == lesson.tutor_id:
        return Side.TUTOR
    return Side.ADMIN if principal.role is Role.ADMIN else None


def standing(lesson: LessonRow) -> Standing:
    return Standing(
        lesson.status,
        lesson.starts_at,
        lesson.cancellation_notice_minutes,
        lesson.reschedule_notice_minutes,
    )


def view(lesson: LessonRow, side: Side, now: datetime) -> LessonView:
    """The lesson for somebody on that side."""
    now_standing = standing(lesson)
    can_cancel = booking.can_cancel(now_standing, side, now)
    return LessonView(
        **{column.name: getattr(lesson, column.name) for column in fields(LessonRow)},
        side=side,
        free_to_cancel_until=now_standing.free_to_cancel_until,
        free_to_reschedule_until=now_standing.free_to_reschedule_until,
        has_begun=now >= lesson.starts_at,
        is_over=now >= lesson.ends_at,
        can_cancel=can_cancel,
        loses_lesson=can_cancel and not booking.gives_lesson_back(now_standing, side, now),
        can_reschedule=booking.can_reschedule(now_standing, side, now),
        can_change_location=booking.can_change_location(now_standing),
        can_mark=booking.can_mark(now_standing, side, now),
        can_undo_mark=booking.can_undo_mark(now_standing, side),
    )
