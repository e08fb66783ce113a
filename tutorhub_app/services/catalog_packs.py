"""A tutor's course packs: what their owner, or an administrator, reads and changes."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tutorhub_app.data import engine, offers, screening
from tutorhub_app.data.catalog import CoursePack
from tutorhub_app.data.changes import CATALOG_TOPIC, record_change, tutor_topic
from tutorhub_app.data.offers import Coming, OfferRow
from tutorhub_app.domain import kept, words
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import Conflict, NotFound
from tutorhub_app.domain.money import per_lesson, typed_amount
from tutorhub_app.domain.packs import PackDetails, validate_pack
from tutorhub_app.domain.zones import zone
from tutorhub_app.services.catalog import lessons_words, require_manager, require_profile
from tutorhub_app.services.money import DEFAULT_LOCALE, price_words
from tutorhub_app.services.unit import reads


@dataclass(frozen=True)
class ManagedPack:
    """A pack as its owner sees it. `typed_price` is the price as it is typed into a field.

    `students` have lessons left in it; `lessons_coming` are booked and not over yet.
    """

    id: str
    title: str
    description: str
    lesson_minutes: int
    lesson_count: int
    typed_price: str
    currency: str
    requires_screening: bool
    teaching_mode: str
    minutes: str
    lessons: str
    price: str
    price_per_lesson: str
    students: int
    lessons_coming: int
    standing: str


@dataclass(frozen=True)
class ManagedPacks:
    """All packs on offer of one tutor."""

    profile_id: str
    tutor_name: str
    packs: tuple[ManagedPack, ...]


@reads
def managed_packs(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    *,
    locale: str = DEFAULT_LOCALE,
    now: datetime,
) -> ManagedPacks:
    require_manager(principal, profile_id)
    tutor = require_profile(session, profile_id)
    rows = offers.offers_of(session, [profile_id])
    ids = [row.id for row in rows]
    coming = offers.lessons_coming(session, ids, now)
    students = offers.students_with_lessons_left(session, ids)
    return ManagedPacks(
        profile_id,
        tutor.name,
        tuple(
            _managed(row, students.get(row.id, 0), coming.get(row.id, Coming()).count, locale)
            for row in rows
        ),
    )


def create_pack(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    details: PackDetails,
    *,
    now: datetime,
) -> str:
    """Offer a new pack; its id. Invalid names every bad field."""
    require_manager(principal, profile_id)
    tutor = require_profile(session, profile_id)
    row = CoursePack(
        tutor_profile_id=profile_id, owner_id=tutor.user_id, **_columns(validate_pack(details))
    )
    session.add(row)
    engine.flush(session)
    record_change(session, tutor_topic(profile_id), CATALOG_TOPIC)
    return row.id


def update_pack(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    details: PackDetails,
    *,
    now: datetime,
) -> None:
    """Change a pack for enrollments and bookings from now on; booked lessons keep their terms."""
    row = _pack_to_change(session, principal, pack_id)
    for name, value in _columns(validate_pack(details)).items():
        setattr(row, name, value)
    engine.flush(session)
    record_change(session, tutor_topic(row.tutor_profile_id), CATALOG_TOPIC)


def pack_details(session: Session, principal: Principal | None, pack_id: str) -> PackDetails:
    """The pack as its manager would enter it now."""
    row = _pack_to_change(session, principal, pack_id)
    return PackDetails(**{field.name: getattr(row, field.name) for field in fields(PackDetails)})


def delete_pack(
    session: Session, principal: Principal | None, pack_id: str, *, now: datetime
) -> None:
    """Take a pack off offer. Conflict while lessons of it are booked and not over, or a screening
    meeting is agreed and not over.

    Students with lessons left keep them. Requests for a screening take no new times any more; they
    are decided, withdrawn or expire, so that a pack that is restored has lost none.
    """
    row = _pack_to_change(session, principal, pack_id)
    coming = offers.lessons_coming(session, [pack_id], now).get(pack_id)
    if coming is not None and coming.first is not None:
        where = zone(require_profile(session, row.tutor_profile_id).time_zone)
        when = words.day_and_clock(coming.first, where)
        raise Conflict(
            kept.by_booked_lessons(
                coming.count, when, of="of this pack", then="you can delete the pack"
            ),
            code="lessonsAreBooked",
        )
    agreed = screening.next_agreed(session, pack_id, now)
    if agreed is not None:
        where = zone(require_profile(session, row.tutor_profile_id).time_zone)
        sentence = kept.by_a_meeting(words.day_and_clock(agreed, where), then="the pack")
        raise Conflict(sentence, code="meetingsAreAgreed")
    row.is_active = False
    engine.flush(session)
    record_change(session, tutor_topic(row.tutor_profile_id), CATALOG_TOPIC)


def restore_pack(
    session: Session, principal: Principal | None, pack_id: str, *, now: datetime
) -> None:
    """Offer a deleted pack again."""
    row = _pack_to_change(session, principal, pack_id, deleted=True)
    row.is_active = True
    engine.flush(session)
    record_change(session, tutor_topic(row.tutor_profile_id), CATALOG_TOPIC)


def _pack_to_change(
    session: Session, principal: Principal | None, pack_id: str, *, deleted: bool = False
) -> CoursePack:
    pack = offers.offer_row(session, pack_id)
    if pack is None or (pack.is_active is deleted):
        raise NotFound("There is no such course pack, or no longer.")
    require_manager(principal, pack.tutor_profile_id, pack_id)
    return session.get_one(CoursePack, pack_id)


def _columns(details: PackDetails) -> dict[str, Any]:
    return {field.name: getattr(details, field.name) for field in fields(details)}


def _managed(row: OfferRow, students: int, coming: int, locale: str) -> ManagedPack:
    one = price_words(per_lesson(row.price_minor, row.lesson_count), row.currency, locale)
    return ManagedPack(
        id=row.id,
        title=row.title,
        description=row.description,
        lesson_minutes=row.lesson_minutes,
        lesson_count=row.lesson_count,
        typed_price=typed_amount(row.price_minor, row.currency),
        currency=row.currency,
        requires_screening=row.requires_screening,
        teaching_mode=row.teaching_mode.value,
        minutes=words.duration(row.lesson_minutes),
        lessons=lessons_words(row.lesson_count),
        price=price_words(row.price_minor, row.currency, locale),
        price_per_lesson=f"{one} per lesson" if row.price_minor else one,
        students=students,
        lessons_coming=coming,
        standing=_standing(students, coming),
    )


def _standing(students: int, coming: int) -> str:
    people = "1 student has" if students == 1 else f"{students} students have"
    parts = [f"{people} lessons left"] if students else []
    if coming:
        parts.append(f"{lessons_words(coming)} booked")
    return f"{', '.join(parts)}." if parts else "Nobody has lessons in it at the moment."
