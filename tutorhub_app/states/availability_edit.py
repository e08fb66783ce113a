"""The dialogs of the calendar page: hours, copying a day, time off; and drags on the calendar."""

from datetime import date, timedelta
from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.domain import hours_words, words
from tutorhub_app.domain.availability import DayOfWeek, day_of, mode_words
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.words import MINUTES_A_DAY
from tutorhub_app.domain.zones import zone
from tutorhub_app.services.availability import MAXIMUM_NOTE, HoursRequest
from tutorhub_app.services.availability_week import BlockView
from tutorhub_app.states import calendar_drag
from tutorhub_app.states import calendar_shown as shown
from tutorhub_app.states.availability import EDITORS, CalendarState, parse_day
from tutorhub_app.states.calendar_drag import Drawn
from tutorhub_app.states.guard import allow

__all__ = ["MAXIMUM_NOTE", "CopyFormState", "HoursFormState", "TimeOffState"]

WEEKLY, ONCE = "weekly", "once"
_MORNING = (9 * 60, 12 * 60)
_LATEST_START = 22 * 60
_FIELDS = ("scope", "day", "on", "start", "end", "mode")


class HoursFormState(CalendarState):
    """The dialog of hours. Minutes are texts, as a select's values are.

    `scope` is weekly or once; `is_new` hours have no block yet. `repeats`: the block that is
    changed comes every week. `seen_on` is the date it was looked at, in words `seen_words`.
    """

    is_new: bool = True
    repeats: bool = False
    scope: str = WEEKLY
    day: str = DayOfWeek.MONDAY.value
    on: str = ""
    start: str = str(_MORNING[0])
    end: str = str(_MORNING[1])
    mode: str = TeachingMode.ONLINE.value
    seen_words: str = ""
    seen_is_own: bool = False
    time_options: list[tuple[str, str]] = []

    _block: BlockView | None = None
    _seen_on: date | None = None
    _last_mode: str = ""

    @rx.var
    def preview(self) -> str:
        """What saving does, in a sentence."""
        start, end = int(self.start), int(self.end)
        on = parse_day(self.on)
        if self.scope == ONCE and on is None:
            return "Choose the date of these hours."
        if start == end:
            return "The end must differ from the start."
        length = end - start if end > start else end + MINUTES_A_DAY - start
        night = "" if end > start else ", until the next day"
        when = hours_words.when_words(DayOfWeek(self.day), on if self.scope == ONCE else None)
        told = f"{when[0].upper()}{when[1:]}{night}: {words.duration(length)}"
        return f"{told}, {mode_words(TeachingMode(self.mode))}."

    @rx.var
    def stays_own(self) -> bool:
        """Weekly hours are put on a weekday whose date in view does not follow the week."""
        return self.seen_is_own and self.scope == WEEKLY and not self.repeats

    @rx.event
    @allow(*EDITORS)
    async def add(self, iso: str):
        """Open the dialog for new hours on a date in view; without one, on the first to come."""
        day = parse_day(iso) or self._first_coming_day()
        if day is not None:
            self._begin(Drawn(day, *self._free_hours(day)))

    @rx.event
    @allow(*EDITORS)
    async def draw(self, start: str, end: str):
        """Hours were drawn on the calendar."""
        hours = calendar_drag.drawn(start, end)
        if hours is None:
            return
        if hours.end - hours.start > MINUTES_A_DAY:
            self._say("Hours entered as one can last one day at most.", kind="error")
            self._answer_calendar()
            return
        self._begin(hours)

    @rx.event
    @allow(*EDITORS)
    async def open(self, event_id: str):
        """Something on the calendar, or in the list, was chosen."""
        view = self._view
        if view is None:
            return None
        if event_id.startswith(shown.LESSON_PREFIX):
            for lesson in view.lessons:
                if shown.LESSON_PREFIX + lesson.id == event_id:
                    self.lesson = shown.lesson_shown(view, lesson, self.me.hour_cycle)
                    self.dialog = "lesson"
            return None
        for meeting in view.meetings:
            if shown.MEETING_PREFIX + meeting.id == event_id:
                return rx.redirect(routes.screening(meeting.id))
        block = self._block_of(event_id)
        if block is not None:
            self._begin(Drawn(block.on, block.start, block.end), block)

    @rx.event
    @allow(*EDITORS)
    async def move(self, event_id: str, start: str, end: str):
        """Hours were moved or pulled on the calendar. Those of every week stay so."""
        block, view = self._block_of(event_id), self._view
        if block is None or view is None:
            self._answer_calendar()
            return
        hours = calendar_drag.dropped(block, zone(view.time_zone), start, end)
        if hours is None:
            self._answer_calendar()
            return
        request = HoursRequest(
            hours.start,
            hours.end,
            block.mode,
            day=day_of(hours.on) if block.repeats else None,
            on=None if block.repeats else hours.on,
            replacing=block.ids,
            seen_on=block.on,
        )
        await self._change("put", request)

    @rx.event
    @allow(*EDITORS)
    async def fill(self, field: str, value: str):
        """A field of the dialog was changed."""
        if field in _FIELDS and _fits(field, value):
            setattr(self, field, value)

    @rx.event
    @allow(*EDITORS)
    async def save(self):
        """Store what the dialog says. A second click finds it closed."""
        if self.dialog != "hours":
            return
        with self._reporting(toast=False) as outcome:
            request = self._request()
        if not outcome.failed:
            self._last_mode = self.mode
            day = self._seen_on
            if await self._change("put", request) and day:
                self._focus_day(day)

    @rx.event
    @allow(*EDITORS)
    async def delete(self):
        """Delete the block of the dialog: every week, or on its date alone."""
        block = self._block
        if block is None or self.dialog != "hours":
            return
        only_on = block.on if block.repeats and self.scope == ONCE else None
        if await self._change("delete", block.ids, only_on):
            self._focus_day(block.on)

    @rx.event
    @allow(*EDITORS)
    async def delete_block(self, key: str):
        """Delete a block of the list: every week, if that is how often it comes."""
        block = self._block_of(key)
        if block is not None and await self._change("delete", block.ids, None):
            self._focus_day(block.on)

    @rx.event
    @allow(*EDITORS)
    async def follow_week(self, iso: str):
        """Let a date follow the weekly hours again."""
        day = parse_day(iso)
        if day is not None and await self._change("follow", day):
            self._focus_day(day)

    def _begin(self, hours: Drawn, block: BlockView | None = None) -> None:
        view = self._view
        if view is None:
            return
        self._clear_errors()
        self._block, self._seen_on = block, hours.on
        self.is_new, self.repeats = block is None, bool(block and block.repeats)
        self.seen_words = words.long_day(hours.on)
        self.seen_is_own = any(day.on == hours.on and day.has_own_hours for day in view.days)
        is_weekly = block.repeats if block else not self.seen_is_own
        self.scope = WEEKLY if is_weekly else ONCE
        self.day, self.on = day_of(hours.on).value, hours.on.isoformat()
        self.start, self.end = str(hours.start), str(_of_day(hours.end))
        self.mode = block.mode.value if block else self._usual_mode()
        self.time_options = shown.time_options(view, self.me.hour_cycle)
        self.dialog = "hours"

    def _request(self) -> HoursRequest:
        on = parse_day(self.on)
        if self.scope == ONCE and on is None:
            raise Invalid.field("specificDate", "Choose the date of these hours.")
        return HoursRequest(
            int(self.start),
            int(self.end),
            TeachingMode(self.mode),
            day=DayOfWeek(self.day) if self.scope == WEEKLY else None,
            on=on if self.scope == ONCE else None,
            replacing=self._block.ids if self._block else (),
            seen_on=self._seen_on,
        )

    def _block_of(self, key: str) -> BlockView | None:
        blocks = self._view.blocks if self._view else ()
        return next((block for block in blocks if block.key == key), None)

    def _usual_mode(self) -> str:
        if self._last_mode:
            return self._last_mode
        blocks = self._view.blocks if self._view else ()
        return blocks[0].mode.value if blocks else TeachingMode.ONLINE.value

    def _first_coming_day(self) -> date | None:
        days = [parse_day(day.iso) for day in self.week.days]
        coming = [day for day in days if day and day.isoformat() >= self.week.today]
        return next(iter([*coming, *days]), None)

    def _free_hours(self, day: date) -> tuple[int, int]:
        """A morning; or, when the day has hours, two hours some time after them."""
        ends = [b.end for b in (self._view.blocks if self._view else ()) if b.on == day]
        if not ends:
            return _MORNING
        start = (max(ends) + 119) // 60 * 60
        return (start, start + 120) if start <= _LATEST_START else (6 * 60, 8 * 60)

    def _focus_day(self, day: date) -> None:
        self._move_focus(f"add-{day.isoformat()}")


class CopyFormState(CalendarState):
    """The dialog that copies a weekday's hours to others. `days` are the API's names."""

    source: str = ""
    source_name: str = ""
    days: list[str] = []

    @rx.event
    @allow(*EDITORS)
    async def open(self, day: str):
        if day in list(DayOfWeek):
            self._clear_errors()
            self.source, self.source_name, self.days = day, day.capitalize(), []
            self.dialog = "copy"

    @rx.event
    @allow(*EDITORS)
    async def toggle(self, day: str):
        if day in list(DayOfWeek) and day != self.source:
            self.days = (
                [d for d in self.days if d != day] if day in self.days else [*self.days, day]
            )

    @rx.event
    @allow(*EDITORS)
    async def choose_workdays(self):
        """Monday to Friday, but for the day itself."""
        self.days = [day.value for day in list(DayOfWeek)[1:6] if day != self.source]

    @rx.event
    @allow(*EDITORS)
    async def save(self):
        if self.dialog != "copy":
            return
        days = tuple(DayOfWeek(day) for day in self.days)
        await self._change("copy", DayOfWeek(self.source), days)


class TimeOffState(CalendarState):
    """The dialog that takes days off. Dates are ISO texts."""

    first_day: str = ""
    last_day: str = ""

    @rx.event
    @allow(*EDITORS)
    async def open(self):
        """Begin with the first day in view that is not over."""
        self._clear_errors()
        coming = [day.iso for day in self.week.days if day.iso >= self.week.today]
        self.first_day = self.last_day = coming[0] if coming else self.week.today
        self.dialog = "off"

    @rx.event
    @allow(*EDITORS)
    async def choose_first(self, iso: str):
        """The last day goes along, so that it is never before the first."""
        if parse_day(iso):
            length = _length(self.first_day, self.last_day)
            self.first_day = iso
            self.last_day = _later(iso, length)

    @rx.event
    @allow(*EDITORS)
    async def choose_last(self, iso: str):
        if parse_day(iso):
            self.last_day = iso

    @rx.event
    @allow(*EDITORS)
    async def save(self, form: dict[str, Any]):
        first, last = parse_day(self.first_day), parse_day(self.last_day)
        if self.dialog != "off":
            return
        if first and last and await self._change("add_off", first, last, str(form.get("note", ""))):
            self._move_focus("add-time-off")

    @rx.event
    @allow(*EDITORS)
    async def delete(self, time_off_id: str):
        if await self._change("delete_off", time_off_id):
            self._move_focus("add-time-off")


def _fits(field: str, value: str) -> bool:
    if field == "scope":
        return value in (WEEKLY, ONCE)
    if field == "day":
        return value in list(DayOfWeek)
    if field == "mode":
        return value in list(TeachingMode)
    if field == "on":
        return not value or parse_day(value) is not None
    return (
        value.isascii() and value.isdigit() and int(value[:5]) <= MINUTES_A_DAY and len(value) < 5
    )


def _of_day(minutes: int) -> int:
    return minutes if minutes <= MINUTES_A_DAY else minutes - MINUTES_A_DAY


def _length(first: str, last: str) -> timedelta:
    start, end = parse_day(first), parse_day(last)
    return end - start if start and end and end > start else timedelta()


def _later(iso: str, length: timedelta) -> str:
    day = parse_day(iso)
    try:
        return (day + length).isoformat() if day else iso
    except OverflowError:
        return iso
