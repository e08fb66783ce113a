"""The audit log as those see it who may: narrowed, in pages, in words; and as a file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tutorhub_app.data import audit_log as data
from tutorhub_app.data.audit_log import AuditFilter, AuditRow
from tutorhub_app.domain import audit_words
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.domain.policy import Permission, require
from tutorhub_app.services import audit
from tutorhub_app.services.unit import reads

PAGE_SIZE = 25
STRETCH = 2000
HOUSE = "house"
"""Stands for an actor: what was done by nobody, but by the house itself."""


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which entries; what is empty does not narrow. `person` is how the email or the
    name of somebody concerned begins, or their id. In [since, until)."""

    actor: str = ""
    action: str = ""
    person: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditView:
    """An entry in words. `facts` are what the entry tells beside: (name, text). An id without a
    name is somebody who was deleted."""

    id: str
    at: datetime
    action: str
    sentence: str
    actor_id: str | None
    actor_name: str
    actor_email: str
    subject_id: str | None
    subject_name: str
    subject_email: str
    object_kind: str
    object_id: str
    reason: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page, numbered from 1, of `total` entries on all pages."""

    entries: tuple[AuditView, ...]
    total: int
    page: int
    page_count: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an export. `rest` asks for what follows, None when nothing does."""

    entries: tuple[AuditView, ...]
    rest: tuple[datetime, str] | None


@reads
def audit_page(
    session: Session,
    principal: Principal | None,
    query: AuditQuery,
    *,
    oldest_first: bool = False,
    page: int = 1,
    now: datetime,
) -> AuditPage:
    """A page past the end is the last one. Raises NotSignedIn, NotAllowed."""
    require(principal, Permission.AUDIT_READ)
    which = _filter(session, query)
    total = data.count_entries(session, which)
    page_count = max(1, -(-total // PAGE_SIZE))
    page = max(1, min(page, page_count))
    rows = data.entries(
        session,
        which,
        oldest_first=oldest_first,
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    return AuditPage(tuple(map(_view, rows)), total, page, page_count)


@reads
def actors(
    session: Session, principal: Principal | None, *, now: datetime
) -> tuple[tuple[str, str], ...]:
    """Who did what the log tells of: (id, name), in the order of names."""
    require(principal, Permission.AUDIT_READ)
    return tuple((each, name or audit_words.SOMEBODY) for each, name in data.actors(session))


def export(
    session: Session, principal: Principal | None, query: AuditQuery, *, now: datetime
) -> AuditQuery:
    """Note in the log that it is exported, and answer what to export: nothing from after this
    moment. Read it with `stretch`. Raises NotSignedIn, NotAllowed."""
    me = require(principal, Permission.AUDIT_READ)
    query = replace(query, until=min(query.until or now, now))
    count = data.count_entries(session, _filter(session, query))
    audit.record(
        session,
        me,
        AuditAction.AUDIT_EXPORT,
        object_kind="audit",
        object_id="",
        detail={"entries": str(count), **_asked(query)},
        now=now,
    )
    return query


@reads
def stretch(
    session: Session,
    principal: Principal | None,
    query: AuditQuery,
    after: tuple[datetime, str] | None = None,
    *,
    now: datetime,
) -> Stretch:
    """The newest of these entries, or those that follow `after`."""
    require(principal, Permission.AUDIT_READ)
    rows = data.entries(session, _filter(session, query), limit=STRETCH, after=after)
    rest = (rows[-1].at, rows[-1].id) if len(rows) == STRETCH else None
    return Stretch(tuple(map(_view, rows)), rest)


def _filter(session: Session, query: AuditQuery) -> AuditFilter:
    by_house = query.actor == HOUSE
    return AuditFilter(
        actor_id=query.actor if query.actor and not by_house else None,
        by_house=by_house,
        action=query.action or None,
        subjects=data.people_like(session, query.person) if query.person.strip() else None,
        since=query.since,
        until=query.until,
    )


def _asked(query: AuditQuery) -> dict[str, str]:
    """The filters that an export was narrowed by."""
    given = {
        "actor": query.actor,
        "action": query.action,
        "person": query.person,
        "since": query.since.isoformat() if query.since else "",
    }
    return {name: value for name, value in given.items() if value}


def _view(row: AuditRow) -> AuditView:
    facts = _facts(row.detail)
    actor = row.actor_name or audit_words.SOMEBODY
    return AuditView(
        id=row.id,
        at=row.at,
        action=row.action,
        sentence=audit_words.sentence(
            row.action,
            actor=actor if row.actor_id else None,
            subject=row.subject_name,
            facts=facts,
        ),
        actor_id=row.actor_id,
        actor_name=actor if row.actor_id else audit_words.THE_HOUSE,
        actor_email=row.actor_email or "",
        subject_id=row.subject_id,
        subject_name=row.subject_name or "",
        subject_email=row.subject_email or "",
        object_kind=row.object_kind,
        object_id=row.object_id,
        reason=row.reason or "",
        facts=tuple((audit_words.fact_name(name), text) for name, text in facts.items()),
    )


def _facts(detail: str) -> Mapping[str, str]:
    found: Any = json.loads(detail)
    return {str(name): str(value) for name, value in found.items()}
