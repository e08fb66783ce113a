"""`ACCESS_LOG=1`: a line about each request, in process."""

import logging
import re
from collections.abc import Iterator

import pytest

from tests.api.asking import AUTH, Clients
from tests.api.lesson_programs import AT, Program
from tests.factories import make_principal, make_tutor
from tutorhub_app import logs
from tutorhub_app.services import rooms
from tutorhub_app.settings import get_settings


@pytest.fixture
def lines(
    database: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[list[str]]:
    """The lines, as they are written."""
    monkeypatch.setenv("ACCESS_LOG", "1")
    get_settings.cache_clear()
    logs.set_up()
    access = logging.getLogger("tutorhub_app.access")
    written: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: written.append(record.getMessage())  # type: ignore[method-assign]
    access.addHandler(handler)
    yield written
    access.removeHandler(handler)


async def test_a_request_has_one_line(client_of: Clients, lines: list[str]):
    await client_of().get("/a-page")
    await client_of(address="2001:db8::7").post(f"{AUTH}/login?requestId=r-1", json={})
    page, login = lines
    assert re.fullmatch(r'\[[0-9a-f]{32}\] 192\.0\.2\.1 "GET /a-page" 200 \d+\.\d ms -', page)
    assert re.fullmatch(r'\[r-1\] 2001:db8::7 "POST /auth-api/login" 400 \d+\.\d ms -', login)


async def test_a_path_can_not_forge_a_line(client_of: Clients, lines: list[str]):
    await client_of().get('/a%0A[forged] "line"')
    (line,) = lines
    assert '"GET /a%0A%5Bforged%5D%20%22line%22" 200' in line


async def test_of_a_long_path_the_beginning_is_logged(client_of: Clients, lines: list[str]):
    await client_of().get(f"/{'a' * 9000}")
    assert f'"GET /{"a" * 255}" 200' in lines[0]


async def test_the_user_is_logged_and_not_the_token(client_of: Clients, lines: list[str]):
    person = make_principal()
    secret = client_of(person).headers["authorization"].removeprefix("Bearer ")
    await client_of(person).get(f"{AUTH}/currentuser")
    await client_of().get(f"{AUTH}/currentuser?access_token={secret}")
    assert [line.rpartition(" ")[2] for line in lines] == [person.user_id] * 2
    assert secret not in "".join(lines)


async def test_whose_key_it_was_is_logged_and_not_the_key(client_of: Clients, lines: list[str]):
    program = Program(client_of(), make_tutor().principal)
    for path in (AT, f"{AT}/1", f"{AT}?limit=0"):
        await program.client.get(path)
    assert [line.rpartition(" ")[2] for line in lines] == [program.account.user_id] * 3
    assert program.key not in "".join(lines)


@pytest.mark.parametrize(
    ("address", "logged"),
    [
        ("/lessons/{secret}", "/lessons/[hidden]"),
        ("/lessons/{secret}/", "/lessons/[hidden]/"),
        ("/recordings/{secret}", "/recordings/[hidden]"),
        ("/board/?token={secret}", "/board/"),
        ("/api/v1/lessons/123456", "/api/v1/lessons/123456"),
    ],
)
async def test_the_address_of_a_room_or_a_recording_is_not_logged(
    client_of: Clients, lines: list[str], address: str, logged: str
):
    secret = rooms.new_slug()
    await client_of().get(address.format(secret=secret))
    assert f'"GET {logged}"' in lines[0]
    assert secret not in lines[0]


async def test_nothing_is_written_unless_it_is_wanted(
    client_of: Clients, lines: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ACCESS_LOG", "")
    get_settings.cache_clear()
    await client_of().get("/a-page")
    assert lines == []
