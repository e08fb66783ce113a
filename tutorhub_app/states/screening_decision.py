"""What a tutor or an administrator does with a screening request: link, notes, decision."""

import reflex as rx

from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.screening import Act, TutorDecision
from tutorhub_app.domain.screening_texts import CRITERIA, LONGEST_COMMENTS, LONGEST_NOTES, MARKS
from tutorhub_app.services import screening
from tutorhub_app.states.guard import allow
from tutorhub_app.states.meeting_times import TIMES_FIELD
from tutorhub_app.states.screening_page import OUR_ROOM, OWN_LINK, ScreeningPage

NO_MARK = ""


class DecisionState(ScreeningPage):
    """Acts of those who decide."""

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def set_time(self):
        """Fix the one time that was chosen, where the student said that any time will do."""
        if len(self._chosen) != 1:
            self.errors = {TIMES_FIELD: "Choose exactly one time."}
            return
        is_done = await self._do(
            Act.AGREE,
            screening.agree,
            said="The time is agreed.",
            starts_at=self._chosen[0],
            meeting_link=self._link(),
        )
        if is_done:
            self.panel = ""
            self._clear_chosen()

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def save_link(self):
        if await self._do(Act.LINK, screening.set_link, said="Saved.", meeting_link=self._link()):
            self._touched -= {"link"}
            await self._load()

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def approve(self):
        await self._decide(TutorDecision.APPROVED, "Approved.")

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def reject(self):
        await self._decide(TutorDecision.REJECTED, "Not approved. The student reads your reason.")

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def reopen(self):
        """Take the decision back: the request is open again."""
        await self._do(
            Act.REOPEN,
            screening.decide,
            said="Open again.",
            decision=TutorDecision.PENDING,
            reason="",
        )

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def save_notes(self):
        marks = {name: int(mark) for name, mark in self.marks.items() if mark.isdigit()}
        if await self._do(Act.NOTE, screening.note, versioned=False, notes=self.notes, marks=marks):
            self._touched -= {"notes", "marks"}
            self.notes_saved = True

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_OVERRIDE)
    async def override(self):
        if self.wanted not in (TutorDecision.APPROVED, TutorDecision.REJECTED):
            return
        if await self._do(
            Act.OVERRIDE,
            screening.override,
            said="Decided.",
            decision=TutorDecision(self.wanted),
            reason=self.words,
        ):
            self.dialog, self.words = "", ""

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def type_reason(self, reason: str):
        self.reason = reason[: LONGEST_COMMENTS + 1]
        self._touched |= {"reason"}

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def choose_place(self, place: str):
        if place in (OUR_ROOM, OWN_LINK):
            self.place = place
            self._touched |= {"link"}

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def type_link(self, link: str):
        self.link = link[:500]
        self._touched |= {"link"}

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def type_notes(self, notes: str):
        self.notes, self.notes_saved = notes[: LONGEST_NOTES + 1], False
        self._touched |= {"notes"}

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_DECIDE)
    async def mark(self, criterion: str, mark: str):
        if criterion in CRITERIA and mark in (NO_MARK, *map(str, MARKS)):
            self.marks, self.notes_saved = {**self.marks, criterion: mark}, False
            self._touched |= {"marks"}

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_OVERRIDE)
    async def choose_decision(self, decision: str):
        if decision in (TutorDecision.APPROVED, TutorDecision.REJECTED):
            self.wanted = decision

    async def _decide(self, decision: TutorDecision, said: str) -> None:
        is_done = await self._do(
            Act.APPROVE if decision is TutorDecision.APPROVED else Act.REJECT,
            screening.decide,
            said=said,
            undo=True,
            decision=decision,
            reason=self.reason,
        )
        if is_done:
            self._touched -= {"reason"}
            await self._load()
