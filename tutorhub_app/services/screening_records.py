"""Screening meetings one by one, as the scheduling API has them: what is active of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import catalog_records
from tutorhub_app.data import screening as data
from tutorhub_app.data.changes import SCREENINGS_TOPIC, person_topic, tutor_topic
from tutorhub_app.domain import policy, screening_patch
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import NotFound, NotYours
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.domain.records import (
    CoursePackRecord,
    PersonRecord,
    PreliminaryMeetingRecord,
    TutorProfileRecord,
)
from tutorhub_app.domain.screening_patch import MeetingChange
from tutorhub_app.services import screening_asking
from tutorhub_app.services.screening_desk import (
    NOT_THERE,
    open_desk,
    require_may_ask_again,
    require_may_be_held,
    save,
)
from tutorhub_app.services.unit import reads

_DECIDE = Permission.PRELIMINARY_MEETING_DECIDE


@dataclass(frozen=True, slots=True)
class MeetingWithPeople:
    """A request with what it is for and who is in it."""

    meeting: PreliminaryMeetingRecord
    course_pack: CoursePackRecord
    tutor_profile: TutorProfileRecord
    tutor_user: PersonRecord
    student: PersonRecord


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
    approval in the pack, or who was rejected a short time ago, SlotTaken when the tutor sets a
    time at which somebody is busy.
    """
    desk = screening_asking.desk_of_new(session, require_signed_in(principal), pack_id, student_id)
    assert desk.side is not None
    meeting = screening_patch.requested(desk.side, wanted, now=now)
    screening_asking.require_may_ask(session, desk, now=now)
    save(session, desk, meeting, now=now)
    return _with_people(session, desk.row.id)


def update(
    session: Session,
    principal: Principal | None,
    meeting_id: str,
    wanted: MeetingChange,
    *,
    record_version: int | None = None,
    now: datetime,
) -> MeetingWithPeople:
    """Change an active request by the rules of `domain.screening`. `record_version` is the version
    that was looked at, when another's change since is to be told rather than followed.

    Raises NotFound, NotYours, NotAllowed, Invalid, Conflict, SlotTaken.
    """
    desk = open_desk(session, principal, meeting_id, record_version=record_version, now=now)
    assert desk.side is not None
    after = screening_patch.changed(
        desk.meeting, desk.side, wanted, has_lessons=desk.has_lessons, now=now
    )
    if after.taken != desk.meeting.taken and after.taken:
        require_may_be_held(desk.place)
    require_may_ask_again(session, desk, after)
    save(session, desk, after, now=now)
    return _with_people(session, meeting_id)


@reads
def get(
    session: Session, principal: Principal | None, meeting_id: str, *, now: datetime
) -> PreliminaryMeetingRecord:
    """One active request, for the pack's tutor, its student and administrators. NotFound,
    NotYours."""
    me = require_signed_in(principal)
    found = data.meeting_record(session, meeting_id)
    if found is None:
        raise NotFound(NOT_THERE)
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
    """The principal's own active requests and those for their packs, or everyone's for
    administrators; the newest first."""
    me = require_signed_in(principal)
    return Page(
        data.meeting_records(session, me, limit=page.limit, offset=page.offset),
        data.count_meetings(session, me),
        page,
    )


def topics_of_meetings(session: Session, principal: Principal | None) -> tuple[str, ...]:
    """What `meetings` is made from, and every view of screenings."""
    if principal is None:
        return ()
    if principal.grants or policy.reaches_anyones(principal, _DECIDE):
        return (SCREENINGS_TOPIC,)
    taught = (tutor_topic(principal.tutor_profile_id),) if principal.tutor_profile_id else ()
    return (person_topic(principal.user_id), *taught)


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
