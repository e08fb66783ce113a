"""What all lists share: reading what their address asks for, and what their pages show of them.

    query = self.router.url.query_parameters
    sort, descending = sort_in(query, ("name", "joined"), "-joined")
    found = await run(people.people, principal(), text=text_in(query), page=page_in(query), ...)
    self.listing = listing(query, found.total, found.page, found.page_count, "person", "people",
                           sort=sort_text(sort, descending))

The page's controls write the address themselves: components/list_tools.py, components/table.py.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

LONGEST_TEXT = 100
_NOT_FILTERS = ("page", "sort", "show", "as", "tutor")


@dataclass(frozen=True)
class Listing:
    """A list as its page shows it. `sort` is as in the address: "name", or "-name" descending.
    `narrowed` says whether a search or a filter leaves some out."""

    sort: str = ""
    page: int = 1
    page_count: int = 1
    total: int = 0
    summary: str = ""
    narrowed: bool = False


def listing(
    query: Mapping[str, str],
    total: int,
    page: int,
    page_count: int,
    one: str,
    several: str,
    *,
    sort: str = "",
) -> Listing:
    """`one` and `several` name what is listed: "person", "people"."""
    words = f"1 {one}" if total == 1 else f"{total:,} {several}"
    if page_count > 1:
        words += f", page {page:,} of {page_count:,}"
    narrowed = any(value.strip() for name, value in query.items() if name not in _NOT_FILTERS)
    return Listing(sort, page, page_count, total, words, narrowed)


def text_in(query: Mapping[str, str], name: str = "q") -> str:
    """A text to search for, on one line."""
    return " ".join(query.get(name, "")[:LONGEST_TEXT].split())


def page_in(query: Mapping[str, str]) -> int:
    """The page's number, from 1; the first when the address says none that can be."""
    text = query.get("page", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    return max(1, number)


def one_of(query: Mapping[str, str], name: str, choices: Iterable[str], default: str = "") -> str:
    """The chosen one of these; what the address says wrongly is left out."""
    wanted = query.get(name, "")
    return next((str(choice) for choice in choices if choice == wanted), default)


def day_in(query: Mapping[str, str], name: str) -> date | None:
    """A day of this millennium, as "2026-03-01"."""
    try:
        day = date.fromisoformat(query.get(name, ""))
    except ValueError:
        return None
    return day if 2000 <= day.year < 3000 else None


def sort_in(query: Mapping[str, str], names: Collection[str], default: str) -> tuple[str, bool]:
    """By what to sort, and whether descending. The address and `default` say "-name" for that."""
    wanted = query.get("sort", "")
    if wanted.removeprefix("-") not in names:
        wanted = default
    return wanted.removeprefix("-"), wanted.startswith("-")


def sort_text(name: str, descending: bool) -> str:
    """The sort as an address says it."""
    return f"-{name}" if descending else name
