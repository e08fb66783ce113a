"""Open times of a course pack as the scheduling API lists them, and why another is refused."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tutorhub_app.data import packs
from tutorhub_app.data.calendars import TutorRow, tutor_row
from tutorhub_app.data.changes import person_topic, tutor_topic
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.availability import parse_time
from tutorhub_app.domain.errors import NotBookable, NotFound
from tutorhub_app.domain.open_times import DaysWanted, same_until
from tutorhub_app.domain.policy import require_signed_in
from tutorhub_app.domain.slots import OpenSlot, Reason, instant_of
from tutorhub_app.domain.zones import zone
from tutorhub_app.services.slots import explain, open_slots_of_pack
from tutorhub_app.services.unit import reads


@dataclass(frozen=True, slots=True)
class OpenTimes:
    """Bookable times in order, the zone whose days were asked for, and until when the passing of
    time alone changes nothing of it."""

    slots: tuple[OpenSlot, ...]
    time_zone: ZoneInfo
    until: datetime


@reads
def listed(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    wanted: DaysWanted,
    *,
    now: datetime,
) -> OpenTimes:
    """The times on days of the wanted zone, else the principal's, for anyone who is signed in.

    Raises `Invalid` (to, timeZone), NotFound for a pack that is not offered.
    """
    me = require_signed_in(principal)
    where = zone(me.time_zone if wanted.time_zone is None else wanted.time_zone)
    first, last = wanted.told_on(now.astimezone(where).date())
    tutor = _tutor_of(session, pack_id)
    found = open_slots_of_pack(session, me, pack_id, first, last, viewer_zone=where.key, now=now)
    days_of = (zone(tutor.time_zone), where)
    until = same_until(found, tutor.rules.minimum_notice_minutes, days_of, now)
    return OpenTimes(found, where, until)


def topics(session: Session, principal: Principal | None, pack_id: str) -> tuple[str, ...]:
    """What `listed` is made from: the tutor's calendar, what else the tutor does, and when the
    one who asks is busy."""
    me = require_signed_in(principal)
    tutor = _tutor_of(session, pack_id)
    return tutor_topic(tutor.profile_id), person_topic(tutor.user_id), person_topic(me.user_id)


@reads
def reasons(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    day: date,
    time: str,
    time_zone: str | None,
    *,
    now: datetime,
) -> tuple[Reason, ...]:
    """What speaks against a lesson at that wall time (HH:MM) of the zone, else of the tutor's, as
    far as it binds the one who asks. None when it can be booked.

    Sentences tell times in that zone. Raises `Invalid` (time, timeZone), NotFound.
    """
    me = require_signed_in(principal)
    tutor = _tutor_of(session, pack_id)
    where = zone(tutor.time_zone if time_zone is None else time_zone)
    try:
        starts_at = instant_of(where.key, day, parse_time(time, "time"))
    except NotBookable as refusal:
        return tuple(Reason(code, sentence) for code, sentence in refusal.reasons)
    asking = replace(me, time_zone=where.key)
    return explain(session, asking, pack_id, starts_at, now=now).reasons


def _tutor_of(session: Session, pack_id: str) -> TutorRow:
    pack = packs.pack_row(session, pack_id)
    tutor = tutor_row(session, pack.tutor_profile_id) if pack else None
    if tutor is None:
        raise NotFound("This course pack does not exist, or is no longer offered.")
    return tutor
