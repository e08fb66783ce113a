"""Jobs by the clock: claimed by one, done in batches, their failures kept, taken over from the
dead."""

import asyncio
import subprocess
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, make_principal, make_user
from tests.many_at_once import at_once, writers  # noqa: F401 - a fixture
from tutorhub_app import jobs as loop
from tutorhub_app.data.accounts import User
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import NotAllowed, NotSignedIn
from tutorhub_app.domain.jobs import JobStanding
from tutorhub_app.services import jobs
from tutorhub_app.services.jobs import JOBS, ClaimLost, Job
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")

HOUR = timedelta(hours=1)


def _nothing(session: Session, *, now: datetime) -> int:
    return 0


def _job(service: Any = _nothing, name: str = "tidy") -> Job:
    return Job(name, "Tidies up", HOUR, service)


def _claim(job: Job, now: datetime = NOW) -> str | None:
    return call(jobs.claim, job, now=now)


def _batch(job: Job, run: str | None, now: datetime = NOW) -> int:
    return call(jobs.do_batch, job, run, now=now)


def _rename_one(session: Session, *, now: datetime) -> int:
    person = session.exec(select(User).where(User.fullname == "Old")).first()
    if person is not None:
        person.fullname = "New"
    return 0 if person is None else 1


def _names() -> list[str]:
    with unit_of_work(now=NOW, readonly=True) as session:
        return sorted(session.exec(select(User.fullname)).all())


def test_a_job_is_due_at_first_and_then_when_its_time_has_come() -> None:
    job = _job()
    run = _claim(job)
    assert run is not None
    assert _batch(job, run) == 0
    call(jobs.finish, job, run, now=NOW)
    just_before = NOW + HOUR - timedelta(seconds=1)
    assert _claim(job, just_before) is None
    assert call(jobs.due, frozenset({"tidy", "other"}), now=just_before) == {"other"}
    assert call(jobs.due, frozenset({"tidy"}), now=NOW + HOUR) == {"tidy"}
    assert _claim(job, NOW + HOUR) is not None


@pytest.mark.usefixtures("writers")
def test_of_many_that_claim_a_job_at_once_one_gets_it() -> None:
    job = _job()
    for at in (NOW, NOW + HOUR):
        runs = at_once(*[lambda at=at: _claim(job, at) for _ in range(8)])
        mine = [run for run in runs if run is not None]
        assert len(mine) == 1
        assert isinstance(mine[0], str)
        call(jobs.finish, job, mine[0], now=at)


CLAIMS = """
import sys
from datetime import datetime, timedelta
from tutorhub_app.services import jobs
from tutorhub_app.services.unit import call

job = jobs.Job("tidy", "Tidies up", timedelta(hours=1), lambda session, now: 0)
print("ready", flush=True)
sys.stdin.readline()
print(call(jobs.claim, job, now=datetime.fromisoformat(sys.argv[1])) is not None)
"""


def test_of_several_processes_that_claim_a_job_at_once_one_gets_it(database: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIMS, NOW.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate()[0].strip() for process in processes]
    assert sorted(answers) == ["False", "False", "True"]


def test_a_job_that_died_half_way_is_taken_over_and_what_it_had_done_stays() -> None:
    job = _job(_rename_one)
    for _ in range(3):
        make_user(fullname="Old")
    dead = _claim(job)
    assert _batch(job, dead) == 1
    after_lease = NOW + jobs.LEASE
    assert _claim(job, after_lease - timedelta(seconds=1)) is None
    heir = _claim(job, after_lease)
    assert heir is not None
    assert heir != dead
    assert _names() == ["New", "Old", "Old"]
    while _batch(job, heir, after_lease):
        pass
    assert _names() == ["New", "New", "New"]


def test_a_run_that_was_taken_over_writes_no_more() -> None:
    job = _job(_rename_one)
    make_user(fullname="Old")
    slow = _claim(job)
    heir = _claim(job, NOW + jobs.LEASE)
    with pytest.raises(ClaimLost):
        _batch(job, slow, NOW + jobs.LEASE)
    assert _names() == ["Old"]
    call(jobs.finish, job, slow, now=NOW + jobs.LEASE)
    assert _batch(job, heir, NOW + jobs.LEASE) == 1


def test_each_batch_keeps_the_job_for_longer() -> None:
    job = _job()
    run = _claim(job)
    later = NOW + jobs.LEASE - timedelta(seconds=1)
    _batch(job, run, later)
    assert _claim(job, NOW + jobs.LEASE) is None


@pytest.fixture
def admin(database: Path) -> Any:
    return make_principal(Role.ADMIN)


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """One job alone, that does half of its work and then fails, until it is mended."""
    flags = {"broken": True}

    def half(session: Session, *, now: datetime) -> int:
        handled = _rename_one(session, now=now)
        if flags["broken"]:
            raise ValueError("Bob's password is not to be told")
        return handled

    monkeypatch.setattr(jobs, "JOBS", (_job(half),))
    return flags


async def test_a_failure_is_kept_by_its_class_with_a_next_try_and_undoes_the_batch(
    admin: Any, registered: dict[str, bool], caplog: pytest.LogCaptureFixture
) -> None:
    make_user(fullname="Old")
    await loop.run_due(jobs.JOBS)
    [job] = call(jobs.health, admin)
    assert (job.standing, job.error, job.failures) == (JobStanding.FAILING, "ValueError", 1)
    assert job.failed_at is not None
    assert job.due_at is not None
    assert job.failed_at < job.due_at < job.failed_at + HOUR
    assert "Old" in _names()


async def test_a_job_that_goes_well_again_is_fine(admin: Any, registered: dict[str, bool]) -> None:
    make_user(fullname="Old")
    await loop.run_due(jobs.JOBS)
    [failed] = call(jobs.health, admin)
    registered["broken"] = False
    assert failed.due_at is not None
    run = call(jobs.claim, jobs.JOBS[0], now=failed.due_at)
    while call(jobs.do_batch, jobs.JOBS[0], run, now=failed.due_at):
        pass
    call(jobs.finish, jobs.JOBS[0], run, now=failed.due_at)
    [job] = call(jobs.health, admin, now=failed.due_at)
    assert (job.standing, job.error, job.failures) == (JobStanding.FINE, None, 0)
    assert (job.runs, job.handled) == (2, 1)
    assert "Old" not in _names()


async def test_one_job_s_failure_keeps_no_other_from_running() -> None:
    def fails(session: Session, *, now: datetime) -> int:
        raise OSError

    make_user(fullname="Old")
    await loop.run_due((_job(fails, "first"), _job(_rename_one, "second")))
    assert _names() == ["New"]


async def test_the_loop_runs_what_is_due_until_it_is_ended() -> None:
    done = asyncio.Event()
    here = asyncio.get_running_loop()

    def tells(session: Session, *, now: datetime) -> int:
        here.call_soon_threadsafe(done.set)
        return 0

    task = asyncio.create_task(loop.keep_running((_job(tells),)))
    await asyncio.wait_for(done.wait(), 20)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert task.cancelled()


async def test_every_job_of_the_house_runs_on_an_empty_database(admin: Any) -> None:
    await loop.run_due()
    assert [job.standing for job in call(jobs.health, admin)] == [JobStanding.FINE] * len(JOBS)


def test_administrators_alone_see_how_jobs_do(admin: Any) -> None:
    assert {job.standing for job in call(jobs.health, admin)} == {JobStanding.NEW}
    for role in (Role.STUDENT, Role.TUTOR):
        with pytest.raises(NotAllowed):
            call(jobs.health, make_principal(role))
    with pytest.raises(NotSignedIn):
        call(jobs.health, None)
