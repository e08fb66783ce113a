"""Accounts, as those look after them who may manage users: their role, whether they are active,
their sessions and keys.

Each act is in the audit log, told to the person, and counts at their next event and request.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import accounts, api_keys, engine, permissions, profiles
from tutorhub_app.data import users as data
from tutorhub_app.data.accounts import LoginSession, User
from tutorhub_app.data.api_keys import ApiKey
from tutorhub_app.data.catalog import TutorProfile
from tutorhub_app.data.changes import (
    CATALOG_TOPIC,
    account_topic,
    person_topic,
    record_change,
    tutor_topic,
)
from tutorhub_app.data.users import (
    AccountRow,
    EnrollmentRow,
    Figures,
    KeyRow,
    PackRow,
    SessionRow,
)
from tutorhub_app.domain import policy, users
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.domain.errors import Conflict, Invalid, NotFound
from tutorhub_app.domain.notices import NoticeKind
from tutorhub_app.domain.policy import Permission
from tutorhub_app.domain.users import Act, Target
from tutorhub_app.services import audit, leaving, notices
from tutorhub_app.services.unit import reads

__all__ = [
    "AccountRow",
    "EnrollmentRow",
    "Figures",
    "KeyRow",
    "PackRow",
    "SessionRow",
    "UserView",
    "activate",
    "change_role",
    "deactivate",
    "end_session",
    "end_sessions",
    "require_may",
    "revoke_key",
    "revoke_keys",
    "user",
]


@dataclass(frozen=True, slots=True)
class UserView:
    """A person with all that hangs on their account. `why_not` holds, for each act that is not
    possible now, the sentence that says why."""

    account: AccountRow
    sessions: tuple[SessionRow, ...]
    keys: tuple[KeyRow, ...]
    packs: tuple[PackRow, ...]
    enrollments: tuple[EnrollmentRow, ...]
    groups: tuple[str, ...]
    figures: Figures
    is_me: bool
    why_not: dict[Act, str]
    roles: tuple[Role, ...]


@reads
def user(session: Session, principal: Principal | None, user_id: str, *, now: datetime) -> UserView:
    """One person's account, for whoever may manage it. NotAllowed, NotFound."""
    me = _require_managing(principal, user_id)
    account = data.account_row(session, user_id)
    if account is None:
        raise _nobody()
    target = _target(session, account.user_id, account.role, account.is_active, account.deleted_at)
    refused = {act: users.refusal(me, target, act) for act in Act}
    return UserView(
        account=account,
        sessions=data.live_sessions_of(session, user_id, now),
        keys=data.live_keys_of(session, user_id),
        packs=data.packs_of(session, account.profile_id) if account.profile_id else (),
        enrollments=data.enrollments_of(session, user_id),
        groups=permissions.groups_of(session, user_id),
        figures=data.figures_of(session, user_id, account.profile_id, now),
        is_me=me.user_id == user_id,
        why_not={act: error.sentence for act, error in refused.items() if error},
        roles=tuple(role for role in Role if users.refusal_of_role(me, role) is None),
    )


def change_role(
    session: Session, principal: Principal | None, user_id: str, role: str, *, now: datetime
) -> None:
    """Make somebody a student, a tutor or an administrator.

    A new tutor gets a profile, or the one they had. Who stops being a tutor or a student keeps
    the books, and coming lessons are cancelled as in `services.leaving`. Keys do not outlive the
    role, nor do sessions where it becomes an administrator's. NotAllowed, NotFound, Invalid (role),
    Conflict for oneself and for the last administrator.
    """
    if role not in tuple(Role):
        raise Invalid.field("role", f"Choose one of {', '.join(Role)}.")
    wanted = Role(role)
    me, person = require_may(session, principal, user_id, Act.CHANGE_ROLE)
    refused = users.refusal_of_role(me, wanted)
    if refused:
        raise refused
    before = Role(person.role)
    if wanted is before:
        return
    _leave_role(session, me, person, now)
    person.role = wanted
    if wanted is Role.TUTOR:
        _start_teaching(session, person)
    # Programs that acted in the old role do not go on in the new one.
    api_keys.revoke_keys_of(session, user_id, now)
    if wanted is Role.ADMIN:
        accounts.revoke_sessions_of(session, user_id, now)
    _done(
        session,
        me,
        person,
        AuditAction.USER_ROLE,
        detail={"from": before.value, "to": wanted.value},
        now=now,
    )
    notices.tell(
        session,
        user_id,
        NoticeKind.ROLE_CHANGED,
        object_id=user_id,
        facts={"from": before.value, "role": wanted.value},
        now=now,
    )


def deactivate(
    session: Session,
    principal: Principal | None,
    user_id: str,
    *,
    reason: str = "",
    now: datetime,
) -> None:
    """Close an account for the time being: sessions and keys end, coming lessons are cancelled and
    given back, open requests closed, and a tutor is out of the catalogue. `reason` is for the audit
    log. NotAllowed, NotFound, Conflict."""
    me, person = require_may(session, principal, user_id, Act.DEACTIVATE)
    _leave_role(session, me, person, now)
    person.is_active = False
    accounts.revoke_sessions_of(session, user_id, now)
    api_keys.revoke_keys_of(session, user_id, now)
    _done(session, me, person, AuditAction.USER_DEACTIVATE, reason=reason, now=now)


def activate(session: Session, principal: Principal | None, user_id: str, *, now: datetime) -> None:
    """Open a deactivated account again; a tutor is back in the catalogue, with hours and packs.
    What was cancelled stays so. NotAllowed, NotFound, Conflict."""
    me, person = require_may(session, principal, user_id, Act.ACTIVATE)
    person.is_active = True
    if person.role == Role.TUTOR:
        _start_teaching(session, person)
    _done(session, me, person, AuditAction.USER_ACTIVATE, now=now)


def end_sessions(
    session: Session, principal: Principal | None, user_id: str, *, now: datetime
) -> int:
    """Sign somebody out everywhere; of how many sessions. NotAllowed, NotFound, Conflict for
    oneself."""
    me, person = require_may(session, principal, user_id, Act.END_SESSIONS)
    count = len(data.live_sessions_of(session, user_id, now))
    accounts.revoke_sessions_of(session, user_id, now)
    _sessions_ended(session, me, person, count, now)
    return count


def end_session(
    session: Session, principal: Principal | None, session_id: str, *, now: datetime
) -> None:
    """Sign somebody out in one place. NotAllowed, NotFound, Conflict for oneself."""
    row = session.get(LoginSession, session_id)
    # Whoever may not manage anybody learns no more of a session than that.
    _require_managing(principal, row.user_id if row else None)
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        raise NotFound("This session has ended already.")
    me, person = require_may(session, principal, row.user_id, Act.END_SESSIONS)
    accounts.revoke_session(session, session_id, now)
    _sessions_ended(session, me, person, 1, now)


def revoke_keys(
    session: Session, principal: Principal | None, user_id: str, *, now: datetime
) -> int:
    """Revoke all keys of somebody's programs; how many. NotAllowed, NotFound, Conflict."""
    me, person = require_may(session, principal, user_id, Act.REVOKE_KEYS)
    count = len(data.live_keys_of(session, user_id))
    api_keys.revoke_keys_of(session, user_id, now)
    _keys_revoked(session, me, person, count, now)
    return count


def revoke_key(
    session: Session, principal: Principal | None, key_id: str, *, now: datetime
) -> None:
    """Revoke one key. NotAllowed, NotFound, Conflict."""
    row = session.get(ApiKey, key_id)
    _require_managing(principal, row.user_id if row else None)
    if row is None or row.revoked_at is not None:
        raise NotFound("There is no such API key, or no longer.")
    me, person = require_may(session, principal, row.user_id, Act.REVOKE_KEYS)
    row.revoked_at = now
    _keys_revoked(session, me, person, 1, now)


def require_may(
    session: Session, principal: Principal | None, user_id: str, act: Act
) -> tuple[Principal, User]:
    """Who asks, and the person it is about, to be changed. NotSignedIn, NotAllowed, NotFound,
    Conflict."""
    me = _require_managing(principal, user_id)
    person = session.get(User, user_id)
    if person is None:
        raise _nobody()
    target = _target(session, user_id, Role(person.role), person.is_active, person.deleted_at)
    refused = users.refusal(me, target, act)
    if refused:
        raise refused
    return me, person


def _require_managing(principal: Principal | None, user_id: str | None) -> Principal:
    return policy.require(principal, Permission.USER_MANAGE, objects=(user_id,))


def _target(
    session: Session, user_id: str, role: Role, is_active: bool, deleted_at: datetime | None
) -> Target:
    # Writers come one after the other, so of two who would leave none the second sees it here.
    is_admin = role is Role.ADMIN and is_active
    is_last = is_admin and not data.has_other_admin(session, user_id)
    return Target(user_id, role, is_active, deleted_at is not None, is_last)


def _leave_role(session: Session, me: Principal, person: User, now: datetime) -> None:
    profile = profiles.profile_to_change(session, person.id)
    if profile is not None and profile.is_active:
        leaving.stop_teaching(session, me, profile, now=now)
    leaving.stop_learning(session, me, person.id, now=now)


def _start_teaching(session: Session, person: User) -> None:
    profile = profiles.profile_to_change(session, person.id)
    if profile is None:
        profile = TutorProfile(user_id=person.id, owner_id=person.id, time_zone=person.time_zone)
        session.add(profile)
    profile.is_active = True
    engine.flush(session)
    record_change(session, CATALOG_TOPIC, tutor_topic(profile.id), person_topic(person.id))


def _sessions_ended(
    session: Session, me: Principal, person: User, count: int, now: datetime
) -> None:
    if not count:
        raise Conflict("This person is signed in nowhere.", code="noSessions")
    detail = {"sessions": str(count)}
    _done(session, me, person, AuditAction.USER_END_SESSIONS, detail=detail, now=now)
    notices.tell(
        session,
        person.id,
        NoticeKind.SESSIONS_ENDED,
        object_id=person.id,
        facts=detail,
        now=now,
    )


def _keys_revoked(session: Session, me: Principal, person: User, count: int, now: datetime) -> None:
    if not count:
        raise Conflict("This person has no API keys.", code="noApiKeys")
    detail = {"keys": str(count)}
    _done(session, me, person, AuditAction.USER_REVOKE_KEYS, detail=detail, now=now)
    if me.user_id != person.id:
        notices.tell(
            session,
            person.id,
            NoticeKind.KEYS_REVOKED,
            object_id=person.id,
            facts=detail,
            now=now,
        )


def _done(
    session: Session,
    me: Principal,
    person: User,
    action: AuditAction,
    *,
    reason: str = "",
    detail: dict[str, str] | None = None,
    now: datetime,
) -> None:
    """Save, log and tell whoever shows the account."""
    engine.flush(session)
    audit.record(
        session,
        me,
        action,
        object_kind="user",
        object_id=person.id,
        subject_user_id=person.id,
        reason=reason.strip() or None,
        detail=detail,
        now=now,
    )
    record_change(session, account_topic(person.id), person_topic(person.id))


def _nobody() -> NotFound:
    return NotFound("There is no such person, or no longer.")
