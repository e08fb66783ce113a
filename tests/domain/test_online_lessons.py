"""What an online lesson's state is at an instant, and who may come in when."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.calendars import utc
from tutorhub_app.domain.online_lessons import (
    BACK_AFTER_END,
    Door,
    Entry,
    OnlineStatus,
    entry_at,
    status_at,
)

START = utc("2026-03-04 17:00")
END = START + timedelta(minutes=90)
MOMENT = timedelta(microseconds=1)
OVER = (OnlineStatus.FINISHED, OnlineStatus.EXPIRED)

instants = st.datetimes(datetime(2026, 3, 3), datetime(2026, 3, 6), timezones=st.just(START.tzinfo))
joins = st.none() | st.datetimes(
    START.replace(tzinfo=None) - timedelta(days=1),
    END.replace(tzinfo=None) - MOMENT,
    timezones=st.just(START.tzinfo),
)


def status(now: datetime, joined: datetime | None = None, *, canceled: bool = False):
    return status_at(now, starts_at=START, ends_at=END, first_joined_at=joined, canceled=canceled)


def entry(
    now: datetime,
    door: Door = Door.STUDENT,
    *,
    joined: datetime | None = None,
    opened: datetime | None = None,
    was_there: bool = False,
    somebody: bool = False,
    canceled: bool = False,
) -> Entry:
    return entry_at(
        now,
        door,
        status(now, joined, canceled=canceled),
        starts_at=START,
        ends_at=END,
        opened_at=opened,
        was_there=was_there,
        somebody_is_there=somebody,
    )


def test_a_lesson_nobody_comes_to_is_coming_then_active_then_expired():
    assert status(START - MOMENT) is OnlineStatus.COMING
    assert status(START) is status(END - MOMENT) is OnlineStatus.ACTIVE
    assert status(END) is OnlineStatus.EXPIRED


def test_the_first_who_joins_makes_it_active_and_in_the_end_finished():
    early = START - timedelta(minutes=5)
    assert status(early, early) is OnlineStatus.ACTIVE
    assert status(END - MOMENT, early) is OnlineStatus.ACTIVE
    assert status(END, early) is OnlineStatus.FINISHED


@given(now=instants, joined=joins)
def test_a_canceled_lesson_is_canceled_whatever_happens(now: datetime, joined: datetime | None):
    assert status(now, joined, canceled=True) is OnlineStatus.CANCELED


@given(now=instants, later=instants, joined=joins)
def test_time_only_leads_on(now: datetime, later: datetime, joined: datetime | None):
    order = [OnlineStatus.COMING, OnlineStatus.ACTIVE, *OVER]
    first, then = sorted((now, later))
    assert order.index(status(first, joined)) <= order.index(status(then, joined))
    assert (status(now, joined) in OVER) is (now >= END)
    assert (status(now, joined) is OnlineStatus.EXPIRED) is (now >= END and joined is None)


def test_students_wait_until_a_teacher_opens_or_the_start():
    before = START - timedelta(minutes=20)
    assert entry(before) is Entry.WAITING
    assert entry(before, Door.TEACHER) is Entry.OPEN
    assert entry(before, joined=before) is Entry.WAITING
    assert entry(before, joined=before, opened=before) is Entry.OPEN
    assert entry(START) is Entry.OPEN


def test_nobody_comes_into_a_lesson_that_expired_or_was_canceled():
    for door in Door:
        assert entry(END, door, was_there=True) is Entry.EXPIRED
        assert entry(START, door, canceled=True) is Entry.CANCELED


def test_whoever_was_there_comes_back_after_the_end_while_it_goes_on_and_for_a_while():
    last = END + BACK_AFTER_END
    for door in Door:
        assert entry(END, door, joined=START) is Entry.OVER
        assert entry(last - MOMENT, door, joined=START, was_there=True) is Entry.OPEN
        assert entry(last, door, joined=START, was_there=True) is Entry.OVER
        assert entry(last, door, joined=START, was_there=True, somebody=True) is Entry.OPEN
        assert entry(last, door, joined=START, somebody=True) is Entry.OVER


@given(
    now=instants,
    joined=joins,
    opened=joins,
    was_there=st.booleans(),
    somebody=st.booleans(),
    canceled=st.booleans(),
)
def test_the_teachers_door_opens_whenever_the_students_does(
    now: datetime,
    joined: datetime | None,
    opened: datetime | None,
    was_there: bool,
    somebody: bool,
    canceled: bool,
):
    students, teachers = (
        entry(
            now,
            door,
            joined=joined,
            opened=opened,
            was_there=was_there,
            somebody=somebody,
            canceled=canceled,
        )
        for door in (Door.STUDENT, Door.TEACHER)
    )
    assert teachers is (Entry.OPEN if students is Entry.WAITING else students)
    assert students is not Entry.WAITING or now < START
