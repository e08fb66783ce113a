"""Whether this process can answer, and what it stands on."""

import time
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import guards, migrate
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services import memory
from tutorhub_app.services.unit import reads

_STARTED = time.monotonic()


@dataclass(frozen=True, slots=True)
class Health:
    """`revision` is the database's, `newest_revision` the program's own. `lost_guards` are what
    the database should refuse and does not. Of the memory of answers: how many, and their bytes."""

    database_ms: float
    revision: str | None
    newest_revision: str
    lost_guards: list[str]
    answers: int
    answer_bytes: int
    uptime_seconds: int


@reads
def look(session: Session, principal: Principal | None, *, now: datetime) -> Health | None:
    """That this returns says that the database answers; the rest is for administrators, and None
    to others."""
    if not policy.has(principal, Permission.ADMIN_PANEL_ACCESS):
        return None
    started = time.perf_counter()
    connection = session.connection()
    revision = migrate.revision(connection)
    database_ms = (time.perf_counter() - started) * 1000
    answers, answer_bytes = memory.answers.size()
    return Health(
        database_ms=round(database_ms, 2),
        revision=revision,
        newest_revision=migrate.newest_revision(),
        lost_guards=guards.missing(connection),
        answers=answers,
        answer_bytes=answer_bytes,
        uptime_seconds=int(time.monotonic() - _STARTED),
    )
