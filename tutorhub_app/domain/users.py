"""Who may do what to whose account, and what deleted people are called."""

from dataclasses import dataclass
from enum import StrEnum

from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.errors import Conflict, NotAllowed, TutorHubError

DELETED_NAME = "Deleted person"
DELETED_DOMAIN = "deleted.invalid"


class Act(StrEnum):
    """What is done to an account."""

    CHANGE_ROLE = "changeRole"
    DEACTIVATE = "deactivate"
    ACTIVATE = "activate"
    END_SESSIONS = "endSessions"
    REVOKE_KEYS = "revokeKeys"
    EXPORT = "export"
    DELETE = "delete"


_TAKES_AN_ADMIN = frozenset({Act.CHANGE_ROLE, Act.DEACTIVATE, Act.DELETE})
_NOT_ONESELF = {
    Act.CHANGE_ROLE: "You can not change your own role. Ask another administrator.",
    Act.DEACTIVATE: "You can not deactivate your own account. Ask another administrator.",
    Act.DELETE: "You can not delete your own account here. Ask another administrator.",
    Act.END_SESSIONS: "These are your own sessions. Sign out everywhere in your settings.",
}
LAST_ADMIN = "This is the last active administrator. Make somebody else an administrator first."


@dataclass(frozen=True, slots=True)
class Target:
    """The account something is done to. `is_last_admin`: no other active one is there."""

    user_id: str
    role: Role
    is_active: bool
    is_deleted: bool
    is_last_admin: bool


def refusal(actor: Principal, target: Target, act: Act) -> TutorHubError | None:
    """Why this may not be done by one who may manage this person; None when it may."""
    if target.is_deleted:
        return Conflict("This account was deleted.", code="accountIsDeleted")
    if actor.role is not Role.ADMIN and target.role is Role.ADMIN:
        return NotAllowed("Only an administrator can change an administrator's account.")
    if act in _NOT_ONESELF and actor.user_id == target.user_id:
        return Conflict(_NOT_ONESELF[act], code="isOwnAccount")
    if act in _TAKES_AN_ADMIN and target.is_last_admin:
        return Conflict(LAST_ADMIN, code="isLastAdmin")
    if act is Act.ACTIVATE and target.is_active:
        return Conflict("This account is active already.", code="accountIsActive")
    if act is Act.DEACTIVATE and not target.is_active:
        return Conflict("This account is deactivated already.", code="accountIsDeactivated")
    return None


def refusal_of_role(actor: Principal, role: Role) -> TutorHubError | None:
    """Nobody makes others what they are not themselves."""
    if role is Role.ADMIN and actor.role is not Role.ADMIN:
        return NotAllowed("Only an administrator can make somebody an administrator.")
    return None


def deleted_email(user_id: str) -> str:
    """An address that nobody has, so that the person's own is free again."""
    return f"{user_id}@{DELETED_DOMAIN}"
