"""The board's rule: everybody ends with the same items, whatever came when."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorhub_app.domain import board as limits
from tutorhub_app.domain.board import Board, BoardFull, Item, Stamp

AT = datetime(2026, 1, 5, 8, tzinfo=UTC)


def item(item_id: str = "a", version: int = 1, nonce: int = 5, content: str = "") -> Item:
    return Item(
        item_id, "page:one", Stamp(version, nonce), False, content or f"{version}/{nonce}", AT
    )


stamps = st.builds(Stamp, st.integers(1, 4), st.integers(0, 3))
items = st.builds(item, st.sampled_from(["a", "b", "c"]), st.integers(1, 4), st.integers(0, 3))


@given(stamps, stamps)
def test_of_two_different_stamps_exactly_one_beats_the_other(one: Stamp, other: Stamp):
    assert (one.beats(other) + other.beats(one)) == (one != other)


@given(stamps, stamps, stamps)
def test_beating_is_transitive(one: Stamp, two: Stamp, three: Stamp):
    if one.beats(two) and two.beats(three):
        assert one.beats(three)


def test_the_higher_version_wins_and_on_a_tie_the_lower_nonce():
    assert Stamp(2, 9).beats(Stamp(1, 0))
    assert Stamp(2, 3).beats(Stamp(2, 4))
    assert not Stamp(2, 4).beats(Stamp(2, 4))
    assert Stamp(1, 1).beats(None)


@given(st.lists(items).flatmap(lambda all_: st.tuples(st.just(all_), st.permutations(all_))))
def test_the_order_of_arrival_does_not_matter(both: tuple[Sequence[Item], Sequence[Item]]):
    boards = [Board(), Board()]
    for board, arrived in zip(boards, both, strict=True):
        for each in arrived:
            board.put(each)
    assert dict(boards[0]) == dict(boards[1])


@given(st.lists(items), st.lists(items))
def test_what_one_lacks_and_what_the_other_wants_make_both_alike(mine, theirs):
    board, browser = Board(), Board()
    for each in mine:
        board.put(each)
    for each in theirs:
        browser.put(each)
    have = {each.id: each.stamp for each in browser.values()}
    wanted = board.lacks(have)
    for each in list(board.newer_than(have)):
        assert browser.put(each)
    for item_id in wanted:
        assert board.put(browser[item_id])
    assert dict(board) == dict(browser)


@given(st.lists(items))
def test_the_revision_counts_the_changes_that_won(arrived):
    board = Board(revision=7)
    won = sum(board.put(each) for each in arrived)
    assert board.revision == 7 + won


def test_a_board_holds_only_so_many_items(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "MOST_ITEMS", 2)
    board = Board()
    board.put(item("a"))
    board.put(item("b"))
    with pytest.raises(BoardFull):
        board.put(item("c"))
    assert board.put(item("a", 2))
    assert set(board) == {"a", "b"}


def test_a_board_holds_only_so_many_characters(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "LARGEST_BOARD", 10)
    board = Board()
    board.put(item("a", 1, content="12345678"))
    with pytest.raises(BoardFull):
        board.put(item("b", content="123"))
    assert board.put(item("a", 2, content="1"))
    assert board.put(item("b", content="123"))
    with pytest.raises(BoardFull):
        board.put(item("b", 2, content="1234567890"))
    assert board["b"].content == "123"
