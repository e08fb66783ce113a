"""`domain.policy.allowed` as a condition in SQL, so that a list shows what asking row by row would
let through."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, literal, or_, true

from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.permissions import Permission


def own_or_reached(
    principal: Principal, permission: Permission, own: ColumnElement[bool], chain: Sequence[Any]
) -> ColumnElement[bool]:
    """The principal's own rows and those the permission lets them reach. `chain` are the columns
    of the row's id and of what it belongs to, from the row outward."""
    if principal.grants:
        return or_(own, reached(principal, permission, chain))
    return true() if policy.reaches_anyones(principal, permission) else own


def reached(
    principal: Principal, permission: Permission, chain: Sequence[Any]
) -> ColumnElement[bool]:
    """Rows for which `policy.allowed` says yes although they are not the principal's."""
    override = policy.RULES[permission].override
    general = policy.general_word(principal, permission)
    words = policy.words_on_objects(principal, permission)
    if override is None:
        is_anyones = principal.role is Role.ADMIN and general is not False
        return _verdict(words, chain, otherwise=is_anyones)
    wider_words = policy.words_on_objects(principal, override)
    wider_general = policy.general_word(principal, override)
    if wider_general is None:
        wider_general = principal.role in policy.RULES[override].roles
    # A general denial yields to an override on an object alone.
    far = wider_general and general is not False
    wider = _verdict(wider_words, chain, otherwise=far)
    if not words:
        return wider
    spoken = _distance(words, chain)
    closer = and_(wider, _distance(wider_words, chain) < spoken)
    return case(
        (spoken == len(chain), wider), else_=or_(_verdict(words, chain, otherwise=False), closer)
    )


def _verdict(
    words: Mapping[str, bool], chain: Sequence[Any], *, otherwise: bool
) -> ColumnElement[bool]:
    """What the word closest to the row says."""
    if not words:
        return true() if otherwise else false()
    kept = [place for place, can_do in words.items() if can_do]
    denied = [place for place, can_do in words.items() if not can_do]
    branches = [
        (column.in_(places), literal(verdict))
        for column in chain
        for places, verdict in ((kept, True), (denied, False))
        if places
    ]
    return case(*branches, else_=literal(otherwise)).is_(True)


def _distance(words: Mapping[str, bool], chain: Sequence[Any]) -> ColumnElement[int]:
    """How far out the closest word is; as long as the chain when there is none."""
    if not words:
        return literal(len(chain))
    return case(
        *((column.in_(list(words)), literal(place)) for place, column in enumerate(chain)),
        else_=literal(len(chain)),
    )
