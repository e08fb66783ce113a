"""Choosing times for a meeting: a month, a day's open times, and up to three that are chosen."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import reflex as rx

from tutorhub_app.clock import utc_now
from tutorhub_app.domain.availability import parse_time
from tutorhub_app.domain.calendar_view import MonthDay, TimeChoice
from tutorhub_app.domain.errors import Invalid, NotFound
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.screening import MEETING_LENGTH, MOST_PROPOSALS
from tutorhub_app.domain.slots import OpenSlot
from tutorhub_app.domain.words import short_day
from tutorhub_app.domain.zones import local_to_instant, zone
from tutorhub_app.services import screening_times
from tutorhub_app.services.unit import run
from tutorhub_app.states import booking_shown as shown
from tutorhub_app.states.app import AppState
from tutorhub_app.states.booking_shown import Viewer
from tutorhub_app.states.guard import SIGNED_IN, allow, principal

MONTHS_TRIED = 2
LONGEST_AHEAD = timedelta(days=365)
TIMES_FIELD = "proposals"
"""The name under which errors about the times come, from here and from the services."""
NOT_THEN = frozenset({"slotTaken", "notBookable"})
"""Codes of refusals that are about a chosen time."""


@dataclass(frozen=True)
class ChosenTime:
    """`is_gone`: it was open when it was chosen, and no longer is."""

    key: str
    label: str
    theirs: str
    is_gone: bool


class MeetingTimes(AppState):
    """Parent of the pages on which times for a meeting are chosen. Its vars outlive a change from
    one of them to the other, so each page begins with `_begin_times`.

    `focus` is the id of what should have the focus, `focus_count` grows each time it should.
    """

    month_title: str = ""
    weekdays: list[str] = []
    days: list[MonthDay] = []
    has_previous: bool = False
    has_next: bool = False
    day_title: str = ""
    times: list[TimeChoice] = []
    times_summary: str = ""
    chosen: list[ChosenTime] = []
    other_day: str = ""
    other_time: str = ""
    focus: str = ""
    focus_count: int = 0

    _pack_of_times: str = ""
    _meeting_of_times: str | None = None
    _their_zone: str = ""
    _slots: dict[str, OpenSlot] = {}
    _month: date | None = None
    _day: date | None = None
    _chosen: tuple[datetime, ...] = ()
    _typed: tuple[datetime, ...] = ()

    @rx.event
    @allow(*SIGNED_IN)
    async def show_previous_month(self):
        if self._month and self.has_previous:
            self._month, self._day = shown.previous_month(self._month), None
            await self._load_times()

    @rx.event
    @allow(*SIGNED_IN)
    async def show_next_month(self):
        if self._month and self.has_next:
            self._month, self._day = shown.next_month(self._month), None
            await self._load_times()

    @rx.event
    @allow(*SIGNED_IN)
    async def pick_day(self, iso: str):
        """Show the day's times and go to them."""
        try:
            self._day = date.fromisoformat(iso)
        except ValueError:
            return
        self._show_times()
        self._move_focus("times")

    @rx.event
    @allow(*SIGNED_IN)
    async def toggle_time(self, key: str):
        """Choose one of the times on the page, or leave it again."""
        slot = self._slots.get(key)
        if slot is not None:
            self._toggle(slot.starts_at)

    @rx.event
    @allow(*SIGNED_IN)
    async def drop_time(self, key: str):
        """Leave a chosen time, also one that is no longer open."""
        at = shown.instant_of_key(key)
        if at in self._chosen:
            self._toggle(at)
            self._move_focus("chosen")

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def type_other_day(self, day: str):
        self.other_day = day[:10]

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def type_other_time(self, time: str):
        self.other_time = time[:8]

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def add_other(self):
        """Choose a day and time of one's own, open or not."""
        self._clear_errors()
        try:
            day = date.fromisoformat(self.other_day)
            minutes = parse_time(self.other_time[:5], "otherTime")
        except (ValueError, Invalid):
            self.errors = {"otherTime": "Choose a day and a time."}
            return
        at = local_to_instant(self._viewer().zone, day, minutes)
        if at is None or at <= utc_now():
            self.errors = {"otherTime": "Choose a time that is still to come."}
            return
        if at not in self._chosen:
            self._typed = (*self._typed, at)
            self._toggle(at)
        if not self.errors:
            self.other_day, self.other_time = "", ""

    def _begin_times(self, pack_id: str, their_zone: str, meeting_id: str | None = None) -> None:
        """No month yet and nothing chosen: the first month that is shown has an open time.
        `meeting_id` is the request that is to be held then, once there is one."""
        self._pack_of_times, self._their_zone = pack_id, their_zone
        self._meeting_of_times = meeting_id
        self._slots, self._month, self._day = {}, None, None
        self._chosen = self._typed = ()
        self.days, self.times, self.chosen = [], [], []
        self.other_day, self.other_time = "", ""

    def _toggle(self, at: datetime) -> None:
        self._clear_errors()
        if at in self._chosen:
            self._chosen = tuple(each for each in self._chosen if each != at)
        elif len(self._chosen) < MOST_PROPOSALS:
            self._chosen = tuple(sorted((*self._chosen, at)))
        else:
            self.errors = {
                TIMES_FIELD: f"{MOST_PROPOSALS} times are enough. Take one away to choose another."
            }
        self._show_times()

    def _clear_chosen(self) -> None:
        self._chosen = self._typed = ()
        self._show_times()

    async def _load_times(self) -> None:
        """Load the month on show; the first time, that of the earliest open time."""
        viewer = self._viewer()
        today = viewer.day_of(utc_now())
        month = self._month or today.replace(day=1)
        found = await self._month_of(month, viewer)
        if self._month is None:
            for _ in range(MONTHS_TRIED):
                if any(viewer.day_of(slot.starts_at).month == month.month for slot in found):
                    break
                month = shown.next_month(month)
                found = await self._month_of(month, viewer)
        self._month = month
        self._slots = {shown.key_of(slot.starts_at): slot for slot in found}
        self.has_previous = month > today.replace(day=1)
        self.has_next = month < today + LONGEST_AHEAD
        self._show_times()

    async def _month_of(self, month: date, viewer: Viewer) -> tuple[OpenSlot, ...]:
        """None once the pack is no longer offered."""
        first, last = shown.month_bounds(month, viewer)
        try:
            return await run(
                screening_times.open_times,
                principal(),
                self._pack_of_times,
                first=first,
                last=last,
                meeting_id=self._meeting_of_times,
            )
        except NotFound:
            return ()

    def _show_times(self) -> None:
        """The month, the times of the chosen day (the first with any when none is chosen), and
        what is chosen."""
        if self._month is None:
            return
        viewer = self._viewer()
        found = shown.month_shown(
            self._slots.values(),
            self._month,
            self._day,
            viewer,
            self._their_zone,
            today=viewer.day_of(utc_now()),
            nothing="No open times this month",
            selected={shown.key_of(at) for at in self._chosen},
        )
        self._day = found.day
        self.month_title, self.weekdays, self.days = found.title, found.weekdays, found.days
        self.day_title, self.times = found.day_title, found.times
        self.times_summary = found.summary
        self.chosen = [self._chosen_time(at, viewer) for at in self._chosen]

    def _chosen_time(self, at: datetime, viewer: Viewer) -> ChosenTime:
        day, month = viewer.day_of(at), self._month
        seen = month is not None and (day.year, day.month) == (month.year, month.month)
        return ChosenTime(
            key=shown.key_of(at),
            label=f"{short_day(day)}, {viewer.span(at, at + MEETING_LENGTH)}",
            theirs=shown.tutor_span(at, at + MEETING_LENGTH, viewer, self._their_zone),
            is_gone=seen and at not in self._typed and shown.key_of(at) not in self._slots,
        )

    def _viewer(self) -> Viewer:
        return Viewer(zone(self.viewer_zone), self.me.hour_cycle, self.me.first_day_of_week)

    def _move_focus(self, target: str) -> None:
        self.focus = target
        self.focus_count += 1
