"""Granting in tests: an administrator says who may, and the person asks again."""

from typing import Any

from tests.factories import make_principal
from tutorhub_app.clock import utc_now
from tutorhub_app.data import accounts
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.permissions import Permission, PermissionRecord
from tutorhub_app.services import permissions
from tutorhub_app.services.permissions import GrantRequest
from tutorhub_app.services.unit import call


def say(
    permission: Permission, *, can_do: bool = True, on: str | None = None, **subject: Any
) -> PermissionRecord:
    """Grant or deny; `subject` is as in GrantRequest."""
    request = GrantRequest(permission, can_do, on, **subject)
    return call(permissions.grant, make_principal(Role.ADMIN), request)


def allow(who: Principal, permission: Permission, on: str | None = None) -> PermissionRecord:
    return say(permission, on=on, subject_user_id=who.user_id)


def deny(who: Principal, permission: Permission, on: str | None = None) -> PermissionRecord:
    return say(permission, can_do=False, on=on, subject_user_id=who.user_id)


def take_back(record: PermissionRecord) -> None:
    call(permissions.revoke, make_principal(Role.ADMIN), record.id)


def make_group_of(*people: Principal) -> str:
    admin = make_principal(Role.ADMIN)
    group_id = call(permissions.make_group, admin, f"Group of {admin.user_id}")
    for each in people:
        call(permissions.add_member, admin, group_id, each.user_id)
    return group_id


def again(who: Principal) -> Principal:
    """The person as their next request finds them."""
    with unit_of_work(now=utc_now(), readonly=True) as session:
        found = accounts.principal_of_session(session, who.session_id, utc_now())
    assert found is not None
    return found
