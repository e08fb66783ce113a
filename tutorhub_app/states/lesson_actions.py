"""What can be done to a lesson, from any page that shows one: the dialogs and their buttons.

The page itself is loaded again by the change that the action commits.
"""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.booking import LocationType
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services import booking_changes, booking_lists
from tutorhub_app.services.booking import Place
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import SIGNED_IN, allow, principal
from tutorhub_app.states.lesson_line import LessonLine, lesson_line


class LessonActionState(AppState):
    """`dialog` names the open one: cancel or place."""

    lesson: LessonLine = LessonLine()
    dialog: str = ""
    cost: str = ""
    and_later: bool = False
    reason: str = ""
    mode: str = ""
    location_type: str = ""
    location_details: str = ""

    def _put_away(self) -> None:
        self.dialog = ""

    @rx.event
    @allow(*SIGNED_IN)
    async def ask_to_cancel(self, lesson_id: str):
        """Open the dialog that says what cancelling costs."""
        if await self._take(lesson_id):
            self.and_later, self.reason = False, ""
            await self._preview()

    @rx.event
    @allow(*SIGNED_IN)
    async def choose_and_later(self, and_later: str):
        """Whether the later lessons of the series are meant, too: "one" or "later"."""
        self.and_later = and_later == "later"
        await self._preview()

    @rx.event
    @allow(*SIGNED_IN)
    async def type_reason(self, reason: str):
        self.reason = reason

    @rx.event
    @allow(*SIGNED_IN)
    async def cancel(self):
        with self._reporting() as outcome:
            if self.and_later:
                gone = await run(
                    booking_changes.cancel_series_from,
                    principal(),
                    self.lesson.id,
                    reason=self.reason,
                )
                self._say(f"{len(gone)} lessons cancelled." if len(gone) > 1 else "Cancelled.")
            else:
                await run(
                    booking_changes.cancel_lesson,
                    principal(),
                    self.lesson.id,
                    reason=self.reason,
                    record_version=self.lesson.version,
                )
                self._say("Lesson cancelled.")
        if not outcome.failed:
            self.dialog = ""

    @rx.event
    @allow(*SIGNED_IN)
    async def ask_for_place(self, lesson_id: str):
        """Open the dialog in which either side says where the lesson is held."""
        if await self._take(lesson_id):
            self.mode = self.lesson.mode
            self.location_type = self.lesson.location_type or LocationType.OTHER.value
            self.location_details = self.lesson.location_details
            self._clear_errors()
            self.dialog = "place"

    @rx.event
    @allow(*SIGNED_IN)
    async def choose_mode(self, mode: str):
        self.mode = mode
        if mode == SessionMode.FACE_TO_FACE and self.location_type == LocationType.ONLINE:
            self.location_type = LocationType.OTHER.value

    @rx.event
    @allow(*SIGNED_IN)
    async def choose_location_type(self, kind: str):
        self.location_type = kind

    @rx.event
    @allow(*SIGNED_IN)
    async def type_location(self, details: str):
        self.location_details = details

    @rx.event
    @allow(*SIGNED_IN)
    async def save_place(self):
        if self.mode not in tuple(SessionMode):
            return
        online = self.mode == SessionMode.ONLINE
        kind = LocationType.ONLINE.value if online else self.location_type
        if kind not in tuple(LocationType):
            return
        place = Place(
            session_mode=SessionMode(self.mode),
            location_type=LocationType(kind),
            location_details=None if online else self.location_details or None,
        )
        with self._reporting() as outcome:
            await run(
                booking_changes.change_location,
                principal(),
                self.lesson.id,
                place,
                record_version=self.lesson.version,
            )
        if not outcome.failed:
            self.dialog = ""
            self._say("Place saved.")

    @rx.event
    @allow(Permission.LESSON_SLOT_MANAGE)
    async def mark_completed(self, lesson_id: str):
        await self._mark(lesson_id, "completed")

    @rx.event
    @allow(Permission.LESSON_SLOT_MANAGE)
    async def mark_no_show(self, lesson_id: str):
        await self._mark(lesson_id, "no_show")

    @rx.event
    @allow(Permission.LESSON_SLOT_MANAGE)
    async def undo(self):
        """Take the last mark back."""
        with self._reporting() as outcome:
            await run(booking_changes.undo_mark, principal(), self.lesson.id)
        if not outcome.failed:
            self._say("Taken back.", kind="info")

    @rx.event
    @allow(Permission.LESSON_SLOT_MANAGE)
    async def undo_mark(self, lesson_id: str):
        if await self._take(lesson_id):
            return LessonActionState.undo

    @rx.event
    @allow(*SIGNED_IN)
    async def reschedule(self, lesson_id: str):
        """Go to the picker, which moves this lesson."""
        if await self._take(lesson_id):
            return rx.redirect(routes.move(self.lesson.pack_id, self.lesson.id))

    @rx.event
    @allow(*SIGNED_IN)
    async def close(self, open_now: bool):
        if not open_now:
            self.dialog = ""
            self._clear_errors()

    async def _take(self, lesson_id: str) -> bool:
        """Look the lesson up afresh; False, with a notice, when it is not the viewer's."""
        with self._reporting() as outcome:
            found = await run(booking_lists.lesson, principal(), lesson_id)
            self.lesson = lesson_line(
                found,
                viewer_zone=self.viewer_zone,
                hours=self.me.hour_cycle,
                now=utc_now(),
            )
        return not outcome.failed

    async def _preview(self) -> None:
        with self._reporting() as outcome:
            preview = await run(
                booking_changes.cancellation_preview,
                principal(),
                self.lesson.id,
                and_later=self.and_later,
            )
            self.cost = preview.sentence
        self.dialog = "" if outcome.failed else "cancel"

    async def _mark(self, lesson_id: str, how: str) -> None:
        if not await self._take(lesson_id):
            return
        service = (
            booking_changes.mark_no_show if how == "no_show" else booking_changes.mark_completed
        )
        with self._reporting() as outcome:
            await run(service, principal(), lesson_id)
        if not outcome.failed:
            said = "Marked as not shown up." if how == "no_show" else "Marked as completed."
            self._say(said, action="Undo")
