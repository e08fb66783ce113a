"""The unit of work and the columns of time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from tests.factories import NOW, make_pack, make_principal, make_tutor, make_user, reload
from tutorhub_app.data.accounts import LoginSession, User
from tutorhub_app.data.base import new_id
from tutorhub_app.data.catalog import Enrollment
from tutorhub_app.data.engine import flush, unit_of_work
from tutorhub_app.domain.errors import Conflict, NoLessonsLeft

pytestmark = pytest.mark.usefixtures("database")


def test_a_unit_that_raises_leaves_nothing_behind() -> None:
    with pytest.raises(ValueError, match="half way"), unit_of_work(now=NOW) as session:
        session.add(_user("half@example.com"))
        session.flush()
        raise ValueError("half way")
    with unit_of_work(now=NOW, readonly=True) as session:
        assert session.exec(select(User)).all() == []


def test_a_reading_unit_can_not_write() -> None:
    with (
        pytest.raises(OperationalError, match="readonly"),
        unit_of_work(now=NOW, readonly=True) as session,
    ):
        session.add(_user("reader@example.com"))
        session.flush()
    make_user(email="writer@example.com")


def test_a_reading_unit_reads_while_a_write_is_open() -> None:
    make_user(email="first@example.com")
    with unit_of_work(now=NOW) as writing:
        writing.add(_user("second@example.com"))
        writing.flush()
        with unit_of_work(now=NOW, readonly=True) as reading:
            assert list(reading.exec(select(User.email))) == ["first@example.com"]


def test_an_instant_of_any_zone_is_kept_as_the_same_instant_in_utc() -> None:
    noon_in_new_york = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=-4)))
    row = _session_of(make_user(), noon_in_new_york)
    with unit_of_work(now=NOW) as session:
        session.add(row)
    stored = reload(row).created_at
    assert stored == noon_in_new_york
    assert stored.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused() -> None:
    row = _session_of(make_user(), datetime(2026, 7, 1, 12, 0))
    with pytest.raises(Exception, match=r"(?i)naive|timezone|aware"), unit_of_work(now=NOW) as unit:
        unit.add(row)
        unit.flush()


def test_the_order_of_stored_instants_is_the_order_of_time() -> None:
    user = make_user()
    instants = [
        datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 1, 1, 0, 0, tzinfo=UTC),
        datetime(2025, 12, 31, 23, 0, tzinfo=timezone(timedelta(hours=-3))),
    ]
    with unit_of_work(now=NOW) as session:
        session.add_all(_session_of(user, at) for at in instants)
    with unit_of_work(now=NOW, readonly=True) as session:
        stored = session.exec(
            select(LoginSession.created_at).order_by(col(LoginSession.created_at))
        )
        assert list(stored) == sorted(instants)


def test_a_record_counts_its_writes_and_stamps_them() -> None:
    pack = make_pack(make_tutor())
    assert reload(pack).record_version == 1
    later = NOW + timedelta(days=1)
    with unit_of_work(now=later) as session:
        session.get_one(type(pack), pack.id).title = "Another title"
    assert reload(pack).record_version == 2
    assert reload(pack).updated_at == later


def test_lessons_left_below_zero_are_refused_by_name() -> None:
    pack, student = make_pack(make_tutor()), make_principal()
    with pytest.raises(NoLessonsLeft), unit_of_work(now=NOW) as session:
        session.add(
            Enrollment(
                course_pack_id=pack.id,
                student_id=student.user_id,
                owner_id=student.user_id,
                lessons_left=-1,
                lessons_bought=1,
            )
        )
        flush(session)


def test_an_error_without_a_name_leaves_as_it_is() -> None:
    with pytest.raises(OperationalError) as raised, unit_of_work(now=NOW) as session:
        session.exec(text("SELECT nothing FROM nowhere"))
    assert raised.value.__cause__ is raised.value.orig


def test_an_email_in_another_case_is_the_same_email() -> None:
    make_user(email="someone@example.com")
    with pytest.raises(Conflict):
        make_user(email="SomeOne@Example.com")


def _user(email: str) -> User:
    return User(
        email=email, email_key=email, fullname="Some One", password_hash="-", role="student"
    )


def _session_of(user: User, at: datetime) -> LoginSession:
    return LoginSession(id=new_id(), user_id=user.id, created_at=at, expires_at=at)
