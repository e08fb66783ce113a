"""Long rounds of changes to lesson slots, by everyone: whatever is refused, nothing is lost."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import select

from tests.factories import NOW, make_enrollment
from tests.services.booking_cast import Cast, cast
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.catalog import Enrollment
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.booking import LocationType, SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import TutorHubError
from tutorhub_app.services import lesson_slot_changes, lesson_slots
from tutorhub_app.services.lesson_slots import NewSlot
from tutorhub_app.services.unit import call

__all__ = ["cast"]

MOST_ROUNDS = 2000
EVERY_KIND = (
    "create free",
    "create booked",
    "update to free",
    "update to booked",
    "update to completed",
    "update to canceled",
    "delete free",
    "delete canceled",
    "delete completed",
    "cancel",
    "move",
    "slotTaken",
    "notAllowed",
)
TIMES = ("09:30", "10:00", "10:30", "22:00", "22:30")


class Rounds:
    """Two students and their tutor, an outsider and an administrator, at a few times of one day."""

    def __init__(self, cast: Cast, chance: Random) -> None:
        self.cast, self.chance = cast, chance
        make_enrollment(cast.pack, cast.charlie)
        self.students = [cast.bob, cast.charlie]
        self.managers = [cast.alice.principal, cast.admin]
        self.made: list[str] = []
        self.done: Counter[str] = Counter()

    def one(self) -> None:
        kinds = (self.create, self.create, self.update, self.update, self.delete, self.cancel)
        kind: Callable[[], str] = self.chance.choice((*kinds, self.move))
        try:
            self.done[kind()] += 1
        except TutorHubError as refused:
            self.done[refused.code] += 1

    def create(self) -> str:
        by = self.chance.choice([*self.students, *self.managers, self.cast.dora.principal])
        is_student = by in self.students
        status = self.chance.choice((SlotStatus.FREE, SlotStatus.BOOKED))
        whose = None if is_student or status is SlotStatus.FREE else self.student().user_id
        mode = self.chance.choice(tuple(SessionMode))
        new = NewSlot(
            self.cast.pack.id,
            self.cast.tuesday.date(),
            self.chance.choice(TIMES),
            SlotStatus.BOOKED if is_student else status,
            mode,
            student_id=whose,
        )
        slot = self.ask(lesson_slots.create, by, new)
        if slot.id not in self.made:
            self.made.append(slot.id)
        return f"create {slot.status}"

    def update(self) -> str:
        by = self.chance.choice([*self.students, *self.managers])
        possible: dict[str, Any] = {
            "status": self.chance.choice(tuple(SlotStatus)),
            "student_id": self.chance.choice([None, self.student().user_id]),
            "scheduled_time": self.chance.choice(TIMES),
            "session_mode": self.chance.choice(tuple(SessionMode)),
            "location_type": self.chance.choice([None, *LocationType]),
            "location_details": self.chance.choice([None, "There"]),
        }
        names = self.chance.sample(sorted(possible), self.chance.choice((1, 1, 2)))
        if self.chance.random() < 0.4:
            names = ["status", "student_id"]
        values = {name: possible[name] for name in names}
        slot = self.ask(lesson_slot_changes.update, by, self.some_slot(), **values)
        return f"update to {slot.status}"

    def delete(self) -> str:
        by = self.chance.choice([*self.managers, self.student()])
        slot = self.ask(lesson_slots.delete, by, self.some_slot())
        self.made.remove(slot.id)
        return f"delete {slot.status}"

    def cancel(self) -> str:
        by = self.chance.choice([*self.students, *self.managers])
        late = NOW + self.chance.choice((timedelta(), timedelta(hours=20)))
        self.ask(lesson_slots.cancel, by, self.some_slot(), "", now=late)
        return "cancel"

    def move(self) -> str:
        by = self.chance.choice([*self.students, *self.managers])
        there = (self.cast.tuesday.date(), self.chance.choice(TIMES))
        self.ask(lesson_slots.reschedule, by, self.some_slot(), *there)
        return "move"

    def ask(self, service: Callable[..., Any], *args: Any, **values: Any) -> Any:
        return call(service, *args, **{"now": NOW} | values)

    def student(self) -> Any:
        return self.chance.choice(self.students)

    def some_slot(self) -> str:
        return self.chance.choice(self.made[-6:]) if self.made else "none yet"


def require_nothing_lost() -> None:
    with unit_of_work(now=NOW, readonly=True) as session:
        slots = session.exec(select(LessonSlot)).all()
        busy = session.exec(select(BusyTime)).all()
        enrollments = session.exec(select(Enrollment)).all()
    held = Counter((row.source_id, row.starts_at, row.ends_at) for row in busy)
    kept = [slot for slot in slots if slot.is_active]
    taking = (SlotStatus.BOOKED, SlotStatus.COMPLETED)
    assert held == {(s.id, s.starts_at, s.ends_at): 2 for s in kept if s.status in taking}
    used = Counter(slot.enrollment_id for slot in slots if not slot.lesson_returned)
    for row in enrollments:
        assert row.lessons_left + used[row.id] == row.lessons_bought
    for slot in slots:
        assert (slot.student_id is None) == (slot.status == SlotStatus.FREE)
        assert (slot.enrollment_id is None) == (slot.status == SlotStatus.FREE)
        assert (slot.meet_link is None) == (slot.session_mode != SessionMode.ONLINE)
    free = [slot.starts_at for slot in kept if slot.status == SlotStatus.FREE]
    assert len(free) == len(set(free))


@pytest.mark.parametrize("seed", range(2))
def test_rounds_of_every_change_lose_no_lesson_and_no_time(cast: Cast, seed: int):
    rounds = Rounds(cast, Random(seed))
    for number in range(MOST_ROUNDS):
        rounds.one()
        if number % 5:
            continue
        require_nothing_lost()
        if all(rounds.done[kind] for kind in EVERY_KIND):
            return
    raise AssertionError(f"too seldom: {rounds.done}")
