"""Pictures on the boards of lessons: kept as they came, a folder a lesson, outside the public one.

They are shown by browsers alone, as pictures, to those who have a ticket. What they are is told by
their first bytes, whatever their sender says.
"""

import re
import shutil
import tempfile
from pathlib import Path

from tutorhub_app.domain.errors import TooLarge, UnsupportedType

MOST_BYTES = 4 * 1024 * 1024
FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def media_type(data: bytes) -> str:
    """What the picture is. UnsupportedType when it is none that browsers show safely."""
    for beginning, kind in _BEGINNINGS.items():
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    raise UnsupportedType("Send a PNG, JPEG, GIF or WebP picture.")


def require_size(count: int) -> None:
    """TooLarge when a picture has more bytes than that."""
    if count > MOST_BYTES:
        raise TooLarge(f"Send a picture of at most {MOST_BYTES // 1024 // 1024} MB.")


def put_aside(folder: Path, data: bytes) -> Path:
    """Write a picture where nobody looks for it; `keep` or `forget` it then."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="new-", delete=False) as file:
        file.write(data)
    return Path(file.name)


def keep(aside: Path, folder: Path, lesson_id: int, file_id: str) -> None:
    """Have it found under this id."""
    path = _path(folder, lesson_id, file_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside.replace(path)


def forget(aside: Path) -> None:
    aside.unlink(missing_ok=True)


def find(folder: Path, lesson_id: int, file_id: str) -> Path | None:
    path = _path(folder, lesson_id, file_id)
    return path if path.is_file() else None


def lessons_with_files(folder: Path) -> set[int]:
    if not folder.is_dir():
        return set()
    return {int(each.name) for each in folder.iterdir() if each.name.isdecimal()}


def remove_of(folder: Path, lesson_id: int) -> None:
    """Remove all pictures of a lesson."""
    shutil.rmtree(folder / str(lesson_id), ignore_errors=True)


def _path(folder: Path, lesson_id: int, file_id: str) -> Path:
    if not FILE_ID.fullmatch(file_id):
        raise ValueError("no id of a file")
    return folder / str(lesson_id) / file_id
