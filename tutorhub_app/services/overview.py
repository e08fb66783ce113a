"""How the house is doing: the figures of today, and what happened in the past weeks."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from tutorhub_app.data import overview as data
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.jobs import UNWELL
from tutorhub_app.domain.policy import Permission, require
from tutorhub_app.domain.weeks import PERIODS, USUAL_PERIOD, weeks_until
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import jobs
from tutorhub_app.services.unit import reads


@dataclass(frozen=True, slots=True)
class Figures:
    """As it is now. People are active accounts; `screenings_waiting` wait for their tutor;
    `jobs_unwell` are failing or late."""

    people: int
    students: int
    tutors: int
    admins: int
    screenings_waiting: int
    jobs_unwell: int
    jobs: int


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """What happened in the week that begins on this Monday. `waiting_days` is how long those whose
    screening was decided in it had waited since they asked, on average; None without any."""

    monday: date
    bookings: int
    cancellations: int
    approved: int
    rejected: int
    waiting_days: float | None


@dataclass(frozen=True, slots=True)
class Overview:
    """`time_zone` is the one whose weeks they are; the last week is under way."""

    figures: Figures
    weeks: tuple[WeekFigures, ...]
    time_zone: str


@reads
def overview(
    session: Session, principal: Principal | None, *, weeks: int = USUAL_PERIOD, now: datetime
) -> Overview:
    """The weeks are those of the one who asks. Raises NotSignedIn, NotAllowed."""
    me = require(principal, Permission.ADMIN_PANEL_ACCESS)
    period = weeks_until(now, weeks if weeks in PERIODS else USUAL_PERIOD, zone(me.time_zone))
    decided = data.decisions(session, period)
    rows = zip(
        period,
        data.bookings(session, period),
        data.cancellations(session, period),
        decided,
        strict=True,
    )
    return Overview(
        _figures(session, me, now),
        tuple(
            WeekFigures(
                week.monday, booked, canceled, each.approved, each.rejected, each.waiting_days
            )
            for week, booked, canceled, each in rows
        ),
        me.time_zone,
    )


def _figures(session: Session, me: Principal, now: datetime) -> Figures:
    people = data.people_by_role(session)
    health = jobs.health(session, me, now=now)
    return Figures(
        people=sum(people.values()),
        students=people.get(Role.STUDENT, 0),
        tutors=people.get(Role.TUTOR, 0),
        admins=people.get(Role.ADMIN, 0),
        screenings_waiting=data.screenings_waiting(session, now),
        jobs_unwell=sum(job.standing in UNWELL for job in health),
        jobs=len(health),
    )
