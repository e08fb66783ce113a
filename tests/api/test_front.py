"""The outermost layer of the app: what every answer has in common."""

import httpx
import pytest
from starlette.responses import RedirectResponse

from tutorhub_app.api.front import Front


async def redirected(target: str) -> str:
    """Where a browser is sent when the pages redirect to `target`."""
    front = Front(RedirectResponse(target, status_code=307), apis={}, headers={})
    transport = httpx.ASGITransport(front)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://lessons.test:8443"
    ) as client:
        location: str = (await client.get("/login")).headers["location"]
    return location


async def test_a_redirect_to_ourselves_keeps_the_browsers_scheme():
    assert await redirected("http://lessons.test:8443/login/?next=/home") == "/login/?next=/home"


@pytest.mark.parametrize(
    "target",
    [
        "http://lessons.test:8443//other.example/",
        "http://lessons.test:84430/login/",
        "http://other.example/login/",
        "/login/",
    ],
)
async def test_any_other_redirect_is_left_alone(target: str):
    assert await redirected(target) == target
