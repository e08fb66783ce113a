"""What runs beside the requests of a process, with the pages or without, from its start to its
end."""

import contextlib
from collections.abc import AsyncIterator

from tutorhub_app import jobs
from tutorhub_app.services import (
    checkpoints,
    classroom_hub,
    cores,
    live,
    passwords,
    recording_videos,
    startup,
)


@contextlib.asynccontextmanager
async def while_serving() -> AsyncIterator[None]:
    """UnsafeSettings, and the other refusals of `services.startup`, before anything is served."""
    startup.require_safe_start()
    await passwords.prepare()
    with cores.one_core():
        async with (
            live.following(),
            checkpoints.taken(),
            jobs.by_the_clock(),
            classroom_hub.serving(),
            recording_videos.put_together(),
        ):
            yield
