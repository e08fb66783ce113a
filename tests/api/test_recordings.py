"""Watching a recording: whole, in ranges, and only by its address."""

from pathlib import Path

import httpx
import pytest

from tests.api.asking import OURS, front, refused
from tests.factories import NOW, make_principal, save
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.recordings import Recording
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.recordings import RecordingState
from tutorhub_app.services import online_lessons, rooms

VIDEO = bytes(range(256)) * 1000


def made(database: Path, state: RecordingState = RecordingState.READY) -> Recording:
    account = make_principal(Role.TUTOR)
    with unit_of_work(now=NOW) as session:
        lesson = online_lessons.make(session, account.user_id, "Verbs", NOW, 60, now=NOW)
    row = save(
        Recording(
            lesson_id=lesson.id,
            participant_id="p",
            token=rooms.new_token(),
            state=state,
            media_type="video/webm",
            started_at=NOW,
            heard_at=NOW,
        )
    )
    home = database.parent / "recordings" / row.id
    home.mkdir(parents=True)
    (home / "video.webm").write_bytes(VIDEO)
    return row


@pytest.fixture
async def client(database: Path):
    transport = httpx.ASGITransport(front(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=OURS) as client:
        yield client


@pytest.fixture
def address(database: Path) -> str:
    return f"/recordings/{made(database).token}"


async def test_whoever_has_the_address_watches_it_in_the_browser(client, address):
    answer = await client.get(address)
    assert (answer.status_code, answer.content) == (200, VIDEO)
    assert answer.headers["content-type"] == "video/webm"
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.headers["accept-ranges"] == "bytes"
    assert "public" not in answer.headers["cache-control"]
    assert answer.headers["content-length"] == str(len(VIDEO))


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-", 0, len(VIDEO)),
        ("bytes=0-0", 0, 1),
        ("bytes=1000-1999", 1000, 2000),
        ("bytes=255000-", 255_000, len(VIDEO)),
        ("bytes=-5", len(VIDEO) - 5, len(VIDEO)),
        ("bytes=255999-999999999", 255_999, len(VIDEO)),
    ],
)
async def test_a_player_gets_the_range_it_asks_for(client, address, asked, start, end):
    answer = await client.get(address, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == VIDEO[start:end]
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(VIDEO)}"
    assert answer.headers["content-length"] == str(end - start)


@pytest.mark.parametrize("asked", [f"bytes={len(VIDEO)}-", "bytes=999999999-", "bytes=-0"])
async def test_a_range_past_the_end_is_answered_416_with_the_length(client, address, asked):
    answer = await client.get(address, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(VIDEO)}"
    assert answer.content == b""


async def test_head_tells_of_the_file_and_reads_none_of_it(client, address, monkeypatch):
    monkeypatch.setattr("anyio.open_file", lambda *_, **__: pytest.fail("It was opened."))
    answer = await client.head(address)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(VIDEO))
    part = await client.head(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.headers["content-length"]) == (206, "10")


async def test_a_range_of_another_version_is_not_mixed_with_this_one(client, address):
    tag = (await client.head(address)).headers["etag"]
    assert not tag.startswith("W/")
    same = await client.get(address, headers={"Range": "bytes=0-9", "If-Range": tag})
    other = await client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (same.status_code, len(same.content)) == (206, 10)
    assert (other.status_code, len(other.content)) == (200, len(VIDEO))


async def test_who_has_it_already_is_not_sent_it_again(client, address):
    tag = (await client.head(address)).headers["etag"]
    answer = await client.get(address, headers={"If-None-Match": f'"other", {tag}'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == tag


@pytest.mark.parametrize("state", [each for each in RecordingState if each != "ready"])
async def test_what_is_not_ready_is_not_there(client, database, state):
    refused(
        await client.get(f"/recordings/{made(database, state).token}"), 404, "recordingNotFound"
    )


async def test_nothing_else_opens_it(client, database):
    row = made(database)
    for guess in (row.id, row.token[:-1], row.token.swapcase(), "..%2Ftutorhub.db", "%2e%2e"):
        refused(await client.get(f"/recordings/{guess}"), 404)
    for method in ("PUT", "POST", "DELETE"):
        refused(await client.request(method, f"/recordings/{row.token}"), 405)


async def test_with_its_lesson_the_recording_is_gone(client, database):
    row = made(database)
    with unit_of_work(now=NOW) as session:
        lesson = online_lessons.data.OnlineLesson
        online_lessons.remove(session, session.get_one(lesson, row.lesson_id))
    refused(await client.get(f"/recordings/{row.token}"), 404)
