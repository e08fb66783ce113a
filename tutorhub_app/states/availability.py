"""The calendar page of a tutor: the week, live, and what every change of it has in common."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from tutorhub_app.clock import utc_now
from tutorhub_app.domain.calendar_view import CalendarEvent
from tutorhub_app.domain.errors import NotFound, TutorHubError
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.stranded import Decision, LessonsOutsideHours
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import availability, availability_week, live
from tutorhub_app.services.availability import Undo
from tutorhub_app.services.availability_week import WeekView
from tutorhub_app.services.unit import run
from tutorhub_app.states import calendar_shown as shown
from tutorhub_app.states.app import AppState
from tutorhub_app.states.calendar_shown import LessonShown, StrandedShown, WeekShown
from tutorhub_app.states.guard import allow, principal

LONGEST_VIEW = 31
EDITORS = (Permission.AVAILABILITY_MANAGE,)

_SERVICES = {
    "put": availability.put_window,
    "delete": availability.delete_window,
    "copy": availability.copy_day,
    "follow": availability.follow_week,
    "add_off": availability.add_time_off,
    "delete_off": availability.delete_time_off,
    "restore": availability.restore,
}


@dataclass(frozen=True)
class Pending:
    """A change that waits for a decision: the service's name in `_SERVICES`, and its arguments."""

    service: str
    arguments: tuple[Any, ...]
    from_dialog: str


class CalendarState(AppState):
    """`phase` is loading, ready or missing. `dialog` names the one that is open: hours, copy, off,
    lesson, stranded, or "".

    `go_to` is the date the calendar turns to. `focus` is the id of what should have the focus,
    `focus_count` grows each time it should.
    """

    phase: str = "loading"
    week: WeekShown = WeekShown()
    events: list[CalendarEvent] = []
    answered: int = 0
    go_to: str = ""
    dialog: str = ""
    lesson: LessonShown = LessonShown()
    stranded: list[StrandedShown] = []
    stranded_choice: str = "keep"
    focus: str = ""
    focus_count: int = 0

    _profile_id: str = ""
    _first: date | None = None
    _last: date | None = None
    _view: WeekView | None = None
    _undo: Undo | None = None
    _pending: Pending | None = None

    def _put_away(self) -> None:
        self.dialog = ""

    @rx.event(background=True)
    @allow(*EDITORS)
    async def watch(self):
        """Load, and load again whenever something changes: a student books, another tab edits."""
        async with self:
            profile_id = self._enter()
        if not profile_id:
            return
        async for _ in live.changes(live.tutor_topic(profile_id)):
            yield CalendarState.load

    @rx.event
    @allow(*EDITORS)
    async def load(self):
        await self._load()

    @rx.event
    @allow(*EDITORS)
    async def show_days(self, first: str, last: str):
        """The calendar turned to these days."""
        try:
            days = date.fromisoformat(first[:10]), date.fromisoformat(last[:10])
        except ValueError:
            return
        if days != (self._first, self._last) and 0 <= (days[1] - days[0]).days < LONGEST_VIEW:
            self._first, self._last = days
            await self._load()

    @rx.event
    @allow(*EDITORS)
    async def turn_to(self, iso: str):
        """Turn the calendar to a date."""
        self.go_to = iso[:10]

    @rx.event
    @allow(*EDITORS)
    async def close(self, is_open: bool):
        """A dialog was closed by Escape, by the cross or by its own button."""
        if not is_open:
            self.dialog = ""
            self._clear_errors()

    @rx.event
    @allow(*EDITORS)
    async def undo(self):
        """Take the last change back."""
        if self._undo is None:
            self._say("There is nothing to undo.", kind="info")
            return
        await self._change("restore", self._undo)

    @rx.event
    @allow(*EDITORS)
    async def choose(self, choice: str):
        """Keep or cancel the lessons outside the hours."""
        if choice in ("keep", "cancel"):
            self.stranded_choice = choice

    @rx.event
    @allow(*EDITORS)
    async def decide(self, form: dict[str, Any]):
        """Make the change that waits, with what was chosen for the lessons."""
        pending = self._pending
        if pending is None:
            return
        lessons = frozenset(lesson.id for lesson in self.stranded)
        with self._reporting() as outcome:
            decision = Decision(
                lessons,
                cancel=self.stranded_choice == "cancel",
                message=str(form.get("message", "")),
            )
        if not outcome.failed:
            await self._change(pending.service, *pending.arguments, decision=decision)

    @rx.event
    @allow(*EDITORS)
    async def go_back(self, is_open: bool = False):
        """Leave the lessons and the hours as they are, and go on with what was typed."""
        if not is_open and self.dialog == "stranded":
            self.dialog = self._pending.from_dialog if self._pending else ""
            self._pending = None
            self._clear_errors()

    def _enter(self) -> str:
        """Begin with one's own week, or that of the tutor in `?tutor=`; whose profile it is.

        A page that connects again is entered again: it keeps the days it shows.
        """
        asking = principal()
        own = (asking.tutor_profile_id if asking else "") or ""
        profile_id = self.router.url.query_parameters.get("tutor", "") or own
        if profile_id != self._profile_id:
            self.reset()
            self._profile_id = profile_id
        if not profile_id:
            self.phase = "missing"
        return profile_id

    async def _load(self) -> None:
        """Show the week that holds the first day in view, and the days in view."""
        if not self._profile_id:
            self.phase = "missing"
            return
        first, last = self._days()
        week_first, week_last = shown.week_of(first, self.me.first_day_of_week)
        try:
            view = await run(
                availability_week.week,
                principal(),
                self._profile_id,
                min(first, week_first),
                max(last, week_last),
            )
        except TutorHubError as error:
            self.phase = "missing"
            self.error = NotFound.sentence if isinstance(error, NotFound) else error.sentence
            return
        self._view = view
        self._present(view, week_first)

    def _present(self, view: WeekView, week_first: date) -> None:
        """Show the view; what is as it was is not sent again."""
        cycle = self.me.hour_cycle
        new = shown.week_shown(view, week_first, viewer_zone=self.me.time_zone, hour_cycle=cycle)
        if self.week != new:
            self.week = new
        events = shown.events_shown(view)
        if self.events != events:
            self.events = events
        self.phase = "ready"

    def _days(self) -> tuple[date, date]:
        """The days in view; before the calendar has told them, this week's."""
        if self._first and self._last:
            return self._first, self._last
        where = zone(self._view.time_zone if self._view else self.me.time_zone or "UTC")
        return shown.week_of(utc_now().astimezone(where).date(), self.me.first_day_of_week)

    async def _change(
        self, service: str, *arguments: Any, decision: Decision | None = None
    ) -> bool:
        """Make a change, tell of it, and show the week as it then is. True when it was made.

        Errors stay in the dialog that is open, and are a notice where none is. When lessons would
        be left outside, the dialog that asks about them opens.
        """
        extra = {"decision": decision} if decision is not None else {}
        with self._reporting(toast=False) as outcome:
            try:
                done = await run(
                    _SERVICES[service], principal(), self._profile_id, *arguments, **extra
                )
            except LessonsOutsideHours as waiting:
                self._ask(service, arguments, waiting)
                outcome.failed = True
            else:
                self._undo, self._pending, self.dialog = done.undo, None, ""
                self._say(done.sentence, action="Undo" if done.undo else "")
        if outcome.failed and not self.dialog:
            self._say(outcome.sentence, kind="error")
        self._answer_calendar()
        await self._load()
        return not outcome.failed

    def _ask(self, service: str, arguments: tuple[Any, ...], waiting: LessonsOutsideHours) -> None:
        if self.dialog != "stranded":
            self._pending = Pending(service, arguments, self.dialog)
            self.stranded_choice = "keep"
        time_zone = self._view.time_zone if self._view else "UTC"
        self.stranded = [
            shown.stranded_shown(lesson, time_zone, self.me.hour_cycle)
            for lesson in waiting.lessons
        ]
        self.dialog = "stranded"

    def _answer_calendar(self) -> None:
        """Tell the calendar that what was dropped was dealt with: equal events never reach it."""
        self.answered += 1

    def _move_focus(self, element_id: str) -> None:
        self.focus = element_id
        self.focus_count += 1


def parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
