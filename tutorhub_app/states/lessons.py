"""The list of lessons: one's own, and for administrators everyone's."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.accounts import Role
from tutorhub_app.services import booking_lists, live
from tutorhub_app.services.booking_lists import Scope
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import SIGNED_IN, allow, principal
from tutorhub_app.states.lesson_line import LessonLine, lesson_line

PAGE_SIZE = 25


class LessonsState(AppState):
    """What is shown stands in the address: `?show=past&page=2&q=maria`."""

    lessons: list[LessonLine] = []
    show: str = Scope.COMING.value
    text: str = ""
    page: int = 1
    page_count: int = 1
    total: int = 0
    loaded: bool = False

    @rx.event
    @allow(*SIGNED_IN)
    async def load(self):
        """Read the lessons that the address asks for."""
        query = self.router.url.query_parameters
        wanted = query.get("show", "")
        self.show = wanted if wanted in (Scope.COMING, Scope.PAST) else Scope.COMING.value
        self.text = query.get("q", "")[:100]
        with self._reporting():
            found = await run(
                booking_lists.lessons_of,
                principal(),
                scope=Scope(self.show),
                text=self.text,
                page=_number(query.get("page", "")),
                page_size=PAGE_SIZE,
            )
            now = utc_now()
            self.lessons = [
                lesson_line(
                    lesson,
                    viewer_zone=self.viewer_zone,
                    hours=self.me.hour_cycle,
                    now=now,
                )
                for lesson in found.lessons
            ]
            self.page, self.page_count, self.total = found.page, found.page_count, found.total
        self.loaded = True

    @rx.event(background=True)
    @allow(*SIGNED_IN)
    async def watch(self):
        """Load, and load again whenever one of these lessons changes."""
        async for _ in live.changes(*lesson_topics()):
            yield LessonsState.load

    @rx.event
    @allow(*SIGNED_IN)
    async def search(self, form: dict[str, Any]):
        return rx.redirect(self._address(text=str(form.get("q") or "")[:100], page=1))

    @rx.event
    @allow(*SIGNED_IN)
    async def go_to_page(self, page: int):
        return rx.redirect(self._address(text=self.text, page=page))

    def _address(self, *, text: str, page: int) -> str:
        return routes.with_query(
            routes.LESSONS,
            show=self.show if self.show != Scope.COMING else None,
            q=text.strip() or None,
            page=str(page) if page > 1 else None,
        )


def lesson_topics() -> tuple[str, ...]:
    """What to watch for the lessons of the one who asks."""
    me = principal()
    if me is None:
        return ()
    if me.role is Role.ADMIN:
        return (live.LESSONS_TOPIC,)
    return (live.person_topic(me.user_id),)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
