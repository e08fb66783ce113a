"""A page of a select, and how many rows all pages have together."""

from typing import Any

from sqlalchemy import Select, bindparam, func
from sqlmodel import Session

from tutorhub_app.data.engine import fetch
from tutorhub_app.data.prepared import Prepared
from tutorhub_app.domain.paging import PageRequest

Rows = list[dict[str, Any]]
"""By column."""


class Pages:
    """The pages of a select that is made once.

    It has to leave no two rows equal in order: else a row could be on two pages.
    """

    def __init__(self, ordered: Select[Any]) -> None:
        self._names = tuple(ordered.selected_columns.keys())
        self._all = Prepared(ordered)
        self._page = Prepared(ordered.limit(bindparam("page_rows")).offset(bindparam("page_start")))
        self._count = Prepared(_counted(ordered))

    def of(self, session: Session, asked: PageRequest, **values: Any) -> tuple[Rows, int]:
        """The rows of that page, and the total. `values` are those of the select's parameters."""
        if asked.limit is None:
            rows = self._all.rows(session, **values)
        else:
            start = asked.offset
            rows = self._page.rows(session, page_rows=asked.limit, page_start=start, **values)
        named = [dict(zip(self._names, row, strict=True)) for row in rows]
        if _is_everything(asked, len(named)):
            return named, len(named)
        counted = self._count.first(session, **values)
        assert counted is not None
        return named, counted[0]


def page_of(
    session: Session, ordered: Select[Any], asked: PageRequest, **values: Any
) -> tuple[Rows, int]:
    """The same of a select that is made for once."""
    page = ordered.limit(asked.limit).offset(asked.offset or None)
    found = fetch(session, page, **values)
    names = tuple(found.keys())
    named = [dict(zip(names, row, strict=True)) for row in found]
    if _is_everything(asked, len(named)):
        return named, len(named)
    return named, int(fetch(session, _counted(ordered), **values).scalar_one())


def _is_everything(asked: PageRequest, rows: int) -> bool:
    return not asked.number or (asked.number == 1 and rows < asked.row_count)


def _counted(ordered: Select[Any]) -> Select[Any]:
    return ordered.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
