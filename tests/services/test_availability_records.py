"""Windows that the API makes one by one, on the calendar that shows and edits blocks."""

from datetime import date
from typing import Any

from tests.services.hours_cast import NEXT_TUESDAY, NOW, TUESDAY, HoursCast, hours
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.records import AvailabilityRecord
from tutorhub_app.services import availability, availability_records
from tutorhub_app.services.availability import HoursRequest
from tutorhub_app.services.availability_records import WindowRequest
from tutorhub_app.services.unit import call

__all__ = ["hours"]

ONLINE = TeachingMode.ONLINE


def made(hours: HoursCast, start: str, end: str, on: date | None = None) -> AvailabilityRecord:
    """A Tuesday's window of alice's, made by the API."""
    request = WindowRequest(
        day_of_week=DayOfWeek.TUESDAY,
        start_time=start,
        end_time=end,
        is_recurring=on is None,
        specific_date=on,
        teaching_mode=ONLINE,
    )
    row: AvailabilityRecord = hours.ask(availability_records.create, request)
    return row


def blocks(hours: HoursCast, day: date = TUESDAY) -> list[tuple[int, int, set[str]]]:
    return [(each.start, each.end, set(each.ids)) for each in hours.week(day, day).blocks]


def test_windows_that_meet_are_one_block(hours: HoursCast) -> None:
    inside, over = made(hours, "10:00", "11:00"), made(hours, "11:00", "14:00")
    dated = made(hours, "13:30", "15:00", TUESDAY)
    ids = {hours.tuesday.id, inside.id, over.id}
    assert blocks(hours) == [(540, 900, ids | {dated.id})]
    assert blocks(hours, NEXT_TUESDAY) == [(540, 840, ids)]


def test_the_block_of_several_windows_is_changed_and_deleted_as_one(hours: HoursCast) -> None:
    made(hours, "10:00", "14:00")
    (block,) = hours.week().blocks
    before = hours.stored()
    shorter = HoursRequest(540, 600, ONLINE, DayOfWeek.TUESDAY, replacing=block.ids)
    done = hours.ask(availability.put_window, shorter)
    assert hours.stored() == ["Tuesday 09:00 to 10:00 (online)"]
    hours.ask(availability.restore, done.undo)
    assert hours.stored() == before
    done = hours.ask(availability.delete_window, block.ids)
    assert (hours.stored(), done.sentence) == ([], "Deleted: every Tuesday 09:00 to 14:00, online.")
    hours.ask(availability.restore, done.undo)
    assert hours.stored() == before


def test_a_block_of_several_windows_changes_on_one_date_alone(hours: HoursCast) -> None:
    made(hours, "10:00", "14:00")
    (block,) = hours.week().blocks
    hours.ask(availability.delete_window, block.ids, TUESDAY)
    assert blocks(hours) == []
    assert [(start, end) for start, end, _ in blocks(hours, NEXT_TUESDAY)] == [(540, 840)]


def test_without_its_last_window_a_date_with_its_own_hours_stays_without_any(
    hours: HoursCast,
) -> None:
    shorter = HoursRequest(
        540, 600, ONLINE, on=TUESDAY, replacing=(hours.tuesday.id,), seen_on=TUESDAY
    )
    hours.ask(availability.put_window, shorter)
    ((_, _, ids),) = blocks(hours)
    (own,) = ids
    asked: Any = hours.alice.principal
    call(availability_records.delete, asked, own, now=NOW)
    assert blocks(hours) == []
    assert hours.week().own_dates == (TUESDAY,)
    hours.ask(availability.follow_week, TUESDAY)
    assert [(start, end) for start, end, _ in blocks(hours)] == [(540, 720)]


def test_every_write_is_told_to_live_pages(hours: HoursCast) -> None:
    assert hours.changes() == 0
    row = made(hours, "14:00", "15:00")
    assert hours.changes() == 1
    call(availability_records.update, hours.admin, row.id, end_time="16:00", now=NOW)
    call(availability_records.delete, hours.alice.principal, row.id, now=NOW)
    assert hours.changes() == 3
