"""What waits for somebody on their home page, in words."""

from dataclasses import dataclass
from datetime import datetime

from tutorhub_app import routes
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.jobs import JobStanding
from tutorhub_app.domain.words import how_far
from tutorhub_app.services.home import HomeView
from tutorhub_app.services.jobs import JobHealth
from tutorhub_app.services.screening_views import ScreeningRow, Stage


@dataclass(frozen=True)
class WaitingLine:
    """`kind` is screening, approved or job; `action` says what is to be done there."""

    kind: str
    title: str
    text: str
    action: str
    href: str


def waiting_lines(view: HomeView, now: datetime) -> list[WaitingLine]:
    """What is to be answered first, then what was answered, then what does not run."""
    return [
        *(_asked(row, now) for row in view.waiting),
        *(_approved(row) for row in view.to_enroll),
        *(_unwell(job, now) for job in view.unwell_jobs),
    ]


def _asked(row: ScreeningRow, now: datetime) -> WaitingLine:
    title, action = _question(row)
    facts = [row.pack_title]
    if row.waiting_since is not None:
        facts.append(how_far(row.waiting_since, now))
    if row.expires_at is not None:
        facts.append(f"expires {how_far(row.expires_at, now)}")
    return WaitingLine("screening", title, " · ".join(facts), action, routes.screening(row.id))


def _question(row: ScreeningRow) -> tuple[str, str]:
    """What is asked of the reader, and what they do about it."""
    if row.waits_for is Side.STUDENT:
        return f"{row.tutor_name} offers other times to meet", "Choose a time"
    if row.is_appealed:
        return f"{row.student_name} appeals against a decision of {row.tutor_name}", "Decide"
    if row.stage is Stage.HELD:
        return f"How was the meeting with {row.student_name}?", "Decide"
    return f"{row.student_name} asks for a screening meeting", "Answer"


def _approved(row: ScreeningRow) -> WaitingLine:
    return WaitingLine(
        "approved",
        f"You are approved for {row.pack_title}",
        f"{row.tutor_name} looks forward to your first lesson.",
        "Enroll",
        routes.book(row.pack_id),
    )


def _unwell(job: JobHealth, now: datetime) -> WaitingLine:
    if job.standing is JobStanding.LATE and job.due_at is not None:
        text = f"This job is late: it was due {how_far(job.due_at, now)}."
    else:
        often = f" {job.failures} times in a row" if job.failures > 1 else ""
        text = f"This job failed{often}: {job.error}."
    return WaitingLine("job", job.title, text, "Look", routes.ADMIN_JOBS)
