"""A tutor books for a student: who, and of which pack. The picker does the rest."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services import students
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import allow, principal


class BookForState(AppState):
    """`choices` are (key, words) of each student's packs with lessons left."""

    choices: list[tuple[str, str]] = []
    chosen: str = ""
    is_open: bool = False

    def _put_away(self) -> None:
        self.is_open = False

    @rx.event
    @allow(Permission.LESSON_SLOT_BOOK)
    async def open_dialog(self):
        """Administrators name the tutor: `?tutor=<profile id>`."""
        tutor = str(self.router.url.query_parameters.get("tutor", ""))
        with self._reporting() as outcome:
            found = await run(students.list_students, principal(), tutor or None)
            self.choices = [
                (
                    f"{row.pack_id} {row.student_id}",
                    f"{line.student.fullname}: {row.title} ({row.left} left)",
                )
                for line in found
                for row in line.enrollments
                if row.left
            ]
            self.chosen = self.choices[0][0] if self.choices else ""
        self.is_open = not outcome.failed

    @rx.event
    @allow(Permission.LESSON_SLOT_BOOK)
    async def choose(self, key: str):
        self.chosen = key

    @rx.event
    @allow(Permission.LESSON_SLOT_BOOK)
    async def close(self, open_now: bool):
        self.is_open = open_now

    @rx.event
    @allow(Permission.LESSON_SLOT_BOOK)
    async def go_on(self):
        """To the picker, if the choice is one that was offered."""
        if self.chosen not in dict(self.choices):
            return None
        pack_id, student_id = self.chosen.split(" ")
        self.is_open = False
        return rx.redirect(routes.book_for(pack_id, student_id))
