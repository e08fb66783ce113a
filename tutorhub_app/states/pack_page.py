"""What the pages share on which lessons of a pack are booked: the pack, the zone, the place."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.booking import LocationType
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import TutorHubError
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import booking, booking_lists, enrollment, live
from tutorhub_app.services.booking import Place
from tutorhub_app.services.booking_offer import PackToBook, pack_to_book
from tutorhub_app.services.lesson_view import LessonView
from tutorhub_app.services.unit import run
from tutorhub_app.states import booking_shown as shown
from tutorhub_app.states.app import AppState
from tutorhub_app.states.booking_shown import PackShown, Viewer
from tutorhub_app.states.guard import SIGNED_IN, allow, principal

LONGEST_DETAILS = booking.LONGEST_DETAILS


class PackPage(AppState):
    """Parent of the pages that book. Its vars outlive a change from one of them to the other, so
    each page begins with `_begin`.

    `focus` is the id of what should have the focus, `focus_count` grows each time it should.
    """

    pack: PackShown = PackShown()
    zone_name: str = ""
    mode: str = ""
    place_type: str = ""
    place_details: str = ""
    focus: str = ""
    focus_count: int = 0

    _pack: PackToBook | None = None
    _moving: LessonView | None = None
    _opened: tuple[int, str] = (0, "")

    @rx.event
    @allow(*SIGNED_IN)
    async def change_place(self, place_type: str):
        if place_type in dict(shown.PLACES):
            self.place_type = place_type

    @rx.event
    @allow(*SIGNED_IN)
    async def type_details(self, details: str):
        self.place_details = details[: LONGEST_DETAILS + 1]

    @rx.event
    @allow(*SIGNED_IN)
    async def enroll(self):
        """Enroll in the pack, and go on to its times."""
        if self._pack is None or self.pack.missing not in ("notEnrolled", "noLessonsLeft"):
            return
        with self._reporting() as outcome:
            await run(
                enrollment.enroll,
                principal(),
                self._pack.pack_id,
                self._for_whom()["student_id"],
            )
        if outcome.failed:
            return
        await self._reload_pack()
        self._say(f"Enrolled: {self.pack.lessons_left}.")
        self._move_focus("times")

    def _is_open(self) -> bool:
        """Whether the page at this address was opened on this visit: it has only connected again,
        and keeps what was chosen on it."""
        before, self._opened = self._opened, (self._visit, str(self.router.url))
        return before == self._opened and self._pack is not None

    def _begin(self) -> None:
        """An empty page. The zone stays as it was chosen for this pack."""
        is_same = self._pack is not None and self._pack.pack_id == self._param("pack_id")
        self.zone_name = (is_same and self.zone_name) or self.viewer_zone
        self._pack = self._moving = None
        self.pack = PackShown()
        self.mode, self.place_details = "", ""
        self.place_type = LocationType.OTHER.value
        self.focus = ""
        self._clear_errors()

    async def _open_pack(self) -> None:
        """Load the pack, and the lesson that is moved. Raises NotFound."""
        lesson_id = self._param("lesson")
        if lesson_id:
            self._moving = await run(booking_lists.lesson, principal(), lesson_id)
        self._pack = await run(pack_to_book, principal(), self._pack_id(), **self._for_whom())
        self.pack = self._shown_pack()
        self.place_details = self._pack.teaching_place

    async def _reload_pack(self) -> None:
        try:
            self._pack = await run(pack_to_book, principal(), self._pack_id(), **self._for_whom())
        except TutorHubError:
            return
        now_shown = self._shown_pack()
        if now_shown != self.pack:
            self.pack = now_shown

    def _shown_pack(self) -> PackShown:
        assert self._pack is not None
        blocked = self._moving is not None and not self._moving.can_reschedule
        return shown.pack_shown(self._pack, is_move=self._moving is not None, is_blocked=blocked)

    def _place(self) -> Place:
        mode = SessionMode(self.mode)
        if mode is SessionMode.ONLINE:
            return Place(mode)
        return Place(mode, LocationType(self.place_type), self.place_details)

    def _topics(self) -> tuple[str, ...]:
        """Whose changes this page shows."""
        pack = self._pack
        if pack is None:
            return ()
        tutor = live.tutor_topic(pack.tutor_profile_id)
        return (tutor, live.person_topic(pack.student_id)) if pack.student_id else (tutor,)

    def _for_whom(self) -> dict[str, Any]:
        """The student and the moved lesson, as the services take them."""
        moving = self._moving
        student = None
        if self.me.role != Role.STUDENT:
            student = moving.student_id if moving else self._param("student") or None
        return {"student_id": student, "moving_lesson": moving.id if moving else None}

    def _pack_id(self) -> str:
        return self._moving.pack_id if self._moving else self._param("pack_id")

    def _param(self, name: str) -> str:
        return str(self.rx_router_page.params.get(name) or "")

    def _address(self, path: str, **params: str | None) -> str:
        """`path` for the student whose lessons are booked here."""
        return routes.with_query(path, student=self._param("student") or None, **params)

    def _viewer(self) -> Viewer:
        return Viewer(
            zone(self.zone_name or self.viewer_zone), self.me.hour_cycle, self.me.first_day_of_week
        )

    def _move_focus(self, target: str) -> None:
        self.focus = target
        self.focus_count += 1
