"""Recordings of lessons: what state they are in, and what is taken of them."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from tutorhub_app.domain.errors import Conflict, Invalid, TooLarge, TutorHubError, UnsupportedType

MOST_PIECE_BYTES = 8 * 1024 * 1024
MOST_PARTS = 100
MOST_PIECES_A_SECOND = 2
"""A browser sends one a second; a slow one's clock may run ahead."""
MOST_RECORDINGS = 20
"""So many of one lesson."""
MOST_NAMED = 200
"""So many missing pieces are named at once."""
GONE_AFTER = timedelta(minutes=1)
"""When no piece came for so long, somebody else may begin another recording."""
ABANDONED_AFTER = timedelta(minutes=30)
"""When no piece came for so long, what has come is all."""

_AHEAD_SECONDS = 30
_MEDIA_TYPE = re.compile(r"video/webm(;\s*codecs=\"?(vp8|vp9|vp09[.\d]*),\s*opus\"?)?", re.I)


class RecordingState(StrEnum):
    """`recording` takes pieces; `processing` has them all; `ready` can be watched; of `failed`
    nothing could be made."""

    RECORDING = "recording"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one recording may have."""

    megabytes: int
    minutes: int


@dataclass(frozen=True, slots=True)
class RecordingRecord:
    """A recording. `duration_ms` is None and `size` what came so far, until it is ready. `token`
    opens it to whoever has it."""

    id: str
    lesson_id: int
    participant_id: str
    token: str = field(repr=False)
    state: RecordingState
    media_type: str
    started_at: datetime
    heard_at: datetime
    ended_at: datetime | None
    duration_ms: int | None
    size: int


class NothingToShow(TutorHubError):
    """No part of a recording can be read."""

    code = "recordingIsEmpty"
    sentence = "Nothing of this recording could be read."


@dataclass(frozen=True, slots=True)
class Joined:
    """The video that was made of a recording. `left_out` are the parts of which nothing could be
    taken."""

    duration_ms: int
    size: int
    left_out: tuple[int, ...] = ()


def require_media_type(media_type: str) -> None:
    """UnsupportedType unless it can be put together: WebM of VP8 or VP9 with Opus."""
    if not _MEDIA_TYPE.fullmatch(media_type):
        raise UnsupportedType(
            "mediaType: record video/webm with VP8 or VP9 and Opus.", code="mediaTypeIsNotSupported"
        )


def require_place(part: int, piece: int, *, started_at: datetime, now: datetime) -> None:
    """Invalid for a piece that no browser can have by now."""
    if not 0 <= part < MOST_PARTS:
        raise Invalid.field("part", f"part: send a number from 0 to {MOST_PARTS - 1}.")
    seconds = (now - started_at).total_seconds()
    most = int(max(seconds, 0) + _AHEAD_SECONDS) * MOST_PIECES_A_SECOND
    if not 0 <= piece <= most:
        raise Invalid.field("piece", f"piece: send a number from 0 to {most}.")


def require_piece_size(size: int) -> None:
    if size > MOST_PIECE_BYTES:
        raise TooLarge(f"Send pieces of at most {MOST_PIECE_BYTES // 1024 // 1024} MB.")


def require_within(limits: Limits, *, size: int, started_at: datetime, now: datetime) -> None:
    """TooLarge, with what to do, when a recording of `size` bytes is at an end."""
    if size > limits.megabytes * 1024 * 1024:
        raise TooLarge(
            f"A recording may have at most {limits.megabytes} MB. Finish it and start another.",
            code="recordingIsFull",
        )
    if now - started_at > timedelta(minutes=limits.minutes):
        raise TooLarge(
            f"A recording may last at most {limits.minutes} minutes. Finish it and start another.",
            code="recordingIsFull",
        )


def require_whole(counts: Mapping[int, int], kept: Mapping[int, Collection[int]]) -> None:
    """Conflict, naming the pieces, when some of those that were counted are not kept."""
    there = {
        part: {piece for piece in kept.get(part, ()) if piece < counts[part]} for part in counts
    }
    lacking = sum(counts.values()) - sum(map(len, there.values()))
    if lacking:
        # Anybody may count to a hundred million: no more are looked for than are named.
        named = (
            f"{part}/{piece}"
            for part, count in sorted(counts.items())
            for piece in range(count)
            if piece not in there[part]
        )
        raise Conflict(
            f"Pieces that have not come yet: {lacking}. Send them, then finish.",
            code="piecesAreMissing",
            fields={"missing": " ".join(islice(named, MOST_NAMED))},
        )


def told_of(recordings: Iterable[RecordingRecord]) -> str | None:
    """The token of the recording that a lesson's address leads to: the longest that is ready, of
    equal ones the later."""
    ready = [each for each in recordings if each.state is RecordingState.READY]
    if not ready:
        return None
    return max(ready, key=lambda each: (each.duration_ms or 0, each.started_at)).token
