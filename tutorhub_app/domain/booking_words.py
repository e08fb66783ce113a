"""What cancelling and moving cost, in words. Times are told in the viewer's zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tutorhub_app.domain import words
from tutorhub_app.domain.booking import Side, SlotStatus, Standing


def cancellation_policy(
    lesson: Standing, now: datetime, zone: ZoneInfo, hour_cycle: int = 24
) -> str:
    """Such as "Free to cancel until Tue 3 Mar 18:00 your time." for the lesson's student."""
    until = lesson.free_to_cancel_until
    if now <= until:
        return f"Free to cancel until {words.day_and_clock(until, zone, hour_cycle)} your time."
    return (
        f"Less than {words.duration(lesson.cancellation_notice_minutes)} before it begins: "
        "cancelling no longer gives the lesson back."
    )


def reschedule_policy(lesson: Standing, now: datetime, zone: ZoneInfo, hour_cycle: int = 24) -> str:
    until = lesson.free_to_reschedule_until
    if now <= until:
        return f"It can be moved until {words.day_and_clock(until, zone, hour_cycle)} your time."
    return (
        f"Less than {words.duration(lesson.reschedule_notice_minutes)} before it begins: "
        "it can no longer be moved."
    )


def cancellation_cost(side: Side, *, returned: int, lost: int) -> str:
    """What a cancellation of `returned` + `lost` lessons does to the student's lessons left."""
    yours = "your" if side is Side.STUDENT else "the student's"
    if not lost:
        what = "The lesson goes" if returned == 1 else f"All {returned} lessons go"
        return f"{what} back to {yours} course pack."
    if not returned:
        if lost == 1:
            return f"It is late, so this lesson counts as used: {yours} course pack keeps one less."
        return f"It is late for these {lost} lessons, so they count as used."
    back = "1 lesson goes" if returned == 1 else f"{returned} lessons go"
    used = "1 is cancelled late and counts" if lost == 1 else f"{lost} are cancelled late and count"
    return f"{back} back to {yours} course pack; {used} as used."


def why_not_cancel(lesson: Standing) -> str:
    if lesson.status is SlotStatus.CANCELED:
        return "This lesson is already cancelled."
    if lesson.status is SlotStatus.COMPLETED:
        return "This lesson is over. It can no longer be cancelled."
    return "This lesson has begun. Only the tutor can cancel it now."


def why_not_reschedule(lesson: Standing, now: datetime) -> str:
    if lesson.status is SlotStatus.CANCELED:
        return "This lesson is cancelled. Book another one instead."
    if lesson.status is SlotStatus.COMPLETED or now >= lesson.starts_at:
        return "This lesson has begun. Only the tutor can move it now."
    notice = words.duration(lesson.reschedule_notice_minutes)
    return f"Lessons can be moved until {notice} before they begin. Ask your tutor to move it."


def why_not_mark(lesson: Standing) -> str:
    if lesson.status is SlotStatus.CANCELED:
        return "This lesson is cancelled."
    if lesson.status is SlotStatus.COMPLETED:
        return "This lesson is already marked."
    return "This lesson has not begun yet."
