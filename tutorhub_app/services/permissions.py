"""Granting permissions and taking grants back; what somebody has, and whether they may."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import Session

from tutorhub_app.data import engine, grants
from tutorhub_app.data import permissions as data
from tutorhub_app.data.accounts import User
from tutorhub_app.data.changes import (
    GRANTS_TOPIC,
    PERMISSIONS_TOPIC,
    account_topic,
    record_change,
)
from tutorhub_app.data.permissions import PermissionGrant, UserGroup, UserGroupMember
from tutorhub_app.domain import permission_words, policy
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.domain.errors import Conflict, Invalid, NotFound
from tutorhub_app.domain.notices import NoticeKind
from tutorhub_app.domain.permissions import Permission, PermissionRecord
from tutorhub_app.domain.policy import require_signed_in
from tutorhub_app.domain.texts import clean_line
from tutorhub_app.services import audit, notices
from tutorhub_app.services.unit import reads

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
MAXIMUM_NAME = 120


@dataclass(frozen=True, slots=True)
class GrantRequest:
    """To exactly one of a role, a person, a group; on one object, or in general."""

    permission_name: str
    can_do: bool = True
    object_id: str | None = None
    role_id: str | None = None
    subject_user_id: str | None = None
    subject_user_group_id: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """The general answer, and the objects on which it is the other one."""

    can_do: bool
    exceptions: tuple[str, ...] = ()


def grant(
    session: Session, principal: Principal | None, request: GrantRequest, *, now: datetime
) -> PermissionRecord:
    """Allow a permission, or deny it. Of the same permission, subject and object there is one
    grant: the last word counts.

    One who may grant on an object alone grants there alone. Raises NotAllowed, and Invalid naming
    permissionName, objectId, roleId, subjectUserId or subjectUserGroupId.
    """
    me = _require_granting(principal, request.object_id)
    row = _checked(session, request)
    kept = data.same_grant(session, row) or row
    kept.can_do, kept.granted_by, kept.created_at = row.can_do, me.user_id, now
    session.add(kept)
    engine.flush(session)
    _done(session, me, kept, AuditAction.PERMISSION_GRANT, now)
    return data.record_of(kept)


def revoke(
    session: Session, principal: Principal | None, grant_id: str, *, now: datetime
) -> PermissionRecord:
    """Take a grant back; as it was. Raises NotAllowed, NotFound."""
    me = require_signed_in(principal)
    row = session.get(PermissionGrant, grant_id)
    _require_granting(me, row.object_id if row else None)
    if row is None:
        raise NotFound("There is no such grant, or no longer.")
    session.delete(row)
    engine.flush(session)
    _done(session, me, row, AuditAction.PERMISSION_REVOKE, now)
    return data.record_of(row)


@reads
def permissions_of(
    session: Session, principal: Principal | None, *, now: datetime
) -> tuple[PermissionRecord, ...]:
    """What the principal's role has by nature, then all that was granted or denied them: their
    own, their groups' and their role's."""
    me = require_signed_in(principal)
    return (*_by_nature(me.role), *data.records_to(session, me.user_id, me.role))


@reads
def check(session: Session, principal: Principal | None, name: str, *, now: datetime) -> Check:
    """Whether the principal has the permission. Nobody has one that does not exist."""
    me = require_signed_in(principal)
    if name not in frozenset(Permission):
        return Check(False)
    permission = Permission(name)
    return Check(policy.has(me, permission), policy.exceptions(me, permission))


def make_group(session: Session, principal: Principal | None, name: str, *, now: datetime) -> str:
    """A group without members yet; its id. Raises NotAllowed, Invalid, Conflict for a name that
    is taken."""
    me = _require_granting(principal, None)
    name = clean_line(name)
    if not 0 < len(name) <= MAXIMUM_NAME:
        raise Invalid.field("name", f"Enter a name of 1 to {MAXIMUM_NAME} characters.")
    group = UserGroup(name=name)
    session.add(group)
    try:
        engine.flush(session)
    except Conflict:
        sentence = "There is a group of this name already."
        raise Conflict(sentence, code="duplicate", fields={"name": sentence}) from None
    _group_changed(session, me, AuditAction.GROUP_MAKE, group, now=now)
    return group.id


def delete_group(
    session: Session, principal: Principal | None, group_id: str, *, now: datetime
) -> None:
    """Take a group away, with all that was granted to it. NotAllowed, NotFound."""
    me = _require_granting(principal, None)
    group = session.get(UserGroup, group_id)
    if group is None:
        raise NotFound("There is no such group, or no longer.")
    session.delete(group)
    engine.flush(session)
    _group_changed(session, me, AuditAction.GROUP_DELETE, group, now=now)


def add_member(
    session: Session, principal: Principal | None, group_id: str, user_id: str, *, now: datetime
) -> None:
    """Let a person have what their group has. Who is in it already stays so."""
    me = _require_granting(principal, None)
    group = _require_group(session, group_id)
    _require_user(session, user_id)
    if data.membership(session, group_id, user_id) is None:
        session.add(UserGroupMember(user_group_id=group_id, user_id=user_id))
        engine.flush(session)
        _group_changed(session, me, AuditAction.GROUP_ADD_MEMBER, group, user_id, now=now)


def remove_member(
    session: Session, principal: Principal | None, group_id: str, user_id: str, *, now: datetime
) -> None:
    """Raises NotAllowed, NotFound for one who is not in it."""
    me = _require_granting(principal, None)
    row = data.membership(session, group_id, user_id)
    if row is None:
        raise NotFound("This person is not in the group, or no longer.")
    group = session.get_one(UserGroup, group_id)
    session.delete(row)
    engine.flush(session)
    _group_changed(session, me, AuditAction.GROUP_REMOVE_MEMBER, group, user_id, now=now)


def _require_granting(principal: Principal | None, object_id: str | None) -> Principal:
    return policy.require(principal, Permission.PERMISSION_GRANT, objects=(object_id,))


def _done(
    session: Session, me: Principal, row: PermissionGrant, action: AuditAction, now: datetime
) -> None:
    """Log it, and tell whom it concerns: a person's own grant is their account's change, others
    may concern anyone."""
    person, group_id, object_id = row.subject_user_id, row.subject_user_group_id, row.object_id
    where = grants.object_without_people(session, object_id) if object_id else ""
    facts = {
        "permission": row.permission_name,
        "word": "allow" if row.can_do else "deny",
        "role": row.role_id,
        "group": session.get_one(UserGroup, group_id).name if group_id else None,
        "object": where,
        "objectId": object_id,
    }
    audit.record(
        session,
        me,
        action,
        object_kind="grant",
        object_id=row.id,
        subject_user_id=person,
        detail={name: value for name, value in facts.items() if value},
        now=now,
    )
    if person is None:
        record_change(session, PERMISSIONS_TOPIC, GRANTS_TOPIC)
        return
    record_change(session, account_topic(person), GRANTS_TOPIC)
    if person != me.user_id:
        given = action is AuditAction.PERMISSION_GRANT
        what = permission_words.told(row.permission_name, row.can_do if given else None, where)
        notices.tell(
            session,
            person,
            NoticeKind.PERMISSION_CHANGED,
            object_id=row.id,
            facts={"what": what},
            now=now,
        )


def _group_changed(
    session: Session,
    me: Principal,
    action: AuditAction,
    group: UserGroup,
    member_id: str | None = None,
    *,
    now: datetime,
) -> None:
    audit.record(
        session,
        me,
        action,
        object_kind="group",
        object_id=group.id,
        subject_user_id=member_id,
        detail={"group": group.name},
        now=now,
    )
    whom = account_topic(member_id) if member_id else PERMISSIONS_TOPIC
    record_change(session, whom, GRANTS_TOPIC)


def _checked(session: Session, request: GrantRequest) -> PermissionGrant:
    if request.permission_name not in frozenset(Permission):
        raise _bad("permissionName", f"choose one of {', '.join(Permission)}.")
    if request.object_id is not None and not _ID.fullmatch(request.object_id):
        raise _bad("objectId", "send an id of 36 characters, a UUID.", code="objectIdisNotAValidID")
    _require_one_subject(request)
    if request.role_id is not None and request.role_id not in frozenset(Role):
        raise _bad("roleId", f"choose one of {', '.join(Role)}.")
    if request.subject_user_id is not None:
        _require_user(session, request.subject_user_id)
    if request.subject_user_group_id is not None:
        _require_group(session, request.subject_user_group_id)
    return PermissionGrant(
        permission_name=request.permission_name,
        role_id=request.role_id,
        subject_user_id=request.subject_user_id,
        subject_user_group_id=request.subject_user_group_id,
        object_id=request.object_id,
        can_do=request.can_do,
    )


def _require_one_subject(request: GrantRequest) -> None:
    subjects = {
        "roleId": request.role_id,
        "subjectUserId": request.subject_user_id,
        "subjectUserGroupId": request.subject_user_group_id,
    }
    named = [name for name, value in subjects.items() if value is not None]
    if len(named) != 1:
        sentence = "name exactly one of roleId, subjectUserId and subjectUserGroupId."
        raise _bad(named[1] if named else "subjectUserId", sentence)


def _require_user(session: Session, user_id: str) -> None:
    if session.get(User, user_id) is None:
        raise _bad("subjectUserId", "there is no such person.")


def _require_group(session: Session, group_id: str) -> UserGroup:
    group = session.get(UserGroup, group_id)
    if group is None:
        raise _bad("subjectUserGroupId", "there is no such group.")
    return group


def _bad(field: str, sentence: str, *, code: str | None = None) -> Invalid:
    return Invalid.field(field, f"{field}: {sentence}", code=code or f"{field}IsNotValid")


def _by_nature(role: Role) -> tuple[PermissionRecord, ...]:
    return tuple(
        PermissionRecord(
            id=str(uuid5(NAMESPACE_URL, f"tutorhub:{role}:{permission}")),
            permission_name=permission,
            role_id=role,
            subject_user_id=None,
            subject_user_group_id=None,
            object_id=None,
            can_do=True,
        )
        for permission, rule in policy.RULES.items()
        if role in rule.roles
    )
