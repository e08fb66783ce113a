"""A walk through the APIs at random: whoever asks whatever in whatever order, the books agree."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import httpx
import pytest
import time_machine

from tests.api.asking import CATALOG, SCHEDULING, Clients
from tests.api.books import Books, require_one_write, require_sound
from tests.factories import NOW, make_enrollment, make_open_week, make_pack, make_principal
from tests.services.booking_cast import gather
from tutorhub_app.clock import utc_now
from tutorhub_app.data.base import Record
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.catalog import Enrollment, TutorProfile
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.domain.screening import TutorDecision

SLOTS, MEETINGS, OPEN = (
    f"{SCHEDULING}/v1/{noun}" for noun in ("lessonslots", "preliminarymeetings", "openslots")
)
ENROLLMENTS, PACKS, PROFILES = (
    f"{CATALOG}/v1/{noun}" for noun in ("enrollments", "coursepacks", "tutorprofiles")
)
LISTS: dict[str, tuple[str, type[Record] | None]] = {
    SLOTS: ("lessonSlots", LessonSlot),
    MEETINGS: ("preliminaryMeetings", PreliminaryMeeting),
    ENROLLMENTS: ("enrollments", Enrollment),
    PACKS: ("coursePacks", None),
    PROFILES: ("tutorProfiles", None),
}
TIMES = ("08:00", "09:30", "10:00", "10:30", "11:00", "19:30", "23:00")
LINKS = (None, "https://meet.example.com/a", "https://meet.example.com/b")
STEPS = 150

Asked = tuple[str, str, str, dict[str, Any] | None]
"""Who, a method, an address, a body."""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


class Walk:
    """Alice and dora teach, each two packs, one of alice's with a screening; bob, charlie and zoe
    learn; ada is an administrator."""

    def __init__(self, clients: Clients, chance: Random) -> None:
        cast = gather()
        make_open_week(cast.dora, "06:00", "22:00", mode=TeachingMode.BOTH)
        screened = make_pack(cast.alice, requires_screening=True, lesson_minutes=30)
        others = make_pack(cast.dora, lesson_minutes=45, teaching_mode=TeachingMode.BOTH)
        make_enrollment(cast.pack, cast.charlie, 3)
        make_enrollment(others, cast.bob, 3)
        self.chance = chance
        self.packs = [cast.pack.id, cast.pack.id, screened.id, others.id]
        self.screened = screened.id
        self.profiles = {"alice": cast.alice.profile.id, "dora": cast.dora.profile.id}
        self.people = {
            "alice": cast.alice.principal,
            "dora": cast.dora.principal,
            "bob": cast.bob,
            "charlie": cast.charlie,
            "zoe": make_principal(fullname="Zoe"),
            "ada": cast.admin,
        }
        self.clients = {name: clients(person) for name, person in self.people.items()}
        self.books = Books.now()
        self.answers: Counter[int] = Counter()

    async def step(self) -> None:
        """Ask one thing, and hold the books to what was answered."""
        often = [self.book] * 6 + [self.change] * 6 + [self.offer] * 2 + [self.move] * 2
        seldom = (self.remove, self.cancel, self.enroll, self.set_left, self.withdraw)
        others = (self.ask_to_meet, self.decide, self.decide, self.change_pack, self.change_profile)
        kinds = (*often, *seldom, *others) if self.live() else (self.book, self.offer)
        who, method, path, body = self.any_of(kinds)()
        before = self.books
        answer = await self.clients[who].request(method, path, json=body)
        self.books = Books.now()
        told = (who, method, path, body, answer.status_code, answer.text)
        self.answers[answer.status_code] += 1
        assert answer.status_code in (200, 201, 400, 401, 404, 409), told
        if answer.status_code >= 400:
            assert self.books == before, told
        require_sound(self.books)
        require_one_write(before, self.books)
        if not path.startswith(ENROLLMENTS):
            assert self.books.lessons_given() == before.lessons_given(), told

    async def look(self) -> None:
        """Somebody's lists: from memory they are as from the database, and they hold what can be
        read one by one."""
        client = self.clients[self.any_of(self.people)]
        for path in self.chance.sample(sorted(LISTS), 2):
            name, kind = LISTS[path]
            listed = await self._same_either_way(client, path, name, pageNumber=0)
            if kind is not None:
                ids = {row["id"] for row in listed}
                for row in self.books.all(kind)[-5:]:
                    found = await client.get(f"{path}/{row.id}")
                    assert (found.status_code == 200) == (row.id in ids), found.text
        await self._same_either_way(client, f"{OPEN}/{self.any_of(self.packs)}", "openSlots")

    async def _same_either_way(
        self, client: httpx.AsyncClient, path: str, name: str, **query: Any
    ) -> list[dict[str, Any]]:
        kept = (await client.get(path, params=query)).json()
        fresh = (await client.get(path, params=query | {"caching": False})).json()
        assert kept.get(name) == fresh.get(name), (path, kept, fresh)
        found: list[dict[str, Any]] = fresh.get(name, [])
        return found

    def book(self) -> Asked:
        who = self.any_of(("alice", "bob", "bob", "bob", "charlie", "zoe", "ada"))
        body = self.slot_body(SlotStatus.BOOKED) | self.some(self.place(), 1)
        if who in ("alice", "ada") or self.chance.random() < 0.1:
            body["studentId"] = self.student()
        return who, "POST", SLOTS, body

    def offer(self) -> Asked:
        who = self.any_of(("alice", "alice", "ada", "dora", "bob"))
        return who, "POST", SLOTS, self.slot_body(SlotStatus.FREE) | self.some(self.place(), 1)

    def change(self) -> Asked:
        slot, who = self.slot()
        possible = self.place() | {
            "status": self.any_of(tuple(SlotStatus)),
            "studentId": self.any_of((self.student(), None, slot.student_id)),
            "scheduledDate": self.day(),
            "scheduledTime": self.any_of(TIMES),
            "meetLink": self.any_of(LINKS),
        }
        body = self.some(possible, self.any_of((1, 1, 2, 3)))
        if self.chance.random() < 0.5:
            body = {name: possible[name] for name in ("status", "studentId")}
        if slot.status == SlotStatus.FREE and self.chance.random() < 0.5:
            body |= {"status": SlotStatus.BOOKED, "studentId": self.student()}
        return who, "PATCH", f"{SLOTS}/{slot.id}", body

    def remove(self) -> Asked:
        slot, who = self.slot()
        return who, "DELETE", f"{SLOTS}/{slot.id}", None

    def cancel(self) -> Asked:
        slot, who = self.slot()
        return who, "POST", f"{SLOTS}/{slot.id}/cancel", {}

    def move(self) -> Asked:
        slot, who = self.slot()
        there = {"scheduledDate": self.day(), "scheduledTime": self.any_of(TIMES)}
        return who, "POST", f"{SLOTS}/{slot.id}/reschedule", there

    def enroll(self) -> Asked:
        who = self.any_of(self.people)
        whose = {"studentId": self.student()} if who in ("alice", "dora", "ada") else {}
        return who, "POST", ENROLLMENTS, {"coursePackId": self.any_of(self.packs), **whose}

    def set_left(self) -> Asked:
        who = self.any_of(("alice", "ada", "bob"))
        left = {"lessonsLeft": self.any_of(range(4))}
        return who, "PATCH", f"{ENROLLMENTS}/{self.row_id(Enrollment)}", left

    def withdraw(self) -> Asked:
        who = self.any_of(("alice", "ada", "bob"))
        return who, "DELETE", f"{ENROLLMENTS}/{self.row_id(Enrollment)}", None

    def ask_to_meet(self) -> Asked:
        who = self.any_of(("bob", "charlie", "zoe", "alice"))
        student = self.student() if who == "alice" else self.people[who].user_id
        body = {"coursePackId": self.screened, "studentId": student, "tutorDecision": "pending"}
        return who, "POST", MEETINGS, body | self.some(self.meeting(), 1)

    def decide(self) -> Asked:
        who = self.any_of(("alice", "alice", "ada", "bob", "charlie"))
        body = self.some(self.meeting(), self.any_of((1, 2)))
        return who, "PATCH", f"{MEETINGS}/{self.row_id(PreliminaryMeeting)}", body

    def change_pack(self) -> Asked:
        possible = {
            "lessonMinutes": self.any_of((30, 45, 90)),
            "teachingMode": self.any_of(tuple(TeachingMode)),
            "requiresScreening": self.chance.random() < 0.2,
        }
        who = self.any_of(("alice", "alice", "dora", "ada"))
        path = f"{PACKS}/{self.any_of(self.packs)}"
        if self.chance.random() < 0.05:
            return who, "DELETE", path, None
        return who, "PATCH", path, self.some(possible, 1)

    def change_profile(self) -> Asked:
        possible = {
            "timeZone": self.any_of(("UTC", "Europe/Berlin", "Asia/Kolkata")),
            "bufferAfterMinutes": self.any_of((0, 15)),
            "maxLessonsPerDay": self.any_of((None, 2)),
            "cancellationNoticeMinutes": self.any_of((0, 1440)),
        }
        whose = self.any_of(("alice", "alice", "dora"))
        return whose, "PATCH", f"{PROFILES}/{self.profiles[whose]}", self.some(possible, 1)

    def slot_body(self, status: SlotStatus) -> dict[str, Any]:
        return {
            "coursePackId": self.any_of(self.packs),
            "scheduledDate": self.day(),
            "scheduledTime": self.any_of(TIMES),
            "status": status,
            "sessionMode": SessionMode.ONLINE,
        }

    def place(self) -> dict[str, Any]:
        return {
            "sessionMode": self.any_of(tuple(SessionMode)),
            "locationType": self.any_of((None, "online", "studentHome")),
            "locationDetails": self.any_of((None, "Hill Rd 3")),
        }

    def meeting(self) -> dict[str, Any]:
        return {
            "scheduledDatetime": self.any_of((None, f"{self.day()}T{self.any_of(TIMES)}:00Z")),
            "tutorDecision": self.any_of(tuple(TutorDecision)),
            "comments": self.any_of((None, "Looking forward to it.")),
        }

    def slot(self) -> tuple[LessonSlot, str]:
        """A slot, most often one that is taken or free, and somebody, most often one of its own."""
        every = [slot for slot in self.books.all(LessonSlot) if slot.is_active]
        slot = self.any_of(self.live() if self.chance.random() < 0.9 else every)
        tutor = self.books.one(TutorProfile, slot.tutor_profile_id).user_id
        own = [name for name, p in self.people.items() if p.user_id in (slot.student_id, tutor)]
        return slot, self.any_of((*own * 3, "ada", self.any_of(self.people)))

    def live(self) -> list[LessonSlot]:
        return [
            slot
            for slot in self.books.all(LessonSlot)
            if slot.is_active and slot.status != SlotStatus.CANCELED
        ]

    def row_id(self, kind: type[Record]) -> str:
        found = self.books.all(kind)
        return str(self.any_of(found).id) if found else self.screened

    def student(self) -> str:
        return self.people[self.any_of(("bob", "charlie", "zoe"))].user_id

    def day(self) -> str:
        return str(utc_now().date() + timedelta(days=self.any_of((-1, 0, 1, 1, 1, 2, 2))))

    def some(self, possible: dict[str, Any], count: int) -> dict[str, Any]:
        return {name: possible[name] for name in self.chance.sample(sorted(possible), count)}

    def any_of(self, choices: Any) -> Any:
        return self.chance.choice(tuple(choices))


@pytest.mark.parametrize("seed", range(3))
async def test_the_books_agree_whatever_is_asked(
    client_of: Clients, clock: time_machine.Traveller, seed: int
):
    walk = Walk(client_of, Random(seed))
    for number in range(STEPS):
        await walk.step()
        if number % 5 == 0:
            await walk.look()
        clock.shift(timedelta(minutes=walk.any_of((0, 0, 1, 20, 61))))
    assert walk.answers[200] + walk.answers[201] > STEPS / 5, walk.answers
