"""The jobs run wherever the app is served: with the pages, and without."""

import sqlite3
import time
from pathlib import Path

from ops.running import RunningApp, serving_api
from tutorhub_app.services.jobs import JOBS

PATIENCE = 60


def _finished(app: RunningApp) -> set[str]:
    """Names of the jobs that have run, as soon as all have, or after a minute."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with sqlite3.connect(app.database_url.removeprefix("sqlite:///")) as database:
            rows = database.execute("SELECT name FROM job_state WHERE finished_at IS NOT NULL")
            names = {name for (name,) in rows}
        if len(names) == len(JOBS) or time.monotonic() > deadline:
            return names
        time.sleep(0.2)


def test_every_job_runs_beside_the_pages(running_app: RunningApp) -> None:
    assert _finished(running_app) == {job.name for job in JOBS}


def test_every_job_runs_where_the_apis_are_alone(tmp_path: Path) -> None:
    with serving_api(tmp_path / "alone") as app:
        assert _finished(app) == {job.name for job in JOBS}
