"""The home page of each role."""

import reflex as rx

from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import SIGNED_IN, allow


class HomeState(AppState):
    loaded: bool = False

    @rx.event
    @allow(*SIGNED_IN)
    async def load(self):
        self.loaded = True
