"""Queries of lesson slots as the API documents have them, and of free ones as what is offered."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, insert, or_, select, update
from sqlmodel import Session, col

from tutorhub_app.data.base import END_OF_TIME, new_record, written_in
from tutorhub_app.data.booking import IS_FREE, LessonSlot
from tutorhub_app.data.catalog import CoursePack, Enrollment
from tutorhub_app.data.engine import execute
from tutorhub_app.data.paging import Pages, page_of
from tutorhub_app.data.prepared import Prepared
from tutorhub_app.data.reach import own_or_reached
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.booking import LocationType, SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.offered import OfferedTime
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.records import LessonSlotRecord

_NAMES = tuple(field.name for field in fields(LessonSlotRecord))
_COLUMNS: tuple[Any, ...] = tuple(getattr(LessonSlot, name) for name in _NAMES)
_SLOTS: Select[Any] = select(*_COLUMNS)
_BY_ID = Prepared(_SLOTS.where(col(LessonSlot.id) == bindparam("slot_id")))
_OFFERED = Prepared(
    select(LessonSlot.id, LessonSlot.starts_at, LessonSlot.session_mode)
    .where(
        IS_FREE,
        col(LessonSlot.course_pack_id) == bindparam("pack_id"),
        col(LessonSlot.starts_at) >= bindparam("since"),
        col(LessonSlot.starts_at) < bindparam("until"),
    )
    .order_by(col(LessonSlot.starts_at))
)
_INSERT = Prepared(insert(LessonSlot))
# What a slot has that was never canceled and never moved.
_AT_FIRST: dict[str, Any] = {
    name: field.default
    for name, field in LessonSlot.model_fields.items()
    if not field.is_required() and field.default_factory is None
}


def slot_record(session: Session, slot_id: str) -> LessonSlotRecord | None:
    """A slot that has not been deleted."""
    row = last_state(session, slot_id)
    return row if row and row.is_active else None


def last_state(session: Session, slot_id: str) -> LessonSlotRecord | None:
    """The slot, deleted or not: `is_active` tells."""
    found = _BY_ID.first(session, slot_id=slot_id)
    return _record(dict(zip(_NAMES, found, strict=True))) if found else None


# Without grants, all who have the same role see by the same select.
_SEEN_BY_ROLE: dict[Role, Pages] = {}


def slots_seen_by(
    session: Session, principal: Principal, page: PageRequest
) -> Page[LessonSlotRecord]:
    """A tutor's own; a student's own, with the free ones of the packs they are enrolled in; and
    what was granted, everything for administrators. In the order of their time."""
    who = {"person_id": principal.user_id, "profile_id": principal.tutor_profile_id or ""}
    if principal.grants:
        rows, total = page_of(session, _seen_by(principal), page, **who)
    else:
        pages = _SEEN_BY_ROLE.get(principal.role)
        if pages is None:
            pages = _SEEN_BY_ROLE[principal.role] = Pages(_seen_by(principal))
        rows, total = pages.of(session, page, **who)
    return Page(tuple(map(_record, rows)), total, page)


def _seen_by(principal: Principal) -> Select[Any]:
    """With the parameters `person_id` and `profile_id`."""
    person: Any = bindparam("person_id")
    if principal.role is Role.STUDENT:
        packs = _packs_of(person).with_only_columns(col(CoursePack.id))
        offered = and_(IS_FREE, col(LessonSlot.course_pack_id).in_(packs))
        own = or_(col(LessonSlot.student_id) == person, offered)
    else:
        own = col(LessonSlot.tutor_profile_id) == bindparam("profile_id")
    chain = (LessonSlot.id, LessonSlot.course_pack_id, LessonSlot.tutor_profile_id)
    seen = own_or_reached(principal, Permission.LESSON_SLOT_MANAGE, own, chain)
    return _SLOTS.where(col(LessonSlot.is_active).is_(True), seen).order_by(
        col(LessonSlot.starts_at), col(LessonSlot.id)
    )


def tutors_of_student(session: Session, student_id: str) -> tuple[str, ...]:
    """The profiles whose packs the student is enrolled in, on offer or not."""
    return tuple(profile for (profile,) in _TUTORS.rows(session, person_id=student_id))


def is_enrolled(session: Session, student_id: str, pack_id: str) -> bool:
    """Whether the student is in the pack, and it is still on offer."""
    return _IS_ENROLLED.first(session, person_id=student_id, pack_id=pack_id) is not None


def offered_of_pack(
    session: Session, pack_id: str, *, since: datetime, until: datetime | None
) -> tuple[OfferedTime, ...]:
    """The pack's free slots that start between two instants, or from one on; in order."""
    rows = _OFFERED.rows(session, pack_id=pack_id, since=since, until=until or END_OF_TIME)
    return tuple(
        OfferedTime(slot_id, pack_id, starts_at, SessionMode(mode))
        for slot_id, starts_at, mode in rows
    )


def offered_of_tutors(
    session: Session, profile_ids: Collection[str], *, since: datetime
) -> dict[str, list[OfferedTime]]:
    """Profile id -> the free slots of all their packs from then on; none for those not found."""
    found: dict[str, list[OfferedTime]] = defaultdict(list)
    rows = session.execute(
        select(
            LessonSlot.tutor_profile_id,
            LessonSlot.id,
            LessonSlot.course_pack_id,
            LessonSlot.starts_at,
            LessonSlot.session_mode,
        ).where(
            IS_FREE,
            col(LessonSlot.tutor_profile_id).in_(profile_ids),
            col(LessonSlot.starts_at) >= since,
        )
    )
    for profile_id, slot_id, pack_id, starts_at, mode in rows:
        found[profile_id].append(OfferedTime(slot_id, pack_id, starts_at, SessionMode(mode)))
    return found


def room_and_link(session: Session, slot_id: str) -> tuple[str, str | None]:
    """The slug of the slot's room, and where the slot says that it is held."""
    statement = select(LessonSlot.room_slug, LessonSlot.meet_link).where(LessonSlot.id == slot_id)
    room, link = session.execute(statement).one()
    return room, link


def add_slot(session: Session, owner_id: str, columns: Mapping[str, Any]) -> str:
    """Insert a slot; its id. The database's refusals leave as named errors."""
    row = {**_AT_FIRST, **columns, **new_record(session, owner_id)}
    _INSERT.run(session, **row)
    slot_id: str = row["id"]
    return slot_id


def take_free(session: Session, slot_id: str, values: dict[str, Any]) -> bool:
    """Turn a free slot into what `values` says; False when it is no longer free.

    In one statement: of two who saw it free at once, the second finds nothing to change.
    """
    statement = (
        update(LessonSlot)
        .where(IS_FREE, col(LessonSlot.id) == slot_id)
        .values(
            **values,
            record_version=LessonSlot.record_version + 1,
            updated_at=session.info["now"],
        )
    )
    if execute(session, statement, {}).rowcount != 1:
        return False
    written_in(session).add(slot_id)
    return True


def drop_free(session: Session, profile_id: str) -> None:
    """Offer none of the tutor's free slots any more."""
    statement = (
        update(LessonSlot)
        .where(IS_FREE, col(LessonSlot.tutor_profile_id) == profile_id)
        .values(
            is_active=False,
            record_version=LessonSlot.record_version + 1,
            updated_at=session.info["now"],
        )
    )
    execute(session, statement, {})


def _packs_of(student_id: Any) -> Any:
    """Those on offer."""
    return _enrolled(student_id).where(col(CoursePack.is_active).is_(True))


def _enrolled(student_id: Any) -> Any:
    return (
        select(CoursePack.id)
        .join(Enrollment, col(Enrollment.course_pack_id) == CoursePack.id)
        .where(Enrollment.student_id == student_id, col(Enrollment.is_active).is_(True))
    )


_TUTORS = Prepared(
    _enrolled(bindparam("person_id")).with_only_columns(col(CoursePack.tutor_profile_id)).distinct()
)
_IS_ENROLLED = Prepared(
    _packs_of(bindparam("person_id")).where(CoursePack.id == bindparam("pack_id"))
)


def _record(found: Any) -> LessonSlotRecord:
    place = found["location_type"]
    return LessonSlotRecord(
        **{
            **found,
            "status": SlotStatus(found["status"]),
            "session_mode": SessionMode(found["session_mode"]),
            "location_type": LocationType(place) if place else None,
        }
    )
