"""How the jobs by the clock are doing."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

import reflex as rx

from tutorhub_app.clock import utc_now
from tutorhub_app.domain import words
from tutorhub_app.domain.jobs import UNWELL, JobStanding
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import jobs, live
from tutorhub_app.services.jobs import JobHealth
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import allow, principal


@dataclass(frozen=True)
class JobLine:
    """A job in words; times are in the viewer's zone."""

    title: str
    name: str
    standing: str
    every: str
    last: str
    took: str
    handled: str
    following: str
    error: str


class JobsState(AppState):
    lines: list[JobLine] = []
    summary: str = ""
    unwell: int = 0
    seen_at: str = ""
    loaded: bool = False

    @rx.event
    @allow(Permission.ADMIN_PANEL_ACCESS)
    async def load(self):
        here, hours, now = zone(self.viewer_zone), self.me.hour_cycle, utc_now()
        with self._reporting():
            found = await run(jobs.health, principal(), now=now)
            self.lines = [_line(job, here, hours, now) for job in found]
            self.unwell = sum(job.standing in UNWELL for job in found)
            self.summary = _summary(found)
        self.seen_at = words.clock_of(now, here, hours)
        self.loaded = True

    @rx.event(background=True)
    @allow(Permission.ADMIN_PANEL_ACCESS)
    async def watch(self):
        async for _ in live.changes(live.JOBS_TOPIC):
            yield JobsState.load


def _summary(found: tuple[JobHealth, ...]) -> str:
    failing = sum(job.standing is JobStanding.FAILING for job in found)
    late = sum(job.standing is JobStanding.LATE for job in found)
    told = [
        *([f"{failing} failing"] if failing else []),
        *([f"{late} late"] if late else []),
    ]
    if not told:
        return f"All {len(found)} jobs are well."
    return f"Of {len(found)} jobs: {words.listed(told)}."


def _line(job: JobHealth, here: tzinfo, hours: int, now: datetime) -> JobLine:
    return JobLine(
        title=job.title,
        name=job.name,
        standing=job.standing.value,
        every=f"every {_span(job.every)}",
        last=_moment(job.started_at, here, hours, now) or "never",
        took=_took(job),
        handled=f"{job.handled:,}" if job.started_at else "",
        following=_moment(job.due_at, here, hours, now) or "as soon as the app looks",
        error=_error(job, here, hours),
    )


def _span(every: timedelta) -> str:
    """Such as "hour", "6 hours", "5 seconds"."""
    if every < timedelta(minutes=1):
        return f"{every.total_seconds():.0f} seconds"
    return words.duration(round(every.total_seconds() / 60)).removeprefix("1 ")


def _moment(at: datetime | None, here: tzinfo, hours: int, now: datetime) -> str:
    if at is None:
        return ""
    return f"{words.day_and_clock(at, here, hours)} ({words.how_far(at, now)})"


def _took(job: JobHealth) -> str:
    """How long the last run took, once it has ended."""
    ended = max((at for at in (job.finished_at, job.failed_at) if at is not None), default=None)
    if job.started_at is None or ended is None or ended < job.started_at:
        return ""
    took: timedelta = ended - job.started_at
    if took < timedelta(seconds=1):
        return "under a second"
    if took < timedelta(minutes=1):
        return f"{took.total_seconds():.0f} s"
    return words.duration(round(took.total_seconds() / 60))


def _error(job: JobHealth, here: tzinfo, hours: int) -> str:
    if job.error is None:
        return ""
    often = f", {job.failures} times in a row" if job.failures > 1 else ""
    when = f", last on {words.day_and_clock(job.failed_at, here, hours)}" if job.failed_at else ""
    return f"{job.error}{often}{when}"
