"""A prepared statement does what SQLAlchemy does with the same statement."""

import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Select, bindparam, delete, func, insert, select, update
from sqlmodel import SQLModel, col

from tests.factories import (
    NOW,
    make_enrollment,
    make_pack,
    make_principal,
    make_time_off,
    make_tutor,
    make_window,
    reload,
)
from tutorhub_app.data import models  # noqa: F401
from tutorhub_app.data.accounts import LoginSession, User
from tutorhub_app.data.availability import Availability
from tutorhub_app.data.base import new_id
from tutorhub_app.data.booking import BusyTime
from tutorhub_app.data.catalog import CoursePack, Enrollment
from tutorhub_app.data.engine import fetch, unit_of_work
from tutorhub_app.data.prepared import Inserts, Prepared
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.errors import Conflict, NoLessonsLeft, SlotTaken

pytestmark = pytest.mark.usefixtures("database")


def both(statement: Select[Any], **values: Any) -> list[tuple[Any, ...]]:
    """The rows by either way, which have to be the same."""
    prepared = Prepared(statement)
    with unit_of_work(now=NOW, readonly=True) as session:
        rows = prepared.rows(session, **values)
        assert rows == [tuple(row) for row in fetch(session, statement, **values)]
        assert [list(map(type, row)) for row in rows] == [
            list(map(type, row)) for row in fetch(session, statement, **values)
        ]
        assert prepared.rows(session, **values) == rows
    return rows


@pytest.mark.parametrize("table", SQLModel.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_of_every_table_is_read_as_by_sqlalchemy(table: Any):
    alice = make_tutor()
    make_window(alice)
    make_window(alice, on=date(2026, 1, 5))
    make_time_off(alice, date(2026, 2, 1), date(2026, 2, 2))
    make_enrollment(make_pack(alice), make_principal())
    both(select(table))


def test_instants_dates_switches_and_nothing_come_as_what_they_are():
    alice = make_tutor(max_lessons_per_day=None)
    make_window(alice, on=date(2026, 1, 5))
    [(on, recurring, made)] = both(
        select(Availability.specific_date, Availability.is_recurring, Availability.created_at)
    )
    assert (on, recurring) == (date(2026, 1, 5), False)
    assert isinstance(made, datetime)
    assert made.utcoffset() == timedelta(0)
    [(limit,)] = both(select(type(alice.profile).max_lessons_per_day))
    assert limit is None


def test_values_are_asked_for_in_the_type_of_their_column():
    user = make_principal()
    now = datetime.now(UTC)
    statement = select(LoginSession.id).where(
        col(LoginSession.expires_at) > bindparam("at"), col(LoginSession.revoked_at).is_(None)
    )
    assert both(statement, at=now) == [(user.session_id,)]
    assert both(statement, at=now.astimezone(timezone(timedelta(hours=-9)))) == [(user.session_id,)]
    assert both(statement, at=now + timedelta(days=9999)) == []
    with pytest.raises(Exception, match=r"(?i)naive|timezone|aware"):
        both(statement, at=datetime(2026, 1, 1))


def test_what_a_statement_holds_itself_stays_in_its_place():
    alice = make_tutor()
    windows = [make_window(alice, start=f"0{hour}:00", end="10:00") for hour in range(5)]
    statement = (
        select(Availability.start_time, func.count())
        .where(
            col(Availability.start_time).in_(["01:00", "02:00", "03:00"]),
            col(Availability.teaching_mode) == TeachingMode.ONLINE,
            col(Availability.tutor_profile_id) == bindparam("profile"),
            col(Availability.end_time) == "10:00",
        )
        .group_by(col(Availability.start_time))
        .order_by(col(Availability.start_time).desc())
        .limit(bindparam("most"))
        .offset(1)
    )
    assert both(statement, profile=windows[0].tutor_profile_id, most=1) == [("02:00", 1)]
    assert both(statement, profile="another", most=1) == []


def test_a_value_that_is_not_given_is_missed():
    prepared = Prepared(select(User.id).where(col(User.id) == bindparam("id")))
    with unit_of_work(now=NOW, readonly=True) as session, pytest.raises(KeyError, match="id"):
        prepared.rows(session, user="someone")


def test_it_sees_what_the_session_has_made_so_far():
    prepared = Prepared(select(User.email).where(col(User.email_key) == bindparam("key")))
    with unit_of_work(now=NOW) as session:
        assert prepared.first(session, key="new@example.com") is None
        session.add(
            User(
                email="New@example.com",
                email_key="new@example.com",
                fullname="New",
                password_hash="-",
                role="student",
            )
        )
        assert prepared.first(session, key="new@example.com") == ("New@example.com",)


def test_it_writes_in_the_unit_of_work():
    pack, student = make_pack(make_tutor()), make_principal()
    enrollment = make_enrollment(pack, student, lessons=3)
    take = Prepared(
        update(Enrollment)
        .where(col(Enrollment.id) == bindparam("enrollment"))
        .values(lessons_left=col(Enrollment.lessons_left) - bindparam("count"))
    )
    with unit_of_work(now=NOW) as session:
        assert take.run(session, enrollment=enrollment.id, count=2) == 1
        assert take.run(session, enrollment="another", count=2) == 0
    assert reload(enrollment).lessons_left == 1
    with pytest.raises(ValueError, match="half way"), unit_of_work(now=NOW) as session:
        take.run(session, enrollment=enrollment.id, count=1)
        raise ValueError("half way")
    assert reload(enrollment).lessons_left == 1
    with pytest.raises(NoLessonsLeft), unit_of_work(now=NOW) as session:
        take.run(session, enrollment=enrollment.id, count=2)


INSERT_BUSY = Prepared(insert(BusyTime))


def busy(person_id: str, hour: int) -> dict[str, Any]:
    starts_at = NOW + timedelta(hours=hour)
    return {
        "id": new_id(),
        "person_id": person_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "source_type": "lesson",
        "source_id": new_id(),
    }


BUSY_ROWS = Inserts(BusyTime, *busy("", 0))


def rows_of(*each: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(values.values()) for values in each]


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_it_inserts_however_many_rows_at_once(count: int):
    person = make_principal().user_id
    rows = rows_of(*(busy(person, hour) for hour in range(count)))
    with unit_of_work(now=NOW) as session:
        BUSY_ROWS.run(session, rows)
    with unit_of_work(now=NOW, readonly=True) as session:
        stored = session.execute(select(BusyTime.__table__).order_by(col(BusyTime.starts_at)))
        assert [tuple(row) for row in stored] == rows


def test_of_rows_inserted_at_once_one_that_is_refused_leaves_none():
    person = make_principal().user_id
    with unit_of_work(now=NOW) as session:
        with pytest.raises(SlotTaken):
            BUSY_ROWS.run(session, rows_of(busy(person, 1), busy(person, 2), busy(person, 1)))
        twice = busy(person, 5)
        with pytest.raises(Conflict):
            BUSY_ROWS.run(session, rows_of(twice, {**busy(person, 7), "id": twice["id"]}))
    with unit_of_work(now=NOW, readonly=True) as session:
        assert session.execute(select(func.count()).select_from(BusyTime)).scalar_one() == 0


def test_a_single_insert_is_refused_by_the_same_guards():
    person = make_principal().user_id
    with unit_of_work(now=NOW) as session:
        assert INSERT_BUSY.run(session, **busy(person, 2)) == 1
        with pytest.raises(SlotTaken):
            INSERT_BUSY.run(session, **busy(person, 2))
        assert INSERT_BUSY.run(session, **busy(person, 3)) == 1


def test_it_stores_a_row_as_the_orm_does():
    """To the letter: the database compares instants as the texts that they are stored as."""
    person, other = make_principal().user_id, make_principal().user_id
    west = (NOW + timedelta(microseconds=1)).astimezone(timezone(timedelta(hours=-9)))
    columns = {"starts_at": west, "ends_at": NOW + timedelta(hours=1), "source_type": "lesson"}
    with unit_of_work(now=NOW) as session:
        session.add(BusyTime(id="one", person_id=person, source_id="one", **columns))
        INSERT_BUSY.run(session, id="two", person_id=other, source_id="two", **columns)
        Prepared(
            update(BusyTime)
            .where(
                col(BusyTime.id).in_(["two", "three"]),
                col(BusyTime.starts_at).in_([west, NOW]),
                col(BusyTime.starts_at) == bindparam("at"),
            )
            .values(ends_at=bindparam("until"))
        ).run(session, at=west, until=west + timedelta(hours=2))
        connection = session.connection()
        one, two = connection.exec_driver_sql(
            "SELECT starts_at, ends_at, typeof(starts_at) FROM busy_time ORDER BY id"
        )
    assert one == ("2026-01-05 08:00:00.000001", "2026-01-05 09:00:00.000000", "text")
    assert two == ("2026-01-05 08:00:00.000001", "2026-01-05 10:00:00.000001", "text")


def test_it_can_not_write_where_one_only_reads():
    person = make_principal().user_id
    remove = Prepared(delete(User).where(col(User.id) == bindparam("id")))
    with (
        pytest.raises(sqlite3.OperationalError, match="readonly"),
        unit_of_work(now=NOW, readonly=True) as session,
    ):
        remove.run(session, id=person)
    with unit_of_work(now=NOW) as session:
        assert remove.run(session, id=person) == 1


def test_a_pack_s_title_with_every_kind_of_letter_comes_back():
    title = "Füße — 数学 🎻 '\"; --"
    make_pack(make_tutor(), title=title)
    statement = select(CoursePack.title).where(col(CoursePack.title) == bindparam("title"))
    assert both(statement, title=title) == [(title,)]
