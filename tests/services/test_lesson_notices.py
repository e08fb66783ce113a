"""Who is told of a lesson: everyone of it but the one who did it, and of a series once."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.factories import NOW, make_enrollment
from tests.services.booking_cast import Cast, cast
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.notices import Notice
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import LocationType, SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import SlotTaken
from tutorhub_app.services import lesson_slot_changes, lesson_slots
from tutorhub_app.services.booking import Place
from tutorhub_app.services.booking_changes import (
    cancel_lesson,
    cancel_series_from,
    change_link,
    change_location,
    mark_completed,
    reschedule_lesson,
)
from tutorhub_app.services.series import SeriesRequest, book_series
from tutorhub_app.services.series_changes import reschedule_series_from
from tutorhub_app.services.unit import call

__all__ = ["cast"]

WEEK = timedelta(weeks=1)


def _told() -> list[tuple[str, str, dict[str, str]]]:
    """(for whom, kind, facts) since the last call, in order; what was told is forgotten."""
    with unit_of_work(now=NOW) as session:
        found = session.exec(select(Notice).order_by(Notice.id)).all()
        told = [(notice.user_id, notice.kind, json.loads(notice.facts)) for notice in found]
        for notice in found:
            session.delete(notice)
    return told


def _who_and_what() -> list[tuple[str, str]]:
    return sorted((user_id, kind) for user_id, kind, _ in _told())


def _series(cast: Cast) -> Any:
    starts = tuple(cast.tuesday + WEEK * n for n in range(3))
    request = SeriesRequest(cast.pack.id, starts, SessionMode.ONLINE)
    return call(book_series, cast.bob, request, now=NOW)


def test_the_tutor_is_told_what_the_student_books(cast: Cast) -> None:
    lesson = cast.book()
    [(user_id, kind, facts)] = _told()
    assert (user_id, kind) == (cast.alice.user.id, "lessonBooked")
    assert facts == {
        "by": "Bob",
        "pack": cast.pack.title,
        "startsAt": cast.tuesday.isoformat(),
        "room": lesson.room_slug,
    }


def test_the_student_is_told_what_the_tutor_books(cast: Cast) -> None:
    cast.book(by=cast.alice.principal, student_id=cast.bob.user_id)
    assert _who_and_what() == [(cast.bob.user_id, "lessonBooked")]


def test_both_are_told_what_an_administrator_books_and_with_whom(cast: Cast) -> None:
    cast.book(by=cast.admin, student_id=cast.bob.user_id)
    with_whom = {user_id: (facts["by"], facts["with"]) for user_id, _, facts in _told()}
    assert with_whom == {
        cast.bob.user_id: ("Ada", cast.alice.user.fullname),
        cast.alice.user.id: ("Ada", "Bob"),
    }


def test_a_booking_that_is_asked_again_tells_once(cast: Cast) -> None:
    cast.book(request_key="once")
    cast.book(request_key="once")
    assert len(_told()) == 1


def test_a_booking_that_is_refused_tells_nobody(cast: Cast) -> None:
    cast.book()
    _told()
    with pytest.raises(SlotTaken):
        cast.book()
    assert _told() == []


def test_a_series_is_one_notice_when_it_is_booked_moved_and_cancelled(cast: Cast) -> None:
    booked = _series(cast)
    [(_, kind, facts)] = _told()
    assert (kind, facts["count"], facts["startsAt"]) == (
        "lessonBooked",
        "3",
        cast.tuesday.isoformat(),
    )
    later = cast.tuesday + timedelta(hours=2)
    call(reschedule_series_from, cast.bob, booked[0].id, later, now=NOW)
    [(_, kind, facts)] = _told()
    assert (kind, facts["count"], facts["startsAt"]) == ("lessonMoved", "3", later.isoformat())
    call(cancel_series_from, cast.bob, booked[1].id, reason="Holiday", now=NOW)
    [(_, kind, facts)] = _told()
    assert (kind, facts["count"], facts["reason"]) == ("lessonCanceled", "2", "Holiday")


@pytest.mark.parametrize("who", ["bob", "alice", "admin"])
def test_everyone_but_the_one_who_did_it_is_told_of_changes(cast: Cast, who: str) -> None:
    me: Principal = cast.alice.principal if who == "alice" else getattr(cast, who)
    lesson = cast.book()
    _told()
    both = {cast.bob.user_id, cast.alice.user.id}
    others = sorted(both - {me.user_id})
    call(reschedule_lesson, me, lesson.id, cast.tuesday + WEEK, now=NOW)
    moved = _told()
    assert sorted(user_id for user_id, _, _ in moved) == others
    for _, kind, facts in moved:
        assert (kind, facts["was"], facts["startsAt"]) == (
            "lessonMoved",
            cast.tuesday.isoformat(),
            (cast.tuesday + WEEK).isoformat(),
        )
    call(cancel_lesson, me, lesson.id, reason="Ill", now=NOW)
    assert [(user_id, kind, facts["reason"]) for user_id, kind, facts in _told()] == [
        (user_id, "lessonCanceled", "Ill") for user_id in sorted(others, key=_order(cast))
    ]


def _order(cast: Cast) -> Any:
    return [cast.bob.user_id, cast.alice.user.id].index


def test_a_new_place_is_told_and_a_mark_is_not(cast: Cast) -> None:
    lesson = cast.book()
    _told()
    place = Place(SessionMode.FACE_TO_FACE, LocationType.OTHER, "The library")
    call(change_location, cast.alice.principal, lesson.id, place, now=NOW)
    assert _who_and_what() == [(cast.bob.user_id, "lessonPlaceChanged")]
    call(mark_completed, cast.alice.principal, lesson.id, now=lesson.ends_at)
    assert _told() == []


def test_a_new_address_is_told(cast: Cast) -> None:
    lesson = cast.book()
    _told()
    link = "https://meet.example.com/room"
    call(change_link, cast.alice.principal, lesson.id, link, now=NOW)
    assert _who_and_what() == [(cast.bob.user_id, "lessonPlaceChanged")]


def test_a_lesson_that_is_deleted_is_cancelled_and_leads_nowhere(cast: Cast) -> None:
    lesson = cast.book()
    _told()
    call(lesson_slots.delete, cast.alice.principal, lesson.id, now=NOW)
    [(user_id, kind, facts)] = _told()
    assert (user_id, kind) == (cast.bob.user_id, "lessonCanceled")
    assert "room" not in facts


def test_a_lesson_given_to_another_is_cancelled_for_one_and_booked_for_the_other(
    cast: Cast,
) -> None:
    make_enrollment(cast.pack, cast.charlie)
    lesson = cast.book()
    _told()
    call(
        lesson_slot_changes.update,
        cast.alice.principal,
        lesson.id,
        student_id=cast.charlie.user_id,
        now=NOW,
    )
    told = {user_id: (kind, facts.get("room")) for user_id, kind, facts in _told()}
    assert told[cast.bob.user_id] == ("lessonCanceled", None)
    kind, room = told[cast.charlie.user_id]
    assert kind == "lessonBooked"
    assert room not in (None, lesson.room_slug)
    assert len(told) == 2


def test_a_lesson_that_is_offered_again_is_cancelled_for_its_student(cast: Cast) -> None:
    lesson = cast.book()
    _told()
    call(
        lesson_slot_changes.update,
        cast.alice.principal,
        lesson.id,
        status=SlotStatus.FREE,
        student_id=None,
        now=NOW,
    )
    assert _who_and_what() == [(cast.bob.user_id, "lessonCanceled")]
