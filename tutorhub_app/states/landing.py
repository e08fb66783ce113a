"""The front page: who is free soonest."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.domain.tutor_search import TutorSearch
from tutorhub_app.domain.zones import is_zone
from tutorhub_app.services import catalog_search
from tutorhub_app.services.catalog_search import TutorCard
from tutorhub_app.services.money import DEFAULT_LOCALE
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.catalog_teaching import text_in, viewer_locale
from tutorhub_app.states.guard import ANYONE, allow, principal

_SHOWN = 3
_LONGEST = 100


class LandingState(AppState):
    """`soonest` are the tutors with the earliest free times, in the viewer's zone."""

    soonest: tuple[TutorCard, ...] = ()
    loaded: bool = False
    _shown_in: str = ""

    @rx.event
    @allow(*ANYONE)
    async def load(self):
        """Signed-in people have a home; others see who is free, once their zone is known."""
        if self.me.role:
            return rx.redirect(routes.HOME, replace=True)
        if not self.browser_zone:
            return None
        self._shown_in = self.viewer_zone
        with self._reporting():
            found = await run(
                catalog_search.search_tutors,
                principal(),
                TutorSearch(),
                viewer_zone=self.viewer_zone,
                locale=viewer_locale(self) or DEFAULT_LOCALE,
            )
            self.soonest = tuple(card for card in found.cards if card.earliest)[:_SHOWN]
        self.loaded = True
        return None

    @rx.event
    @allow(*ANYONE)
    async def in_zone(self, zone: str):
        """The browser's zone has come: show times in it."""
        if is_zone(zone):
            self.browser_zone = zone
        if self._shown_in != self.viewer_zone:
            return LandingState.load
        return None

    @rx.event
    @allow(*ANYONE)
    async def search(self, form: dict[str, Any]):
        return rx.redirect(routes.with_query(routes.TUTORS, q=text_in(form, "q")[:_LONGEST]))
