"""A tutor's page: who they are, when they teach, what they offer; and enrolling."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.services import catalog, enrollment, live
from tutorhub_app.services.catalog import PackView, TutorView
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.catalog_teaching import viewer_locale
from tutorhub_app.states.guard import ANYONE, allow, principal


class TutorState(AppState):
    """The tutor that the address names. `chosen` is the pack that the dialog is about."""

    tutor: TutorView | None = None
    loaded: bool = False
    chosen: PackView | None = None
    enrolling: bool = False
    saving: bool = False

    @rx.var
    def sign_in_page(self) -> str:
        return routes.sign_in(self.router.url.path.rstrip("/"))

    def _put_away(self) -> None:
        self.enrolling, self.saving = False, False

    @rx.event
    @allow(*ANYONE)
    async def load(self):
        profile_id = str(self.profile_id)
        if self.tutor is not None and self.tutor.profile_id != profile_id:
            self.tutor, self.loaded, self.enrolling = None, False, False
        self._clear_errors()
        try:
            self.tutor = await run(
                catalog.tutor_view, principal(), profile_id, locale=viewer_locale(self)
            )
        except NotFound:
            self.tutor = None
        self.loaded = True

    @rx.event(background=True)
    @allow(*ANYONE)
    async def watch(self):
        """Load, and load again whenever this tutor's catalogue or hours change."""
        async with self:
            topics = [live.tutor_topic(str(self.profile_id))]
        me = principal()
        if me is not None:
            topics.append(live.person_topic(me.user_id))
        async for _ in live.changes(*topics):
            yield TutorState.load

    @rx.event
    @allow(Role.STUDENT)
    async def choose(self, pack_id: str):
        """Ask before enrolling: it says what is agreed."""
        packs = self.tutor.packs if self.tutor is not None else ()
        self.chosen = next((pack for pack in packs if pack.id == pack_id), None)
        self.enrolling = self.chosen is not None
        self._clear_errors()

    @rx.event
    @allow(Role.STUDENT)
    async def open_dialog(self, is_open: bool):
        self.enrolling = is_open

    @rx.event
    @allow(Role.STUDENT)
    async def enroll(self):
        if self.chosen is None or self.saving:
            return
        self.saving = True
        yield
        with self._reporting():
            made = await run(enrollment.enroll, principal(), self.chosen.id)
            lessons = catalog.lessons_words(made.lessons_left)
            self._say(f"You are enrolled: {lessons} to book.")
        self.enrolling, self.saving = False, False
        yield TutorState.load
