"""Migrations: true to the models, harmless to filled databases, never without the guards."""

from pathlib import Path

import pytest
from alembic import command
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, text

from tests.factories import make_enrollment, make_pack, make_principal, make_tutor, make_window
from tutorhub_app.data import guards, migrate
from tutorhub_app.data.engine import make_engine

PARENTS = ["user", "tutor_profile", "course_pack", "lesson_slot"]


def test_a_migrated_database_is_what_the_models_say(database: Path) -> None:
    engine = make_engine(f"sqlite:///{database}")
    command.check(migrate.alembic_config(engine))
    engine.dispose()


def test_a_migrated_database_has_its_guards(database: Path) -> None:
    assert _missing_guards(database) == []


def test_migrating_again_changes_nothing_in_a_filled_database(database: Path) -> None:
    _fill()
    before = _contents(database)
    migrate.upgrade(f"sqlite:///{database}")
    assert _contents(database) == before


@pytest.mark.parametrize("parent", PARENTS)
def test_rebuilding_a_parent_table_keeps_its_children_and_the_guards(
    database: Path, parent: str
) -> None:
    _fill()
    before = _contents(database)
    engine = make_engine(f"sqlite:///{database}")
    _rebuild(engine, parent)
    engine.dispose()
    assert _contents(database) == before
    assert _missing_guards(database) == []


def test_a_guard_that_was_dropped_or_altered_is_missed(database: Path) -> None:
    engine = make_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER busy_time_no_overlap_insert"))
        connection.execute(text("DROP TRIGGER busy_time_no_overlap_update"))
        connection.execute(
            text(
                "CREATE TRIGGER busy_time_no_overlap_update BEFORE UPDATE ON busy_time "
                "BEGIN SELECT 1; END"
            )
        )
    engine.dispose()
    assert _missing_guards(database) == [
        "busy_time_no_overlap_insert",
        "busy_time_no_overlap_update",
    ]


def test_migrating_puts_back_a_guard_that_is_missing(database: Path) -> None:
    engine = make_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER lesson_slot_screening_insert"))
    engine.dispose()
    migrate.upgrade(f"sqlite:///{database}")
    assert _missing_guards(database) == []


def test_going_down_and_up_again_leads_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'there_and_back.db'}"
    migrate.upgrade(url)
    engine = make_engine(url)
    command.downgrade(migrate.alembic_config(engine), "base")
    engine.dispose()
    migrate.upgrade(url)
    engine = make_engine(url)
    command.check(migrate.alembic_config(engine))
    engine.dispose()


def _fill() -> None:
    tutor = make_tutor()
    make_window(tutor)
    make_enrollment(make_pack(tutor), make_principal())


def _rebuild(engine: Engine, table: str) -> None:
    """A batch alter that copies the table, run as migrations run: foreign keys off."""
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        with connection.begin(), guards.lifted(connection):
            operations = Operations(MigrationContext.configure(connection))
            with operations.batch_alter_table(table, recreate="always"):
                pass
        driver.execute("PRAGMA foreign_keys = ON")


def _missing_guards(database: Path) -> list[str]:
    engine = make_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        missing = guards.missing(connection)
    engine.dispose()
    return missing


def _contents(database: Path) -> dict[str, list[tuple[object, ...]]]:
    engine = make_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        tables = [
            name
            for (name,) in connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            )
            if not name.startswith("sqlite_")
        ]
        contents = {
            table: sorted(
                (tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))),
                key=str,
            )
            for table in tables
        }
    engine.dispose()
    return contents
