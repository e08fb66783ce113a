"""Lists of screenings: a student's own, a tutor's inbox, and everyone's for administrators."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.screening import Stage
from tutorhub_app.domain.screening_lists import ScreeningQuery, Sort
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import live, screening_views
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.booking_shown import Viewer
from tutorhub_app.states.guard import SIGNED_IN, allow, principal
from tutorhub_app.states.listing import (
    Listing,
    listing,
    one_of,
    page_in,
    sort_in,
    sort_text,
    text_in,
)
from tutorhub_app.states.screening_line import ScreeningLine, screening_line
from tutorhub_app.states.screening_page import screening_topics

MINE, ALL = "mine", "all"
SHOWS = (MINE, Stage.AGREED.value, Stage.APPROVED.value, Stage.REJECTED.value, ALL)
APPEALED = "appealed"
AGES = ("3", "7", "14", "30")


class ScreeningsState(AppState):
    """What is shown stands in the address: `?show=decided&q=maria&page=2`."""

    lines: list[ScreeningLine] = []
    show: str = ALL
    listing: Listing = Listing()
    loaded: bool = False

    @rx.event
    @allow(*SIGNED_IN)
    async def load(self):
        if self.me.role == Role.ADMIN:
            return rx.redirect(routes.ADMIN_SCREENINGS, replace=True)
        query = self.router.url.query_parameters
        is_tutor = self.me.role == Role.TUTOR
        self.show = one_of(query, "show", SHOWS, MINE if is_tutor else ALL)
        with self._reporting() as outcome:
            found = await run(
                screening_views.screenings,
                principal(),
                ScreeningQuery(
                    state=Stage(self.show) if self.show in tuple(Stage) else None,
                    mine=self.show == MINE,
                    text=text_in(query),
                    page=page_in(query),
                ),
            )
        if not outcome.failed:
            side = Side.TUTOR if is_tutor else Side.STUDENT
            now, viewer = utc_now(), viewer_of(self)
            self.lines = [screening_line(row, viewer, side, now) for row in found.rows]
            self.listing = listing(
                query, found.total, found.page, found.page_count, "screening", "screenings"
            )
        self.loaded = True
        return None

    @rx.event(background=True)
    @allow(*SIGNED_IN)
    async def watch(self):
        async for _ in live.changes(*screening_topics()):
            yield ScreeningsState.load


class AdminScreeningsState(AppState):
    """Everyone's: `?q=maria&state=rejected&teacher=<profile id>&pack=<id>&age=7&sort=-created`.
    `tutor` and `pack` name what it is narrowed to, or are empty."""

    lines: list[ScreeningLine] = []
    tutor: str = ""
    pack: str = ""
    listing: Listing = Listing()
    loaded: bool = False

    @rx.event
    @allow(Permission.PRELIMINARY_MEETING_OVERRIDE)
    async def load(self):
        query = self.router.url.query_parameters
        sort, descending = sort_in(query, tuple(Sort), f"-{Sort.CREATED}")
        state, age = one_of(query, "state", (APPEALED, *Stage)), one_of(query, "age", AGES)
        teacher, pack = text_in(query, "teacher"), text_in(query, "pack")
        with self._reporting() as outcome:
            found = await run(
                screening_views.screenings,
                principal(),
                ScreeningQuery(
                    state=Stage(state) if state in tuple(Stage) else None,
                    mine=state == APPEALED,
                    tutor_profile_id=teacher or None,
                    pack_id=pack or None,
                    text=text_in(query),
                    older_than_days=int(age) if age else None,
                    sort=Sort(sort),
                    descending=descending,
                    page=page_in(query),
                ),
            )
        if not outcome.failed:
            now, viewer = utc_now(), viewer_of(self)
            self.lines = [screening_line(row, viewer, Side.ADMIN, now) for row in found.rows]
            first = self.lines[0] if self.lines else None
            self.tutor = (first.tutor if first else "this tutor") if teacher else ""
            self.pack = (first.pack if first else "this course pack") if pack else ""
            self.listing = listing(
                query,
                found.total,
                found.page,
                found.page_count,
                "screening",
                "screenings",
                sort=sort_text(sort, descending),
            )
        self.loaded = True

    @rx.event(background=True)
    @allow(Permission.PRELIMINARY_MEETING_OVERRIDE)
    async def watch(self):
        async for _ in live.changes(*screening_topics()):
            yield AdminScreeningsState.load


def viewer_of(state: AppState) -> Viewer:
    return Viewer(zone(state.viewer_zone), state.me.hour_cycle, state.me.first_day_of_week)
