"""When each job by the clock is due, and how it did."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class JobState(SQLModel, table=True):
    """`due_at` is when the job is to run next; while one runs it, when another may take it over.
    `claim` names that run. `error` is the class of what it failed with last, None since it went
    well; `failures` how often in a row. `handled` is how many things the last run dealt with."""

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
