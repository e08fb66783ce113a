"""Moving a lesson of a series together with all later ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data import engine
from tutorhub_app.data.calendars import release
from tutorhub_app.data.lessons import LessonRow
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import NotBookable
from tutorhub_app.domain.slots import Reason, instant_of
from tutorhub_app.domain.words import MINUTES_A_DAY
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import booking_desk
from tutorhub_app.services.booking import view_of
from tutorhub_app.services.booking_changes import (
    lesson_to_change,
    move,
    require_movable,
    side_to_change,
    tell_people,
    this_and_later,
)
from tutorhub_app.services.lesson_notices import tell_moved
from tutorhub_app.services.lesson_view import LessonView, view
from tutorhub_app.services.series import refuse_date
from tutorhub_app.services.unit import reads


@dataclass(frozen=True, slots=True)
class SeriesMove:
    """Where one lesson of the series would go. `starts_at` is None when the clocks skip that wall
    time; nothing speaks against it when `reasons` is empty."""

    lesson: LessonView
    starts_at: datetime | None
    reasons: tuple[Reason, ...]


@reads
def reschedule_series_preview(
    session: Session,
    principal: Principal | None,
    lesson_id: str,
    starts_at: datetime,
    *,
    now: datetime,
) -> tuple[SeriesMove, ...]:
    """What `reschedule_series_from` would do, lesson by lesson."""
    me, row, _ = lesson_to_change(session, principal, lesson_id)
    found = this_and_later(session, me, row)
    return tuple(
        SeriesMove(view(me, each, now), there, reasons)
        for each, there, reasons in _plan(session, me, found, starts_at, now)
    )


def reschedule_series_from(
    session: Session,
    principal: Principal | None,
    lesson_id: str,
    starts_at: datetime,
    *,
    record_version: int | None = None,
    now: datetime,
) -> tuple[LessonView, ...]:
    """Move this lesson to `starts_at`, and all later ones of its series that are still booked by
    as many days, to the same wall time of the tutor. All of them, or none.

    Raises as `reschedule_lesson`; SlotTaken and NotBookable name the date that is refused.
    """
    me, row, _ = lesson_to_change(session, principal, lesson_id, record_version)
    found = this_and_later(session, me, row)
    for each in found:
        require_movable(each, side_to_change(me, each), now)
    plan = _plan(session, me, found, starts_at, now)
    for each, there, reasons in plan:
        refuse_date(there or each.starts_at, reasons, me)
    # The series must leave its old times first: a lesson may move to where another one was.
    for each in found:
        release(session, each.id)
    for each, there, _ in plan:
        assert there is not None
        move(session, each, there)
    engine.flush(session)
    tell_people(session, row)
    tell_moved(session, me, row, starts_at, count=len(found), now=now)
    return tuple(view_of(session, me, each.id, now=now) for each in found)


_Planned = tuple[LessonRow, datetime | None, tuple[Reason, ...]]


def _plan(
    session: Session,
    me: Principal,
    found: tuple[LessonRow, ...],
    starts_at: datetime,
    now: datetime,
) -> tuple[_Planned, ...]:
    """Each lesson, where it would go, and what speaks against that when those before have gone."""
    first = found[0]
    desk = booking_desk.desk_of_lesson(session, me, first)
    local = starts_at.astimezone(zone(desk.tutor.time_zone))
    minute = local.hour * 60 + local.minute
    by_days = local.date() - first.scheduled_date
    goals = [
        _goal(desk.tutor.time_zone, each, by_days, minute) if each is not first else (starts_at, ())
        for each in found
    ]
    instants = [goal for goal, _ in goals if goal is not None]
    loaded = booking_desk.calendars(
        session,
        desk,
        since=min(instants),
        until=max(instants) + timedelta(minutes=MINUTES_A_DAY),
        but_lessons=[each.id for each in found],
    )
    plan: list[_Planned] = []
    for each, (goal, skipped) in zip(found, goals, strict=True):
        reasons = skipped
        if goal is not None:
            reasons = booking_desk.reasons_against(
                booking_desk.desk_of_lesson(session, me, each),
                loaded,
                goal,
                each.session_mode,
                me,
                now=now,
            )
            loaded = loaded.with_lesson(goal, goal + (each.ends_at - each.starts_at))
        plan.append((each, goal, reasons))
    return tuple(plan)


def _goal(
    tutor_zone: str, lesson: LessonRow, by_days: timedelta, minute: int
) -> tuple[datetime | None, tuple[Reason, ...]]:
    """Where the lesson goes, or why there is no such time."""
    try:
        return instant_of(tutor_zone, lesson.scheduled_date + by_days, minute), ()
    except NotBookable as refusal:
        return None, tuple(Reason(code, sentence) for code, sentence in refusal.reasons)
