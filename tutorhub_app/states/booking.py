"""Booking a lesson, or moving one: choose a day, a time, confirm."""

import secrets
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.availability import parse_time
from tutorhub_app.domain.booking import LocationType
from tutorhub_app.domain.calendar_view import MonthDay, TimeChoice
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import Invalid, NotFound, TutorHubError
from tutorhub_app.domain.slots import OpenSlot
from tutorhub_app.domain.words import long_day
from tutorhub_app.domain.zones import is_zone, local_to_instant, zone
from tutorhub_app.services import (
    booking,
    booking_changes,
    booking_lists,
    enrollment,
    live,
    slots,
)
from tutorhub_app.services.booking import BookingRequest, Place
from tutorhub_app.services.booking_offer import PackToBook, pack_to_book
from tutorhub_app.services.lesson_view import LessonView
from tutorhub_app.services.slots import Explanation
from tutorhub_app.services.unit import run
from tutorhub_app.states import booking_shown as shown
from tutorhub_app.states.app import AppState
from tutorhub_app.states.booking_shown import ChosenShown, PackShown, Viewer
from tutorhub_app.states.guard import SIGNED_IN, allow, principal
from tutorhub_app.states.lesson_line import LessonLine, lesson_line

_GONE = frozenset({"slotTaken", "notBookable"})
LONGEST_DETAILS = booking.LONGEST_DETAILS


class BookingState(AppState):
    """The page of one pack. `phase` is loading, choose, confirm, booked or missing.

    `focus` is the id of what should have the focus, `focus_count` grows each time it should.
    """

    phase: str = "loading"
    pack: PackShown = PackShown()
    is_loading_times: bool = False
    zone_name: str = ""

    month_title: str = ""
    weekdays: list[str] = []
    days: list[MonthDay] = []
    has_previous: bool = False
    has_next: bool = False
    day_title: str = ""
    times: list[TimeChoice] = []
    times_summary: str = ""

    chosen: ChosenShown = ChosenShown()
    mode: str = ""
    place_type: str = ""
    place_details: str = ""
    is_saving: bool = False
    series_href: str = ""

    gone: str = ""
    gone_nearest: list[TimeChoice] = []

    asked_day: str = ""
    asked_time: str = ""
    answer: str = ""
    answer_reasons: list[str] = []
    answer_nearest: list[TimeChoice] = []
    answer_key: str = ""

    moving_from: str = ""
    booked: LessonLine = LessonLine()
    booked_title: str = ""

    focus: str = ""
    focus_count: int = 0

    _pack: PackToBook | None = None
    _slots: dict[str, OpenSlot] = {}
    _near: dict[str, OpenSlot] = {}
    _chosen: OpenSlot | None = None
    _moving: LessonView | None = None
    _month: date | None = None
    _day: date | None = None
    _last_day: date | None = None
    _request_key: str = ""
    _unseen: str = ""

    @rx.event
    @allow(*SIGNED_IN)
    async def load(self):
        """Show the pack's month; or, with `?booked=`, the lesson that was just booked."""
        booked_id, unseen = self._param("booked"), self._unseen
        self._start_over()
        if booked_id:
            return await self._show_booked(booked_id)
        if unseen:
            # The page was loaded again before it could show what it had booked.
            return rx.redirect(self._here(booked=unseen), replace=True)
        try:
            await self._open()
        except NotFound as error:
            self.error = error.sentence
            self.phase = "missing"
            return None
        await self._load_month(find_first=True)
        return None

    @rx.event(background=True)
    @allow(*SIGNED_IN)
    async def watch(self):
        """Keep the open times true while others book."""
        async with self:
            pack = self._pack
        if pack is None:
            return
        topics = [live.tutor_topic(pack.tutor_profile_id)]
        if pack.student_id:
            topics.append(live.person_topic(pack.student_id))
        async for _ in live.changes(*topics):
            yield BookingState.refresh

    @rx.event
    @allow(*SIGNED_IN)
    async def refresh(self):
        """Load the times anew; say so when the one that was chosen has gone."""
        if self._pack is None or self.phase not in ("choose", "confirm") or self.is_saving:
            return
        await self._reload_pack()
        await self._load_month()
        if self._chosen is not None and not await self._is_still_free(self._chosen):
            await self._tell_gone(self._chosen, "This time has just been taken.")

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

    @rx.event
    @allow(*SIGNED_IN)
    async def pick_time(self, key: str):
        """Choose one of the times on the page; it is booked only when confirmed."""
        slot = self._slots.get(key) or self._near.get(key)
        if slot is None or self._pack is None:
            return
        if self.pack.missing:
            self._move_focus("missing")
            return
        self._choose(slot)

    @rx.event
    @allow(*SIGNED_IN)
    async def back_to_times(self):
        """Leave the summary without booking."""
        if self.phase != "confirm":
            return
        self._chosen, self.chosen = None, ChosenShown()
        self.phase = "choose"
        self._clear_errors()
        self._clear_gone()
        self._show_days()
        self._move_focus("times")

    @rx.event
    @allow(*SIGNED_IN)
    async def change_zone(self, name: str):
        """Tell all times of this page in another zone; the person's own setting stays."""
        if not is_zone(name) or self._pack is None:
            return
        kept = self._chosen
        self.zone_name = name
        self._clear_answer()
        self._clear_gone()
        await self._load_month(find_first=self.phase == "choose")
        if kept is not None:
            self.chosen = self._shown_choice(kept)

    @rx.event
    @allow(*SIGNED_IN)
    async def change_mode(self, mode: str):
        if mode in self.chosen.modes:
            self.mode = mode
            self.series_href = self._series_href()

    @rx.event
    @allow(*SIGNED_IN)
    async def change_place(self, place_type: str):
        if place_type in dict(shown.PLACES):
            self.place_type = place_type

    @rx.event
    @allow(*SIGNED_IN)
    async def type_details(self, details: str):
        self.place_details = details[: LONGEST_DETAILS + 1]

    @rx.event
    @allow(*SIGNED_IN)
    async def confirm(self):
        """Book or move. Pressed twice, it is one lesson: the request carries its key."""
        slot = self._chosen
        if slot is None or self._pack is None or self.phase != "confirm" or self.is_saving:
            return
        self.is_saving = True
        self._clear_gone()
        yield
        with self._reporting(toast=False) as outcome:
            lesson = await self._save(slot)
        self.is_saving = False
        if outcome.failed:
            if outcome.code in _GONE:
                await self._load_month()
                await self._tell_gone(slot, outcome.sentence)
            return
        self._unseen = lesson.id
        yield rx.redirect(
            self._here(booked=lesson.id, moved="1" if self._moving else None), replace=True
        )

    @rx.event
    @allow(*SIGNED_IN)
    async def enroll(self):
        """Enroll in the pack, and go on to its times."""
        if self._pack is None or self.pack.missing not in ("notEnrolled", "noLessonsLeft"):
            return
        with self._reporting() as outcome:
            await run(
                enrollment.enroll,
                principal(),
                self._pack.pack_id,
                self._for_whom()["student_id"],
            )
        if outcome.failed:
            return
        await self._reload_pack()
        self._say(f"Enrolled: {self.pack.lessons_left}.")
        self._move_focus("times")

    @rx.event
    @allow(*SIGNED_IN)
    async def type_asked_day(self, day: str):
        self.asked_day = day[:10]
        self._clear_answer()

    @rx.event
    @allow(*SIGNED_IN)
    async def type_asked_time(self, time: str):
        self.asked_time = time[:8]
        self._clear_answer()

    @rx.event
    @allow(*SIGNED_IN)
    async def ask(self):
        """Answer whether the day and time that were typed can be booked, and if not, why not."""
        self._clear_answer()
        self._clear_errors()
        if self._pack is None:
            return
        try:
            day = date.fromisoformat(self.asked_day)
            minutes = parse_time(self.asked_time[:5], "asked")
        except (ValueError, Invalid):
            self.errors = {"asked": "Choose a day and a time."}
            return
        starts_at = local_to_instant(self._viewer().zone, day, minutes)
        if starts_at is None:
            self.answer = "This time can not be booked."
            self.answer_reasons = [
                f"The clocks go forward that day in {shown.place_of(self.zone_name)}, "
                "and skip this time."
            ]
            return
        await self._answer(starts_at)

    async def _answer(self, starts_at: datetime) -> None:
        with self._reporting(toast=False) as outcome:
            told = await self._explain(starts_at)
        if outcome.failed:
            return
        if told.slot is not None:
            self._near = {shown.key_of(starts_at): told.slot}
            self.answer, self.answer_key = "This time is free.", shown.key_of(starts_at)
            return
        self.answer = "This time can not be booked."
        self.answer_reasons = [reason.sentence for reason in told.reasons]
        self.answer_nearest = self._offer(told.nearest)

    async def _explain(self, starts_at: datetime, mode: SessionMode | None = None) -> Explanation:
        return await run(
            slots.explain, principal(), self._pack_id(), starts_at, mode, **self._for_whom()
        )

    async def _save(self, slot: OpenSlot) -> LessonView:
        place = self._place()
        if self._moving:
            return await run(
                booking_changes.reschedule_lesson,
                principal(),
                self._moving.id,
                slot.starts_at,
                place=place,
                record_version=self._moving.record_version,
            )
        return await run(
            booking.book_slot,
            principal(),
            BookingRequest(
                pack_id=self._pack_id(),
                starts_at=slot.starts_at,
                session_mode=place.session_mode,
                location_type=place.location_type,
                location_details=place.location_details,
                student_id=self._for_whom()["student_id"],
                request_key=self._request_key,
            ),
        )

    def _place(self) -> Place:
        mode = SessionMode(self.mode)
        if mode is SessionMode.ONLINE:
            return Place(mode)
        return Place(mode, LocationType(self.place_type), self.place_details)

    def _start_over(self) -> None:
        """An empty page; the zone stays as it was chosen for this pack."""
        kept = self.zone_name if self._pack and self._pack.pack_id == self._param("pack_id") else ""
        self.reset()
        self.zone_name = kept or self.viewer_zone

    async def _open(self) -> None:
        """Load the pack, and the lesson that is moved. Raises NotFound."""
        lesson_id = self._param("lesson")
        if lesson_id:
            self._moving = await run(booking_lists.lesson, principal(), lesson_id)
        self._pack = await run(pack_to_book, principal(), self._pack_id(), **self._for_whom())
        self.pack = self._shown_pack()
        self.place_type = LocationType.OTHER.value
        moving = self._moving
        if moving:
            viewer = self._viewer()
            self.moving_from = (
                f"{shown.full_day(viewer.day_of(moving.starts_at))}, "
                f"{viewer.span(moving.starts_at, moving.ends_at)}"
            )
            self.mode = moving.session_mode.value
            self.place_type = moving.location_type or self.place_type
            self.place_details = moving.location_details

    async def _reload_pack(self) -> None:
        try:
            self._pack = await run(pack_to_book, principal(), self._pack_id(), **self._for_whom())
        except TutorHubError:
            return
        now_shown = self._shown_pack()
        if now_shown != self.pack:
            self.pack = now_shown

    def _shown_pack(self) -> PackShown:
        assert self._pack is not None
        pack = shown.pack_shown(self._pack)
        if not self._moving:
            return pack
        blocked = "" if self._moving.can_reschedule else "notMovable"
        return replace(pack, missing=blocked, lessons_left="")

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
        self._month, self._last_day = month, found.last_day
        self._slots = {shown.key_of(slot.starts_at): slot for slot in found.slots}
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
        days = shown.by_day(self._slots.values(), viewer)
        if self._day is None:
            in_month = sorted(day for day in days if day.month == self._month.month)
            self._day = in_month[0] if in_month else None
        self.month_title = shown.month_title(self._month)
        self.weekdays = shown.weekday_heads(viewer)
        self.days = shown.month_days(
            self._month, days, viewer, today=viewer.day_of(utc_now()), selected=self._day
        )
        times = days.get(self._day, []) if self._day else []
        self.times = shown.time_choices(
            times, viewer, self._pack.tutor_zone, selected=self.chosen.key
        )
        self.day_title = long_day(self._day) if self._day else "No free times this month"
        self.times_summary = shown.counted_times(len(times)).capitalize() if self._day else ""
        if self.phase == "loading":
            self.phase = "choose"

    def _choose(self, slot: OpenSlot) -> None:
        self._clear_errors()
        self._clear_gone()
        self._clear_answer()
        self._chosen = slot
        self._request_key = secrets.token_urlsafe(16)
        self.chosen = self._shown_choice(slot)
        if self.mode not in self.chosen.modes:
            self.mode = self.chosen.modes[0]
        self.series_href = self._series_href()
        self.phase = "confirm"
        self._move_focus("confirm")

    def _shown_choice(self, slot: OpenSlot) -> ChosenShown:
        pack = self._pack
        assert pack is not None
        terms = (pack.cancellation_notice_minutes, pack.reschedule_notice_minutes)
        if self._moving:
            terms = (
                self._moving.cancellation_notice_minutes,
                self._moving.reschedule_notice_minutes,
            )
        return shown.chosen_shown(
            slot,
            self._viewer(),
            pack.tutor_zone,
            terms,
            is_student=self.me.role == Role.STUDENT,
            now=utc_now(),
        )

    async def _is_still_free(self, slot: OpenSlot) -> bool:
        if shown.key_of(slot.starts_at) in self._slots:
            return True
        try:
            return (await self._explain(slot.starts_at)).slot is not None
        except TutorHubError:
            return False

    async def _tell_gone(self, slot: OpenSlot, sentence: str) -> None:
        """Say that the chosen time can not be booked any more, with the nearest three."""
        try:
            told = await self._explain(slot.starts_at, SessionMode(self.mode))
        except TutorHubError:
            told = Explanation((), ())
        self._clear_errors()
        self._chosen = None
        self.gone = sentence
        self.gone_nearest = self._offer(told.nearest)
        self._move_focus("gone")

    def _offer(self, near: tuple[OpenSlot, ...]) -> list[TimeChoice]:
        assert self._pack is not None
        self._near = {shown.key_of(slot.starts_at): slot for slot in near}
        return shown.near_choices(near, self._viewer(), self._pack.tutor_zone)

    async def _show_booked(self, lesson_id: str):
        try:
            lesson = await run(booking_lists.lesson, principal(), lesson_id)
        except NotFound:
            return rx.redirect(self._here(), replace=True)
        self.booked = lesson_line(
            lesson, viewer_zone=self.zone_name, hours=self.me.hour_cycle, now=utc_now()
        )
        self.booked_title = f"The lesson is {'moved' if self._param('moved') else 'booked'}"
        self.pack = PackShown(pack_id=lesson.pack_id)
        self.phase = "booked"
        self._move_focus("booked")
        return None

    def _for_whom(self) -> dict[str, str | None]:
        """The student and the moved lesson, as the services take them."""
        moving = self._moving
        if self.me.role == Role.STUDENT:
            student = None
        else:
            student = moving.student_id if moving else self._param("student") or None
        return {"student_id": student, "moving_lesson": moving.id if moving else None}

    def _pack_id(self) -> str:
        return self._moving.pack_id if self._moving else self._param("pack_id")

    def _param(self, name: str) -> str:
        return str(self.rx_router_page.params.get(name) or "")

    def _here(self, **params: str | None) -> str:
        student = self._param("student") or None
        return routes.with_query(routes.book(self._pack_id()), student=student, **params)

    def _series_href(self) -> str:
        pack = self._pack
        if pack is None or self._moving or pack.lessons_left < 2:
            return ""
        return routes.with_query(
            routes.book_series(pack.pack_id),
            start=self.chosen.key,
            mode=self.mode,
            student=self._param("student") or None,
        )

    def _viewer(self) -> Viewer:
        where: ZoneInfo = zone(self.zone_name or self.viewer_zone)
        return Viewer(where, self.me.hour_cycle, self.me.first_day_of_week)

    def _clear_gone(self) -> None:
        self.gone, self.gone_nearest = "", []

    def _clear_answer(self) -> None:
        self.answer, self.answer_reasons, self.answer_key = "", [], ""
        self.answer_nearest = []

    def _move_focus(self, target: str) -> None:
        self.focus = target
        self.focus_count += 1
