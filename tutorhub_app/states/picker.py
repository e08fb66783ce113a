"""The month of a pack and one day's free times, to choose from."""

from datetime import date

import reflex as rx

from tutorhub_app.clock import utc_now
from tutorhub_app.domain.calendar_view import MonthDay, TimeChoice
from tutorhub_app.domain.slots import OpenSlot
from tutorhub_app.services import slots
from tutorhub_app.services.unit import run
from tutorhub_app.states import booking_shown as shown
from tutorhub_app.states.booking_shown import Viewer
from tutorhub_app.states.guard import SIGNED_IN, allow, principal
from tutorhub_app.states.pack_page import PackPage


class PickerState(PackPage):
    """Parent of the page that chooses a time. `_slots` are the free times of the month on show,
    by the key that the page gives back."""

    month_title: str = ""
    weekdays: list[str] = []
    days: list[MonthDay] = []
    has_previous: bool = False
    has_next: bool = False
    day_title: str = ""
    times: list[TimeChoice] = []
    times_summary: str = ""

    _slots: dict[str, OpenSlot] = {}
    _month: date | None = None
    _day: date | None = None

    @rx.event
    @allow(*SIGNED_IN)
    async def show_previous_month(self):
        if self._month and self.has_previous:
            await self._turn_to(shown.previous_month(self._month))

    @rx.event
    @allow(*SIGNED_IN)
    async def show_next_month(self):
        if self._month and self.has_next:
            await self._turn_to(shown.next_month(self._month))

    @rx.event
    @allow(*SIGNED_IN)
    async def pick_day(self, iso: str):
        """Show the day's times and go to them."""
        try:
            day = date.fromisoformat(iso)
        except ValueError:
            return
        self._day = day
        self._show_days()
        self._move_focus("times")

    def _begin_picker(self) -> None:
        """No month yet: the next one loaded is that with the earliest free time."""
        self._begin()
        self._slots, self._month, self._day = {}, None, None
        self.days, self.times = [], []

    async def _turn_to(self, month: date) -> None:
        self._month, self._day = month, None
        await self._load_month()

    async def _load_month(self, *, find_first: bool = False) -> None:
        """Load the month on show; `find_first` turns to the month with the earliest free time."""
        viewer = self._viewer()
        today = viewer.day_of(utc_now())
        month = self._month or today.replace(day=1)
        found = await self._month_of(month, viewer)
        if find_first and found.earliest is not None:
            first_month = viewer.day_of(found.earliest.starts_at).replace(day=1)
            self._day = None
            if first_month != month:
                month = first_month
                found = await self._month_of(month, viewer)
        self._month = month
        where_it_is = self._moving.starts_at if self._moving else None
        self._slots = {
            shown.key_of(slot.starts_at): slot
            for slot in found.slots
            if slot.starts_at != where_it_is
        }
        self.has_previous = month > today.replace(day=1)
        self.has_next = shown.next_month(month) <= found.last_day
        self._show_days()

    async def _month_of(self, month: date, viewer: Viewer) -> slots.OpenTimes:
        first, last = shown.month_bounds(month, viewer)
        return await run(
            slots.month_of_pack,
            principal(),
            self._pack_id(),
            first,
            last,
            viewer_zone=viewer.zone.key,
            **self._for_whom(),
        )

    def _show_days(self) -> None:
        """The month, and the times of the chosen day; of the first with any when none is chosen."""
        if self._month is None or self._pack is None:
            return
        viewer = self._viewer()
        found = shown.month_shown(
            self._slots.values(),
            self._month,
            self._day,
            viewer,
            self._pack.tutor_zone,
            today=viewer.day_of(utc_now()),
            nothing="No free times this month",
        )
        self._day = found.day
        self.month_title, self.weekdays, self.days = found.title, found.weekdays, found.days
        self.day_title, self.times = found.day_title, found.times
        self.times_summary = found.summary
