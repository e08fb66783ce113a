"""Keys by which one's own programs act for one."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import reflex as rx

from tutorhub_app.clock import utc_now
from tutorhub_app.domain import words
from tutorhub_app.domain.paging import PageRequest
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.records import ApiKeyRecord
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import api_keys, live
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import allow, principal

EVERYTHING = PageRequest(number=0)


@dataclass(frozen=True)
class KeyLine:
    """A key in words; times are in the viewer's zone."""

    id: str
    name: str
    prefix: str
    made: str
    used: str


class ApiKeysState(AppState):
    """`made` is the key that was just made, which is shown this once: it is forgotten when its
    dialog closes. `form_key` grows with each: the form is then made anew, empty."""

    keys: list[KeyLine] = []
    missing: str = ""
    loaded: bool = False
    made: str = ""
    form_key: int = 0

    def _put_away(self) -> None:
        self.made = ""

    @rx.event(background=True)
    @allow(Permission.API_KEY_MANAGE)
    async def watch(self):
        me = principal()
        if me is not None:
            async for _ in live.changes(live.account_topic(me.user_id)):
                yield ApiKeysState.load

    @rx.event
    @allow(Permission.API_KEY_MANAGE)
    async def load(self):
        here, hours, now = zone(self.viewer_zone), self.me.hour_cycle, utc_now()
        with self._reporting(toast=False) as outcome:
            found = await run(api_keys.list_keys, principal(), EVERYTHING)
            self.keys = [_line(row, here, hours, now) for row in found.rows]
        self.missing = outcome.sentence
        self.loaded = True

    @rx.event
    @allow(Permission.API_KEY_MANAGE)
    async def make(self, form: dict[str, Any]):
        with self._reporting() as outcome:
            made = await run(api_keys.create, principal(), str(form.get("name") or "")[:200])
            self.made = made.key
        if not outcome.failed:
            self.form_key += 1
            yield ApiKeysState.load

    @rx.event
    @allow(Permission.API_KEY_MANAGE)
    async def forget(self, is_open: bool):
        if not is_open:
            self.made = ""

    @rx.event
    @allow(Permission.API_KEY_MANAGE)
    async def revoke(self, key_id: str):
        with self._reporting() as outcome:
            await run(api_keys.revoke, principal(), key_id)
        if not outcome.failed:
            self._say("The key is revoked. Programs that use it are refused from now on.")
            yield ApiKeysState.load


def _line(row: ApiKeyRecord, here: tzinfo, hours: int, now: datetime) -> KeyLine:
    used = f"used {words.how_far(row.last_used_at, now)}" if row.last_used_at else "never used"
    return KeyLine(
        id=row.id,
        name=row.name,
        prefix=f"{row.prefix}…",
        made=f"made on {words.day_and_clock(row.created_at, here, hours)}",
        used=used,
    )
