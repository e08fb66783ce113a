"""What the audit log's entries say, in words: "Maria Admin denied Ben Student the right to book
lessons"."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.domain.permissions import Permission

THE_HOUSE = "TutorHub"
SOMEBODY = "somebody who was deleted"

LABELS: dict[AuditAction, str] = {
    AuditAction.SCREENING_APPROVE: "Screening approved",
    AuditAction.SCREENING_REJECT: "Screening rejected",
    AuditAction.SCREENING_REOPEN: "Screening reopened",
    AuditAction.SCREENING_OVERRIDE: "Screening overridden",
    AuditAction.SCREENING_APPEAL_UPHELD: "Appeal not granted",
    AuditAction.PERMISSION_GRANT: "Permission granted or denied",
    AuditAction.PERMISSION_REVOKE: "Grant taken back",
    AuditAction.GROUP_MAKE: "Group made",
    AuditAction.GROUP_DELETE: "Group deleted",
    AuditAction.GROUP_ADD_MEMBER: "Person added to a group",
    AuditAction.GROUP_REMOVE_MEMBER: "Person removed from a group",
    AuditAction.USER_ROLE: "Role changed",
    AuditAction.USER_DEACTIVATE: "Account deactivated",
    AuditAction.USER_ACTIVATE: "Account activated",
    AuditAction.USER_END_SESSIONS: "Sessions ended",
    AuditAction.USER_REVOKE_KEYS: "API keys revoked",
    AuditAction.USER_EXPORT: "Data of a person exported",
    AuditAction.USER_DELETE: "Account deleted",
    AuditAction.AUDIT_EXPORT: "Audit log exported",
}
"""How each action is called where one is chosen."""

RIGHTS: dict[Permission, str] = {
    Permission.AVAILABILITY_MANAGE: "change hours",
    Permission.LESSON_SLOT_BOOK: "book lessons",
    Permission.LESSON_SLOT_MANAGE: "change lessons",
    Permission.LESSON_SLOT_OVERRIDE: "change anyone's lessons",
    Permission.PRELIMINARY_MEETING_REQUEST: "ask for screening meetings",
    Permission.PRELIMINARY_MEETING_DECIDE: "decide about screenings",
    Permission.PRELIMINARY_MEETING_OVERRIDE: "override decisions about screenings",
    Permission.CATALOG_MANAGE: "change profiles and course packs",
    Permission.ENROLLMENT_MANAGE: "enroll students",
    Permission.API_KEY_MANAGE: "have API keys",
    Permission.ADMIN_PANEL_ACCESS: "see the administrators' pages",
    Permission.USER_MANAGE: "manage users",
    Permission.PERMISSION_GRANT: "grant permissions",
    Permission.AUDIT_READ: "read the audit log",
}
"""What each permission lets somebody do, after "the right to"."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry's people by name ("" for none), and its facts."""

    actor: str
    subject: str
    facts: Mapping[str, str]

    @property
    def whom(self) -> str:
        return self.subject or SOMEBODY

    @property
    def holder(self) -> str:
        """The person that a grant is to, or the group or the role."""
        if self.subject:
            return self.subject
        if group := self.facts.get("group"):
            return f"the group {group}"
        if role := self.facts.get("role"):
            return f"all {role}s"
        return SOMEBODY

    @property
    def pack(self) -> str:
        pack = self.facts.get("pack")
        return f" for {pack}" if pack else ""


def sentence(
    action: str, *, actor: str | None, subject: str | None, facts: Mapping[str, str]
) -> str:
    """What was done, by whom and to whom. `actor` is None for the house itself.

    An action that is not known any more is told by its name.
    """
    told = Told(actor if actor is not None else THE_HOUSE, subject or "", facts)
    words = _WORDS.get(action)
    return f"{told.actor} {words(told)}" if words else f"{told.actor}: {action}"


def label(action: str) -> str:
    return LABELS[AuditAction(action)] if action in tuple(AuditAction) else action


def right(permission: str) -> str:
    """What the permission lets somebody do; its name when that is not known any more."""
    return RIGHTS[Permission(permission)] if permission in tuple(Permission) else permission


def fact_name(name: str) -> str:
    """The name of a fact as a label: "canDo" is "Can do"."""
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return spaced.strip().capitalize()


def _granted(told: Told) -> str:
    may = right(told.facts.get("permission", "something"))
    where = f" on {told.facts['object']}" if told.facts.get("object") else ""
    verb = "denied" if told.facts.get("word") == "deny" else "gave"
    return f"{verb} {told.holder} the right to {may}{where}"


def _revoked(told: Told) -> str:
    may = right(told.facts.get("permission", "something"))
    where = f" on {told.facts['object']}" if told.facts.get("object") else ""
    kind = "denial" if told.facts.get("word") == "deny" else "grant"
    return f"took back the {kind} to {told.holder} of the right to {may}{where}"


def _role(told: Told) -> str:
    was, became = told.facts.get("from"), told.facts.get("to")
    if was and became:
        return f"changed the role of {told.whom} from {was} to {became}"
    return f"changed the role of {told.whom}"


def _group(told: Told) -> str:
    name = told.facts.get("group")
    return f"the group {name}" if name else "a group"


def _overridden(told: Told) -> str:
    was, became = told.facts.get("from"), told.facts.get("to")
    change = f", from {was} to {became}" if was and became else ""
    return f"overrode the decision about {told.whom}'s screening{told.pack}{change}"


def _exported(told: Told) -> str:
    count = told.facts.get("entries")
    if count is None:
        return "exported the audit log"
    return f"exported {count} {'entry' if count == '1' else 'entries'} of the audit log"


_WORDS: dict[str, Callable[[Told], str]] = {
    AuditAction.SCREENING_APPROVE: lambda t: f"approved {t.whom}'s screening{t.pack}",
    AuditAction.SCREENING_REJECT: lambda t: f"rejected {t.whom}'s screening{t.pack}",
    AuditAction.SCREENING_REOPEN: lambda t: f"reopened {t.whom}'s screening{t.pack}",
    AuditAction.SCREENING_OVERRIDE: _overridden,
    AuditAction.SCREENING_APPEAL_UPHELD: (
        lambda t: f"upheld the rejection of {t.whom}'s screening{t.pack}"
    ),
    AuditAction.PERMISSION_GRANT: _granted,
    AuditAction.PERMISSION_REVOKE: _revoked,
    AuditAction.GROUP_MAKE: lambda t: f"made {_group(t)}",
    AuditAction.GROUP_DELETE: lambda t: f"deleted {_group(t)}",
    AuditAction.GROUP_ADD_MEMBER: lambda t: f"added {t.whom} to {_group(t)}",
    AuditAction.GROUP_REMOVE_MEMBER: lambda t: f"removed {t.whom} from {_group(t)}",
    AuditAction.USER_ROLE: _role,
    AuditAction.USER_DEACTIVATE: lambda t: f"deactivated the account of {t.whom}",
    AuditAction.USER_ACTIVATE: lambda t: f"activated the account of {t.whom}",
    AuditAction.USER_END_SESSIONS: lambda t: f"signed {t.whom} out everywhere",
    AuditAction.USER_REVOKE_KEYS: lambda t: f"revoked the API keys of {t.whom}",
    AuditAction.USER_EXPORT: lambda t: f"exported the data of {t.whom}",
    AuditAction.USER_DELETE: lambda t: f"deleted the account of {t.whom}",
    AuditAction.AUDIT_EXPORT: _exported,
}
