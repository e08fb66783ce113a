"""Recording a lesson: begun by its teacher, sent in pieces, finished. Everyone in the room is told
of it, by the lesson's topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import engine, online_lessons
from tutorhub_app.data import recordings as data
from tutorhub_app.data.recordings import Recording
from tutorhub_app.domain.classroom import Insider
from tutorhub_app.domain.errors import Conflict, NotFound, Unavailable
from tutorhub_app.domain.recordings import (
    GONE_AFTER,
    MOST_RECORDINGS,
    Limits,
    RecordingRecord,
    RecordingState,
    require_media_type,
    require_piece_size,
    require_place,
    require_whole,
    require_within,
)
from tutorhub_app.integrations import recordings as files
from tutorhub_app.services import classroom_doors, rooms
from tutorhub_app.services.recording_videos import end, folder
from tutorhub_app.services.unit import in_thread, reads, run
from tutorhub_app.settings import get_settings

__all__ = ["finish", "keep_piece", "listed", "require_piece_size", "require_welcome", "start"]

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Listed:
    """`is_mine`: whoever asks recorded it, and may go on. `parts` is how many they have sent
    pieces of."""

    record: RecordingRecord
    is_mine: bool
    parts: int = 0


async def start(ticket: str, media_type: str) -> RecordingRecord:
    """Begin a recording. What the same browser had under way ends with what came of it.

    Errors: those of `require_teacher`; UnsupportedType; Conflict while somebody else records, or
    when there are enough; Unavailable when the disk is full.
    """
    require_media_type(media_type)
    await in_thread(_require_room)
    return await run(_start, ticket, media_type)


async def keep_piece(ticket: str, recording_id: str, part: int, piece: int, content: bytes) -> None:
    """Keep a piece; sent again, it takes the place of what was sent before. Errors: those of
    `require_welcome`; Conflict when the recording has ended meanwhile."""
    await run(require_welcome, ticket, recording_id, part, piece, len(content))
    growth = await in_thread(files.keep_piece, folder(), recording_id, part, piece, content)
    await run(_note_piece, recording_id, growth)


@reads
def require_welcome(
    session: Session,
    ticket: str,
    recording_id: str,
    part: int,
    piece: int,
    size: int,
    *,
    now: datetime,
) -> None:
    """Refuse before anything is read of what is sent, if a piece of `size` bytes is not to be
    taken.

    Errors: those of `require_sight`; NotFound, Invalid, TooLarge; Conflict after the end.
    """
    found = _own(session, ticket, recording_id, now)
    if found.state is not RecordingState.RECORDING:
        raise _ended()
    require_piece_size(size)
    require_place(part, piece, started_at=found.started_at, now=now)
    limits = Limits(get_settings().recording_megabytes, get_settings().recording_minutes)
    require_within(limits, size=found.size + size, started_at=found.started_at, now=now)


async def finish(ticket: str, recording_id: str, counts: Mapping[int, int]) -> RecordingRecord:
    """Take no more pieces and make the video. `counts` is how many each part has. Done again, it
    changes nothing.

    Errors: those of `require_sight`; NotFound; Conflict, with the pieces that have not come.
    """
    found = await run(_mine, ticket, recording_id)
    if found.state is not RecordingState.RECORDING:
        return found
    require_whole(counts, await in_thread(files.kept_pieces, folder(), recording_id))
    return await run(_finish, ticket, recording_id)


async def listed(ticket: str) -> tuple[Listed, ...]:
    """The lesson's recordings, the oldest first; students see those that can be watched. Errors:
    those of `require_sight`."""
    return tuple([await in_thread(_counted, each) for each in await run(_listed, ticket)])


def _require_room() -> None:
    if files.free_bytes(folder()) < get_settings().recording_spare_megabytes * _MEGABYTE:
        raise Unavailable(
            "The server has no room left for recordings. Tell whoever runs it.",
            code="noRoomForRecordings",
        )


def _start(session: Session, ticket: str, media_type: str, *, now: datetime) -> RecordingRecord:
    who = classroom_doors.require_teacher(session, ticket, now).who
    others = data.recordings_of(session, who.lesson_id)
    for other in others:
        if other.state is RecordingState.RECORDING:
            if _is_somebody_elses(other, who, now):
                raise Conflict("Somebody else is recording this lesson.", code="isBeingRecorded")
            end(session, other, now=now)
    if len(others) >= MOST_RECORDINGS:
        raise Conflict(
            f"A lesson may have at most {MOST_RECORDINGS} recordings.", code="tooManyRecordings"
        )
    row = Recording(
        lesson_id=who.lesson_id,
        participant_id=who.participant_id,
        token=rooms.new_token(),
        state=RecordingState.RECORDING,
        media_type=media_type,
        started_at=now,
        heard_at=now,
    )
    session.add(row)
    engine.flush(session)
    online_lessons.tell_of(session, who.lesson_id)
    return _there(data.recording(session, row.id))


def _is_somebody_elses(other: RecordingRecord, who: Insider, now: datetime) -> bool:
    return other.participant_id != who.participant_id and now - other.heard_at < GONE_AFTER


def _note_piece(session: Session, recording_id: str, growth: int, *, now: datetime) -> None:
    if not data.note_piece(session, recording_id, growth, now):
        raise _ended()


@reads
def _mine(session: Session, ticket: str, recording_id: str, *, now: datetime) -> RecordingRecord:
    return _own(session, ticket, recording_id, now)


def _finish(session: Session, ticket: str, recording_id: str, *, now: datetime) -> RecordingRecord:
    end(session, _own(session, ticket, recording_id, now), now=now)
    return _there(data.recording(session, recording_id))


@reads
def _listed(session: Session, ticket: str, *, now: datetime) -> tuple[Listed, ...]:
    who = classroom_doors.require_sight(session, ticket, now).who
    return tuple(
        Listed(each, who.is_teacher and each.participant_id == who.participant_id)
        for each in data.recordings_of(session, who.lesson_id)
        if who.is_teacher or each.state is RecordingState.READY
    )


def _counted(listed: Listed) -> Listed:
    if not listed.is_mine or listed.record.state is not RecordingState.RECORDING:
        return listed
    parts = files.kept_pieces(folder(), listed.record.id)
    return Listed(listed.record, True, max(parts, default=-1) + 1)


def _own(session: Session, ticket: str, recording_id: str, now: datetime) -> RecordingRecord:
    """The recording, for whoever began it: pieces may come after they have left the room."""
    who = classroom_doors.require_sight(session, ticket, now).who
    found = data.recording(session, recording_id)
    if (
        found is None
        or not who.is_teacher
        or (found.lesson_id, found.participant_id) != (who.lesson_id, who.participant_id)
    ):
        return _there(None)
    return found


def _there(found: RecordingRecord | None) -> RecordingRecord:
    if found is None:
        raise NotFound("There is no such recording, or no longer.", code="recordingNotFound")
    return found


def _ended() -> Conflict:
    return Conflict("This recording has ended.", code="recordingHasEnded")
