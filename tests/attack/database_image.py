"""All rows of the running app's database, to tell what an attack changed."""

import sqlite3
from typing import Any

from tutorhub_app.data.changes import JOBS_TOPIC

Image = dict[str, set[tuple[Any, ...]]]

# What the clock writes by itself meanwhile is nobody's doing.
_OF_ATTACKS = {
    "job_state": "FALSE",
    "change": f"topic <> '{JOBS_TOPIC}'",
    "sqlite_sequence": "name <> 'change'",
}


def image_of(database_url: str) -> Image:
    """Table -> its rows, but for those that the clock writes."""
    path = database_url.removeprefix("sqlite:///")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: set(
                connection.execute(
                    f'SELECT * FROM "{name}" WHERE {_OF_ATTACKS.get(name, "TRUE")}'
                ).fetchall()
            )
            for (name,) in names
        }


def changes(before: Image, after: Image) -> dict[str, tuple[set[Any], set[Any]]]:
    """Table -> (rows that are gone, rows that came), of the tables that changed."""
    return {
        name: (before[name] - after[name], after[name] - before[name])
        for name in before
        if before[name] != after[name]
    }


def lost_rows(before: Image, after: Image, ids: set[str]) -> list[tuple[Any, ...]]:
    """Rows that mention one of these ids and are no longer as they were."""
    return [
        row
        for gone, _ in changes(before, after).values()
        for row in gone
        if ids & {value for value in row if isinstance(value, str)}
    ]
