"""The calendars of many tutors are those that are loaded one by one."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from tests.factories import NOW, make_time_off, make_tutor, make_window, save
from tutorhub_app.data.availability import OwnHoursDate
from tutorhub_app.data.calendars import load_calendar, tutor_row
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.many_calendars import load_calendars
from tutorhub_app.domain.slots import TutorCalendar

TUESDAY = date(2026, 1, 6)


def without_ids(calendar: TutorCalendar) -> TutorCalendar:
    windows = sorted((replace(window, id=None) for window in calendar.windows), key=str)
    return replace(calendar, windows=tuple(windows))


def test_a_date_with_its_own_hours_is_known_to_both(database: Path) -> None:
    alice, dora = make_tutor(time_zone="Europe/Berlin"), make_tutor()
    for tutor in (alice, dora):
        make_window(tutor)
        make_window(tutor, on=TUESDAY)
        make_time_off(tutor, TUESDAY, TUESDAY)
    save(OwnHoursDate(tutor_profile_id=alice.profile.id, on_date=TUESDAY))
    ids = [alice.profile.id, dora.profile.id]
    with unit_of_work(now=NOW, readonly=True) as session:
        together = load_calendars(session, ids, since=NOW)
        for profile_id in ids:
            row = tutor_row(session, profile_id)
            assert row is not None
            alone = load_calendar(session, row, since=NOW, until=NOW + timedelta(days=1))
            assert without_ids(together[profile_id]) == without_ids(alone)
    assert together[alice.profile.id].own_dates == frozenset({TUESDAY})
    assert together[dora.profile.id].own_dates == frozenset()
