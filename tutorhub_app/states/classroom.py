"""What stands at the address of a lesson: its room, or the page of a booked lesson."""

import reflex as rx

from tutorhub_app.services import online_lessons
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import ANYONE, allow, principal

JOIN = "join"


class ClassroomState(AppState):
    """`room` is the slug of the room that stands here; `is_page` says that the booked lesson's
    page does. Until it is known, neither."""

    room: str = ""
    is_page: bool = False

    @rx.event
    @allow(*ANYONE)
    async def look(self):
        """Find out what the address leads to. Who may enter a room is decided at its door."""
        slug = str(self.slug)
        joins = principal() is not None and JOIN in self.router.url.query_parameters
        is_room = joins or await leads_to_room(slug)
        self.room, self.is_page = slug if is_room else "", not is_room


async def leads_to_room(slug: str) -> bool:
    """Whether the address is that of a room itself, for everybody who has it."""
    return await run(online_lessons.stands_alone, slug)
