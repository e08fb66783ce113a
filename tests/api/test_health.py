"""`/health`, `/admin/health` and `/favicon.ico`, in process."""

import sqlite3
from pathlib import Path

import pytest

from tests.api.asking import SCHEDULING, Clients, refused
from tests.factories import make_principal, make_tutor
from tutorhub_app.data import migrate
from tutorhub_app.data.engine import get_engine
from tutorhub_app.domain.accounts import Role

ICON = Path("assets/favicon.ico").read_bytes()
PATHS = (f"{SCHEDULING}/health", f"{SCHEDULING}/admin/health")


@pytest.mark.parametrize("path", PATHS)
async def test_everybody_is_told_that_it_answers_and_nothing_more(client_of: Clients, path: str):
    for client in (client_of(), client_of(make_principal()), client_of(make_tutor().principal)):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "OK"})
    forged = await client_of().get(path, headers={"Authorization": "Bearer forged"})
    assert (forged.status_code, forged.json()) == (200, {"status": "OK"})
    assert (await client_of().head(path)).status_code == 200


@pytest.mark.parametrize("path", PATHS)
async def test_administrators_see_what_it_stands_on(client_of: Clients, path: str):
    seen = (await client_of(make_principal(Role.ADMIN)).get(path)).json()
    assert seen.pop("database")["latencyMs"] >= 0
    assert seen.pop("uptimeSeconds") >= 0
    newest = migrate.newest_revision()
    assert seen == {
        "status": "OK",
        "version": "1.0.48",
        "migrations": {"current": newest, "newest": newest, "isCurrent": True},
        "guards": {"missing": [], "arePresent": True},
        "answerMemory": {"count": 0, "bytes": 0},
    }


async def test_a_lost_guard_and_an_old_database_are_seen(client_of: Clients, database: Path):
    admin = client_of(make_principal(Role.ADMIN))
    with sqlite3.connect(database) as connection:
        connection.execute("DROP TRIGGER busy_time_no_overlap_insert")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    seen = (await admin.get(PATHS[0])).json()
    assert seen["guards"] == {"missing": ["busy_time_no_overlap_insert"], "arePresent": False}
    assert seen["migrations"]["current"] == "0001"
    assert not seen["migrations"]["isCurrent"]


@pytest.mark.parametrize("path", PATHS)
async def test_a_database_that_does_not_answer_is_unhealthy(
    client_of: Clients, database: Path, path: str
):
    admin = client_of(make_principal(Role.ADMIN))
    spoil(database, b"no database at all" * 1000)
    for client in (client_of(), admin):
        refused(await client.get(path), 503, "databaseUnavailable")


async def test_a_database_without_its_tables_is_unhealthy(client_of: Clients, database: Path):
    admin = client_of(make_principal(Role.ADMIN))
    spoil(database, b"")
    refused(await admin.get(PATHS[0]), 503)


async def test_a_database_that_is_too_slow_is_unhealthy(
    client_of: Clients, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tutorhub_app.api.health.SECONDS_TO_ANSWER", 0)
    refused(await client_of().get(PATHS[0]), 503, "databaseUnavailable")


def spoil(database: Path, content: bytes) -> None:
    get_engine().dispose()
    for file in database.parent.glob("tutorhub.db-*"):
        file.unlink()
    database.write_bytes(content)


async def test_the_icon_is_the_apps_own(client_of: Clients):
    answer = await client_of().get(f"{SCHEDULING}/favicon.ico")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/x-icon"
    assert answer.headers["cache-control"] == "public, max-age=86400"
    assert answer.content == ICON
