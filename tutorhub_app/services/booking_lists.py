"""Lessons to look at: one's own, those one was granted, or, for administrators, anyone's."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from tutorhub_app.data import lessons
from tutorhub_app.data.lessons import LessonFilter
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import NotFound, NotYours
from tutorhub_app.domain.policy import require_signed_in
from tutorhub_app.services.lesson_view import LessonView, side_of, view
from tutorhub_app.services.unit import reads

LARGEST_PAGE = 200


class Scope(StrEnum):
    """COMING: booked and not over. PAST: all others. UNMARKED: over, but neither completed nor
    not shown up yet."""

    COMING = "coming"
    PAST = "past"
    UNMARKED = "unmarked"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class LessonPage:
    """One page of lessons, numbered from 1, of `total` lessons on all pages."""

    lessons: tuple[LessonView, ...]
    total: int
    page: int
    page_count: int


@reads
def lessons_of(
    session: Session,
    principal: Principal | None,
    *,
    scope: Scope = Scope.ALL,
    first: datetime | None = None,
    last: datetime | None = None,
    student_id: str | None = None,
    tutor_profile_id: str | None = None,
    text: str = "",
    page: int = 1,
    page_size: int = 50,
    now: datetime,
) -> LessonPage:
    """The lessons of the one who asks, as student or as tutor, with those that were granted to
    them; of everyone for administrators.

    `student_id` and `tutor_profile_id` narrow this further. Only lessons that touch
    [first, last). In the order of time, the past with the newest first.
    """
    me = require_signed_in(principal)
    which = _scoped(
        scope,
        LessonFilter(
            student_id=student_id,
            tutor_profile_id=tutor_profile_id,
            since=first,
            until=last,
            text=text,
            seen_by=me,
        ),
        now,
    )
    size = max(1, min(page_size, LARGEST_PAGE))
    total = lessons.count_lessons(session, which)
    page_count = max(1, -(-total // size))
    page = max(1, min(page, page_count))
    rows = lessons.lesson_rows(
        session, which, newest_first=scope is Scope.PAST, limit=size, offset=(page - 1) * size
    )
    return LessonPage(tuple(view(me, row, now) for row in rows), total, page, page_count)


@reads
def next_lesson(
    session: Session, principal: Principal | None, *, now: datetime
) -> LessonView | None:
    """What comes next, or is under way; for administrators the next of everyone's."""
    me = require_signed_in(principal)
    rows = lessons.lesson_rows(session, LessonFilter(seen_by=me, coming_at=now), limit=1)
    return view(me, rows[0], now) if rows else None


@reads
def lesson(
    session: Session,
    principal: Principal | None,
    lesson_id: str | None = None,
    *,
    slug: str | None = None,
    now: datetime,
) -> LessonView:
    """One lesson by its id, or by the address of its room. Raises NotFound, NotYours."""
    me = require_signed_in(principal)
    row = None
    if lesson_id:
        row = lessons.lesson_row(session, lesson_id)
    elif slug:
        row = lessons.lesson_row_of_room(session, slug)
    if row is None:
        raise NotFound("This lesson does not exist, or no longer does.")
    if side_of(me, row) is None:
        raise NotYours("This lesson does not exist, or no longer does.")
    return view(me, row, now)


@reads
def series_of(
    session: Session, principal: Principal | None, series_id: str, *, now: datetime
) -> tuple[LessonView, ...]:
    """The lessons that were booked together, in order. Raises NotFound, NotYours."""
    me = require_signed_in(principal)
    rows = lessons.lesson_rows(session, LessonFilter(series_id=series_id)) if series_id else ()
    if not rows:
        raise NotFound("This series does not exist, or no longer does.")
    if any(side_of(me, row) is None for row in rows):
        raise NotYours("This series does not exist, or no longer does.")
    return tuple(view(me, row, now) for row in rows)


def _scoped(scope: Scope, which: LessonFilter, now: datetime) -> LessonFilter:
    if scope is Scope.COMING:
        return replace(which, coming_at=now)
    if scope is Scope.PAST:
        return replace(which, past_at=now)
    if scope is Scope.UNMARKED:
        return replace(which, unmarked_at=now)
    return which
