"""The rooms of booked lessons: who gets in by which door, and that each follows its slot."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from tests.factories import NOW, make_enrollment, make_principal, save
from tests.services.booking_cast import Cast, cast
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.changes import (
    LESSONS_TOPIC,
    Change,
    online_lesson_topic,
    person_topic,
)
from tutorhub_app.data.classroom import Attendance
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import LocationType
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.classroom import Insider
from tutorhub_app.domain.online_lessons import Door, OnlineStatus
from tutorhub_app.domain.records import OnlineLessonRecord
from tutorhub_app.services import classroom_stays, online_lessons
from tutorhub_app.services.booking import Place
from tutorhub_app.services.booking_changes import (
    cancel_lesson,
    change_location,
    mark_completed,
    reschedule_lesson,
    undo_mark,
)
from tutorhub_app.services.handing_over import hand_over
from tutorhub_app.services.lesson_view import LessonView
from tutorhub_app.services.own_rooms import own_door, room_of
from tutorhub_app.services.unit import call

__all__ = ["cast"]

AT_HOME = Place(SessionMode.FACE_TO_FACE, LocationType.STUDENT_HOME, "Hill Road 3")
ONLINE = Place(SessionMode.ONLINE, LocationType.ONLINE, None)


def come(person: Principal | None, lesson: LessonView) -> OnlineLessonRecord:
    found = call(own_door, person, lesson.room_slug, now=NOW)
    assert found
    return found.lesson


def row_of(room: OnlineLessonRecord) -> OnlineLesson | None:
    with unit_of_work(now=NOW, readonly=True) as session:
        return session.get(OnlineLesson, room.id)


def news_of(room: OnlineLessonRecord) -> int:
    return news_on(online_lesson_topic(room.id))


def news_on(topic: str) -> int:
    with unit_of_work(now=NOW, readonly=True) as session:
        return len(session.exec(select(Change).where(Change.topic == topic)).all())


def stay_of(
    person: Principal, room: OnlineLessonRecord, joined_at: datetime, left_at: datetime | None
) -> Attendance:
    return Attendance(
        lesson_id=room.id,
        participant_id="p1",
        user_id=person.user_id,
        name="Bob",
        door=Door.STUDENT,
        joined_at=joined_at,
        seen_at=joined_at,
        left_at=left_at,
    )


def test_each_of_the_lessons_people_has_a_door_of_their_own(cast: Cast):
    lesson = cast.book()
    doors = {
        who.user_id: call(own_door, who, lesson.room_slug, now=NOW)
        for who in (cast.bob, cast.alice.principal, cast.admin)
    }
    assert [found and found.door for found in doors.values()] == [
        Door.STUDENT,
        Door.TEACHER,
        Door.TEACHER,
    ]
    assert len({found.lesson.id for found in doors.values() if found}) == 1


def test_nobody_else_comes_in_nor_makes_a_room(cast: Cast):
    lesson = cast.book()
    for who in (None, cast.charlie, cast.dora.principal):
        assert call(own_door, who, lesson.room_slug, now=NOW) is None
        assert call(room_of, who, lesson.room_slug, now=NOW) is None
    assert call(own_door, cast.bob, "no-such-room", now=NOW) is None
    with unit_of_work(now=NOW, readonly=True) as session:
        assert session.exec(select(OnlineLesson)).all() == []


def test_the_room_has_the_lessons_time_and_the_address_of_its_booking(cast: Cast):
    lesson = cast.book()
    room = come(cast.bob, lesson)
    assert (room.starts_at, room.ends_at) == (lesson.starts_at, lesson.ends_at)
    assert (room.title, room.student_slug) == (lesson.pack_title, lesson.room_slug)
    assert (room.account_id, room.slot_id) == (cast.alice.user.id, lesson.id)
    assert not call(online_lessons.stands_alone, room.student_slug)
    assert room.status is OnlineStatus.COMING
    assert lesson.meet_link == f"/lessons/{room.student_slug}"


def test_a_lesson_face_to_face_has_no_room(cast: Cast):
    lesson = cast.book(
        session_mode=SessionMode.FACE_TO_FACE, location_type=LocationType.STUDENT_HOME
    )
    assert call(own_door, cast.bob, lesson.room_slug, now=NOW) is None


def test_a_cancelled_lesson_to_which_nobody_came_has_no_room(cast: Cast):
    lesson = cast.book()
    call(cancel_lesson, cast.bob, lesson.id, now=NOW)
    assert call(own_door, cast.bob, lesson.room_slug, now=NOW) is None


def test_the_room_moves_with_the_lesson_and_those_in_it_are_told(cast: Cast):
    lesson = cast.book()
    room = come(cast.bob, lesson)
    before = news_of(room)
    later = lesson.starts_at + timedelta(days=1, hours=1)
    moved = call(reschedule_lesson, cast.bob, lesson.id, later, now=NOW)
    found = row_of(room)
    assert found
    assert (found.starts_at, found.ends_at) == (moved.starts_at, moved.ends_at)
    assert news_of(room) > before
    assert come(cast.alice.principal, lesson).id == room.id


def opened_and_put_off(cast: Cast, *, is_left: bool) -> OnlineLesson | None:
    """The room of a lesson to which bob came, after that was moved to another day."""
    lesson = cast.book()
    room = come(cast.bob, lesson)
    with unit_of_work(now=NOW) as session:
        row = session.get_one(OnlineLesson, room.id)
        row.opened_at = row.first_joined_at = NOW
        session.add(stay_of(cast.bob, room, NOW, NOW if is_left else None))
    later = lesson.starts_at + timedelta(days=1, hours=1)
    call(reschedule_lesson, cast.bob, lesson.id, later, now=NOW)
    return row_of(room)


def test_a_lesson_put_off_begins_anew_behind_closed_doors(cast: Cast):
    found = opened_and_put_off(cast, is_left=True)
    assert found
    assert (found.opened_at, found.first_joined_at, found.status) == (None, None, "coming")


def test_a_lesson_that_somebody_is_in_goes_on_when_it_is_put_off(cast: Cast):
    found = opened_and_put_off(cast, is_left=False)
    assert found
    assert (found.opened_at, found.first_joined_at, found.status) == (NOW, NOW, "active")


def test_who_booked_a_lesson_and_who_gives_it_hear_of_what_happens_in_its_room(cast: Cast):
    lesson = cast.book()
    room = come(cast.bob, lesson)
    topics = [person_topic(cast.bob.user_id), person_topic(cast.alice.user.id), LESSONS_TOPIC]
    before = [news_on(topic) for topic in topics]
    insider = Insider(room.id, Door.STUDENT, "p1", "Bob", cast.bob.user_id, "key")
    call(classroom_stays.begin, insider, now=NOW)
    assert [news_on(topic) for topic in topics] == [count + 1 for count in before]


def test_cancelling_the_lesson_closes_the_room_and_keeps_what_is_in_it(cast: Cast):
    lesson = cast.book()
    room = come(cast.bob, lesson)
    before = news_of(room)
    call(cancel_lesson, cast.alice.principal, lesson.id, now=NOW)
    assert come(cast.bob, lesson).status is OnlineStatus.CANCELED
    assert news_of(room) > before


def test_held_elsewhere_the_room_is_closed_and_open_again_when_held_online(cast: Cast):
    lesson = cast.book()
    come(cast.bob, lesson)
    call(change_location, cast.alice.principal, lesson.id, AT_HOME, now=NOW)
    assert come(cast.bob, lesson).status is OnlineStatus.CANCELED
    call(change_location, cast.alice.principal, lesson.id, ONLINE, now=NOW)
    assert come(cast.bob, lesson).status is OnlineStatus.COMING


def test_marking_the_lesson_leaves_its_room(cast: Cast):
    lesson = cast.book()
    come(cast.bob, lesson)
    after = lesson.ends_at + timedelta(minutes=5)
    call(mark_completed, cast.alice.principal, lesson.id, now=after)
    found = call(own_door, cast.bob, lesson.room_slug, now=after)
    assert found
    assert found.lesson.status is OnlineStatus.EXPIRED
    call(undo_mark, cast.alice.principal, lesson.id, now=after)
    found = call(own_door, cast.bob, lesson.room_slug, now=after)
    assert found
    assert found.lesson.status is OnlineStatus.EXPIRED


def test_what_the_first_student_left_is_not_for_the_one_who_takes_the_lesson_over(cast: Cast):
    lesson = cast.book()
    room = come(cast.bob, lesson)
    erin = make_principal(fullname="Erin")
    make_enrollment(cast.pack, erin)
    call(
        hand_over,
        cast.alice.principal,
        lesson.id,
        erin.user_id,
        lesson.starts_at,
        ONLINE,
        None,
        now=NOW,
    )
    assert row_of(room) is None
    assert call(own_door, erin, lesson.room_slug, now=NOW) is None
    with unit_of_work(now=NOW, readonly=True) as session:
        new = session.get_one(LessonSlot, lesson.id).room_slug
    assert call(own_door, cast.bob, new, now=NOW) is None
    found = call(own_door, erin, new, now=NOW)
    assert found
    assert found.lesson.id != room.id


@pytest.mark.parametrize("who", ["bob", "alice", "admin"])
def test_who_was_there_is_told_to_the_tutors_side_alone(cast: Cast, who: str):
    lesson = cast.book()
    room = come(cast.bob, lesson)
    save(stay_of(cast.bob, room, lesson.starts_at, lesson.ends_at))
    person = {"bob": cast.bob, "alice": cast.alice.principal, "admin": cast.admin}[who]
    view = call(room_of, person, lesson.room_slug, now=NOW)
    assert view
    expected = [] if who == "bob" else [("Bob", lesson.starts_at, lesson.ends_at)]
    assert [(stay.name, stay.joined_at, stay.left_at) for stay in view.stays] == expected
