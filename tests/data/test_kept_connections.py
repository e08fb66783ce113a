"""A thread may keep its connection between units of work, and nobody notices."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from tests.factories import NOW, make_user
from tutorhub_app.data.accounts import User
from tutorhub_app.data.engine import get_engine, keep_connection, unit_of_work

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def in_thread() -> Iterator[Callable[[Callable[[], object]], object]]:
    """Run something in the one thread that keeps its connection."""
    with ThreadPoolExecutor(1, initializer=keep_connection) as threads:
        yield lambda act: threads.submit(act).result()


def connection_of(session: Session) -> object:
    return session.connection().connection.dbapi_connection


def unit(*, readonly: bool = True) -> object:
    with unit_of_work(now=NOW, readonly=readonly) as session:
        return connection_of(session)


def people() -> int:
    with unit_of_work(now=NOW, readonly=True) as session:
        return len(session.exec(select(User.id)).all())


def test_it_has_the_same_connection_for_each_unit_whether_it_reads_or_writes(in_thread):
    first = in_thread(unit)
    assert in_thread(lambda: unit(readonly=False)) is first
    assert in_thread(unit) is first


def test_a_unit_inside_another_has_a_connection_of_its_own(in_thread):
    def nested() -> bool:
        with unit_of_work(now=NOW, readonly=True) as session:
            return unit() is not connection_of(session)

    assert in_thread(nested)


def test_what_fails_is_undone_and_the_next_unit_is_whole(in_thread):
    def failing() -> None:
        with unit_of_work(now=NOW) as session:
            session.execute(text("DELETE FROM user"))
            raise ValueError("half way")

    make_user(email="kept@example.com")
    for _ in range(3):
        with pytest.raises(ValueError, match="half way"):
            in_thread(failing)
        assert in_thread(people) == 1


def test_a_reader_still_can_not_write(in_thread):
    def write() -> None:
        with unit_of_work(now=NOW, readonly=True) as session:
            session.execute(text("DELETE FROM user"))

    in_thread(lambda: unit(readonly=False))
    with pytest.raises(Exception, match="readonly"):
        in_thread(write)


def test_another_database_is_another_connection(in_thread, monkeypatch: pytest.MonkeyPatch):
    first = in_thread(unit)
    get_engine.cache_clear()
    assert in_thread(unit) is not first
    make_user(email="seen@example.com")
    assert in_thread(people) == 1


def test_connections_that_were_kept_are_not_more_than_the_threads(in_thread):
    for _ in range(5):
        in_thread(unit)
        in_thread(lambda: unit(readonly=False))
    pool = get_engine().pool
    assert pool.checkedout() == 1  # type: ignore[attr-defined]
