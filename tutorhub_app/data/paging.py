"""A page of a select, and how many rows all pages have together."""

from typing import Any

from sqlalchemy import Select, func
from sqlalchemy.engine import RowMapping
from sqlmodel import Session

from tutorhub_app.data.engine import fetch
from tutorhub_app.domain.paging import PageRequest


def page_of(
    session: Session, ordered: Select[Any], asked: PageRequest, **values: Any
) -> tuple[list[RowMapping], int]:
    """The rows of that page, by column, and the total. `values` are those of its parameters.

    `ordered` has to leave no two rows equal in order: else a row could be on two pages.
    """
    page = ordered.limit(asked.limit).offset(asked.offset or None)
    rows = list(fetch(session, page, **values).mappings())
    if not asked.number or (asked.number == 1 and len(rows) < asked.row_count):
        return rows, len(rows)
    count = ordered.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return rows, int(fetch(session, count, **values).scalar_one())
