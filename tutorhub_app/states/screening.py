"""What both sides do with a screening request: times, calling off, withdrawing, appealing."""

import reflex as rx

from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.screening import Act
from tutorhub_app.services import enrollment, screening
from tutorhub_app.services.unit import run
from tutorhub_app.states import booking_shown
from tutorhub_app.states.guard import SIGNED_IN, allow, principal
from tutorhub_app.states.meeting_times import TIMES_FIELD
from tutorhub_app.states.screening_page import ScreeningPage


class ScreeningState(ScreeningPage):
    """The student's acts, and those that both sides have."""

    @rx.event
    @allow(*SIGNED_IN)
    async def agree(self, key: str):
        """Take one of the times that the other side named."""
        at = booking_shown.instant_of_key(key)
        if at is not None:
            await self._do(
                Act.AGREE,
                screening.agree,
                said="The time is agreed.",
                starts_at=at,
                meeting_link=self._link() if self._is_deciding() else None,
            )

    @rx.event
    @allow(*SIGNED_IN)
    async def open_times(self):
        """Choose times to offer, or to propose anew."""
        if self._view is None:
            return
        self.panel = "times"
        self._begin_words("times")
        await self._load_times()
        self._move_focus("times-panel")

    @rx.event
    @allow(*SIGNED_IN)
    async def close_times(self):
        self.panel = ""
        self._clear_errors()
        self._clear_chosen()
        self._move_focus("open-times")

    @rx.event
    @allow(*SIGNED_IN)
    async def send_times(self):
        """Send what was chosen to the other side; an administrator's are the tutor's. A student may
        name none: any time will do."""
        if not self._chosen and self._is_deciding():
            self.errors = {TIMES_FIELD: "Choose one time at least."}
            return
        is_done = await self._do(
            Act.OFFER if self._is_deciding() else Act.PROPOSE,
            screening.offer,
            said="Sent.",
            proposals=self._chosen,
            message=self.words or None,
        )
        if is_done:
            self.panel, self.words = "", ""
            self._clear_chosen()

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_REQUEST)
    async def withdraw(self):
        await self._do(Act.WITHDRAW, screening.withdraw, said="Your request is withdrawn.")
        self.dialog = ""

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_REQUEST)
    async def appeal(self):
        if await self._do(
            Act.APPEAL,
            screening.appeal,
            said="Your appeal is sent to the administrators.",
            message=self.words,
        ):
            self.dialog, self.words = "", ""

    @rx.event
    @allow(*SIGNED_IN)
    async def unplan(self):
        if await self._do(
            Act.UNPLAN, screening.unplan, said="The time is called off.", reason=self.words
        ):
            self.dialog, self.words = "", ""

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_REQUEST)
    async def enroll(self):
        """Enroll in the pack that one was approved for."""
        if self._view is None or self.pack.missing != "notEnrolled":
            return
        with self._reporting() as outcome:
            await run(enrollment.enroll, principal(), self._view.pack_id)
        if not outcome.failed:
            await self._load()
            self._say(f"Enrolled: {self.pack.lessons_left}.")
            self._move_focus("next")
