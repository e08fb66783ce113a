"""What changed, for live pages and caches: a row for each topic of each writing transaction.

Never one counter row: on PostgreSQL it would queue all writers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func
from sqlmodel import Field, Session, SQLModel, col, delete, select

from tutorhub_app.data.prepared import Inserts, Prepared


class Change(SQLModel, table=True):
    """`seq` grows with each row; `topic` is e.g. `tutor:<profile id>` or `person:<user id>`."""

    __tablename__ = "change"
    __table_args__ = {"sqlite_autoincrement": True}

    seq: int | None = Field(default=None, primary_key=True)
    topic: str = Field(max_length=64, index=True)


def tutor_topic(profile_id: str) -> str:
    """Changes of a tutor's calendar: hours, time off, rules, packs, lessons, screenings."""
    return f"tutor:{profile_id}"


def person_topic(user_id: str) -> str:
    """Changes of what a person sees of their own: lessons, enrollments, screenings."""
    return f"person:{user_id}"


def account_topic(user_id: str) -> str:
    """Changes of who somebody is: sessions that ended, their role, their settings."""
    return f"account:{user_id}"


def notices_topic(user_id: str) -> str:
    """Changes of what a person is told: notices that came, or were read."""
    return f"notices:{user_id}"


def online_lesson_topic(lesson_id: int) -> str:
    """Changes of an online lesson that its room has to hear of: its time, links and state, who was
    there, its recordings; that it was cancelled or deleted."""
    return f"online-lesson:{lesson_id}"


CATALOG_TOPIC = "catalog"
"""Changes of what tutors show to everyone: profiles and course packs."""
PERMISSIONS_TOPIC = "permissions"
"""Changes of what roles and groups are granted: of who may do what, for anyone."""
GRANTS_TOPIC = "grants"
"""Changes of any grant or group, for those who look at all of them."""
LESSONS_TOPIC = "lessons"
"""Changes of anyone's lessons, for those who look at everyone's."""
SCREENINGS_TOPIC = "screenings"
"""Changes of anyone's screening meetings, for those who look at everyone's."""
ENROLLMENTS_TOPIC = "enrollments"
"""Changes of anyone's enrollments, for those who look at everyone's."""
AUDIT_TOPIC = "audit"
"""Entries of the audit log."""
JOBS_TOPIC = "jobs"
"""Changes of how the jobs by the clock are doing: one failed, or is well again."""


_CHANGES = Inserts(Change, "topic")


def record_change(session: Session, *topics: str) -> None:
    """Note in this transaction that these topics changed."""
    _CHANGES.run(session, [(topic,) for topic in dict.fromkeys(topics)])


def last_seq(session: Session) -> int:
    return session.exec(select(func.max(Change.seq))).one() or 0


def first_seq(session: Session) -> int:
    """The number of the oldest change that is kept; 1 when there is none."""
    return session.exec(select(func.min(Change.seq))).one() or 1


def topics_changed_after(session: Session, seq: int) -> dict[str, int]:
    """Topic -> its last change, of those after `seq`."""
    return dict(
        session.exec(
            select(Change.topic, func.max(Change.seq))
            .where(col(Change.seq) > seq)
            .group_by(col(Change.topic))
        ).all()
    )


def changes_after(session: Session, seq: int) -> list[tuple[int, str]]:
    """(seq, topic) of the changes after `seq`, in order."""
    return [
        (int(row_seq or 0), topic)
        for row_seq, topic in session.exec(
            select(Change.seq, Change.topic).where(col(Change.seq) > seq).order_by(col(Change.seq))
        )
    ]


def prune_changes(session: Session, *, keep: int) -> None:
    """Drop all but the newest `keep` rows."""
    session.exec(delete(Change).where(col(Change.seq) <= last_seq(session) - keep))


@dataclass(frozen=True, slots=True)
class Stamp:
    """The state of some topics in one snapshot. Equal stamps: nothing of them was committed
    between, as long as no row after `newest` of the older one has been pruned since."""

    last_of_topics: int
    newest: int
    oldest: int

    def still_holds(self, later: "Stamp") -> bool:
        return self.last_of_topics == later.last_of_topics and later.oldest <= self.newest + 1


@lru_cache
def _stamp_of(count: int) -> Prepared:
    topics: list[Any] = [bindparam(f"topic_{number}") for number in range(count)]
    return Prepared(
        select(
            select(func.max(Change.seq)).where(col(Change.topic).in_(topics)).scalar_subquery(),
            select(func.max(Change.seq)).scalar_subquery(),
            select(func.min(Change.seq)).scalar_subquery(),
        )
    )


def stamp(session: Session, topics: Collection[str]) -> Stamp:
    named = {f"topic_{number}": topic for number, topic in enumerate(topics)}
    found = _stamp_of(len(topics)).first(session, **named)
    assert found is not None
    return Stamp(*(seq or 0 for seq in found))
