"""Recordings become videos: once, whatever dies or fails, and nothing is left of what is gone."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories import NOW, make_principal, reload, save
from tests.recorded import pieces, shown, stream
from tutorhub_app.clock import utc_now
from tutorhub_app.data.changes import online_lesson_topic, topics_changed_after
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.data.recordings import Recording
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.recordings import ABANDONED_AFTER, RecordingState
from tutorhub_app.integrations import recordings as files
from tutorhub_app.services import online_lessons, recording_videos, rooms
from tutorhub_app.services.unit import call, run

HOUR = timedelta(hours=1)


@pytest.fixture
def kept(database: Path) -> Path:
    return database.parent / "recordings"


@pytest.fixture
def lesson(database: Path) -> OnlineLesson:
    account = make_principal(Role.TUTOR)
    with unit_of_work(now=NOW) as session:
        return online_lessons.make(session, account.user_id, "Verbs", NOW, 60, now=NOW)


def recorded(
    kept: Path, lesson: OnlineLesson, *parts: list[bytes], heard_at=NOW, **values
) -> Recording:
    """A recording of these pieces, which waits to be put together."""
    defaults = {"state": RecordingState.PROCESSING, "media_type": "video/webm"}
    row = save(
        Recording(
            lesson_id=lesson.id,
            participant_id="p",
            token=rooms.new_token(),
            started_at=NOW,
            heard_at=heard_at,
            **(defaults | values),
        )
    )
    for part, each in enumerate(parts):
        for number, data in enumerate(each):
            files.keep_piece(kept, row.id, part, number, data)
    return row


def changed() -> set[str]:
    with unit_of_work(now=NOW, readonly=True) as session:
        return set(topics_changed_after(session, 0))


async def test_a_recording_becomes_a_video_that_the_lesson_leads_to(kept, lesson):
    row = recorded(kept, lesson, pieces(stream(2)), pieces(stream(1)))
    assert await recording_videos.make_next()
    made, leads = reload(row), reload(lesson)
    assert (made.state, leads.record_token) == (RecordingState.READY, row.token)
    assert made.duration_ms == pytest.approx(3000, abs=100)
    video = recording_videos.find_file(await run(recording_videos.watch, row.token))
    assert video.stat().st_size == made.size
    assert len(shown(video)) == 30
    assert files.kept_pieces(kept, row.id) == {}
    assert online_lesson_topic(lesson.id) in changed()
    assert not await recording_videos.make_next()


async def test_the_lesson_leads_to_the_longest_of_several(kept, lesson):
    rows = [recorded(kept, lesson, pieces(stream(length))) for length in (1, 2, 1)]
    while await recording_videos.make_next():
        pass
    assert {reload(row).state for row in rows} == {RecordingState.READY}
    assert reload(lesson).record_token == rows[1].token


async def test_what_can_not_be_read_has_failed_and_leads_nowhere(kept, lesson):
    row = recorded(kept, lesson, [b"no recording"])
    empty = recorded(kept, lesson)
    while await recording_videos.make_next():
        pass
    for each in (row, empty):
        assert reload(each).state == RecordingState.FAILED
        with pytest.raises(NotFound):
            await run(recording_videos.watch, each.token)
    assert reload(lesson).record_token is None


async def test_while_the_disk_fails_the_pieces_stay_and_it_is_tried_again(
    kept, lesson, monkeypatch
):
    row = recorded(kept, lesson, pieces(stream(1)))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files, "make_video", full)
        with pytest.raises(OSError, match="space"):
            await recording_videos.make_next()
    assert reload(row).state == RecordingState.PROCESSING
    assert not await recording_videos.make_next()
    row = reload(row)
    row.claimed_until = utc_now() - timedelta(seconds=1)
    save(row)
    assert await recording_videos.make_next()
    assert reload(row).state == RecordingState.READY


async def test_what_another_process_works_on_is_left_to_it_until_its_claim_runs_out(kept, lesson):
    soon = utc_now() + timedelta(minutes=1)
    row = recorded(kept, lesson, pieces(stream(1)), claimed_until=soon)
    assert not await recording_videos.make_next()
    assert reload(row).state == RecordingState.PROCESSING


def test_a_recording_whose_browser_is_gone_ends_with_what_came(kept, lesson):
    recording = RecordingState.RECORDING
    gone = recorded(kept, lesson, state=recording)
    there = recorded(kept, lesson, state=recording, heard_at=NOW + timedelta(seconds=1))
    at = NOW + ABANDONED_AFTER
    assert call(recording_videos.end_abandoned, now=at) == 1
    assert call(recording_videos.end_abandoned, now=at) == 0
    assert (reload(gone).state, reload(gone).ended_at) == (RecordingState.PROCESSING, at)
    assert reload(there).state == RecordingState.RECORDING
    assert online_lesson_topic(lesson.id) in changed()


async def test_files_of_what_is_gone_are_removed_and_no_others(kept, lesson):
    here = recorded(kept, lesson, [b"piece"])
    files.keep_piece(kept, "01900000-0000-7000-8000-000000000000", 0, 0, b"piece")
    assert await recording_videos.forget_orphans() == 1
    assert files.kept_ids(kept) == [here.id]
    with unit_of_work(now=NOW) as session:
        online_lessons.remove(session, session.get_one(OnlineLesson, lesson.id))
    assert await recording_videos.forget_orphans() == 1
    assert files.kept_ids(kept) == []


async def test_pieces_that_were_left_behind_are_removed_and_the_video_stays(
    kept, lesson, monkeypatch
):
    made = recorded(kept, lesson, pieces(stream(1)))
    with monkeypatch.context() as patched:
        patched.setattr(files, "forget_pieces", lambda *_: None)
        assert await recording_videos.make_next()
    waits = recorded(kept, lesson, [b"piece"])
    goes_on = recorded(kept, lesson, [b"piece"], state=RecordingState.RECORDING)
    assert await recording_videos.forget_orphans() == 0
    assert files.kept_pieces(kept, made.id) == {}
    assert recording_videos.find_file(made.id).is_file()
    for each in (waits, goes_on):
        assert files.kept_pieces(kept, each.id) == {0: [0]}


async def test_what_is_deleted_while_it_is_put_together_leaves_nothing(kept, lesson, monkeypatch):
    row = recorded(kept, lesson, pieces(stream(1)))
    make = files.make_video

    def make_and_lose(*args):
        made = make(*args)
        with unit_of_work(now=NOW) as session:
            online_lessons.remove(session, session.get_one(OnlineLesson, lesson.id))
        return made

    monkeypatch.setattr(files, "make_video", make_and_lose)
    assert await recording_videos.make_next()
    with pytest.raises(NotFound):
        await run(recording_videos.watch, row.token)
    await recording_videos.forget_orphans()
    assert files.kept_ids(kept) == []
