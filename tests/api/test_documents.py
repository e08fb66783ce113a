"""What tells of an API is answered wherever the API stands: beside the others, or at the root."""

import re

import httpx
import pytest
from starlette.responses import PlainTextResponse

from tests.api.asking import SCHEDULING, Clients
from tests.api.documents import faced_apis
from tutorhub_app.api import apis
from tutorhub_app.api.front import Front

PAGES = ("/", "/swagger")


def linked(page: str) -> list[str]:
    """The files of ours that a page loads."""
    return [
        address
        for address in re.findall(r'(?:src|href)="([^"]+)"', page)
        if not address.startswith(("data:", "#"))
    ]


@pytest.mark.parametrize("prefix", faced_apis())
@pytest.mark.parametrize("page", PAGES)
async def test_a_page_and_all_it_loads_come_from_the_api_itself(
    prefix: str, page: str, client_of: Clients
):
    client = client_of()
    for closing in ("", "/"):
        answer = await client.get(prefix + page.rstrip("/") + closing)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        files = linked(answer.text)
        assert len(files) > 3
        for file in files:
            assert file.startswith(f"{prefix}/")
            found = await client.get(file)
            assert found.status_code == 200, file
            assert found.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("page", PAGES)
async def test_the_pages_hold_at_the_root_too(page: str, client_of: Clients):
    alone = Front(PlainTextResponse("a page"), {"": apis.every_api()[SCHEDULING]}, headers={})
    transport = httpx.ASGITransport(alone)
    async with httpx.AsyncClient(transport=transport, base_url="http://alone.test") as client:
        files = linked((await client.get(page)).text)
        assert all(file.startswith("/") and not file.startswith("//") for file in files)
        for file in files:
            assert (await client.get(file)).status_code == 200, file
        document = (await client.get("/openapi.json")).json()
        collection = (await client.get("/getPostmanCollection")).json()
    assert document["servers"] == [{"url": "/"}]
    variables = {one["key"]: one["value"] for one in collection["variable"]}
    assert variables["baseUrl"] == "http://alone.test"
    assert variables["signInUrl"] == "http://alone.test/auth-api/login"


@pytest.mark.parametrize("page", PAGES)
async def test_no_page_has_a_script_of_its_own_or_asks_another_host(page: str, client_of: Clients):
    text = (await client_of().get(SCHEDULING + page)).text
    assert not re.findall(r"<script(?![^>]*\ssrc=)", text)
    assert not re.findall(r"\son\w+=", text)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)


async def test_a_style_sheet_finds_its_fonts_beside_it(client_of: Clients):
    client = client_of()
    style = (await client.get(f"{SCHEDULING}/face/tokens.css")).text
    fonts = re.findall(r'url\("([^")]+\.woff2)"\)', style)
    assert fonts
    for font in fonts:
        assert (await client.get(f"{SCHEDULING}/face/{font}")).status_code == 200


async def test_demo_accounts_are_offered_in_demo_mode_alone(
    client_of: Clients, monkeypatch: pytest.MonkeyPatch
):
    client = client_of()
    assert "tutorhub-demo" in (await client.get(f"{SCHEDULING}/")).text
    monkeypatch.setattr("tutorhub_app.settings.Settings.is_demo", property(lambda _: False))
    assert "tutorhub-demo" not in (await client.get(f"{SCHEDULING}/")).text


@pytest.mark.parametrize("file", ["none.js", "../documents.py", "..%2fdocuments.py", "fonts"])
async def test_no_other_file_is_answered(file: str, client_of: Clients):
    answer = await client_of().get(f"{SCHEDULING}/face/{file}")
    assert answer.status_code == 404
    assert answer.json()["message"] == "errMsg_routeNotFound"
