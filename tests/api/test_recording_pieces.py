"""Recording a lesson: by its teacher alone, piece by piece, whatever comes twice, late or never."""

import uuid
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import time_machine
from sqlmodel import select

from tests.api.asking import OURS, front, refused
from tests.factories import make_principal, reload
from tests.recorded import pieces, shown, stream
from tutorhub_app.clock import utc_now
from tutorhub_app.data.changes import online_lesson_topic, topics_changed_after
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.data.recordings import Recording
from tutorhub_app.domain.accounts import Role
from tutorhub_app.integrations import recordings as files
from tutorhub_app.services import online_lessons, recording_videos
from tutorhub_app.settings import get_settings

RECORDINGS = "/classroom/recordings"
WEBM = "video/webm;codecs=vp8,opus"
TEACHER, STUDENT = "teacher", "student"


class Room:
    """A lesson that is on, and those who ask for things in it."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        account = make_principal(Role.TUTOR)
        now = utc_now()
        with unit_of_work(now=now) as session:
            self.lesson = online_lessons.make(session, account.user_id, "Verbs", now, 60, now=now)

    async def enter(self, door: str = TEACHER, browser: str | None = None) -> dict[str, str]:
        """Headers with a ticket of this door."""
        token = self.lesson.teacher_token if door == TEACHER else self.lesson.student_slug
        body = {
            "door": door,
            "token": token,
            "name": "Ada",
            "participant": browser or str(uuid.uuid4()),
        }
        answer = await self.client.post("/classroom/enter", json=body)
        return {"Authorization": f"Bearer {answer.json()['ticket']}"}

    async def start(self, who: dict[str, str], media_type: str = WEBM) -> httpx.Response:
        return await self.client.post(RECORDINGS, json={"mediaType": media_type}, headers=who)

    async def put(
        self, who: dict[str, str], recording: str, place: str, content: bytes = b"piece"
    ) -> httpx.Response:
        part, _, piece = place.partition("/")
        address = f"{RECORDINGS}/{recording}/parts/{part}/pieces/{piece}"
        return await self.client.put(address, content=content, headers=who)

    async def finish(
        self, who: dict[str, str], recording: str, parts: dict[str, int]
    ) -> httpx.Response:
        address = f"{RECORDINGS}/{recording}/finish"
        return await self.client.post(address, json={"parts": parts}, headers=who)

    async def listed(self, who: dict[str, str]) -> list[dict[str, object]]:
        answer = await self.client.get(RECORDINGS, headers=who)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["recordings"])


@pytest.fixture
async def room(database: Path):
    transport = httpx.ASGITransport(front(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=OURS) as client:
        yield Room(client)


@pytest.fixture
def kept(database: Path) -> Path:
    return database.parent / "recordings"


def rows() -> int:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return len(session.exec(select(Recording)).all())


async def started(room: Room, who: dict[str, str]) -> str:
    answer = await room.start(who)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_lesson_is_recorded_and_then_watched(room, kept):
    who = await room.enter()
    recording = await started(room, who)
    for part, data in enumerate((stream(2), stream(1))):
        for number, piece in enumerate(pieces(data, 3)):
            answer = await room.put(who, recording, f"{part}/{number}", piece)
            assert (answer.status_code, answer.content) == (204, b"")
    answer = await room.finish(who, recording, {"0": 3, "1": 3})
    assert (answer.status_code, answer.json()["state"]) == (200, "processing")
    assert answer.json()["url"] is None
    assert await recording_videos.make_next()
    [made] = await room.listed(who)
    assert (made["state"], made["isMine"]) == ("ready", True)
    assert made["durationMs"] == pytest.approx(3000, abs=100)
    video = await room.client.get(str(made["url"]))
    assert (video.headers["content-type"], video.status_code) == ("video/webm", 200)
    assert len(shown(video.content)) == 30
    token = reload(room.lesson).record_token
    assert made["url"] == f"/recordings/{token}"


async def test_the_room_hears_of_the_start_the_end_and_the_video(room):
    until = 0

    def heard() -> bool:
        nonlocal until
        with unit_of_work(now=utc_now(), readonly=True) as session:
            changed = topics_changed_after(session, until)
        until = max(changed.values(), default=until)
        return online_lesson_topic(room.lesson.id) in changed

    assert heard()
    who = await room.enter()
    recording = await started(room, who)
    assert heard()
    await room.put(who, recording, "0/0", stream(1))
    assert not heard()
    await room.finish(who, recording, {"0": 1})
    assert heard()
    await recording_videos.make_next()
    assert heard()


async def test_pieces_come_in_any_order_and_twice(room, kept):
    who = await room.enter()
    recording = await started(room, who)
    for place in ("0/2", "0/0", "0/1", "0/0", "1/0"):
        assert (await room.put(who, recording, place, place.encode())).status_code == 204
    assert files.kept_pieces(kept, recording) == {0: [0, 1, 2], 1: [0]}
    assert reload_recording(recording).size == 4 * len("0/0")
    assert (await room.listed(who))[0]["parts"] == 2


def reload_recording(recording: str) -> Recording:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return session.get_one(Recording, recording)


async def test_what_lacks_pieces_is_not_finished_and_they_are_named(room):
    who = await room.enter()
    recording = await started(room, who)
    await room.put(who, recording, "0/1")
    body = refused(await room.finish(who, recording, {"0": 3, "1": 1}), 409, "piecesAreMissing")
    assert body["fields"]["missing"].split() == ["0/0", "0/2", "1/0"]
    for place in body["fields"]["missing"].split():
        await room.put(who, recording, place)
    assert (await room.finish(who, recording, {"0": 3, "1": 1})).status_code == 200


async def test_to_finish_again_changes_nothing_and_nothing_more_is_taken(room, kept):
    who = await room.enter()
    recording = await started(room, who)
    await room.put(who, recording, "0/0", stream(1))
    first = (await room.finish(who, recording, {"0": 1})).json()
    assert (await room.finish(who, recording, {"0": 9})).json() == first
    refused(await room.put(who, recording, "0/1"), 409, "recordingHasEnded")
    await recording_videos.make_next()
    assert (await room.finish(who, recording, {"0": 1})).json()["state"] == "ready"


async def test_a_student_can_not_record_nor_touch_what_the_teacher_records(room):
    teacher, student = await room.enter(), await room.enter(STUDENT)
    refused(await room.start(student), 401, "onlyTheTeacher")
    recording = await started(room, teacher)
    refused(await room.put(student, recording, "0/0"), 404, "recordingNotFound")
    refused(await room.finish(student, recording, {"0": 0}), 404, "recordingNotFound")
    assert await room.listed(student) == []
    await room.put(teacher, recording, "0/0", stream(1))
    await room.finish(teacher, recording, {"0": 1})
    await recording_videos.make_next()
    [seen] = await room.listed(student)
    assert (seen["state"], seen["isMine"]) == ("ready", False)


async def test_nobody_else_adds_to_a_recording(room, kept):
    teacher = await room.enter()
    recording = await started(room, teacher)
    elsewhere = Room(room.client)
    strangers = {
        "nobody": ({}, 401),
        "a bad ticket": ({"Authorization": "Bearer x.y.z"}, 401),
        "a teacher of another lesson": (await elsewhere.enter(), 404),
        "the same door in another browser": (await room.enter(), 404),
        "a student": (await room.enter(STUDENT), 404),
    }
    for who, status in strangers.values():
        refused(await room.put(who, recording, "0/0"), status)
        refused(await room.finish(who, recording, {}), status)
    assert files.kept_ids(kept) == []
    for who in ({}, {"Authorization": "Bearer x.y.z"}):
        refused(await room.start(who), 401, "ticketIsNotValid")
        refused(await room.client.get(RECORDINGS, headers=who), 401, "ticketIsNotValid")


async def test_with_the_lesson_or_its_address_the_ticket_ends(room):
    who = await room.enter()
    recording = await started(room, who)
    with unit_of_work(now=utc_now()) as session:
        session.get_one(OnlineLesson, room.lesson.id).teacher_token = "another"
    refused(await room.put(who, recording, "0/0"), 401, "ticketIsNotValid")
    with unit_of_work(now=utc_now()) as session:
        online_lessons.remove(session, session.get_one(OnlineLesson, room.lesson.id))
    refused(await room.put(who, recording, "0/0"), 404, "lessonNotFound")
    assert rows() == 0


async def test_one_records_at_a_time_until_they_are_gone(room):
    browser = str(uuid.uuid4())
    ada, grace = await room.enter(browser=browser), await room.enter()
    first = await started(room, ada)
    refused(await room.start(grace), 409, "isBeingRecorded")
    second = await started(room, await room.enter(browser=browser))
    assert reload_recording(first).state == "processing"
    with time_machine.travel(utc_now() + timedelta(minutes=2)):
        await started(room, grace)
    assert reload_recording(second).state == "processing"


async def test_after_a_reload_the_same_browser_goes_on(room):
    browser = str(uuid.uuid4())
    recording = await started(room, await room.enter(browser=browser))
    again = await room.enter(browser=browser)
    assert (await room.put(again, recording, "1/0")).status_code == 204
    [mine] = await room.listed(again)
    assert (mine["isMine"], mine["state"], mine["parts"]) == (True, "recording", 2)


async def test_pieces_may_come_when_the_lesson_is_over(room):
    browser = str(uuid.uuid4())
    who = await room.enter(browser=browser)
    recording = await started(room, who)
    with unit_of_work(now=utc_now()) as session:
        session.get_one(OnlineLesson, room.lesson.id).first_joined_at = utc_now()
    with time_machine.travel(utc_now() + timedelta(hours=2)):
        assert (await room.put(who, recording, "0/0")).status_code == 204
        assert (await room.finish(who, recording, {"0": 1})).status_code == 200
        refused(await room.start(who), 401, "roomIsNotOpen")


@pytest.mark.parametrize("place", ["100/0", "-1/0", "0/-1", "0/x", "0/500", "0/9999999"])
async def test_a_piece_that_can_not_be_is_refused(room, kept, place):
    who = await room.enter()
    refused(await room.put(who, await started(room, who), place), 400)
    assert files.kept_ids(kept) == []


async def test_of_a_piece_that_is_too_long_nothing_is_kept(room, kept):
    who = await room.enter()
    recording = await started(room, who)
    answer = await room.put(who, recording, "0/0", bytes(8 * 1024 * 1024 + 1))
    assert "8 MB" in refused(answer, 413)["detail"]
    assert files.kept_ids(kept) == []


async def test_a_recording_has_an_end_in_bytes_and_in_minutes(room, monkeypatch):
    monkeypatch.setenv("TUTORHUB_RECORDING_MEGABYTES", "1")
    monkeypatch.setenv("TUTORHUB_RECORDING_MINUTES", "10")
    get_settings.cache_clear()
    who = await room.enter()
    recording = await started(room, who)
    half = bytes(600 * 1024)
    assert (await room.put(who, recording, "0/0", half)).status_code == 204
    refused(await room.put(who, recording, "0/1", half), 413, "recordingIsFull")
    with time_machine.travel(utc_now() + timedelta(minutes=11)):
        answer = await room.put(who, recording, "0/1", b"x")
        assert "10 minutes" in refused(answer, 413, "recordingIsFull")["detail"]
        assert (await room.finish(who, recording, {"0": 1})).status_code == 200


async def test_on_a_disk_that_is_nearly_full_no_recording_begins(room, monkeypatch):
    monkeypatch.setenv("TUTORHUB_RECORDING_SPARE_MEGABYTES", str(10**9))
    get_settings.cache_clear()
    refused(await room.start(await room.enter()), 503, "noRoomForRecordings")
    assert rows() == 0


async def test_a_kind_that_can_not_be_joined_is_refused(room):
    body = refused(await room.start(await room.enter(), "video/mp4"), 415)
    assert "VP8" in body["detail"]
    assert rows() == 0


async def test_a_lesson_has_only_so_many_recordings(room, monkeypatch):
    monkeypatch.setattr("tutorhub_app.services.recordings.MOST_RECORDINGS", 2)
    who = await room.enter()
    for _ in range(2):
        await started(room, who)
    refused(await room.start(who), 409, "tooManyRecordings")


async def test_bodies_that_are_not_as_described_are_refused(room):
    who = await room.enter()
    recording = await started(room, who)
    for parts in ({"x": 1}, {"0": -1}, {"0": "many"}, {"100": 1}, [1], None):
        refused(await room.finish(who, recording, parts), 400)
    refused(await room.client.post(RECORDINGS, json={}, headers=who), 400, "mediaTypeIsRequired")
    refused(await room.put(who, "not-an-id", "0/0"), 400)
    answer = await room.client.post(RECORDINGS, content=b"x" * 20_000, headers=who)
    refused(answer, 413)
