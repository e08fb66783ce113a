"""One lesson, at the address of its room."""

import reflex as rx

from tutorhub_app.clock import utc_now
from tutorhub_app.domain.errors import TutorHubError
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import booking_lists, live, own_rooms
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.classroom import leads_to_room
from tutorhub_app.states.guard import ANYONE, SIGNED_IN, allow, principal
from tutorhub_app.states.lesson_line import LessonLine, lesson_line
from tutorhub_app.states.lessons import lesson_topics
from tutorhub_app.states.room_shown import RoomShown, room_shown


class LessonState(AppState):
    shown: LessonLine = LessonLine()
    room: RoomShown = RoomShown()
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
            self.room = RoomShown()
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
        self.room = room_shown(
            await run(own_rooms.room_of, principal(), slug),
            zone(self.viewer_zone),
            self.me.hour_cycle,
        )
        self.missing, self.loaded = False, True

    @rx.event(background=True)
    @allow(*ANYONE)
    async def watch(self):
        """Nobody has to sign in for a lesson that is only a room."""
        if await leads_to_room(str(self.slug)):
            return
        async for _ in live.changes(*lesson_topics()):
            yield LessonState.load
