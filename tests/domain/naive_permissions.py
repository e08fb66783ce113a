"""Permissions decided the long way round: every word is written down with its rank, and the
highest rank speaks."""

from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.policy import RULES

OBJECT, GENERAL, NATURE = "object", "general", "nature"


def naive_words(
    principal: Principal, permission: Permission, objects: tuple[str, ...]
) -> list[tuple[tuple[int, int, int], str, bool]]:
    """(rank, kind, verdict) of all that is said about it, the highest rank last."""
    words = []
    if not (permission is Permission.PERMISSION_GRANT and principal.role is Role.ADMIN):
        for grant in principal.grants:
            if grant.permission is not permission:
                continue
            if grant.object_id is None:
                closeness, kind = -1000, GENERAL
            elif grant.object_id in objects:
                closeness, kind = -objects.index(grant.object_id), OBJECT
            else:
                continue
            rank = (closeness, int(grant.level), 0 if grant.can_do else 1)
            words.append((rank, kind, grant.can_do))
    words.append(((-9999, 0, 0), NATURE, principal.role in RULES[permission].roles))
    return sorted(words)


def naive_allowed(
    principal: Principal, permission: Permission, *, concerned: bool, objects: tuple[str, ...]
) -> bool:
    (closeness, *_), kind, verdict = naive_words(principal, permission, objects)[-1]
    override = RULES[permission].override
    if override is None:
        reach_closeness, reach = closeness, verdict and principal.role is Role.ADMIN
    else:
        (reach_closeness, *_), _, reach = naive_words(principal, override, objects)[-1]
    if kind == NATURE:
        return reach or (verdict and concerned)
    if verdict:
        return kind == OBJECT or concerned or reach
    return reach and reach_closeness > closeness
