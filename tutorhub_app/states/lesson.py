"""One lesson, at the address of its room."""

import reflex as rx

from tutorhub_app.clock import utc_now
from tutorhub_app.domain.errors import TutorHubError
from tutorhub_app.services import booking_lists, live
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import SIGNED_IN, allow, principal
from tutorhub_app.states.lesson_line import LessonLine, lesson_line
from tutorhub_app.states.lessons import lesson_topics


class LessonState(AppState):
    shown: LessonLine = LessonLine()
    later: list[LessonLine] = []
    missing: bool = False
    loaded: bool = False

    @rx.event
    @allow(*SIGNED_IN)
    async def load(self):
        """Read the lesson; somebody else's looks like one that does not exist."""
        slug = str(self.slug)
        try:
            found = await run(booking_lists.lesson, principal(), slug=slug)
        except TutorHubError:
            self.shown, self.later, self.missing, self.loaded = LessonLine(), [], True, True
            return
        series = []
        if found.series_id:
            series = await run(booking_lists.series_of, principal(), found.series_id)
        now = utc_now()

        def line(lesson):
            return lesson_line(
                lesson, viewer_zone=self.viewer_zone, hours=self.me.hour_cycle, now=now
            )

        self.shown = line(found)
        self.later = [line(one) for one in series if one.starts_at > found.starts_at]
        self.missing, self.loaded = False, True

    @rx.event(background=True)
    @allow(*SIGNED_IN)
    async def watch(self):
        async for _ in live.changes(*lesson_topics()):
            yield LessonState.load
