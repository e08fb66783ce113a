"""Lists as tables: a real table on a desk, cards on a phone; sorted by their headers.

    people = data_table(
        "People",
        [
            Column("Name", lambda row: row_link(row.name, row.href), sort="name"),
            Column("Joined", lambda row: row.joined, sort="joined", first="descending"),
            Column("Lessons", lambda row: row.lessons, number=True),
        ],
        state.rows,
        sort=state.listing.sort,
    )
    listed(people, loaded=state.loaded, listing=state.listing,
           empty=empty_state(...), not_found=empty_state(...))

A row opens by the `row_link` (or `row_opener`) of one of its cells, which covers the row; other
controls of a row stand above it in `above(...)`. The form above the list: components/list_tools.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from tutorhub_app.components.buttons import link
from tutorhub_app.components.feedback import skeleton_list
from tutorhub_app.components.kinds import Event, Text
from tutorhub_app.components.list_tools import SortHeader, list_keys, pager

Order = Literal["ascending", "descending"]


@dataclass(frozen=True, slots=True)
class Column:
    """`cell(row)` gives a cell's content; `row` is a Var. `sort` is the name of the sort in the
    address, "" for none, and `first` the order of the first press on the header."""

    label: str
    cell: Callable[[Any], Any]
    sort: str = ""
    first: Order = "ascending"
    number: bool = False


def data_table(
    label: str, columns: Sequence[Column], rows: Any, *, sort: Text = ""
) -> rx.Component:
    """`label` names the table to screen readers; `rows` is a Var of a list; `sort` the list's,
    as in the address."""
    # Said outright, because the stylesheet turns rows into cards on phones.
    return rx.el.table(
        rx.el.thead(
            rx.el.tr(*[_header(column, sort) for column in columns], role="row"), role="rowgroup"
        ),
        rx.el.tbody(
            rx.foreach(
                rows,
                lambda row: rx.el.tr(*[_cell(column, row) for column in columns], role="row"),
            ),
            role="rowgroup",
        ),
        role="table",
        aria_label=label,
        class_name="th-table",
    )


def listed(
    table: rx.Component,
    *,
    loaded: Any,
    listing: Any,
    empty: rx.Component,
    not_found: rx.Component,
    search: bool = True,
) -> rx.Component:
    """The list, what it says when it is empty, its pages, and how many there are in all.

    `listing` is a Var of states/listing.py's Listing. `not_found` is shown when a search or filter
    leaves nothing, `empty` when there is nothing at all.
    """
    return rx.fragment(
        rx.el.p(
            rx.cond(loaded, listing.summary, ""),
            role="status",
            class_name="th-muted th-small th-list-count",
        ),
        rx.cond(
            loaded,
            rx.cond(
                listing.total > 0,
                rx.fragment(
                    table, pager(listing.page, listing.page_count), list_keys(search=search)
                ),
                rx.cond(listing.narrowed, not_found, empty),
            ),
            skeleton_list(),
        ),
    )


def row_link(text: Text, href: Text) -> rx.Component:
    """The link that opens its row."""
    return link(text, href=href, class_name="th-cover th-strong", data_row="")


def row_opener(text: Text, on_click: Event, **props: Any) -> rx.Component:
    """The button that opens its row, where that leads to no page of its own."""
    return rx.el.button(
        text,
        type="button",
        on_click=on_click,
        class_name="th-cover th-strong th-bare",
        custom_attrs={"data-row": ""},
        **props,
    )


def above(*content: Any) -> rx.Component:
    """What can be pressed in a row beside the row itself."""
    return rx.el.div(*content, class_name="th-above")


def _header(column: Column, sort: Text) -> rx.Component:
    look = "th-num-cell" if column.number else ""
    if column.sort:
        return SortHeader.create(
            column.label, name=column.sort, current=sort, first=column.first, class_name=look
        )
    return rx.el.th(column.label, scope="col", role="columnheader", class_name=look)


def _cell(column: Column, row: Any) -> rx.Component:
    return rx.el.td(
        rx.el.span(column.label, class_name="th-cell-label", aria_hidden="true"),
        rx.el.div(column.cell(row), class_name="th-cell"),
        role="cell",
        class_name="th-num-cell" if column.number else "",
    )
