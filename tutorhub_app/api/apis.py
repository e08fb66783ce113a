"""Every API under the prefix it answers at."""

from starlette.types import ASGIApp

from tutorhub_app.api import auth, files, scheduling, tutorcatalog


def every_api() -> dict[str, ASGIApp]:
    return {
        auth.PREFIX: auth.auth_api(),
        files.PREFIX: files.files_api(),
        scheduling.PREFIX: scheduling.scheduling_api(),
        tutorcatalog.PREFIX: tutorcatalog.tutorcatalog_api(),
    }
