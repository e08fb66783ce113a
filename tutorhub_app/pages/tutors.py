"""Find a tutor."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.browser_zone import browser_zone
from tutorhub_app.components.buttons import button
from tutorhub_app.components.cards import card_grid, tutor_card
from tutorhub_app.components.feedback import announce, empty_state, skeleton_cards
from tutorhub_app.components.forms import (
    checkbox_pills,
    day_checkboxes,
    segmented_field,
    select_field,
    text_field,
)
from tutorhub_app.components.list_tools import pager
from tutorhub_app.components.shell import page_header
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.app import AppState
from tutorhub_app.states.catalog_search import TutorsState

_MODES = [("", "Any"), ("online", "Online"), ("faceToFace", "Face to face")]
_PARTS = [
    ("morning", "Morning", "Morning, 06:00 to 12:00"),
    ("afternoon", "Afternoon", "Afternoon, 12:00 to 17:00"),
    ("evening", "Evening", "Evening, 17:00 to 22:00"),
    ("night", "Night", "Night, 22:00 to 06:00"),
]
_SORTS = [("earliest", "Earliest free time"), ("price", "Price"), ("name", "Name")]


def tutors() -> rx.Component:
    return framed(
        page_header(
            "Find a tutor",
            rx.el.span("Times are in ", AppState.viewer_zone.replace("_", " "), "."),
        ),
        _search_bar(),
        rx.el.div(
            _filters(),
            rx.el.div(
                rx.cond(
                    TutorsState.loaded,
                    rx.cond(TutorsState.cards, _results(), _nothing()),
                    skeleton_cards(),
                ),
                class_name="th-grow",
            ),
            class_name="th-browse",
        ),
        announce(rx.cond(TutorsState.loaded, TutorsState.summary, "")),
        browser_zone(on_zone=TutorsState.in_zone),
        active=routes.TUTORS,
    )


def _search_bar() -> rx.Component:
    text = TutorsState.filters.q
    return rx.el.form(
        rx.el.label("Search tutors", html_for="search", class_name="th-hidden"),
        rx.input(
            rx.input.slot(rx.icon("search", size=18)),
            id="search",
            name="q",
            type="search",
            placeholder="A subject, a name, a word",
            default_value=text,
            key=text,
            size="3",
            enter_key_hint="search",
            class_name="th-grow",
        ),
        button("Search", type="submit"),
        on_submit=TutorsState.search,
        role="search",
        class_name="th-field th-search",
    )


def _filters() -> rx.Component:
    filters = TutorsState.filters
    return rx.el.section(
        button(
            rx.cond(
                TutorsState.filter_count > 0,
                "Filters (" + TutorsState.filter_count.to_string() + ")",
                "Filters",
            ),
            kind="secondary",
            icon="sliders-horizontal",
            on_click=TutorsState.turn_filters,
            custom_attrs={
                "aria-expanded": rx.cond(TutorsState.filters_open, "true", "false"),
                "aria-controls": "filters",
            },
            class_name="th-filters-button",
        ),
        rx.el.div(
            select_field(
                "Subject",
                _with_any("Any subject", TutorsState.subjects),
                id="subject",
                value=filters.subject,
                on_change=lambda value: TutorsState.choose("subject", value),
            ),
            select_field(
                "Language",
                _with_any("Any language", TutorsState.languages),
                id="language",
                value=filters.language,
                on_change=lambda value: TutorsState.choose("language", value),
            ),
            segmented_field(
                "Where",
                _MODES,
                id="mode",
                value=filters.mode,
                on_change=lambda value: TutorsState.choose("mode", value),
            ),
            _price(filters),
            day_checkboxes(
                "Days",
                id="days",
                chosen=filters.days,
                on_toggle=lambda value: TutorsState.toggle("days", value),
            ),
            checkbox_pills(
                "Time of day",
                _PARTS,
                id="times",
                chosen=filters.times,
                on_toggle=lambda value: TutorsState.toggle("times", value),
                hint="Days and times are yours, over the next four weeks.",
            ),
            rx.cond(
                TutorsState.filter_count > 0,
                button("Clear filters", kind="quiet", size="2", on_click=TutorsState.clear),
            ),
            id="filters",
            class_name=rx.cond(
                TutorsState.filters_open, "th-filters th-filters-open", "th-filters"
            ),
        ),
        aria_label="Filters",
        class_name="th-browse-side",
    )


def _with_any(label: str, options: rx.Var) -> rx.Var:
    return rx.Var.create([["", label]]).to(list[list[str]]) + options.to(list[list[str]])


def _price(filters: Any) -> rx.Component:
    """Prices can only be compared within a currency."""
    return rx.el.form(
        rx.el.fieldset(
            rx.el.legend("Price of a lesson"),
            rx.el.div(
                select_field(
                    rx.el.span("Currency", class_name="th-hidden"),
                    _with_any("Any", TutorsState.currencies),
                    id="currency",
                    value=filters.currency,
                    on_change=lambda value: TutorsState.choose("currency", value),
                ),
                text_field(
                    rx.el.span("At most", class_name="th-hidden"),
                    id="max",
                    placeholder="at most",
                    input_mode="decimal",
                    default_value=filters.max,
                    key="max-" + filters.max + filters.currency,
                    disabled=filters.currency == "",
                    on_blur=lambda value: TutorsState.choose("max", value),
                ),
                class_name="th-price-fields",
            ),
            class_name="th-choices",
        ),
        on_submit=TutorsState.choose_price,
    )


def _results() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h2(TutorsState.summary, class_name="th-h2"),
            rx.el.label(
                rx.el.span("Sort by", class_name="th-muted th-small"),
                rx.el.select(
                    *[rx.el.option(text, value=value) for value, text in _SORTS],
                    id="sort",
                    value=TutorsState.filters.sort,
                    on_change=lambda value: TutorsState.choose("sort", value),
                    class_name="th-control",
                ),
                class_name="th-sort",
            ),
            class_name="th-row-between th-wrap th-list-head",
        ),
        rx.cond(
            (TutorsState.filters.sort == "price") & (TutorsState.filters.currency == ""),
            rx.el.p("Prices are compared within each currency.", class_name="th-muted th-small"),
        ),
        card_grid(rx.foreach(TutorsState.cards, _card)),
        pager(TutorsState.page, TutorsState.page_count),
    )


def _card(card: rx.Var) -> rx.Component:
    return tutor_card(
        name=card.name,
        headline=card.headline,
        href=routes.TUTORS + "/" + card.profile_id.to(str),
        photo=card.photo,
        subjects=card.subjects,
        languages=card.languages,
        modes=card.mode,
        place=card.place,
        price=card.price,
        earliest=card.earliest,
        earliest_in=card.earliest_in,
    )


def _nothing() -> rx.Component:
    return rx.cond(
        (TutorsState.filter_count > 0) | (TutorsState.filters.q != ""),
        empty_state(
            "search-x",
            "No tutor fits all of this",
            "Take a filter away, or look for another word.",
            button("Show all tutors", kind="secondary", on_click=TutorsState.clear),
        ),
        empty_state(
            "users",
            "No tutors yet",
            "Tutors are listed here as soon as they offer a course pack.",
        ),
    )


PAGES = (Page(routes.TUTORS, tutors, "Find a tutor", (TutorsState.load,)),)
