"""The list of lessons: one's own, and for administrators everyone's."""

from collections.abc import Mapping
from datetime import date

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.booking import Side, SlotStatus
from tutorhub_app.domain.calendar_view import CalendarEvent, EventKind
from tutorhub_app.domain.words import MINUTES_A_DAY
from tutorhub_app.domain.zones import local_edge, zone
from tutorhub_app.services import booking_lists, live
from tutorhub_app.services.booking_lists import Scope
from tutorhub_app.services.lesson_view import LessonView
from tutorhub_app.services.screening_calendar import AgreedMeeting, agreed_meetings
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import SIGNED_IN, allow, principal
from tutorhub_app.states.lesson_line import LessonLine, lesson_line, place_words
from tutorhub_app.states.listing import Listing, listing, one_of, page_in, text_in
from tutorhub_app.states.screening_page import screening_topics

PAGE_SIZE = 25
MOST_IN_VIEW = 200
LAYOUTS = ("list", "calendar")
MEETING_PREFIX = "meeting."


class LessonsState(AppState):
    """What is shown stands in the address: `?show=past&page=2&q=maria&as=calendar`."""

    lessons: list[LessonLine] = []
    events: list[CalendarEvent] = []
    layout: str = LAYOUTS[0]
    show: str = Scope.COMING.value
    listing: Listing = Listing()
    loaded: bool = False
    _first_day: str = ""
    _last_day: str = ""

    @rx.event
    @allow(*SIGNED_IN)
    async def load(self):
        """Read the lessons that the address asks for."""
        query = self.router.url.query_parameters
        self.layout = one_of(query, "as", LAYOUTS, LAYOUTS[0])
        if self.layout == LAYOUTS[1]:
            await self._load_calendar()
        else:
            await self._load_list(query)
        self.loaded = True

    @rx.event
    @allow(*SIGNED_IN)
    async def show_days(self, first_day: str, last_day: str):
        """The calendar shows these days (ISO, both included) of the viewer's zone."""
        self._first_day, self._last_day = first_day, last_day
        await self._load_calendar()

    @rx.event
    @allow(*SIGNED_IN)
    async def open_event(self, event_id: str):
        """Go to the lesson, or the screening, on the calendar."""
        if event_id.startswith(MEETING_PREFIX):
            return rx.redirect(routes.screening(event_id.removeprefix(MEETING_PREFIX)))
        return rx.redirect(routes.lesson(event_id))

    async def _load_calendar(self) -> None:
        try:
            first, last = date.fromisoformat(self._first_day), date.fromisoformat(self._last_day)
        except ValueError:
            return
        here = zone(self.viewer_zone)
        since, until = local_edge(here, first, 0), local_edge(here, last, MINUTES_A_DAY)
        with self._reporting():
            found = await run(
                booking_lists.lessons_of,
                principal(),
                first=since,
                last=until,
                page_size=MOST_IN_VIEW,
            )
            meetings = await run(agreed_meetings, principal(), since=since, until=until)
            lessons = [
                _event(lesson, self.viewer_zone)
                for lesson in found.lessons
                if lesson.status is not SlotStatus.CANCELED
            ]
            self.events = [*lessons, *(_meeting(each, self.viewer_zone) for each in meetings)]

    async def _load_list(self, query: Mapping[str, str]) -> None:
        self.show = one_of(query, "show", (Scope.COMING, Scope.PAST), Scope.COMING.value)
        with self._reporting():
            found = await run(
                booking_lists.lessons_of,
                principal(),
                scope=Scope(self.show),
                text=text_in(query),
                page=page_in(query),
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
            self.listing = listing(
                query, found.total, found.page, found.page_count, "lesson", "lessons"
            )

    @rx.event(background=True)
    @allow(*SIGNED_IN)
    async def watch(self):
        """Load, and load again whenever one of these lessons or screenings changes."""
        async for _ in live.changes(*lesson_topics(), *screening_topics()):
            yield LessonsState.load


def lesson_topics() -> tuple[str, ...]:
    """What to watch for the lessons of the one who asks."""
    me = principal()
    return live.lesson_topics(me) if me else ()


def _meeting(meeting: AgreedMeeting, viewer_zone: str) -> CalendarEvent:
    here = zone(viewer_zone)
    return CalendarEvent(
        id=f"{MEETING_PREFIX}{meeting.id}",
        title=f"{meeting.who}, {meeting.pack_title}",
        start=meeting.starts_at.astimezone(here).isoformat(),
        end=meeting.ends_at.astimezone(here).isoformat(),
        kind=EventKind.SCREENING,
    )


def _event(lesson: LessonView, viewer_zone: str) -> CalendarEvent:
    here = zone(viewer_zone)
    who = lesson.student_name if lesson.side is not Side.STUDENT else lesson.tutor_name
    return CalendarEvent(
        id=lesson.room_slug,
        title=f"{who}, {lesson.pack_title}",
        start=lesson.starts_at.astimezone(here).isoformat(),
        end=lesson.ends_at.astimezone(here).isoformat(),
        kind=EventKind.LESSON_PAST if lesson.is_over else EventKind.LESSON,
        detail=place_words(lesson),
    )
