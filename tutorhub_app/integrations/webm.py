"""Joining what a browser recorded into one WebM video that has a duration and an index.

Nothing is decoded: packets are copied, one part behind the other. A picture tells its own size, so
that parts may differ in it; a part in another codec than the first can not follow in one track,
and is left out.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import av
from av.container import InputContainer, OutputContainer

from tutorhub_app.domain.recordings import Joined, NothingToShow

CODECS = frozenset({"vp8", "vp9", "av1", "opus", "vorbis"})
# A packet of either kind of stream.
Packet: TypeAlias = Any

_MILLISECOND = Fraction(1, 1000)
_LONGEST_PICTURE = 1000
_MOST_BYTES_BETWEEN = 4096
_MOST_MS_BACK = 500
# The index stands before the pictures: a player has it with the first bytes.
_OPTIONS = {"cues_to_front": "1"}


def join(parts: Mapping[int, Sequence[Path]], target: Path) -> Joined:
    """Write the video to `target`. Each part is one stream, cut into files.

    What can not be read is passed over, and the rest follows on. Errors: NothingToShow; OSError
    when the disk is full or fails.
    """
    with ExitStack() as opened:
        readable: dict[int, InputContainer] = {}
        for number, pieces in sorted(parts.items()):
            container = _open(pieces)
            if container is not None:
                readable[number] = opened.enter_context(container)
        pattern = _pattern(readable.values())
        if pattern is None:
            raise NothingToShow()
        try:
            with av.open(str(target), "w", format="webm", options=_OPTIONS) as output:
                video = _Video(output, _tracks(pattern))
                taken = {number for number, part in readable.items() if video.append(part)}
        except av.FFmpegError as error:
            # A disk that is full is an OSError, too: that is not the recording's fault.
            if isinstance(error, OSError):
                raise
            raise NothingToShow() from error
    if not taken:
        raise NothingToShow()
    left_out = tuple(sorted(set(parts) - taken))
    return Joined(video.ends_at, target.stat().st_size, left_out)


class _Video:
    """What has been written so far, up to `ends_at` in milliseconds."""

    def __init__(self, output: OutputContainer, tracks: Mapping[str, Any]) -> None:
        self.ends_at = 0
        self._output = output
        self._tracks = {
            kind: output.add_stream_from_template(track) for kind, track in tracks.items()
        }
        self._codecs = {kind: track.codec_context.name for kind, track in tracks.items()}
        self._last = dict.fromkeys(tracks, -1)

    def append(self, part: InputContainer) -> bool:
        """Let this part follow; False when nothing of it could be taken."""
        tracks = {
            kind: track
            for kind, track in _tracks(part).items()
            if self._codecs.get(kind) == track.codec_context.name
        }
        if "video" not in tracks:
            return False
        begins_at, first = self.ends_at, None
        follows = False
        for packet in _packets(part, list(tracks.values())):
            if packet is None:
                follows = False
                continue
            kind = packet.stream.type
            at = _milliseconds(packet.pts, packet)
            first = at if first is None else first
            follows = follows or (kind == "video" and packet.is_keyframe)
            if kind == "audio" or follows:
                self._put(packet, kind, begins_at + at - first)
        return self.ends_at > begins_at

    def _put(self, packet: Packet, kind: str, at: int) -> None:
        if at <= self._last[kind]:
            return
        lasts = min(max(_milliseconds(packet.duration or 0, packet), 1), _LONGEST_PICTURE)
        self._last[kind] = at
        self.ends_at = max(self.ends_at, at + lasts)
        packet.time_base = _MILLISECOND
        packet.pts = packet.dts = at
        packet.duration = lasts
        packet.stream = self._tracks[kind]
        self._output.mux(packet)


def _open(pieces: Sequence[Path]) -> InputContainer | None:
    """None when it does not begin as a WebM stream does, or holds no video that we take."""
    try:
        container = av.open(_Stream(pieces), "r", format="matroska")
    except (av.FFmpegError, EOFError):
        return None
    if "video" in _tracks(container):
        return container
    container.close()
    return None


def _pattern(parts: Iterable[InputContainer]) -> InputContainer | None:
    """After which part the tracks are made: the first, or the first of its kind with sound."""
    every = list(parts)
    if not every:
        return None
    first = _tracks(every[0])["video"].codec_context.name
    for part in every:
        tracks = _tracks(part)
        if "audio" in tracks and tracks["video"].codec_context.name == first:
            return part
    return every[0]


def _tracks(container: InputContainer) -> dict[str, Any]:
    """Its first video and its first sound, of the codecs that we take."""
    found: dict[str, Any] = {}
    for kind in ("video", "audio"):
        for stream in container.streams:
            if stream.type == kind and stream.codec_context.name in CODECS:
                found.setdefault(kind, stream)
    return found


def _packets(container: InputContainer, tracks: list[Any]) -> Iterator[Packet | None]:
    """All that can be read, up to where nothing can be made of the rest. None where something is
    lost: pictures after it can be built on nothing before the next whole one."""
    held: Packet | None = None
    try:
        for packet in container.demux(tracks):
            if not packet.size or packet.pts is None:
                continue
            if held is not None and _is_torn(held, packet):
                yield None
            elif held is not None:
                yield held
            held = packet
    except (av.FFmpegError, EOFError):
        held = None
    if held is not None:
        yield held


def _is_torn(packet: Packet, following: Packet) -> bool:
    """Whether bytes are lost behind this packet, and its own end perhaps with them: the reader had
    to search for something readable, or took what follows for an earlier time's."""
    if following.pos - (packet.pos + packet.size) > _MOST_BYTES_BETWEEN:
        return True
    back = _milliseconds(packet.pts, packet) - _milliseconds(following.pts, following)
    return back > _MOST_MS_BACK


def _milliseconds(units: int, packet: Packet) -> int:
    milliseconds: int = round(units * packet.time_base / _MILLISECOND)
    return milliseconds


class _Stream(io.RawIOBase):
    """Files read one after the other."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._waiting = list(paths)
        self._file: io.BufferedReader | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while True:
            if self._file is None:
                if not self._waiting:
                    return b""
                self._file = self._waiting.pop(0).open("rb")
            if data := self._file.read(size):
                return data
            self._file.close()
            self._file = None
