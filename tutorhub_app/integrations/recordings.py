"""Recordings as files outside the public folder: the pieces that a browser sends, and the one
video that is made of them.

    <folder>/<recording id>/pieces/<part>/<number>    as they came
    <folder>/<recording id>/video.webm                with a duration and an index

The pieces of one part are one WebM stream, cut anywhere. A reload begins another part.
"""

import re
import shutil
import tempfile
from pathlib import Path

from tutorhub_app.domain.recordings import Joined

_VIDEO = "video.webm"
_PIECES = "pieces"
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)


def keep_piece(folder: Path, recording_id: str, part: int, number: int, data: bytes) -> int:
    """Keep a piece in place of what was sent under its number before; how many bytes more are
    kept now."""
    place = folder / recording_id / _PIECES / str(part) / str(number)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix="new-", delete=False) as file:
        file.write(data)
    before = place.stat().st_size if place.exists() else 0
    Path(file.name).replace(place)
    return len(data) - before


def kept_pieces(folder: Path, recording_id: str) -> dict[int, list[int]]:
    """Part -> the numbers of its pieces, both in order."""
    return {
        part: [int(piece.name) for piece in pieces]
        for part, pieces in _parts(folder, recording_id).items()
    }


def free_bytes(folder: Path) -> int:
    """How much room the disk has."""
    folder.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free


def make_video(folder: Path, recording_id: str) -> Joined:
    """Make the video of the pieces, beside them. Errors: those of `webm.join`."""
    # FFmpeg's libraries take half a second to load: not at each start.
    from tutorhub_app.integrations import webm

    home = folder / recording_id
    target = home / f"new-{_VIDEO}"
    try:
        joined = webm.join(_parts(folder, recording_id), target)
        target.replace(home / _VIDEO)
    finally:
        target.unlink(missing_ok=True)
    return joined


def find_video(folder: Path, recording_id: str) -> Path | None:
    path = folder / recording_id / _VIDEO
    return path if path.is_file() else None


def forget_pieces(folder: Path, recording_id: str) -> None:
    shutil.rmtree(folder / recording_id / _PIECES, ignore_errors=True)


def remove(folder: Path, recording_id: str) -> None:
    shutil.rmtree(folder / recording_id, ignore_errors=True)


def kept_ids(folder: Path) -> list[str]:
    """Ids of the recordings that have files."""
    return [each.name for each in folder.iterdir() if each.is_dir()] if folder.is_dir() else []


def _parts(folder: Path, recording_id: str) -> dict[int, list[Path]]:
    home = folder / recording_id / _PIECES
    return {int(part.name): _numbered(part) for part in _numbered(home)}


def _numbered(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if _NUMBER.fullmatch(path.name)]
    return sorted(found, key=lambda path: int(path.name))
