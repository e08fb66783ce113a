"""Changing a tutor's hours: windows, copies, time off, and taking a change back.

A change that would leave booked lessons outside the hours raises `LessonsOutsideHours` and saves
nothing; asked again with a `Decision` about those lessons it goes through, in one transaction with
their cancellation.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data import availability as data
from tutorhub_app.data import engine
from tutorhub_app.data.availability import StoredWindow, TimeOffPeriod, TimeOffRow
from tutorhub_app.domain import date_hours, hours_words, single_windows, week_editing, words
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.availability import DayOfWeek, TimeOff, day_of, split_at_midnight
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.date_hours import HoursChange
from tutorhub_app.domain.errors import Conflict, Invalid, NotFound
from tutorhub_app.domain.stranded import Decision
from tutorhub_app.services import availability_desk
from tutorhub_app.services.availability_desk import Desk

MAXIMUM_NOTE = 200
MAXIMUM_DAYS_OFF = 366


@dataclass(frozen=True, slots=True)
class HoursRequest:
    """Hours entered as one: every week on `day`, or on the date `on` alone; one of them is set.

    Minutes from midnight; an `end` at or before the start is on the next day. `replacing` are ids
    of the windows whose place they take, and `seen_on` the date on which those were looked at.
    """

    start: int
    end: int
    mode: TeachingMode
    day: DayOfWeek | None = None
    on: date | None = None
    replacing: tuple[str, ...] = ()
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """What takes a change back. Everything in it is looked up among the tutor's own rows."""

    before: tuple[StoredWindow, ...] = ()
    after: tuple[tuple[str, int], ...] = ()
    own_dates_added: frozenset[date] = frozenset()
    own_dates_dropped: frozenset[date] = frozenset()
    time_off_added: tuple[str, ...] = ()
    time_off_deleted: tuple[TimeOffRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done, in a sentence. `undo` is None where nothing can or need be taken back."""

    sentence: str
    undo: Undo | None = None


def put_window(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    request: HoursRequest,
    decision: Decision | None = None,
    *,
    now: datetime,
) -> Changed:
    """Add hours, or change those in whose place they stand.

    Raises `Invalid` (startTime, endTime, dayOfWeek, specificDate), `WindowsOverlap`,
    `LessonsOutsideHours`, `Conflict` when a replaced window is gone.
    """
    desk = availability_desk.open_desk(session, principal, profile_id, now)
    _require_present(desk, request.replacing)
    day = _day_of(desk, request)
    new = split_at_midnight(day, request.start, request.end, request.mode, request.on)
    change = date_hours.put(
        desk.hours, new, request.replacing, seen_on=request.seen_on, today=desk.today
    )
    if change.is_empty:
        return Changed("These hours are there already.")
    told = hours_words.hours_words(
        request.start,
        new[-1].end,
        request.mode,
        day=day,
        on=request.on,
        hour_cycle=desk.me.hour_cycle,
    )
    return _change_hours(session, desk, change, f"Saved: {told}.", decision, now)


def delete_window(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    ids: tuple[str, ...],
    only_on: date | None = None,
    decision: Decision | None = None,
    *,
    now: datetime,
) -> Changed:
    """Delete the windows of a block; with `only_on`, the date on which it begins, there alone.

    Raises `LessonsOutsideHours`, and `Conflict` when a window is gone.
    """
    desk = availability_desk.open_desk(session, principal, profile_id, now)
    _require_present(desk, ids)
    if not ids:
        raise NotFound()
    if only_on is not None:
        desk.require_coming(only_on, "specificDate")
    gone = week_editing.blocks(window for window in desk.hours.windows if window.id in ids)[0]
    told = hours_words.hours_words(
        gone.start,
        gone.end,
        gone.mode,
        day=gone.day,
        on=only_on or gone.specific_date,
        hour_cycle=desk.me.hour_cycle,
    )
    change = date_hours.remove(desk.hours, ids, only_on=only_on)
    return _change_hours(session, desk, change, f"Deleted: {told}.", decision, now)


def copy_day(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    source: DayOfWeek,
    targets: tuple[DayOfWeek, ...],
    decision: Decision | None = None,
    *,
    now: datetime,
) -> Changed:
    """Give other weekdays the weekly hours of one, in place of theirs.

    Raises `Invalid` (days), `WindowsOverlap`, `LessonsOutsideHours`.
    """
    desk = availability_desk.open_desk(session, principal, profile_id, now)
    days = [day for day in DayOfWeek if day in targets and day is not source]
    if not days:
        raise Invalid.field("days", "Choose the days that get these hours.")
    if not any(w.day is source for w in desk.hours.windows if w.specific_date is None):
        raise Invalid.field("days", f"{source.capitalize()} has no weekly hours to copy.")
    change = date_hours.copy_day(desk.hours, source, days, today=desk.today)
    if change.is_empty:
        return Changed("These days have the same hours already.")
    names = words.listed([day.capitalize() for day in days])
    sentence = f"{source.capitalize()}'s hours copied to {names}."
    return _change_hours(session, desk, change, sentence, decision, now)


def follow_week(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    day: date,
    decision: Decision | None = None,
    *,
    now: datetime,
) -> Changed:
    """Let a date follow the weekly hours again. Raises `LessonsOutsideHours`."""
    desk = availability_desk.open_desk(session, principal, profile_id, now)
    change = date_hours.follow_week(desk.hours, day)
    if change.is_empty:
        return Changed(f"{words.long_day(day)} follows the weekly hours already.")
    sentence = f"{words.long_day(day)} follows the weekly hours again."
    return _change_hours(session, desk, change, sentence, decision, now)


def add_time_off(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    first_day: date,
    last_day: date,
    note: str = "",
    decision: Decision | None = None,
    *,
    now: datetime,
) -> Changed:
    """Take whole days off, both included.

    Raises `Invalid` (firstDay, lastDay, note), `LessonsOutsideHours`.
    """
    desk = availability_desk.open_desk(session, principal, profile_id, now)
    _require_sound_time_off(desk, first_day, last_day, note)
    days = (*desk.time_off, TimeOff(first_day, last_day))
    stranded = availability_desk.stranded(session, desk, desk.hours, days, decision, now=now)
    row = TimeOffPeriod(
        tutor_profile_id=profile_id, first_day=first_day, last_day=last_day, note=note.strip()
    )
    session.add(row)
    engine.flush(session)
    sentence = f"Time off {hours_words.days_words(first_day, last_day)} saved."
    cancelled = availability_desk.finish(session, desk, stranded, decision, now=now)
    return _changed(sentence, cancelled, Undo(time_off_added=(row.id,)))


def delete_time_off(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    time_off_id: str,
    *,
    now: datetime,
) -> Changed:
    """Work on these days after all. NotFound when the time off is gone."""
    desk = availability_desk.open_desk(session, principal, profile_id, now)
    gone = data.delete_time_off(session, profile_id, (time_off_id,))
    if not gone:
        raise NotFound("This time off was deleted already.")
    availability_desk.finish(session, desk, (), None, now=now)
    days = hours_words.days_words(gone[0].first_day, gone[0].last_day)
    return Changed(f"Time off {days} deleted.", Undo(time_off_deleted=gone))


def restore(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    undo: Undo,
    decision: Decision | None = None,
    *,
    now: datetime,
) -> Changed:
    """Take a change back.

    Raises `Conflict` when what it made has been changed since or the same hours are there now,
    `WindowsOverlap` when others are, `LessonsOutsideHours` when lessons were booked meanwhile.
    """
    desk = availability_desk.open_desk(session, principal, profile_id, now)
    desk.require_windows(window_id for window_id, _ in undo.after)
    if not data.bring_back_windows(session, profile_id, undo.before, undo.after):
        raise Conflict("These hours have been changed since, so this can not be undone.")
    data.set_own_dates(session, profile_id, add=undo.own_dates_dropped, drop=undo.own_dates_added)
    data.delete_time_off(session, profile_id, undo.time_off_added)
    data.add_time_off(session, profile_id, undo.time_off_deleted)
    engine.flush(session)
    hours = availability_desk.hours_of(session, profile_id)
    back = {stored.id for stored in undo.before}
    for window in hours.windows:
        if window.id in back:
            single_windows.require_room(hours, (window,), (window.id,), today=desk.today)
    days_off = data.time_off_of(session, profile_id)
    stranded = availability_desk.stranded(session, desk, hours, days_off, decision, now=now)
    cancelled = availability_desk.finish(session, desk, stranded, decision, now=now)
    return _changed("Undone.", cancelled, None)


def _change_hours(
    session: Session,
    desk: Desk,
    change: HoursChange,
    sentence: str,
    decision: Decision | None,
    now: datetime,
) -> Changed:
    desk.require_windows(change.delete)
    stranded = availability_desk.stranded(
        session, desk, change.result, desk.time_off, decision, now=now
    )
    before, rows = data.store_windows(
        session,
        desk.tutor.profile_id,
        desk.tutor.user_id,
        delete_ids=change.delete,
        insert=change.insert,
    )
    data.set_own_dates(session, desk.tutor.profile_id, add=change.own, drop=change.weekly_again)
    engine.flush(session)
    undo = Undo(
        before=before,
        after=tuple((row.id, row.record_version) for row in rows),
        own_dates_added=change.own,
        own_dates_dropped=change.weekly_again,
    )
    cancelled = availability_desk.finish(session, desk, stranded, decision, now=now)
    return _changed(sentence, cancelled, undo)


def _changed(sentence: str, cancelled: int, undo: Undo | None) -> Changed:
    """A cancelled lesson stays cancelled, so such a change offers no way back."""
    if not cancelled:
        return Changed(sentence, undo)
    count = "1 lesson" if cancelled == 1 else f"{cancelled} lessons"
    return Changed(f"{sentence} {count} cancelled.")


def _day_of(desk: Desk, request: HoursRequest) -> DayOfWeek:
    if request.on is not None:
        desk.require_coming(request.on, "specificDate")
        return day_of(request.on)
    if request.day is None:
        raise Invalid.field("dayOfWeek", "Choose a day of the week.")
    return request.day


def _require_present(desk: Desk, ids: tuple[str, ...]) -> None:
    if not set(ids) <= {window.id for window in desk.hours.windows}:
        raise Conflict("These hours were changed meanwhile. This is how they are now.")


def _require_sound_time_off(desk: Desk, first_day: date, last_day: date, note: str) -> None:
    desk.require_coming(last_day, "lastDay")
    if last_day < first_day:
        raise Invalid.field("lastDay", "The last day must not be before the first.")
    if last_day - first_day >= timedelta(days=MAXIMUM_DAYS_OFF):
        raise Invalid.field("lastDay", "Take at most a year off at once.")
    if len(note.strip()) > MAXIMUM_NOTE:
        raise Invalid.field("note", f"Use at most {MAXIMUM_NOTE} characters.")
    if any(off.first_day <= first_day and last_day <= off.last_day for off in desk.time_off):
        raise Invalid.field("firstDay", "You have these days off already.")
