"""Booking a lesson every week: each date with its state, all that are chosen in one go."""

import secrets
from datetime import datetime

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.domain import words
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.series import SeriesDate, SeriesState
from tutorhub_app.domain.zones import is_zone
from tutorhub_app.services import booking_lists, live, series
from tutorhub_app.services.series import SeriesRequest
from tutorhub_app.services.unit import run
from tutorhub_app.states import booking_shown as shown
from tutorhub_app.states.guard import SIGNED_IN, allow, principal
from tutorhub_app.states.lesson_line import LessonLine, lesson_line
from tutorhub_app.states.pack_page import PackPage
from tutorhub_app.states.series_shown import DateShown, date_shown

USUAL_COUNT = 10
MOST_AT_ONCE = 52


class SeriesPage(PackPage):
    """`phase` is loading, choose, booked or missing. `count` is how many dates are looked at, as
    the form has it."""

    phase: str = "loading"
    title: str = ""
    count: str = ""
    counts: list[str] = []
    modes: list[str] = []
    dates: list[DateShown] = []
    chosen_count: int = 0
    chosen_words: str = ""
    too_many: str = ""
    refusal: str = ""
    is_saving: bool = False
    booked: list[LessonLine] = []
    again_href: str = ""

    _first: datetime | None = None
    _planned: tuple[SeriesDate, ...] = ()
    _chosen: frozenset[str] = frozenset()
    _refused: frozenset[str] = frozenset()
    _request_key: str = ""
    _unseen: str = ""

    @rx.event
    @allow(*SIGNED_IN)
    async def load(self):
        """Show the dates from `?start=` on; or, with `?booked=`, the series that was booked."""
        booked_id, unseen = self._param("booked"), self._unseen
        if self._is_open() and not unseen:
            return None
        self.reset()
        self._begin()
        if booked_id:
            return await self._show_booked(booked_id)
        if unseen:
            # The page was loaded again before it could show what it had booked.
            return rx.redirect(unseen, replace=True)
        self._first = shown.instant_of_key(self._param("start"))
        try:
            await self._open_pack()
        except NotFound as error:
            self.error, self.phase = error.sentence, "missing"
            return None
        if self._first is None or self.pack.missing:
            # The picker is where a first time is chosen, and where it is said what is missing.
            return rx.redirect(self._address(routes.book(self._pack_id())), replace=True)
        self._start()
        await self._plan()
        return None

    @rx.event(background=True)
    @allow(*SIGNED_IN)
    async def watch(self):
        """Keep the states of the dates true while others book."""
        async with self:
            topics = self._topics()
        if not topics:
            return
        async for _ in live.changes(*topics):
            yield SeriesPage.refresh

    @rx.event
    @allow(*SIGNED_IN)
    async def refresh(self):
        if self.phase == "choose" and not self.is_saving:
            await self._reload_pack()
            await self._plan()

    @rx.event
    @allow(*SIGNED_IN)
    async def change_count(self, count: str):
        """Look at so many dates."""
        if count in self.counts:
            self.count = count
            await self._plan()

    @rx.event
    @allow(*SIGNED_IN)
    async def change_mode(self, mode: str):
        if mode in self.modes:
            self.mode = mode
            await self._plan()

    @rx.event
    @allow(*SIGNED_IN)
    async def change_zone(self, name: str):
        """Tell all times of this page in another zone."""
        if is_zone(name) and self._pack is not None:
            self.zone_name = name
            await self._plan()

    @rx.event
    @allow(*SIGNED_IN)
    async def toggle(self, key: str):
        """Take or leave a date, or the time that is offered instead of it."""
        if key not in self._on_offer():
            return
        self.refusal = ""
        if key in self._chosen:
            self._chosen, self._refused = self._chosen - {key}, self._refused | {key}
        else:
            self._chosen, self._refused = self._chosen | {key}, self._refused - {key}
        self._show_dates()

    @rx.event
    @allow(*SIGNED_IN)
    async def confirm(self):
        """Book all that are chosen, or none. Pressed twice, it is one series."""
        if self.phase != "choose" or self.is_saving or not self._chosen or self.too_many:
            return
        self.is_saving = True
        yield
        with self._reporting(toast=False) as outcome:
            place = self._place()
            booked = await run(
                series.book_series,
                principal(),
                SeriesRequest(
                    pack_id=self._pack_id(),
                    starts=self._starts(),
                    session_mode=place.session_mode,
                    location_type=place.location_type,
                    location_details=place.location_details,
                    student_id=self._for_whom()["student_id"],
                    request_key=self._request_key,
                ),
            )
        self.is_saving = False
        if outcome.failed:
            await self._tell_refusal()
            return
        only = booked[0]
        self._unseen = (
            self._address(routes.book_series(only.pack_id), booked=only.series_id)
            if only.series_id
            else self._address(routes.book(only.pack_id), booked=only.id)
        )
        yield rx.redirect(self._unseen, replace=True)

    def _start(self) -> None:
        assert self._pack is not None
        pack, first = self._pack, self._first
        assert first is not None
        most = min(pack.lessons_left, MOST_AT_ONCE)
        self.counts = [str(count) for count in range(1, most + 1)]
        self.count = str(min(USUAL_COUNT, most))
        self.modes = [mode.value for mode in pack.session_modes]
        wanted = self._param("mode")
        self.mode = wanted if wanted in self.modes else self.modes[0]
        self._request_key = secrets.token_urlsafe(16)
        self.again_href = self._address(routes.book(pack.pack_id))

    async def _plan(self) -> None:
        """Load the state of each date. What was free and is not chosen stays so."""
        assert self._first is not None
        before = self._on_offer()
        with self._reporting() as outcome:
            told = await run(
                series.preview_series,
                principal(),
                self._pack_id(),
                self._first,
                int(self.count),
                SessionMode(self.mode),
                student_id=self._for_whom()["student_id"],
                viewer_zone=self.zone_name,
            )
        if outcome.failed:
            return
        self._planned = told.dates
        free = {
            shown.key_of(each.starts_at)
            for each in told.dates
            if each.starts_at and each.state is SeriesState.FREE
        }
        offered = self._on_offer()
        # New dates come chosen when they are free; alternatives only when somebody asks for them.
        self._chosen = frozenset(
            (self._chosen & offered) | {key for key in free if key not in before | self._refused}
        )
        self._show_dates()
        self.phase = "choose"

    async def _tell_refusal(self) -> None:
        """Say why nothing was booked, with the dates as they are now; what is free stays chosen."""
        sentence, fields = self.error, self.errors
        self._request_key = secrets.token_urlsafe(16)
        await self._plan()
        self.errors = fields
        self.refusal = "" if fields else sentence

    def _on_offer(self) -> frozenset[str]:
        """Keys of all times that can be chosen."""
        keys = set()
        for each in self._planned:
            if each.state is SeriesState.FREE and each.starts_at:
                keys.add(shown.key_of(each.starts_at))
            if each.alternative:
                keys.add(shown.key_of(each.alternative.starts_at))
        return frozenset(keys)

    def _show_dates(self) -> None:
        assert self._pack is not None
        assert self._first is not None
        viewer = self._viewer()
        self.title = (
            f"{words.weekday_name(viewer.day_of(self._first))}s at {viewer.clock(self._first)}"
        )
        self.dates = [
            date_shown(each, viewer, self._pack.tutor_zone, self._chosen) for each in self._planned
        ]
        self.chosen_count = len(self._chosen)
        self.chosen_words = shown.counted(self.chosen_count, "lesson")
        left = self._pack.lessons_left
        self.too_many = (
            f"{self.chosen_words} chosen, and {left} left in this course pack."
            if self.chosen_count > left
            else ""
        )

    def _starts(self) -> tuple[datetime, ...]:
        starts = (shown.instant_of_key(key) for key in sorted(self._chosen))
        return tuple(each for each in starts if each is not None)

    async def _show_booked(self, series_id: str):
        try:
            found = await run(booking_lists.series_of, principal(), series_id)
        except NotFound:
            return rx.redirect(self._address(routes.book(self._pack_id())), replace=True)
        now = utc_now()
        self.booked = [
            lesson_line(each, viewer_zone=self.zone_name, hours=self.me.hour_cycle, now=now)
            for each in found
        ]
        self.title = f"{shown.counted(len(found), 'lesson')} booked"
        self.again_href = self._address(routes.book(self._pack_id()))
        self.phase = "booked"
        self._move_focus("booked")
        return None
