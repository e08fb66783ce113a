"""The decision in SQL is the decision row by row."""

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from sqlalchemy import Column, Connection, MetaData, Table, Text, create_engine, false, select

from tests.domain.test_policy import PERMISSIONS, people
from tutorhub_app.data.reach import own_or_reached, reached
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal

_PLACES = ["row", "pack", "profile", "another", None]
_CHAINS = list(itertools.product(_PLACES, repeat=3))
_lessons = Table("lesson", MetaData(), *(Column(name, Text) for name in "abc"))


@pytest.fixture(scope="module")
def rows() -> Iterator[Connection]:
    with create_engine("sqlite://").connect() as connection:
        _lessons.metadata.create_all(connection)
        connection.execute(
            _lessons.insert(), [dict(zip("abc", chain, strict=True)) for chain in _CHAINS]
        )
        yield connection


@given(who=people)
def test_a_list_reaches_what_asking_row_by_row_allows(rows: Connection, who: Principal):
    for permission in PERMISSIONS:
        for condition in (
            reached(who, permission, _lessons.columns),
            own_or_reached(who, permission, false(), _lessons.columns),
        ):
            found = {tuple(row) for row in rows.execute(select(_lessons).where(condition))}
            assert found == {
                chain
                for chain in _CHAINS
                if policy.allowed(who, permission, concerned=False, objects=chain)
            }
