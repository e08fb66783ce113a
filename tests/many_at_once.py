"""Several threads that begin together."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest

from tutorhub_app.data import engine


@pytest.fixture(params=["one process", "as several processes"])
def writers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once with the lock that writers of one process share, once without, as it is between
    processes: there SQLite alone keeps the order."""
    if request.param == "as several processes":
        monkeypatch.setattr(engine, "_writers", nullcontext())


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Results or errors of the jobs, begun together."""
    gate = threading.Barrier(len(jobs))

    def one(job: Callable[[], object]) -> object:
        gate.wait()
        try:
            return job()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(one, jobs))


def kinds(results: list[object]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)
