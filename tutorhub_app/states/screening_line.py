"""One line of a list of screenings, in the viewer's words and zone."""

from dataclasses import dataclass
from datetime import datetime

from tutorhub_app import routes
from tutorhub_app.domain import words
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.screening import Stage
from tutorhub_app.services.screening_views import ScreeningRow
from tutorhub_app.states.booking_shown import Viewer


@dataclass(frozen=True)
class ScreeningLine:
    """`waits` says whose answer is waited for and since when, `turn` the same in short; `is_mine`:
    it is the viewer's."""

    href: str
    stage: str
    student: str
    tutor: str
    pack: str
    when: str
    asked: str
    waits: str
    turn: str
    changed: str
    tutor_id: str
    pack_id: str
    is_mine: bool
    is_appealed: bool


def screening_line(row: ScreeningRow, viewer: Viewer, side: Side, now: datetime) -> ScreeningLine:
    def at(instant: datetime | None) -> str:
        return words.day_and_clock(instant, viewer.zone, viewer.hour_cycle) if instant else ""

    is_planned = row.stage in (Stage.AGREED, Stage.HELD)
    return ScreeningLine(
        href=routes.screening(row.id),
        stage=row.stage.value,
        student=row.student_name,
        tutor=row.tutor_name,
        pack=row.pack_title,
        when=at(row.scheduled_datetime) if is_planned else "",
        asked=at(row.created_at),
        waits=_waits(row, side, now),
        turn=f"{row.waits_for.value.capitalize()}, {words.how_far(row.waiting_since, now)}"
        if row.waits_for and row.waiting_since
        else "",
        changed=at(row.updated_at),
        tutor_id=row.tutor_profile_id,
        pack_id=row.pack_id,
        is_mine=row.mine,
        is_appealed=row.is_appealed,
    )


def _waits(row: ScreeningRow, side: Side, now: datetime) -> str:
    if row.waits_for is None or row.waiting_since is None:
        return ""
    names = {
        Side.STUDENT: row.student_name,
        Side.TUTOR: row.tutor_name,
        Side.ADMIN: "an administrator",
    }
    who = "you" if row.mine else names[row.waits_for]
    return f"Waits for {who}, {_since(row.waiting_since, now)}"


def _since(instant: datetime, now: datetime) -> str:
    far = words.how_far(instant, now)
    return "just now" if far == "now" else f"asked {far}"
