"""Signing in and registering: what the forms show. Fields are posted by the browser itself."""

from dataclasses import dataclass

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.domain.accounts import REGISTRABLE_ROLES, Role
from tutorhub_app.domain.zones import is_zone
from tutorhub_app.services import demo_accounts, passwords
from tutorhub_app.services.unit import in_thread
from tutorhub_app.settings import get_settings
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import ANYONE, allow

_FIELDS_SHOWN = 10
_TEXT_SHOWN = 300


@dataclass(frozen=True)
class DemoAccount:
    """Someone to sign in as by one press. `body` is what the sign-in form would post."""

    role: str
    email: str
    body: dict[str, str]


class WayInState(AppState):
    """What the pages for signing in and registering share."""

    @rx.var
    def next_page(self) -> str:
        """Where to go afterwards: `?next=`, if it is a page of ours."""
        return self._wanted() or routes.HOME

    @rx.var
    def sign_in_page(self) -> str:
        return routes.sign_in(self._wanted())

    @rx.var
    def register_page(self) -> str:
        return routes.register(self._wanted())

    @rx.event
    @allow(*ANYONE)
    async def refused(self, sentence: str, fields: dict[str, str]):
        """Show why the form was refused; what was typed stays in it."""
        self.error = "" if fields else sentence[:_TEXT_SHOWN]
        shown = list(fields.items())[:_FIELDS_SHOWN]
        self.errors = {name[:_TEXT_SHOWN]: text[:_TEXT_SHOWN] for name, text in shown}

    @rx.event
    @allow(*ANYONE)
    async def edited(self, field: str):
        """A field that was wrong is being mended."""
        self.error = ""
        self.errors = {name: text for name, text in self.errors.items() if name != field}

    def _wanted(self) -> str:
        wanted = self.router.url.query_parameters.get("next", "")
        return wanted if routes.is_local(wanted) else ""


class SignInState(WayInState):
    """The sign-in page. `demo_accounts` is empty but in demo mode."""

    demo_accounts: list[DemoAccount] = []
    demo_password: str = ""

    @rx.event
    @allow(*ANYONE)
    async def load(self):
        """Someone who is signed in goes on to where they wanted to be."""
        self._clear_errors()
        if self.me.role:
            return rx.redirect(self.next_page, replace=True)
        if get_settings().is_demo:
            self.demo_password = demo_accounts.PASSWORD
            self.demo_accounts = [
                DemoAccount(
                    role=email.partition("@")[0].title(),
                    email=email,
                    body={"username": email, "password": demo_accounts.PASSWORD},
                )
                for email in demo_accounts.ACCOUNTS
            ]
        return None


class RegisterState(WayInState):
    """The registration page."""

    role: str = Role.STUDENT.value
    zone: str = ""

    @rx.event
    @allow(*ANYONE)
    async def load(self):
        """`?role=tutor` chooses the role beforehand."""
        self._clear_errors()
        if self.me.role:
            return rx.redirect(self.next_page, replace=True)
        wanted = self.router.url.query_parameters.get("role", "")
        if wanted in REGISTRABLE_ROLES:
            self.role = wanted
        return None

    @rx.var
    def shown_zone(self) -> str:
        """The zone that was chosen, else the browser's."""
        return self.zone or self.browser_zone or "UTC"

    @rx.event
    @allow(*ANYONE)
    async def choose_role(self, role: str):
        if role in REGISTRABLE_ROLES:
            self.role = role

    @rx.event
    @allow(*ANYONE)
    async def choose_zone(self, zone: str):
        if is_zone(zone):
            self.zone = zone


class PasswordState(AppState):
    """How good a password is while it is typed. The password itself is never kept."""

    score: int = 0
    label: str = ""
    advice: str = ""
    _about: dict[str, str] = {}

    @rx.event
    @allow(*ANYONE)
    async def rate(self, password: str):
        me = self.me
        rated = await in_thread(
            passwords.strength, password, *self._about.values(), me.name, me.email
        )
        self.score, self.label, self.advice = rated.score, rated.label, rated.advice

    @rx.event
    @allow(*ANYONE)
    async def know_name(self, name: str):
        """A person's own name and address make a password easy to guess."""
        self._about = {**self._about, "name": name[:_TEXT_SHOWN]}

    @rx.event
    @allow(*ANYONE)
    async def know_email(self, email: str):
        self._about = {**self._about, "email": email[:_TEXT_SHOWN]}

    @rx.event
    @allow(*ANYONE)
    async def forget(self):
        """Nothing is typed yet."""
        self.score, self.label, self.advice = 0, "", ""
        self._about = {}
