"""Pictures on a lesson's board: put there by those in the room, seen by those with a ticket."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from tutorhub_app.data import board_files as data
from tutorhub_app.data import classroom_lessons, engine
from tutorhub_app.data.board_files import KeptFile
from tutorhub_app.domain.errors import Conflict, NotFound, UnsupportedType
from tutorhub_app.integrations import board_files as files
from tutorhub_app.integrations.board_files import FILE_ID, MOST_BYTES, require_size
from tutorhub_app.services.classroom_doors import require_inside, require_sight
from tutorhub_app.services.unit import in_thread, reads, run
from tutorhub_app.settings import get_settings

__all__ = [
    "FILE_ID",
    "MOST_BYTES",
    "FoundFile",
    "find",
    "put",
    "require_may_put",
    "require_size",
    "sweep",
]

MOST_BYTES_OF_A_LESSON = 40 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FoundFile:
    path: Path
    media_type: str


@reads
def require_may_put(session: Session, ticket: str, file_id: str, *, now: datetime) -> bool:
    """Refuse before anything is read of what is sent. Whether the picture is there already."""
    lesson_id = require_inside(session, ticket, now).lesson.id
    if data.file_of(session, lesson_id, file_id) is not None:
        return True
    _require_room(session, lesson_id, 1)
    return False


async def put(ticket: str, file_id: str, said_type: str, content: bytes) -> None:
    """Keep a picture under its id. One that is there stays: an id is never another picture's.

    Errors: those of `require_may_put`, TooLarge, UnsupportedType, Conflict.
    """
    require_size(len(content))
    kind = files.media_type(content)
    if said_type.partition(";")[0].strip().lower() != kind:
        raise UnsupportedType(f"Send this picture as Content-Type: {kind}.")
    aside = await in_thread(files.put_aside, folder(), content)
    try:
        await run(_keep, ticket, file_id, KeptFile(kind, len(content)), aside)
    finally:
        await in_thread(files.forget, aside)


@reads
def find(session: Session, ticket: str, file_id: str, *, now: datetime) -> FoundFile:
    """Errors: those of `require_sight`, NotFound."""
    lesson_id = require_sight(session, ticket, now).lesson.id
    kept = data.file_of(session, lesson_id, file_id)
    path = files.find(folder(), lesson_id, file_id) if kept else None
    if kept is None or path is None:
        raise NotFound("There is no such picture in this lesson.", code="fileNotFound")
    return FoundFile(path, kept.media_type)


def sweep(session: Session, *, now: datetime) -> int:
    """Remove the pictures of lessons that are gone, however they went."""
    found = files.lessons_with_files(folder())
    gone = found - classroom_lessons.lessons_there(session, found)
    for lesson_id in gone:
        files.remove_of(folder(), lesson_id)
    return 0


def folder() -> Path:
    return get_settings().var_dir / "boards"


def _keep(
    session: Session, ticket: str, file_id: str, kept: KeptFile, aside: Path, *, now: datetime
) -> None:
    """Only those in the room ask for it, again and again, so no change is told."""
    lesson_id = require_inside(session, ticket, now).lesson.id
    if data.file_of(session, lesson_id, file_id) is not None:
        return
    _require_room(session, lesson_id, kept.size)
    data.add_file(session, lesson_id, file_id, kept, now)
    engine.flush(session)
    # Last: a picture without a row is nobody's, a row without its picture would promise one.
    files.keep(aside, folder(), lesson_id, file_id)


def _require_room(session: Session, lesson_id: int, size: int) -> None:
    if data.size_of_all(session, lesson_id) + size > MOST_BYTES_OF_A_LESSON:
        megabytes = MOST_BYTES_OF_A_LESSON // 1024 // 1024
        sentence = f"The pictures of a lesson have at most {megabytes} MB together."
        raise Conflict(sentence, code="boardIsFullOfPictures")
