"""How jobs by the clock are judged, and when a failed one is tried again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.factories import NOW
from tutorhub_app.domain.jobs import (
    FIRST_RETRY,
    PATIENCE,
    JobRecord,
    JobStanding,
    retry_after,
    standing,
)

HOUR = timedelta(hours=1)


def _job(**values: object) -> JobRecord:
    defaults = {
        "name": "tidy",
        "due_at": NOW + HOUR,
        "claim": None,
        "started_at": NOW,
        "finished_at": NOW,
        "failed_at": None,
        "error": None,
        "failures": 0,
        "runs": 1,
        "handled": 0,
    }
    return JobRecord(**(defaults | values))


def test_a_job_is_judged_by_what_is_worst() -> None:
    assert standing(None, NOW) is JobStanding.NEW
    assert standing(_job(), NOW) is JobStanding.FINE
    assert standing(_job(claim="a run"), NOW) is JobStanding.RUNNING
    assert standing(_job(claim="a run", error="ValueError"), NOW) is JobStanding.FAILING
    past = NOW - PATIENCE - timedelta(seconds=1)
    assert standing(_job(due_at=past, error="ValueError"), NOW) is JobStanding.LATE
    assert standing(_job(due_at=past, claim="a run that died"), NOW) is JobStanding.LATE


def test_a_job_that_is_just_due_is_not_late() -> None:
    assert standing(_job(due_at=NOW - PATIENCE), NOW) is JobStanding.FINE


@given(failures=st.integers(1, 10_000), minutes=st.integers(1, 60 * 24))
def test_failures_are_tried_again_ever_later_but_not_later_than_the_next_turn(
    failures: int, minutes: int
) -> None:
    every = timedelta(minutes=minutes)
    first, then = retry_after(failures, every), retry_after(failures + 1, every)
    assert FIRST_RETRY <= first <= then <= every
