"""Answers kept in this process. Whether one still holds, the change rows of the database say:
none is ever older than the last committed write, of whichever process."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from tutorhub_app.data.changes import Stamp

MOST_ANSWERS = 2048
LARGEST_ANSWER = 1024 * 1024
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, what it was made from, and when it was made."""

    body: bytes
    topics: tuple[str, ...]
    stamp: Stamp
    made_at: datetime
    until: datetime | None


class Memory:
    """The answers used last, up to a number and to a weight. Threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._bytes = 0

    def find(self, key: str) -> Kept | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: str, kept: Kept) -> None:
        if len(kept.body) > LARGEST_ANSWER:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = kept
            self._bytes += len(kept.body)
            while len(self._kept) > MOST_ANSWERS or self._bytes > MOST_BYTES:
                self._drop(next(iter(self._kept)))

    def size(self) -> tuple[int, int]:
        """How many answers are kept, and how many bytes they weigh."""
        with self._lock:
            return len(self._kept), self._bytes

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def _drop(self, key: str) -> None:
        gone = self._kept.pop(key, None)
        if gone is not None:
            self._bytes -= len(gone.body)


answers = Memory()
