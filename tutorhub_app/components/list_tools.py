"""What narrows a list and leads through it. All of it stands in the address, so that the back
button works and an address can be shared: `?q=maria&role=tutor&sort=-at&page=2`.

    list_form(
        "Search people",
        search_control("Name or email"),
        choice_control("Role", "role", [("", "Everybody"), ("tutor", "Tutors")]),
        day_control("From", "first"),
        choice_control("Sort by", "sort", [...], usual="-at", phones_only=True),
    )
    pager(state.listing.page, state.listing.page_count)
    list_keys()

The controls write the address by themselves; the page's `load` reads it with states/listing.py.
"""

from typing import Any

import reflex as rx

from tutorhub_app.components.kinds import Items, Text

_JSX = rx.asset("list_tools.jsx", shared=True)


class ListLink(rx.Component):
    """A link to the list as it is with the parameter `name` changed. `off` leads nowhere."""

    library = _JSX.importable_path
    tag = "ListLink"

    name: rx.Var[str]
    value: rx.Var[str]
    off: rx.Var[bool]


class SortHeader(rx.Component):
    """A `th` that sorts by `name`. `current` is the list's sort, with a minus when it descends;
    `first` the order of the first press."""

    library = _JSX.importable_path
    tag = "SortHeader"

    name: rx.Var[str]
    current: rx.Var[str]
    first: rx.Var[str]


class ListForm(rx.Component):
    library = _JSX.importable_path
    tag = "ListForm"

    label: rx.Var[str]


class ListKeys(rx.Component):
    """`search` says whether the list has a search box."""

    library = _JSX.importable_path
    tag = "ListKeys"

    search: rx.Var[bool]


def list_form(label: str, *controls: Any) -> rx.Component:
    """The controls above a list. `label` says what they search, to screen readers."""
    return ListForm.create(*controls, label=label, class_name="th-list-form")


def search_control(placeholder: str, *, label: str = "Search", name: str = "q") -> rx.Component:
    """Searches with Enter. A list has one: the key / leads to it."""
    return _control(
        label,
        name,
        rx.input(
            rx.input.slot(rx.icon("search", size=16)),
            id=_id(name),
            name=name,
            type="search",
            placeholder=placeholder,
            max_length=100,
            enter_key_hint="search",
            size="3",
        ),
        class_name="th-field th-list-control th-list-search-box",
    )


def choice_control(
    label: str, name: str, options: Items, *, usual: str = "", phones_only: bool = False
) -> rx.Component:
    """One of several, at once. `options`: (value, text) pairs, a list or a Var of one.

    `usual` is the value that the address leaves out.
    """
    items = (
        [rx.foreach(options, lambda option: rx.el.option(option[1], value=option[0]))]
        if isinstance(options, rx.Var)
        else [rx.el.option(text, value=value) for value, text in options]
    )
    return _control(
        label,
        name,
        rx.el.select(
            *items,
            id=_id(name),
            name=name,
            default_value=usual,
            class_name="th-control",
            custom_attrs={"data-usual": usual},
        ),
        class_name=f"th-field th-list-control{' th-wide-hidden' * phones_only}",
    )


def text_control(label: str, name: str, placeholder: str = "") -> rx.Component:
    """A further text to narrow by, with Enter."""
    return _control(
        label,
        name,
        rx.input(
            id=_id(name),
            name=name,
            placeholder=placeholder,
            max_length=100,
            enter_key_hint="search",
            size="3",
        ),
        class_name="th-field th-list-control",
    )


def day_control(label: str, name: str) -> rx.Component:
    """A day, as soon as it is whole."""
    return _control(
        label,
        name,
        rx.el.input(
            id=_id(name),
            name=name,
            type="date",
            min="2000-01-01",
            max="2999-12-31",
            class_name="th-control",
        ),
        class_name="th-field th-list-control",
    )


def pager(page: Any, page_count: Any) -> rx.Component:
    """Nothing while there is one page only."""
    return rx.cond(
        page_count > 1,
        rx.el.nav(
            _page_link("Previous page", page - 1, page <= 1),
            rx.el.span(
                "Page ", page.to_string(), " of ", page_count.to_string(), class_name="th-muted"
            ),
            _page_link("Next page", page + 1, page >= page_count),
            aria_label="Pages",
            class_name="th-row th-pages",
        ),
    )


def list_keys(*, search: bool = True) -> rx.Component:
    """j and k go from row to row, / to the search; says so, where there are keys."""
    return ListKeys.create(search=search, class_name="th-keys")


def _page_link(text: str, page: Any, off: Any) -> rx.Component:
    return rx.button(
        ListLink.create(text, name="page", value=page.to_string(), off=off),
        as_child=True,
        size="2",
        variant="soft",
        color_scheme="gray",
        high_contrast=True,
    )


def _control(label: Text, name: str, control: rx.Component, class_name: str) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=_id(name), class_name="th-label"),
        control,
        class_name=class_name,
    )


def _id(name: str) -> str:
    return f"filter-{name}"
