"""The rooms of screening meetings: who gets in by which door, and that each follows its meeting."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from tests.factories import NOW
from tests.services.screening_cast import ScreeningCast, cast
from tutorhub_app.data.changes import SCREENINGS_TOPIC, Change, person_topic, tutor_topic
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.domain.classroom import Insider
from tutorhub_app.domain.online_lessons import Door, OnlineStatus
from tutorhub_app.domain.records import OnlineLessonRecord
from tutorhub_app.domain.screening import MEETING_LENGTH, Stage, TutorDecision
from tutorhub_app.services import classroom_stays, online_lesson_records, online_lessons
from tutorhub_app.services.own_rooms import own_door, room_of
from tutorhub_app.services.unit import call

__all__ = ["cast"]

MINUTE = timedelta(minutes=1)


def come(cast: ScreeningCast, meeting: str, by: str = "bob", *, now: datetime = NOW):
    return call(own_door, cast.person(by), meeting, now=now)


def enter(cast: ScreeningCast, meeting: str, *, now: datetime) -> OnlineLessonRecord:
    """Bob is in the room."""
    found = come(cast, meeting, now=now)
    assert found
    insider = Insider(found.lesson.id, Door.STUDENT, "p1", "Bob", cast.bob.user_id, "key")
    call(classroom_stays.begin, insider, now=now)
    record: OnlineLessonRecord = found.lesson
    return record


def status(room: OnlineLessonRecord, now: datetime = NOW) -> OnlineStatus:
    found: OnlineLessonRecord = call(online_lessons.of_id, room.id, now=now)
    return found.status


def rooms_there_are() -> int:
    with unit_of_work(now=NOW, readonly=True) as session:
        return len(session.exec(select(OnlineLesson.id)).all())


def test_each_of_its_people_has_a_door_of_their_own_into_one_room(cast: ScreeningCast):
    meeting = cast.at(Stage.AGREED)
    found = {who: come(cast, meeting, who) for who in ("bob", "alice", "admin")}
    assert {who: each and each.door for who, each in found.items()} == {
        "bob": Door.STUDENT,
        "alice": Door.TEACHER,
        "admin": Door.TEACHER,
    }
    (room,) = {each.lesson for each in found.values() if each}
    assert (room.starts_at, room.ends_at) == (cast.tuesday, cast.tuesday + MEETING_LENGTH)
    assert room.title == f"Screening: {cast.pack.title}"
    assert (room.account_id, room.meeting_id, room.slot_id) == (
        cast.alice.user.id,
        meeting,
        None,
    )


def test_nobody_else_comes_in_nor_makes_a_room(cast: ScreeningCast):
    meeting = cast.at(Stage.AGREED)
    for who in ("charlie", "dora"):
        assert come(cast, meeting, who) is None
        assert call(room_of, cast.person(who), meeting, now=NOW) is None
    assert call(own_door, None, meeting, now=NOW) is None
    assert rooms_there_are() == 0


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.AGREED, Stage.HELD}))
def test_there_is_no_room_before_a_time_is_agreed_nor_when_nothing_came_of_it(
    cast: ScreeningCast, stage: Stage
):
    assert come(cast, cast.at(stage)) is None


def test_a_meeting_at_the_tutors_own_link_has_no_room(cast: ScreeningCast):
    meeting = cast.at(Stage.AGREED)
    cast.act("set_link", meeting, meeting_link="https://meet.example.com/alice")
    assert come(cast, meeting) is None


def test_the_tutors_lessons_of_the_api_do_not_tell_of_it(cast: ScreeningCast):
    found = come(cast, cast.at(Stage.AGREED))
    assert found
    alice = cast.alice.principal
    assert call(online_lesson_records.find, alice, {}, {}, now=NOW) == ()
    assert not call(online_lessons.stands_alone, found.lesson.student_slug)


def test_the_room_moves_with_the_meeting(cast: ScreeningCast):
    meeting = cast.at(Stage.AGREED)
    room = enter(cast, meeting, now=NOW)
    with unit_of_work(now=NOW) as session:
        call_off = session.get_one(OnlineLesson, room.id)
        call_off.opened_at = NOW
    call(classroom_stays.end_unseen, now=NOW + timedelta(hours=1))
    later = cast.tuesday + timedelta(hours=2)
    cast.act("offer", meeting, proposals=[later])
    assert status(room) is OnlineStatus.CANCELED
    cast.act("agree", meeting, "bob", starts_at=later)
    moved = call(online_lessons.of_id, room.id, now=NOW)
    assert (moved.starts_at, moved.ends_at) == (later, later + MEETING_LENGTH)
    assert (moved.status, moved.opened_at) == (OnlineStatus.COMING, None)


@pytest.mark.parametrize(
    ("act", "by", "wanted"),
    [
        ("withdraw", "bob", {}),
        ("unplan", "alice", {}),
        ("decide", "alice", {"decision": TutorDecision.REJECTED, "reason": "Not yet."}),
        ("set_link", "alice", {"meeting_link": "https://meet.example.com/alice"}),
    ],
)
def test_what_ends_the_agreement_before_the_meeting_closes_its_room(
    cast: ScreeningCast, act: str, by: str, wanted: dict[str, object]
):
    meeting = cast.at(Stage.AGREED)
    room = enter(cast, meeting, now=NOW)
    cast.act(act, meeting, by, **wanted)
    assert status(room) is OnlineStatus.CANCELED


@pytest.mark.parametrize("decision", [TutorDecision.APPROVED, TutorDecision.REJECTED])
def test_a_decision_in_the_midst_of_the_meeting_sends_nobody_out(
    cast: ScreeningCast, decision: TutorDecision
):
    meeting = cast.at(Stage.AGREED)
    now = cast.tuesday + 10 * MINUTE
    room = enter(cast, meeting, now=now)
    cast.act("decide", meeting, decision=decision, reason="So it is.", now=now)
    assert status(room, now) is OnlineStatus.ACTIVE
    assert come(cast, meeting, now=now)
    assert status(room, cast.tuesday + MEETING_LENGTH) is OnlineStatus.FINISHED


def test_both_sides_pages_hear_of_what_happens_in_the_room(cast: ScreeningCast):
    enter(cast, cast.at(Stage.AGREED), now=NOW)
    with unit_of_work(now=NOW, readonly=True) as session:
        last = list(session.exec(select(Change.topic).order_by(Change.seq.desc()).limit(4)))  # type: ignore[union-attr]
    assert {
        person_topic(cast.bob.user_id),
        tutor_topic(cast.alice.profile.id),
        SCREENINGS_TOPIC,
    } <= set(last)


@pytest.mark.parametrize("who", ["bob", "alice", "admin"])
def test_who_was_there_is_told_to_the_tutors_side_alone(cast: ScreeningCast, who: str):
    meeting = cast.at(Stage.AGREED)
    enter(cast, meeting, now=cast.tuesday)
    view = call(room_of, cast.person(who), meeting, now=cast.tuesday)
    assert view
    expected = [] if who == "bob" else [("Bob", cast.tuesday)]
    assert [(stay.name, stay.joined_at) for stay in view.stays] == expected
