"""Many at once: the database's own guards have the last word."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import select

from tests.factories import (
    NOW,
    make_enrollment,
    make_open_week,
    make_pack,
    make_principal,
    make_tutor,
)
from tests.lessons import make_free_slot
from tests.many_at_once import at_once, kinds, writers
from tests.services.booking_cast import Cast, cast
from tutorhub_app.data import engine, guards
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.catalog import Enrollment
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import Conflict, NotBookable, SlotTaken
from tutorhub_app.services import booking_desk
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.booking_changes import cancel_lesson, reschedule_lesson
from tutorhub_app.services.lesson_slot_changes import update
from tutorhub_app.services.lesson_slots import NewSlot, create
from tutorhub_app.services.unit import call

__all__ = ["cast", "writers"]

AT_ONCE = 50
ROUNDS = 500
MOST_ROUNDS = 4 * ROUNDS
ENOUGH = {"book": 50, "cancel": 20, "move": 20}


def booker(student, pack, starts_at, **values) -> Callable[[], object]:
    request = BookingRequest(pack.id, starts_at, SessionMode.ONLINE, **values)
    return lambda: call(book_slot, student, request, now=NOW)


def students_of(cast: Cast, count: int):
    students = [make_principal() for _ in range(count)]
    for student in students:
        make_enrollment(cast.pack, student)
    return students


def rows(kind) -> list:
    with engine.unit_of_work(now=NOW, readonly=True) as session:
        return list(session.exec(select(kind)))


def overlaps() -> list[tuple[BusyTime, BusyTime]]:
    """Pairs of busy times of one person that share an instant."""
    by_person: dict[str, list[BusyTime]] = defaultdict(list)
    for row in rows(BusyTime):
        by_person[row.person_id].append(row)
    found = []
    for busy in by_person.values():
        busy.sort(key=lambda row: row.starts_at)
        found += [pair for pair in pairwise(busy) if pair[0].ends_at > pair[1].starts_at]
    return found


@pytest.mark.usefixtures("writers")
def test_fifty_students_book_one_time_and_exactly_one_gets_it(cast: Cast):
    students = students_of(cast, AT_ONCE)
    results = at_once(*(booker(student, cast.pack, cast.tuesday) for student in students))
    assert kinds(results) == {"LessonView": 1, "SlotTaken": AT_ONCE - 1}
    assert len(rows(LessonSlot)) == 1
    assert overlaps() == []
    left = Counter(row.lessons_left for row in rows(Enrollment) if row.id != cast.enrollment.id)
    assert left == {10: AT_ONCE - 1, 9: 1}


@pytest.mark.usefixtures("writers")
def test_overlapping_but_unequal_times_let_one_in(cast: Cast):
    students = students_of(cast, 20)
    results = at_once(
        *(
            booker(student, cast.pack, cast.tuesday + timedelta(minutes=30 * (n % 2)))
            for n, student in enumerate(students)
        )
    )
    assert kinds(results) == {"LessonView": 1, "SlotTaken": 19}


@pytest.mark.usefixtures("writers")
def test_back_to_back_times_are_both_booked(cast: Cast):
    one, other = students_of(cast, 2)
    results = at_once(
        booker(one, cast.pack, cast.tuesday),
        booker(other, cast.pack, cast.tuesday + timedelta(hours=1)),
    )
    assert kinds(results) == {"LessonView": 2}


@pytest.mark.usefixtures("writers")
def test_one_student_gets_one_of_many_tutors_at_a_time(cast: Cast):
    packs = []
    for _ in range(10):
        tutor = make_tutor()
        make_open_week(tutor)
        packs.append(make_pack(tutor))
        make_enrollment(packs[-1], cast.bob)
    results = at_once(*(booker(cast.bob, pack, cast.tuesday) for pack in packs))
    assert kinds(results) == {"LessonView": 1, "SlotTaken": 9}
    assert overlaps() == []


@pytest.mark.usefixtures("writers")
def test_one_request_sent_many_times_at_once_makes_one_lesson(cast: Cast):
    job = booker(cast.bob, cast.pack, cast.tuesday, request_key="twice")
    results = at_once(*[job] * 20)
    assert len({lesson.id for lesson in results}) == 1
    assert cast.lessons_left() == 9


@pytest.mark.usefixtures("writers")
def test_the_last_lesson_of_a_pack_is_booked_once(cast: Cast):
    pack = make_pack(cast.alice)
    enrollment = make_enrollment(pack, cast.bob, lessons=1)
    results = at_once(
        *(booker(cast.bob, pack, cast.tuesday + timedelta(hours=n)) for n in range(8))
    )
    assert kinds(results) == {"LessonView": 1, "NoLessonsLeft": 7}
    assert {row.lessons_left for row in rows(Enrollment) if row.id == enrollment.id} == {0}


@pytest.mark.usefixtures("writers")
def test_many_students_take_one_free_slot_and_exactly_one_gets_it(cast: Cast):
    at_night = cast.tuesday.replace(hour=22)
    slot = make_free_slot(cast.pack, at_night)
    results = at_once(*(booker(each, cast.pack, at_night) for each in students_of(cast, 20)))
    assert kinds(results) == {"LessonView": 1, "SlotTaken": 19}
    assert [row.id for row in rows(LessonSlot)] == [slot.id]
    assert overlaps() == []


@pytest.mark.usefixtures("writers")
def test_of_many_who_would_have_a_free_slot_changed_to_theirs_one_gets_it(cast: Cast):
    slot = make_free_slot(cast.pack, cast.tuesday.replace(hour=22))

    def taker(student) -> Callable[[], object]:
        values = {"status": SlotStatus.BOOKED, "student_id": student.user_id}
        return lambda: call(update, student, slot.id, now=NOW, **values)

    results = at_once(*(taker(each) for each in students_of(cast, 20)))
    assert kinds(results) == {"LessonSlotRecord": 1, "SlotTaken": 19}
    assert [row.id for row in rows(LessonSlot)] == [slot.id]
    assert Counter(row.lessons_left for row in rows(Enrollment)) == {10: 20, 9: 1}


@pytest.mark.usefixtures("writers")
def test_of_a_booking_and_an_offer_at_one_time_one_is_refused(cast: Cast):
    """A free slot is never made where its tutor is busy; made first, it is what is booked."""
    new = NewSlot(
        cast.pack.id,
        cast.tuesday.date(),
        "10:00",
        SlotStatus.FREE,
        SessionMode.ONLINE,
    )
    results = at_once(
        booker(cast.bob, cast.pack, cast.tuesday),
        lambda: call(create, cast.alice.principal, new, now=NOW),
    )
    assert kinds(results) in (
        {"LessonView": 1, "SlotTaken": 1},
        {"LessonView": 1, "LessonSlotRecord": 1},
    )
    assert [row.status for row in rows(LessonSlot)] == [SlotStatus.BOOKED]


@pytest.mark.usefixtures("writers")
def test_rounds_of_booking_cancelling_and_moving_lose_nothing(database):
    market = Market()
    with ThreadPoolExecutor(8) as pool:
        # How many succeed is up to how the threads meet: go on until each kind did often enough.
        for first in range(0, MOST_ROUNDS, ROUNDS):
            for failure in pool.map(market.one_round, range(first, first + ROUNDS)):
                assert failure is None, failure
            if all(market.done[kind] > least for kind, least in ENOUGH.items()):
                break
    for kind, least in ENOUGH.items():
        assert market.done[kind] > least
    assert overlaps() == []
    market.require_every_lesson_counted()


class Market:
    """Three tutors and six students who want the same few hours."""

    def __init__(self) -> None:
        tutors = [make_tutor(cancellation_notice_minutes=30 * 60) for _ in range(3)]
        for tutor in tutors:
            make_open_week(tutor)
        self.packs = [
            make_pack(tutor, lesson_minutes=minutes) for tutor in tutors for minutes in (45, 60)
        ]
        self.students = [make_principal() for _ in range(6)]
        for student in self.students:
            for pack in self.packs:
                make_enrollment(pack, student)
        self.lessons: list[tuple[object, str]] = []
        self.done: Counter[str] = Counter()

    def one_round(self, seed: int) -> str | None:
        """One change; None when it was done or refused by a rule, else what went wrong."""
        chance = Random(seed)
        kind = chance.choice(("book", "book", "cancel", "move"))
        try:
            if getattr(self, f"_{kind}")(chance):
                self.done[kind] += 1
        except (SlotTaken, NotBookable, Conflict):
            return None
        except Exception as error:
            return f"{kind} {seed}: {error!r}"
        return None

    def _book(self, chance: Random) -> bool:
        student, pack = chance.choice(self.students), chance.choice(self.packs)
        lesson = booker(student, pack, some_time(chance))()
        self.lessons.append((student, lesson.id))
        return True

    def _cancel(self, chance: Random) -> bool:
        if not self.lessons:
            return False
        student, lesson_id = chance.choice(self.lessons)
        call(cancel_lesson, student, lesson_id, now=NOW)
        return True

    def _move(self, chance: Random) -> bool:
        if not self.lessons:
            return False
        student, lesson_id = chance.choice(self.lessons)
        call(reschedule_lesson, student, lesson_id, some_time(chance), now=NOW)
        return True

    def require_every_lesson_counted(self) -> None:
        lessons, busy = rows(LessonSlot), rows(BusyTime)
        booked = {
            (lesson.id, lesson.starts_at, lesson.ends_at)
            for lesson in lessons
            if lesson.status == SlotStatus.BOOKED
        }
        held = Counter((row.source_id, row.starts_at, row.ends_at) for row in busy)
        assert held == dict.fromkeys(booked, 2)
        used = Counter(lesson.enrollment_id for lesson in lessons if not lesson.lesson_returned)
        for row in rows(Enrollment):
            assert row.lessons_left + used[row.id] == row.lessons_bought


def some_time(chance: Random):
    """A half hour of two days, from where cancelling is late on into where it is not."""
    return NOW + timedelta(hours=24, minutes=30 * chance.randrange(48))


@pytest.fixture
def bare_engine(cast: Cast, database, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """SQLite as it comes: no order among writers; every booking has checked before one inserts."""
    plain = create_engine(f"sqlite:///{database}")
    everyone_has_checked = threading.Barrier(2)
    checked = booking_desk.require_bookable

    def check_and_wait(*args, **values):
        free_slot = checked(*args, **values)
        everyone_has_checked.wait(timeout=30)
        return free_slot

    monkeypatch.setattr(engine, "_writers", nullcontext())
    monkeypatch.setattr(engine, "get_engine", lambda: plain)
    monkeypatch.setattr(booking_desk, "require_bookable", check_and_wait)
    yield
    plain.dispose()


def two_at_once(cast: Cast) -> Counter[str]:
    one, other = students_of(cast, 2)
    return kinds(
        at_once(
            booker(one, cast.pack, cast.tuesday),
            booker(other, cast.pack, cast.tuesday + timedelta(minutes=30)),
        )
    )


@pytest.mark.usefixtures("bare_engine")
def test_without_the_guards_two_bookings_overlap(cast: Cast):
    with engine.get_engine().begin() as connection:
        for name in guards.SQLITE_TRIGGERS:
            connection.execute(text(f"DROP TRIGGER {name}"))
    assert two_at_once(cast) == {"LessonView": 2}
    assert len(overlaps()) == 1


@pytest.mark.usefixtures("bare_engine")
def test_the_guards_alone_keep_the_second_booking_out(cast: Cast):
    assert two_at_once(cast) == {"LessonView": 1, "SlotTaken": 1}
    assert overlaps() == []


@pytest.mark.usefixtures("bare_engine")
def test_of_two_who_saw_a_slot_free_at_once_the_second_finds_it_taken(cast: Cast):
    """Without the guard on busy times, too: a slot is taken while it is free, in one statement."""
    slot = make_free_slot(cast.pack, cast.tuesday)
    with engine.get_engine().begin() as connection:
        connection.execute(text("DROP TRIGGER busy_time_no_overlap_insert"))
    one, other = students_of(cast, 2)
    results = at_once(booker(one, cast.pack, cast.tuesday), booker(other, cast.pack, cast.tuesday))
    assert kinds(results) == {"LessonView": 1, "SlotTaken": 1}
    winner = next(each for each in results if not isinstance(each, Exception))
    assert winner.id == slot.id
    assert [row.student_id for row in rows(LessonSlot)] == [winner.student_id]
    assert sorted(row.lessons_left for row in rows(Enrollment)) == [9, 10, 10]
