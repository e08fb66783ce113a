"""A tutor's windows one by one, as the scheduling API has them. Nothing is merged here, and booked
lessons stay whatever becomes of the hours.

A date with hours of its own (see `domain.date_hours`) stays one: a window put on it adds to those,
and without its last one the tutor does not teach that day.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from tutorhub_app.data import availability as windows
from tutorhub_app.data import availability_records as data
from tutorhub_app.data import engine
from tutorhub_app.data.changes import tutor_topic
from tutorhub_app.domain import policy, single_windows
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.availability import DayOfWeek, Window, validate_window
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.domain.records import AvailabilityRecord
from tutorhub_app.services import availability_desk
from tutorhub_app.services.availability_desk import Desk
from tutorhub_app.services.unit import reads


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRequest:
    """A window as it shall be; times are HH:MM of the tutor's zone."""

    day_of_week: DayOfWeek
    start_time: str
    end_time: str
    is_recurring: bool
    specific_date: date | None
    teaching_mode: TeachingMode


@reads
def get(
    session: Session, principal: Principal | None, availability_id: str, *, now: datetime
) -> AvailabilityRecord:
    """One window, for its tutor and for administrators. NotFound, NotAllowed."""
    me = require_signed_in(principal)
    row = _require_row(session, availability_id)
    policy.require(
        me,
        Permission.AVAILABILITY_MANAGE,
        concerned=me.tutor_profile_id == row.tutor_profile_id,
        objects=(row.id, row.tutor_profile_id),
    )
    return row


@reads
def listed(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    modes: Collection[TeachingMode | None],
    page: PageRequest,
    *,
    now: datetime,
) -> Page[AvailabilityRecord]:
    """A tutor's windows in these modes, for anyone who is signed in; without modes, in all."""
    require_signed_in(principal)
    return data.availability_records(session, profile_id, modes, page)


def topics(profile_id: str) -> tuple[str, ...]:
    """What `listed` is made from."""
    return (tutor_topic(profile_id),)


def create(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    request: WindowRequest,
    *,
    now: datetime,
) -> AvailabilityRecord:
    """A new window. Raises `Invalid` naming the fields, NotAllowed, NotFound, NotYours,
    `Conflict` for hours that are there, `WindowsOverlap`."""
    desk = availability_desk.open_desk(session, principal, profile_id, now)
    window = _window(request)
    _require_date_to_come(desk, window)
    single_windows.require_room(desk.hours, (window,), today=desk.today)
    return _stored(session, desk, (), (window,), now=now)


def update(
    session: Session,
    principal: Principal | None,
    availability_id: str,
    *,
    now: datetime,
    **changes: Any,
) -> AvailabilityRecord:
    """A window with some fields of `WindowRequest` changed; raises what `create` does."""
    desk, row = _open_desk(session, principal, availability_id, now)
    window = _window(replace(_told(row), **changes))
    if window.specific_date != row.specific_date:
        _require_date_to_come(desk, window)
    put = single_windows.in_place_of(desk.hours, row.id, window)
    single_windows.require_room(desk.hours, put, replacing=(row.id,), today=desk.today)
    return _stored(session, desk, (row.id,), put, now=now)


def delete(
    session: Session, principal: Principal | None, availability_id: str, *, now: datetime
) -> AvailabilityRecord:
    """The window as it was, no longer active. NotAllowed, NotFound, NotYours."""
    desk, row = _open_desk(session, principal, availability_id, now)
    return _stored(session, desk, (row.id,), (), now=now)


def _open_desk(
    session: Session, principal: Principal | None, availability_id: str, now: datetime
) -> tuple[Desk, AvailabilityRecord]:
    """The desk of the window's tutor, and the window as nobody else can change it any more."""
    require_signed_in(principal)
    row = _require_row(session, availability_id)
    desk = availability_desk.open_desk(
        session, principal, row.tutor_profile_id, now, rows=(availability_id,)
    )
    return desk, _require_row(session, availability_id)


def _require_row(session: Session, availability_id: str) -> AvailabilityRecord:
    row = data.availability_record(session, availability_id)
    if row is None:
        raise NotFound("There is no such availability, or no longer.")
    return row


def _told(row: AvailabilityRecord) -> WindowRequest:
    return WindowRequest(
        day_of_week=row.day_of_week,
        start_time=row.start_time,
        end_time=row.end_time,
        is_recurring=row.is_recurring,
        specific_date=row.specific_date,
        teaching_mode=row.teaching_mode,
    )


def _window(request: WindowRequest) -> Window:
    return validate_window(
        request.day_of_week,
        request.start_time,
        request.end_time,
        request.teaching_mode,
        specific_date=request.specific_date,
        is_recurring=request.is_recurring,
    )


def _require_date_to_come(desk: Desk, window: Window) -> None:
    if window.specific_date is not None:
        desk.require_not_over(window.specific_date, "specificDate")


def _stored(
    session: Session,
    desk: Desk,
    replaced: tuple[str, ...],
    put: tuple[Window, ...],
    *,
    now: datetime,
) -> AvailabilityRecord:
    """The first row that was touched: the one replaced, else the new one."""
    _, rows = windows.store_windows(
        session, desk.tutor.profile_id, desk.tutor.user_id, delete_ids=replaced, insert=put
    )
    engine.flush(session)
    availability_desk.finish(session, desk, (), None, now=now)
    return data.record_of(rows[0])
