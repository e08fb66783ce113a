"""How long an answer is waited for, and what becomes of work that is done for nobody any more.

Whoever was told that it took too long must not find it done later, and the other way round. So it
is decided once: by the clock, or by the worker just before its first commit.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from tutorhub_app.domain.errors import TimedOut


class Deadline:
    """One request's. The event loop and a worker thread share it."""

    def __init__(self) -> None:
        self._decided = threading.Lock()
        self._commits = False

    def give_up(self) -> bool:
        """Time is up. False when something was committed, or is about to be: then the rest is
        waited for."""
        return self._decided.acquire(blocking=False)

    def require_time(self) -> None:
        """TimedOut when the request was given up."""
        if self._decided.locked() and not self._commits:
            raise TimedOut()

    def commit(self) -> None:
        """From now on it is too late to give up; TimedOut when that has happened."""
        if not self._commits:
            self._commits = self._decided.acquire(blocking=False)
        self.require_time()


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def within(deadline: Deadline) -> Iterator[None]:
    """What is done inside, in worker threads too, is done under this deadline."""
    token = _current.set(deadline)
    try:
        yield
    finally:
        _current.reset(token)


def require_time() -> None:
    if (deadline := _current.get()) is not None:
        deadline.require_time()


def commit() -> None:
    if (deadline := _current.get()) is not None:
        deadline.commit()
