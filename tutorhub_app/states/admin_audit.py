"""The audit log. What it is narrowed to stands in the address:
`/admin/audit?actor=...&action=user.role&person=ben@&first=2026-03-01&last=2026-03-31&sort=at`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.domain import words
from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.words import MINUTES_A_DAY
from tutorhub_app.domain.zones import local_edge, zone
from tutorhub_app.services import audit_log, live
from tutorhub_app.services.audit_log import AuditQuery, AuditView
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import allow, principal
from tutorhub_app.states.listing import (
    Listing,
    day_in,
    listing,
    one_of,
    page_in,
    sort_in,
    sort_text,
    text_in,
)

_SORTS = ("at",)


@dataclass(frozen=True)
class AuditLine:
    """An entry in the viewer's zone. `facts` are (name, text)."""

    id: str
    when: str
    year: str
    sentence: str
    reason: str
    facts: list[tuple[str, str]]


class AuditState(AppState):
    entries: list[AuditLine] = []
    actors: list[tuple[str, str]] = []
    listing: Listing = Listing()
    export: str = ""
    loaded: bool = False

    @rx.event
    @allow(Permission.AUDIT_READ)
    async def load(self):
        query = self.router.url.query_parameters
        asked = _asked(query, self.viewer_zone)
        sort, descending = sort_in(query, _SORTS, "-at")
        with self._reporting():
            found = await run(
                audit_log.audit_page,
                principal(),
                asked,
                oldest_first=not descending,
                page=page_in(query),
            )
            people = await run(audit_log.actors, principal())
            self.entries = [
                _line(entry, self.viewer_zone, self.me.hour_cycle) for entry in found.entries
            ]
            self.actors = [("", "Anybody"), (audit_log.HOUSE, "TutorHub itself"), *people]
            self.listing = listing(
                query,
                found.total,
                found.page,
                found.page_count,
                "entry",
                "entries",
                sort=sort_text(sort, descending),
            )
            self.export = _export(asked)
        self.loaded = True

    @rx.event(background=True)
    @allow(Permission.AUDIT_READ)
    async def watch(self):
        async for _ in live.changes(live.AUDIT_TOPIC):
            yield AuditState.load


def _asked(query: Mapping[str, str], viewer_zone: str) -> AuditQuery:
    here = zone(viewer_zone)
    first, last = day_in(query, "first"), day_in(query, "last")
    return AuditQuery(
        actor=text_in(query, "actor"),
        action=one_of(query, "action", AuditAction),
        person=text_in(query, "person"),
        since=local_edge(here, first, 0) if first else None,
        until=local_edge(here, last, MINUTES_A_DAY) if last else None,
    )


def _export(asked: AuditQuery) -> str:
    return routes.with_query(
        routes.AUDIT_CSV,
        actor=asked.actor,
        action=asked.action,
        person=asked.person,
        since=_instant(asked.since),
        until=_instant(asked.until),
    )


def _instant(at: datetime | None) -> str | None:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else None


def _line(entry: AuditView, viewer_zone: str, hours: int) -> AuditLine:
    here = zone(viewer_zone)
    told = [
        ("Action", entry.action),
        ("By", _named(entry.actor_name, entry.actor_email)),
        ("Person concerned", _named(entry.subject_name, entry.subject_email) or entry.subject_id),
        ("Object", f"{entry.object_kind} {entry.object_id}".strip()),
        *entry.facts,
        ("Entry", entry.id),
    ]
    return AuditLine(
        id=entry.id,
        when=words.day_and_clock(entry.at, here, hours),
        year=str(entry.at.astimezone(here).year),
        sentence=entry.sentence,
        reason=entry.reason,
        facts=[(name, text) for name, text in told if text],
    )


def _named(name: str, email: str) -> str:
    return f"{name} ({email})" if email else name
