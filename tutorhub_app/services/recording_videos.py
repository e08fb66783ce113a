"""Putting recordings together, apart from those who record and from those who watch.

The table is the queue: what is `processing` and claimed by nobody is to be done. A process that
dies lets its claim run out, and another begins anew: the pieces stay until the video is there.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from tutorhub_app.data import online_lessons
from tutorhub_app.data import recordings as data
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.recordings import (
    ABANDONED_AFTER,
    Joined,
    NothingToShow,
    RecordingRecord,
    RecordingState,
    told_of,
)
from tutorhub_app.integrations import recordings as files
from tutorhub_app.services.unit import in_thread, reads, run
from tutorhub_app.settings import get_settings

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
_RENEWED_SECONDS = 30
_LOOK_SECONDS = 2
_SWEEP_SECONDS = 3600
_BATCH = 20
_SETTLED = (RecordingState.READY, RecordingState.FAILED)


def folder() -> Path:
    return get_settings().var_dir / "recordings"


@contextlib.asynccontextmanager
async def put_together() -> AsyncIterator[None]:
    """Put together what is to be, inside the block."""
    making = asyncio.create_task(_keep_making(), name="recordings")
    try:
        yield
    finally:
        making.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await making


async def _keep_making() -> None:
    swept_at = float("-inf")
    while True:
        try:
            while await make_next():
                pass
            if (at := asyncio.get_running_loop().time()) - swept_at > _SWEEP_SECONDS:
                swept_at = at
                await forget_orphans()
        except Exception:
            logger.exception("a recording could not be put together; trying again")
        await asyncio.sleep(_LOOK_SECONDS)


async def make_next() -> bool:
    """Put one together; False when none waits.

    OSError when the disk fails or is full: it is tried again when the claim has run out.
    """
    if await run(_waiting) is None or (found := await run(_claimed)) is None:
        return False
    try:
        joined = await _renewing(found.id)
    except NothingToShow:
        await run(_failed, found.id)
    else:
        if joined.left_out:
            logger.warning("recording %s: parts %s can't be read", found.id, joined.left_out)
        await run(_made, found.id, joined)
    await in_thread(files.forget_pieces, folder(), found.id)
    return True


async def _renewing(recording_id: str) -> Joined:
    making = asyncio.ensure_future(in_thread(files.make_video, folder(), recording_id))
    while True:
        done, _ = await asyncio.wait({making}, timeout=_RENEWED_SECONDS)
        if done:
            return making.result()
        await run(_renewed, recording_id)


async def forget_orphans() -> int:
    """Remove the files of recordings that are no more, how many there were; and pieces that were
    left behind, as when we ended between making the video and forgetting them."""
    kept = await in_thread(files.kept_ids, folder())
    there, settled = await run(_there, kept)
    orphans = [recording_id for recording_id in kept if recording_id not in there]
    for recording_id in orphans:
        await in_thread(files.remove, folder(), recording_id)
    for recording_id in settled:
        await in_thread(files.forget_pieces, folder(), recording_id)
    return len(orphans)


def end_abandoned(session: Session, *, now: datetime) -> int:
    """End a batch of the recordings whose browser has not been heard of for long: what came is
    all."""
    found = data.unheard(session, since=now - ABANDONED_AFTER, most=_BATCH)
    for recording in found:
        end(session, recording, now=now)
    return len(found)


def end(session: Session, recording: RecordingRecord, *, now: datetime) -> None:
    """Take no more pieces, and put together what there is."""
    if data.end(session, recording.id, now):
        online_lessons.tell_of(session, recording.lesson_id)


@reads
def watch(session: Session, token: str, *, now: datetime) -> str:
    """The id of the recording that whoever has this token may watch. NotFound."""
    found = data.recording_by_token(session, token)
    if found is None or found.state is not RecordingState.READY:
        raise _unknown()
    return found.id


def find_file(recording_id: str) -> Path:
    """Its video. NotFound."""
    path = files.find_video(folder(), recording_id)
    if path is None:
        raise _unknown()
    return path


def _unknown() -> NotFound:
    return NotFound("There is no such recording, or no longer.", code="recordingNotFound")


@reads
def _waiting(session: Session, *, now: datetime) -> RecordingRecord | None:
    return data.unclaimed(session, now)


def _claimed(session: Session, *, now: datetime) -> RecordingRecord | None:
    found = data.unclaimed(session, now)
    if found is None or not data.claim(session, found.id, until=now + LEASE, now=now):
        return None
    return found


def _renewed(session: Session, recording_id: str, *, now: datetime) -> None:
    data.keep_claim(session, recording_id, until=now + LEASE)


def _made(session: Session, recording_id: str, joined: Joined, *, now: datetime) -> None:
    """It can be watched from now on, and the lesson leads to its longest one."""
    made = data.settle(
        session,
        recording_id,
        RecordingState.READY,
        duration_ms=joined.duration_ms,
        size=joined.size,
    )
    if made is None:
        return
    lesson = session.get_one(OnlineLesson, made.lesson_id)
    lesson.record_token = told_of(data.recordings_of(session, made.lesson_id))
    lesson.updated_at = now
    online_lessons.tell_of(session, made.lesson_id)


def _failed(session: Session, recording_id: str, *, now: datetime) -> None:
    failed = data.settle(session, recording_id, RecordingState.FAILED, size=0)
    if failed is not None:
        online_lessons.tell_of(session, failed.lesson_id)


@reads
def _there(session: Session, ids: list[str], *, now: datetime) -> tuple[set[str], set[str]]:
    """Those that there still are, and those of them of which no video is to be made any more."""
    states = data.states_of(session, ids)
    settled = {each for each, state in states.items() if state in _SETTLED}
    return set(states), settled
