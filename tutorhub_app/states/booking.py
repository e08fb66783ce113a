"""Booking a lesson, or moving one: choose a day, a time, confirm."""

import secrets
from datetime import date, datetime

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.availability import parse_time
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.calendar_view import TimeChoice
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import Invalid, NotFound, TutorHubError
from tutorhub_app.domain.slots import OpenSlot
from tutorhub_app.domain.zones import is_zone, local_to_instant
from tutorhub_app.services import (
    booking,
    booking_changes,
    booking_lists,
    live,
    series_changes,
    slots,
)
from tutorhub_app.services.booking import BookingRequest
from tutorhub_app.services.lesson_view import LessonView
from tutorhub_app.services.slots import Explanation
from tutorhub_app.services.unit import run
from tutorhub_app.states import booking_shown as shown
from tutorhub_app.states.booking_shown import ChosenShown
from tutorhub_app.states.guard import SIGNED_IN, allow, principal
from tutorhub_app.states.lesson_line import LessonLine, lesson_line
from tutorhub_app.states.picker import PickerState
from tutorhub_app.states.series_shown import MoveShown, move_shown

_GONE = frozenset({"slotTaken", "notBookable"})


class BookingState(PickerState):
    """The page of one pack. `phase` is loading, choose, confirm, booked or missing."""

    phase: str = "loading"

    chosen: ChosenShown = ChosenShown()
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
    later: str = ""
    scope: str = "one"
    moves: list[MoveShown] = []
    is_blocked: bool = False
    booked: LessonLine = LessonLine()
    booked_title: str = ""
    again_href: str = ""

    _near: dict[str, OpenSlot] = {}
    _chosen: OpenSlot | None = None
    _request_key: str = ""
    _unseen: str = ""

    @rx.event
    @allow(*SIGNED_IN)
    async def load(self):
        """Show the pack's month; or, with `?booked=`, the lesson that was just booked."""
        booked_id, unseen = self._param("booked"), self._unseen
        if self._is_open() and not unseen:
            return None
        self.reset()
        self._begin_picker()
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
        await self._load_month(find_first=self._month is None)
        self.phase = "choose"
        return None

    @rx.event(background=True)
    @allow(*SIGNED_IN)
    async def watch(self):
        """Keep the open times true while others book."""
        async with self:
            topics = self._topics()
        if not topics:
            return
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
    async def pick_time(self, key: str):
        """Choose one of the times on the page; it is booked only when confirmed."""
        slot = self._slots.get(key) or self._near.get(key)
        if slot is None or self._pack is None:
            return
        if self.pack.missing:
            self._move_focus("missing")
            return
        await self._choose(slot)

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
    async def change_scope(self, scope: str):
        """Move one lesson of a series, or this and all later ones."""
        if scope in ("one", "later") and self.later:
            self.scope = scope
            await self._preview_moves()

    @rx.event
    @allow(*SIGNED_IN)
    async def confirm(self):
        """Book or move. Pressed twice, it is one lesson: the request carries its key."""
        slot = self._chosen
        if slot is None or self.phase != "confirm" or self.is_saving or self.is_blocked:
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
        if self._moving and self.scope == "later":
            moved = await run(
                series_changes.reschedule_series_from,
                principal(),
                self._moving.id,
                slot.starts_at,
                record_version=self._moving.record_version,
            )
            return moved[0]
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

    async def _open(self) -> None:
        """Load what the page is about. Raises NotFound."""
        await self._open_pack()
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
            if moving.starts_at > utc_now():
                self._day = viewer.day_of(moving.starts_at)
                self._month = self._day.replace(day=1)
            if moving.series_id:
                await self._count_later(moving)

    async def _count_later(self, moving: LessonView) -> None:
        found = await run(booking_lists.series_of, principal(), moving.series_id)
        count = sum(
            each.starts_at > moving.starts_at and each.status is SlotStatus.BOOKED for each in found
        )
        self.later = f"This and {shown.counted(count, 'later one')}" if count else ""

    async def _preview_moves(self) -> None:
        """Where each lesson of the series would go with the one that is moved."""
        slot, moving = self._chosen, self._moving
        self.moves, self.is_blocked = [], False
        if slot is None or moving is None or self.scope != "later":
            return
        with self._reporting() as outcome:
            told = await run(
                series_changes.reschedule_series_preview, principal(), moving.id, slot.starts_at
            )
        if not outcome.failed:
            viewer = self._viewer()
            self.moves = [move_shown(each, viewer) for each in told]
            self.is_blocked = any(each.reasons for each in self.moves)

    async def _choose(self, slot: OpenSlot) -> None:
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
        await self._preview_moves()
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
        self.again_href = self._address(routes.book(lesson.pack_id))
        self.phase = "booked"
        self._move_focus("booked")
        return None

    def _here(self, **params: str | None) -> str:
        return self._address(routes.book(self._pack_id()), **params)

    def _series_href(self) -> str:
        pack = self._pack
        if pack is None or self._moving or pack.lessons_left < 2:
            return ""
        return self._address(
            routes.book_series(pack.pack_id), start=self.chosen.key, mode=self.mode
        )

    def _clear_gone(self) -> None:
        self.gone, self.gone_nearest = "", []

    def _clear_answer(self) -> None:
        self.answer, self.answer_reasons, self.answer_key = "", [], ""
        self.answer_nearest = []
