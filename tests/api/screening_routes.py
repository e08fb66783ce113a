"""The routes of preliminary meetings, asked by whom one likes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.asking import SCHEDULING, Clients, answered
from tests.services.screening_cast import ScreeningCast
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.accounts import Principal

MEETINGS = f"{SCHEDULING}/v1/preliminarymeetings"


@pytest.fixture
def soon() -> datetime:
    """A whole hour in two days."""
    return utc_now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)


def shown(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


class Asking:
    """The routes, asked by whom one likes."""

    def __init__(self, clients: Clients, cast: ScreeningCast) -> None:
        self.clients, self.cast = clients, cast

    async def post(self, by: Principal | None, headers: Any = None, **body: Any) -> Any:
        wanted = self.body() | body
        wanted = {name: value for name, value in wanted.items() if value is not ...}
        return await self.clients(by).post(MEETINGS, json=wanted, headers=headers)

    async def made(self, by: Principal | None = None, **body: Any) -> dict[str, Any]:
        answer = await self.post(by or self.cast.bob, **body)
        row = answered(answer, "preliminaryMeeting", "create", 201)
        assert isinstance(row, dict)
        return row

    async def patch(self, by: Principal | None, meeting_id: str, **body: Any) -> Any:
        return await self.clients(by).patch(f"{MEETINGS}/{meeting_id}", json=body)

    async def changed(self, by: Principal, meeting_id: str, **body: Any) -> dict[str, Any]:
        row = answered(await self.patch(by, meeting_id, **body), "preliminaryMeeting", "update")
        assert isinstance(row, dict)
        return row

    async def get(self, by: Principal | None, meeting_id: str) -> Any:
        return await self.clients(by).get(f"{MEETINGS}/{meeting_id}")

    async def listed(self, by: Principal, query: str = "") -> list[str]:
        answer = await self.clients(by).get(f"{MEETINGS}{query}")
        answered(answer, "preliminaryMeetings", "list")
        return [row["id"] for row in answer.json()["preliminaryMeetings"]]

    def body(self) -> dict[str, Any]:
        return {
            "coursePackId": self.cast.pack.id,
            "studentId": self.cast.bob.user_id,
            "tutorDecision": "pending",
        }


@pytest.fixture
def asking(client_of: Clients, cast: ScreeningCast) -> Asking:
    return Asking(client_of, cast)
