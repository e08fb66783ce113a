"""The bell of every page: how many notices wait, and what has just come."""

import contextlib
from dataclasses import dataclass

import reflex as rx

from tutorhub_app.domain.errors import TutorHubError
from tutorhub_app.domain.notice_words import words_of
from tutorhub_app.domain.notices import NoticeRecord
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import live, notices
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import ANYONE, SIGNED_IN, allow, principal


@dataclass(frozen=True)
class News:
    """What has just come. `key` grows with each; `id` is the notice's, "" for several."""

    key: int = 0
    id: str = ""
    title: str = ""
    text: str = ""


class BellState(AppState):
    unread: int = 0
    news: News = News()
    _heard: str | None = None

    @rx.event(background=True)
    @allow(*ANYONE)
    async def watch(self):
        """Count, and count again whenever a notice comes or is read. Runs on every page."""
        asking = principal()
        if asking is None:
            return
        opened = False
        async for _ in live.changes(live.notices_topic(asking.user_id)):
            yield BellState.hear if opened else BellState.look
            opened = True

    @rx.event
    @allow(*SIGNED_IN)
    async def look(self):
        """Count what waits. What came before the page was opened is no news."""
        await self._count()

    @rx.event
    @allow(*SIGNED_IN)
    async def hear(self):
        """Count what waits, and tell what is new among it."""
        heard = self._heard
        newest = await self._count()
        new = [notice for notice in newest if heard is not None and notice.id > heard]
        if new:
            self.news = self._news_of(new)

    async def _count(self) -> tuple[NoticeRecord, ...]:
        """The newest that wait. A database that is busy is asked again at the next change."""
        with contextlib.suppress(TutorHubError):
            found = await run(notices.bell, principal())
            self.unread = found.unread
            self._heard = max((self._heard or "", *(notice.id for notice in found.newest)))
            return found.newest
        return ()

    def _news_of(self, new: list[NoticeRecord]) -> News:
        key = self.news.key + 1
        if len(new) > 1:
            title = f"{len(new)} new notices"
            return News(key, "", title, "Others did something that concerns you.")
        [notice] = new
        here = zone(self.viewer_zone)
        told = words_of(notice.kind, notice.facts, here, self.me.hour_cycle)
        return News(key, notice.id, told.title, told.sentence)
