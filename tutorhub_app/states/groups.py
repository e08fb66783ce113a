"""Groups of people who are granted things together, and who is in them."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services import grants, live, permissions
from tutorhub_app.services.grants import PERSON
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.grants import MOST_TYPED, Choice, choices
from tutorhub_app.states.guard import allow, principal


@dataclass(frozen=True)
class GroupLine:
    id: str
    name: str
    summary: str
    grants_href: str
    members: list[Choice]


class GroupsState(AppState):
    """`adding` is the id of the group whose next member is looked for. `form_key` grows with each
    group that is made: its form is then made anew, empty."""

    groups: list[GroupLine] = []
    missing: str = ""
    loaded: bool = False
    adding: str = ""
    found: list[Choice] = []
    looked: str = ""
    nobody: Choice = Choice()
    form_key: int = 0
    _removed: tuple[str, str] = ("", "")

    def _put_away(self) -> None:
        self.adding = ""

    @rx.event(background=True)
    @allow(Permission.PERMISSION_GRANT)
    async def watch(self):
        async for _ in live.changes(live.GRANTS_TOPIC):
            yield GroupsState.load

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def load(self):
        with self._reporting(toast=False) as outcome:
            found = await run(grants.groups, principal())
            self.groups = [
                GroupLine(
                    row.id,
                    row.name,
                    _summary(len(row.members), row.grants),
                    routes.with_query(routes.ADMIN_GRANTS, q=row.name, to="group"),
                    choices(row.members),
                )
                for row in found
            ]
        self.missing = outcome.sentence
        self.loaded = True

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def make(self, form: dict[str, Any]):
        with self._reporting() as outcome:
            await run(permissions.make_group, principal(), str(form.get("name") or "")[:200])
        if not outcome.failed:
            self.form_key += 1
            self._say("The group is there. Add people to it.")
            yield GroupsState.load

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def delete(self, group_id: str):
        with self._reporting() as outcome:
            await run(permissions.delete_group, principal(), group_id)
        if not outcome.failed:
            self._say("The group is deleted.")
            yield GroupsState.load

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def begin_adding(self, group_id: str):
        self._clear_errors()
        self.adding, self.found, self.looked = group_id, [], ""

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def close(self, is_open: bool):
        if not is_open:
            self.adding = ""

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def look(self, text: str):
        self.looked, self.found = text.strip()[:MOST_TYPED], []
        if self.looked:
            with self._reporting():
                self.found = choices(await run(grants.named, principal(), PERSON, self.looked))

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def add(self, user_id: str):
        with self._reporting() as outcome:
            await run(permissions.add_member, principal(), self.adding, user_id)
        if not outcome.failed:
            self.adding = ""
            self._say("Added. It counts at their next click.")
            yield GroupsState.load

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def remove(self, group_id: str, user_id: str):
        """Take somebody out of a group, which can be undone."""
        with self._reporting() as outcome:
            await run(permissions.remove_member, principal(), group_id, user_id)
        if not outcome.failed:
            self._removed = (group_id, user_id)
            self._say("Removed. It counts at their next click.", action="Undo")
            yield GroupsState.load

    @rx.event
    @allow(Permission.PERMISSION_GRANT)
    async def undo(self):
        (group_id, user_id), self._removed = self._removed, ("", "")
        if not group_id:
            return
        with self._reporting() as outcome:
            await run(permissions.add_member, principal(), group_id, user_id)
        if not outcome.failed:
            self._say("As it was before.")
            yield GroupsState.load


def _summary(members: int, granted: int) -> str:
    people = "1 person" if members == 1 else f"{members} people"
    return f"{people}, {granted} {'grant' if granted == 1 else 'grants'}"
