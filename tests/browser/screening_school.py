"""A tutor whose pack begins with a screening, a student who wants it, and an administrator."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import select

from tests.app_data import password_hash
from tests.factories import make_open_week, make_pack, make_tutor, make_user
from tests.factories import sign_in as principal_of
from tutorhub_app.clock import utc_now
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.screening import TutorDecision
from tutorhub_app.services import screening
from tutorhub_app.services.unit import call
from tutorhub_app.states.booking_shown import key_of

if TYPE_CHECKING:
    from playwright.sync_api import Page


class ScreeningSchool:
    """Alice teaches around the clock; all people live in UTC. Names are of this school alone."""

    def __init__(self, mark: str) -> None:
        self._made_at = utc_now()
        self.alice = make_tutor(
            user={"password_hash": password_hash(), "fullname": f"Alice {mark}"}
        )
        make_open_week(self.alice, mode=TeachingMode.BOTH)
        self.pack = make_pack(
            self.alice,
            title=f"Olympiad {mark}",
            requires_screening=True,
            teaching_mode=TeachingMode.ONLINE,
        )
        self.bob = make_user(password_hash=password_hash(), fullname=f"Bob {mark}")
        self.admin = make_user(Role.ADMIN, password_hash=password_hash(), fullname=f"Ada {mark}")

    @property
    def student(self) -> Principal:
        return principal_of(self.bob)

    @property
    def tutor(self) -> Principal:
        return self.alice.principal

    @property
    def tutor_address(self) -> str:
        return f"/tutors/{self.alice.profile.id}"

    @property
    def ask_address(self) -> str:
        return f"/packs/{self.pack.id}/screening"

    def at(self, in_days: int = 2, minutes: int = 0) -> datetime:
        """So many minutes after noon in UTC, so many days from when the school was made."""
        noon = (self._made_at + timedelta(days=in_days)).replace(
            hour=12, minute=0, second=0, microsecond=0
        )
        return noon + timedelta(minutes=minutes)

    def ask(self, *times: datetime, message: str = "I would like to join.") -> str:
        """As Bob would, from elsewhere."""
        return call(screening.ask, self.student, self.pack.id, message=message, proposals=times)

    def decide(self, meeting_id: str, decision: TutorDecision, reason: str = "") -> None:
        """As Alice would, from elsewhere."""
        call(screening.decide, self.tutor, meeting_id, decision=decision, reason=reason)

    def row(self) -> PreliminaryMeeting:
        """The latest request."""
        statement = select(PreliminaryMeeting).where(
            PreliminaryMeeting.course_pack_id == self.pack.id
        )
        with unit_of_work(now=utc_now(), readonly=True) as session:
            return max(session.exec(statement), key=lambda row: row.created_at)


def choose_time(page: "Page", at: datetime) -> None:
    """In the picker of times, by mouse."""
    page.locator(".month-picker").wait_for()
    day = page.locator(f'[data-day="{at:%Y-%m-%d}"]')
    if not day.count():
        page.get_by_role("button", name="Next month").click()
    day.click()
    time = page.locator(f'[data-time-key="{key_of(at)}"]')
    time.click()
    page.locator(f'[data-chosen="{key_of(at)}"]').wait_for()
