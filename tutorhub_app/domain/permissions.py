"""Names of permissions, and what is granted or denied beside what a role has by nature."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Permission(StrEnum):
    AVAILABILITY_MANAGE = "availability.manage"
    LESSON_SLOT_BOOK = "lessonSlot.book"
    LESSON_SLOT_MANAGE = "lessonSlot.manage"
    LESSON_SLOT_OVERRIDE = "lessonSlot.override"
    PRELIMINARY_MEETING_REQUEST = "preliminaryMeeting.request"
    PRELIMINARY_MEETING_DECIDE = "preliminaryMeeting.decide"
    PRELIMINARY_MEETING_OVERRIDE = "preliminaryMeeting.override"
    CATALOG_MANAGE = "catalog.manage"
    ENROLLMENT_MANAGE = "enrollment.manage"
    API_KEY_MANAGE = "apiKey.manage"
    ADMIN_PANEL_ACCESS = "adminPanel.access"
    USER_MANAGE = "user.manage"
    PERMISSION_GRANT = "permission.grant"
    AUDIT_READ = "audit.read"


class Level(IntEnum):
    """To whom something was granted; the higher one is closer to the person."""

    ROLE = 0
    GROUP = 1
    PERSON = 2


@dataclass(frozen=True, slots=True)
class Grant:
    """An allowance, or a denial, of a permission: on one object, or in general (None)."""

    permission: Permission
    level: Level
    can_do: bool
    object_id: str | None = None


@dataclass(frozen=True, slots=True)
class PermissionRecord:
    """An allowance or a denial with its subject: exactly one of a role, a person, a group."""

    id: str
    permission_name: str
    role_id: str | None
    subject_user_id: str | None
    subject_user_group_id: str | None
    object_id: str | None
    can_do: bool

    @property
    def grant(self) -> Grant:
        """ValueError when its name means no permission."""
        level = Level.ROLE
        if self.subject_user_id is not None:
            level = Level.PERSON
        elif self.subject_user_group_id is not None:
            level = Level.GROUP
        return Grant(Permission(self.permission_name), level, self.can_do, self.object_id)
