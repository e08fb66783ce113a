"""Many values for statements that take only so many."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

MOST_AT_ONCE = 1000


def in_batches(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while batch := list(islice(rest, MOST_AT_ONCE)):
        yield batch
