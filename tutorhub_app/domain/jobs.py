"""How jobs by the clock are judged, and when one that failed is tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_RETRY = timedelta(minutes=1)
PATIENCE = timedelta(minutes=5)
"""How long after it was due a job may begin without anyone worrying."""


class JobStanding(StrEnum):
    FINE = "fine"
    RUNNING = "running"
    NEW = "new"
    """It has not run yet."""
    FAILING = "failing"
    LATE = "late"
    """It is past its time, and nobody runs it: no process does, or the one that did died."""


UNWELL = (JobStanding.FAILING, JobStanding.LATE)
"""What somebody should look at."""


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job's state. `due_at` is when it is to run next; while it runs (`claim`), when another
    process may take it over. `error` is the class of what it failed with last, None since it went
    well; `failures` how often in a row. `handled` is what its last run dealt with."""

    name: str
    due_at: datetime
    claim: str | None
    started_at: datetime | None
    finished_at: datetime | None
    failed_at: datetime | None
    error: str | None
    failures: int
    runs: int
    handled: int


def standing(record: JobRecord | None, now: datetime) -> JobStanding:
    if record is None:
        return JobStanding.NEW
    if record.due_at + PATIENCE < now:
        return JobStanding.LATE
    if record.error is not None:
        return JobStanding.FAILING
    if record.claim is not None:
        return JobStanding.RUNNING
    return JobStanding.FINE


def retry_after(failures: int, every: timedelta) -> timedelta:
    """How long to wait after so many failures in a row: twice as long each time, never longer
    than the job waits anyway."""
    doubled = FIRST_RETRY * (1 << min(failures - 1, 20))
    return min(doubled, every)
