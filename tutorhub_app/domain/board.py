"""The shared board: which of two states of an item wins, and how much a board may hold.

Elements and pages are items. Each change makes a new state with a stamp; of two states of one item
every browser and the server choose the same one, in whatever order they hear of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

MOST_ITEMS = 20_000
LARGEST_ITEM = 200_000
"""Characters of an item as JSON."""
LARGEST_BOARD = 64_000_000
"""Characters of all its items."""
LARGEST_LOG = 256_000_000
"""Characters of what is kept to be played back. Beyond it the board goes on, unlogged."""
HIGHEST_VERSION = 2**31 - 1
LONGEST_ID = 64
PAGE = "page"


@dataclass(frozen=True, slots=True)
class Stamp:
    version: int
    nonce: int

    def beats(self, other: "Stamp | None") -> bool:
        """The higher version wins; of equal ones the lower nonce. Nothing beats its like."""
        if other is None:
            return True
        return (self.version, -self.nonce) > (other.version, -other.nonce)


@dataclass(frozen=True, slots=True)
class Item:
    """A state of an item. `content` is the whole of it as JSON, of which the rest is told.

    `at` is when it came; `page` is the page it is on, empty for a page itself.
    """

    id: str
    page: str
    stamp: Stamp
    is_deleted: bool
    content: str
    at: datetime


class BoardFull(Exception):
    """One more item, or a larger one, does not fit."""


class Board(Mapping[str, Item]):
    """The present state of each item. Deleted ones stay: they beat what is older."""

    def __init__(self, items: Mapping[str, Item] | None = None, revision: int = 0) -> None:
        self._items = dict(items or {})
        self._size = sum(len(item.content) for item in self._items.values())
        self.revision = revision
        """How many changes have won so far."""

    def __getitem__(self, item_id: str) -> Item:
        return self._items[item_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: Item) -> bool:
        """Whether the item has won, and is on the board now. BoardFull."""
        present = self._items.get(item.id)
        if not item.stamp.beats(present.stamp if present else None):
            return False
        size = self._size + len(item.content) - (len(present.content) if present else 0)
        if size > LARGEST_BOARD or (present is None and len(self._items) >= MOST_ITEMS):
            raise BoardFull
        self._items[item.id] = item
        self._size = size
        self.revision += 1
        return True

    def newer_than(self, known: Mapping[str, Stamp]) -> Iterator[Item]:
        """What somebody lacks who has these."""
        return (item for item in self._items.values() if item.stamp.beats(known.get(item.id)))

    def lacks(self, known: Mapping[str, Stamp]) -> list[str]:
        """The ids of what somebody has who has these, and the board has not, or older."""
        return [
            item_id
            for item_id, stamp in known.items()
            if stamp.beats(found.stamp if (found := self._items.get(item_id)) else None)
        ]
