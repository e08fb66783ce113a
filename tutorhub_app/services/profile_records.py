"""Tutor profiles one by one, as the catalogue API has them.

Everyone sees listed tutors. One that is not listed, or was deleted, is there for those who manage
it; its own students see one that is not listed, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from tutorhub_app.data import (
    calendars,
    catalog_pages,
    catalog_records,
    engine,
    enrollments,
    lessons,
    profiles,
)
from tutorhub_app.data.catalog import TutorProfile
from tutorhub_app.data.changes import CATALOG_TOPIC, person_topic, record_change, tutor_topic
from tutorhub_app.data.lessons import LessonFilter
from tutorhub_app.data.profiles import ProfileRow, Tags, TutorPerson
from tutorhub_app.domain import kept, policy, words
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.catalog import BookingRules
from tutorhub_app.domain.errors import Conflict, Invalid, NotFound
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.domain.profiles import ProfileDetails
from tutorhub_app.domain.records import TutorProfileRecord
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import catalog_profile
from tutorhub_app.services.catalog import can_manage, require_manager, require_profile
from tutorhub_app.services.unit import reads

Values = Mapping[str, Any]
"""Fields of a `ProfileDetails` or `BookingRules`, by their names there."""

_DETAILS = frozenset(field.name for field in fields(ProfileDetails))
_RULES = frozenset(field.name for field in fields(BookingRules))


_LONGEST_AHEAD = timedelta(days=3660)


def list_topics(session: Session, principal: Principal | None) -> tuple[str, ...]:
    """What lists of profiles and of packs are made from."""
    return (CATALOG_TOPIC,)


@reads
def get(
    session: Session, principal: Principal | None, profile_id: str, *, now: datetime
) -> TutorProfileRecord:
    """One profile; with its meeting link for those who manage it. NotFound."""
    row = catalog_records.tutor_profile_record(session, profile_id)
    if row is None or not (
        can_manage(principal, profile_id) or is_shown_to(session, principal, profile_id)
    ):
        raise _no_such_profile()
    return _for_reader(session, principal, [row])[0]


@reads
def find(
    session: Session,
    principal: Principal | None,
    page: PageRequest,
    *,
    user_id: str | None = None,
    subject: str | None = None,
    now: datetime,
) -> Page[TutorProfileRecord]:
    """Profiles, narrowed to a person's and to those who teach a subject (in any case)."""
    found = catalog_pages.profiles_page(session, principal, page, user_id=user_id, subject=subject)
    return replace(found, rows=_for_reader(session, principal, found.rows))


def create(
    session: Session,
    principal: Principal | None,
    values: Values,
    *,
    user_id: str | None = None,
    now: datetime,
) -> TutorProfileRecord:
    """Make a profile for a tutor who has none: one's own, or as an administrator anyone's. What is
    not given is as at registration. Conflict when there is one."""
    person = _tutor_without_profile(session, principal, user_id)
    blank = ProfileDetails("", "", (), (), time_zone=person.time_zone)
    details, rules = catalog_profile.checked(
        replace(blank, **_of(values, _DETAILS)), replace(BookingRules(), **_of(values, _RULES))
    )
    assert details is not None
    row = profiles.profile_to_change(session, person.user_id)
    if row is None:
        row = TutorProfile(
            user_id=person.user_id, owner_id=person.user_id, time_zone=details.time_zone
        )
    moves = row.time_zone != details.time_zone
    # A deleted one begins anew; its hours, packs, free slots and picture are the tutor's still.
    row.is_active = True
    catalog_profile.fill(row, details, rules)
    session.add(row)
    # Before the tags, which belong to it.
    engine.flush(session)
    catalog_profile.set_tags(session, row.id, details)
    if moves:
        catalog_profile.retell_lessons(session, row, now=now)
    engine.flush(session)
    _record(session, row)
    return _as_managed(session, row.id)


def update(
    session: Session, principal: Principal | None, profile_id: str, values: Values, *, now: datetime
) -> TutorProfileRecord:
    """Change these fields. Booked lessons keep their terms and instants."""
    present = _to_change(session, principal, profile_id)
    details = _of(values, _DETAILS)
    rules = _of(values, _RULES)
    if details or rules:
        catalog_profile.change_profile(
            session,
            principal,
            profile_id,
            details=replace(_details(session, present), **details) if details else None,
            rules=replace(present.rules, **rules) if rules else None,
            now=now,
        )
    return _as_managed(session, profile_id)


def delete(
    session: Session, principal: Principal | None, profile_id: str, *, now: datetime
) -> TutorProfileRecord:
    """Take a tutor out of the catalogue. Conflict while somebody counts on them: lessons or
    meetings are agreed, or students have lessons left."""
    present = _to_change(session, principal, profile_id)
    _require_nobody_waits(session, present, now)
    row = session.get_one(TutorProfile, profile_id)
    row.is_active = False
    engine.flush(session)
    _record(session, row)
    return _as_managed(session, profile_id)


def is_shown_to(session: Session, principal: Principal | None, profile_id: str) -> bool:
    """Whether somebody who does not manage the tutor's catalogue sees it."""
    row = profiles.profile_row(session, profile_id)
    if row is None:
        return False
    return row.is_listed or (
        principal is not None and enrollments.is_student_of(session, principal.user_id, profile_id)
    )


def _tutor_without_profile(
    session: Session, principal: Principal | None, user_id: str | None
) -> TutorPerson:
    me = require_signed_in(principal)
    wanted = user_id or me.user_id
    policy.require(me, Permission.CATALOG_MANAGE, concerned=wanted == me.user_id)
    if user_id is None and me.role is not Role.TUTOR:
        sentence = "userId: send the id of the tutor whose profile it is to be."
        raise Invalid.field("userId", sentence, code="userIdIsRequired")
    person = profiles.tutor_person(session, wanted)
    if person is None:
        raise Invalid.field("userId", "userId: choose a tutor.")
    if person.has_profile:
        raise Conflict("This tutor has a profile already. Change that one.", code="duplicate")
    return person


def _to_change(session: Session, principal: Principal | None, profile_id: str) -> ProfileRow:
    require_signed_in(principal)
    row = require_profile(session, profile_id)
    require_manager(principal, profile_id)
    return row


def _require_nobody_waits(session: Session, tutor: ProfileRow, now: datetime) -> None:
    coming = LessonFilter(tutor_profile_id=tutor.profile_id, coming_at=now)
    count = lessons.count_lessons(session, coming)
    if count:
        (first,) = lessons.lesson_rows(session, coming, limit=1)
        when = words.day_and_clock(first.starts_at, zone(tutor.time_zone))
        sentence = kept.by_booked_lessons(
            count, when, of="with this tutor", then="you can delete the profile"
        )
        raise Conflict(sentence, code="lessonsAreBooked")
    busy = calendars.busy_of(session, tutor.user_id, since=now, until=now + _LONGEST_AHEAD)
    if busy:
        when = words.day_and_clock(busy[0].starts_at, zone(tutor.time_zone))
        raise Conflict(kept.by_a_meeting(when), code="meetingsAreAgreed")
    students = enrollments.students_left_with(session, tutor.profile_id)
    if students:
        raise Conflict(kept.by_lessons_left(students), code="lessonsAreLeft")


def _for_reader(
    session: Session, principal: Principal | None, rows: Sequence[TutorProfileRecord]
) -> tuple[TutorProfileRecord, ...]:
    """The profiles with the meeting links of those that the reader manages."""
    managed = [row.id for row in rows if can_manage(principal, row.id)]
    links = profiles.meeting_links(session, managed) if managed else {}
    return tuple(replace(row, meeting_link=links.get(row.id)) for row in rows)


def _as_managed(session: Session, profile_id: str) -> TutorProfileRecord:
    row = catalog_records.tutor_profile_record(session, profile_id)
    if row is None:
        raise _no_such_profile()
    return replace(row, meeting_link=profiles.meeting_links(session, [row.id])[row.id])


def _details(session: Session, row: ProfileRow) -> ProfileDetails:
    tags = profiles.tags_of(session, [row.profile_id]).get(row.profile_id, Tags())
    return ProfileDetails(
        headline=row.headline,
        bio=row.bio,
        subjects=tags.subjects,
        languages=tags.languages,
        time_zone=row.time_zone,
        meeting_link=row.meeting_link,
        teaching_place=row.teaching_place,
        is_listed=row.is_listed,
    )


def _of(values: Values, names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in names}


def _record(session: Session, row: TutorProfile) -> None:
    record_change(session, tutor_topic(row.id), person_topic(row.user_id), CATALOG_TOPIC)


def _no_such_profile() -> NotFound:
    return NotFound("There is no such tutor, or no longer.")
