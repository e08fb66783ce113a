"""Who may do what: roles, grants on objects and in general, denials, overrides."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.naive_permissions import naive_allowed
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.errors import NotAllowed, NotSignedIn
from tutorhub_app.domain.permissions import Grant, Level, Permission

CATALOG = Permission.CATALOG_MANAGE
MANAGE = Permission.LESSON_SLOT_MANAGE
OVERRIDE = Permission.LESSON_SLOT_OVERRIDE
ROW, PACK, PROFILE = "row", "pack", "profile"
CHAIN = (ROW, PACK, PROFILE)


def person(role: Role, *grants: Grant) -> Principal:
    return Principal("me", "session", role, "me@example.com", "Me", "UTC", grants=grants)


def own(permission: Permission, can_do: bool, on: str | None = None) -> Grant:
    return Grant(permission, Level.PERSON, can_do, on)


def of_role(permission: Permission, can_do: bool, on: str | None = None) -> Grant:
    return Grant(permission, Level.ROLE, can_do, on)


def of_group(permission: Permission, can_do: bool, on: str | None = None) -> Grant:
    return Grant(permission, Level.GROUP, can_do, on)


def may(
    who: Principal | None,
    permission: Permission,
    *,
    concerned: bool = False,
    objects: tuple[str | None, ...] = CHAIN,
) -> bool:
    return policy.allowed(who, permission, concerned=concerned, objects=objects)


@pytest.mark.parametrize("permission", Permission)
def test_nobody_may_do_anything(permission: Permission):
    assert not may(None, permission, concerned=True)
    with pytest.raises(NotSignedIn):
        policy.require(None, permission)


def test_without_grants_the_role_decides_and_administrators_reach_everyones():
    assert may(person(Role.TUTOR), CATALOG, concerned=True)
    assert not may(person(Role.TUTOR), CATALOG)
    assert not may(person(Role.STUDENT), CATALOG, concerned=True)
    assert may(person(Role.ADMIN), CATALOG)
    assert may(person(Role.ADMIN), MANAGE)


def test_a_general_allowance_reaches_ones_own_alone():
    student = person(Role.STUDENT, own(CATALOG, True))
    assert may(student, CATALOG, concerned=True)
    assert not may(student, CATALOG)


def test_an_allowance_on_an_object_makes_one_concerned_with_it():
    for place in CHAIN:
        assert may(person(Role.STUDENT, own(CATALOG, True, place)), CATALOG)
    assert not may(person(Role.STUDENT, own(CATALOG, True, "another")), CATALOG, concerned=True)


def test_a_denial_on_an_object_forbids_its_owner_and_an_administrator():
    assert not may(person(Role.TUTOR, own(CATALOG, False, PACK)), CATALOG, concerned=True)
    assert not may(person(Role.ADMIN, own(CATALOG, False, PACK)), CATALOG, concerned=True)
    assert not may(person(Role.ADMIN, own(MANAGE, False, ROW)), MANAGE, concerned=True)


def test_a_general_denial_leaves_what_is_granted_on_an_object():
    tutor = person(Role.TUTOR, own(CATALOG, False), of_role(CATALOG, True, PACK))
    assert may(tutor, CATALOG, concerned=True)
    assert not may(tutor, CATALOG, concerned=True, objects=(ROW, "another", PROFILE))


def test_the_object_closest_to_the_row_decides():
    tutor = person(Role.TUTOR, own(CATALOG, True, PROFILE), of_role(CATALOG, False, PACK))
    assert not may(tutor, CATALOG, concerned=True)
    tutor = person(Role.TUTOR, own(CATALOG, False, PROFILE), of_role(CATALOG, True, PACK))
    assert may(tutor, CATALOG)


@pytest.mark.parametrize("place", [None, ROW])
def test_a_persons_word_beats_their_groups_and_that_their_roles(place: str | None):
    for verdict in (True, False):
        words = (
            own(CATALOG, verdict, place),
            of_group(CATALOG, not verdict, place),
            of_role(CATALOG, not verdict, place),
        )
        assert may(person(Role.TUTOR, *words), CATALOG, concerned=True) is verdict
        assert may(person(Role.TUTOR, *words[1:]), CATALOG, concerned=True) is not verdict
        groups_word = (of_role(CATALOG, not verdict, place), of_group(CATALOG, verdict, place))
        assert may(person(Role.TUTOR, *groups_word), CATALOG, concerned=True) is verdict


def test_of_two_groups_the_one_that_denies_wins():
    words = (of_group(CATALOG, True, ROW), of_group(CATALOG, False, ROW))
    assert not may(person(Role.TUTOR, *words), CATALOG, concerned=True)


def test_an_override_is_the_permission_on_anyones_rows():
    tutor = person(Role.TUTOR, own(OVERRIDE, True))
    assert may(tutor, MANAGE)
    assert may(tutor, Permission.LESSON_SLOT_BOOK)
    student = person(Role.STUDENT, own(Permission.PRELIMINARY_MEETING_OVERRIDE, True, PACK))
    assert may(student, Permission.PRELIMINARY_MEETING_DECIDE)
    assert not may(student, Permission.PRELIMINARY_MEETING_DECIDE, objects=(ROW, "another"))


def test_an_administrator_without_override_keeps_their_own():
    admin = person(Role.ADMIN, own(OVERRIDE, False))
    assert not may(admin, MANAGE)
    assert may(admin, MANAGE, concerned=True)


def test_a_denial_yields_to_an_override_that_is_closer_alone():
    assert may(person(Role.TUTOR, own(MANAGE, False, PACK), own(OVERRIDE, True, ROW)), MANAGE)
    assert not may(person(Role.TUTOR, own(MANAGE, False, ROW), own(OVERRIDE, True, ROW)), MANAGE)
    assert not may(person(Role.TUTOR, own(MANAGE, False, ROW), own(OVERRIDE, True, PACK)), MANAGE)


def test_an_allowance_on_an_object_is_no_reach_to_anyones():
    assert not policy.reaches_anyones(person(Role.TUTOR, own(MANAGE, True, ROW)), MANAGE, CHAIN)
    assert policy.reaches_anyones(person(Role.TUTOR, own(OVERRIDE, True, ROW)), MANAGE, CHAIN)
    assert not policy.reaches_anyones(person(Role.STUDENT, own(CATALOG, True, ROW)), CATALOG, CHAIN)


@pytest.mark.parametrize("place", [None, ROW])
@pytest.mark.parametrize("level", Level)
def test_administrators_can_not_lose_the_permission_to_grant(level: Level, place: str | None):
    denied = Grant(Permission.PERMISSION_GRANT, level, False, place)
    assert may(person(Role.ADMIN, denied), Permission.PERMISSION_GRANT)
    assert policy.has(person(Role.ADMIN, denied), Permission.PERMISSION_GRANT)
    assert policy.exceptions(person(Role.ADMIN, denied), Permission.PERMISSION_GRANT) == ()


def test_what_is_refused_is_said_in_the_rules_sentence():
    with pytest.raises(NotAllowed, match="Only the tutor can change this profile"):
        policy.require(person(Role.TUTOR, own(CATALOG, False, ROW)), CATALOG, objects=(ROW,))
    tutor = person(Role.TUTOR)
    assert policy.require(tutor, CATALOG, objects=(ROW,)) is tutor


def test_one_has_a_permission_anywhere_who_has_it_in_general_or_on_an_object():
    student, tutor = person(Role.STUDENT), person(Role.TUTOR)
    assert policy.has_anywhere(tutor, CATALOG)
    assert not policy.has_anywhere(student, CATALOG)
    assert not policy.has_anywhere(None, CATALOG)
    assert policy.has_anywhere(replace(student, grants=(own(CATALOG, True, PACK),)), CATALOG)
    assert not policy.has_anywhere(replace(student, grants=(own(CATALOG, False, PACK),)), CATALOG)
    denied = (own(CATALOG, False),)
    assert not policy.has_anywhere(replace(tutor, grants=denied), CATALOG)
    but_one = (*denied, own(CATALOG, True, PACK))
    assert policy.has_anywhere(replace(tutor, grants=but_one), CATALOG)


def test_the_exceptions_are_the_objects_that_go_against_the_general_answer():
    tutor = person(Role.TUTOR, own(CATALOG, False, "b"), own(CATALOG, False, "a"))
    assert (policy.has(tutor, CATALOG), policy.exceptions(tutor, CATALOG)) == (True, ("a", "b"))
    tutor = replace(tutor, grants=(*tutor.grants, own(CATALOG, False), own(CATALOG, True, "c")))
    assert (policy.has(tutor, CATALOG), policy.exceptions(tutor, CATALOG)) == (False, ("c",))


PLACES = [*CHAIN, "another"]
PERMISSIONS = [CATALOG, MANAGE, OVERRIDE, Permission.PERMISSION_GRANT]
grants = st.builds(
    Grant,
    permission=st.sampled_from(PERMISSIONS),
    level=st.sampled_from(Level),
    can_do=st.booleans(),
    object_id=st.sampled_from([None, *PLACES]),
)
people = st.builds(
    lambda role, given_: person(role, *given_), st.sampled_from(Role), st.lists(grants, max_size=8)
)
chains = st.lists(st.sampled_from(PLACES), unique=True, max_size=4).map(tuple)


@given(people, st.sampled_from(PERMISSIONS), st.booleans(), chains)
def test_the_decision_is_the_one_made_the_long_way_round(
    who: Principal, permission: Permission, concerned: bool, objects: tuple[str, ...]
):
    expected = naive_allowed(who, permission, concerned=concerned, objects=objects)
    assert may(who, permission, concerned=concerned, objects=objects) is expected


@given(people, st.sampled_from(PERMISSIONS), chains, st.randoms())
def test_the_order_of_grants_and_gaps_in_the_chain_decide_nothing(
    who: Principal, permission: Permission, objects: tuple[str, ...], chance
):
    shuffled = replace(who, grants=tuple(chance.sample(who.grants, len(who.grants))))
    for concerned in (True, False):
        expected = may(who, permission, concerned=concerned, objects=objects)
        with_gaps = (None, *objects, None)
        assert may(shuffled, permission, concerned=concerned, objects=with_gaps) is expected


@given(people, st.sampled_from(PERMISSIONS), chains)
def test_who_is_concerned_may_never_do_less(
    who: Principal, permission: Permission, objects: tuple[str, ...]
):
    if may(who, permission, concerned=False, objects=objects):
        assert may(who, permission, concerned=True, objects=objects)


@given(people, st.sampled_from(PERMISSIONS))
def test_the_exceptions_agree_with_the_decision(who: Principal, permission: Permission):
    general = policy.has(who, permission)
    for place in PLACES:
        is_exception = may(who, permission, concerned=True, objects=(place,)) is not general
        assert (place in policy.exceptions(who, permission)) is is_exception
