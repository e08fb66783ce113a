"""An answer that is not waited for any more, and the work done for it."""

import contextlib
import threading

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, make_user, reload
from tutorhub_app.data.accounts import User
from tutorhub_app.domain.errors import TimedOut
from tutorhub_app.services import deadline
from tutorhub_app.services.deadline import Deadline, within
from tutorhub_app.services.unit import call, in_thread, reads, run

pytestmark = pytest.mark.usefixtures("database")


def rename(session: Session, user_id: str, name: str, *, now: object) -> None:
    session.get_one(User, user_id).fullname = name


@reads
def names(session: Session, *, now: object) -> list[str]:
    return list(session.exec(select(User.fullname)))


def test_what_was_given_up_is_rolled_back():
    user, ours = make_user(fullname="Before"), Deadline()

    def slow(session: Session, *, now: object) -> None:
        rename(session, user.id, "After", now=now)
        session.flush()
        assert ours.give_up()

    with within(ours), pytest.raises(TimedOut):
        call(slow, now=NOW)
    assert reload(user).fullname == "Before"


def test_what_was_given_up_does_not_even_begin():
    ours = Deadline()
    assert ours.give_up()
    begun = []
    with within(ours), pytest.raises(TimedOut):
        call(lambda session, now: begun.append(session), now=NOW)
    assert begun == []


def test_what_is_committed_can_not_be_given_up():
    user, ours = make_user(fullname="Before"), Deadline()
    with within(ours):
        call(rename, user.id, "After", now=NOW)
        assert not ours.give_up()
        call(rename, user.id, "After all", now=NOW)
    assert reload(user).fullname == "After all"


def test_reading_decides_nothing():
    ours = Deadline()
    with within(ours):
        call(names, now=NOW)
    assert ours.give_up()
    with within(ours), pytest.raises(TimedOut):
        call(names, now=NOW)


def test_clock_and_worker_never_both_win():
    for _ in range(300):
        ours, start = Deadline(), threading.Barrier(2)
        winners: list[str] = []

        def clock(ours=ours, start=start, winners=winners) -> None:
            start.wait()
            if ours.give_up():
                winners.append("clock")

        other = threading.Thread(target=clock)
        other.start()
        start.wait()
        with contextlib.suppress(TimedOut):
            ours.commit()
            winners.append("worker")
        other.join()
        assert len(winners) == 1


async def test_worker_threads_know_the_deadline_of_their_request():
    ours = Deadline()
    assert ours.give_up()
    with within(ours):
        with pytest.raises(TimedOut):
            await run(names)
        with pytest.raises(TimedOut):
            await in_thread(deadline.require_time)
    await run(names)
