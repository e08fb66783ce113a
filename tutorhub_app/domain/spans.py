"""Sorted, disjoint, half-open spans of whole numbers: one look-up instead of a walk."""

from bisect import bisect_left
from collections.abc import Iterable


def union(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that cover the same numbers, touching ones joined, empty ones left out."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


class Spans:
    """A set of numbers kept as its spans."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        joined = union(pairs)
        self._starts = [start for start, _ in joined]
        self._ends = [end for _, end in joined]

    def meets(self, start: int, end: int) -> bool:
        """Whether any number of [start, end) is in the set."""
        before = bisect_left(self._starts, end) - 1
        return before >= 0 and self._ends[before] > start

    def widened(self, margin: int) -> "Spans":
        """The set with `margin` more on both sides of each span."""
        if not margin:
            return self
        return Spans(
            (start - margin, end + margin)
            for start, end in zip(self._starts, self._ends, strict=True)
        )

    def holding(self, number: int) -> tuple[int, int] | None:
        """The span that holds the number."""
        before = bisect_left(self._starts, number + 1) - 1
        if before >= 0 and self._ends[before] > number:
            return self._starts[before], self._ends[before]
        return None
