"""One hop from an event loop into a service, inside one unit of work.

Every service is `service(session, principal, ..., *, now)`. Those marked `@reads` get a reading
unit of work, which takes no write lock and can not write; all others get a writing one.
"""

import asyncio
import contextvars
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

from tutorhub_app.clock import utc_now
from tutorhub_app.data.engine import keep_connection, unit_of_work
from tutorhub_app.services import cores, deadline

P = ParamSpec("P")
T = TypeVar("T")
Service = Callable[Concatenate[Session, P], T]

# More threads at once would only take Python's lock from each other between two statements. Those
# that read do not queue behind those that wait for their turn to write, nor either behind what
# takes long: passwords, pictures.
READERS = 4
WRITERS = 2
OTHERS = 16


def reads(service: Callable[P, T]) -> Callable[P, T]:
    """Mark a service as one that only reads."""
    service.__reads__ = True  # type: ignore[attr-defined]
    return service


def only_reads(service: Callable[..., Any]) -> bool:
    return getattr(service, "__reads__", False)


async def run(
    service: Callable[..., T], *args: Any, now: datetime | None = None, **kwargs: Any
) -> T:
    """Run a service in a worker thread, in a unit of work that has committed when this returns."""
    work_of = partial(call, service, *args, now=now, **kwargs)
    return await in_unit(work_of, readonly=only_reads(service))


def call(service: Callable[..., T], *args: Any, now: datetime | None = None, **kwargs: Any) -> T:
    """`run` for callers that are already off the event loop."""
    at = now or utc_now()
    with work(now=at, readonly=only_reads(service)) as session:
        return service(session, *args, now=at, **kwargs)


@contextmanager
def work(*, now: datetime, readonly: bool) -> Iterator[Session]:
    """A unit of work, unless the request that it is for was given up."""
    deadline.require_time()
    with unit_of_work(now=now, readonly=readonly) as session:
        # Whoever waits for its turn long enough need not have it.
        deadline.require_time()
        yield session
        if not readonly:
            deadline.commit()


async def in_unit(function: Callable[[], T], *, readonly: bool) -> T:
    """Call a function that opens a unit of work in a worker thread for such units."""
    return await _hop(_readers() if readonly else _writers(), function)


async def in_thread(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Call another blocking function in a worker thread, with this task's context variables."""
    return await _hop(_others(), partial(function, *args, **kwargs))


async def _hop(threads: ThreadPoolExecutor, function: Callable[[], T]) -> T:
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(threads, context.run, function)


@lru_cache
def _readers() -> ThreadPoolExecutor:
    return _of_units(READERS, "tutorhub-read")


@lru_cache
def _writers() -> ThreadPoolExecutor:
    return _of_units(WRITERS, "tutorhub-write")


@lru_cache
def _others() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(
        OTHERS, thread_name_prefix="tutorhub-other", initializer=cores.leave_the_core
    )


def _of_units(count: int, name: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(count, thread_name_prefix=name, initializer=keep_connection)
