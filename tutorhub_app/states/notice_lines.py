"""Notices as pages show them: their words, and where each leads."""

from dataclasses import dataclass
from datetime import datetime

from tutorhub_app import routes
from tutorhub_app.domain.notice_words import words_of
from tutorhub_app.domain.notices import NoticeKind, NoticeRecord
from tutorhub_app.domain.words import day_and_clock, how_far
from tutorhub_app.domain.zones import zone


@dataclass(frozen=True)
class NoticeLine:
    """`family` is screening, lesson or account; `when` says how long ago, `at` exactly."""

    id: str = ""
    family: str = ""
    title: str = ""
    text: str = ""
    when: str = ""
    at: str = ""
    unread: bool = False


def notice_line(notice: NoticeRecord, *, viewer_zone: str, hours: int, now: datetime) -> NoticeLine:
    here = zone(viewer_zone)
    told = words_of(notice.kind, notice.facts, here, hours)
    return NoticeLine(
        id=notice.id,
        family=family_of(notice.kind),
        title=told.title,
        text=told.sentence,
        when=how_far(notice.created_at, now),
        at=day_and_clock(notice.created_at, here, hours),
        unread=notice.read_at is None,
    )


def family_of(kind: NoticeKind) -> str:
    for family in ("screening", "lesson"):
        if kind.value.startswith(family):
            return family
    return "account"


def leads_to(notice: NoticeRecord) -> str:
    """The address of what the notice is about."""
    family = family_of(notice.kind)
    if family == "screening":
        return routes.screening(notice.object_id)
    if family == "lesson":
        room = notice.facts.get("room")
        return routes.lesson(room) if room else routes.LESSONS
    is_permission = notice.kind is NoticeKind.PERMISSION_CHANGED
    return routes.HOME if is_permission else routes.SETTINGS
