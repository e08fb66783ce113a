"""Rates over a sliding window."""

from hypothesis import given
from hypothesis import strategies as st

from tutorhub_app.domain.rates import Counts, Rate

RATES = st.builds(Rate, st.integers(1, 20), st.integers(1, 60))
STEPS = st.lists(st.floats(0, 30, allow_nan=False), min_size=1, max_size=200)


def at_seconds(steps: list[float]) -> list[float]:
    at, found = 1_700_000_000.0, []
    for step in steps:
        at += step
        found.append(at)
    return found


@given(RATES, STEPS)
def test_no_fixed_window_lets_more_through_than_the_rate(rate: Rate, steps: list[float]):
    counts = Counts(rate)
    through = [at for at in at_seconds(steps) if not counts.use("a", at)]
    for window in {at // rate.seconds for at in through}:
        assert sum(at // rate.seconds == window for at in through) <= rate.most


@given(RATES, STEPS)
def test_who_waits_as_long_as_told_comes_through(rate: Rate, steps: list[float]):
    counts = Counts(rate)
    for at in at_seconds(steps):
        wait = counts.use("a", at)
        assert wait >= 0
        if wait:
            assert wait <= rate.seconds + 1
            assert counts.use("a", at + wait) == 0
            return


@given(RATES, st.integers(1, 5))
def test_who_keeps_to_the_rate_is_never_refused(rate: Rate, windows: int):
    counts = Counts(rate)
    pause = rate.seconds / rate.most * 1.001
    for number in range(rate.most * windows):
        assert counts.use("a", 1_700_000_000 + number * pause) == 0


def test_two_bursts_at_the_turn_of_a_window_are_not_let_through():
    counts = Counts(Rate(100, 60))
    turn = 1_700_000_040.0
    assert turn % 60 == 0
    assert [counts.use("a", turn - 1) for _ in range(100)] == [0] * 100
    assert sum(counts.use("a", turn + 1) == 0 for _ in range(100)) == 2


def test_keys_are_counted_apart_and_forgotten_in_time():
    counts = Counts(Rate(1, 10))
    assert [counts.use(key, 100) for key in "aab"] == [0, 11, 0]
    counts.use("c", 120)
    assert "a" not in counts._now | counts._before
