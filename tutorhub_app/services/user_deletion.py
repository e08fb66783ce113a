"""Deleting a person: nothing of them is left but the row that the books of others refer to."""

import secrets
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import engine, profiles, room_deletion
from tutorhub_app.data import user_deletion as data
from tutorhub_app.data.accounts import User, email_key
from tutorhub_app.data.changes import (
    CATALOG_TOPIC,
    ENROLLMENTS_TOPIC,
    LESSONS_TOPIC,
    PERMISSIONS_TOPIC,
    SCREENINGS_TOPIC,
    account_topic,
    online_lesson_topic,
    person_topic,
    record_change,
    tutor_topic,
)
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.users import DELETED_NAME, Act, deleted_email
from tutorhub_app.services import audit, leaving, photos, users
from tutorhub_app.services.passwords import hash_now
from tutorhub_app.services.unit import in_thread, run


async def delete_user(
    principal: Principal | None, user_id: str, *, typed_email: str, reason: str = ""
) -> None:
    """Delete an account for good. `typed_email` is the person's email, typed as a confirmation.

    Coming lessons are cancelled and given back; past ones, enrollments, prices and decisions stay
    under the name "Deleted person"; the email is free again. NotAllowed, NotFound, Invalid (email),
    Conflict for oneself and for the last administrator.
    """
    unusable = await in_thread(lambda: hash_now(secrets.token_urlsafe(32)))
    photo = await run(erase, principal, user_id, typed_email, unusable, reason=reason)
    # The picture goes last: a transaction that fails must not find it gone.
    await in_thread(photos.remove_file, photo)


def erase(
    session: Session,
    principal: Principal | None,
    user_id: str,
    typed_email: str,
    password_hash: str,
    *,
    reason: str = "",
    now: datetime,
) -> str:
    """The address of the photo whose file is to be removed."""
    me, person = users.require_may(session, principal, user_id, Act.DELETE)
    if email_key(typed_email) != person.email_key:
        raise Invalid.field("email", f"Type the email of this account: {person.email}")
    name, role = person.fullname, person.role
    profile = profiles.profile_to_change(session, user_id)
    photo = profile.photo if profile else ""
    if profile is not None:
        leaving.stop_teaching(session, me, profile, now=now)
    leaving.stop_learning(session, me, user_id, now=now)
    if profile is not None:
        data.forget_tutor(session, profile, now)
        record_change(session, tutor_topic(profile.id), CATALOG_TOPIC)
    data.forget_words(session, user_id, profile.id if profile else None, now)
    _forget_rooms(session, user_id)
    data.forget_person(session, user_id)
    data.rename_in_notices(session, user_id, profile.id if profile else None, name, DELETED_NAME)
    _make_nobody(person, password_hash, now)
    engine.flush(session)
    audit.record(
        session,
        me,
        AuditAction.USER_DELETE,
        object_kind="user",
        object_id=user_id,
        subject_user_id=user_id,
        reason=reason.strip() or None,
        detail={"role": role},
        now=now,
    )
    # Their name stood on pages of anyone who had to do with them.
    record_change(
        session,
        account_topic(user_id),
        person_topic(user_id),
        LESSONS_TOPIC,
        SCREENINGS_TOPIC,
        ENROLLMENTS_TOPIC,
        PERMISSIONS_TOPIC,
    )
    return photo


def _forget_rooms(session: Session, user_id: str) -> None:
    """The files of what was drawn and recorded are swept up once nobody knows them any more."""
    lessons = room_deletion.forget_rooms(session, user_id)
    lessons += room_deletion.forget_visits(session, user_id, DELETED_NAME)
    record_change(session, *(online_lesson_topic(lesson_id) for lesson_id in lessons))


def _make_nobody(person: User, password_hash: str, now: datetime) -> None:
    person.fullname = DELETED_NAME
    person.email = person.email_key = deleted_email(person.id)
    person.password_hash = password_hash
    person.time_zone, person.hour_cycle, person.first_day_of_week = "UTC", 24, 1
    person.is_active = False
    person.deleted_at = now
