"""The form of a tutor's booking rules: each with the sentence of what it does."""

from dataclasses import dataclass

import reflex as rx

from tutorhub_app.components import forms
from tutorhub_app.components.buttons import button
from tutorhub_app.components.forms import described, field, form_actions, number_field
from tutorhub_app.components.shell import section
from tutorhub_app.domain.catalog import field_name
from tutorhub_app.states.catalog_rules import RulesState

_UNITS = ("minutes", "hours", "days")


@dataclass(frozen=True, slots=True)
class _Rule:
    """`unit` is fixed where the rule is no amount of time to be told in several units."""

    name: str
    title: str
    sentence: str
    unit: str = ""


_TIMES = (
    _Rule(
        "slot_step_minutes",
        "Starts",
        "Lessons can start every so many minutes, counted from the beginning of your hours.",
        "minutes",
    ),
    _Rule(
        "buffer_before_minutes",
        "Pause before a lesson",
        "Kept free before each lesson.",
        "minutes",
    ),
    _Rule(
        "buffer_after_minutes",
        "Pause after a lesson",
        "Kept free after each lesson. Between two lessons the longer pause counts.",
        "minutes",
    ),
    _Rule(
        "max_lessons_per_day",
        "Lessons a day",
        "On a day of your zone no more than this can be booked. Empty means no limit.",
        "lessons",
    ),
)
_AHEAD = (
    _Rule(
        "minimum_notice_minutes",
        "Notice",
        "Students book at least this long before the lesson begins.",
    ),
    _Rule(
        "horizon_days",
        "How far ahead",
        "Students see and book times up to this many days from today.",
        "days",
    ),
)
_CHANGES = (
    _Rule(
        "cancellation_notice_minutes",
        "Free to cancel",
        "Until this long before it begins a cancelled lesson goes back to the student. Later it "
        "counts as taken.",
    ),
    _Rule(
        "reschedule_notice_minutes",
        "Free to move",
        "Until this long before it begins students can move a lesson themselves.",
    ),
)
_SCREENINGS = (
    _Rule(
        "screening_wait_days",
        "Asking again",
        "After you did not approve a screening, the student can ask for another one this many "
        "days later. 0 means at once.",
        "days",
    ),
)


def form() -> rx.Component:
    return forms.form(
        section("Times", rx.el.div(_rows(_TIMES), class_name="th-card th-rules")),
        section("Booking ahead", rx.el.div(_rows(_AHEAD), class_name="th-card th-rules")),
        section("Changes", rx.el.div(_rows(_CHANGES), class_name="th-card th-rules")),
        section("Screening", rx.el.div(_rows(_SCREENINGS), class_name="th-card th-rules")),
        form_actions(
            button("Usual rules", kind="quiet", on_click=RulesState.show_defaults),
            button("Save rules", type="submit", busy=RulesState.saving),
        ),
        on_submit=RulesState.save,
        key=RulesState.version.to_string(),
    )


def _rows(rules: tuple[_Rule, ...]) -> rx.Component:
    return rx.fragment(*[_plain(rule) if rule.unit else _amount(rule) for rule in rules])


def _plain(rule: _Rule) -> rx.Component:
    return number_field(
        rule.title,
        id=rule.name,
        unit=rule.unit,
        hint=rule.sentence,
        default_value=RulesState.amounts[rule.name],
        min=0,
        error=RulesState.errors.get(field_name(rule.name), ""),
    )


def _amount(rule: _Rule) -> rx.Component:
    """A number and its unit: 2 | hours."""
    error = RulesState.errors.get(field_name(rule.name), "")
    control = rx.el.div(
        rx.input(
            type="number",
            name=rule.name,
            min=0,
            input_mode="numeric",
            default_value=RulesState.amounts[rule.name],
            size="3",
            **described(rule.name, rule.sentence, error),
        ),
        rx.el.select(
            *[rx.el.option(unit, value=unit) for unit in _UNITS],
            name=f"{rule.name}_unit",
            default_value=RulesState.units[rule.name],
            aria_label=f"{rule.title}: unit",
            class_name="th-control",
        ),
        class_name="th-amount",
    )
    return field(rule.title, control, id=rule.name, hint=rule.sentence, error=error)
