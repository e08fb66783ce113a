"""How fast somebody may send."""

from hypothesis import given
from hypothesis import strategies as st

from tutorhub_app.domain.buckets import Bucket


def test_a_burst_is_free_and_what_comes_after_waits():
    bucket = Bucket(10, 3, at=0)
    assert [bucket.take(1, 0) for _ in range(5)] == [0, 0, 0, 0.1, 0.2]


def test_it_fills_by_itself_but_never_beyond_a_burst():
    bucket = Bucket(10, 3, at=0)
    assert all(bucket.take_if_there(1, 0) for _ in range(3))
    assert not bucket.take_if_there(1, 0)
    assert bucket.take_if_there(1, 0.1)
    assert [bucket.take_if_there(1, 100) for _ in range(4)] == [True, True, True, False]


def test_a_refusal_costs_nothing():
    bucket = Bucket(1, 1, at=0)
    assert bucket.take_if_there(1, 0)
    assert not any(bucket.take_if_there(1, 0.5) for _ in range(10))
    assert bucket.take_if_there(1, 1)


@given(st.lists(st.tuples(st.floats(0, 0.5), st.floats(0.1, 5)), max_size=50))
def test_who_waits_as_told_never_sends_faster_than_the_rate(steps: list[tuple[float, float]]):
    bucket, at, sent = Bucket(10, 20, at=0), 0.0, 0.0
    for pause, cost in steps:
        at += pause
        sent += cost
        at += bucket.take(cost, at)
        assert sent <= 20 + 10 * at + 1e-6
