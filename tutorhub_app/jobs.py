"""What runs by the clock: one such loop a process, whatever else the process serves."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from tutorhub_app.services import jobs
from tutorhub_app.services.jobs import JOBS, ClaimLost, Job
from tutorhub_app.services.unit import run

logger = logging.getLogger(__name__)

POLL_SECONDS = 5.0


@contextlib.asynccontextmanager
async def by_the_clock() -> AsyncIterator[None]:
    """Run the jobs inside the block; a batch that has begun when it ends is still finished."""
    loop = asyncio.create_task(keep_running(), name="jobs by the clock")
    try:
        yield
    finally:
        loop.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await loop


async def keep_running(every_job: tuple[Job, ...] = JOBS) -> None:
    """Run what is due, and look again, until cancelled."""
    while True:
        try:
            await run_due(every_job)
        except Exception:
            logger.exception("looking for due jobs failed; trying again")
        await asyncio.sleep(POLL_SECONDS)


async def run_due(every_job: tuple[Job, ...] = JOBS) -> None:
    """Run each job that is due and that no other process has, one after the other."""
    waiting = await run(jobs.due, frozenset(job.name for job in every_job))
    for job in every_job:
        if job.name in waiting:
            await run_once(job)


async def run_once(job: Job) -> None:
    """One run of the job, if it is due and nobody else's. Its errors are kept and logged, not
    raised."""
    claimed = await run(jobs.claim, job)
    if claimed is None:
        return
    try:
        while await run(jobs.do_batch, job, claimed):
            pass
    except ClaimLost:
        logger.warning("job %s took too long and was taken over", job.name)
    except Exception as error:
        logger.exception("job %s failed", job.name)
        await run(jobs.fail, job, claimed, error)
    else:
        await run(jobs.finish, job, claimed)
