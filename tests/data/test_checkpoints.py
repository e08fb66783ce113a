"""The log is copied into the database beside those who read and write."""

import sqlite3
from pathlib import Path

from sqlmodel import select

from tests.factories import NOW, make_user
from tutorhub_app.data import checkpoints
from tutorhub_app.data.accounts import User
from tutorhub_app.data.engine import get_engine, unit_of_work


def names_in_the_file_alone(database: Path) -> int:
    """How many people the database's own file holds, without its log."""
    with sqlite3.connect(f"file:{database}?immutable=1", uri=True) as connection:
        return int(connection.execute("SELECT count(*) FROM user").fetchone()[0])


def test_what_was_written_is_copied(database: Path):
    make_user(email="first@example.com")
    assert names_in_the_file_alone(database) == 0
    assert checkpoints.take(get_engine()) == 0
    assert names_in_the_file_alone(database) == 1


def test_a_writer_and_a_reader_are_not_waited_for_and_lose_nothing(database: Path):
    make_user(email="first@example.com")
    with unit_of_work(now=NOW, readonly=True) as reader, unit_of_work(now=NOW) as writer:
        assert len(reader.exec(select(User.id)).all()) == 1
        writer.add(make_user_row("second@example.com"))
        writer.flush()
        assert checkpoints.take(get_engine()) == 0
        assert names_in_the_file_alone(database) == 1
    checkpoints.take(get_engine())
    assert names_in_the_file_alone(database) == 2


def make_user_row(email: str) -> User:
    return User(
        email=email,
        email_key=email,
        fullname="Somebody",
        password_hash="never fits",
        role="student",
        created_at=NOW,
    )
