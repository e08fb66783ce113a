"""A lesson as one of its people sees it, with what they may do to it now."""

from dataclasses import dataclass, fields
from datetime import datetime

from tutorhub_app.data.lessons import LessonRow
from tutorhub_app.domain import booking, policy
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import Side, Standing
from tutorhub_app.domain.policy import Permission


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


def objects_of(lesson: LessonRow) -> tuple[str, ...]:
    """The lesson and what it belongs to, for `domain.policy`."""
    return (lesson.id, lesson.pack_id, lesson.tutor_profile_id)


def side_of(principal: Principal, lesson: LessonRow) -> Side | None:
    """On whose side the principal stands in this lesson; None for outsiders.

    Who may manage anyone's lessons stands there as an administrator does, and who was granted this
    one as its tutor.
    """
    if principal.user_id == lesson.tutor_id:
        return Side.TUTOR
    objects = objects_of(lesson)
    if policy.allowed(principal, Permission.LESSON_SLOT_MANAGE, concerned=False, objects=objects):
        anyones = policy.reaches_anyones(principal, Permission.LESSON_SLOT_MANAGE, objects)
        return Side.ADMIN if anyones else Side.TUTOR
    return Side.STUDENT if principal.user_id == lesson.student_id else None


def may_change(principal: Principal, lesson: LessonRow) -> bool:
    """Whether the principal may change the lesson at all; what and when, its side decides."""
    concerned = principal.user_id in (lesson.student_id, lesson.tutor_id)
    return policy.allowed(
        principal,
        Permission.LESSON_SLOT_MANAGE,
        concerned=concerned,
        objects=objects_of(lesson),
    )


def standing(lesson: LessonRow) -> Standing:
    return Standing(
        lesson.status,
        lesson.starts_at,
        lesson.cancellation_notice_minutes,
        lesson.reschedule_notice_minutes,
    )


def view(principal: Principal, lesson: LessonRow, now: datetime) -> LessonView:
    """The lesson as the principal sees it, who has been let in. Who has no side in it, as one who
    may book lessons but not change them, sees it from the tutor's."""
    side = side_of(principal, lesson) or Side.TUTOR
    may = may_change(principal, lesson)
    now_standing = standing(lesson)
    can_cancel = may and booking.can_cancel(now_standing, side, now)
    return LessonView(
        **{column.name: getattr(lesson, column.name) for column in fields(LessonRow)},
        side=side,
        free_to_cancel_until=now_standing.free_to_cancel_until,
        free_to_reschedule_until=now_standing.free_to_reschedule_until,
        has_begun=now >= lesson.starts_at,
        is_over=now >= lesson.ends_at,
        can_cancel=can_cancel,
        loses_lesson=can_cancel and not booking.gives_lesson_back(now_standing, side, now),
        can_reschedule=may and booking.can_reschedule(now_standing, side, now),
        can_change_location=may and booking.can_change_location(now_standing),
        can_mark=may and booking.can_mark(now_standing, side, now),
        can_undo_mark=may and booking.can_undo_mark(now_standing, side),
    )
