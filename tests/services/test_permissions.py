"""Granting permissions and taking grants back: who may, what is kept, and who is told."""

import pytest
from sqlmodel import col, select

from tests.factories import NOW, make_principal, make_tutor
from tests.granting import again, allow, deny, make_group_of, say, take_back
from tests.statements import asked_of
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import principal_of_session
from tutorhub_app.data.base import new_id
from tutorhub_app.data.changes import (
    AUDIT_TOPIC,
    GRANTS_TOPIC,
    PERMISSIONS_TOPIC,
    Change,
    account_topic,
)
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.permissions import PermissionGrant
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from tutorhub_app.domain.permissions import Grant, Level, Permission
from tutorhub_app.services import permissions
from tutorhub_app.services.permissions import Check, GrantRequest
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")

CATALOG = Permission.CATALOG_MANAGE


def stored() -> list[PermissionGrant]:
    with unit_of_work(now=NOW, readonly=True) as session:
        return list(session.exec(select(PermissionGrant)))


def topics_since(seq: int) -> set[str]:
    with unit_of_work(now=NOW, readonly=True) as session:
        return set(session.exec(select(Change.topic).where(col(Change.seq) > seq)))


def newest_change() -> int:
    with unit_of_work(now=NOW, readonly=True) as session:
        return max([0, *(seq or 0 for seq in session.exec(select(Change.seq)))])


@pytest.mark.parametrize("role", [None, Role.STUDENT, Role.TUTOR])
def test_only_who_has_the_permission_grants_revokes_and_makes_groups(role: Role | None):
    target = make_principal()
    record = allow(target, CATALOG)
    who = make_principal(role) if role else None
    expected = NotAllowed if role else NotSignedIn
    request = GrantRequest(CATALOG, subject_user_id=target.user_id, can_do=False)
    group_id = make_group_of(target)
    for service, arguments in (
        (permissions.grant, (request,)),
        (permissions.revoke, (record.id,)),
        (permissions.revoke, (new_id(),)),
        (permissions.make_group, ("Helpers",)),
        (permissions.add_member, (group_id, target.user_id)),
        (permissions.remove_member, (group_id, target.user_id)),
    ):
        with pytest.raises(expected):
            call(service, who, *arguments, now=NOW)
    assert [(row.id, row.can_do) for row in stored()] == [(record.id, True)]
    assert again(target).grants == (Grant(CATALOG, Level.PERSON, True),)


def test_one_who_was_granted_to_grant_does_so_and_on_their_object_alone():
    tutor, object_id, other = make_principal(Role.TUTOR), new_id(), new_id()
    allow(tutor, Permission.PERMISSION_GRANT, object_id)
    tutor = again(tutor)
    request = GrantRequest(CATALOG, object_id=object_id, role_id="student")
    record = call(permissions.grant, tutor, request, now=NOW)
    assert (record.role_id, record.object_id) == ("student", object_id)
    for elsewhere in (None, other):
        with pytest.raises(NotAllowed):
            call(
                permissions.grant,
                tutor,
                GrantRequest(CATALOG, object_id=elsewhere, role_id="student"),
                now=NOW,
            )
    call(permissions.revoke, tutor, record.id, now=NOW)
    assert [row.permission_name for row in stored()] == [Permission.PERMISSION_GRANT]


@pytest.mark.parametrize(
    ("request_", "field", "code"),
    [
        (GrantRequest("catalog.mangle", role_id="tutor"), "permissionName", None),
        (GrantRequest("", role_id="tutor"), "permissionName", None),
        (
            GrantRequest(CATALOG, object_id="17", role_id="tutor"),
            "objectId",
            "objectIdisNotAValidID",
        ),
        (GrantRequest(CATALOG, role_id="king"), "roleId", None),
        (GrantRequest(CATALOG, subject_user_id=new_id()), "subjectUserId", None),
        (GrantRequest(CATALOG, subject_user_group_id=new_id()), "subjectUserGroupId", None),
        (GrantRequest(CATALOG), "subjectUserId", None),
        (
            GrantRequest(CATALOG, role_id="tutor", subject_user_id=new_id()),
            "subjectUserId",
            None,
        ),
    ],
)
def test_a_bad_grant_names_the_field_and_leaves_nothing(
    request_: GrantRequest, field: str, code: str | None
):
    with pytest.raises(Invalid) as refusal:
        call(permissions.grant, make_principal(Role.ADMIN), request_, now=NOW)
    assert list(refusal.value.fields) == [field]
    assert refusal.value.sentence.startswith(f"{field}: ")
    assert refusal.value.code == (code or f"{field}IsNotValid")
    assert stored() == []


def test_the_last_word_to_the_same_subject_on_the_same_object_counts():
    who, object_id = make_principal(), new_id()
    first = allow(who, CATALOG, object_id)
    assert deny(who, CATALOG, object_id).id == first.id
    assert allow(who, CATALOG).id != first.id
    assert sorted((row.object_id or "", row.can_do) for row in stored()) == [
        ("", True),
        (object_id, False),
    ]


def test_a_principal_brings_along_what_was_granted_to_them_their_groups_and_their_role():
    bob, object_id = make_principal(), new_id()
    group_id = make_group_of(bob)
    allow(bob, CATALOG, object_id)
    deny(make_principal(), CATALOG)
    say(Permission.AUDIT_READ, subject_user_group_id=group_id)
    say(Permission.AUDIT_READ, subject_user_group_id=make_group_of(make_principal()))
    say(Permission.USER_MANAGE, can_do=False, role_id="student")
    say(Permission.USER_MANAGE, role_id="tutor")
    assert again(bob).grants == (
        Grant(CATALOG, Level.PERSON, True, object_id),
        Grant(Permission.AUDIT_READ, Level.GROUP, True),
        Grant(Permission.USER_MANAGE, Level.ROLE, False),
    )


def test_who_was_granted_nothing_costs_one_select_and_others_one_more():
    bob, alice, carol = make_principal(), make_tutor().principal, make_principal()
    allow(alice, CATALOG)
    say(CATALOG, subject_user_group_id=make_group_of(carol))
    for who, count in ((bob, 1), (alice, 2), (carol, 2)):
        with unit_of_work(now=NOW, readonly=True) as session, asked_of(session) as asked:
            assert principal_of_session(session, who.session_id, utc_now())
        assert len([each for each in asked if each.startswith("SELECT")]) == count


def test_a_name_that_means_nothing_any_more_is_passed_over():
    bob = make_principal()
    with unit_of_work(now=NOW) as session:
        session.add(PermissionGrant(permission_name="old.name", subject_user_id=bob.user_id))
    assert again(bob).grants == ()
    assert call(permissions.check, again(bob), "old.name", now=NOW) == Check(False)


def test_leaving_a_group_takes_what_it_had_and_joining_twice_is_once():
    bob, admin = make_principal(), make_principal(Role.ADMIN)
    group_id = make_group_of(bob)
    call(permissions.add_member, admin, group_id, bob.user_id, now=NOW)
    say(CATALOG, subject_user_group_id=group_id)
    assert again(bob).grants
    call(permissions.remove_member, admin, group_id, bob.user_id, now=NOW)
    assert again(bob).grants == ()
    with pytest.raises(NotFound):
        call(permissions.remove_member, admin, group_id, bob.user_id, now=NOW)


def test_groups_have_names_of_their_own_and_members_that_exist():
    admin = make_principal(Role.ADMIN)
    group_id = call(permissions.make_group, admin, " Helpers ", now=NOW)
    with pytest.raises(Conflict):
        call(permissions.make_group, admin, "Helpers", now=NOW)
    for name in (" ", "x" * 121):
        with pytest.raises(Invalid) as refusal:
            call(permissions.make_group, admin, name, now=NOW)
        assert list(refusal.value.fields) == ["name"]
    with pytest.raises(Invalid) as refusal:
        call(permissions.add_member, admin, group_id, new_id(), now=NOW)
    assert list(refusal.value.fields) == ["subjectUserId"]
    with pytest.raises(Invalid) as refusal:
        call(permissions.add_member, admin, new_id(), admin.user_id, now=NOW)
    assert list(refusal.value.fields) == ["subjectUserGroupId"]


def test_a_revoked_grant_is_gone_and_revoking_it_twice_finds_nothing():
    bob = make_principal()
    record = allow(bob, CATALOG)
    take_back(record)
    assert (stored(), again(bob).grants) == ([], ())
    with pytest.raises(NotFound):
        call(permissions.revoke, make_principal(Role.ADMIN), record.id, now=NOW)


def concerned_since(seq: int) -> set[str]:
    """Of whom it was told that they may do other things."""
    told = topics_since(seq)
    assert {GRANTS_TOPIC, AUDIT_TOPIC} <= told
    return {each for each in told if each.startswith(("account:", PERMISSIONS_TOPIC))}


def test_each_change_tells_whom_it_concerns():
    bob, admin = make_principal(), make_principal(Role.ADMIN)
    group_id = make_group_of()
    steps = {
        "personal": (
            lambda: allow(bob, CATALOG),
            account_topic(bob.user_id),
        ),
        "member": (
            lambda: call(permissions.add_member, admin, group_id, bob.user_id, now=NOW),
            account_topic(bob.user_id),
        ),
        "no member": (
            lambda: call(permissions.remove_member, admin, group_id, bob.user_id, now=NOW),
            account_topic(bob.user_id),
        ),
        "role": (lambda: say(CATALOG, role_id="student"), PERMISSIONS_TOPIC),
        "group": (lambda: say(CATALOG, subject_user_group_id=group_id), PERMISSIONS_TOPIC),
    }
    for name, (step, topic) in steps.items():
        before = newest_change()
        done = step()
        assert concerned_since(before) == {topic}, name
        if done is not None:
            before = newest_change()
            take_back(done)
            assert concerned_since(before) == {topic}, name


def test_the_records_are_the_roles_and_all_that_was_granted():
    bob = make_principal()
    granted = [allow(bob, CATALOG), say(Permission.AUDIT_READ, role_id="student")]
    found = call(permissions.permissions_of, again(bob), now=NOW)
    by_nature = [
        Permission.LESSON_SLOT_BOOK,
        Permission.LESSON_SLOT_MANAGE,
        Permission.PRELIMINARY_MEETING_REQUEST,
        Permission.ENROLLMENT_MANAGE,
    ]
    assert [row.permission_name for row in found[:4]] == by_nature
    assert all(
        (row.role_id, row.can_do, row.object_id) == ("student", True, None) for row in found[:4]
    )
    assert list(found[4:]) == granted
    assert len({row.id for row in found}) == len(found)
    assert call(permissions.permissions_of, again(make_principal()), now=NOW)[:4] == found[:4]
    with pytest.raises(NotSignedIn):
        call(permissions.permissions_of, None, now=NOW)


def test_the_check_is_the_general_answer_and_its_exceptions():
    bob, here, there = make_principal(), new_id(), new_id()
    assert call(permissions.check, bob, "catalog.manage", now=NOW) == Check(False)
    allow(bob, CATALOG, there)
    allow(bob, CATALOG, here)
    found = call(permissions.check, again(bob), "catalog.manage", now=NOW)
    assert found == Check(False, tuple(sorted([here, there])))
    deny(bob, Permission.LESSON_SLOT_BOOK, here)
    assert call(permissions.check, again(bob), "lessonSlot.book", now=NOW) == Check(True, (here,))
    for unknown in ("orders.manage", "", "CATALOG_MANAGE"):
        assert call(permissions.check, again(bob), unknown, now=NOW) == Check(False)
    with pytest.raises(NotSignedIn):
        call(permissions.check, None, "catalog.manage", now=NOW)
