"""A tutor's profile and booking rules: what their owner, or an administrator, reads and changes."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import engine, lesson_times, profiles
from tutorhub_app.data.base import touch
from tutorhub_app.data.catalog import TutorProfile
from tutorhub_app.data.changes import (
    CATALOG_TOPIC,
    LESSONS_TOPIC,
    person_topic,
    record_change,
    tutor_topic,
)
from tutorhub_app.data.profiles import LANGUAGE, SUBJECT, Tags
from tutorhub_app.domain import words
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.catalog import BookingRules, validate_rules
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.profiles import ProfileDetails, validate_profile
from tutorhub_app.domain.texts import Faults
from tutorhub_app.domain.zones import zone
from tutorhub_app.services.catalog import require_manager, require_profile
from tutorhub_app.services.unit import reads


@dataclass(frozen=True)
class ProfileForm:
    """A profile as its owner edits it."""

    profile_id: str = ""
    name: str = ""
    photo: str = ""
    headline: str = ""
    bio: str = ""
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    time_zone: str = "UTC"
    meeting_link: str = ""
    teaching_place: str = ""
    is_listed: bool = True


@dataclass(frozen=True)
class RulesForm:
    """A tutor's booking rules as their owner edits them."""

    profile_id: str
    name: str
    rules: BookingRules


@reads
def profile_form(
    session: Session, principal: Principal | None, profile_id: str, *, now: datetime
) -> ProfileForm:
    require_manager(principal, profile_id)
    return _form(session, profile_id)


def save_profile(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    details: ProfileDetails,
    *,
    now: datetime,
) -> ProfileForm:
    """Save what students see of a tutor. Invalid names every bad field.

    In another zone the week stays as it reads on the wall, and booked lessons keep their instants:
    their wall times are told anew.
    """
    change_profile(session, principal, profile_id, details=details, now=now)
    return _form(session, profile_id)


@reads
def zone_change_notice(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    time_zone: str,
    *,
    now: datetime,
) -> str:
    """What moving the profile to that zone means, in sentences; "" when it is the present one."""
    me = require_manager(principal, profile_id)
    row = require_profile(session, profile_id)
    if time_zone == row.time_zone:
        return ""
    new, old = zone(time_zone), zone(row.time_zone)
    week = (
        "Your weekly hours stay as they read on the clock: 09:00 will mean 09:00 in "
        f"{_place(time_zone)}, not in {_place(row.time_zone)}."
    )
    coming = lesson_times.tutors_coming(session, profile_id, now)
    if coming.first is None:
        return week
    before = words.day_and_clock(coming.first, old, me.hour_cycle)
    after = words.day_and_clock(coming.first, new, me.hour_cycle)
    many = "Your booked lesson keeps its moment"
    if coming.count > 1:
        many = f"Your {coming.count} booked lessons keep their moments"
    which = "it" if coming.count == 1 else "the next one"
    return f"{week} {many}: {which}, {before} so far, will read {after}."


@reads
def rules_form(
    session: Session, principal: Principal | None, profile_id: str, *, now: datetime
) -> RulesForm:
    require_manager(principal, profile_id)
    row = require_profile(session, profile_id)
    return RulesForm(profile_id, row.name, row.rules)


def save_rules(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    rules: BookingRules,
    *,
    now: datetime,
) -> RulesForm:
    """Save the rules for bookings from now on; lessons booked already keep their terms."""
    change_profile(session, principal, profile_id, rules=rules, now=now)
    return RulesForm(profile_id, require_profile(session, profile_id).name, rules)


def change_profile(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    *,
    details: ProfileDetails | None = None,
    rules: BookingRules | None = None,
    now: datetime,
) -> None:
    """Change what students see of a tutor, the rules, or both, in one write. Invalid names every
    bad field of both."""
    require_manager(principal, profile_id)
    require_profile(session, profile_id)
    details, rules = checked(details, rules)
    row = session.get_one(TutorProfile, profile_id)
    moves = details is not None and details.time_zone != row.time_zone
    fill(row, details, rules)
    if details is not None and set_tags(session, profile_id, details):
        touch(session, row, now)
    if moves:
        retell_lessons(session, row, now=now)
    engine.flush(session)
    record_change(session, tutor_topic(profile_id), person_topic(row.user_id), CATALOG_TOPIC)


def retell_lessons(session: Session, row: TutorProfile, *, now: datetime) -> None:
    """Tell the lessons and free slots to come in the zone to which the profile has moved."""
    students = lesson_times.retell_lessons(session, row.id, zone(row.time_zone), now)
    record_change(session, LESSONS_TOPIC, *map(person_topic, students))


def checked(
    details: ProfileDetails | None, rules: BookingRules | None
) -> tuple[ProfileDetails | None, BookingRules | None]:
    """Both, cleaned. Raises one `Invalid` that names every bad field."""
    faults: Faults = {}
    try:
        details = validate_profile(details) if details else None
    except Invalid as error:
        faults |= error.fields
    try:
        rules = validate_rules(rules) if rules else None
    except Invalid as error:
        faults |= error.fields
    if faults:
        raise Invalid(fields=faults)
    return details, rules


def fill(row: TutorProfile, details: ProfileDetails | None, rules: BookingRules | None) -> None:
    """Set the columns of what is `checked`; tags are rows of their own."""
    if details is not None:
        for name in ("headline", "bio", "time_zone", "meeting_link", "teaching_place", "is_listed"):
            setattr(row, name, getattr(details, name))
    if rules is not None:
        for rule in fields(BookingRules):
            setattr(row, rule.name, getattr(rules, rule.name))


def set_tags(session: Session, profile_id: str, details: ProfileDetails) -> bool:
    """Make the tags those of the details. Whether they were others."""
    tags = profiles.tags_of(session, [profile_id]).get(profile_id, Tags())
    if tags == Tags(details.subjects, details.languages):
        return False
    profiles.replace_tags(session, profile_id, SUBJECT, details.subjects)
    profiles.replace_tags(session, profile_id, LANGUAGE, details.languages)
    return True


def _form(session: Session, profile_id: str) -> ProfileForm:
    row = require_profile(session, profile_id)
    tags = profiles.tags_of(session, [profile_id]).get(profile_id, Tags())
    return ProfileForm(
        profile_id=profile_id,
        name=row.name,
        photo=row.photo,
        headline=row.headline,
        bio=row.bio,
        subjects=tags.subjects,
        languages=tags.languages,
        time_zone=row.time_zone,
        meeting_link=row.meeting_link,
        teaching_place=row.teaching_place,
        is_listed=row.is_listed,
    )


def _place(time_zone: str) -> str:
    """The place a zone is named after: "America/New_York" is "New York"."""
    return time_zone.rsplit("/", 1)[-1].replace("_", " ")
