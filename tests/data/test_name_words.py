"""The index of names: as they are now, and found by the beginnings of their words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text as sql
from sqlmodel import select

from tests.factories import NOW, make_pack, make_tutor, make_user, reload, save
from tests.statements import asked_of
from tutorhub_app.data.accounts import User
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.name_words import PACK, PERSON, NameWord, named, words_of
from tutorhub_app.data.people import find_people
from tutorhub_app.domain.texts import search_terms

pytestmark = pytest.mark.usefixtures("database")


def found(text: str, kind: str = PERSON) -> set[str]:
    with unit_of_work(now=NOW, readonly=True) as session:
        statement = named(kind, text)
        assert statement is not None
        return set(session.execute(statement).scalars())


def test_people_are_found_by_the_beginnings_of_words_in_name_and_email() -> None:
    jose = make_user(fullname="José Smith-Jones", email="pepe.s@example.com").id
    other = make_user(fullname="Ann Smith", email="ann@example.com").id
    for text in ("jose", "JOSÉ", "smith jo", "jones", "pepe", "pepe.s@exa", "jos smi"):
        assert found(text) == {jose}, text
    assert found("smith") == {jose, other}
    for text in ("ose", "jose ann", "100%", "_"):
        assert found(text) == set(), text


def test_a_text_without_words_asks_for_nothing() -> None:
    assert named(PERSON, "  ") is None


def test_names_that_change_are_found_as_they_are_now() -> None:
    person = make_user(fullname="Ann Smith")
    row = reload(person)
    row.fullname = "Bea Miller"
    save(row)
    assert (found("ann"), found("bea")) == (set(), {person.id})
    pack = make_pack(make_tutor(), title="Olympiad algebra")
    assert found("alg", PACK) == {pack.id}
    pack.title = "Geometry"
    save(pack)
    assert (found("alg", PACK), found("geo", PACK)) == (set(), {pack.id})


def test_who_is_gone_leaves_no_words() -> None:
    person = make_user(fullname="Ann Smith")
    with unit_of_work(now=NOW) as session:
        session.delete(session.get_one(User, person.id))
    with unit_of_work(now=NOW, readonly=True) as session:
        assert session.exec(select(NameWord)).all() == []


@given(st.text(max_size=80), st.text(max_size=20))
def test_every_word_of_a_name_is_found_by_each_of_its_beginnings(name: str, other: str) -> None:
    words = words_of(name, other)
    for term in search_terms(f"{name} {other}"):
        assert any(word.startswith(term[:60]) for word in words)


@pytest.mark.parametrize("role", [None, "student"])
@pytest.mark.parametrize("sort", ["name", "joined"])
def test_people_are_looked_for_without_reading_all_names(role: str | None, sort: str) -> None:
    make_user(fullname="Ann Smith")
    with unit_of_work(now=NOW, readonly=True) as session:
        with asked_of(session) as asked:
            rows, total = find_people(session, text="smi", role=role, sort=sort, limit=25, offset=0)
        assert (len(rows), total) == (1, 1)
        for one in asked:
            steps = [row[3] for row in session.execute(sql(f"EXPLAIN QUERY PLAN {one}"))]
            assert not [step for step in steps if step.startswith("SCAN user")], steps
