"""Joining what a browser recorded: it has a length, it seeks, and what is broken costs no more than
itself."""

import io
from pathlib import Path
from random import Random

import av
import pytest

from tests.recorded import pieces, shown, stream
from tutorhub_app.domain.recordings import Joined, NothingToShow
from tutorhub_app.integrations import webm

CUES, CLUSTER = bytes.fromhex("1C53BB6B"), bytes.fromhex("1F43B675")


def joined(folder: Path, *parts: list[bytes]) -> tuple[Joined, Path]:
    """What is made of parts, each cut into pieces."""
    named: dict[int, list[Path]] = {}
    for number, each in enumerate(parts):
        for count, data in enumerate(each):
            path = folder / f"{number}-{count}"
            path.write_bytes(data)
            named.setdefault(number, []).append(path)
        named.setdefault(number, [])
    target = folder / "video.webm"
    return webm.join(named, target), target


def test_what_has_no_length_has_one_then_and_its_index_comes_first(tmp_path):
    recorded = stream(3)
    assert av.open(io.BytesIO(recorded)).duration is None
    made, video = joined(tmp_path, pieces(recorded))
    data = video.read_bytes()
    assert made == Joined(made.duration_ms, len(data))
    assert 2900 <= made.duration_ms <= 3100
    assert av.open(str(video)).duration == pytest.approx(made.duration_ms * 1000, abs=20_000)
    assert 0 < data.find(CUES) < data.find(CLUSTER)


def test_it_is_copied_picture_by_picture(tmp_path):
    recorded = stream(3)
    _, video = joined(tmp_path, pieces(recorded, 7))
    before, after = shown(recorded), shown(video)
    assert [time for time, _ in after] == pytest.approx([time for time, _ in before], abs=0.02)


def test_a_player_seeks_to_the_whole_picture_before(tmp_path):
    _, video = joined(tmp_path, pieces(stream(4)))
    with av.open(str(video)) as container:
        container.seek(2_500_000)
        assert next(container.decode(video=0)).time == pytest.approx(2, abs=0.05)


def test_parts_follow_one_another_whatever_their_size(tmp_path):
    made, video = joined(tmp_path, pieces(stream(2)), pieces(stream(2, size=(96, 64)), 3))
    pictures = shown(video)
    assert len(pictures) == 40
    assert [time for time, _ in pictures] == sorted(time for time, _ in pictures)
    assert {size for _, size in pictures[:20]} == {(64, 48)}
    assert {size for _, size in pictures[20:]} == {(96, 64)}
    assert 3900 <= made.duration_ms <= 4200


def test_there_is_sound_from_the_part_that_first_has_it(tmp_path):
    _, video = joined(tmp_path, pieces(stream(1, sound=False)), pieces(stream(1)))
    with av.open(str(video)) as container:
        assert [each.type for each in container.streams] == ["video", "audio"]
        heard = [float(each.time or 0) for each in container.decode(audio=0)]
    assert 0.9 <= heard[0] <= 1.1


def test_a_part_in_another_codec_is_left_out_and_named(tmp_path):
    made, video = joined(
        tmp_path, pieces(stream(1)), pieces(stream(1, video="libvpx-vp9")), pieces(stream(1))
    )
    assert made.left_out == (1,)
    assert len(shown(video)) == 20


@pytest.mark.parametrize("junk", [b"", b"nothing of the kind" * 100, bytes(5000)], ids=len)
def test_a_part_that_is_no_recording_is_left_out(tmp_path, junk):
    made, video = joined(tmp_path, [junk], pieces(stream(1)), [])
    assert made.left_out == (0, 2)
    assert len(shown(video)) == 10


@pytest.mark.parametrize(
    "damage", [b"", Random(1).randbytes(9000), bytes(9000)], ids=["missing", "noise", "zeros"]
)
def test_of_a_part_with_a_broken_piece_the_rest_is_shown_without_a_stop(tmp_path, damage):
    parts = pieces(stream(6), 12)
    parts[4] = damage
    made, video = joined(tmp_path, parts)
    times = [time for time, _ in shown(video)]
    assert made.left_out == ()
    assert times[0] == pytest.approx(0, abs=0.02)
    assert times[-1] == pytest.approx(5.9, abs=0.05)
    assert len(times) > 35


@pytest.mark.parametrize("kept", range(0, 14_000, 1_750))
def test_a_piece_that_is_cut_short_does_not_stop_the_player(tmp_path, kept):
    parts = pieces(stream(6), 12)
    parts[5] = parts[5][:kept]
    _, video = joined(tmp_path, parts)
    assert shown(video)[-1][0] == pytest.approx(5.9, abs=0.05)


def test_what_breaks_off_is_shown_to_there(tmp_path):
    made, video = joined(tmp_path, pieces(stream(6), 12)[:7], pieces(stream(1)))
    assert 4000 <= made.duration_ms <= 5000
    assert len(shown(video)) > 35


def test_of_nothing_there_is_nothing_to_show(tmp_path):
    recordings: list[list[list[bytes]]] = [[], [[]], [[b"junk"]], [pieces(stream(1))[1:]]]
    for parts in recordings:
        with pytest.raises(NothingToShow):
            joined(tmp_path, *parts)


def test_a_disk_that_is_full_is_no_fault_of_the_recording(tmp_path):
    path = tmp_path / "0"
    path.write_bytes(stream(1))
    with pytest.raises(OSError, match="space"):
        webm.join({0: [path]}, Path("/dev/full"))
