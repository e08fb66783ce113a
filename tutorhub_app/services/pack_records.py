"""Course packs one by one, as the catalogue API has them.

Everyone sees what listed tutors offer; a tutor's own students see it, too, when the tutor is not
listed. One that was deleted is there for those who manage it or have lessons left in it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tutorhub_app.data import catalog_pages, catalog_records, offers
from tutorhub_app.data.offers import Holding
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import Invalid, NotFound
from tutorhub_app.domain.money import CURRENCIES, MOST_MINOR
from tutorhub_app.domain.packs import PackDetails, may_see
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.domain.records import CoursePackRecord
from tutorhub_app.services import catalog_packs
from tutorhub_app.services.catalog import can_manage, require_manager, require_profile
from tutorhub_app.services.profile_records import is_shown_to
from tutorhub_app.services.unit import reads

Values = Mapping[str, Any]
"""Fields of a `PackDetails`, by their names there."""


@reads
def get(
    session: Session, principal: Principal | None, pack_id: str, *, now: datetime
) -> CoursePackRecord:
    """One pack. NotFound."""
    row = catalog_records.course_pack_record(session, pack_id)
    if row is None or not _may_see(session, principal, row):
        raise _no_such_pack()
    return row


@reads
def find(
    session: Session,
    principal: Principal | None,
    page: PageRequest,
    *,
    profile_id: str | None = None,
    requires_screening: bool | None = None,
    now: datetime,
) -> Page[CoursePackRecord]:
    """Packs on offer, narrowed to a tutor's and to those with, or without, a screening."""
    return catalog_pages.packs_page(
        session,
        principal,
        page,
        profile_id=profile_id,
        requires_screening=requires_screening,
    )


def create(
    session: Session,
    principal: Principal | None,
    values: Values,
    *,
    profile_id: str | None = None,
    now: datetime,
) -> CoursePackRecord:
    """Offer a new pack, as a tutor with one's own profile if no other is named."""
    me = require_signed_in(principal)
    wanted = profile_id or _own_profile(me)
    require_profile(session, wanted)
    require_manager(me, wanted)
    details = PackDetails(**values)
    _require_codes(details)
    return _record(session, catalog_packs.create_pack(session, me, wanted, details, now=now))


def update(
    session: Session, principal: Principal | None, pack_id: str, values: Values, *, now: datetime
) -> CoursePackRecord:
    """Change these fields for enrollments and bookings from now on."""
    me = require_signed_in(principal)
    details = replace(catalog_packs.pack_details(session, me, pack_id), **values)
    _require_codes(details)
    if values:
        catalog_packs.update_pack(session, me, pack_id, details, now=now)
    return _record(session, pack_id)


def delete(
    session: Session, principal: Principal | None, pack_id: str, *, now: datetime
) -> CoursePackRecord:
    """Take a pack off offer. Conflict while lessons of it are booked and not over."""
    catalog_packs.delete_pack(session, require_signed_in(principal), pack_id, now=now)
    return _record(session, pack_id)


def _may_see(session: Session, principal: Principal | None, row: CoursePackRecord) -> bool:
    held = offers.holdings(session, principal.user_id, [row.id]) if principal else {}
    return may_see(
        is_offered=row.is_active and is_shown_to(session, principal, row.tutor_profile_id),
        can_manage=can_manage(principal, row.tutor_profile_id, row.id),
        lessons_left=held.get(row.id, Holding()).lessons_left,
    )


def _own_profile(me: Principal) -> str:
    policy.require(me, Permission.CATALOG_MANAGE)
    if me.tutor_profile_id is None:
        sentence = "tutorProfileId: send the id of the tutor profile that the pack is for."
        raise Invalid.field("tutorProfileId", sentence, code="tutorProfileIdIsRequired")
    return me.tutor_profile_id


def _require_codes(details: PackDetails) -> None:
    """Say of money what an API takes: a page lets choose the currency, and reads typed amounts."""
    if details.currency not in CURRENCIES:
        sentence = f"currency: send an ISO 4217 code, one of {', '.join(CURRENCIES)}."
        raise Invalid.field("currency", sentence)
    if not 0 <= details.price_minor <= MOST_MINOR:
        sentence = f"price: send minor units of the currency (cents), 0 to {MOST_MINOR}."
        raise Invalid.field("price", sentence)


def _record(session: Session, pack_id: str) -> CoursePackRecord:
    row = catalog_records.course_pack_record(session, pack_id)
    if row is None:
        raise _no_such_pack()
    return row


def _no_such_pack() -> NotFound:
    return NotFound("There is no such course pack, or no longer.")
