"""A tutor edits their booking rules: in minutes, hours and days on the page, in minutes below."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import reflex as rx

from tutorhub_app.domain.catalog import BookingRules
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.words import MINUTES_A_DAY
from tutorhub_app.services import catalog_profile
from tutorhub_app.services.unit import run
from tutorhub_app.states.catalog_teaching import TeachingState, text_in, whole_in
from tutorhub_app.states.guard import allow, principal

UNITS = {"minutes": 1, "hours": 60, "days": MINUTES_A_DAY}
PLAIN = ("horizon_days", "max_lessons_per_day", "screening_wait_days")
"""Rules that are no amount of time: days and lessons, counted."""

_NO_NUMBER = -1


class RulesState(TeachingState):
    """The rules page. `amounts` and `units` are what the fields start with, by the rule's name."""

    amounts: dict[str, str] = {}
    units: dict[str, str] = {}
    version: int = 0
    saving: bool = False

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def load(self):
        profile_id = self._begin()
        if self._is_filled():
            return
        if profile_id:
            with self._reporting(toast=False) as outcome:
                form = await run(catalog_profile.rules_form, principal(), profile_id)
                self.tutor_name = form.name
                self._show_rules(form.rules)
            self.missing = outcome.sentence
        self.loaded = True

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def save(self, form: dict[str, Any]):
        self.saving = True
        yield
        with self._reporting():
            saved = await run(
                catalog_profile.save_rules, principal(), self.tutor_id, rules_in(form)
            )
            self._show_rules(saved.rules)
            self._say("Booking rules saved. They count for bookings from now on.")
        self.saving = False

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def show_defaults(self):
        """Fill the form with the usual rules; nothing is saved yet."""
        self._clear_errors()
        self._show_rules(BookingRules())
        self._say("These are the usual rules. Save to use them.", kind="info")

    def _show_rules(self, rules: BookingRules) -> None:
        self.amounts, self.units = {}, {}
        for rule in fields(BookingRules):
            amount, unit = shown(rule.name, getattr(rules, rule.name))
            self.amounts[rule.name], self.units[rule.name] = amount, unit
        # The fields keep what is typed; a new key makes them start anew.
        self.version += 1


def shown(name: str, value: int | None) -> tuple[str, str]:
    """A rule as amount and unit: the largest unit in which it is a whole number."""
    if value is None:
        return "", "minutes"
    if name in PLAIN:
        return str(value), "minutes"
    unit = next(
        unit for unit, size in reversed(UNITS.items()) if value % size == 0 and (value or size == 1)
    )
    return str(value // UNITS[unit]), unit


def rules_in(form: Mapping[str, Any]) -> BookingRules:
    """The rules that were entered; what is no number is refused by the rules' own limits."""
    return BookingRules(**{rule.name: _value(form, rule.name) for rule in fields(BookingRules)})


def _value(form: Mapping[str, Any], name: str) -> int | None:
    if name == "max_lessons_per_day" and not text_in(form, name).strip():
        return None
    amount = whole_in(form, name)
    if amount is None:
        return _NO_NUMBER
    if name in PLAIN:
        return amount
    return amount * UNITS.get(text_in(form, f"{name}_unit"), 1)
