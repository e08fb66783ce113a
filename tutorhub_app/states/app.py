"""The state every page shares: who is signed in, the viewer's zone, notices and field errors."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import reflex as rx
from reflex.event import EventSpec
from reflex_base.utils.format import format_event_handler

from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import TutorHubError
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.zones import is_zone
from tutorhub_app.logs import without_words
from tutorhub_app.services import live
from tutorhub_app.states.guard import ANYONE, IdentityState, allow, principal

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Me:
    """The signed-in person as pages show them; `role` is "" for nobody. `may` are the permissions
    they have, on some object at least: what they are shown the way to."""

    name: str = ""
    email: str = ""
    role: str = ""
    photo: str = ""
    profile_id: str = ""
    time_zone: str = ""
    hour_cycle: int = 24
    first_day_of_week: int = 1
    may: tuple[str, ...] = ()


@dataclass(frozen=True)
class Toast:
    """A notice. `key` grows with each, so that the same words can be shown twice."""

    key: int = 0
    kind: str = "success"
    text: str = ""
    action: str = ""


@dataclass
class Outcome:
    """What became of a block under `_reporting`."""

    failed: bool = False
    code: str = ""
    sentence: str = ""


class AppState(IdentityState):
    """Parent of all page states. `errors` are by the name of their field, `error` is of a form as a
    whole; `problem` says, on the page itself, why something could not be done."""

    me: Me = Me()
    browser_zone: str = ""
    toast: Toast = Toast()
    errors: dict[str, str] = {}
    error: str = ""
    problem: str = ""

    def _show(self, asking: Principal | None) -> None:
        me = _shown(asking)
        if self.me != me:
            self.me = me

    def _page_turned(self) -> None:
        """What was wrong on the page before is not wrong on this one."""
        self._clear_errors()
        self.problem = ""

    def _put_away(self) -> None:
        self._page_turned()

    def _refuse(self, sentence: str) -> None:
        self._say(sentence, kind="error")

    @rx.event(background=True)
    @allow(*ANYONE)
    async def keep_current(self):
        """While a page is open, act at once on its person's sign-outs, elsewhere, too, on changed
        settings, and on what is granted or denied. Runs on every page.
        """
        asking = principal()
        if asking is not None:
            async for _ in live.changes(*live.identity_topics(asking)):
                yield AppState.refresh

    @rx.event
    @allow(*ANYONE)
    async def refresh(self):
        """Show who is asking now, which the guard does before every event."""

    @rx.event
    @allow(*ANYONE)
    async def apologize(self):
        """Something broke that no one foresaw."""
        self._say("Something went wrong on our side. Please try again.", kind="error")

    @rx.event
    @allow(*ANYONE)
    async def set_browser_zone(self, zone: str):
        """The zone the browser is in: what times are shown in before somebody signs in."""
        if is_zone(zone) and zone != self.browser_zone:
            self.browser_zone = zone

    @rx.var
    def signed_in(self) -> bool:
        return bool(self.me.role)

    @rx.var
    def viewer_zone(self) -> str:
        """The zone times are shown in: the person's own, else the browser's, else UTC."""
        return self.me.time_zone or self.browser_zone or "UTC"

    def _say(self, text: str, *, kind: str = "success", action: str = "") -> None:
        """Show a notice; `kind` is success, info or error; `action` labels its button."""
        self.toast = Toast(self.toast.key + 1, kind, text, action)

    @contextmanager
    def _reporting(self, *, toast: bool = True) -> Iterator[Outcome]:
        """Turn a named error inside the block into field errors, `error`, and a notice.

        The block stops at the error; `outcome.failed` says so afterwards.
        """
        outcome = Outcome()
        self.errors, self.error = {}, ""
        try:
            yield outcome
        except TutorHubError as error:
            outcome.failed, outcome.code, outcome.sentence = True, error.code, error.sentence
            self.errors = error.fields
            self.error = error.sentence
            if toast and not error.fields:
                self._say(error.sentence, kind="error")

    def _clear_errors(self) -> None:
        self.errors, self.error = {}, ""


def _shown(asking: Principal | None) -> Me:
    if asking is None:
        return Me()
    return replace(
        Me(),
        name=asking.fullname,
        email=asking.email,
        role=asking.role.value,
        photo=asking.photo,
        profile_id=asking.tutor_profile_id or "",
        time_zone=asking.time_zone,
        hour_cycle=asking.hour_cycle,
        first_day_of_week=asking.first_day_of_week,
        may=tuple(each.value for each in Permission if policy.has_anywhere(asking, each)),
    )


def when_an_event_fails(exception: Exception) -> EventSpec | None:
    """Log where, without the words, and say sorry; but not for a failed apology."""
    logger.error("an event failed\n%s", without_words(exception))
    task = asyncio.current_task()
    if task is not None and format_event_handler(AppState.apologize) in task.get_name():
        return None
    return AppState.apologize()
