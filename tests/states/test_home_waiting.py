"""What waits for somebody, in the words of their home page."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import NOW
from tutorhub_app import routes
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.jobs import JobStanding
from tutorhub_app.services.home import HomeView
from tutorhub_app.services.jobs import JobHealth
from tutorhub_app.services.screening_views import ScreeningRow, Stage
from tutorhub_app.states.home_waiting import WaitingLine, waiting_lines

DAY = timedelta(days=1)
ROW = ScreeningRow(
    id="screening",
    stage=Stage.REQUESTED,
    pack_id="pack",
    pack_title="Olympiad",
    tutor_profile_id="profile",
    tutor_name="Alice",
    tutor_photo="",
    student_id="bob",
    student_name="Bob",
    scheduled_datetime=None,
    proposals=(),
    created_at=NOW - 2 * DAY,
    updated_at=NOW - 2 * DAY,
    expires_at=NOW + 12 * DAY,
    decided_at=None,
    waits_for=Side.TUTOR,
    waiting_since=NOW - 2 * DAY,
    mine=True,
    is_appealed=False,
)
JOB = JobHealth("tidy", "Tidies up", DAY, JobStanding.LATE, due_at=NOW - timedelta(hours=2))


def _line(view: HomeView) -> WaitingLine:
    [line] = waiting_lines(view, NOW)
    return line


@pytest.mark.parametrize(
    ("row", "title", "action"),
    [
        (ROW, "Bob asks for a screening meeting", "Answer"),
        (
            replace(ROW, waits_for=Side.STUDENT),
            "Alice offers other times to meet",
            "Choose a time",
        ),
        (replace(ROW, stage=Stage.HELD), "How was the meeting with Bob?", "Decide"),
        (
            replace(ROW, waits_for=Side.ADMIN, is_appealed=True, stage=Stage.REJECTED),
            "Bob appeals against a decision of Alice",
            "Decide",
        ),
    ],
)
def test_a_screening_says_what_is_asked_of_the_reader(
    row: ScreeningRow, title: str, action: str
) -> None:
    line = _line(HomeView((), 0, waiting=(row,)))
    assert (line.title, line.action) == (title, action)
    assert line.text == "Olympiad · 2 days ago · expires in 12 days"
    assert line.href == routes.screening("screening")


def test_what_does_not_expire_says_nothing_of_it() -> None:
    line = _line(HomeView((), 0, waiting=(replace(ROW, expires_at=None),)))
    assert line.text == "Olympiad · 2 days ago"


def test_an_approval_leads_to_the_pack() -> None:
    line = _line(HomeView((), 0, to_enroll=(ROW,)))
    assert line.title == "You are approved for Olympiad"
    assert line.href == routes.book("pack")


def test_a_job_says_whether_it_is_late_or_fails() -> None:
    late = _line(HomeView((), 0, unwell_jobs=(JOB,)))
    assert late.text == "This job is late: it was due 2 hours ago."
    failing = replace(JOB, standing=JobStanding.FAILING, error="OSError", failures=1)
    assert _line(HomeView((), 0, unwell_jobs=(failing,))).text == "This job failed: OSError."
    again = replace(failing, failures=3)
    assert (
        _line(HomeView((), 0, unwell_jobs=(again,))).text
        == "This job failed 3 times in a row: OSError."
    )
