"""When each job by the clock is due, who runs it, and how it did.

Whoever sets `claim` runs the job. Everything said of a run later names its claim, so that a run
that was given up for dead can neither go on nor speak for the one that took over.
"""

from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlmodel import Field, Session, SQLModel, col, select, update

from tutorhub_app.data.base import new_id
from tutorhub_app.domain.jobs import JobRecord


class JobState(SQLModel, table=True):
    """A row for each job that was ever due; see `JobRecord`."""

    __tablename__ = "job_state"

    name: str = Field(primary_key=True, max_length=40)
    due_at: datetime
    claim: str | None = Field(default=None, max_length=36)
    started_at: datetime | None = None
    finished_at: datetime | None = None
    failed_at: datetime | None = None
    error: str | None = Field(default=None, max_length=120)
    failures: int = 0
    runs: int = 0
    handled: int = 0


_COLUMNS: tuple[Any, ...] = tuple(getattr(JobState, field.name) for field in fields(JobRecord))


def job_records(session: Session) -> dict[str, JobRecord]:
    """Name -> state, of the jobs that were ever due."""
    rows = session.execute(sqlalchemy.select(*_COLUMNS))
    return {row.name: JobRecord(*row) for row in rows}


def not_due(session: Session, now: datetime) -> frozenset[str]:
    """Names of the jobs that are to wait. One that was never run is not among them."""
    return frozenset(session.exec(select(JobState.name).where(col(JobState.due_at) > now)).all())


def claim(session: Session, name: str, *, until: datetime, now: datetime) -> str | None:
    """Take the job, if it is due, and let nobody else have it before `until`. The answer names
    this run; None when another was faster."""
    if session.exec(select(JobState.name).where(JobState.name == name)).first() is None:
        session.add(JobState(name=name, due_at=now))
        session.flush()
    mine = new_id()
    taken = session.exec(
        update(JobState)
        .where(col(JobState.name) == name, col(JobState.due_at) <= now)
        .values(claim=mine, started_at=now, due_at=until, runs=JobState.runs + 1, handled=0)
    )
    return mine if taken.rowcount else None


def go_on(session: Session, name: str, run: str, *, until: datetime) -> bool:
    """Keep the job until then; False when it is another's by now."""
    return _of_run(session, name, run, due_at=until)


def add_handled(session: Session, name: str, run: str, count: int) -> None:
    _of_run(session, name, run, handled=JobState.handled + count)


def finish(session: Session, name: str, run: str, *, due_at: datetime, now: datetime) -> None:
    _of_run(session, name, run, claim=None, due_at=due_at, finished_at=now, error=None, failures=0)


def failures_of(session: Session, name: str) -> int:
    return session.exec(select(JobState.failures).where(JobState.name == name)).one()


def fail(
    session: Session,
    name: str,
    run: str,
    *,
    error: str,
    failures: int,
    due_at: datetime,
    now: datetime,
) -> None:
    _of_run(
        session,
        name,
        run,
        claim=None,
        due_at=due_at,
        failed_at=now,
        error=error[:120],
        failures=failures,
    )


def _of_run(session: Session, name: str, run: str, **values: Any) -> bool:
    written = session.exec(
        update(JobState)
        .where(col(JobState.name) == name, col(JobState.claim) == run)
        .values(**values)
    )
    return bool(written.rowcount)
