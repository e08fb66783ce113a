"""Grants and a group in the demo data, made as an administrator makes them."""

from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data.accounts import User
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services import permissions
from tutorhub_app.services.permissions import GrantRequest


def seed(
    session: Session,
    admin: User,
    *,
    helper: User,
    helped_profile_id: str,
    denied: User,
    denied_pack_id: str,
    now: datetime,
) -> None:
    """A helper keeps a tutor's hours, as a member of a group; somebody books no more lessons of
    one pack."""
    me = Principal(admin.id, "", Role.ADMIN, admin.email, admin.fullname, time_zone=admin.time_zone)
    group_id = permissions.make_group(session, me, "Front desk", now=now)
    permissions.add_member(session, me, group_id, helper.id, now=now)
    for request in (
        GrantRequest(
            Permission.AVAILABILITY_MANAGE,
            object_id=helped_profile_id,
            subject_user_group_id=group_id,
        ),
        GrantRequest(
            Permission.LESSON_SLOT_BOOK,
            can_do=False,
            object_id=denied_pack_id,
            subject_user_id=denied.id,
        ),
    ):
        permissions.grant(session, me, request, now=now)
