"""The overview in words: figures that lead on, weeks for plots and for their tables."""

from datetime import date

from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services.overview import Figures, WeekFigures
from tutorhub_app.states.admin_overview import _figures, _line, _plotted

FIGURES = Figures(
    people=1203,
    students=1200,
    tutors=1,
    admins=2,
    screenings_waiting=5,
    jobs_unwell=1,
    jobs=3,
)


def test_figures_lead_to_the_lists_that_one_may_see():
    may = tuple(Permission)
    assert all(figure.href for figure in _figures(FIGURES, may))
    blind = _figures(FIGURES, (Permission.ADMIN_PANEL_ACCESS,))
    assert [figure.label for figure in blind if figure.href] == ["Jobs failing or late"]


def test_figures_are_told_with_their_units_and_what_is_wrong_stands_out():
    people, _, _, jobs = _figures(FIGURES, ())
    assert (people.figure, people.more) == ("1,203", "1,200 students, 2 admins")
    assert (jobs.figure, jobs.more, jobs.alarm) == ("1", "of 3", True)


def test_a_week_is_named_by_its_monday_and_its_number():
    week = WeekFigures(date(2026, 1, 5), 1200, 3, 2, 1, 2.25)
    assert _line(week).week == "Mon 5 Jan 2026 (week 2)"
    assert (_line(week).bookings, _line(week).waiting) == ("1,200", "2.2")
    assert _plotted(week)["waiting"] == 2.2


def test_a_week_without_a_decision_is_a_gap_and_not_a_zero():
    week = WeekFigures(date(2026, 1, 5), 0, 0, 0, 0, None)
    assert _plotted(week)["waiting"] is None
    assert _line(week).waiting == "none decided"
