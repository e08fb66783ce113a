"""Grants of permissions beside those of a role: to a role, a person or a group of people."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Index,
    UniqueConstraint,
    exists,
    or_,
    select,
)
from sqlmodel import Field, Session, col

from tutorhub_app.data.base import EPOCH, Row
from tutorhub_app.domain.permissions import Grant, Permission, PermissionRecord


class UserGroup(Row, table=True):
    """People who are granted things together."""

    __tablename__ = "user_group"

    name: str = Field(max_length=120, unique=True)


class UserGroupMember(Row, table=True):
    __tablename__ = "user_group_member"
    __table_args__ = (UniqueConstraint("user_group_id", "user_id"),)

    user_group_id: str = Field(foreign_key="user_group.id", ondelete="CASCADE", max_length=36)
    user_id: str = Field(foreign_key="user.id", ondelete="CASCADE", index=True, max_length=36)


class PermissionGrant(Row, table=True):
    """Allows (`can_do`) or denies a permission to exactly one of a role, a person, a group; on one
    object, or, without `object_id`, in general."""

    __tablename__ = "permission_grant"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN role_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN subject_user_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN subject_user_group_id IS NULL THEN 0 ELSE 1 END = 1",
            name="subject",
        ),
        Index(None, "subject_user_id"),
        Index(None, "subject_user_group_id"),
        Index(None, "role_id"),
    )

    permission_name: str = Field(max_length=64)
    role_id: str | None = Field(default=None, max_length=16)
    subject_user_id: str | None = Field(
        default=None, foreign_key="user.id", ondelete="CASCADE", max_length=36
    )
    subject_user_group_id: str | None = Field(
        default=None, foreign_key="user_group.id", ondelete="CASCADE", max_length=36
    )
    object_id: str | None = Field(default=None, max_length=36)
    can_do: bool = True
    granted_by: str | None = Field(default=None, max_length=36)
    created_at: datetime = EPOCH


_NAMES = frozenset(Permission)


def is_granted_to(user_id: Any, role: Any) -> ColumnElement[bool]:
    """Whether anything was granted to, or denied, a person, their groups or their role."""
    return exists().where(_is_to(user_id, role))


def records_to(session: Session, user_id: str, role: str) -> tuple[PermissionRecord, ...]:
    """What was granted to, or denied, a person, their groups and their role; the oldest first.
    Names that no longer mean anything are left out."""
    found = session.execute(
        select(
            col(PermissionGrant.id),
            col(PermissionGrant.permission_name),
            col(PermissionGrant.role_id),
            col(PermissionGrant.subject_user_id),
            col(PermissionGrant.subject_user_group_id),
            col(PermissionGrant.object_id),
            col(PermissionGrant.can_do),
        )
        .where(_is_to(user_id, role))
        .order_by(col(PermissionGrant.id))
    )
    return tuple(PermissionRecord(*row) for row in found if row.permission_name in _NAMES)


def record_of(row: PermissionGrant) -> PermissionRecord:
    return PermissionRecord(
        row.id,
        row.permission_name,
        row.role_id,
        row.subject_user_id,
        row.subject_user_group_id,
        row.object_id,
        row.can_do,
    )


def grants_to(session: Session, user_id: str, role: str) -> tuple[Grant, ...]:
    """`records_to`, as the rules know them."""
    return tuple(record.grant for record in records_to(session, user_id, role))


def same_grant(session: Session, like: PermissionGrant) -> PermissionGrant | None:
    """The grant of the same permission to the same subject on the same object, to change."""
    found: PermissionGrant | None = session.execute(
        select(PermissionGrant).where(
            col(PermissionGrant.permission_name) == like.permission_name,
            col(PermissionGrant.role_id).is_not_distinct_from(like.role_id),
            col(PermissionGrant.subject_user_id).is_not_distinct_from(like.subject_user_id),
            col(PermissionGrant.subject_user_group_id).is_not_distinct_from(
                like.subject_user_group_id
            ),
            col(PermissionGrant.object_id).is_not_distinct_from(like.object_id),
        )
    ).scalar()
    return found


def groups_of(session: Session, user_id: str) -> tuple[str, ...]:
    """The names of the groups a person is in, in order."""
    found = session.execute(
        select(col(UserGroup.name))
        .join(UserGroupMember, col(UserGroupMember.user_group_id) == UserGroup.id)
        .where(col(UserGroupMember.user_id) == user_id)
        .order_by(col(UserGroup.name))
    )
    return tuple(found.scalars())


def membership(session: Session, group_id: str, user_id: str) -> UserGroupMember | None:
    found: UserGroupMember | None = session.execute(
        select(UserGroupMember).where(
            col(UserGroupMember.user_group_id) == group_id, col(UserGroupMember.user_id) == user_id
        )
    ).scalar()
    return found


def _is_to(user_id: Any, role: Any) -> ColumnElement[bool]:
    groups = (
        select(col(UserGroupMember.user_group_id))
        .where(col(UserGroupMember.user_id) == user_id)
        .correlate_except(UserGroupMember)
    )
    return or_(
        col(PermissionGrant.subject_user_id) == user_id,
        col(PermissionGrant.role_id) == role,
        col(PermissionGrant.subject_user_group_id).in_(groups),
    )
