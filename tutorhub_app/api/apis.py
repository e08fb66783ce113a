"""Every API under the prefix it answers at."""

from starlette.types import ASGIApp

from tutorhub_app.api import auth, files, scheduling, tutorcatalog


def every_api(*, scheduling_at: str = scheduling.PREFIX) -> dict[str, ASGIApp]:
    """`scheduling_at` puts that one elsewhere: `""` is the root, where there are no pages."""
    return {
        auth.PREFIX: auth.auth_api(),
        files.PREFIX: files.files_api(),
        scheduling_at: scheduling.scheduling_api(),
        tutorcatalog.PREFIX: tutorcatalog.tutorcatalog_api(),
    }
