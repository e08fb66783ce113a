"""Grants and denials, for those who may grant. What is searched for stands in the address:
`?q=maria&permission=lessonSlot.book&to=person&answer=deny&sort=who`."""

from dataclasses import dataclass

import reflex as rx

from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.permission_words import WORDS, ObjectKind, told
from tutorhub_app.domain.permissions import Permission, PermissionRecord
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import grants, live, permissions
from tutorhub_app.services.grants import GROUP, PERSON, ROLE, SORTS, GrantQuery, Named
from tutorhub_app.services.permissions import GrantRequest
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.grant_line import ROLE_NAMES, GrantLine, grant_line
from tutorhub_app.states.guard import allow, principal
from tutorhub_app.states.listing import (
    Listing,
    listing,
    one_of,
    page_in,
    sort_in,
    sort_text,
    text_in,
)

EVERYWHERE = ""
ALLOW, DENY = "allow", "deny"
_TO = (PERSON, GROUP, ROLE)
_KIND_NAMES = {
    ObjectKind.TUTOR: "One tutor",
    ObjectKind.PACK: "One course pack",
    ObjectKind.PERSON: "One person",
}
MOST_TYPED = 100


@dataclass(frozen=True)
class Choice:
    """Something found by its name; the id is "" for nothing."""

    id: str = ""
    name: str = ""
    sub: str = ""


class GrantsState(AppState):
    lines: list[GrantLine] = []
    listing: Listing = Listing()
    missing: str = ""
    loaded: bool = False
    _revoked: PermissionRecord | None = None

    @rx.event(background=True)
    @allow(Permission.PERMISSION_GRANT)
    async def watch(self):
        async for _ in live.changes(live.GRANTS_TOPIC):
            yield GrantsState.load

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def load(self):
        query = self.router.url.query_parameters
        sort, descending = sort_in(query, SORTS, "-at")
        answer = one_of(query, "answer", (ALLOW, DENY))
        asked = GrantQuery(
            text=text_in(query),
            permission=one_of(query, "permission", Permission),
            subject_kind=one_of(query, "to", _TO),
            can_do=answer == ALLOW if answer else None,
            sort=sort,
            descending=descending,
            page=page_in(query),
        )
        with self._reporting(toast=False) as outcome:
            found = await run(grants.grants, principal(), asked)
            here = zone(self.viewer_zone)
            self.lines = [grant_line(row, here) for row in found.rows]
            self.listing = listing(
                query,
                found.total,
                found.asked.number,
                found.page_count,
                "grant",
                "grants",
                sort=sort_text(sort, descending),
            )
        self.missing = outcome.sentence
        self.loaded = True

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def revoke(self, grant_id: str):
        """Take a grant back, which can be undone."""
        with self._reporting() as outcome:
            self._revoked = await run(permissions.revoke, principal(), grant_id)
        if not outcome.failed:
            self._say("Taken back. It counts at their next click.", action="Undo")
            yield GrantsState.load

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def undo(self):
        """Grant again what was just taken back."""
        kept, self._revoked = self._revoked, None
        if kept is None:
            return
        request = GrantRequest(
            permission_name=kept.permission_name,
            can_do=kept.can_do,
            object_id=kept.object_id,
            role_id=kept.role_id,
            subject_user_id=kept.subject_user_id,
            subject_user_group_id=kept.subject_user_group_id,
        )
        with self._reporting() as outcome:
            await run(permissions.grant, principal(), request)
        if not outcome.failed:
            self._say("As it was before.")
            yield GrantsState.load


class NewGrantState(AppState):
    """The form of a new grant. `where_kind` is "" for everywhere."""

    is_open: bool = False
    who_kind: str = PERSON
    who: Choice = Choice()
    who_found: list[Choice] = []
    who_looked: str = ""
    role: str = Role.STUDENT.value
    permission: str = Permission.LESSON_SLOT_BOOK.value
    where_kind: str = EVERYWHERE
    where: Choice = Choice()
    where_found: list[Choice] = []
    where_looked: str = ""
    answer: str = ALLOW

    def _put_away(self) -> None:
        self.is_open = False

    @rx.var
    def what_it_means(self) -> str:
        return WORDS[Permission(self.permission)].text

    @rx.var
    def where_kinds(self) -> list[tuple[str, str]]:
        kinds = WORDS[Permission(self.permission)].kinds
        return [(EVERYWHERE, "Everywhere"), *((k.value, _KIND_NAMES[k]) for k in kinds)]

    @rx.var
    def sentence(self) -> str:
        """What the grant will mean to whom; "" as long as something is missing."""
        whom = ROLE_NAMES[self.role] if self.who_kind == ROLE else self.who.name
        if not whom or (self.where_kind and not self.where.id):
            return ""
        words = told(self.permission, self.answer == ALLOW, self.where.name)
        return f"{whom} will be told: {words}" if self.who_kind == PERSON else f"{whom}: {words}"

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def begin(self):
        self._clear_errors()
        self.who, self.where = Choice(), Choice()
        self.who_found, self.where_found = [], []
        self.who_looked = self.where_looked = ""
        self.is_open = True

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def open_or_close(self, is_open: bool):
        self.is_open = is_open

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def choose_who_kind(self, kind: str):
        if kind in _TO:
            self.who_kind, self.who = kind, Choice()
            self.who_found, self.who_looked = [], ""

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def look_for_whom(self, text: str):
        self.who_looked = text.strip()[:MOST_TYPED]
        self.who_found = await self._found(self.who_kind, self.who_looked)

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def choose_who(self, chosen: str):
        self.who = _chosen(self.who_found, chosen)

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def clear_who(self):
        self.who, self.who_found, self.who_looked = Choice(), [], ""

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def choose_role(self, role: str):
        if role in tuple(Role):
            self.role = role

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def choose_permission(self, name: str):
        if name not in tuple(Permission):
            return
        self.permission = name
        if self.where_kind not in dict(self.where_kinds):
            self.where_kind, self.where = EVERYWHERE, Choice()

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def choose_where_kind(self, kind: str):
        if kind in dict(self.where_kinds):
            self.where_kind, self.where = kind, Choice()
            self.where_found, self.where_looked = [], ""

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def look_for_where(self, text: str):
        self.where_looked = text.strip()[:MOST_TYPED]
        self.where_found = await self._found(self.where_kind, self.where_looked)

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def choose_where(self, chosen: str):
        self.where = _chosen(self.where_found, chosen)

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def clear_where(self):
        self.where, self.where_found, self.where_looked = Choice(), [], ""

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def choose_answer(self, answer: str):
        if answer in (ALLOW, DENY):
            self.answer = answer

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def save(self):
        self._clear_errors()
        faults = {}
        if self.who_kind != ROLE and not self.who.id:
            faults["who"] = "Choose one of those that are found."
        if self.where_kind and not self.where.id:
            faults["where"] = "Choose one of those that are found."
        if faults:
            self.errors = faults
            return
        request = GrantRequest(
            permission_name=self.permission,
            can_do=self.answer == ALLOW,
            object_id=self.where.id or None,
            role_id=self.role if self.who_kind == ROLE else None,
            subject_user_id=self.who.id if self.who_kind == PERSON else None,
            subject_user_group_id=self.who.id if self.who_kind == GROUP else None,
        )
        with self._reporting() as outcome:
            await run(permissions.grant, principal(), request)
        if not outcome.failed:
            self.is_open = False
            self._say("Saved. It counts at their next click.")
            yield GrantsState.load

    async def _found(self, kind: str, text: str) -> list[Choice]:
        found: tuple[Named, ...] = ()
        if text:
            with self._reporting():
                found = await run(grants.named, principal(), kind, text)
        return choices(found)


def choices(found: tuple[Named, ...]) -> list[Choice]:
    return [Choice(each.id, each.name, each.sub) for each in found]


def _chosen(found: list[Choice], wanted: str) -> Choice:
    return next((each for each in found if each.id == wanted), Choice())
