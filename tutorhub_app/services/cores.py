"""A worker stays on one core of the machine.

Python runs one thread at a time, and with each statement the thread that talks to the database
hands its turn to another. Where the two run on different cores, waking the other takes longer than
the statement: on one core a worker answers up to half as many reads a second again. Only the
threads that answer requests stay; what computes for long, such as passwords, has all cores.
"""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tutorhub_app.settings import get_settings

_CLAIM = "tutorhub-core-{}"
_cores_of_the_process: set[int] = set()
"""Those this process may run on, while one of its threads keeps to one of them."""


@contextmanager
def one_core() -> Iterator[int | None]:
    """Keep this thread, and those that it starts, on a core that no other worker on this machine
    has taken: its number. None where there is none, or when the settings are against it."""
    taken = _take_a_core() if sys.platform == "linux" and get_settings().one_core else None
    if taken is None:
        yield None
        return
    core, claim = taken
    all_cores = os.sched_getaffinity(0)
    _cores_of_the_process.update(all_cores)
    os.sched_setaffinity(0, {core})
    try:
        yield core
    finally:
        os.sched_setaffinity(0, all_cores)
        _cores_of_the_process.clear()
        claim.close()


def leave_the_core() -> None:
    """Let this thread run on whichever core the process may."""
    if _cores_of_the_process:
        os.sched_setaffinity(0, _cores_of_the_process)


def _take_a_core() -> tuple[int, socket.socket] | None:
    """A core, and the claim to it: a name that the kernel gives to one process at a time and takes
    back when that ends. Unlike a file it can not be laid out for us by somebody else."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) == 1:
        return None
    for core in cores:
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            claim.bind("\0" + _CLAIM.format(core))
        except OSError:
            claim.close()
            continue
        return core, claim
    return None
