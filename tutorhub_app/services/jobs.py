"""The jobs by the clock: which there are, one run of one, and how they are doing.

The database is the queue. A run claims its job in a transaction, so of several processes one runs
it. It works in batches, each a unit of work of its own that first makes sure that the job is still
this run's; when a process dies, its claim runs out, and another goes on where the last batch ended.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data import changes, jobs
from tutorhub_app.data.changes import JOBS_TOPIC, record_change
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.jobs import JobStanding, retry_after, standing
from tutorhub_app.domain.policy import Permission
from tutorhub_app.services import (
    board_files,
    classroom_stays,
    notices,
    online_lessons,
    recording_videos,
    screening,
)
from tutorhub_app.services.unit import reads

LEASE = timedelta(minutes=5)
RESTING = timedelta(minutes=1)
KEPT_CHANGES = 50_000
"""Far more than there are between two looks of any process."""


@dataclass(frozen=True, slots=True)
class Job:
    """`service(session, *, now)` does a batch and answers how many things it handled; it is asked
    again until it has none. `title` says what the job is for. One that tells if it `has_work` is
    let rest while it has none, for RESTING at most."""

    name: str
    title: str
    every: timedelta
    service: Callable[..., int]
    has_work: Callable[[Session, datetime], bool] | None = None


@dataclass(frozen=True, slots=True)
class JobHealth:
    """How a job is doing. `due_at` is None before its first run; `error` is the class of the last
    failure, None since it went well; `failures` counts those in a row; `runs` all that began;
    `handled` is what the last run dealt with."""

    name: str
    title: str
    every: timedelta
    standing: JobStanding
    due_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    failed_at: datetime | None = None
    error: str | None = None
    failures: int = 0
    runs: int = 0
    handled: int = 0

    @property
    def is_unwell(self) -> bool:
        """Whether somebody should look after it."""
        return self.standing in (JobStanding.LATE, JobStanding.FAILING)


class ClaimLost(Exception):
    """Another run has taken the job over: this one took too long, and must write no more."""


def prune_changes(session: Session, *, now: datetime) -> int:
    """Drop changes that everyone has long heard of. All at once: there is nothing to go on with."""
    changes.prune_changes(session, keep=KEPT_CHANGES)
    return 0


JOBS: tuple[Job, ...] = (
    Job(
        "lessons.states",
        "Begins and ends online lessons at their time",
        timedelta(seconds=5),
        online_lessons.keep_states,
        online_lessons.has_states_to_keep,
    ),
    Job(
        "screenings.expire",
        "Ends screening requests that nobody answered in time",
        timedelta(minutes=5),
        screening.expire_due,
    ),
    Job(
        "notices.prune",
        "Deletes notices that were read long ago",
        timedelta(hours=6),
        notices.prune,
    ),
    Job(
        "recordings.end",
        "Ends recordings whose browser has gone, and keeps what came of them",
        timedelta(minutes=1),
        recording_videos.end_abandoned,
    ),
    Job(
        "changes.prune",
        "Forgets changes that every page has heard of",
        timedelta(hours=1),
        prune_changes,
    ),
    Job(
        "lessons.stays",
        "Ends the attendance of people whose lesson lost its server",
        timedelta(minutes=1),
        classroom_stays.end_unseen,
    ),
    Job(
        "boards.sweep",
        "Deletes the pictures of lessons that are gone",
        timedelta(hours=1),
        board_files.sweep,
    ),
)


@reads
def due(session: Session, names: frozenset[str], *, now: datetime) -> frozenset[str]:
    """Which of these are to run now."""
    waiting = names - jobs.not_due(session, now)
    rested = waiting - jobs.not_due(session, now - RESTING)
    idle = {
        job.name
        for job in JOBS
        if job.name in waiting - rested and job.has_work and not job.has_work(session, now)
    }
    return waiting - idle


def claim(session: Session, job: Job, *, now: datetime) -> str | None:
    """Take the job; the answer names this run. None when it is not due or another was faster."""
    return jobs.claim(session, job.name, until=now + LEASE, now=now)


def do_batch(session: Session, job: Job, run: str, *, now: datetime) -> int:
    """One batch; 0 when nothing is left. ClaimLost when the job is another's by now."""
    if not jobs.go_on(session, job.name, run, until=now + LEASE):
        raise ClaimLost(job.name)
    handled = job.service(session, now=now)
    if handled:
        jobs.add_handled(session, job.name, run, handled)
    return handled


def finish(session: Session, job: Job, run: str, *, now: datetime) -> None:
    jobs.finish(session, job.name, run, due_at=now + job.every, now=now)
    record_change(session, JOBS_TOPIC)


def fail(session: Session, job: Job, run: str, error: Exception, *, now: datetime) -> None:
    """Keep what it failed with, by its class alone: a message may name people."""
    failures = jobs.failures_of(session, job.name) + 1
    jobs.fail(
        session,
        job.name,
        run,
        error=type(error).__name__,
        failures=failures,
        due_at=now + retry_after(failures, job.every),
        now=now,
    )
    record_change(session, JOBS_TOPIC)


@reads
def health(
    session: Session, principal: Principal | None, *, now: datetime
) -> tuple[JobHealth, ...]:
    """Every job and how it is doing, in the order of the list. NotSignedIn, NotAllowed."""
    policy.require(principal, Permission.ADMIN_PANEL_ACCESS)
    records = jobs.job_records(session)
    found = []
    for job in JOBS:
        record = records.get(job.name)
        told = JobHealth(job.name, job.title, job.every, standing(record, now))
        if record is not None:
            told = JobHealth(
                job.name,
                job.title,
                job.every,
                standing(record, now),
                record.due_at,
                record.started_at,
                record.finished_at,
                record.failed_at,
                record.error,
                record.failures,
                record.runs,
                record.handled,
            )
        found.append(told)
    return tuple(found)
