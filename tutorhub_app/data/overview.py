"""What happened in the weeks of a period, counted by the database: a grouped query each, which
reads nothing but an index. No row leaves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, Integer, and_, case, column, extract, func, select, values
from sqlmodel import Session, col
from sqlmodel import select as select_one

from tutorhub_app.data.accounts import User
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.booking import Side, SlotStatus
from tutorhub_app.domain.screening import Stage
from tutorhub_app.domain.weeks import Week

_DAY = 86_400


def bookings(session: Session, weeks: Sequence[Week]) -> list[int]:
    """Lessons that were booked in each week, whatever became of them."""
    booked = col(LessonSlot.booked_at)
    return _counted(session, weeks, booked, col(LessonSlot.status) != SlotStatus.FREE)


def cancellations(session: Session, weeks: Sequence[Week]) -> list[int]:
    """Lessons that were cancelled in each week."""
    return _counted(session, weeks, col(LessonSlot.canceled_at))


@dataclass(frozen=True, slots=True)
class Decisions:
    """Screenings decided in a week, and how many days they had waited since they were asked for,
    on average; None without any."""

    approved: int = 0
    rejected: int = 0
    waiting_days: float | None = None


def decisions(session: Session, weeks: Sequence[Week]) -> list[Decisions]:
    table = _of(weeks)
    decided, stage = col(PreliminaryMeeting.decided_at), col(PreliminaryMeeting.stage)
    waited = extract("epoch", decided) - extract("epoch", col(PreliminaryMeeting.created_at))
    found = session.execute(
        select(
            table.c.place,
            func.count(case((stage == Stage.APPROVED, 1))),
            func.count(case((stage == Stage.REJECTED, 1))),
            func.avg(case((stage.in_((Stage.APPROVED, Stage.REJECTED)), waited))),
        )
        # The stage is no condition of the join: the database would take an index of it, and read
        # all that were ever decided once for each week.
        .outerjoin_from(table, PreliminaryMeeting, and_(*_within(decided, table)))
        .group_by(table.c.place)
    )
    days = {
        place: Decisions(approved, rejected, None if waited is None else float(waited) / _DAY)
        for place, approved, rejected, waited in found
    }
    return [days[place] for place in range(len(weeks))]


def screenings_waiting(session: Session, now: datetime) -> int:
    """Those that wait for their tutor's answer by now."""
    return session.exec(
        select_one(func.count())
        .select_from(PreliminaryMeeting)
        .where(
            PreliminaryMeeting.waits_for == Side.TUTOR,
            col(PreliminaryMeeting.waiting_since) <= now,
        )
    ).one()


def people_by_role(session: Session) -> dict[Role, int]:
    """Active accounts."""
    found = session.execute(
        select(col(User.role), func.count())
        .where(col(User.is_active).is_(True))
        .group_by(col(User.role))
    )
    return {Role(role): count for role, count in found}


def _counted(session: Session, weeks: Sequence[Week], at: Any, *more: Any) -> list[int]:
    """How many rows of the table of `at` have it in each of the weeks."""
    table = _of(weeks)
    found = session.execute(
        select(table.c.place, func.count(at))
        # Outer, so that the weeks come first and each of them is looked up in the index.
        .outerjoin_from(table, at.class_, and_(*_within(at, table), *more))
        .group_by(table.c.place)
    )
    counts = {place: count for place, count in found}
    return [counts[place] for place in range(len(weeks))]


def _of(weeks: Sequence[Week]) -> CTE:
    """The weeks as a table: place, and the instants between."""
    kind = col(User.created_at).type
    return (
        values(
            column("place", Integer),
            column("starts_at", kind),
            column("ends_at", kind),
            name="week",
        )
        .data([(place, week.starts_at, week.ends_at) for place, week in enumerate(weeks)])
        .cte("week")
    )


def _within(at: Any, table: CTE) -> tuple[Any, Any]:
    return at >= table.c.starts_at, at < table.c.ends_at
