"""One's own settings: name, zone, how times are written, the password."""

from typing import Any

import reflex as rx

from tutorhub_app.domain.zones import is_zone
from tutorhub_app.services import accounts
from tutorhub_app.services.accounts import Preferences
from tutorhub_app.services.unit import run
from tutorhub_app.states.accounts import PasswordState
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import SIGNED_IN, allow, principal

HOUR_CYCLES = ("12", "24")
FIRST_DAYS = ("0", "1")


class SettingsState(AppState):
    """`password_form` grows with each changed password: its form is then made anew, empty."""

    ready: bool = False
    zone: str = ""
    hour_cycle: str = "24"
    first_day: str = "1"
    password_form: int = 0
    _filled_on: int = 0

    @rx.event
    @allow(*SIGNED_IN)
    async def load(self):
        if self._filled_on == self._visit:
            return
        self._filled_on = self._visit
        me = self.me
        self.zone = me.time_zone
        self.hour_cycle = str(me.hour_cycle)
        self.first_day = str(me.first_day_of_week)
        self.ready = True
        yield PasswordState.forget

    @rx.event
    @allow(*SIGNED_IN)
    async def choose_zone(self, zone: str):
        if is_zone(zone):
            self.zone = zone

    @rx.event
    @allow(*SIGNED_IN)
    async def choose_hour_cycle(self, hour_cycle: str):
        if hour_cycle in HOUR_CYCLES:
            self.hour_cycle = hour_cycle

    @rx.event
    @allow(*SIGNED_IN)
    async def choose_first_day(self, first_day: str):
        if first_day in FIRST_DAYS:
            self.first_day = first_day

    @rx.event
    @allow(*SIGNED_IN)
    async def save(self, form: dict[str, Any]):
        request = Preferences(
            fullname=str(form.get("fullname", "")),
            time_zone=self.zone,
            hour_cycle=int(self.hour_cycle),
            first_day_of_week=int(self.first_day),
        )
        with self._reporting() as outcome:
            await run(accounts.change_preferences, principal(), request)
        if not outcome.failed:
            self._say("Saved.")
            yield AppState.refresh

    @rx.event
    @allow(*SIGNED_IN)
    async def change_password(self, form: dict[str, Any]):
        with self._reporting() as outcome:
            await accounts.change_password(
                principal(),
                current=str(form.get("current", "")),
                new=str(form.get("new", "")),
            )
        if not outcome.failed:
            self.password_form += 1
            self._say("Your password is changed. You are signed out everywhere else.")
            yield PasswordState.forget
