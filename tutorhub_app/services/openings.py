"""When tutors' first free lessons begin, kept in memory until their calendars change.

A calendar that was loaded is kept with the number of the last change it has seen. Before it is
used again, the change rows that were committed since are read, in the reader's own transaction: no
answer is older than the last committed change of any process.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tutorhub_app.data.changes import (
    first_seq,
    last_seq,
    topics_changed_after,
    tutor_topic,
)
from tutorhub_app.data.many_calendars import load_calendars
from tutorhub_app.domain.slots import Offer
from tutorhub_app.domain.tutor_search import Openings, TimeWish

MOST_KEPT = 5000

# Buffers and daily limits reach back over midnight, in any zone.
_BEFORE = timedelta(days=2)


def first_openings(
    session: Session,
    wanted: Mapping[str, Sequence[Offer]],
    wish: TimeWish,
    viewer_zone: ZoneInfo,
    *,
    now: datetime,
) -> dict[str, datetime]:
    """When each tutor's (profile id -> what they offer) first free lesson begins that suits the
    wish; tutors without any are absent. At most four selects for those that are not kept."""
    kept = _kept_of(str(session.get_bind().engine.url))
    with kept.lock:
        calendars = kept.get(session, wanted, now)
        found = {
            profile_id: calendars[profile_id].first(offers, wish, viewer_zone, now)
            for profile_id, offers in wanted.items()
            if profile_id in calendars
        }
    return {profile_id: begin for profile_id, begin in found.items() if begin is not None}


@dataclass(slots=True)
class _Entry:
    """`seq` is the last change that the calendar has seen, or is known not to be touched by."""

    seq: int
    openings: Openings


class _Kept:
    """The openings of one database, the least lately used dropped first."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    def get(
        self, session: Session, profile_ids: Iterable[str], now: datetime
    ) -> dict[str, Openings]:
        """The openings of the active ones of these tutors as of the session's transaction."""
        wanted = list(dict.fromkeys(profile_ids))
        seen = last_seq(session)
        self._drop_changed(session, wanted, seen)
        found = {}
        for profile_id in wanted:
            entry = self._entries.get(profile_id)
            if entry is not None and entry.openings.hold_at(now):
                found[profile_id] = entry.openings
                self._entries.move_to_end(profile_id)
        missing = [profile_id for profile_id in wanted if profile_id not in found]
        for profile_id, calendar in load_calendars(session, missing, since=now - _BEFORE).items():
            found[profile_id] = Openings(calendar, now)
            self._entries[profile_id] = _Entry(seen, found[profile_id])
            self._entries.move_to_end(profile_id)
        while len(self._entries) > MOST_KEPT:
            self._entries.popitem(last=False)
        return found

    def _drop_changed(self, session: Session, wanted: Iterable[str], seen: int) -> None:
        """Forget the entries that changed, and note that the others have not up to `seen`."""
        entries = [(key, self._entries[key]) for key in wanted if key in self._entries]
        oldest = min((entry.seq for _, entry in entries), default=seen)
        # Once change rows are dropped, nobody knows what changed before the first that is left.
        forgotten = first_seq(session) - 1
        changed = topics_changed_after(session, oldest) if oldest < seen else {}
        for profile_id, entry in entries:
            last_change = changed.get(tutor_topic(profile_id), 0)
            if last_change > entry.seq or entry.seq < forgotten:
                del self._entries[profile_id]
            else:
                entry.seq = max(entry.seq, seen)


_kept: dict[str, _Kept] = {}
_kept_lock = threading.Lock()


def _kept_of(database_url: str) -> _Kept:
    with _kept_lock:
        return _kept.setdefault(database_url, _Kept())
