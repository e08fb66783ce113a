"""Who meets in the tests of the catalogue API: alice teaches, bob is her student, charlie is a
student of nobody, dora another tutor, ada an administrator."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.api.asking import CATALOG, Clients, answered
from tests.factories import NOW, Tutor, make_principal, make_tutor, save
from tutorhub_app.data.changes import changes_after, last_seq
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.permissions import PermissionGrant
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.policy import Permission

PROFILES, PACKS, ENROLLMENTS = (
    f"{CATALOG}/v1/{noun}" for noun in ("tutorprofiles", "coursepacks", "enrollments")
)
UNKNOWN = "0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20"


@dataclass(frozen=True, slots=True)
class Cast:
    alice: Tutor
    bob: httpx.AsyncClient
    bob_is: Principal
    charlie: httpx.AsyncClient
    charlie_is: Principal
    dora: httpx.AsyncClient
    dora_is: Tutor
    ada: httpx.AsyncClient
    nobody: httpx.AsyncClient
    tutor: httpx.AsyncClient

    @property
    def outsiders(self) -> Iterable[httpx.AsyncClient]:
        """Signed in, and not concerned with what is alice's."""
        return (self.charlie, self.dora)


def cast_of(client_of: Clients, **profile: Any) -> Cast:
    """`profile` are columns of alice's profile; her client is `tutor`."""
    alice, dora = make_tutor(**profile), make_tutor()
    bob, charlie = make_principal(), make_principal()
    return Cast(
        alice=alice,
        tutor=client_of(alice.principal),
        bob=client_of(bob),
        bob_is=bob,
        charlie=client_of(charlie),
        charlie_is=charlie,
        dora=client_of(dora.principal),
        dora_is=dora,
        ada=client_of(make_principal(Role.ADMIN)),
        nobody=client_of(),
    )


def grant(person: Principal, permission: Permission, object_id: str, can_do: bool = True) -> None:
    save(
        PermissionGrant(
            permission_name=permission,
            subject_user_id=person.user_id,
            object_id=object_id,
            can_do=can_do,
        )
    )


async def one(client: httpx.AsyncClient, path: str, name: str) -> dict[str, Any]:
    """A single object."""
    row = answered(await client.get(path), name, "get")
    assert isinstance(row, dict)
    return row


async def ids(client: httpx.AsyncClient, path: str, **params: Any) -> list[str]:
    """Ids of a list, as it is answered at first and from memory."""
    name = {PROFILES: "tutorProfiles", PACKS: "coursePacks", ENROLLMENTS: "enrollments"}[path]
    first: Any = answered(await client.get(path, params=params), name, "list")
    again = await client.get(path, params=params)
    assert answered(again, name, "list") == first
    assert again.json()["source"] == "cache"
    return [row["id"] for row in first]


def last_change() -> int:
    with unit_of_work(now=NOW, readonly=True) as session:
        return last_seq(session)


def topics_since(seq: int) -> set[str]:
    with unit_of_work(now=NOW, readonly=True) as session:
        return {topic for _, topic in changes_after(session, seq)}
