"""Every API under the prefix it answers at."""

from starlette.types import ASGIApp

from tutorhub_app.api import (
    auth,
    board_files,
    classroom,
    exports,
    files,
    lessons,
    recording_pieces,
    recordings,
    scheduling,
    tutorcatalog,
)


def every_api(*, scheduling_at_root: bool = False) -> dict[str, ASGIApp]:
    """Where there are no pages, the scheduling API may stand at the root, too."""
    ours = scheduling.scheduling_api()
    root = {"": ours} if scheduling_at_root else {}
    return {
        auth.PREFIX: auth.auth_api(),
        board_files.PREFIX: board_files.board_files_api(),
        classroom.PREFIX: classroom.classroom_api(),
        exports.PREFIX: exports.exports_api(),
        files.PREFIX: files.files_api(),
        lessons.PREFIX: lessons.lessons_api(),
        recording_pieces.PREFIX: recording_pieces.recording_pieces_api(),
        recordings.PREFIX: recordings.recordings_api(),
        scheduling.PREFIX: ours,
        tutorcatalog.PREFIX: tutorcatalog.tutorcatalog_api(),
        **root,
    }
