"""Keeping the database's log short, while the process serves."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from tutorhub_app.data import checkpoints
from tutorhub_app.data.engine import get_engine
from tutorhub_app.services.unit import in_thread

logger = logging.getLogger(__name__)

SECONDS = 1.0


@contextlib.asynccontextmanager
async def taken() -> AsyncIterator[None]:
    """Take a checkpoint every second inside the block, where the database needs them."""
    if not checkpoints.is_needed(get_engine()):
        yield
        return
    taking = asyncio.create_task(_keep_taking(), name="checkpoints")
    try:
        yield
    finally:
        taking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await taking


async def _keep_taking() -> None:
    while True:
        await asyncio.sleep(SECONDS)
        try:
            await in_thread(checkpoints.take, get_engine())
        except Exception:
            logger.exception("a checkpoint failed; trying again")
