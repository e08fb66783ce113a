"""What the database does for lists of online lessons, and for their clock."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text
from sqlmodel import Session

from tests.factories import NOW, make_principal
from tests.statements import asked_of
from tutorhub_app.data import migrate
from tutorhub_app.data import online_lessons as data
from tutorhub_app.data.engine import make_engine, unit_of_work
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.online_lesson_fields import LessonsAsked, SortBy
from tutorhub_app.services import online_lessons

pytestmark = pytest.mark.usefixtures("database")


def steps_of(act: Callable[[Session], Any]) -> list[str]:
    """How SQLite goes about what is asked."""
    with unit_of_work(now=NOW, readonly=True) as session:
        with asked_of(session) as asked:
            act(session)
        connection = session.connection()
        return [
            str(row[3])
            for statement in asked
            if statement.startswith("SELECT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")
        ]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("by", SortBy)
def test_a_list_comes_in_order_from_an_index(by: SortBy, descending: bool):
    account = make_principal(Role.TUTOR).user_id
    (step,) = steps_of(
        lambda session: data.account_lessons(session, account, LessonsAsked(by, descending, 20, 40))
    )
    index = {
        # Rows of one account stand in the order of their ids there.
        SortBy.ID: "account_id",
        SortBy.START_TIME: "listed_by_starts_at",
        SortBy.TITLE: "listed_by_title",
    }[by]
    assert f"USING INDEX ix_online_lesson_{index} (account_id=?)" in step


def test_the_clock_looks_at_what_is_due_alone():
    account = make_principal(Role.TUTOR).user_id
    with unit_of_work(now=NOW) as session:
        for hours in range(50):
            online_lessons.make(
                session, account, "Verbs", NOW + timedelta(hours=hours), 60, now=NOW
            )
    steps = steps_of(lambda session: data.rows_behind(session, NOW, most=200))
    searched = [step for step in steps if "online_lesson " in step]
    assert len(searched) == 2
    assert all("SEARCH" in step and "status=? AND" in step for step in searched)


@pytest.mark.parametrize(
    "find",
    [
        lambda session: data.lesson_record(session, 1),
        lambda session: data.record_by_token(session, "token"),
        lambda session: data.record_by_slug(session, "slug"),
        lambda session: data.record_of_slot(session, "slot"),
    ],
)
def test_a_lesson_is_found_at_once(find: Callable[[Session], Any]):
    (step,) = steps_of(find)
    assert step.startswith("SEARCH online_lesson USING ")


def test_ids_are_never_used_again_whatever_was_migrated(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'down_and_up.db'}"
    migrate.upgrade(url)
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE sqlite_sequence SET seq = 41"))
    command.downgrade(migrate.alembic_config(engine), "0013")
    engine.dispose()
    migrate.upgrade(url)
    with sqlite3.connect(tmp_path / "down_and_up.db") as connection:
        (made_by,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'online_lesson'"
        ).fetchone()
        last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'online_lesson'")
        assert "AUTOINCREMENT" in made_by
        assert last.fetchall() == [(41,)]
