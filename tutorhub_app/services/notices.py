"""Telling people what others did: a row in the transaction that causes it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data import notices
from tutorhub_app.data.changes import notices_topic, record_change
from tutorhub_app.domain.notices import NoticeKind

KEPT_AFTER_READING = timedelta(days=90)
BATCH = 500


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
    need (`domain.notice_words`): names, reasons, instants in ISO format with their offset.
    """
    notices.add_notice(session, user_id, kind, object_id=object_id, facts=facts, now=now)
    record_change(session, notices_topic(user_id))


def prune(session: Session, *, now: datetime) -> int:
    """Delete a batch of what was read long ago; how many there were. Unread ones stay."""
    return notices.prune_read(session, until=now - KEPT_AFTER_READING, most=BATCH)
