"""Pictures on a lesson's board: what is kept, of whom, and who sees it."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.api.asking import Clients, refused
from tests.room_sockets import ticket
from tests.rooms import make_lesson
from tutorhub_app.clock import utc_now
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.domain.errors import Conflict
from tutorhub_app.services import board_files, online_lessons
from tutorhub_app.services.unit import call

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
FILE = "/classroom/files/3f2a9c"


@pytest.fixture
def lesson(database: object) -> OnlineLesson:
    return make_lesson()


async def put(
    client: httpx.AsyncClient,
    ticket: str,
    content: bytes = PNG,
    media_type: str = "image/png",
    path: str = FILE,
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {ticket}", "Content-Type": media_type}
    return await client.put(path, content=content, headers=headers)


async def get(client: httpx.AsyncClient, ticket: str, path: str = FILE) -> httpx.Response:
    return await client.get(path, headers={"Authorization": f"Bearer {ticket}"})


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0more", "image/jpeg"),
        (b"GIF89a more", "image/gif"),
        (b"RIFF1234WEBPmore", "image/webp"),
    ],
)
async def test_a_picture_put_on_the_board_is_seen_by_the_others(
    client_of: Clients, lesson: OnlineLesson, content: bytes, media_type: str
):
    client = client_of()
    assert (await put(client, await ticket(lesson), content, media_type)).status_code == 200
    answer = await get(client, await ticket(lesson, "teacher"))
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == media_type
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"].startswith("private")


async def test_a_picture_sent_twice_is_one_and_stays_as_it_was(
    client_of: Clients, lesson: OnlineLesson, database: Path
):
    client, ours = client_of(), await ticket(lesson)
    for content in (PNG, PNG, PNG + b" changed"):
        assert (await put(client, ours, content)).status_code == 200
    assert (await get(client, ours)).content == PNG
    assert [path.name for path in _kept(database)] == ["3f2a9c"]


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"<svg onload='alert(1)'/>", "image/svg+xml", 415),
        (b"<html>", "image/png", 415),
        (PNG, "image/jpeg", 415),
        (PNG, "", 415),
        (b"", "image/png", 415),
        (PNG + bytes(board_files.MOST_BYTES), "image/png", 413),
    ],
)
async def test_what_is_no_small_picture_is_refused_and_leaves_nothing(
    client_of: Clients,
    lesson: OnlineLesson,
    database: Path,
    content: bytes,
    media_type: str,
    status: int,
):
    refused(await put(client_of(), await ticket(lesson), content, media_type), status)
    assert _kept(database) == []


@pytest.mark.parametrize("name", ["a.png", "..%2fsecret", "x" * 65, "a%20b"])
async def test_an_id_names_no_path(client_of: Clients, lesson: OnlineLesson, name: str):
    path = f"/classroom/files/{name}"
    answer = await put(client_of(), await ticket(lesson), path=path)
    refused(answer, 404, "routeNotFound")
    refused(await get(client_of(), await ticket(lesson), path), 404, "routeNotFound")


async def test_a_lesson_holds_only_so_much(
    client_of: Clients, lesson: OnlineLesson, database: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(board_files, "MOST_BYTES_OF_A_LESSON", 2 * len(PNG))
    client, ours = client_of(), await ticket(lesson)
    for number in range(2):
        answer = await put(client, ours, path=f"/classroom/files/{number}")
        assert answer.status_code == 200
    answer = await put(client, ours, path="/classroom/files/2")
    refused(answer, 409, "boardIsFullOfPictures")
    assert len(_kept(database)) == 2
    assert (await put(client, ours, path="/classroom/files/1")).status_code == 200


async def test_pictures_of_other_lessons_are_not_seen(client_of: Clients, lesson: OnlineLesson):
    client = client_of()
    await put(client, await ticket(lesson))
    refused(await get(client, await ticket(make_lesson(), "teacher")), 404, "fileNotFound")


async def test_who_waits_and_who_comes_after_the_end_puts_nothing_there(
    client_of: Clients, database
):
    waiting = make_lesson(timedelta(minutes=5))
    refused(await put(client_of(), await ticket(waiting)), 401, "roomIsNotOpen")
    over = make_lesson(timedelta(hours=-2))
    with unit_of_work(now=utc_now()) as session:
        session.get_one(OnlineLesson, over.id).first_joined_at = over.starts_at
    refused(await put(client_of(), await ticket(over, "teacher")), 401, "roomIsNotOpen")


async def test_a_picture_that_can_not_be_kept_leaves_no_half(
    client_of: Clients, lesson: OnlineLesson, database: Path, monkeypatch: pytest.MonkeyPatch
):
    def fails(*_: object) -> None:
        raise Conflict

    monkeypatch.setattr(board_files.files, "keep", fails)
    ours = await ticket(lesson)
    refused(await put(client_of(), ours), 409)
    refused(await get(client_of(), ours), 404)
    assert _kept(database) == []


async def test_the_pictures_of_a_deleted_lesson_are_swept_away(
    client_of: Clients, lesson: OnlineLesson, database: Path
):
    other = make_lesson()
    for each in (lesson, other):
        await put(client_of(), await ticket(each))
    with unit_of_work(now=utc_now()) as session:
        online_lessons.remove(session, session.get_one(OnlineLesson, lesson.id))
    call(board_files.sweep)
    assert [path.parent.name for path in _kept(database)] == [str(other.id)]


def _kept(database: Path) -> list[Path]:
    return [path for path in (database.parent / "boards").rglob("*") if path.is_file()]
