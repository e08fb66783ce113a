"""What is taken of a recording, and which one a lesson leads to."""

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import NOW
from tutorhub_app.domain.errors import Conflict, Invalid, TooLarge, UnsupportedType
from tutorhub_app.domain.recordings import (
    MOST_NAMED,
    MOST_PIECE_BYTES,
    Limits,
    RecordingRecord,
    RecordingState,
    require_media_type,
    require_piece_size,
    require_place,
    require_whole,
    require_within,
    told_of,
)

READY, FAILED = RecordingState.READY, RecordingState.FAILED


def record(token: str, minutes: int, state: RecordingState = READY, after: int = 0):
    at = NOW + timedelta(hours=after)
    length = minutes * 60_000
    return RecordingRecord(token, 1, "p", token, state, "video/webm", at, at, at, length, 1)


@pytest.mark.parametrize(
    "media_type",
    [
        "video/webm",
        "video/webm;codecs=vp8,opus",
        'video/webm; codecs="vp9, opus"',
        "video/webm;codecs=vp09.00.10.08,opus",
        "VIDEO/WEBM",
    ],
)
def test_webm_of_vp8_or_vp9_with_opus_is_taken(media_type):
    require_media_type(media_type)


@pytest.mark.parametrize(
    "media_type",
    ["", "video/mp4", "video/webm;codecs=h264,opus", "video/webm\n", "text/html", "video/webmx"],
)
def test_other_kinds_are_refused(media_type):
    with pytest.raises(UnsupportedType, match="VP8 or VP9"):
        require_media_type(media_type)


def test_a_piece_that_no_browser_can_have_yet_is_refused():
    def place(part: int, piece: int, seconds: int = 60) -> None:
        require_place(part, piece, started_at=NOW, now=NOW + timedelta(seconds=seconds))

    place(0, 0, seconds=0)
    place(99, 180)
    for part, piece in ((-1, 0), (100, 0), (0, -1), (0, 181)):
        with pytest.raises(Invalid):
            place(part, piece)


def test_a_piece_and_a_recording_have_an_end():
    limits = Limits(megabytes=2, minutes=3)
    require_piece_size(MOST_PIECE_BYTES)
    require_within(limits, size=2 * 1024 * 1024, started_at=NOW, now=NOW + timedelta(minutes=3))
    with pytest.raises(TooLarge, match="8 MB"):
        require_piece_size(MOST_PIECE_BYTES + 1)
    with pytest.raises(TooLarge, match="2 MB"):
        require_within(limits, size=2 * 1024 * 1024 + 1, started_at=NOW, now=NOW)
    with pytest.raises(TooLarge, match="3 minutes"):
        require_within(limits, size=1, started_at=NOW, now=NOW + timedelta(minutes=3, seconds=1))


@given(
    counts=st.dictionaries(st.integers(0, 4), st.integers(0, 6)),
    kept=st.dictionaries(st.integers(0, 4), st.sets(st.integers(0, 6))),
)
def test_exactly_the_pieces_that_were_counted_and_are_not_kept_are_named(counts, kept):
    lacking = [
        f"{part}/{piece}"
        for part in sorted(counts)
        for piece in range(counts[part])
        if piece not in kept.get(part, set())
    ]
    if not lacking:
        require_whole(counts, kept)
        return
    with pytest.raises(Conflict) as refused:
        require_whole(counts, kept)
    assert refused.value.fields["missing"].split() == lacking


def test_however_many_pieces_are_counted_only_so_many_are_looked_for():
    counts = dict.fromkeys(range(100), 1_000_000)
    began = time.perf_counter()
    with pytest.raises(Conflict, match="99999999") as refused:
        require_whole(counts, {0: [0]})
    assert time.perf_counter() - began < 1
    assert len(refused.value.fields["missing"].split()) == MOST_NAMED


def test_a_lesson_leads_to_its_longest_recording_that_is_ready():
    assert told_of([]) is None
    assert told_of([record("failed", 90, FAILED)]) is None
    short, long, later = record("a", 1, after=5), record("b", 9), record("c", 9, after=1)
    assert told_of([short, long, record("failed", 90, FAILED)]) == "b"
    assert told_of([later, short, long]) == "c"
