"""The health of jobs in words."""

from datetime import UTC, timedelta

from tests.factories import NOW
from tutorhub_app.domain.jobs import JobStanding
from tutorhub_app.services.jobs import JobHealth
from tutorhub_app.states.admin_jobs import _line, _summary

HOUR = timedelta(hours=1)


def job(standing: JobStanding = JobStanding.FINE, **values) -> JobHealth:
    return JobHealth("a.job", "Does something", HOUR, standing, **values)


def line(health: JobHealth):
    return _line(health, UTC, 24, NOW)


def test_a_job_that_never_ran_says_so():
    shown = line(job(JobStanding.NEW))
    assert (shown.last, shown.took, shown.handled, shown.error) == ("never", "", "", "")
    assert shown.every == "every hour"


def test_a_job_of_every_few_seconds_says_so():
    often = JobHealth("a.job", "Does something", timedelta(seconds=5), JobStanding.NEW)
    assert line(often).every == "every 5 seconds"


def test_a_run_tells_when_how_long_and_how_many():
    shown = line(
        job(
            due_at=NOW + HOUR,
            started_at=NOW - HOUR,
            finished_at=NOW - HOUR + timedelta(seconds=42),
            handled=1200,
        )
    )
    assert shown.last == "Mon 5 Jan 07:00 (1 hour ago)"
    assert (shown.took, shown.handled) == ("42 s", "1,200")
    assert shown.following == "Mon 5 Jan 09:00 (in 1 hour)"


def test_a_run_under_way_has_taken_no_time_yet():
    assert line(job(started_at=NOW, finished_at=NOW - HOUR)).took == ""


def test_a_failing_job_tells_with_what_how_often_and_when():
    failed = job(JobStanding.FAILING, started_at=NOW, failed_at=NOW, error="OSError", failures=3)
    assert line(failed).error == "OSError, 3 times in a row, last on Mon 5 Jan 08:00"


def test_the_summary_counts_what_is_not_well():
    well, failing, late = job(), job(JobStanding.FAILING), job(JobStanding.LATE)
    assert _summary((well, well)) == "All 2 jobs are well."
    assert _summary((well, failing, late, late)) == "Of 4 jobs: 1 failing and 2 late."
