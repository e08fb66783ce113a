"""What lists read from their address: whatever it says, a list can be shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorhub_app.domain.accounts import Role
from tutorhub_app.states.listing import (
    LONGEST_TEXT,
    day_in,
    listing,
    one_of,
    page_in,
    sort_in,
    sort_text,
    text_in,
)

SORTS = ("name", "joined")


@given(st.dictionaries(st.sampled_from(["q", "page", "role", "sort", "first"]), st.text()))
def test_any_address_asks_for_something_that_can_be_shown(query: dict[str, str]) -> None:
    assert 1 <= page_in(query) < 10**6
    assert len(text_in(query)) <= LONGEST_TEXT
    assert one_of(query, "role", Role) in ("", *Role)
    name, _ = sort_in(query, SORTS, "name")
    assert name in SORTS
    assert isinstance(day_in(query, "first"), date | None)


@given(st.sampled_from(SORTS), st.booleans())
def test_a_sort_is_read_as_it_was_written(name: str, descending: bool) -> None:
    assert sort_in({"sort": sort_text(name, descending)}, SORTS, "name") == (name, descending)


@pytest.mark.parametrize("sort", ["", "-", "nothing", "-nothing", "--name", "NAME"])
def test_an_unknown_sort_is_the_usual_one(sort: str) -> None:
    assert sort_in({"sort": sort}, SORTS, "-joined") == ("joined", True)


@pytest.mark.parametrize(
    ("total", "pages", "words"),
    [
        (0, 1, "0 people"),
        (1, 1, "1 person"),
        (12, 1, "12 people"),
        (10_000, 400, "10,000 people, page 3 of 400"),
    ],
)
def test_the_summary_counts_what_was_found(total: int, pages: int, words: str) -> None:
    page = 3 if pages > 1 else 1
    assert listing({}, total, page, pages, "person", "people").summary == words


def test_a_search_or_a_filter_narrows_but_a_page_or_a_sort_does_not() -> None:
    shown = {"page": "2", "sort": "-name", "show": "past", "q": " "}
    assert not listing(shown, 0, 1, 1, "lesson", "lessons").narrowed
    assert listing({**shown, "role": "tutor"}, 0, 1, 1, "lesson", "lessons").narrowed
    assert listing({"q": "maria"}, 0, 1, 1, "lesson", "lessons").narrowed


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026-02-30", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_day_is_one_that_times_can_be_made_from(text: str, day: date | None) -> None:
    assert day_in({"first": text}, "first") == day
