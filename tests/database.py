"""A fresh migrated SQLite database for each test: a copy of one that is migrated once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutorhub_app.data import migrate
from tutorhub_app.data.engine import get_engine
from tutorhub_app.services import memory, rates, throttle
from tutorhub_app.settings import get_settings


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "tutorhub.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(
    migrated_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The path of this test's database, which the app uses, too."""
    path = tmp_path / "tutorhub.db"
    shutil.copy(migrated_database, path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("TUTORHUB_VAR_DIR", str(tmp_path))
    get_settings.cache_clear()
    get_engine.cache_clear()
    throttle.forget()
    rates.forget()
    memory.answers.forget()
    yield path
    get_engine().dispose()
    get_engine.cache_clear()
    get_settings.cache_clear()
    throttle.forget()
