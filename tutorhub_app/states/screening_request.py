"""A screened course pack: what is needed first, and asking for the meeting."""

from dataclasses import dataclass, field

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.domain import words
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.screening_texts import LONGEST_COMMENTS
from tutorhub_app.services import live, screening, screening_views
from tutorhub_app.services.booking_offer import PackToBook, pack_to_book
from tutorhub_app.services.screening_views import PackStanding
from tutorhub_app.services.unit import run
from tutorhub_app.states import booking_shown
from tutorhub_app.states.booking_shown import PackShown
from tutorhub_app.states.guard import allow, principal
from tutorhub_app.states.meeting_times import NOT_THEN, TIMES_FIELD, MeetingTimes
from tutorhub_app.states.screening_shown import next_sentence, plain_errors

ANY_TIME, THESE_TIMES = "any", "these"


@dataclass(frozen=True)
class StandingShown:
    """`why_not` and what follows are empty where the student may ask. `current_*` tell of the
    latest request."""

    may_ask: bool = False
    why_not: str = ""
    needed: list[str] = field(default_factory=list)
    current_href: str = ""
    current_stage: str = ""
    current_next: str = ""
    may_appeal: bool = False


class ScreeningRequestState(MeetingTimes):
    """The page of one pack. `phase` is loading, ready or missing."""

    phase: str = "loading"
    pack: PackShown = PackShown()
    standing: StandingShown = StandingShown()
    message: str = ""
    when: str = THESE_TIMES
    is_saving: bool = False
    _pack: PackToBook | None = None

    @rx.event
    @allow(Role.STUDENT)
    async def load(self):
        """Show the pack and how one stands in it. What was typed for it stays."""
        pack_id = str(self.rx_router_page.params.get("pack_id") or "")
        if self._pack is None or self._pack.pack_id != pack_id:
            self.message, self.when, self.phase = "", THESE_TIMES, "loading"
        self.is_saving = False
        try:
            self._pack = await run(pack_to_book, principal(), pack_id)
            await self._load_standing()
        except NotFound as error:
            self._pack, self.error, self.phase = None, error.sentence, "missing"
            return
        if self._pack_of_times != pack_id or self._meeting_of_times:
            self._begin_times(pack_id, self._pack.tutor_zone)
        if self.standing.may_ask:
            await self._load_times()
        self.phase = "ready"

    @rx.event(background=True)
    @allow(Role.STUDENT)
    async def watch(self):
        """Keep the open times and the standing true."""
        async with self:
            pack, me = self._pack, principal()
        if pack is None or me is None:
            return
        topics = live.tutor_topic(pack.tutor_profile_id), live.person_topic(me.user_id)
        async for _ in live.changes(*topics):
            yield ScreeningRequestState.refresh

    @rx.event
    @allow(Role.STUDENT)
    async def refresh(self):
        if self._pack is None or self.is_saving:
            return
        try:
            await self._load_standing()
        except NotFound:
            return
        if self.standing.may_ask:
            await self._load_times()

    @rx.event
    @allow(Role.STUDENT)
    async def type_message(self, message: str):
        self.message = message[: LONGEST_COMMENTS + 1]

    @rx.event
    @allow(Role.STUDENT)
    async def choose_when(self, when: str):
        if when in (ANY_TIME, THESE_TIMES):
            self.when = when
            self._clear_errors()

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_REQUEST)
    async def ask(self):
        """Send the request. Pressed twice, it is one."""
        if self._pack is None or self.is_saving:
            return
        times = self._chosen if self.when == THESE_TIMES else ()
        if self.when == THESE_TIMES and not times:
            self._clear_errors()
            self.errors = {TIMES_FIELD: "Choose a time, or say that any time suits you."}
            self._move_focus("times-error")
            return
        self.is_saving = True
        yield
        with self._reporting(toast=False) as outcome:
            meeting_id = await run(
                screening.ask,
                principal(),
                self._pack.pack_id,
                message=self.message,
                proposals=times,
            )
        self.is_saving = False
        if outcome.failed:
            self.errors = plain_errors(self.errors)
            if outcome.code in NOT_THEN:
                self.errors = {TIMES_FIELD: outcome.sentence}
            await self._load_times()
            at = "message" if "message" in self.errors else "request-error"
            self._move_focus("times-error" if TIMES_FIELD in self.errors else at)
            return
        self.message = ""
        self._clear_chosen()
        yield rx.redirect(routes.screening(meeting_id))

    async def _load_standing(self) -> None:
        assert self._pack is not None
        standing = await run(screening_views.standing, principal(), self._pack.pack_id)
        self.pack = booking_shown.pack_shown(self._pack)
        self.standing = self._shown_standing(standing)

    def _shown_standing(self, standing: PackStanding) -> StandingShown:
        current, viewer = standing.current, self._viewer()
        why_not = "" if standing.may_ask else standing.why_not
        if standing.ask_again_at and not standing.may_ask:
            again = words.day_and_clock(standing.ask_again_at, viewer.zone, viewer.hour_cycle)
            far = words.how_far(standing.ask_again_at, utc_now())
            why_not = f"You may ask again from {again}, {far}."
        return StandingShown(
            may_ask=standing.may_ask,
            why_not=why_not,
            needed=list(standing.requirements),
            current_href=routes.screening(current.id) if current else "",
            current_stage=current.stage.value if current else "",
            current_next=next_sentence(current, viewer, utc_now()) if current else "",
            may_appeal=standing.may_appeal,
        )
