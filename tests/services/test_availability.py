"""Changing hours: by whom, what is stored, what becomes of booked lessons, and the way back."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_time_off, make_window, reload
from tests.services.hours_cast import NEXT_TUESDAY, TEN, TUESDAY, HoursCast, hours
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    NotYours,
    WindowsOverlap,
)
from tutorhub_app.domain.stranded import Decision, LessonsOutsideHours
from tutorhub_app.services import availability, booking_changes
from tutorhub_app.services.availability import Changed, HoursRequest, Undo
from tutorhub_app.services.availability_week import week
from tutorhub_app.services.unit import call

__all__ = ["hours"]

WEDNESDAY = TUESDAY + timedelta(days=1)
ONLINE, FACE = TeachingMode.ONLINE, TeachingMode.FACE_TO_FACE
AS_IT_WAS = ["Tuesday 09:00 to 12:00 (online)"]


def weekly(day: DayOfWeek, start: int, end: int, mode: TeachingMode = ONLINE, **kw: Any) -> Any:
    """Hours in whole hours."""
    return HoursRequest(start * 60, end * 60, mode, day=day, **kw)


def dated(on: date, start: int, end: int, mode: TeachingMode = ONLINE, **kw: Any) -> HoursRequest:
    return HoursRequest(start * 60, end * 60, mode, on=on, **kw)


def every_write(hours: HoursCast) -> list[tuple[Any, ...]]:
    """Each writing service with arguments that fit."""
    off = make_time_off(hours.alice, WEDNESDAY, WEDNESDAY)
    return [
        (availability.put_window, weekly(DayOfWeek.FRIDAY, 9, 10)),
        (availability.copy_day, DayOfWeek.TUESDAY, (DayOfWeek.FRIDAY,)),
        (availability.delete_window, (hours.tuesday.id,)),
        (availability.follow_week, TUESDAY),
        (availability.add_time_off, TUESDAY, TUESDAY),
        (availability.delete_time_off, off.id),
        (availability.restore, Undo()),
    ]


# Who may


@pytest.mark.parametrize("who", ["alice", "admin"])
def test_the_tutor_and_an_administrator_change_hours(hours: HoursCast, who: str) -> None:
    by = hours.admin if who == "admin" else "alice"
    for write in every_write(hours):
        assert isinstance(hours.ask(*write, by=by), Changed)


def test_another_tutor_is_told_there_is_no_such_calendar(hours: HoursCast) -> None:
    before = hours.stored()
    for write in every_write(hours):
        with pytest.raises(NotYours):
            hours.ask(*write, by=hours.dora.principal)
    assert (hours.stored(), hours.changes()) == (before, 0)


@pytest.mark.parametrize(("who", "refusal"), [("bob", NotAllowed), ("nobody", NotSignedIn)])
def test_students_and_nobody_change_no_hours(
    hours: HoursCast, who: str, refusal: type[Exception]
) -> None:
    before = hours.stored()
    for write in every_write(hours):
        with pytest.raises(refusal):
            hours.ask(*write, by=hours.bob if who == "bob" else None)
    assert (hours.stored(), hours.changes()) == (before, 0)


def test_only_the_tutor_and_an_administrator_see_the_week(hours: HoursCast) -> None:
    assert hours.week(by=hours.admin).tutor_name == "Alice"
    for who, refusal in (
        (hours.dora.principal, NotYours),
        (hours.charlie, NotAllowed),
        (None, NotSignedIn),
    ):
        with pytest.raises(refusal):
            hours.ask(week, TUESDAY, TUESDAY, by=who)


def test_hours_of_a_tutor_who_is_not_there_are_not_found(hours: HoursCast) -> None:
    with pytest.raises(NotFound):
        call(week, hours.admin, "nobody's", TUESDAY, TUESDAY, now=NOW)


# Windows


def test_new_hours_are_stored_and_told_to_live_pages(hours: HoursCast) -> None:
    done = hours.ask(availability.put_window, weekly(DayOfWeek.FRIDAY, 14, 17, FACE))
    assert done.sentence == "Saved: every Friday 14:00 to 17:00, face-to-face."
    assert hours.stored() == ["Friday 14:00 to 17:00 (face-to-face)", *AS_IT_WAS]
    assert hours.changes() == 1


def test_sentences_follow_the_clock_of_who_asks(hours: HoursCast) -> None:
    twelve = replace(hours.alice.principal, hour_cycle=12)
    done = hours.ask(availability.put_window, weekly(DayOfWeek.FRIDAY, 14, 17), by=twelve)
    assert done.sentence == "Saved: every Friday 2:00 pm to 5:00 pm, online."


def test_hours_that_touch_in_one_mode_become_one(hours: HoursCast) -> None:
    hours.ask(availability.put_window, weekly(DayOfWeek.TUESDAY, 12, 14))
    assert hours.stored() == ["Tuesday 09:00 to 14:00 (online)"]
    row = reload(hours.tuesday)
    assert (row.end_time, row.record_version, row.owner_id) == ("14:00", 2, hours.alice.user.id)


def test_hours_across_midnight_are_entered_as_one_and_stored_as_two(hours: HoursCast) -> None:
    done = hours.ask(availability.put_window, weekly(DayOfWeek.SATURDAY, 22, 2))
    assert done.sentence == "Saved: every Saturday 22:00 to 02:00, online."
    assert hours.stored() == [
        "Saturday 22:00 to 24:00 (online)",
        "Sunday 00:00 to 02:00 (online)",
        *AS_IT_WAS,
    ]
    sunday = date(2026, 1, 11)
    (block,) = hours.week(sunday, sunday).blocks
    assert (block.start, block.end, len(block.ids)) == (22 * 60, 26 * 60, 2)


def test_hours_in_another_mode_at_the_same_time_are_refused_with_a_sentence(
    hours: HoursCast,
) -> None:
    with pytest.raises(WindowsOverlap, match=r"Tuesday 09:00 to 12:00 \(online\)"):
        hours.ask(availability.put_window, weekly(DayOfWeek.TUESDAY, 11, 13, FACE))
    assert hours.stored() == AS_IT_WAS


def test_changing_hours_replaces_them(hours: HoursCast) -> None:
    change = weekly(DayOfWeek.WEDNESDAY, 10, 13, FACE, replacing=(hours.tuesday.id,))
    hours.ask(availability.put_window, change)
    assert hours.stored() == ["Wednesday 10:00 to 13:00 (face-to-face)"]


def test_weekly_hours_changed_on_one_date_stay_in_the_other_weeks(hours: HoursCast) -> None:
    change = dated(TUESDAY, 10, 13, replacing=(hours.tuesday.id,), seen_on=TUESDAY)
    done = hours.ask(availability.put_window, change)
    assert done.sentence == "Saved: on Tuesday 6 January 10:00 to 13:00, online."
    assert hours.stored() == [
        "Tuesday 09:00 to 12:00 (online)",
        "Tuesday 6 January 2026 10:00 to 13:00 (online)",
        "own hours on 2026-01-06",
    ]
    (block,) = hours.week().blocks
    assert (block.start, block.end, block.repeats) == (600, 780, False)
    (block,) = hours.week(NEXT_TUESDAY, NEXT_TUESDAY).blocks
    assert (block.start, block.end, block.repeats) == (540, 720, True)


def test_a_date_changed_alone_can_follow_the_week_again(hours: HoursCast) -> None:
    hours.ask(availability.delete_window, (hours.tuesday.id,), TUESDAY)
    assert hours.week().blocks == ()
    done = hours.ask(availability.follow_week, TUESDAY)
    assert done.sentence == "Tuesday 6 January follows the weekly hours again."
    assert len(hours.week().blocks) == 1


def test_hours_that_are_there_already_change_nothing(hours: HoursCast) -> None:
    done = hours.ask(availability.put_window, weekly(DayOfWeek.TUESDAY, 9, 12))
    assert done == Changed("These hours are there already.")
    assert (reload(hours.tuesday).record_version, hours.changes()) == (1, 0)


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (HoursRequest(600, 600, ONLINE, day=DayOfWeek.MONDAY), "endTime"),
        (HoursRequest(1440, 60, ONLINE, day=DayOfWeek.MONDAY), "startTime"),
        (HoursRequest(600, 3000, ONLINE, day=DayOfWeek.MONDAY), "endTime"),
        (HoursRequest(600, 660, ONLINE), "dayOfWeek"),
        (HoursRequest(600, 660, ONLINE, on=date(2026, 1, 4)), "specificDate"),
        (HoursRequest(600, 660, ONLINE, on=date(2028, 6, 1)), "specificDate"),
    ],
)
def test_hours_that_make_no_sense_are_refused_by_field(
    hours: HoursCast, request_: HoursRequest, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        hours.ask(availability.put_window, request_)
    assert list(refusal.value.fields) == [field]
    assert hours.stored() == AS_IT_WAS


def test_today_is_the_tutors_own(hours: HoursCast) -> None:
    sunday_evening = NOW.replace(day=4, hour=23, minute=30)
    with pytest.raises(Invalid):
        hours.ask(availability.put_window, dated(date(2026, 1, 4), 10, 11), now=sunday_evening)
    hours.ask(availability.put_window, dated(date(2026, 1, 5), 10, 11), now=sunday_evening)
    assert len(hours.stored()) == 2


def test_hours_that_somebody_else_deleted_meanwhile_are_a_conflict(hours: HoursCast) -> None:
    hours.ask(availability.delete_window, (hours.tuesday.id,))
    with pytest.raises(Conflict):
        hours.ask(availability.delete_window, (hours.tuesday.id,))
    change = weekly(DayOfWeek.TUESDAY, 9, 11, replacing=(hours.tuesday.id,))
    with pytest.raises(Conflict):
        hours.ask(availability.put_window, change)
    assert hours.stored() == []


def test_windows_of_another_tutor_are_never_replaced(hours: HoursCast) -> None:
    foreign = make_window(hours.dora, DayOfWeek.MONDAY)
    for write in (
        (availability.delete_window, (foreign.id,)),
        (availability.put_window, weekly(DayOfWeek.MONDAY, 9, 11, replacing=(foreign.id,))),
    ):
        with pytest.raises(Conflict):
            hours.ask(*write)
    assert reload(foreign).is_active


def test_a_day_is_copied_to_others_in_place_of_their_hours(hours: HoursCast) -> None:
    make_window(hours.alice, DayOfWeek.FRIDAY, "18:00", "20:00", FACE)
    days = (DayOfWeek.FRIDAY, DayOfWeek.WEDNESDAY, DayOfWeek.TUESDAY)
    done = hours.ask(availability.copy_day, DayOfWeek.TUESDAY, days)
    assert done.sentence == "Tuesday's hours copied to Wednesday and Friday."
    assert hours.stored() == [
        f"{day} 09:00 to 12:00 (online)" for day in ("Friday", "Tuesday", "Wednesday")
    ]


@pytest.mark.parametrize(
    ("source", "targets"),
    [
        (DayOfWeek.TUESDAY, ()),
        (DayOfWeek.TUESDAY, (DayOfWeek.TUESDAY,)),
        (DayOfWeek.SUNDAY, (DayOfWeek.MONDAY,)),
    ],
)
def test_a_copy_needs_hours_and_other_days(
    hours: HoursCast, source: DayOfWeek, targets: tuple[DayOfWeek, ...]
) -> None:
    with pytest.raises(Invalid) as refusal:
        hours.ask(availability.copy_day, source, targets)
    assert list(refusal.value.fields) == ["days"]


# Time off


def test_time_off_is_added_and_deleted(hours: HoursCast) -> None:
    done = hours.ask(availability.add_time_off, TUESDAY, NEXT_TUESDAY, " Ski ")
    assert done.sentence == "Time off from Tuesday 6 January to Tuesday 13 January saved."
    (off,) = hours.week().time_off
    assert (off.first_day, off.last_day, off.note) == (TUESDAY, NEXT_TUESDAY, "Ski")
    assert [day.is_off for day in hours.week(TUESDAY, NEXT_TUESDAY + timedelta(1)).days] == [
        *[True] * 8,
        False,
    ]
    hours.ask(availability.delete_time_off, off.id)
    assert hours.time_off() == []
    with pytest.raises(NotFound):
        hours.ask(availability.delete_time_off, off.id)


@pytest.mark.parametrize(
    ("first", "last", "note", "field"),
    [
        (WEDNESDAY, TUESDAY, "", "lastDay"),
        (date(2025, 12, 1), date(2026, 1, 4), "", "lastDay"),
        (TUESDAY, date(2027, 1, 8), "", "lastDay"),
        (date.min, TUESDAY, "", "lastDay"),
        (TUESDAY, date.max, "", "lastDay"),
        (TUESDAY, TUESDAY, "x" * 201, "note"),
        (date(2026, 2, 3), date(2026, 2, 3), "", "firstDay"),
    ],
)
def test_time_off_that_makes_no_sense_is_refused_by_field(
    hours: HoursCast, first: date, last: date, note: str, field: str
) -> None:
    make_time_off(hours.alice, date(2026, 2, 1), date(2026, 2, 7))
    with pytest.raises(Invalid) as refusal:
        hours.ask(availability.add_time_off, first, last, note)
    assert list(refusal.value.fields) == [field]
    assert len(hours.time_off()) == 1


# Booked lessons


def leaving_tuesday(hours: HoursCast) -> list[tuple[Any, ...]]:
    """Changes after which nothing holds a lesson on Tuesday at ten."""
    window = (hours.tuesday.id,)
    make_window(hours.alice, DayOfWeek.THURSDAY, "18:00", "20:00")
    return [
        (availability.delete_window, window, None),
        (availability.delete_window, window, TUESDAY),
        (availability.put_window, weekly(DayOfWeek.TUESDAY, 9, 10, replacing=window)),
        (availability.put_window, weekly(DayOfWeek.TUESDAY, 9, 12, FACE, replacing=window)),
        (
            availability.put_window,
            dated(TUESDAY, 11, 12, replacing=window, seen_on=TUESDAY),
        ),
        (availability.copy_day, DayOfWeek.THURSDAY, (DayOfWeek.TUESDAY,)),
        (availability.add_time_off, TUESDAY, WEDNESDAY, ""),
    ]


@pytest.mark.parametrize("index", range(7))
def test_a_change_that_leaves_a_lesson_outside_waits_for_a_decision(
    hours: HoursCast, index: int
) -> None:
    booked = hours.book()
    write = leaving_tuesday(hours)[index]
    before, told = (hours.stored(), hours.time_off()), hours.changes()
    with pytest.raises(LessonsOutsideHours) as waiting:
        hours.ask(*write)
    (lesson,) = waiting.value.lessons
    assert (lesson.id, lesson.student_name, lesson.starts_at) == (booked.id, "Bob", TEN)
    assert (hours.stored(), hours.time_off()) == before
    assert hours.is_booked(booked.id)
    assert hours.changes() == told


@pytest.mark.parametrize("index", range(7))
def test_lessons_that_are_kept_stay_booked_outside_the_hours(hours: HoursCast, index: int) -> None:
    booked = hours.book()
    write = leaving_tuesday(hours)[index]
    done = hours.ask(*write, Decision(frozenset({booked.id})))
    assert done.undo is not None
    assert hours.is_booked(booked.id)
    (lesson,) = hours.week().lessons
    assert lesson.is_outside


@pytest.mark.parametrize("index", range(7))
def test_lessons_that_are_cancelled_go_with_the_message_and_are_given_back(
    hours: HoursCast, index: int
) -> None:
    booked = hours.book()
    write = leaving_tuesday(hours)[index]
    left = hours.lessons_left()
    decision = Decision(frozenset({booked.id}), cancel=True, message=" I am away. ")
    done = hours.ask(*write, decision)
    assert done.sentence.endswith(" 1 lesson cancelled.")
    assert done.undo is None
    lesson = hours.lesson(booked.id)
    assert (lesson.status, lesson.cancel_reason) == ("canceled", "I am away.")
    assert lesson.canceled_by == hours.alice.user.id
    assert hours.lessons_left() == left + 1
    assert hours.week().lessons == ()


def test_an_administrator_cancels_them_just_so(hours: HoursCast) -> None:
    booked = hours.book()
    decision = Decision(frozenset({booked.id}), cancel=True, message="Closed.")
    hours.ask(availability.delete_window, (hours.tuesday.id,), None, decision, by=hours.admin)
    assert not hours.is_booked(booked.id)


def test_a_lesson_booked_after_the_question_is_asked_about_again(hours: HoursCast) -> None:
    first = hours.book()
    second = hours.book(TEN + timedelta(hours=1))
    decision = Decision(frozenset({first.id}), cancel=True, message="Sorry.")
    with pytest.raises(LessonsOutsideHours) as waiting:
        hours.ask(availability.delete_window, (hours.tuesday.id,), None, decision)
    assert [lesson.id for lesson in waiting.value.lessons] == [first.id, second.id]
    assert hours.is_booked(first.id)
    assert hours.stored() == AS_IT_WAS


def test_a_decision_cancels_only_lessons_the_change_leaves_outside(hours: HoursCast) -> None:
    booked = hours.book()
    decision = Decision(frozenset({booked.id}), cancel=True, message="Sorry.")
    hours.ask(availability.put_window, weekly(DayOfWeek.FRIDAY, 9, 10), decision)
    assert hours.is_booked(booked.id)


def test_lessons_outside_already_or_over_are_not_asked_about(hours: HoursCast) -> None:
    booked = hours.book()
    shorter = weekly(DayOfWeek.TUESDAY, 11, 12, replacing=(hours.tuesday.id,))
    hours.ask(availability.put_window, shorter, Decision(frozenset({booked.id})))
    hours.ask(availability.delete_window, (hours.week().blocks[0].ids[0],))
    assert hours.stored() == []


def test_a_lesson_that_has_begun_is_not_asked_about(hours: HoursCast) -> None:
    booked = hours.book()
    later = TEN + timedelta(minutes=10)
    hours.ask(availability.delete_window, (hours.tuesday.id,), now=later)
    assert hours.is_booked(booked.id)


@pytest.mark.parametrize("message", ["", "  ", "x" * 501])
def test_cancelling_needs_a_message_the_students_can_read(message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Decision(frozenset(), cancel=True, message=message)
    assert list(refusal.value.fields) == ["message"]


def test_when_cancelling_fails_nothing_is_saved(
    hours: HoursCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = hours.book()
    other = hours.book(TEN + timedelta(hours=1))
    both = frozenset({booked.id, other.id})
    cancel = booking_changes.cancel_lesson

    def fail_at_the_second(session: Any, me: Any, lesson_id: str, **kw: Any) -> None:
        if lesson_id == other.id:
            raise Conflict()
        cancel(session, me, lesson_id, **kw)

    monkeypatch.setattr(booking_changes, "cancel_lesson", fail_at_the_second)
    decision = Decision(both, cancel=True, message="Sorry.")
    with pytest.raises(Conflict):
        hours.ask(availability.delete_window, (hours.tuesday.id,), None, decision)
    assert hours.stored() == AS_IT_WAS
    assert hours.is_booked(booked.id)


# The way back


@pytest.mark.parametrize("index", range(7))
def test_every_change_can_be_taken_back(hours: HoursCast, index: int) -> None:
    write = leaving_tuesday(hours)[index]
    before = hours.stored(), hours.time_off()
    done = hours.ask(*write)
    assert (hours.stored(), hours.time_off()) != before
    assert hours.ask(availability.restore, done.undo) == Changed("Undone.")
    assert (hours.stored(), hours.time_off()) == before


def test_a_window_that_comes_back_keeps_its_id(hours: HoursCast) -> None:
    done = hours.ask(availability.delete_window, (hours.tuesday.id,))
    assert not reload(hours.tuesday).is_active
    hours.ask(availability.restore, done.undo)
    row = reload(hours.tuesday)
    assert (row.is_active, row.record_version) == (True, 3)


def test_deleted_time_off_comes_back_with_its_note(hours: HoursCast) -> None:
    make_time_off(hours.alice, TUESDAY, WEDNESDAY, "Ski")
    (off,) = hours.week().time_off
    done = hours.ask(availability.delete_time_off, off.id)
    hours.ask(availability.restore, done.undo)
    assert hours.week().time_off == (off,)


def test_what_was_changed_since_can_not_be_taken_back(hours: HoursCast) -> None:
    done = hours.ask(availability.put_window, weekly(DayOfWeek.FRIDAY, 9, 10))
    friday = date(2026, 1, 9)
    ids = hours.week(friday, friday).blocks[0].ids
    hours.ask(availability.put_window, weekly(DayOfWeek.FRIDAY, 9, 11, replacing=ids))
    with pytest.raises(Conflict, match="can not be undone"):
        hours.ask(availability.restore, done.undo)
    assert hours.stored() == ["Friday 09:00 to 11:00 (online)", *AS_IT_WAS]


def test_what_came_in_another_mode_since_keeps_deleted_hours_away(hours: HoursCast) -> None:
    done = hours.ask(availability.delete_window, (hours.tuesday.id,))
    hours.ask(availability.put_window, weekly(DayOfWeek.TUESDAY, 8, 10, FACE))
    with pytest.raises(WindowsOverlap):
        hours.ask(availability.restore, done.undo)
    assert hours.stored() == ["Tuesday 08:00 to 10:00 (face-to-face)"]


def test_deleted_hours_do_not_come_back_beside_the_same_that_came_since(hours: HoursCast) -> None:
    done = hours.ask(availability.delete_window, (hours.tuesday.id,))
    hours.ask(availability.put_window, weekly(DayOfWeek.TUESDAY, 9, 12))
    with pytest.raises(Conflict, match="are there already"):
        hours.ask(availability.restore, done.undo)
    assert hours.stored() == AS_IT_WAS


def test_taking_back_hours_in_which_a_lesson_was_booked_waits_for_a_decision(
    hours: HoursCast,
) -> None:
    done = hours.ask(availability.put_window, weekly(DayOfWeek.TUESDAY, 12, 14))
    booked = hours.book(TEN + timedelta(hours=3))
    with pytest.raises(LessonsOutsideHours):
        hours.ask(availability.restore, done.undo)
    assert hours.stored() == ["Tuesday 09:00 to 14:00 (online)"]
    hours.ask(availability.restore, done.undo, Decision(frozenset({booked.id})))
    assert hours.stored() == AS_IT_WAS


def test_an_undo_reaches_no_rows_of_another_tutor(hours: HoursCast) -> None:
    foreign = make_window(hours.dora, DayOfWeek.MONDAY)
    off = make_time_off(hours.dora, TUESDAY, TUESDAY)
    with pytest.raises(Conflict):
        hours.ask(availability.restore, Undo(after=((foreign.id, 1),)))
    hours.ask(availability.restore, Undo(time_off_added=(off.id,)))
    assert reload(foreign).is_active
    assert reload(off).first_day == TUESDAY
