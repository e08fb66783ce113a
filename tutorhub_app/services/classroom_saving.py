"""Saving what is drawn: soon, all rooms of the process together, and again when it failed."""

import asyncio
import logging
from collections.abc import Mapping

from tutorhub_app.domain.errors import Unavailable
from tutorhub_app.services import classroom_board
from tutorhub_app.services.classroom_board import Unsaved
from tutorhub_app.services.classroom_room import Room
from tutorhub_app.services.unit import run

logger = logging.getLogger(__name__)

SECONDS_UNTIL_SAVED = 0.4
ITEMS_AT_ONCE = 1000

_Batch = list[tuple[Room, Unsaved]]


class Saver:
    """Saves the boards of these rooms. One transaction for all costs no more than one for each."""

    def __init__(self, rooms: Mapping[int, Room]) -> None:
        self._rooms = rooms
        self._changed = asyncio.Event()
        self._saving = asyncio.Lock()

    def hurry(self) -> None:
        """Something was changed."""
        self._changed.set()

    def is_busy_with(self, room: Room) -> bool:
        """Whether something of the room may not be saved yet."""
        return room.has_unsaved or self._saving.locked()

    async def keep_saving(self) -> None:
        """Save what changed, within a second, until cancelled."""
        while True:
            await self._changed.wait()
            await asyncio.sleep(SECONDS_UNTIL_SAVED)
            self._changed.clear()
            # What has left its room must not be lost between there and the database.
            await asyncio.shield(self.save())

    async def save(self) -> None:
        """Save all that changed so far. What can not be saved is tried again."""
        async with self._saving:
            waiting = [
                (room, unsaved)
                for room in list(self._rooms.values())
                if (unsaved := room.take_unsaved()) is not None
            ]
            for batch in _batches(waiting):
                await self._save(batch)

    async def _save(self, batch: _Batch) -> None:
        try:
            await run(classroom_board.save, [unsaved for _, unsaved in batch])
        except Exception as error:
            logger.exception("saving boards failed; trying again")
            if len(batch) > 1 and not isinstance(error, Unavailable):
                # One that can not be saved must not keep the others from it.
                for each in batch:
                    await self._save([each])
                return
            for room, unsaved in batch:
                room.put_back(unsaved)
            self._changed.set()
        else:
            for room, unsaved in batch:
                room.saved(unsaved)


def _batches(waiting: _Batch) -> list[_Batch]:
    """Each of about as many items as are saved at once; a room's stay together."""
    batches: list[_Batch] = []
    count = ITEMS_AT_ONCE
    for each in waiting:
        if count >= ITEMS_AT_ONCE:
            batches.append([])
            count = 0
        batches[-1].append(each)
        count += len(each[1].items)
    return batches
