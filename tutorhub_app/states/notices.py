"""The page of notices: a list, and what becomes of those that are opened."""

from datetime import datetime

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.services import live, notices
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import SIGNED_IN, allow, principal
from tutorhub_app.states.listing import Listing, listing, one_of, page_in
from tutorhub_app.states.notice_lines import NoticeLine, leads_to, notice_line

UNREAD = "unread"


class NoticesState(AppState):
    """What is shown stands in the address: `?show=unread&page=2`."""

    rows: list[NoticeLine] = []
    listing: Listing = Listing()
    show: str = ""
    waiting: int = 0
    loaded: bool = False
    _looked_at: datetime | None = None

    @rx.event
    @allow(*SIGNED_IN)
    async def load(self):
        query = self.router.url.query_parameters
        self.show = one_of(query, "show", (UNREAD,))
        now = utc_now()
        with self._reporting() as outcome:
            found = await run(
                notices.notices_of,
                principal(),
                unread_only=self.show == UNREAD,
                page=page_in(query),
            )
        if outcome.failed:
            return
        self._looked_at = now
        self.waiting = found.unread
        self.rows = [
            notice_line(notice, viewer_zone=self.viewer_zone, hours=self.me.hour_cycle, now=now)
            for notice in found.rows
        ]
        self.listing = listing(
            query, found.total, found.page, found.page_count, "notice", "notices"
        )
        self.loaded = True

    @rx.event
    @allow(*SIGNED_IN)
    async def open(self, notice_id: str):
        """Mark it as read and go where it leads; without one, to all notices."""
        if not notice_id:
            return rx.redirect(routes.NOTICES)
        with self._reporting() as outcome:
            notice = await run(notices.mark_read, principal(), notice_id)
        return None if outcome.failed else rx.redirect(leads_to(notice))

    @rx.event
    @allow(*SIGNED_IN)
    async def mark(self, notice_id: str):
        with self._reporting():
            await run(notices.mark_read, principal(), notice_id)

    @rx.event
    @allow(*SIGNED_IN)
    async def mark_all(self):
        """Mark all that were there when the list was loaded."""
        with self._reporting() as outcome:
            marked = await run(notices.mark_all_read, principal(), until=self._looked_at)
        if not outcome.failed:
            self._say(_marked(marked))

    @rx.event(background=True)
    @allow(*SIGNED_IN)
    async def watch(self):
        """Load, and load again whenever a notice comes or is read."""
        me = principal()
        if me is not None:
            async for _ in live.changes(live.notices_topic(me.user_id)):
                yield NoticesState.load


def _marked(count: int) -> str:
    if not count:
        return "There was nothing left to read."
    return "1 notice is marked as read." if count == 1 else f"{count} notices are marked as read."
