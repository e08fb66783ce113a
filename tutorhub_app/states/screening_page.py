"""One screening request: how it stands, in the parent of the states that act on it.

What is typed or chosen here is kept while the other side acts: only what nobody has touched is
filled anew when the page loads again.
"""

from collections.abc import Callable
from typing import Any

import reflex as rx

from tutorhub_app.clock import utc_now
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.screening import Act, Stage, TutorDecision
from tutorhub_app.domain.screening_texts import LONGEST_COMMENTS
from tutorhub_app.domain.timeline import TimelineStep
from tutorhub_app.services import live, own_rooms, screening_calendar, screening_views
from tutorhub_app.services.booking_offer import pack_to_book
from tutorhub_app.services.screening_views import ScreeningView
from tutorhub_app.services.unit import run
from tutorhub_app.states import booking_shown
from tutorhub_app.states import screening_shown as shown
from tutorhub_app.states.booking_shown import PackShown
from tutorhub_app.states.guard import SIGNED_IN, allow, principal
from tutorhub_app.states.meeting_times import NOT_THEN, TIMES_FIELD, MeetingTimes
from tutorhub_app.states.room_shown import RoomShown, room_shown
from tutorhub_app.states.screening_shown import HistoryLine, ProposalShown, ScreeningShown

OUR_ROOM, OWN_LINK = "room", "link"


class ScreeningPage(MeetingTimes):
    """`acts` are what the viewer may do now. `dialog` names the open one: withdraw, appeal, unplan
    or override. `panel` is "times" while other times are chosen."""

    shown: ScreeningShown = ScreeningShown()
    acts: list[str] = []
    steps: list[TimelineStep] = []
    history: list[HistoryLine] = []
    proposals: list[ProposalShown] = []
    pack: PackShown = PackShown()
    room: RoomShown = RoomShown()
    loaded: bool = False
    missing: bool = False
    dialog: str = ""
    panel: str = ""

    reason: str = ""
    words: str = ""
    place: str = OUR_ROOM
    link: str = ""
    notes: str = ""
    marks: dict[str, str] = {}
    notes_saved: bool = False
    wanted: str = TutorDecision.APPROVED.value

    _view: ScreeningView | None = None
    _touched: frozenset[str] = frozenset()
    _words_for: str = ""

    def _put_away(self) -> None:
        self.dialog = ""

    @rx.event
    @allow(*SIGNED_IN)
    async def load(self):
        """Read the request; somebody else's looks like one that does not exist."""
        await self._load()

    @rx.event(background=True)
    @allow(*SIGNED_IN)
    async def watch(self):
        async for _ in live.changes(*screening_topics()):
            yield ScreeningPage.load

    @rx.event
    @allow(*SIGNED_IN)
    async def open_dialog(self, dialog: str):
        if dialog in ("withdraw", "appeal", "unplan", "override"):
            self.dialog = dialog
            self._begin_words(dialog)

    @rx.event
    @allow(*SIGNED_IN)
    async def close_dialog(self, is_open: bool):
        if not is_open:
            self.dialog = ""
            self._clear_errors()

    @rx.event
    @allow(*SIGNED_IN)
    async def type_words(self, text: str):
        self.words = text[: LONGEST_COMMENTS + 1]

    async def _load(self) -> None:
        wanted = str(self.meeting_id)
        if self._view is None or self._view.id != wanted:
            self._begin(wanted)
        try:
            view = await run(screening_views.view, principal(), wanted)
        except NotFound:
            self._view, self.shown = None, ScreeningShown()
            self.missing, self.loaded = True, True
            return
        if self._meeting_of_times != view.id:
            self._begin_times(view.pack_id, view.tutor_zone, view.id)
        self._view = view
        await self._show_view(view)
        if self.panel == "times":
            await self._load_times()
        self.missing, self.loaded = False, True

    async def _do(
        self,
        act: Act,
        service: Callable[..., Any],
        *,
        said: str = "",
        undo: bool = False,
        versioned: bool = True,
        **wanted: Any,
    ) -> bool:
        """Do one act on the request that was looked at, and show what became of it. What can not
        be done as the page stands, a second press of the same button say, is left undone."""
        view = self._view
        if view is None or act not in view.acts:
            return False
        if versioned:
            wanted["record_version"] = view.record_version
        self.problem = ""
        with self._reporting(toast=False) as outcome:
            await run(service, principal(), view.id, **wanted)
        if outcome.failed:
            self.errors = shown.plain_errors(self.errors)
            if outcome.code in NOT_THEN and self.panel:
                self.errors = {TIMES_FIELD: outcome.sentence}
            if not self.errors:
                self.problem, self.error = outcome.sentence, ""
                self.dialog = ""
                self._move_focus("problem")
        elif said:
            self._say(said, action="Undo" if undo else "")
        errors, error = self.errors, self.error
        await self._load()
        self.errors, self.error = errors, error
        return not outcome.failed

    def _begin_words(self, purpose: str) -> None:
        """What was typed for another purpose is not sent with this one."""
        self._clear_errors()
        if self._words_for != purpose:
            self._words_for, self.words = purpose, ""

    def _begin(self, meeting_id: str) -> None:
        self._view, self._touched, self.room = None, frozenset(), RoomShown()
        self.loaded, self.missing = False, False
        self.dialog = self.panel = self.problem = self._words_for = ""
        self.reason = self.words = self.link = self.notes = ""
        self.place, self.marks, self.notes_saved = OUR_ROOM, {}, False
        self._meeting_of_times = None
        self._clear_errors()

    async def _show_view(self, view: ScreeningView) -> None:
        viewer, now = self._viewer(), utc_now()
        found = await run(screening_calendar.clashes, principal(), view.proposals)
        self.shown = shown.screening_shown(view, viewer, now)
        self.acts = shown.acts_shown(view)
        self.steps = shown.steps_shown(view, viewer)
        self.history = shown.history_shown(view, viewer)
        self.proposals = shown.proposals_shown(view, found, viewer, now)
        room = await run(own_rooms.room_of, principal(), view.id)
        self.room = room_shown(room, viewer.zone, viewer.hour_cycle)
        self._fill(view)
        if view.side is Side.STUDENT and view.stage is Stage.APPROVED:
            try:
                self.pack = booking_shown.pack_shown(
                    await run(pack_to_book, principal(), view.pack_id)
                )
            except NotFound:
                self.pack = PackShown()

    def _fill(self, view: ScreeningView) -> None:
        """What stands saved, in the fields that nobody has touched."""
        if "reason" not in self._touched:
            self.reason = view.reason or ""
        if "link" not in self._touched and view.agreed_at:
            has_own = bool(view.meeting_link) and not view.is_our_room
            self.link = (view.meeting_link or "") if has_own else ""
            self.place = OWN_LINK if has_own else OUR_ROOM
        if "notes" not in self._touched:
            self.notes = view.notes or ""
        if "marks" not in self._touched:
            self.marks = {name: str(mark) for name, mark in (view.marks or {}).items()}

    def _link(self) -> str | None:
        return self.link if self.place == OWN_LINK else None

    def _is_deciding(self) -> bool:
        return self._view is not None and self._view.side is not Side.STUDENT


def screening_topics() -> tuple[str, ...]:
    """What to watch for the screenings of the one who asks."""
    me = principal()
    return live.screening_topics(me) if me else ()
