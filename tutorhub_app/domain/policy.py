"""Role -> permission, in one table, with the denial sentence beside it."""

from dataclasses import dataclass
from enum import StrEnum

from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.errors import NotAllowed, NotSignedIn


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


@dataclass(frozen=True, slots=True)
class Rule:
    """Who has a permission, and what the others are told."""

    roles: frozenset[Role]
    denial: str


def _rule(*roles: Role, denial: str) -> Rule:
    return Rule(frozenset(roles) | {Role.ADMIN}, denial)


RULES: dict[Permission, Rule] = {
    Permission.AVAILABILITY_MANAGE: _rule(
        Role.TUTOR, denial="Only the tutor can change these hours."
    ),
    Permission.LESSON_SLOT_BOOK: _rule(
        Role.STUDENT, Role.TUTOR, denial="You can not book lessons."
    ),
    Permission.LESSON_SLOT_MANAGE: _rule(
        Role.STUDENT, Role.TUTOR, denial="Only the people in this lesson can change it."
    ),
    Permission.LESSON_SLOT_OVERRIDE: _rule(
        denial="Only an administrator can change anyone's lessons."
    ),
    Permission.PRELIMINARY_MEETING_REQUEST: _rule(
        Role.STUDENT, denial="Only students can ask for a screening meeting."
    ),
    Permission.PRELIMINARY_MEETING_DECIDE: _rule(
        Role.TUTOR, denial="Only the tutor can decide about this screening."
    ),
    Permission.PRELIMINARY_MEETING_OVERRIDE: _rule(
        denial="Only an administrator can override a decision."
    ),
    Permission.CATALOG_MANAGE: _rule(
        Role.TUTOR, denial="Only the tutor can change this profile and its course packs."
    ),
    Permission.ENROLLMENT_MANAGE: _rule(
        Role.STUDENT, Role.TUTOR, denial="You can not enroll this student."
    ),
    Permission.API_KEY_MANAGE: _rule(Role.TUTOR, denial="Only tutors have API keys."),
    Permission.ADMIN_PANEL_ACCESS: _rule(denial="This page is for administrators."),
    Permission.USER_MANAGE: _rule(denial="Only an administrator can manage users."),
    Permission.PERMISSION_GRANT: _rule(denial="Only an administrator can grant permissions."),
    Permission.AUDIT_READ: _rule(denial="Only an administrator can read the audit log."),
}


def has(principal: Principal | None, permission: Permission) -> bool:
    """Whether the principal's role carries the permission at all."""
    return principal is not None and principal.role in RULES[permission].roles


def allowed(principal: Principal | None, permission: Permission, *, concerned: bool) -> bool:
    """Whether the principal may act on one row: admins on any, others where they are concerned."""
    return (
        principal is not None
        and has(principal, permission)
        and (concerned or principal.role is Role.ADMIN)
    )


def require(
    principal: Principal | None, permission: Permission, *, concerned: bool = True
) -> Principal:
    """The principal, if allowed; else NotSignedIn, or NotAllowed with the rule's sentence."""
    if principal is None:
        raise NotSignedIn()
    if not allowed(principal, permission, concerned=concerned):
        raise NotAllowed(RULES[permission].denial)
    return principal


def require_signed_in(principal: Principal | None) -> Principal:
    if principal is None:
        raise NotSignedIn()
    return principal
