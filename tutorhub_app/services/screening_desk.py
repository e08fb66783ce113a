"""What all acts on a screening share: whose it is, what the database says last, who is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data import calendars, engine, lessons
from tutorhub_app.data import screening as data
from tutorhub_app.data.changes import SCREENINGS_TOPIC, person_topic, record_change, tutor_topic
from tutorhub_app.data.lessons import LessonFilter
from tutorhub_app.data.screening import Place, PreliminaryMeeting
from tutorhub_app.data.screening_history import events_of
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.booking import Side, SlotStatus
from tutorhub_app.domain.errors import Conflict, NotAllowed, NotFound, NotYours, SlotTaken
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.domain.screening import MEETING_LENGTH, Meeting, TutorDecision
from tutorhub_app.domain.screening_acts import called_off
from tutorhub_app.domain.screening_clocks import (
    Clocks,
    already_requested,
    clocks_of,
    require_may_ask,
)
from tutorhub_app.domain.screening_events import events_between, happened_sentence
from tutorhub_app.services import screening_news
from tutorhub_app.settings import get_settings

NOT_THERE = "There is no such preliminary meeting, or no longer."
_DECIDE, _REQUEST = Permission.PRELIMINARY_MEETING_DECIDE, Permission.PRELIMINARY_MEETING_REQUEST
_HELD_OR_TO_BE = (SlotStatus.BOOKED, SlotStatus.COMPLETED)


@dataclass(frozen=True, slots=True)
class Desk:
    """A request to be changed: who asks and from which side (None: the clock), and how it stands.
    `before` is None for one that is being made."""

    me: Principal | None
    side: Side | None
    row: PreliminaryMeeting
    place: Place
    before: Meeting | None
    has_lessons: bool = False

    @property
    def meeting(self) -> Meeting:
        return self.before or Meeting()


def open_desk(
    session: Session,
    principal: Principal | None,
    meeting_id: str,
    *,
    record_version: int | None = None,
    closed: bool = False,
    now: datetime,
) -> Desk:
    """The desk of one who may act on the request; `closed`, also on one that has ended without a
    decision.

    Raises NotSignedIn, NotFound, NotYours, NotAllowed, and the Conflict that tells what happened
    when the request is not of the version that was looked at.
    """
    me = require_signed_in(principal)
    found = data.meeting_to_change(session, meeting_id, closed=closed)
    if found is None:
        raise NotFound(NOT_THERE)
    side = side_of(me, found.place, meeting_id)
    if record_version not in (None, found.meeting.record_version):
        raise _changed_since(session, me, meeting_id, now)
    return Desk(
        me,
        side,
        found.meeting,
        found.place,
        data.meeting_of(found.meeting),
        has_lessons=_has_lessons(session, found.place),
    )


def side_of(me: Principal, place: Place, meeting_id: str | None = None) -> Side:
    """On whose side the principal acts: who was granted the decision, on the tutor's, but nobody in
    their own case. NotYours for outsiders to a request that is there, NotAllowed for whoever else
    may not."""
    objects = (meeting_id, place.pack_id, place.tutor_profile_id)
    teaches = me.tutor_profile_id == place.tutor_profile_id
    is_own = me.user_id == place.student_id
    if not is_own and policy.allowed(me, _DECIDE, concerned=teaches, objects=objects):
        return side_of_decider(me, place, meeting_id)
    if policy.allowed(me, _REQUEST, concerned=is_own, objects=objects):
        return Side.STUDENT
    if meeting_id and not (teaches or is_own):
        raise NotYours("Only the tutor and the student can change this screening.")
    if me.role is Role.STUDENT and not is_own:
        raise NotAllowed("You can ask for a screening meeting for yourself alone.")
    raise NotAllowed(policy.RULES[_DECIDE if teaches else _REQUEST].denial)


def side_of_decider(me: Principal, place: Place, meeting_id: str | None) -> Side:
    """On whose side one stands who may decide."""
    objects = (meeting_id, place.pack_id, place.tutor_profile_id)
    teaches = me.tutor_profile_id == place.tutor_profile_id
    is_admin = not teaches and policy.reaches_anyones(me, _DECIDE, objects)
    return Side.ADMIN if is_admin else Side.TUTOR


def save(
    session: Session, desk: Desk, after: Meeting, *, reason: str | None = None, now: datetime
) -> None:
    """Let the database have the last word about the request and about its time; write the history,
    and tell all whom it concerns. Nothing changed is no write."""
    before, row, place = desk.before, desk.row, desk.place
    if after == before:
        return
    data.write_meeting(row, after)
    was = data.clocks_in(row) if before else Clocks()
    expiry = timedelta(days=get_settings().screening_expiry_days)
    data.write_clocks(row, clocks_of(before, was, after, now=now, expiry=expiry))
    session.add(row)
    try:
        engine.flush(session)
    except Conflict as lost:
        # Another open request of the same student came first.
        raise already_requested() from lost
    if after.taken != desk.meeting.taken:
        _take(session, row.id, place, after)
    screening_news.publish(
        session,
        desk.me,
        desk.side,
        row.id,
        place,
        events_between(before, after, reason=reason),
        before=before,
        now=now,
    )
    engine.flush(session)
    tell_pages(session, place)


def end_all(
    session: Session, me: Principal, meeting_ids: Iterable[str], reason: str, *, now: datetime
) -> None:
    """Call off undecided requests of which nothing can come any more, as an administrator."""
    for meeting_id in meeting_ids:
        found = data.meeting_to_change(session, meeting_id)
        if found is None:
            continue
        desk = Desk(me, Side.ADMIN, found.meeting, found.place, data.meeting_of(found.meeting))
        save(session, desk, called_off(desk.meeting), reason=reason, now=now)


def tell_pages(session: Session, place: Place) -> None:
    """Wake all whose pages show it."""
    record_change(
        session,
        SCREENINGS_TOPIC,
        tutor_topic(place.tutor_profile_id),
        person_topic(place.student_id),
    )


def require_free(
    session: Session, place: Place, starts_at: datetime, *, but: str | None = None
) -> None:
    """SlotTaken that says who is busy with something else than this meeting then. The database
    says it again, without names."""
    people = (("tutor", place.tutor_id), ("student", place.student_id))
    busy = [
        f"The {who} is busy at this time."
        for who, person_id in people
        if calendars.is_busy(
            session, person_id, since=starts_at, until=starts_at + MEETING_LENGTH, but=but
        )
    ]
    if busy:
        raise SlotTaken(" ".join(busy))


def require_may_be_held(place: Place) -> None:
    """Conflict when no meeting can come of the request any more."""
    if not place.is_offered:
        raise Conflict("This course pack is not offered any more.", code="packIsNotOffered")
    if not place.is_student_active:
        raise Conflict("This student's account is not active any more.", code="studentIsNotActive")


def require_may_ask_again(session: Session, desk: Desk, after: Meeting) -> None:
    """Conflict when a request that is open again would stand beside another one."""
    was = desk.before
    if was is None or after.tutor_decision is not TutorDecision.PENDING:
        return
    if was.tutor_decision is not TutorDecision.PENDING:
        others = data.decisions_of(
            session, desk.place.student_id, [desk.place.pack_id], but=desk.row.id
        )
        require_may_ask(others.get(desk.place.pack_id))


def _take(session: Session, meeting_id: str, place: Place, after: Meeting) -> None:
    """Make both people busy at the agreed time, or free again."""
    people = (place.student_id, place.tutor_id)
    calendars.release(session, meeting_id, source=calendars.SCREENING)
    if after.taken is not None:
        require_free(session, place, after.taken[0])
        calendars.occupy(session, meeting_id, people, *after.taken, source=calendars.SCREENING)
    engine.flush(session)


def _changed_since(session: Session, me: Principal, meeting_id: str, now: datetime) -> Conflict:
    newest = events_of(session, meeting_id, newest=1)
    if not newest:
        return Conflict()
    (last,) = newest
    by_viewer = last.actor_id == me.user_id
    return Conflict(happened_sentence(last.kind, last.side, last.at, now, by_viewer=by_viewer))


def _has_lessons(session: Session, place: Place) -> bool:
    which = LessonFilter(
        student_id=place.student_id, pack_id=place.pack_id, statuses=_HELD_OR_TO_BE
    )
    return lessons.count_lessons(session, which) > 0
