"""How the house is doing. The period stands in the address: `/admin?weeks=26`."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.domain import words
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.weeks import PERIODS, USUAL_PERIOD
from tutorhub_app.services import live, overview
from tutorhub_app.services.overview import Figures, WeekFigures
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import allow, principal
from tutorhub_app.states.listing import one_of


@dataclass(frozen=True)
class Figure:
    """A figure of today. `href` leads to its list, "" for those who may not see it. `alarm`: it
    should be looked at."""

    label: str
    figure: str
    more: str
    href: str
    icon: str
    alarm: bool = False


@dataclass(frozen=True)
class WeekLine:
    """A week in words, for the tables beside the plots."""

    week: str
    bookings: str
    cancellations: str
    approved: str
    rejected: str
    waiting: str


class OverviewState(AppState):
    figures: list[Figure] = []
    plotted: list[dict[str, Any]] = []
    weeks: list[WeekLine] = []
    period: int = USUAL_PERIOD
    zone: str = ""
    lessons_words: str = ""
    decisions_words: str = ""
    waiting_words: str = ""
    has_lessons: bool = False
    has_decisions: bool = False
    loaded: bool = False

    @rx.event
    @allow(Permission.ADMIN_PANEL_ACCESS)
    async def load(self):
        query = self.router.url.query_parameters
        self.period = int(one_of(query, "weeks", map(str, PERIODS), str(USUAL_PERIOD)))
        with self._reporting():
            found = await run(overview.overview, principal(), weeks=self.period)
            self.figures = _figures(found.figures, self.me.may)
            self.zone = found.time_zone
            self.plotted = [_plotted(week) for week in found.weeks]
            self.weeks = [_line(week) for week in reversed(found.weeks)]
            self._tell(found.weeks)
        self.loaded = True

    @rx.event(background=True)
    @allow(Permission.ADMIN_PANEL_ACCESS)
    async def watch(self):
        async for _ in live.changes(live.LESSONS_TOPIC, live.SCREENINGS_TOPIC, live.JOBS_TOPIC):
            yield OverviewState.load

    def _tell(self, weeks: tuple[WeekFigures, ...]) -> None:
        booked = sum(week.bookings for week in weeks)
        canceled = sum(week.cancellations for week in weeks)
        approved = sum(week.approved for week in weeks)
        rejected = sum(week.rejected for week in weeks)
        waited = [week.waiting_days for week in weeks if week.waiting_days is not None]
        since = f"Since {words.short_day(weeks[0].monday)}"
        self.has_lessons = booked + canceled > 0
        self.has_decisions = approved + rejected > 0
        self.lessons_words = (
            f"{since}: {_counted(booked, 'lesson')} booked, {canceled:,} cancelled."
        )
        self.decisions_words = f"{since}: {approved:,} approved, {rejected:,} rejected."
        self.waiting_words = (
            "Days from the request to the decision, on average, of the screenings decided in the"
            f" week: between {min(waited):.1f} and {max(waited):.1f}."
            if waited
            else "No screening was decided in these weeks."
        )


def _figures(found: Figures, may: tuple[str, ...]) -> list[Figure]:
    def leads_to(permission: Permission, href: str) -> str:
        return href if permission in may else ""

    people = leads_to(Permission.USER_MANAGE, routes.ADMIN_PEOPLE)
    tutors = leads_to(Permission.USER_MANAGE, routes.with_query(routes.ADMIN_PEOPLE, role="tutor"))
    unwell = found.jobs_unwell
    return [
        Figure(
            "People",
            f"{found.people:,}",
            f"{_counted(found.students, 'student')}, {_counted(found.admins, 'admin')}",
            people,
            "users",
        ),
        Figure("Tutors", f"{found.tutors:,}", "with an active account", tutors, "graduation-cap"),
        Figure(
            "Screenings waiting",
            f"{found.screenings_waiting:,}",
            "for their tutor's answer",
            leads_to(Permission.PRELIMINARY_MEETING_OVERRIDE, routes.ADMIN_SCREENINGS),
            "hourglass",
        ),
        Figure(
            "Jobs failing or late",
            f"{unwell:,}",
            f"of {found.jobs}",
            routes.ADMIN_JOBS,
            "triangle-alert" if unwell else "circle-check",
            alarm=unwell > 0,
        ),
    ]


def _plotted(week: WeekFigures) -> dict[str, Any]:
    waiting = week.waiting_days
    return {
        "week": f"{week.monday.day} {words.month_name(week.monday)[:3]}",
        "bookings": week.bookings,
        "cancellations": week.cancellations,
        "approved": week.approved,
        "rejected": week.rejected,
        "waiting": round(waiting, 1) if waiting is not None else None,
    }


def _line(week: WeekFigures) -> WeekLine:
    number = week.monday.isocalendar().week
    return WeekLine(
        week=f"{words.short_day(week.monday)} {week.monday.year} (week {number})",
        bookings=f"{week.bookings:,}",
        cancellations=f"{week.cancellations:,}",
        approved=f"{week.approved:,}",
        rejected=f"{week.rejected:,}",
        waiting=f"{week.waiting_days:.1f}" if week.waiting_days is not None else "none decided",
    )


def _counted(number: int, one: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {one}s"
