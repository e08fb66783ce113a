"""The home page of each role."""

from dataclasses import dataclass

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.accounts import Role
from tutorhub_app.services import home, live
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import SIGNED_IN, allow, principal
from tutorhub_app.states.home_waiting import WaitingLine, waiting_lines
from tutorhub_app.states.lesson_line import LessonLine, lesson_line
from tutorhub_app.states.lessons import lesson_topics


@dataclass(frozen=True)
class PackToBook:
    """An enrollment with lessons left."""

    title: str
    tutor: str
    photo: str
    left: str
    href: str


class HomeState(AppState):
    upcoming: LessonLine = LessonLine()
    coming: list[LessonLine] = []
    coming_total: int = 0
    unmarked: list[LessonLine] = []
    unmarked_total: int = 0
    to_book: list[PackToBook] = []
    waiting: list[WaitingLine] = []
    waiting_more: bool = False
    lacks_hours: bool = False
    lacks_packs: bool = False
    students: int = 0
    tutors: int = 0
    loaded: bool = False

    @rx.event
    @allow(*SIGNED_IN)
    async def load(self):
        with self._reporting() as outcome:
            found = await run(home.home, principal())
        if outcome.failed:
            return
        now = utc_now()

        def line(lesson):
            return lesson_line(
                lesson, viewer_zone=self.viewer_zone, hours=self.me.hour_cycle, now=now
            )

        coming = [line(lesson) for lesson in found.coming]
        self.upcoming = coming[0] if coming else LessonLine()
        self.coming = coming[1:]
        self.coming_total = found.coming_total
        self.unmarked = [line(lesson) for lesson in found.unmarked]
        self.unmarked_total = found.unmarked_total
        self.to_book = [
            PackToBook(
                title=enrollment.pack_title,
                tutor=enrollment.tutor_name,
                photo=enrollment.tutor_photo,
                left=_left(enrollment.lessons_left),
                href=routes.book(enrollment.pack_id),
            )
            for enrollment in found.to_book
        ]
        self.waiting = waiting_lines(found, now)
        self.waiting_more = found.waiting_total > len(found.waiting)
        self.lacks_hours, self.lacks_packs = found.lacks_hours, found.lacks_packs
        self.students, self.tutors = found.students, found.tutors
        self.loaded = True

    @rx.event(background=True)
    @allow(*SIGNED_IN)
    async def watch(self):
        me = principal()
        own = (live.tutor_topic(me.tutor_profile_id),) if me and me.tutor_profile_id else ()
        asked = live.screening_topics(me) if me else ()
        jobs = (live.JOBS_TOPIC,) if me and me.role is Role.ADMIN else ()
        async for _ in live.changes(*lesson_topics(), *own, *asked, *jobs):
            yield HomeState.load


def _left(lessons: int) -> str:
    return "1 lesson left" if lessons == 1 else f"{lessons} lessons left"
