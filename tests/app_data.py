"""The running app's own database, for tests that prepare people of their own in it.

With `app_database` the factories and `call(service, ...)` work on what the running app serves.
Demo people are shared by all tests: make your own for whatever you change.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pytest

from tests.running_app import OpenPages, RunningApp, sign_in
from tutorhub_app.data.accounts import User
from tutorhub_app.data.engine import get_engine
from tutorhub_app.services.passwords import hash_now
from tutorhub_app.settings import get_settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSWORD = "seven green lanterns"


@lru_cache
def password_hash() -> str:
    """Of PASSWORD: `make_user(password_hash=password_hash())` makes somebody who can sign in."""
    return hash_now(PASSWORD)


@pytest.fixture
def app_database(running_app: RunningApp, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("DATABASE_URL", running_app.database_url)
    monkeypatch.setenv("TUTORHUB_VAR_DIR", str(running_app.folder))
    get_settings.cache_clear()
    get_engine.cache_clear()
    yield running_app.database_url
    get_engine().dispose()
    get_engine.cache_clear()
    get_settings.cache_clear()


@pytest.fixture
def page_of(open_pages: OpenPages, app_database: str) -> "Callable[..., Page]":
    """`page_of(user, phone=True)`: a page signed in as somebody made with `password_hash()`."""

    def open_for(user: User, **options: Any) -> "Page":
        page = open_pages.open(**options)
        sign_in(page, user.email, PASSWORD)
        return page

    return open_for
