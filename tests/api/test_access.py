"""Every route, asked by everyone: the answers are those of the access matrix, a refusal changes
nothing, and neither does looking."""

import sqlite3
from functools import lru_cache
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from tests.api.access import accounts, catalog, documents, lessons, scheduling
from tests.api.access.cases import CASES
from tests.api.access.house import House, house
from tests.api.access.table import PAGE, SIGNED_IN, TABLE, Line, Who, page
from tests.api.asking import AUTH, CATALOG, LESSONS, OURS, SCHEDULING, front
from tutorhub_app.api import apis
from tutorhub_app.api.front import Front

__all__ = ["accounts", "catalog", "documents", "house", "lessons", "scheduling"]

PREFIXES = (SCHEDULING, CATALOG, AUTH, LESSONS)


@lru_cache
def _front() -> Front:
    return front()


def _everything(database: Path) -> str:
    """All that is stored."""
    with sqlite3.connect(database) as connection:
        return "\n".join(connection.iterdump())


def _address(line: Line, ids: tuple[str, ...]) -> str:
    """The line's path with the ids in the place of its parameters, in order."""
    parts = line.route.partition(" ")[2].split("/")
    left = iter(ids)
    address = "/".join(next(left) if part.startswith("{") else part for part in parts)
    assert not list(left)
    return address


@pytest.mark.parametrize("who", Who)
@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line.route}, {line.about}")
async def test_the_answer_is_the_tables(database: Path, house: House, line: Line, who: Who):
    ask = CASES[line.route, line.about](house)
    method, _, path = line.route.partition(" ")
    headers = _headers(house, who, by_key=path.startswith(f"{LESSONS}/"))
    before = _everything(database)
    transport = httpx.ASGITransport(_front(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=OURS) as client:
        answer = await client.request(
            method,
            _address(line, ask.ids),
            json=ask.body,
            params=ask.query,
            headers=headers,
        )
    status, _, seen = line.cells[who].partition(":")
    assert answer.status_code == int(status), answer.text
    if seen:
        found = answer.json()
        assert (len(found["body"]) if "body" in found else found["rowCount"]) == int(seen)
    is_same = _everything(database) == before
    if method == "GET" or answer.status_code >= 400:
        assert is_same
    elif who in SIGNED_IN:
        assert not is_same


def _headers(house: House, who: Who, *, by_key: bool) -> dict[str, str]:
    if by_key:
        key = house.key(who)
        return {"x-api-key": key} if key else {}
    token = house.token(who)
    return {"Authorization": f"Bearer {token}"} if token else {}


def _routes(prefix: str, app: FastAPI) -> set[str]:
    found = set()
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, Mount):
            found.add(f"GET {prefix}{route.path}/{{file}}")
        else:
            found |= {f"{method} {prefix}{route.path}" for method in route.methods or ()}
    return found


def test_every_route_of_the_apis_is_in_the_table_and_no_other():
    there = set()
    for prefix in PREFIXES:
        app = apis.every_api().get(prefix)
        if isinstance(app, FastAPI):
            there |= _routes(prefix, app)
    assert {line.route for line in TABLE} == there


def test_every_line_is_asked_and_nothing_else():
    assert set(CASES) == {(line.route, line.about) for line in TABLE}


def test_the_page_shows_the_table_as_it_is():
    assert PAGE.read_text() == page()
