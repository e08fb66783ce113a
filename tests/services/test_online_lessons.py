"""Rooms of online lessons: made, found by their doors, moved, canceled and taken away."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from tests.factories import NOW, make_principal
from tutorhub_app.data.changes import Change, online_lesson_topic
from tutorhub_app.data.classroom import Attendance
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.online_lessons import OnlineStatus
from tutorhub_app.domain.records import OnlineLessonRecord
from tutorhub_app.services import jobs, online_lessons, rooms
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")

HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


def made(**values: object) -> OnlineLessonRecord:
    """A lesson of an hour, in an hour."""
    account = make_principal(Role.TUTOR)
    with unit_of_work(now=NOW) as session:
        row = online_lessons.make(
            session, account.user_id, "Verbs", NOW + HOUR, 60, now=NOW, **values
        )
        return online_lessons.of_id(session, row.id or 0, now=NOW)


def test_each_door_opens_the_lesson_and_neither_tells_the_other():
    lesson = made()
    by_token = call(online_lessons.at_teacher_door, lesson.teacher_token, now=NOW)
    by_slug = call(online_lessons.at_student_door, lesson.student_slug, now=NOW)
    assert by_token == by_slug == lesson
    for door, key in (
        (online_lessons.at_teacher_door, lesson.student_slug),
        (online_lessons.at_student_door, lesson.teacher_token),
        (online_lessons.at_teacher_door, ""),
    ):
        with pytest.raises(NotFound):
            call(door, key, now=NOW)
    assert lesson.teacher_token not in repr(lesson)
    assert len(lesson.student_slug) * 6 >= 128
    assert len(lesson.teacher_token) * 6 >= 128


def test_what_is_found_has_the_state_of_the_moment():
    lesson = made()
    expected = {
        timedelta(): OnlineStatus.COMING,
        HOUR: OnlineStatus.ACTIVE,
        2 * HOUR: OnlineStatus.EXPIRED,
    }
    for after, status in expected.items():
        assert call(online_lessons.of_id, lesson.id, now=NOW + after).status is status


def test_the_room_of_a_booked_lesson_has_the_address_it_got_at_booking():
    slug = rooms.new_slug()
    assert made(student_slug=slug).student_slug == slug


def test_a_lesson_is_moved_canceled_and_taken_away():
    lesson = made()
    with unit_of_work(now=NOW) as session:
        row = session.get_one(OnlineLesson, lesson.id)
        online_lessons.move(session, row, NOW + 5 * HOUR, 30, now=NOW)
    moved = call(online_lessons.of_id, lesson.id, now=NOW + HOUR)
    assert (moved.starts_at, moved.ends_at) == (NOW + 5 * HOUR, NOW + 5.5 * HOUR)
    assert moved.status is OnlineStatus.COMING
    with unit_of_work(now=NOW) as session:
        session.get_one(OnlineLesson, lesson.id).status = OnlineStatus.CANCELED
    after = call(online_lessons.of_id, lesson.id, now=NOW + 9 * HOUR)
    assert after.status is OnlineStatus.CANCELED
    with unit_of_work(now=NOW) as session:
        online_lessons.remove(session, session.get_one(OnlineLesson, lesson.id))
    with pytest.raises(NotFound):
        call(online_lessons.of_id, lesson.id, now=NOW)


def stored_status(lesson: OnlineLessonRecord) -> str:
    with unit_of_work(now=NOW, readonly=True) as session:
        return session.get_one(OnlineLesson, lesson.id).status


def topics() -> list[str]:
    with unit_of_work(now=NOW, readonly=True) as session:
        return list(session.exec(select(Change.topic)).all())


def test_the_clock_changes_what_is_stored_and_tells_of_it():
    nobodys, held = made(), made()
    with unit_of_work(now=NOW) as session:
        session.get_one(OnlineLesson, held.id).first_joined_at = NOW
    for after, expected in (
        (HOUR - MOMENT, ("coming", "coming")),
        (HOUR, ("active", "active")),
        (2 * HOUR - MOMENT, ("active", "active")),
        (2 * HOUR, ("expired", "finished")),
    ):
        before = topics()
        changed = call(online_lessons.keep_states, now=NOW + after)
        assert (stored_status(nobodys), stored_status(held)) == expected
        told = topics()[len(before) :]
        both = {online_lesson_topic(nobodys.id), online_lesson_topic(held.id)}
        assert (changed, set(told)) == ((2, both) if after in (HOUR, 2 * HOUR) else (0, set()))
        assert call(online_lessons.keep_states, now=NOW + after) == 0


def test_a_lesson_that_came_and_went_unseen_goes_straight_to_its_end():
    lesson = made()
    call(online_lessons.keep_states, now=NOW + 9 * HOUR)
    call(online_lessons.keep_states, now=NOW + 9 * HOUR)
    assert stored_status(lesson) == "expired"


def test_a_canceled_lesson_stays_as_it_is():
    lesson = made()
    with unit_of_work(now=NOW) as session:
        session.get_one(OnlineLesson, lesson.id).status = OnlineStatus.CANCELED
    assert call(online_lessons.keep_states, now=NOW + 9 * HOUR) == 0
    assert stored_status(lesson) == "canceled"


def test_the_job_rests_while_there_is_nothing_to_do_but_not_for_ever():
    name = "lessons.states"
    job = next(each for each in jobs.JOBS if each.name == name)

    def is_due(after: timedelta) -> bool:
        return name in call(jobs.due, frozenset({name}), now=NOW + after)

    assert is_due(timedelta())
    run = call(jobs.claim, job, now=NOW)
    call(jobs.finish, job, run, now=NOW)
    assert not is_due(timedelta(seconds=10))
    assert is_due(timedelta(minutes=2))
    made()
    assert not is_due(timedelta(seconds=10))
    with unit_of_work(now=NOW) as session:
        session.exec(select(OnlineLesson)).one().starts_at = NOW + timedelta(seconds=9)
    assert is_due(timedelta(seconds=10))
    assert not is_due(timedelta(seconds=4))


def test_a_lesson_that_is_put_off_begins_anew_unless_somebody_is_in_it():
    empty, full = made(), made()
    with unit_of_work(now=NOW) as session:
        for lesson in (empty, full):
            row = session.get_one(OnlineLesson, lesson.id)
            row.opened_at = row.first_joined_at = NOW
            gone = NOW if lesson is empty else None
            session.add(stay_in(lesson, left_at=gone))
    with unit_of_work(now=NOW) as session:
        for lesson in (empty, full):
            row = session.get_one(OnlineLesson, lesson.id)
            online_lessons.move(session, row, NOW + 9 * HOUR, 60, now=NOW)
    assert (stored_status(empty), stored_status(full)) == ("coming", "active")
    assert call(online_lessons.of_id, empty.id, now=NOW).opened_at is None
    assert call(online_lessons.of_id, full.id, now=NOW).opened_at == NOW


def stay_in(lesson: OnlineLessonRecord, left_at: datetime | None) -> Attendance:
    return Attendance(
        lesson_id=lesson.id,
        participant_id="p",
        name="Bob",
        door="student",
        joined_at=NOW,
        seen_at=NOW,
        left_at=left_at,
    )


def test_addresses_are_whole_where_the_site_has_a_public_one_or_is_told_its_origin(
    monkeypatch: pytest.MonkeyPatch,
):
    origin = "https://asked.example"
    assert rooms.teacher_url("a-b", origin) == f"{origin}/board/?token=a-b"
    assert rooms.student_url("a-b", origin) == f"{origin}/lessons/a-b"
    assert rooms.recording_url("a-b", origin) == f"{origin}/recordings/a-b"
    assert rooms.student_url("a-b") == "/lessons/a-b"
    monkeypatch.setenv("TUTORHUB_PUBLIC_URL", "https://tutrex.example/")
    rooms.get_settings.cache_clear()
    assert rooms.student_url("a-b", origin) == "https://tutrex.example/lessons/a-b"


def test_only_the_address_of_a_lesson_of_its_own_leads_to_nothing_but_a_room():
    lesson = made()
    assert call(online_lessons.stands_alone, lesson.student_slug, now=NOW)
    assert not call(online_lessons.stands_alone, lesson.teacher_token, now=NOW)
    assert not call(online_lessons.stands_alone, "nothing", now=NOW)
