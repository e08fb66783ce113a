"""Times for a screening meeting from the tutor's live calendar: listed exactly when accepted.

They follow the rules of lessons (hours, step, notice, horizon, pauses, both people free), but a
meeting counts for no daily limit, and is held online whatever the hours are for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data import calendars, packs
from tutorhub_app.data import screening as data
from tutorhub_app.data.calendars import TutorRow
from tutorhub_app.data.screening import Place
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import NotBookable, NotFound, SlotTaken
from tutorhub_app.domain.policy import require_signed_in
from tutorhub_app.domain.refusals import Refusal
from tutorhub_app.domain.screening import MEETING_LENGTH
from tutorhub_app.domain.slots import Busy, Offer, OpenSlot, TutorCalendar, open_slots, why_not
from tutorhub_app.domain.words import MINUTES_A_DAY, day_and_clock
from tutorhub_app.domain.zones import local_edge, zone
from tutorhub_app.services.booking_desk import margin
from tutorhub_app.services.screening_desk import side_of
from tutorhub_app.services.unit import reads

LONGEST_LOOK_DAYS = 62
_OFFER = Offer(int(MEETING_LENGTH.total_seconds() // 60), frozenset(SessionMode))
_TAKEN = frozenset({Refusal.TAKEN.value, Refusal.STUDENT_BUSY.value})


@dataclass(frozen=True, slots=True)
class _Calendars:
    tutor: TutorCalendar
    student_busy: tuple[Busy, ...]


@reads
def open_times(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    *,
    first: date,
    last: date,
    meeting_id: str | None = None,
    now: datetime,
) -> tuple[OpenSlot, ...]:
    """The times for a meeting on those days of the principal's zone, both included. A student's
    own busy times are left out; `meeting_id` names a request, whose student's are, and whose own
    agreed time counts as free.

    Raises NotFound for a pack that is not offered, NotYours for other people's requests.
    """
    me = require_signed_in(principal)
    pack = packs.pack_row(session, pack_id)
    tutor = calendars.tutor_row(session, pack.tutor_profile_id) if pack else None
    if pack is None or tutor is None or not pack.is_offered:
        raise NotFound("There is no such course pack, or no longer.")
    student_id = me.user_id if me.role is Role.STUDENT else None
    if meeting_id is not None:
        found = data.meeting_to_look_at(session, meeting_id)
        if found is None:
            raise NotFound("There is no such screening, or no longer.")
        side_of(me, found, meeting_id)
        student_id = found.student_id
    where = zone(me.time_zone)
    last = min(last, first + timedelta(days=LONGEST_LOOK_DAYS))
    since, until = local_edge(where, first, 0), local_edge(where, last, MINUTES_A_DAY)
    loaded = _load(session, tutor, student_id, since, until, meeting_id)
    there = zone(tutor.time_zone)
    found_times = open_slots(
        loaded.tutor,
        _OFFER,
        first_day=since.astimezone(there).date(),
        last_day=until.astimezone(there).date(),
        now=now,
        student_busy=loaded.student_busy,
    )
    return tuple(slot for slot in found_times if since <= slot.starts_at < until)


def require_open(
    session: Session,
    principal: Principal | None,
    place: Place,
    times: Sequence[datetime],
    *,
    but: str | None = None,
    now: datetime,
) -> None:
    """SlotTaken when somebody is busy at one of the times, NotBookable that tells why when another
    reason speaks against it. `but`: a request whose own agreed time counts as free."""
    me = require_signed_in(principal)
    tutor = calendars.tutor_row(session, place.tutor_profile_id)
    if tutor is None:
        raise NotFound("This tutor does not teach here any more.")
    for time in times:
        loaded = _load(session, tutor, place.student_id, time, time + MEETING_LENGTH, but)
        reasons = why_not(
            loaded.tutor,
            _OFFER,
            time,
            None,
            now=now,
            student_busy=loaded.student_busy,
            viewer_zone=me.time_zone,
            hour_cycle=me.hour_cycle,
        )
        if not reasons:
            continue
        when = day_and_clock(time, zone(me.time_zone), me.hour_cycle)
        told = tuple((reason.code, f"{when}: {reason.sentence}") for reason in reasons)
        codes = {code for code, _ in told}
        if codes & _TAKEN and Refusal.PAST.value not in codes:
            raise SlotTaken(" ".join(sentence for _, sentence in told))
        raise NotBookable(told)


def _load(
    session: Session,
    tutor: TutorRow,
    student_id: str | None,
    since: datetime,
    until: datetime,
    but: str | None,
) -> _Calendars:
    """Both calendars around two instants, without what one request takes of them."""
    around = margin(tutor.rules)
    first, last = since - around, until + around
    left_out = (but,) if but else ()
    calendar = calendars.load_calendar(
        session, tutor, since=first, until=last, but_lessons=left_out
    )
    rules = replace(calendar.rules, max_lessons_per_day=None)
    student_busy = (
        calendars.busy_of(session, student_id, since=first, until=last, but_lessons=left_out)
        if student_id
        else ()
    )
    return _Calendars(replace(calendar, rules=rules), student_busy)
