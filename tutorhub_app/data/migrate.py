"""Migrations: to the newest schema, with foreign keys checked and the guards recreated."""

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from tutorhub_app.data import guards
from tutorhub_app.data.engine import make_engine

ROOT = Path(__file__).resolve().parents[2]


def alembic_config(engine: Engine | None = None) -> Config:
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(ROOT / "alembic"))
    config.attributes["engine"] = engine
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to `revision`, making its folder if it is a file.

    Raises RuntimeError when a foreign key is broken afterwards.
    """
    engine = make_engine(url)
    if engine.url.database and engine.dialect.name == "sqlite":
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    try:
        command.upgrade(alembic_config(engine), revision)
        if revision == "head":
            with engine.begin() as connection:
                broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
                if broken:
                    tables = sorted({row[0] for row in broken})
                    raise RuntimeError(f"Broken foreign keys in {', '.join(tables)}")
    finally:
        engine.dispose()


def revision(connection: Connection) -> str | None:
    """What the database was migrated to; None when it never was."""
    return MigrationContext.configure(connection).get_current_revision()


@lru_cache
def newest_revision() -> str:
    """What `upgrade` brings a database to."""
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert newest is not None
    return newest


def lost_guards(url: str) -> list[str]:
    """Guards that the newest schema lacks. An older or empty database gets them by migrating."""
    engine = make_engine(url)
    try:
        file = engine.url.database
        if engine.dialect.name == "sqlite" and not (file and Path(file).exists()):
            return []
        with engine.connect() as connection:
            if revision(connection) != newest_revision():
                return []
            return guards.missing(connection)
    finally:
        engine.dispose()
