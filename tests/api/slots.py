"""Lesson slots as bodies and as answers of `/v1/lessonslots`, and the people who ask."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import SQLModel, select

from tests.api.asking import SCHEDULING, Clients, answered, refused
from tests.factories import Model, reload, save
from tests.services.booking_cast import Cast, gather
from tutorhub_app.clock import utc_now
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.catalog import Enrollment
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Principal

SLOTS = f"{SCHEDULING}/v1/lessonslots"
UNKNOWN = "0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20"
KEYS = [
    "id",
    "coursePackId",
    "studentId",
    "scheduledDate",
    "scheduledTime",
    "status",
    "status_idx",
    "locationType",
    "locationType_idx",
    "locationDetails",
    "sessionMode",
    "sessionMode_idx",
    "meetLink",
    "isActive",
    "recordVersion",
    "createdAt",
    "updatedAt",
    "_owner",
]
LINK = "https://meet.example.com/tuesday"

Row = dict[str, Any]


class Slots:
    """The routes, asked by whom one likes: alice teaches in UTC every day from 08:00 to 20:00,
    online and face to face; bob is enrolled with ten lessons; charlie, dora (a tutor) and ada (an
    administrator) have no part."""

    def __init__(self, clients: Clients, cast: Cast) -> None:
        self.clients, self.cast = clients, cast
        self.alice, self.bob, self.charlie = cast.alice.principal, cast.bob, cast.charlie
        self.dora, self.admin = cast.dora.principal, cast.admin
        self.day: date = utc_now().date() + timedelta(days=3)

    def body(self, **values: Any) -> Row:
        """A booking at 10:00 of the day; `...` leaves a field out."""
        whole = {
            "coursePackId": self.cast.pack.id,
            "scheduledDate": str(self.day),
            "scheduledTime": "10:00",
            "status": "booked",
            "sessionMode": "online",
        } | values
        return {name: value for name, value in whole.items() if value is not ...}

    def at(self, time: str, days: int = 0) -> datetime:
        day = self.day + timedelta(days=days)
        return datetime.fromisoformat(f"{day}T{time}:00+00:00")

    async def post(self, by: Principal | None, **values: Any) -> httpx.Response:
        return await self.clients(by).post(SLOTS, json=self.body(**values))

    async def booked(self, **values: Any) -> Row:
        """A lesson of bob's."""
        return one(await self.post(self.bob, **values), "create", 201)

    async def free(self, **values: Any) -> Row:
        """A slot that alice offers, at 22:00 unless said otherwise: she has no hours then."""
        values = {"status": "free", "scheduledTime": "22:00"} | values
        return one(await self.post(self.alice, **values), "create", 201)

    async def patch(self, by: Principal | None, row: Row | str, **values: Any) -> httpx.Response:
        slot_id = row if isinstance(row, str) else row["id"]
        return await self.clients(by).patch(f"{SLOTS}/{slot_id}", json=values)

    async def patched(self, by: Principal, row: Row, **values: Any) -> Row:
        return one(await self.patch(by, row, **values), "update")

    async def delete(self, by: Principal | None, row: Row | str) -> httpx.Response:
        slot_id = row if isinstance(row, str) else row["id"]
        return await self.clients(by).delete(f"{SLOTS}/{slot_id}")

    async def get(self, by: Principal | None, row: Row | str) -> httpx.Response:
        slot_id = row if isinstance(row, str) else row["id"]
        return await self.clients(by).get(f"{SLOTS}/{slot_id}")

    async def now(self, row: Row) -> Row:
        """The slot as the administrator reads it."""
        return one(await self.get(self.admin, row), "get")

    async def listed(self, by: Principal | None, **query: Any) -> list[Row]:
        answer = await self.clients(by).get(SLOTS, params=query)
        found = answered(answer, "lessonSlots", "list")
        assert isinstance(found, list)
        return found

    async def ask(
        self, by: Principal | None, row: Row | str, what: str, **body: Any
    ) -> httpx.Response:
        """POST .../cancel or .../reschedule."""
        slot_id = row if isinstance(row, str) else row["id"]
        return await self.clients(by).post(f"{SLOTS}/{slot_id}/{what}", json=body)

    def lessons_left(self, enrollment: Enrollment | None = None) -> int:
        return reload(enrollment or self.cast.enrollment).lessons_left


@pytest.fixture
def slots(client_of: Clients) -> Slots:
    return Slots(client_of, gather())


def one(answer: httpx.Response, action: str, status: int = 200) -> Row:
    row = answered(answer, "lessonSlot", action, status)
    assert isinstance(row, dict)
    assert list(row) == KEYS
    return row


def not_allowed(answers: Sequence[httpx.Response]) -> None:
    for answer in answers:
        refused(answer, 401)


def stored(row: Row) -> LessonSlot:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return session.get_one(LessonSlot, row["id"])


def alter(row: Model, **values: Any) -> None:
    """Change columns of a row behind the services' back."""
    now = reload(row)
    for name, value in values.items():
        setattr(now, name, value)
    save(now)


def row_count(kind: type[SQLModel]) -> int:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return len(session.exec(select(kind)).all())


def busy_at(row: Row) -> int:
    """How many people are busy because of the slot."""
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return len(session.exec(select(BusyTime).where(BusyTime.source_id == row["id"])).all())
