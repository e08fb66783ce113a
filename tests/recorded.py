"""What a browser records: real WebM streams, cut into pieces anywhere."""

import io
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random

import av

RATE = 10
SOUND = 48_000


def stream(
    seconds: float = 3,
    *,
    size: tuple[int, int] = (64, 48),
    video: str = "libvpx",
    sound: bool = True,
    keyframes: int = 10,
) -> bytes:
    """A WebM as MediaRecorder writes it: no duration, no index. Every `keyframes`th picture of the
    ten a second is a whole one."""
    made = io.BytesIO()
    options = {"live": "1", "cluster_time_limit": "500"}
    with av.open(made, "w", format="webm", options=options) as output:
        pictures = output.add_stream(video, rate=RATE)
        pictures.width, pictures.height = size
        pictures.pix_fmt = "yuv420p"
        pictures.gop_size = keyframes
        pictures.options = {"deadline": "realtime", "cpu-used": "8"}
        tones = output.add_stream("libopus", rate=SOUND, layout="mono") if sound else None
        for number in range(int(seconds * RATE)):
            frame = av.VideoFrame(*size, "yuv420p")
            for plane in frame.planes:
                plane.update(Random(number).randbytes(plane.buffer_size))
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            output.mux(pictures.encode(frame))
            if tones is not None:
                tone = av.AudioFrame("s16", "mono", SOUND // RATE)
                tone.planes[0].update(bytes(tone.planes[0].buffer_size))
                tone.sample_rate, tone.pts = SOUND, number * SOUND // RATE
                tone.time_base = Fraction(1, SOUND)
                output.mux(tones.encode(tone))
        output.mux(pictures.encode(None))
        if tones is not None:
            output.mux(tones.encode(None))
    return made.getvalue()


def pieces(data: bytes, count: int = 6) -> list[bytes]:
    """The stream in so many pieces."""
    cuts = [len(data) * number // count for number in range(count + 1)]
    return [data[start:end] for start, end in pairwise(cuts)]


def shown(video: Path | bytes) -> list[tuple[float, tuple[int, int]]]:
    """The second and the size of each picture. Raises where a player would stop."""
    source = io.BytesIO(video) if isinstance(video, bytes) else str(video)
    with av.open(source) as container:
        return [
            (float(frame.time or 0), (frame.width, frame.height))
            for frame in container.decode(video=0)
        ]
