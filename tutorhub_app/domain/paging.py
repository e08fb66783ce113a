"""Lists, a page at a time."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page: numbered from 1, of `row_count` rows; number 0 is everything at once."""

    number: int = 1
    row_count: int = 25

    @property
    def limit(self) -> int | None:
        return self.row_count if self.number else None

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.row_count if self.number else 0


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of the page that was asked for, of `total` on all pages."""

    rows: tuple[T, ...]
    total: int
    asked: PageRequest

    @property
    def row_count(self) -> int:
        """The most rows a page has; everything counts as one page of all."""
        return self.asked.row_count if self.asked.number else self.total

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // self.asked.row_count)) if self.asked.number else 1
