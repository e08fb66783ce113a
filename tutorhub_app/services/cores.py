"""A worker stays on one core of the machine.

Python runs one thread at a time, and with each statement the thread that talks to the database
hands its turn to another. Where the two run on different cores, waking the other takes longer than
the statement: on one core a worker answers up to half as many reads a second again. Only the
threads that answer requests stay; what computes for long, such as passwords, has all cores.
"""

import fcntl
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tutorhub_app.settings import get_settings


@contextmanager
def one_core() -> Iterator[int | None]:
    """Keep this thread, and those that it starts, on a core that no other worker of this person
    has taken: its number. None where there is none, or when the settings are against it."""
    taken = _take_a_core() if sys.platform == "linux" and get_settings().one_core else None
    if taken is None:
        yield None
        return
    core, claim = taken
    all_cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield core
    finally:
        os.sched_setaffinity(0, all_cores)
        claim.close()


def leave_the_core() -> None:
    """Let this thread run on whichever core the process may."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, _cores_of_the_process())


def _cores_of_the_process() -> set[int]:
    """The kernel's: it leaves out those that the process may not have."""
    return set(range(os.cpu_count() or 1))


def _take_a_core() -> tuple[int, IO[bytes]] | None:
    """A core, and the file whose lock says that it is taken: until it is closed, or we end."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) == 1:
        return None
    folder = Path(tempfile.gettempdir()) / f"tutorhub-cores-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    for core in cores:
        claim = (folder / str(core)).open("wb")
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            claim.close()
            continue
        return core, claim
    return None
