"""A weekly series: looked at date by date, then booked in one go."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import lessons
from tutorhub_app.data.base import new_id
from tutorhub_app.data.lessons import LessonFilter
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import LocationType
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import (
    Invalid,
    NoLessonsLeft,
    NotBookable,
    NotFound,
    SlotTaken,
)
from tutorhub_app.domain.policy import require_signed_in
from tutorhub_app.domain.series import MOST_LESSONS, SeriesDate, SeriesState, plan_series
from tutorhub_app.domain.slots import Reason
from tutorhub_app.domain.words import day_and_clock
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import booking_desk
from tutorhub_app.services.booking import (
    Place,
    checked_place,
    insert_lesson,
    made_before,
    take_lessons,
    tell,
    view_of,
)
from tutorhub_app.services.booking_desk import Calendars, Desk
from tutorhub_app.services.lesson_notices import tell_booked
from tutorhub_app.services.lesson_view import LessonView
from tutorhub_app.services.unit import reads


@dataclass(frozen=True, slots=True)
class SeriesRequest:
    """`starts` are the aware instants that were chosen, of the series or nearest to it. Requests
    of one student with the same `request_key` make one series."""

    pack_id: str
    starts: tuple[datetime, ...]
    session_mode: SessionMode
    location_type: LocationType | None = None
    location_details: str | None = None
    student_id: str | None = None
    request_key: str | None = None

    @property
    def place(self) -> Place:
        return Place(self.session_mode, self.location_type, self.location_details)


@dataclass(frozen=True, slots=True)
class SeriesPreview:
    """Each date with what becomes of it, and how many lessons the student has left."""

    dates: tuple[SeriesDate, ...]
    lessons_left: int


@reads
def preview_series(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    first: datetime,
    count: int,
    session_mode: SessionMode,
    *,
    interval_weeks: int = 1,
    student_id: str | None = None,
    viewer_zone: str | None = None,
    now: datetime,
) -> SeriesPreview:
    """The dates of a series that begins at `first`. Sentences tell times in `viewer_zone`.

    Raises Invalid (count, intervalWeeks), and as `book_slot` what the student lacks.
    """
    me = require_signed_in(principal)
    desk = booking_desk.open_desk(session, me, pack_id, student_id)
    missing = booking_desk.what_is_missing(session, desk)
    if missing:
        raise missing
    assert desk.enrollment is not None
    loaded = booking_desk.calendars(session, desk, since=min(now, first), until=None)
    dates = plan_series(
        loaded.tutor,
        desk.offer,
        first=first,
        count=count,
        session_mode=session_mode,
        now=now,
        student_zone=viewer_zone or me.time_zone,
        interval_weeks=interval_weeks,
        student_busy=loaded.student_busy,
        hour_cycle=me.hour_cycle,
    )
    return SeriesPreview(
        tuple(_as_it_binds(desk, each) for each in dates), desk.enrollment.lessons_left
    )


def book_series(
    session: Session, principal: Principal | None, request: SeriesRequest, *, now: datetime
) -> tuple[LessonView, ...]:
    """Book all of the chosen times, or none. In the order of time.

    Raises as `book_slot`; SlotTaken and NotBookable name the date that is refused.
    """
    me = require_signed_in(principal)
    desk = booking_desk.open_desk(session, me, request.pack_id, request.student_id)
    made = made_before(session, desk, request.request_key)
    if made is None:
        made = _book(session, me, desk, request, now)
    row = lessons.lesson_row(session, made)
    if row is None:
        raise NotFound()
    booked = lessons.lesson_rows(session, LessonFilter(series_id=row.series_id or "-")) or (row,)
    return tuple(view_of(session, me, each.id, now=now) for each in booked)


def require_all_bookable(
    desk: Desk,
    loaded: Calendars,
    starts: tuple[datetime, ...],
    mode: SessionMode,
    me: Principal,
    *,
    now: datetime,
) -> None:
    """Raises SlotTaken or NotBookable, naming the first date that is refused when all those before
    it are booked."""
    if mode not in desk.offer.session_modes:
        raise Invalid.field("sessionMode", "This course pack is not taught that way.")
    for starts_at in starts:
        reasons = booking_desk.reasons_against(desk, loaded, starts_at, mode, me, now=now)
        refuse_date(starts_at, reasons, me)
        loaded = loaded.with_lesson(starts_at, starts_at + desk.duration)


def refuse_date(starts_at: datetime, reasons: tuple[Reason, ...], me: Principal) -> None:
    """As `booking_desk.refuse`, with the date in front of the sentence."""
    when = day_and_clock(starts_at, zone(me.time_zone), me.hour_cycle)
    try:
        booking_desk.refuse(reasons)
    except SlotTaken as taken:
        raise SlotTaken(f"{when}: {taken.sentence}") from None
    except NotBookable as refused:
        raise NotBookable(
            tuple((code, f"{when}: {sentence}") for code, sentence in refused.reasons)
        ) from None


def _book(
    session: Session, me: Principal, desk: Desk, request: SeriesRequest, now: datetime
) -> str:
    """The id of the first lesson, which keeps the request's key."""
    starts = tuple(sorted(set(request.starts)))
    if not 1 <= len(starts) <= MOST_LESSONS:
        raise Invalid.field("starts", f"Choose 1 to {MOST_LESSONS} dates.")
    place = checked_place(request.place)
    _require_lessons(session, desk, len(starts))
    loaded = booking_desk.calendars(
        session, desk, since=starts[0], until=starts[-1] + desk.duration
    )
    require_all_bookable(desk, loaded, starts, place.session_mode, me, now=now)
    series_id = new_id() if len(starts) > 1 else None
    made = [
        insert_lesson(
            session,
            desk,
            starts_at,
            place,
            request_key=None if position else request.request_key,
            series_id=series_id,
            free_slot=loaded.free_slot_at(starts_at),
        )
        for position, starts_at in enumerate(starts)
    ]
    take_lessons(session, desk, len(starts))
    assert desk.student is not None
    tell(
        session,
        profile_id=desk.tutor.profile_id,
        people=(desk.student.user_id, desk.tutor.user_id),
    )
    tell_booked(session, me, desk, made[0], count=len(made), now=now)
    return made[0].lesson_id


def _require_lessons(session: Session, desk: Desk, wanted: int) -> None:
    missing = booking_desk.what_is_missing(session, desk)
    if missing:
        raise missing
    assert desk.enrollment is not None
    left = desk.enrollment.lessons_left
    if wanted > left:
        raise NoLessonsLeft(
            f"{wanted} dates are chosen, and there are {left} lessons left in this course pack."
        )


def _as_it_binds(desk: Desk, each: SeriesDate) -> SeriesDate:
    """The date as it stands for the one who books: tutors are not bound by their own rules."""
    if each.starts_at is None or not each.reasons:
        return each
    binding = booking_desk.binding(desk, each.reasons)
    if binding:
        return replace(each, reasons=binding)
    return replace(each, state=SeriesState.FREE, reasons=(), alternative=None)
