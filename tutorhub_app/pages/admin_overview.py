"""The overview, for administrators: figures of today, and plots of the past weeks."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import link, link_button
from tutorhub_app.components.charts import Series, bars, line, plot
from tutorhub_app.components.feedback import empty_state, skeleton_cards
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.table import Column, data_table
from tutorhub_app.domain.weeks import PERIODS, USUAL_PERIOD
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.admin_overview import OverviewState

_ICONS = ("users", "graduation-cap", "hourglass", "circle-check", "triangle-alert")
_LESSONS = [Series("bookings", "Booked", "accent"), Series("cancellations", "Cancelled", "warn")]
_DECISIONS = [Series("approved", "Approved", "ok"), Series("rejected", "Rejected", "bad")]
_WAITING = Series("waiting", "Days", "info")


def overview() -> rx.Component:
    state = OverviewState
    return framed(
        page_header(
            "Overview",
            rx.el.span(
                "Weeks begin on Monday, in ",
                state.zone.replace("_", " "),
                ". The last one is under way.",
            ),
        ),
        rx.cond(
            state.loaded,
            rx.fragment(
                rx.el.ul(
                    rx.foreach(state.figures, _figure),
                    class_name="th-figures",
                    aria_label="Figures of today",
                ),
                _periods(),
                _plots(),
            ),
            skeleton_cards(4),
        ),
        active=routes.ADMIN,
    )


def _figure(figure: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.match(
                figure.icon,
                *[(name, rx.icon(name, size=18)) for name in _ICONS],
                rx.fragment(),
            ),
            rx.cond(
                figure.href != "",
                link(figure.label, href=figure.href, class_name="th-cover"),
                figure.label,
            ),
            class_name="th-figure-label",
        ),
        rx.el.span(figure.figure, class_name="th-figure"),
        rx.el.span(figure.more, class_name="th-muted th-small"),
        class_name=rx.cond(
            figure.alarm, "th-card th-card-link th-figure-alarm", "th-card th-card-link"
        ),
    )


def _periods() -> rx.Component:
    return rx.el.nav(
        *[
            link(
                "A year" if weeks == PERIODS[-1] else f"{weeks} weeks",
                href=routes.with_query(
                    routes.ADMIN, weeks=str(weeks) if weeks != USUAL_PERIOD else None
                ),
                class_name="th-tab",
                aria_current=rx.cond(OverviewState.period == weeks, "page", "false"),
            )
            for weeks in PERIODS
        ],
        aria_label="Period",
        class_name="th-row th-list-head",
    )


def _plots() -> rx.Component:
    state = OverviewState
    return rx.el.div(
        rx.cond(
            state.has_lessons,
            plot(
                "Lessons",
                state.lessons_words,
                bars(state.plotted, _LESSONS),
                _numbers("Lessons by week", _LESSONS),
                series=_LESSONS,
            ),
            empty_state(
                "chart-column",
                "No bookings in these weeks",
                "They are plotted here as soon as students book. Students find tutors who offer a"
                " course pack and open hours.",
                link_button("See the tutors", routes.TUTORS, kind="secondary"),
            ),
        ),
        rx.cond(
            state.has_decisions,
            rx.fragment(
                plot(
                    "Screening decisions",
                    state.decisions_words,
                    bars(state.plotted, _DECISIONS, stacked=True),
                    _numbers("Screening decisions by week", _DECISIONS),
                    series=_DECISIONS,
                ),
                plot(
                    "Waiting time",
                    state.waiting_words,
                    line(state.plotted, _WAITING),
                    _numbers("Waiting time by week", [_WAITING]),
                    series=[_WAITING],
                ),
            ),
            empty_state(
                "messages-square",
                "No screening was decided in these weeks",
                "Decisions and how long students waited for them are plotted here.",
            ),
        ),
        class_name="th-plots",
    )


def _numbers(label: str, series: Sequence[Series]) -> rx.Component:
    return data_table(
        label,
        [
            Column("Week of", lambda week: week.week),
            *[
                Column(each.label, lambda week, key=each.key: getattr(week, key), number=True)
                for each in series
            ],
        ],
        OverviewState.weeks,
    )


PAGES = (Page(routes.ADMIN, overview, "Overview", (OverviewState.watch,)),)
