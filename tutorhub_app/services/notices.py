"""Telling people what others did, in the transaction that causes it; and what they have read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data import notices
from tutorhub_app.data.changes import notices_topic, record_change
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.notices import NoticeKind, NoticeRecord
from tutorhub_app.domain.paging import PageRequest
from tutorhub_app.domain.policy import require_signed_in
from tutorhub_app.services.unit import reads

KEPT_AFTER_READING = timedelta(days=90)
BATCH = 500
MOST_NEWS = 10
"""So many at most are looked at to see what is new since the last look."""


@dataclass(frozen=True, slots=True)
class Bell:
    """How many notices wait to be read, and the newest of them first, as far as they are looked
    at."""

    unread: int
    newest: tuple[NoticeRecord, ...]


@dataclass(frozen=True, slots=True)
class NoticeList:
    """A page of notices, of `total` in this list; `unread` counts in all."""

    rows: tuple[NoticeRecord, ...]
    total: int
    unread: int
    page: int
    page_count: int


def tell(
    session: Session,
    user_id: str,
    kind: NoticeKind,
    *,
    object_id: str,
    facts: Mapping[str, str],
    now: datetime,
) -> None:
    """Leave the person a notice. Never of what they did themselves: the caller sees to that.

    `object_id` is the screening, the lesson or the person it is about. `facts` are what the words
    need (`domain.notices`): names, reasons, instants in ISO format with their offset.
    """
    notices.add_notice(session, user_id, kind, object_id=object_id, facts=facts, now=now)
    record_change(session, notices_topic(user_id))


@reads
def bell(session: Session, principal: Principal | None, *, now: datetime) -> Bell:
    """What the bell of every page shows of the principal's own notices."""
    me = require_signed_in(principal)
    newest = notices.newest_unread(session, me.user_id, MOST_NEWS)
    unread = len(newest)
    if unread == MOST_NEWS:
        unread = notices.count_unread(session, me.user_id)
    return Bell(unread, newest)


@reads
def notices_of(
    session: Session,
    principal: Principal | None,
    *,
    unread_only: bool = False,
    page: int = 1,
    page_size: int = 25,
    now: datetime,
) -> NoticeList:
    """The principal's own notices, the newest first."""
    me = require_signed_in(principal)
    found = notices.notices_page(
        session, me.user_id, PageRequest(page, page_size), unread_only=unread_only
    )
    if not found.rows and found.total:
        last = PageRequest(found.page_count, page_size)
        found = notices.notices_page(session, me.user_id, last, unread_only=unread_only)
    unread = found.total if unread_only else notices.count_unread(session, me.user_id)
    return NoticeList(found.rows, found.total, unread, found.asked.number, found.page_count)


def mark_read(
    session: Session, principal: Principal | None, notice_id: str, *, now: datetime
) -> NoticeRecord:
    """Mark one of the principal's own notices as read; again changes nothing. NotFound for what is
    not theirs."""
    me = require_signed_in(principal)
    notice = notices.notice_of(session, me.user_id, notice_id)
    if notice is None:
        raise NotFound("This notice does not exist, or no longer does.")
    if notices.mark_read(session, me.user_id, notice_id=notice_id, now=now):
        record_change(session, notices_topic(me.user_id))
    return notice


def mark_all_read(
    session: Session, principal: Principal | None, *, until: datetime | None = None, now: datetime
) -> int:
    """Mark the principal's notices as read, those that came after `until` excepted: they have not
    been seen. How many were marked."""
    me = require_signed_in(principal)
    marked = notices.mark_read(session, me.user_id, until=until, now=now)
    if marked:
        record_change(session, notices_topic(me.user_id))
    return marked


def prune(session: Session, *, now: datetime) -> int:
    """Delete a batch of what was read long ago; how many there were. Unread ones stay."""
    return notices.prune_read(session, until=now - KEPT_AFTER_READING, most=BATCH)
