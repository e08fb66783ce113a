"""Measures the lists of administrators with 100,000 screenings, lessons and entries of the audit
log and 10,000 people, each beside the same list with a hundredth of them in the same run.

What an index serves takes about as long in both; what grows with the data shows as a ratio.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from ops.bench_lists_data import Filled, Size, fill
from ops.running import server_settings
from tutorhub_app.clock import utc_now
from tutorhub_app.data import migrate
from tutorhub_app.data.engine import make_engine, unit_of_work
from tutorhub_app.domain.screening import Stage
from tutorhub_app.domain.screening_lists import ScreeningQuery, Sort
from tutorhub_app.services import audit_log, overview, people, screening_views
from tutorhub_app.services.audit_log import AuditQuery

SMALL = Size(people=500, screenings=1_000)
LARGE = Size(people=10_000, screenings=100_000)
SIZES = (SMALL, LARGE)
TIMES = 15

Ask = Callable[[Session, Filled, datetime], Any]


@dataclass(frozen=True)
class Database:
    engine: Engine
    filled: Filled


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= server_settings(folder, 0)
        now = utc_now()
        small, large = (_made(folder / f"{size.screenings}.db", size, now) for size in SIZES)
        print(f"  {'':<44}{SMALL.screenings:>10,} {LARGE.screenings:>12,}    ratio", flush=True)
        for what, ask in CASES:
            measure(what, ask, small, large, now)
    return 0


def _made(path: Path, size: Size, now: datetime) -> Database:
    url = f"sqlite:///{path}"
    migrate.upgrade(url)
    engine = make_engine(url)
    started = time.perf_counter()
    with unit_of_work(now=now, engine=engine) as session:
        filled = fill(session, size, now)
    took = time.perf_counter() - started
    print(f"  filled with {size.screenings:,} screenings in {took:.0f} s", flush=True)
    return Database(engine, filled)


def measure(what: str, ask: Ask, small: Database, large: Database, now: datetime) -> None:
    """In turns, so that whatever else the machine does falls on both."""
    took: dict[int, list[float]] = {0: [], 1: []}
    for _ in range(TIMES):
        for place, database in enumerate((small, large)):
            took[place].append(_time(ask, database, now))
    one, other = median(took[0]), median(took[1])
    print(f"  {what:<44}{one:>7.1f} ms {other:>9.1f} ms  {other / one:>6.1f}", flush=True)


def _time(ask: Ask, database: Database, now: datetime) -> float:
    started = time.perf_counter()
    with unit_of_work(now=now, readonly=True, engine=database.engine) as session:
        ask(session, database.filled, now)
    return (time.perf_counter() - started) * 1000


def _people(**asked: Any) -> Ask:
    return lambda session, filled, now: people.people(session, filled.admin, **asked, now=now)


def _screenings(**asked: Any) -> Ask:
    return lambda session, filled, now: screening_views.screenings(
        session, filled.admin, ScreeningQuery(**asked), now=now
    )


def _audit(page: int = 1, **asked: Any) -> Ask:
    return lambda session, filled, now: audit_log.audit_page(
        session, filled.admin, AuditQuery(**asked), page=page, now=now
    )


def _overview(weeks: int) -> Ask:
    return lambda session, filled, now: overview.overview(
        session, filled.admin, weeks=weeks, now=now
    )


def _of_pack(session: Session, filled: Filled, now: datetime) -> Any:
    return _screenings(pack_id=filled.pack_id)(session, filled, now)


def _of_tutor(session: Session, filled: Filled, now: datetime) -> Any:
    return _screenings(tutor_profile_id=filled.tutor_profile_id)(session, filled, now)


def _by_actor(session: Session, filled: Filled, now: datetime) -> Any:
    return _audit(actor=filled.actor_id)(session, filled, now)


def _about_person(session: Session, filled: Filled, now: datetime) -> Any:
    return _audit(person=filled.student_email)(session, filled, now)


def _this_week(session: Session, filled: Filled, now: datetime) -> Any:
    return _audit(since=now - timedelta(days=7))(session, filled, now)


LAST = 10**6
CASES: tuple[tuple[str, Ask], ...] = (
    ("people", _people()),
    ("people: tutors", _people(role="tutor")),
    ("people: by name", _people(text="Juniper 55")),
    ("people: the last page", _people(page=LAST)),
    ("screenings: longest waiting first", _screenings()),
    ("screenings: newest first", _screenings(sort=Sort.CREATED, descending=True)),
    ("screenings: changed last", _screenings(sort=Sort.CHANGED, descending=True)),
    ("screenings: requested", _screenings(state=Stage.REQUESTED)),
    ("screenings: held, not decided", _screenings(state=Stage.HELD)),
    ("screenings: rejected", _screenings(state=Stage.REJECTED, sort=Sort.CREATED)),
    ("screenings: of a pack", _of_pack),
    ("screenings: of a tutor", _of_tutor),
    ("screenings: by text", _screenings(text="juniper 55")),
    ("screenings: older than 300 days", _screenings(older_than_days=300)),
    ("screenings: the last page", _screenings(page=LAST)),
    ("audit log", _audit()),
    ("audit log: by an administrator", _by_actor),
    ("audit log: one action", _audit(action="user.role")),
    ("audit log: about a person", _about_person),
    ("audit log: this week", _this_week),
    ("audit log: the last page", _audit(page=LAST)),
    ("audit log: who did something", lambda s, f, now: audit_log.actors(s, f.admin, now=now)),
    ("overview: 12 weeks", _overview(12)),
    ("overview: a year", _overview(52)),
)


if __name__ == "__main__":
    sys.exit(main())
