"""The people of the screening tests: alice teaches a screened pack, bob asks for it, dora teaches
another, charlie has no part. One may ask again at once after a rejection."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.factories import (
    NOW,
    Tutor,
    make_open_week,
    make_pack,
    make_principal,
    make_tutor,
)
from tutorhub_app.data.booking import BusyTime
from tutorhub_app.data.catalog import CoursePack
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.errors import TutorHubError
from tutorhub_app.domain.paging import PageRequest
from tutorhub_app.domain.records import PreliminaryMeetingRecord
from tutorhub_app.domain.screening import MEETING_LENGTH, Stage, TutorDecision
from tutorhub_app.domain.screening_patch import MeetingChange
from tutorhub_app.services import screening, screening_views
from tutorhub_app.services.screening_views import ScreeningView
from tutorhub_app.services.unit import call

PENDING, APPROVED, REJECTED = TutorDecision
NO_ID = "0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20"


@dataclass(frozen=True, slots=True)
class ScreeningCast:
    """`tuesday` is 10:00 UTC of the day after NOW."""

    alice: Tutor
    pack: CoursePack
    bob: Principal
    dora: Tutor
    other_pack: CoursePack
    charlie: Principal
    admin: Principal

    @property
    def tuesday(self) -> datetime:
        return NOW.replace(hour=10) + timedelta(days=1)

    def person(self, name: str) -> Principal:
        if name in ("alice", "dora"):
            tutor: Tutor = getattr(self, name)
            return tutor.principal
        found: Principal = getattr(self, name)
        return found

    def ask(
        self,
        by: Principal | None = None,
        *,
        pack: CoursePack | None = None,
        student: Principal | None = None,
        now: datetime = NOW,
        **wanted: Any,
    ) -> PreliminaryMeetingRecord:
        wanted.setdefault("tutor_decision", PENDING)
        return call(
            screening.create,
            by or self.bob,
            (pack or self.pack).id,
            (student or self.bob).user_id,
            MeetingChange(**wanted),
            now=now,
        ).meeting

    def change(
        self, meeting_id: str, by: Principal | None = None, *, now: datetime = NOW, **wanted: Any
    ) -> PreliminaryMeetingRecord:
        """A change, by alice unless it is said by whom."""
        version = wanted.pop("record_version", None)
        return call(
            screening.update,
            by or self.alice.principal,
            meeting_id,
            MeetingChange(**wanted),
            record_version=version,
            now=now,
        ).meeting

    def request(
        self,
        by: Principal | None = None,
        *,
        pack: CoursePack | None = None,
        proposals: Sequence[datetime] = (),
        message: str = "I like numbers.",
        now: datetime = NOW,
    ) -> str:
        """A request as a page makes it, by bob unless it is said by whom; its id."""
        made: str = call(
            screening.ask,
            by or self.bob,
            (pack or self.pack).id,
            message=message,
            proposals=proposals,
            now=now,
        )
        return made

    def act(
        self, name: str, meeting_id: str, by: Any = "alice", *, now: datetime = NOW, **with_: Any
    ) -> None:
        """An act of a page by its name, by somebody of the cast by theirs."""
        who = self.person(by) if isinstance(by, str) else by
        call(getattr(screening, name), who, meeting_id, now=now, **with_)

    def at(self, stage: Stage, **request: Any) -> str:
        """A request of bob's that has come to that stage; agreed is Tuesday, 10:00."""
        meeting_id = self.request(proposals=[self.tuesday], **request)
        if stage in (Stage.AGREED, Stage.HELD):
            self.act("agree", meeting_id, starts_at=self.tuesday)
        elif stage in (Stage.APPROVED, Stage.REJECTED):
            decision = TutorDecision(stage.value)
            self.act("decide", meeting_id, decision=decision, reason="So it is.")
        elif stage is Stage.WITHDRAWN:
            self.act("withdraw", meeting_id, "bob")
        elif stage is Stage.EXPIRED:
            call(screening.expire_due, now=NOW + timedelta(days=14))
        return meeting_id

    def view(self, meeting_id: str, by: Any = "bob", *, now: datetime = NOW) -> ScreeningView:
        who = self.person(by) if isinstance(by, str) else by
        seen: ScreeningView = call(screening_views.view, who, meeting_id, now=now)
        return seen

    def row(self, meeting_id: str) -> PreliminaryMeeting:
        with unit_of_work(now=NOW, readonly=True) as session:
            return session.get_one(PreliminaryMeeting, meeting_id)


def busy_times() -> set[tuple[str, str, datetime, datetime]]:
    """Person, what they are busy with, from when until when."""
    with unit_of_work(now=NOW, readonly=True) as session:
        return {
            (row.person_id, row.source_type, row.starts_at, row.ends_at)
            for row in session.exec(select(BusyTime))
        }


def taken(starts_at: datetime, *people: Principal) -> set[tuple[str, str, datetime, datetime]]:
    """What `busy_times` are while these people have a meeting then."""
    ends_at = starts_at + MEETING_LENGTH
    return {(person.user_id, "screening", starts_at, ends_at) for person in people}


@pytest.fixture
def cast(database: object) -> ScreeningCast:
    alice = make_tutor(user={"fullname": "Alice"}, screening_wait_days=0)
    dora = make_tutor(user={"fullname": "Dora"}, screening_wait_days=0)
    make_open_week(alice, "08:00", "20:00")
    return ScreeningCast(
        alice=alice,
        pack=make_pack(alice, requires_screening=True),
        bob=make_principal(fullname="Bob"),
        dora=dora,
        other_pack=make_pack(dora, requires_screening=True),
        charlie=make_principal(fullname="Charlie"),
        admin=make_principal(Role.ADMIN, fullname="Ada"),
    )


def listed(principal: Principal | None, **page: int) -> list[str]:
    """Ids of the requests on a page of somebody's list."""
    found = call(screening.meetings, principal, PageRequest(**page), now=NOW)
    return [row.id for row in found.rows]


def refusal(job: Callable[..., object], *args: Any, **kw: Any) -> TutorHubError:
    """The named error with which the job fails."""
    with pytest.raises(TutorHubError) as refused:
        job(*args, **kw)
    return refused.value
