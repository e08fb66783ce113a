"""Who may do what: what each role has by nature, with the denial sentence beside it, and the
grants that add to it or take from it.

How a question is decided:

- The closest word counts: a grant on the row itself, then on what the row belongs to, then a
  general one. At the same distance a person's own grant beats their group's, and that their
  role's; of equal ones the denial wins. Without any, the role's rule decides.
- A general allowance gives the permission as a role has it by nature: where one is concerned. An
  allowance on an object makes the person concerned with it. A denial on an object forbids even its
  owner; what is denied is acting, not looking at one's own lessons and meetings.
- A permission's `override` is the same on anyone's rows. A denial of the permission is stronger
  than an override, unless that was granted closer.
- Administrators can be denied anything but `permission.grant`, so that nobody locks the house.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.errors import NotAllowed, NotSignedIn, NotYours
from tutorhub_app.domain.permissions import Permission

__all__ = [
    "RULES",
    "Permission",
    "Rule",
    "allowed",
    "exceptions",
    "general_word",
    "has",
    "has_anywhere",
    "reaches_anyones",
    "require",
    "require_on",
    "require_signed_in",
    "words_on_objects",
]

Objects = Iterable[str | None]
"""Ids of a row and of what it belongs to, from the row outward; None where there is nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who has a permission by nature, and what the others are told.

    `override` is the permission to do the same on anyone's rows; without one administrators may.
    """

    roles: frozenset[Role]
    denial: str
    override: Permission | None = None


def _rule(*roles: Role, denial: str, override: Permission | None = None) -> Rule:
    return Rule(frozenset(roles) | {Role.ADMIN}, denial, override)


RULES: dict[Permission, Rule] = {
    Permission.AVAILABILITY_MANAGE: _rule(
        Role.TUTOR, denial="Only the tutor can change these hours."
    ),
    Permission.LESSON_SLOT_BOOK: _rule(
        Role.STUDENT,
        Role.TUTOR,
        denial="You can not book lessons.",
        override=Permission.LESSON_SLOT_OVERRIDE,
    ),
    Permission.LESSON_SLOT_MANAGE: _rule(
        Role.STUDENT,
        Role.TUTOR,
        denial="Only the people in this lesson can change it.",
        override=Permission.LESSON_SLOT_OVERRIDE,
    ),
    Permission.LESSON_SLOT_OVERRIDE: _rule(
        denial="Only an administrator can change anyone's lessons."
    ),
    Permission.PRELIMINARY_MEETING_REQUEST: _rule(
        Role.STUDENT,
        denial="Only students can ask for a screening meeting.",
        override=Permission.PRELIMINARY_MEETING_OVERRIDE,
    ),
    Permission.PRELIMINARY_MEETING_DECIDE: _rule(
        Role.TUTOR,
        denial="Only the tutor can decide about this screening.",
        override=Permission.PRELIMINARY_MEETING_OVERRIDE,
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
    """Whether the principal has the permission in general, on their own rows at least."""
    return allowed(principal, permission, concerned=True)


def has_anywhere(principal: Principal | None, permission: Permission) -> bool:
    """Whether the principal has the permission in general, or on some object at least."""
    if principal is None:
        return False
    return has(principal, permission) or any(words_on_objects(principal, permission).values())


def allowed(
    principal: Principal | None,
    permission: Permission,
    *,
    concerned: bool,
    objects: Objects = (),
) -> bool:
    """Whether the principal may act on one row. `concerned`: it is theirs by nature."""
    if principal is None:
        return False
    objects = tuple(objects) if principal.grants else ()
    word = _closest_word(principal, permission, objects)
    if word is not None and word.is_of_object and word.can_do:
        return True
    anyones = reaches_anyones(principal, permission, objects)
    if word is None:
        return anyones or (concerned and principal.role in RULES[permission].roles)
    return anyones or (concerned and word.can_do)


def reaches_anyones(
    principal: Principal | None, permission: Permission, objects: Objects = ()
) -> bool:
    """Whether the principal may do it although the row is not theirs, by an override or as an
    administrator. An allowance on the very object is no such reach."""
    if principal is None:
        return False
    objects = tuple(objects) if principal.grants else ()
    word = _closest_word(principal, permission, objects)
    override = RULES[permission].override
    if override is None:
        return principal.role is Role.ADMIN and (word is None or word.can_do)
    wider = _closest_word(principal, override, objects)
    if word is not None and not word.can_do:
        return wider is not None and wider.can_do and wider.distance < word.distance
    return wider.can_do if wider is not None else principal.role in RULES[override].roles


def require(
    principal: Principal | None,
    permission: Permission,
    *,
    concerned: bool = True,
    objects: Objects = (),
) -> Principal:
    """The principal, if allowed; else NotSignedIn, or NotAllowed with the rule's sentence."""
    if principal is None:
        raise NotSignedIn()
    if not allowed(principal, permission, concerned=concerned, objects=objects):
        raise NotAllowed(RULES[permission].denial)
    return principal


def require_on(
    principal: Principal | None,
    permission: Permission,
    *,
    concerned: bool,
    objects: Objects,
    not_there: str | None = None,
) -> Principal:
    """As `require`, where outsiders must not learn that the row exists: NotYours, with the
    sentence `not_there`, for those who have the permission, but not on this row."""
    me = require_signed_in(principal)
    objects = tuple(objects)
    if allowed(me, permission, concerned=concerned, objects=objects):
        return me
    if has(me, permission) and not concerned:
        raise NotYours(not_there)
    raise NotAllowed(RULES[permission].denial)


def require_signed_in(principal: Principal | None) -> Principal:
    if principal is None:
        raise NotSignedIn()
    return principal


def exceptions(principal: Principal, permission: Permission) -> tuple[str, ...]:
    """The objects on which the answer is not the general one, in order."""
    general = has(principal, permission)
    return tuple(
        object_id
        for object_id in sorted(_objects_with_a_word(principal, permission))
        if allowed(principal, permission, concerned=True, objects=(object_id,)) is not general
    )


def words_on_objects(principal: Principal, permission: Permission) -> dict[str, bool]:
    """Object -> whether the grants of this permission itself allow it there or deny it."""
    words = {
        grant.object_id: _closest_word(principal, permission, (grant.object_id,))
        for grant in principal.grants
        if grant.permission is permission and grant.object_id is not None
    }
    return {place: word.can_do for place, word in words.items() if word and word.is_of_object}


def general_word(principal: Principal, permission: Permission) -> bool | None:
    """What the grants of this permission itself say in general; None when they say nothing."""
    word = _closest_word(principal, permission, ())
    return word.can_do if word else None


@dataclass(frozen=True, slots=True)
class _Word:
    """What the grants say. `distance` counts outward from the row, which is 0."""

    distance: int
    is_of_object: bool
    can_do: bool


def _closest_word(
    principal: Principal, permission: Permission, objects: tuple[str | None, ...]
) -> _Word | None:
    if not principal.grants:
        return None
    if permission is Permission.PERMISSION_GRANT and principal.role is Role.ADMIN:
        return None
    spoken = [grant for grant in principal.grants if grant.permission is permission]
    places = (*(place for place in objects if place is not None), None)
    for distance, place in enumerate(places):
        here = [grant for grant in spoken if grant.object_id == place]
        if here:
            closest = max(grant.level for grant in here)
            can_do = all(grant.can_do for grant in here if grant.level is closest)
            return _Word(distance, place is not None, can_do)
    return None


def _objects_with_a_word(principal: Principal, permission: Permission) -> frozenset[str]:
    asked = (permission, RULES[permission].override)
    return frozenset(
        grant.object_id
        for grant in principal.grants
        if grant.object_id is not None and grant.permission in asked
    )
