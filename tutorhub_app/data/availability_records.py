"""A tutor's windows as the scheduling API has them."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Select, bindparam, case, or_, select
from sqlmodel import Session, col

from tutorhub_app.data.availability import Availability
from tutorhub_app.data.catalog import TutorProfile
from tutorhub_app.data.paging import page_of
from tutorhub_app.data.prepared import Prepared
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.records import AvailabilityRecord

_NAMES = tuple(field.name for field in fields(AvailabilityRecord))
_COLUMNS: tuple[Any, ...] = tuple(getattr(Availability, name) for name in _NAMES)
_DAY_ORDER = case(
    {day.value: position for position, day in enumerate(DayOfWeek)}, value=Availability.day_of_week
)


_ACTIVE: Select[Any] = select(*_COLUMNS).where(col(Availability.is_active).is_(True))
_BY_ID = Prepared(_ACTIVE.where(col(Availability.id) == bindparam("id")))
_BY_TUTOR = (
    _ACTIVE.join(TutorProfile, col(TutorProfile.id) == Availability.tutor_profile_id)
    .where(col(TutorProfile.id) == bindparam("profile_id"), col(TutorProfile.is_active).is_(True))
    .order_by(
        col(Availability.specific_date).nulls_first(),
        _DAY_ORDER,
        col(Availability.start_time),
        col(Availability.id),
    )
)


def availability_record(session: Session, availability_id: str) -> AvailabilityRecord | None:
    """A window that has not been deleted."""
    row = _BY_ID.first(session, id=availability_id)
    return _record(dict(zip(_NAMES, row, strict=True))) if row else None


def availability_records(
    session: Session,
    profile_id: str,
    modes: Collection[TeachingMode | None],
    page: PageRequest,
) -> Page[AvailabilityRecord]:
    """The tutor's windows in these modes (any, without one): the week's in order from Sunday, then
    those of dates. None of a tutor who is gone."""
    statement = _BY_TUTOR
    if modes:
        mode = col(Availability.teaching_mode)
        named = mode.in_([each for each in modes if each is not None])
        statement = statement.where(or_(named, mode.is_(None)) if None in modes else named)
    rows, total = page_of(session, statement, page, profile_id=profile_id)
    return Page(tuple(map(_record, rows)), total, page)


def record_of(row: Availability) -> AvailabilityRecord:
    """A window as it has been flushed."""
    return _record({name: getattr(row, name) for name in _NAMES})


def _record(found: Mapping[Any, Any]) -> AvailabilityRecord:
    return AvailabilityRecord(
        **{
            **found,
            "day_of_week": DayOfWeek(found["day_of_week"]),
            "teaching_mode": TeachingMode(found["teaching_mode"]),
        }
    )
