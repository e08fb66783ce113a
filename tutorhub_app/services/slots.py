"""Open times of a course pack, and why another time is not one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.policy import require_signed_in
from tutorhub_app.domain.slots import (
    OpenSlot,
    Reason,
    earliest_open_slot,
    nearest_open_slots,
    open_slots,
)
from tutorhub_app.domain.words import MINUTES_A_DAY, clock
from tutorhub_app.domain.zones import local_edge, zone
from tutorhub_app.services import booking_desk
from tutorhub_app.services.booking_desk import Calendars, Desk
from tutorhub_app.services.unit import reads

LONGEST_LOOK_DAYS = 62


@dataclass(frozen=True, slots=True)
class OpenTimes:
    """Bookable times on some days of the viewer's zone, in order.

    `earliest` is the first of all, wherever it lies; `last_day` is the viewer's last day on which
    the tutor takes bookings, or has free slots.
    """

    slots: tuple[OpenSlot, ...]
    earliest: OpenSlot | None
    last_day: date


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a time is refused and the nearest that are not; or, when nothing speaks against it, the
    time itself as `slot`."""

    reasons: tuple[Reason, ...]
    nearest: tuple[OpenSlot, ...]
    slot: OpenSlot | None = None


@reads
def open_slots_of_pack(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    first_day: date,
    last_day: date,
    *,
    viewer_zone: str | None = None,
    student_id: str | None = None,
    moving_lesson: str | None = None,
    now: datetime,
) -> tuple[OpenSlot, ...]:
    """The bookable times on those days of `viewer_zone` (else the principal's), both included.

    When the student's own busy times are known they are left out. `moving_lesson` is a lesson that
    would be moved, so its present time does not count as taken.
    """
    me = require_signed_in(principal)
    desk = booking_desk.look_at_desk(session, me, pack_id, student_id, moving_lesson)
    days = _Days.of(viewer_zone or me.time_zone, first_day, last_day)
    loaded = booking_desk.calendars(
        session, desk, since=days.since, until=days.until, but_lessons=_one(moving_lesson)
    )
    return _open_on(days, desk, loaded, now)


@reads
def month_of_pack(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    first_day: date,
    last_day: date,
    *,
    viewer_zone: str | None = None,
    student_id: str | None = None,
    moving_lesson: str | None = None,
    now: datetime,
) -> OpenTimes:
    """`open_slots_of_pack` for the days a month shows, with the earliest time of all."""
    me = require_signed_in(principal)
    desk = booking_desk.look_at_desk(session, me, pack_id, student_id, moving_lesson)
    where = viewer_zone or me.time_zone
    days = _Days.of(where, first_day, last_day)
    loaded = _from_now_on(session, desk, moving_lesson, now)
    horizon = now + timedelta(days=desk.tutor.rules.horizon_days)
    last = max([horizon, *(each.starts_at for each in loaded.tutor.offered)])
    return OpenTimes(
        slots=_open_on(days, desk, loaded, now),
        earliest=earliest_open_slot(
            loaded.tutor, desk.offer, now=now, student_busy=loaded.student_busy
        ),
        last_day=last.astimezone(zone(where)).date(),
    )


@reads
def explain(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    starts_at: datetime,
    mode: SessionMode | None = None,
    *,
    student_id: str | None = None,
    moving_lesson: str | None = None,
    now: datetime,
) -> Explanation:
    """Everything that speaks against a lesson then, and the nearest three times when there is."""
    me = require_signed_in(principal)
    desk = booking_desk.look_at_desk(session, me, pack_id, student_id, moving_lesson)
    loaded = _from_now_on(session, desk, moving_lesson, min(now, starts_at))
    reasons = booking_desk.reasons_against(desk, loaded, starts_at, mode, me, now=now)
    if desk.student and not moving_lesson:
        reasons += _missing(session, desk)
    if not reasons:
        possible = tuple(
            each
            for each in SessionMode
            if each in desk.offer.session_modes
            and not booking_desk.reasons_against(desk, loaded, starts_at, each, me, now=now)
        )
        return Explanation((), (), _slot(desk, starts_at, possible))
    nearest = nearest_open_slots(
        loaded.tutor, desk.offer, starts_at, now=now, student_busy=loaded.student_busy
    )
    return Explanation(reasons, tuple(nearest))


def _slot(desk: Desk, starts_at: datetime, modes: tuple[SessionMode, ...]) -> OpenSlot:
    local = starts_at.astimezone(zone(desk.tutor.time_zone))
    return OpenSlot(
        starts_at=starts_at,
        ends_at=starts_at + desk.duration,
        local_date=local.date(),
        local_time=clock(local.hour * 60 + local.minute),
        session_modes=modes,
    )


def _missing(session: Session, desk: Desk) -> tuple[Reason, ...]:
    missing = booking_desk.what_is_missing(session, desk)
    return (Reason(missing.code, missing.sentence),) if missing else ()


@dataclass(frozen=True, slots=True)
class _Days:
    """Days of the viewer's zone, as the instants between their first and their last midnight."""

    since: datetime
    until: datetime

    @classmethod
    def of(cls, viewer_zone: str, first_day: date, last_day: date) -> "_Days":
        where = zone(viewer_zone)
        last_day = min(last_day, first_day + timedelta(days=LONGEST_LOOK_DAYS))
        return cls(local_edge(where, first_day, 0), local_edge(where, last_day, MINUTES_A_DAY))


def _open_on(days: _Days, desk: Desk, loaded: Calendars, now: datetime) -> tuple[OpenSlot, ...]:
    there = zone(desk.tutor.time_zone)
    slots = open_slots(
        loaded.tutor,
        desk.offer,
        first_day=days.since.astimezone(there).date(),
        last_day=days.until.astimezone(there).date(),
        now=now,
        student_busy=loaded.student_busy,
    )
    return tuple(slot for slot in slots if days.since <= slot.starts_at < days.until)


def _from_now_on(
    session: Session, desk: Desk, moving_lesson: str | None, since: datetime
) -> Calendars:
    """Without an end: free slots may lie beyond the tutor's horizon."""
    return booking_desk.calendars(
        session, desk, since=since, until=None, but_lessons=_one(moving_lesson)
    )


def _one(lesson_id: str | None) -> tuple[str, ...]:
    return (lesson_id,) if lesson_id else ()
