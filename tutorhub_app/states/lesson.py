"""One lesson, at the address of its room."""

from dataclasses import dataclass, field

import reflex as rx

from tutorhub_app.clock import utc_now
from tutorhub_app.domain import words
from tutorhub_app.domain.classroom import Stay
from tutorhub_app.domain.errors import TutorHubError
from tutorhub_app.domain.online_lessons import Door, OnlineStatus
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import booking_lists, live, slot_rooms
from tutorhub_app.services.slot_rooms import RoomView
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.classroom import leads_to_room
from tutorhub_app.states.guard import ANYONE, SIGNED_IN, allow, principal
from tutorhub_app.states.lesson_line import LessonLine, lesson_line
from tutorhub_app.states.lessons import lesson_topics


@dataclass(frozen=True)
class StayShown:
    """Who was there, by which door, and from when to when in the viewer's zone."""

    name: str
    door: str
    hours: str


@dataclass(frozen=True)
class RoomShown:
    """What is left of the room. `is_there`: somebody has been in it, and there is something to
    show."""

    is_there: bool = False
    is_over: bool = False
    record_url: str = ""
    stays: list[StayShown] = field(default_factory=list)


_DOORS = {Door.TEACHER: "taught", Door.STUDENT: "learned"}


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
        self.room = self._room_shown(await run(slot_rooms.room_of, principal(), slug))
        self.missing, self.loaded = False, True

    def _room_shown(self, room: RoomView | None) -> RoomShown:
        if room is None:
            return RoomShown()
        is_over = room.status is OnlineStatus.FINISHED
        stays = [
            StayShown(stay.name, _DOORS[Door(stay.door)], self._hours_of(stay))
            for stay in room.stays
        ]
        return RoomShown(bool(stays) or is_over, is_over, room.record_url, stays)

    def _hours_of(self, stay: Stay) -> str:
        here, hours = zone(self.viewer_zone), self.me.hour_cycle
        came = words.clock_of(stay.joined_at, here, hours)
        if stay.left_at is None:
            return f"{came}, still there"
        return f"{came}–{words.clock_of(stay.left_at, here, hours)}"

    @rx.event(background=True)
    @allow(*ANYONE)
    async def watch(self):
        """Nobody has to sign in for a lesson that is only a room."""
        if await leads_to_room(str(self.slug)):
            return
        async for _ in live.changes(*lesson_topics()):
            yield LessonState.load
