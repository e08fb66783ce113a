"""Sorted, disjoint, half-open spans of whole numbers: one look-up instead of a walk."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator


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

    def turns(self, first: int, last: int, length: int) -> Iterator[int]:
        """Where, for numbers from `first` to `last`, `meets(number, number + length)` may answer
        otherwise than for the number before."""
        for at in range(bisect_right(self._ends, first), len(self._starts)):
            if self._starts[at] >= last + length:
                break
            yield self._starts[at] - length + 1
            yield self._ends[at]

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


class Steady:
    """Answers for numbers that change only at some turns: between two of them it asks once."""

    __slots__ = ("_answers", "_ask", "_turns")

    def __init__(self, turns: Iterable[int], ask: Callable[[int], bool]) -> None:
        self._turns = sorted(turns)
        self._ask = ask
        self._answers: dict[int, bool] = {}

    def at(self, number: int) -> bool:
        between = bisect_right(self._turns, number)
        answer = self._answers.get(between)
        if answer is None:
            answer = self._answers[between] = self._ask(number)
        return answer
