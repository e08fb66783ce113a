"""A worker stays on a core that no other has; what computes for long has them all."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from tutorhub_app.services import cores
from tutorhub_app.settings import Settings

T = TypeVar("T")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps threads on cores")


@pytest.fixture(autouse=True)
def others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the claims of this machine's servers."""
    monkeypatch.setattr(cores, "_CLAIM", f"tutorhub-test-{os.getpid()}-{{}}")
    monkeypatch.setattr(cores, "get_settings", lambda: Settings(one_core=True))


def in_a_thread_of_its_own(act: Callable[[], T]) -> T:
    """What stays on a core must not be the thread that runs the tests."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(act).result()


several = pytest.mark.skipif(
    len(getattr(os, "sched_getaffinity", lambda _: ())(0)) < 2, reason="there is only one core"
)


@several
def test_a_worker_stays_on_one_core_and_so_do_the_threads_it_starts():
    def act() -> None:
        before = os.sched_getaffinity(0)
        with cores.one_core() as core:
            assert os.sched_getaffinity(0) == {core}
            assert in_a_thread_of_its_own(lambda: os.sched_getaffinity(0)) == {core}
        assert os.sched_getaffinity(0) == before

    in_a_thread_of_its_own(act)


@several
def test_two_workers_take_different_cores_and_one_too_many_has_them_all():
    def act() -> None:
        every = sorted(os.sched_getaffinity(0))
        taken = [cores._take_a_core() for _ in every]
        assert [claim[0] for claim in taken if claim] == every
        with cores.one_core() as none_left:
            assert none_left is None
            assert sorted(os.sched_getaffinity(0)) == every
        for claim in taken:
            assert claim is not None
            claim[1].close()
        with cores.one_core() as first:
            assert first == every[0]

    in_a_thread_of_its_own(act)


@several
def test_what_computes_for_long_leaves_the_core():
    def act() -> set[int]:
        with (
            cores.one_core(),
            ThreadPoolExecutor(1, initializer=cores.leave_the_core) as threads,
        ):
            return threads.submit(os.sched_getaffinity, 0).result()

    assert in_a_thread_of_its_own(act) == os.sched_getaffinity(0)


@several
def test_who_was_given_some_cores_only_keeps_to_them():
    def act() -> None:
        few = set(sorted(os.sched_getaffinity(0))[:2])
        last = {max(few)}
        os.sched_setaffinity(0, last)
        with cores.one_core() as core:
            assert core is None, "there is nothing to choose"
            cores.leave_the_core()
            assert os.sched_getaffinity(0) == last

    in_a_thread_of_its_own(act)


def test_the_settings_may_be_against_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cores, "get_settings", lambda: Settings(one_core=False))
    before = os.sched_getaffinity(0)
    with cores.one_core() as core:
        assert core is None
        assert os.sched_getaffinity(0) == before
