"""Grants in names: listed, searched, picked; groups; and what is logged and told of each."""

import json
from typing import Any

import pytest
from sqlmodel import select

from tests.factories import NOW, make_principal
from tests.granting import again, allow, deny, make_group_of, say, take_back
from tests.lessons import make_lesson
from tests.services.booking_cast import Cast, cast
from tutorhub_app.data.audit import AuditEntry
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.notices import Notice
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.errors import Conflict, NotAllowed, NotFound, NotSignedIn
from tutorhub_app.domain.paging import Page
from tutorhub_app.domain.permission_words import WORDS, title_of
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services import grants, permissions
from tutorhub_app.services.grants import GrantQuery, GrantRow
from tutorhub_app.services.unit import call

__all__ = ["cast"]

BOOK, CATALOG = Permission.LESSON_SLOT_BOOK, Permission.CATALOG_MANAGE


def listed(cast: Cast, **query: Any) -> Page[GrantRow]:
    found: Page[GrantRow] = call(grants.grants, cast.admin, GrantQuery(**query), now=NOW)
    return found


def rows(kind: type) -> list[Any]:
    with unit_of_work(now=NOW, readonly=True) as session:
        return list(session.exec(select(kind)))


def test_each_permission_has_words() -> None:
    assert set(WORDS) == set(Permission)
    assert len({words.title for words in WORDS.values()}) == len(WORDS)
    assert title_of("catalog.manage") == "Edit profile and packs"
    assert title_of("of.old") == "of.old"


def test_a_grant_is_listed_in_names(cast: Cast) -> None:
    group_id = make_group_of(cast.bob)
    lesson = make_lesson(cast.pack, cast.bob, cast.tuesday)
    deny(cast.bob, BOOK, cast.pack.id)
    say(CATALOG, on=cast.alice.profile.id, subject_user_group_id=group_id)
    say(Permission.AUDIT_READ, role_id=Role.TUTOR)
    allow(cast.charlie, Permission.USER_MANAGE, cast.bob.user_id)
    allow(cast.charlie, Permission.LESSON_SLOT_MANAGE, lesson.id)
    allow(cast.charlie, CATALOG, "0" * 8 + "-0000-0000-0000-" + "0" * 12)
    told = [
        (row.subject_kind, row.subject_name, row.object_kind, row.object_name, row.can_do)
        for row in listed(cast, descending=False).rows
    ]
    assert told[0] == ("person", "Bob", "pack", "Ten lessons", False)
    assert (told[1][0], told[1][2:]) == ("group", ("tutor", cast.alice.user.fullname, True))
    assert told[2] == ("role", "tutor", "", "", True)
    assert told[3] == ("person", "Charlie", "person", "Bob", True)
    assert told[4] == ("person", "Charlie", "lesson", "", True)
    assert told[5] == ("person", "Charlie", "other", "", True)


def test_the_list_is_searched_filtered_and_sorted(cast: Cast) -> None:
    deny(cast.bob, BOOK, cast.pack.id)
    allow(cast.charlie, CATALOG)
    say(CATALOG, role_id=Role.STUDENT)
    assert [row.subject_name for row in listed(cast, text="bób").rows] == ["Bob"]
    assert [row.subject_name for row in listed(cast, text="TEN LESS").rows] == ["Bob"]
    assert listed(cast, text="%").total == 0
    assert listed(cast, permission=CATALOG.value).total == 2
    assert [row.subject_name for row in listed(cast, can_do=False).rows] == ["Bob"]
    assert [row.subject_name for row in listed(cast, subject_kind="role").rows] == ["student"]
    by_name = listed(cast, sort="who", descending=False).rows
    assert [row.subject_name for row in by_name] == ["Bob", "Charlie", "student"]
    assert listed(cast, sort="king").total == listed(cast, subject_kind="king").total == 3


def test_pages_follow_each_other_and_one_past_the_end_is_the_last(cast: Cast) -> None:
    for _ in range(grants.PAGE_SIZE + 2):
        allow(make_principal(), CATALOG)
    first, second = listed(cast), listed(cast, page=2)
    assert (len(first.rows), len(second.rows), first.page_count) == (grants.PAGE_SIZE, 2, 2)
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    assert listed(cast, page=99).rows == second.rows


def test_a_persons_grants_are_their_own_and_their_groups(cast: Cast) -> None:
    say(CATALOG, subject_user_group_id=make_group_of(cast.bob))
    allow(cast.bob, BOOK)
    allow(cast.charlie, BOOK)
    found = call(grants.grants_of, cast.admin, cast.bob.user_id, now=NOW)
    assert {row.permission_name for row in found} == {CATALOG, BOOK}
    assert len(found) == 2


def test_what_to_grant_on_is_found_by_name(cast: Cast) -> None:
    def named(kind: str, text: str) -> list[str]:
        return [each.id for each in call(grants.named, cast.admin, kind, text, now=NOW)]

    assert named("person", "bob") == [cast.bob.user_id]
    assert named("person", cast.bob.email.upper()) == [cast.bob.user_id]
    assert named("tutor", cast.alice.user.fullname) == [cast.alice.profile.id]
    assert named("pack", "ten") == [cast.pack.id]
    assert named("pack", f"ten {cast.alice.user.fullname}") == [cast.pack.id]
    group_id = make_group_of(cast.bob)
    assert named("group", "GROUP of") == [group_id]
    assert named("king", "bob") == []
    assert named("person", "_") == []


def everything(who: Principal | None) -> list[Any]:
    return [
        lambda: call(grants.grants, who, GrantQuery(), now=NOW),
        lambda: call(grants.grants_of, who, "x", now=NOW),
        lambda: call(grants.groups, who, now=NOW),
        lambda: call(grants.named, who, "person", "", now=NOW),
        lambda: call(permissions.delete_group, who, "x", now=NOW),
    ]


def test_others_see_and_pick_nothing(cast: Cast) -> None:
    for who in (cast.bob, cast.charlie, cast.alice.principal):
        for step in everything(who):
            with pytest.raises(NotAllowed):
                step()
    for step in everything(None):
        with pytest.raises(NotSignedIn):
            step()


def test_one_to_whom_granting_was_granted_sees_the_list(cast: Cast) -> None:
    record = allow(cast.charlie, Permission.PERMISSION_GRANT)
    assert call(grants.grants, again(cast.charlie), GrantQuery(), now=NOW).total == 1
    take_back(record)
    with pytest.raises(NotAllowed):
        call(grants.grants, again(cast.charlie), GrantQuery(), now=NOW)


def test_granting_and_revoking_are_logged_and_told_to_the_person(cast: Cast) -> None:
    record = deny(cast.bob, BOOK, cast.pack.id)
    take_back(record)
    say(CATALOG, role_id=Role.STUDENT)
    told = [(e.action, e.subject_user_id, json.loads(e.detail)) for e in rows(AuditEntry)]
    on_pack = {
        "permission": BOOK.value,
        "word": "deny",
        "object": "Ten lessons",
        "objectId": cast.pack.id,
    }
    assert told == [
        ("permission.grant", cast.bob.user_id, on_pack),
        ("permission.revoke", cast.bob.user_id, on_pack),
        (
            "permission.grant",
            None,
            {"permission": CATALOG.value, "word": "allow", "role": "student"},
        ),
    ]
    notices = rows(Notice)
    assert [notice.user_id for notice in notices] == [cast.bob.user_id] * 2
    assert {notice.kind for notice in notices} == {"permissionChanged"}
    assert [json.loads(notice.facts)["what"] for notice in notices] == [
        "You may no longer book lessons on Ten lessons.",
        "What was said of your right to book lessons on Ten lessons has been taken back.",
    ]


def test_what_outlives_people_names_none_of_them(cast: Cast) -> None:
    lesson = make_lesson(cast.pack, cast.bob, cast.tuesday)
    places = (cast.alice.profile.id, cast.bob.user_id, lesson.id, cast.enrollment.id)
    for place in places:
        allow(cast.charlie, CATALOG, place)
    assert [json.loads(entry.detail)["object"] for entry in rows(AuditEntry)] == [
        "one tutor's profile",
        "one person's account",
        "one lesson",
        "one enrollment",
    ]


def test_groups_are_made_filled_emptied_and_deleted(cast: Cast) -> None:
    group_id = call(permissions.make_group, cast.admin, "  Office   staff ", now=NOW)
    with pytest.raises(Conflict) as refused:
        call(permissions.make_group, cast.admin, "Office staff", now=NOW)
    assert set(refused.value.fields) == {"name"}
    call(permissions.add_member, cast.admin, group_id, cast.bob.user_id, now=NOW)
    say(CATALOG, on=cast.pack.id, subject_user_group_id=group_id)
    (group,) = call(grants.groups, cast.admin, now=NOW)
    assert (group.name, group.grants) == ("Office staff", 1)
    assert [member.name for member in group.members] == ["Bob"]
    assert again(cast.bob).grants
    call(permissions.delete_group, cast.admin, group_id, now=NOW)
    assert not again(cast.bob).grants
    assert call(grants.groups, cast.admin, now=NOW) == ()
    with pytest.raises(NotFound):
        call(permissions.delete_group, cast.admin, group_id, now=NOW)
    assert [entry.action for entry in rows(AuditEntry)] == [
        "group.make",
        "group.addMember",
        "permission.grant",
        "group.delete",
    ]
