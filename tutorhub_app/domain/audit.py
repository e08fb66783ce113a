"""What the audit log tells of: decisions, grants, changes of roles, acts of administrators."""

from enum import StrEnum


class AuditAction(StrEnum):
    """What was done. The part before the dot names what it was done to."""

    SCREENING_APPROVE = "screening.approve"
    SCREENING_REJECT = "screening.reject"
    SCREENING_REOPEN = "screening.reopen"
    SCREENING_OVERRIDE = "screening.override"
    SCREENING_APPEAL_UPHELD = "screening.appealUpheld"
    PERMISSION_GRANT = "permission.grant"
    PERMISSION_REVOKE = "permission.revoke"
    GROUP_MAKE = "group.make"
    GROUP_DELETE = "group.delete"
    GROUP_ADD_MEMBER = "group.addMember"
    GROUP_REMOVE_MEMBER = "group.removeMember"
    USER_ROLE = "user.role"
    USER_DEACTIVATE = "user.deactivate"
    USER_ACTIVATE = "user.activate"
    USER_END_SESSIONS = "user.endSessions"
    USER_REVOKE_KEYS = "user.revokeKeys"
    USER_EXPORT = "user.export"
    USER_DELETE = "user.delete"
    AUDIT_EXPORT = "audit.export"
