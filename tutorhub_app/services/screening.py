"""Screening meetings: asked for by students, agreed and decided by the pack's tutor."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import accounts, calendars, catalog_records, engine, lessons, offers
from tutorhub_app.data import screening as data
from tutorhub_app.data.base import new_id
from tutorhub_app.data.changes import (
    SCREENINGS_TOPIC,
    person_topic,
    record_change,
    tutor_topic,
)
from tutorhub_app.data.lessons import LessonFilter
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain import policy, screening
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.booking import Side, SlotStatus
from tutorhub_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotYours, SlotTaken
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.domain.records import (
    CoursePackRecord,
    PersonRecord,
    PreliminaryMeetingRecord,
    TutorProfileRecord,
)
from tutorhub_app.domain.screening import Meeting, MeetingChange, TutorDecision
from tutorhub_app.services.unit import reads

_DECIDE, _REQUEST = Permission.PRELIMINARY_MEETING_DECIDE, Permission.PRELIMINARY_MEETING_REQUEST
_NOT_THERE = "There is no such preliminary meeting, or no longer."
_HELD_OR_TO_BE = (SlotStatus.BOOKED, SlotStatus.COMPLETED)


@dataclass(frozen=True, slots=True)
class MeetingWithPeople:
    """A request with what it is for and who is in it."""

    meeting: PreliminaryMeetingRecord
    course_pack: CoursePackRecord
    tutor_profile: TutorProfileRecord
    tutor_user: PersonRecord
    student: PersonRecord


@dataclass(frozen=True, slots=True)
class _Place:
    """What a request belongs to."""

    pack_id: str
    tutor_profile_id: str
    tutor_id: str
    student_id: str


def create(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    student_id: str,
    wanted: MeetingChange,
    *,
    now: datetime,
) -> MeetingWithPeople:
    """Ask for a screening meeting. A student asks for themselves; the pack's tutor and
    administrators for a student, with all that they may say of an open request.

    Raises NotFound, NotAllowed, Invalid, Conflict for a student with an open request or an
    approval in the pack, SlotTaken when the tutor sets a time at which somebody is busy.
    """
    me = require_signed_in(principal)
    pack = offers.offer_row(session, pack_id)
    tutor = calendars.tutor_row(session, pack.tutor_profile_id) if pack else None
    if pack is None or tutor is None or not pack.is_active:
        raise NotFound("There is no such course pack, or no longer.")
    place = _Place(pack_id, tutor.profile_id, tutor.user_id, student_id)
    side = _side(me, place)
    if not pack.requires_screening:
        raise Invalid.field(
            "coursePackId",
            "coursePackId: choose a course pack that requires a screening.",
            code="screeningIsNotRequired",
        )
    if not accounts.is_active_student(session, student_id):
        raise Invalid.field("studentId", "studentId: choose a student.", code="studentIdIsNotValid")
    meeting = screening.requested(side, wanted, now=now)
    screening.require_may_ask(data.decisions_of(session, student_id, [pack_id]).get(pack_id))
    row = PreliminaryMeeting(
        id=new_id(),
        course_pack_id=pack_id,
        student_id=student_id,
        owner_id=student_id,
        tutor_decision=meeting.tutor_decision,
    )
    _write(row, meeting)
    session.add(row)
    _save(session, row.id, place, Meeting(), meeting)
    return _with_people(session, row.id)


def update(
    session: Session,
    principal: Principal | None,
    meeting_id: str,
    wanted: MeetingChange,
    *,
    record_version: int | None = None,
    now: datetime,
) -> MeetingWithPeople:
    """Change a request by the rules of `domain.screening`. `record_version` is the version that
    was looked at, when another's change since is to be told rather than followed.

    Raises NotFound, NotYours, NotAllowed, Invalid, Conflict, SlotTaken.
    """
    me = require_signed_in(principal)
    found = data.meeting_to_change(session, meeting_id)
    if found is None:
        raise NotFound(_NOT_THERE)
    row = found.meeting
    place = _Place(row.course_pack_id, found.tutor_profile_id, found.tutor_id, row.student_id)
    side = _side(me, place, meeting_id)
    if record_version not in (None, row.record_version):
        raise Conflict()
    before = _meeting(row)
    after = screening.changed(
        before, side, wanted, has_lessons=_has_lessons(session, place), now=now
    )
    if after != before:
        if after.tutor_decision is TutorDecision.PENDING is not before.tutor_decision:
            _require_may_ask_again(session, row)
        _write(row, after)
        _save(session, row.id, place, before, after)
    return _with_people(session, meeting_id)


@reads
def get(
    session: Session, principal: Principal | None, meeting_id: str, *, now: datetime
) -> PreliminaryMeetingRecord:
    """One request, for the pack's tutor, its student and administrators. NotFound, NotYours."""
    me = require_signed_in(principal)
    found = data.meeting_record(session, meeting_id)
    if found is None:
        raise NotFound(_NOT_THERE)
    meeting, profile_id = found
    is_own = meeting.student_id == me.user_id or profile_id == me.tutor_profile_id
    objects = (meeting.id, meeting.course_pack_id, profile_id)
    if not (is_own or policy.allowed(me, _DECIDE, concerned=False, objects=objects)):
        raise NotYours("Only the tutor and the student can see this screening.")
    return meeting


@reads
def meetings(
    session: Session, principal: Principal | None, page: PageRequest, *, now: datetime
) -> Page[PreliminaryMeetingRecord]:
    """The principal's own requests and those for their packs, or everyone's for administrators;
    the newest first."""
    me = require_signed_in(principal)
    return Page(
        data.meeting_records(session, me, limit=page.limit, offset=page.offset),
        data.count_meetings(session, me),
        page,
    )


def topics_of_meetings(session: Session, principal: Principal | None) -> tuple[str, ...]:
    """What `meetings` is made from."""
    if principal is None:
        return ()
    if principal.grants or policy.reaches_anyones(principal, _DECIDE):
        return (SCREENINGS_TOPIC,)
    taught = (tutor_topic(principal.tutor_profile_id),) if principal.tutor_profile_id else ()
    return (person_topic(principal.user_id), *taught)


def _side(me: Principal, place: _Place, meeting_id: str | None = None) -> Side:
    """On whose side the principal acts. NotYours for outsiders to a request that is there,
    NotAllowed for whoever else may not."""
    objects = (meeting_id, place.pack_id, place.tutor_profile_id)
    teaches = me.tutor_profile_id == place.tutor_profile_id
    is_own = me.user_id == place.student_id
    if policy.allowed(me, _DECIDE, concerned=teaches, objects=objects):
        return Side.TUTOR if teaches else Side.ADMIN
    if policy.allowed(me, _REQUEST, concerned=is_own, objects=objects):
        return Side.STUDENT
    if meeting_id and not (teaches or is_own):
        raise NotYours("Only the tutor and the student can change this screening.")
    if me.role is Role.STUDENT and not is_own:
        raise NotAllowed("You can ask for a screening meeting for yourself alone.")
    raise NotAllowed(policy.RULES[_DECIDE if teaches else _REQUEST].denial)


def _meeting(row: PreliminaryMeeting) -> Meeting:
    return Meeting(
        row.scheduled_datetime,
        row.agreed_at,
        TutorDecision(row.tutor_decision),
        row.comments,
        row.meeting_link,
    )


def _write(row: PreliminaryMeeting, meeting: Meeting) -> None:
    for field in fields(Meeting):
        setattr(row, field.name, getattr(meeting, field.name))


def _save(
    session: Session, meeting_id: str, place: _Place, before: Meeting, after: Meeting
) -> None:
    """Let the database have the last word about the request and about its time, and tell all whose
    pages show it."""
    try:
        engine.flush(session)
    except Conflict as lost:
        # Another open request of the same student came first.
        raise screening.already_requested() from lost
    if after.taken != before.taken:
        people = (place.student_id, place.tutor_id)
        calendars.release(session, meeting_id, source=calendars.SCREENING)
        if after.taken is not None:
            _require_free(session, place, *after.taken)
            calendars.occupy(session, meeting_id, people, *after.taken, source=calendars.SCREENING)
        engine.flush(session)
    record_change(
        session,
        SCREENINGS_TOPIC,
        tutor_topic(place.tutor_profile_id),
        person_topic(place.student_id),
    )


def _require_free(session: Session, place: _Place, starts_at: datetime, ends_at: datetime) -> None:
    """SlotTaken that says who is busy then. The database says it again, without names."""
    people = (("tutor", place.tutor_id), ("student", place.student_id))
    busy = [
        f"The {who} is busy at this time."
        for who, person_id in people
        if calendars.busy_of(session, person_id, since=starts_at, until=ends_at)
    ]
    if busy:
        raise SlotTaken(" ".join(busy))


def _require_may_ask_again(session: Session, row: PreliminaryMeeting) -> None:
    """Conflict when the student has another request that a reopened one would stand beside."""
    others = data.decisions_of(session, row.student_id, [row.course_pack_id], but=row.id)
    screening.require_may_ask(others.get(row.course_pack_id))


def _has_lessons(session: Session, place: _Place) -> bool:
    which = LessonFilter(
        student_id=place.student_id, pack_id=place.pack_id, statuses=_HELD_OR_TO_BE
    )
    return lessons.count_lessons(session, which) > 0


def _with_people(session: Session, meeting_id: str) -> MeetingWithPeople:
    """The request as it is in this transaction."""
    found = data.meeting_record(session, meeting_id)
    assert found is not None
    meeting, profile_id = found
    pack = catalog_records.course_pack_record(session, meeting.course_pack_id)
    profile = catalog_records.tutor_profile_record(session, profile_id)
    student = catalog_records.person_record(session, meeting.student_id)
    assert pack is not None
    assert profile is not None
    assert student is not None
    tutor = catalog_records.person_record(session, profile.user_id)
    assert tutor is not None
    return MeetingWithPeople(meeting, pack, profile, tutor, student)
