"""Grants of permissions beside those of a role: to a role, a person or a group of people."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from tutorhub_app.data.base import EPOCH, Row


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
