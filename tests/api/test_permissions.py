"""`/currentuser` and `/permissions`: what one may, told to the letter, and that grants decide."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from jose import jwt
from sqlmodel import Session

from tests.api.asking import AUTH, CATALOG, SCHEDULING, Clients, answered, refused, token_of
from tests.factories import (
    make_enrollment,
    make_pack,
    make_principal,
    make_screening,
    make_tutor,
    make_window,
)
from tests.granting import allow, deny, make_group_of, say, take_back
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User, revoke_session
from tutorhub_app.data.base import new_id
from tutorhub_app.data.changes import person_topic
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.errors import NotAllowed
from tutorhub_app.domain.permissions import Permission, PermissionRecord
from tutorhub_app.services import answering, permissions
from tutorhub_app.services.answering import Answer, Remember
from tutorhub_app.services.unit import call, reads
from tutorhub_app.settings import get_settings

HOURS = Permission.AVAILABILITY_MANAGE
RAW = ("currentuser", "permissions", "permissions/availability.manage", "permissions/no.such")
NO_LOGIN = b'{"status":"ERR","message":"No login found"}'


def forged(principal: Principal, **claims: Any) -> str:
    """A token signed with our key, with other claims."""
    now = int(utc_now().timestamp())
    ours = {
        "sub": principal.user_id,
        "jti": principal.session_id,
        "aud": "tutorhub",
        "typ": "access",
        "iat": now,
        "exp": now + 3600,
    }
    return str(jwt.encode(ours | claims, get_settings().signing_key, algorithm="HS256"))


def bad_tokens(principal: Principal) -> dict[str, str]:
    good = token_of(principal)
    head, payload, signature = good.split(".")
    return {
        "malformed": "not a token",
        "unsigned": f"{head}.{payload}.",
        "tampered": f"{head}.{payload[:-2]}AA.{signature}",
        "expired": forged(principal, exp=int(utc_now().timestamp()) - 60),
        "wrong audience": forged(principal, aud="others"),
        "wrong type": forged(principal, typ="refresh"),
        "no such session": forged(principal, jti=new_id()),
        "another's session": forged(principal, jti=make_principal().session_id),
    }


@pytest.mark.parametrize("path", RAW)
async def test_without_a_login_the_answer_is_the_documents_own(client_of: Clients, path: str):
    answers = [await client_of().get(f"{SCHEDULING}/{path}")]
    who = make_principal()
    for token in bad_tokens(who).values():
        headers = {"Authorization": f"Bearer {token}"}
        answers.append(await client_of().get(f"{SCHEDULING}/{path}", headers=headers))
    revoked, inactive = make_principal(), make_principal()
    with unit_of_work(now=utc_now()) as session:
        revoke_session(session, revoked.session_id, utc_now())
        session.get_one(User, inactive.user_id).is_active = False
    for each in (revoked, inactive):
        answers.append(await client_of(each).get(f"{SCHEDULING}/{path}"))
    for answer in answers:
        assert (answer.status_code, answer.content) == (401, NO_LOGIN)
        assert answer.headers["content-type"] == "application/json"


async def test_the_current_user_is_the_session_with_its_token_in_both_apis(client_of: Clients):
    tutor = make_tutor(time_zone="Europe/Berlin").principal
    client = client_of(tutor)
    answer = await client.get(f"{SCHEDULING}/currentuser")
    assert answer.status_code == 200
    assert answer.json() == {
        "sessionId": tutor.session_id,
        "userId": tutor.user_id,
        "email": tutor.email,
        "fullname": tutor.fullname,
        "roleId": "tutor",
        "tenantId": None,
        "accessToken": client.headers["authorization"].removeprefix("Bearer "),
        "timeZone": "Europe/Berlin",
        "tutorProfileId": tutor.tutor_profile_id,
    }
    assert (await client.get(f"{AUTH}/currentuser")).json() == answer.json()


async def test_the_permissions_are_an_array_of_records_of_the_role_then_of_grants(
    client_of: Clients,
):
    bob, object_id = make_principal(), new_id()
    group_id = make_group_of(bob)
    own = allow(bob, HOURS, object_id)
    groups = say(Permission.AUDIT_READ, can_do=False, subject_user_group_id=group_id)
    roles = say(Permission.USER_MANAGE, role_id=Role.STUDENT)
    deny(make_principal(), HOURS)
    answer = await client_of(bob).get(f"{SCHEDULING}/permissions")
    assert answer.status_code == 200
    rows = answer.json()
    assert [list(row) for row in rows] == [
        [
            "id",
            "permissionName",
            "roleId",
            "subjectUserId",
            "subjectUserGroupId",
            "objectId",
            "canDo",
            "tenantCodename",
        ]
    ] * len(rows)
    assert {row["tenantCodename"] for row in rows} == {None}
    assert [(row["permissionName"], row["roleId"], row["canDo"]) for row in rows[:4]] == [
        ("lessonSlot.book", "student", True),
        ("lessonSlot.manage", "student", True),
        ("preliminaryMeeting.request", "student", True),
        ("enrollment.manage", "student", True),
    ]
    assert rows[4] == {
        "id": own.id,
        "permissionName": "availability.manage",
        "roleId": None,
        "subjectUserId": bob.user_id,
        "subjectUserGroupId": None,
        "objectId": object_id,
        "canDo": True,
        "tenantCodename": None,
    }
    assert (rows[5]["id"], rows[5]["subjectUserGroupId"], rows[5]["canDo"]) == (
        groups.id,
        group_id,
        False,
    )
    assert (rows[6]["id"], rows[6]["roleId"], len(rows)) == (roles.id, "student", 7)
    assert (await client_of(bob).get(f"{SCHEDULING}/permissions")).json() == rows


async def test_an_administrator_has_every_permission_by_nature(client_of: Clients):
    client = client_of(make_principal(Role.ADMIN))
    rows = (await client.get(f"{SCHEDULING}/permissions")).json()
    assert [row["permissionName"] for row in rows] == list(Permission)
    for permission in Permission:
        answer = await client.get(f"{SCHEDULING}/permissions/{permission}")
        assert answer.json() == {"canDo": True, "exceptions": []}


async def check(client: httpx.AsyncClient, name: str) -> Any:
    answer = await client.get(f"{SCHEDULING}/permissions/{name}")
    assert answer.status_code == 200
    return answer.json()


async def test_a_permission_is_checked_with_its_exceptions(client_of: Clients):
    tutor = make_tutor().principal
    client, kept, lost = client_of(tutor), new_id(), new_id()
    assert await check(client, HOURS) == {"canDo": True, "exceptions": []}
    record = deny(tutor, HOURS, lost)
    allow(tutor, HOURS, kept)
    assert await check(client, HOURS) == {"canDo": True, "exceptions": [lost]}
    deny(tutor, HOURS)
    assert await check(client, HOURS) == {"canDo": False, "exceptions": [kept]}
    take_back(record)
    assert await check(client, HOURS) == {"canDo": False, "exceptions": [kept]}


@pytest.mark.parametrize("name", ["orders.manage", "AVAILABILITY.MANAGE", "a b", "é"])
async def test_nobody_has_a_permission_of_an_unknown_name(client_of: Clients, name: str):
    found = await check(client_of(make_principal(Role.ADMIN)), name)
    assert found == {"canDo": False, "exceptions": []}


async def test_grants_decide_at_the_next_call(client_of: Clients):
    alice, bob = make_tutor(), make_principal()
    window = make_window(alice)
    path = f"{SCHEDULING}/v1/availabilities/{window.id}"
    owner, student = client_of(alice.principal), client_of(bob)
    refused(await student.get(path), 401, "notAllowed")
    record = allow(bob, HOURS, window.id)
    answered(await student.get(path), "availability", "get")
    take_back(record)
    refused(await student.get(path), 401, "notAllowed")
    record = deny(alice.principal, HOURS, alice.profile.id)
    refused(await owner.get(path), 401, "notAllowed")
    take_back(record)
    answered(await owner.get(path), "availability", "get")
    record = say(HOURS, on=alice.profile.id, subject_user_group_id=make_group_of(bob))
    answered(await student.get(path), "availability", "get")
    take_back(record)
    refused(await student.get(path), 401, "notAllowed")
    say(HOURS, on=alice.profile.id, role_id=Role.STUDENT)
    answered(await student.get(path), "availability", "get")
    refused(await client_of(make_tutor().principal).get(path), 401)


@pytest.mark.parametrize("subject", ["person", "group", "role"])
async def test_a_remembered_list_shows_what_is_granted_and_no_longer_what_is_revoked(
    client_of: Clients, subject: str
):
    alice, bob, charlie = make_tutor(), make_principal(), make_principal()
    pack = make_pack(alice, requires_screening=True)
    make_screening(pack, bob)
    make_enrollment(pack, bob)
    client = client_of(charlie)

    async def seen(name: str, path: str) -> list[tuple[int, str]]:
        """How many rows are seen, and from where, asked twice."""
        found = []
        for _ in range(2):
            answer = await client.get(path)
            rows = answered(answer, name, "list")
            found.append((len(rows), answer.json()["source"]))
        return found

    lists = {
        "preliminaryMeetings": f"{SCHEDULING}/v1/preliminarymeetings",
        "enrollments": f"{CATALOG}/v1/enrollments",
    }
    subjects = {
        "person": {"subject_user_id": charlie.user_id},
        "group": {"subject_user_group_id": make_group_of(charlie)},
        "role": {"role_id": Role.STUDENT},
    }
    wanted = (Permission.PRELIMINARY_MEETING_DECIDE, Permission.ENROLLMENT_MANAGE)
    for rows in (0, 1):
        if rows:
            granted = [say(name, on=pack.id, **subjects[subject]) for name in wanted]
        for name, path in lists.items():
            assert await seen(name, path) == [(rows, "db"), (rows, "cache")]
    for record in granted:
        take_back(record)
    for name, path in lists.items():
        assert await seen(name, path) == [(0, "db"), (0, "cache")]


async def test_what_others_change_of_a_granted_row_is_seen_at_once_in_a_remembered_list(
    client_of: Clients,
):
    alice, charlie = make_tutor(), make_principal()
    pack = make_pack(alice)
    allow(charlie, Permission.ENROLLMENT_MANAGE, pack.id)
    path = f"{CATALOG}/v1/enrollments"
    body = {"coursePackId": pack.id}
    for rows in range(3):
        assert len(answered(await client_of(charlie).get(path), "enrollments", "list")) == rows
        answered(
            await client_of(make_principal()).post(path, json=body), "enrollment", "create", 201
        )


@reads
def _secret(session: Session, principal: Principal | None, object_id: str, *, now: datetime) -> str:
    policy.require(principal, HOURS, concerned=False, objects=(object_id,))
    return "secret"


@pytest.mark.parametrize("subject", ["person", "group", "role"])
async def test_what_is_remembered_holds_no_longer_than_the_permission_to_see_it(
    database: Path, subject: str
):
    bob, object_id = make_principal(), new_id()
    remember = Remember(f"question {object_id}", 300, lambda *_: (person_topic(bob.user_id),))

    async def ask() -> Answer:
        return await answering.answer(
            token_of(bob),
            _secret,
            object_id,
            present=lambda _, found: found.encode(),
            remember=remember,
        )

    def let(can_do: bool) -> PermissionRecord:
        return say(HOURS, can_do=can_do, on=object_id, **subjects[subject])

    subjects = {
        "person": {"subject_user_id": bob.user_id},
        "group": {"subject_user_group_id": make_group_of(bob)},
        "role": {"role_id": Role.STUDENT},
    }
    with pytest.raises(NotAllowed):
        await ask()
    record = let(True)
    assert [(await ask()).from_memory for _ in range(2)] == [False, True]
    take_back(record)
    with pytest.raises(NotAllowed):
        await ask()
    let(True)
    assert [(await ask()).from_memory for _ in range(2)] == [False, True]
    let(False)
    with pytest.raises(NotAllowed):
        await ask()


async def test_what_is_remembered_of_a_group_is_forgotten_when_one_leaves_it(database: Path):
    bob, admin, object_id = make_principal(), make_principal(Role.ADMIN), new_id()
    group_id = make_group_of(bob)
    say(HOURS, on=object_id, subject_user_group_id=group_id)
    remember = Remember(object_id, 300, lambda *_: ())
    ask = partial(
        answering.answer,
        token_of(bob),
        _secret,
        object_id,
        present=lambda _, found: found.encode(),
        remember=remember,
    )
    assert [(await ask()).from_memory for _ in range(2)] == [False, True]
    call(permissions.remove_member, admin, group_id, bob.user_id)
    with pytest.raises(NotAllowed):
        await ask()
